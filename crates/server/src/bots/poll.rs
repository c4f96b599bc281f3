//! Asking a Bot API for updates, where it cannot call the hub.

use crate::Hub;
use crate::door::answer_for;
use crate::post::Account;
use axum::body::Body;
use http::header::CONTENT_TYPE;
use http::{Request, StatusCode};
use sender::telegram::{self, Bot, Update};
use std::sync::Arc;
use std::time::{Duration, Instant};
use store::{No, Source};
use tokio::time::sleep;

const SECRET: &str = "x-telegram-bot-api-secret-token";

/// For how long an API may wait until there is something to tell, in seconds.
const LONG: u32 = 25;

/// How much longer than that its answer may take.
const MORE: Duration = Duration::from_secs(10);

/// How long it is left alone after it failed, or had nothing to tell at once.
const PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_mins(1);

/// Asks for a bot's updates, and takes them in by the door, until its source or its hub ends it.
pub(super) async fn poll(hub: Arc<Hub>, source: No) {
    let (mut from, mut called, mut pause) = (None, true, PAUSE);
    while !hub.post.stops() {
        let Some(source) = hub.store.registry().source_no(source).cloned() else { return };
        let Ok(Account::Telegram(bot)) = Account::of(&hub, &source) else { return };
        let began = Instant::now();
        match ask(&hub, &bot, from, &mut called).await {
            Ok(updates) => {
                pause = PAUSE;
                if updates.is_empty() && began.elapsed() < PAUSE {
                    sleep(PAUSE).await;
                }
                for (id, body) in updates {
                    take(&hub, &source, &body).await;
                    // To ask for the next is to say that this one is kept.
                    from = Some(id + 1);
                }
            }
            Err(why) => {
                if pause == PAUSE {
                    let source = &source.id;
                    tracing::warn!(source.id = %source, error.cause = why, "No updates of a bot");
                }
                sleep(pause).await;
                pause = (pause * 2).min(LONGEST_PAUSE);
                // Somebody may have set a webhook: then nothing can be asked for.
                called = true;
            }
        }
    }
}

/// What is new, each with its number. A bot that is called is not to be asked: that ends first.
async fn ask(
    hub: &Hub,
    bot: &Bot,
    from: Option<i64>,
    called: &mut bool,
) -> Result<Vec<(i64, Vec<u8>)>, String> {
    if *called {
        let end = bot.delete_webhook();
        hub.post.ask(end, None, |reply| telegram::result(reply).map(|_| ())).await?;
        *called = false;
    }
    let deadline = Some(Duration::from_secs(LONG.into()) + MORE);
    hub.post
        .ask(bot.get_updates(from, LONG), deadline, |reply| {
            telegram::result(reply)?;
            let updates = Update::all(reply.body).ok_or("no updates")?;
            Ok(updates.into_iter().map(|it| (it.id, it.body.to_vec())).collect())
        })
        .await
}

/// Takes one update in, as if it had been sent; however often that takes.
async fn take(hub: &Hub, source: &Arc<Source>, body: &[u8]) {
    let secret = source.secrets.get("secret_token");
    let secret = secret.and_then(|it| it.as_str().or_else(|| it[0].as_str())).unwrap_or_default();
    loop {
        let request = Request::post("/in/polled")
            .header(CONTENT_TYPE, "application/json")
            .header(SECRET, secret)
            .body(Body::from(body.to_vec()));
        let Ok(request) = request else { return };
        let said = answer_for(hub, Some(source), "polled", request).await;
        if said.status() != StatusCode::SERVICE_UNAVAILABLE || hub.post.stops() {
            return;
        }
        sleep(PAUSE).await;
    }
}
