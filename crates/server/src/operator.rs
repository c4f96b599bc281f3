//! Tells the operator what happens to webhooks.
//!
//! What is to be told stands in the store, and goes out by the default schedule, signed as
//! deliveries are. What becomes of that is told to nobody, so that nothing goes in a circle.

use crate::Hub;
use crate::config::Operator;
use bytes::Bytes;
use dispatch::outcome;
use fetch::{Request, Target};
use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderName, HeaderValue};
use rand::random;
use std::sync::Arc;
use std::time::Duration;
use store::{DueNotice, StoreError};
use tokio::task::JoinHandle;
use tokio::time::{MissedTickBehavior, interval};
use webhook::{Next, Profile, Schedule, SigningKeys, Success, Used};

/// How often it is looked for what is due, and how much is taken at a time.
const EVERY: Duration = Duration::from_secs(1);
const AT_ONCE: u16 = 16;

/// For how long nobody else sends what one hub is about to send, in milliseconds: longer than any
/// attempt may take.
const TAKEN: i64 = 120_000;

/// How the operator is told.
struct Teller {
    target: Arc<Target>,
    keys: SigningKeys,
    schedule: Schedule,
}

/// Begins to tell, where there is an operator who wants to be told.
pub(crate) fn begin(hub: &Arc<Hub>, operator: &Operator) -> Option<JoinHandle<()>> {
    let (url, secret) = (operator.url.as_ref()?, operator.secret.as_ref()?);
    let json = HeaderValue::from_static("application/json");
    let headers = HeaderMap::from_iter([(CONTENT_TYPE, json)]);
    match Target::new(url.expose().clone(), headers) {
        Ok(target) => {
            let secrets = [secret.0.clone().into()];
            let keys = SigningKeys::with(&[Profile::V1], &secrets, Vec::new(), "");
            let teller = Teller { target: target.into(), keys, schedule: Schedule::default() };
            Some(tokio::spawn(tell(hub.clone(), teller)))
        }
        Err(error) => {
            tracing::error!(error.cause = %error, "The operator cannot be told of anything");
            None
        }
    }
}

async fn tell(hub: Arc<Hub>, teller: Teller) {
    let mut tick = interval(EVERY);
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tick.tick().await;
        if !hub.store.may_send() {
            continue;
        }
        if let Err(error) = tell_some(&hub, &teller).await {
            tracing::debug!(error.cause = ?error, "could not tell the operator");
        }
    }
}

async fn tell_some(hub: &Hub, teller: &Teller) -> Result<(), StoreError> {
    for notice in hub.store.due_notices(AT_ONCE).await? {
        let taken = hub.now() + TAKEN;
        // Where hubs share the store, another may have been faster.
        if hub.store.put_notice_off(&notice, taken, notice.slot).await? {
            teller.send(hub, DueNotice { due_at: taken, ..notice }).await?;
        }
    }
    Ok(())
}

impl Teller {
    async fn send(&self, hub: &Hub, notice: DueNotice) -> Result<(), StoreError> {
        let started_at = hub.now();
        let answer = hub.client.send(self.request(&notice, started_at)).await;
        let ended_at = hub.now().max(started_at);
        let ended = outcome(&answer, ended_at).judge(Success::Any2xx);
        let slot = notice.slot.saturating_add(1);
        match self.schedule.next(Used { slot, started_at, ended_at }, ended, random()) {
            Next::Retry(due_at) => {
                hub.store.put_notice_off(&notice, due_at, slot).await?;
                return Ok(());
            }
            Next::GiveUp | Next::Pause => {
                tracing::error!(notice.id = %notice.id, "The operator was not told: given up");
            }
            Next::Done => {}
        }
        hub.store.end_notice(notice.id).await
    }

    fn request(&self, notice: &DueNotice, at: i64) -> Request {
        let (id, timestamp) = (notice.id.to_string(), at / 1000);
        let signature = self.keys.sign(&id, timestamp, &notice.body);
        let mut headers = HeaderMap::with_capacity(3);
        // Ids and signatures are ASCII, so that this cannot fail.
        for (name, value) in [("webhook-id", id), ("webhook-signature", signature)] {
            if let Ok(value) = HeaderValue::try_from(value) {
                headers.insert(HeaderName::from_static(name), value);
            }
        }
        headers.insert(HeaderName::from_static("webhook-timestamp"), timestamp.into());
        Request::post(self.target.clone(), headers, Bytes::clone(&notice.body))
    }
}
