//! One message, from its parcel to the service's answer.

use super::account::{Account, PushAccount};
use crate::Hub;
use event::{BrowserId, EventKind, ParcelId, Reason};
use sender::webpush::{Notification, Push, Subscription, Way};
use sender::{Call, Outcome, Refusal, telegram, viber, webpush};
use serde::de::DeserializeOwned;
use store::{Browser, Parcel, Source, StoreError};

/// For how long beyond a push's life its worker may report, in seconds: it may be offline.
const LATE: i64 = 30 * 86_400;

/// What was answered, and the kind of device it was for.
pub(super) struct Answered {
    pub(super) outcome: Outcome,
    pub(super) device: Option<String>,
}

/// Sends a message once.
///
/// # Errors
///
/// [`StoreError`] where it could not be found out where to.
pub(super) async fn send(
    hub: &Hub,
    source: &Source,
    parcel: &Parcel,
) -> Result<Answered, StoreError> {
    let alone = |outcome| Ok(Answered { outcome, device: None });
    match Account::of(hub, source) {
        Ok(Account::WebPush(account)) => push(hub, source, &account, parcel).await,
        Ok(Account::Telegram(bot)) => {
            let chat = parcel.contact.parse::<i64>().ok();
            let (Some(chat), Some(text)) = (chat, body::<telegram::Text>(parcel)) else {
                return alone(refused(EventKind::TelegramFailed, "invalid", "no chat"));
            };
            alone(hub.post.hand_over(text.call(&bot, chat), telegram::read).await)
        }
        Ok(Account::Viber(bot, name)) => {
            let Some(message) = body::<viber::Message>(parcel) else {
                return alone(refused(EventKind::ViberFailed, "payload", "no message"));
            };
            let made = bot.send(&parcel.contact, &message, &name);
            alone(hub.post.hand_over(made, viber::read).await)
        }
        Err(why) => alone(refused(super::not_sent(parcel.channel), "config", &why)),
    }
}

async fn push(
    hub: &Hub,
    source: &Source,
    account: &PushAccount,
    parcel: &Parcel,
) -> Result<Answered, StoreError> {
    let id = parcel.contact.parse::<BrowserId>().ok();
    let browser = match id {
        Some(id) => hub.store.browser(parcel.project, id).await?,
        None => None,
    };
    let Some(browser) = browser.filter(|it| it.source == source.no) else {
        let outcome = undelivered("invalid", "no browser is known by that id");
        return Ok(Answered { outcome, device: None });
    };
    let outcome = match pushed(hub, source, account, parcel, &browser) {
        Ok(made) => hub.post.hand_over(made, webpush::read).await,
        Err((code, why)) => undelivered(code, &why),
    };
    Ok(Answered { outcome, device: Some(browser.form_factor) })
}

/// The request for a push; else a code and the words for why there is none.
fn pushed(
    hub: &Hub,
    source: &Source,
    account: &PushAccount,
    parcel: &Parcel,
    browser: &Browser,
) -> Result<Call, (&'static str, String)> {
    let keys = &browser.keys;
    let to = Subscription::new(&keys.endpoint, &keys.p256dh, &keys.auth);
    let to = to.map_err(|error| ("invalid", error.to_string()))?;
    if !hub.post.hosts.allow(to.endpoint()) {
        return Err(("config", "its push service is not among those that are called".to_owned()));
    }
    let shown = body::<Notification>(parcel).ok_or(("payload", "no notification".to_owned()))?;
    let now = hub.now();
    let id = parcel.id.to_string();
    let token = token(account, &id, &parcel.contact, parcel.ends_at);
    let (beacon, device) = (account.beacon.as_str(), browser.form_factor.as_str());
    let payload = shown.payload(Way { message_id: &id, token: &token, beacon, device });
    let left = u64::try_from(parcel.ends_at - now).unwrap_or(0);
    let ttl = u32::try_from(left.div_ceil(1000)).unwrap_or(u32::MAX);
    let topic = shown.topic.as_deref();
    let push = Push { payload: &payload, ttl, urgency: shown.urgency, topic };
    let signed = account.sign(hub, source, to.endpoint(), now);
    let signed = signed.ok_or(("config", "the VAPID key does not sign".to_owned()))?;
    webpush::request(&to, push, &signed).map_err(|error| ("payload", error.to_string()))
}

/// What a worker's reports about a message prove themselves with.
pub(super) fn token(account: &PushAccount, id: &str, browser: &str, ends_at: i64) -> String {
    ::webpush::token(&account.token_key, id, browser, ends_at / 1000 + LATE)
}

/// How large a push of that notification is, in bytes, before it is encrypted.
pub(crate) fn push_size(account: &PushAccount, shown: &Notification, now: i64) -> usize {
    let (id, browser) = (ParcelId::at(now).to_string(), BrowserId::at(now).to_string());
    let token = token(account, &id, &browser, now);
    let (beacon, device) = (account.beacon.as_str(), "desktop");
    shown.payload(Way { message_id: &id, token: &token, beacon, device }).len()
}

fn body<T: DeserializeOwned>(parcel: &Parcel) -> Option<T> {
    serde_json::from_str(&parcel.body).ok()
}

fn undelivered(code: &str, text: &str) -> Outcome {
    refused(EventKind::WebPushUndelivered, code, text)
}

fn refused(kind: EventKind, code: &str, text: &str) -> Outcome {
    let reason = Reason { code: Some(code.to_owned()), text: Some(text.to_owned()) };
    Outcome::Refused(Refusal { kind, reason, response: None, ends: false })
}
