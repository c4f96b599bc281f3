//! Has services know where bots are to be called, and asks for updates where they cannot call.

use super::poll::poll;
use crate::Hub;
use crate::post::{Account, sends};
use event::Channel;
use sender::{Call, Reply, telegram, viber};
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;
use store::{No, Source};
use tokio::task::{AbortHandle, JoinSet};
use tokio::time::{MissedTickBehavior, interval};
use url::Url;

/// How often it is looked what has changed.
const TICK: Duration = Duration::from_secs(1);

/// How long after it failed a service is told again, in milliseconds: twice as long each time.
const AGAIN: i64 = 5_000;
const LONGEST_WAIT: i64 = 600_000;

/// How many services are told at a time.
const MOST: usize = 16;

/// Looks after bots until the hub stops.
pub(crate) fn begin(hub: &Arc<Hub>) {
    tokio::spawn(keep(hub.clone()));
}

/// How a bot hears of what happens.
enum Way {
    /// It is called; this has the service know where.
    Called(Box<Call>),
    /// It asks.
    Asks,
}

/// What was done for a bot.
#[derive(Default)]
struct Kept {
    /// For what.
    print: [u8; 32],
    /// What asks for updates.
    asks: Option<AbortHandle>,
    is_told: bool,
    is_on: bool,
    fails: u32,
    again_at: i64,
}

/// What came of telling a service.
struct Told {
    source: No,
    print: [u8; 32],
    came: Result<(), String>,
}

async fn keep(hub: Arc<Hub>) {
    let mut tick = interval(TICK);
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let (mut all, mut told) = (HashMap::<No, Kept>::new(), JoinSet::<Told>::new());
    loop {
        tokio::select! {
            _ = tick.tick() => {}
            Some(Ok(came)) = told.join_next() => note(&hub, &mut all, &came),
            () = hub.post.stopped() => break,
        }
        look(&hub, &mut all, &mut told);
    }
    all.values().filter_map(|kept| kept.asks.as_ref()).for_each(AbortHandle::abort);
}

fn look(hub: &Arc<Hub>, all: &mut HashMap<No, Kept>, told: &mut JoinSet<Told>) {
    let registry = hub.store.registry();
    let sources = registry.projects().flat_map(|project| registry.sources(project.no));
    let bots = sources.filter(|it| is_bot(it) && hub.store.posts(it.no) && hub.store.may_send());
    let bots: HashMap<No, &Arc<Source>> = bots.map(|it| (it.no, it)).collect();
    all.retain(|source, kept| {
        let stays = bots.contains_key(source);
        if !stays && let Some(asks) = &kept.asks {
            asks.abort();
        }
        stays
    });
    for (no, source) in bots {
        let Some((way, print)) = way(hub, source) else { continue };
        let kept = all.entry(no).or_default();
        if kept.print != print {
            if let Some(asks) = &kept.asks {
                asks.abort();
            }
            *kept = Kept { print, ..Kept::default() };
        }
        match way {
            Way::Asks if kept.asks.as_ref().is_none_or(AbortHandle::is_finished) => {
                kept.asks = Some(tokio::spawn(poll(hub.clone(), no)).abort_handle());
            }
            Way::Called(call)
                if !kept.is_told
                    && !kept.is_on
                    && kept.again_at <= hub.now()
                    && told.len() < MOST =>
            {
                kept.is_on = true;
                told.spawn(tell(hub.clone(), source.clone(), print, *call));
            }
            Way::Asks | Way::Called(_) => {}
        }
    }
}

async fn tell(hub: Arc<Hub>, source: Arc<Source>, print: [u8; 32], call: Call) -> Told {
    let read: fn(&Reply<'_>) -> Result<(), String> = match source.channel {
        Some(Channel::Viber) => viber::result,
        _ => |reply| telegram::result(reply).map(|_| ()),
    };
    let came = hub.post.ask(call, None, read).await;
    Told { source: source.no, print, came }
}

fn note(hub: &Hub, all: &mut HashMap<No, Kept>, told: &Told) {
    let Some(kept) = all.get_mut(&told.source).filter(|kept| kept.print == told.print) else {
        return;
    };
    kept.is_on = false;
    let registry = hub.store.registry();
    let Some(source) = registry.source_no(told.source) else { return };
    match &told.came {
        Ok(()) => {
            kept.is_told = true;
            tracing::info!(source.id = %source.id, "A bot's service knows where to call");
        }
        Err(why) => {
            let wait = AGAIN << kept.fails.min(7);
            (kept.fails, kept.again_at) = (kept.fails + 1, hub.now() + wait.min(LONGEST_WAIT));
            if kept.fails == 1 {
                tracing::warn!(
                    source.id = %source.id,
                    error.cause = why,
                    "A bot's service did not take where to call: it is told again"
                );
            }
        }
    }
}

fn is_bot(source: &Source) -> bool {
    matches!(source.channel, Some(Channel::Telegram | Channel::Viber))
        && sends(source)
        && !source.paused
}

/// How a bot hears, with what is another as soon as that changes; none where it does not by itself.
fn way(hub: &Hub, source: &Source) -> Option<(Way, [u8; 32])> {
    let public = hub.public_url.scheme() == "https";
    let token = &source.tokens.first()?.text;
    let url = hub.public_url.join(&format!("in/{token}")).ok()?;
    let (way, secret) = match Account::of(hub, source).ok()? {
        Account::Telegram(bot) => telegram_way(&bot, source, url, public)?,
        Account::Viber(bot, _) if public => {
            (Way::Called(Box::new(bot.set_webhook(&url))), String::new())
        }
        Account::Viber(..) | Account::WebPush(_) => return None,
    };
    let mut hash = Sha256::new();
    hash.update(secret);
    hash.update(source.secrets.get("bot_token").or(source.secrets.get("auth_token"))?.to_string());
    if let Way::Called(call) = &way {
        hash.update(call.url.as_str());
        hash.update(&call.body);
    }
    Some((way, hash.finalize().into()))
}

fn telegram_way(
    bot: &telegram::Bot,
    source: &Source,
    url: Url,
    public: bool,
) -> Option<(Way, String)> {
    let secret = source.secrets.get("secret_token")?;
    let secret = secret.as_str().or_else(|| secret[0].as_str())?.to_owned();
    let called = match source.settings.get("mode").and_then(Value::as_str) {
        Some(mode) => mode == "webhook",
        None => public,
    };
    if called {
        return Some((Way::Called(Box::new(bot.set_webhook(url, &secret))), secret));
    }
    Some((Way::Asks, secret))
}
