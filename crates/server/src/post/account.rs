//! What a source sends by.

use crate::Hub;
use event::Channel;
use sender::webpush::{Signed, Vapid};
use sender::{telegram, viber};
use serde_json::Value;
use std::sync::PoisonError;
use store::Source;
use url::Url;

/// What a source sends by.
pub(crate) enum Account {
    WebPush(PushAccount),
    Telegram(telegram::Bot),
    /// A bot, and the name that its messages stand under.
    Viber(viber::Bot, String),
}

/// What a source sends web pushes by.
pub(crate) struct PushAccount {
    pub(crate) vapid: Vapid,
    /// Whom push services may turn to.
    subject: String,
    /// Where the service worker reports to.
    pub(crate) beacon: String,
    /// What its reports are proven by.
    pub(crate) token_key: String,
}

/// Whether messages can be sent by a source of that provider.
pub(crate) fn sends(source: &Source) -> bool {
    let provider = source.provider.as_str();
    matches!(
        (source.channel, provider),
        (Some(Channel::WebPush), "beacon") | (Some(Channel::Telegram | Channel::Viber), "bot")
    )
}

/// The public key by which a site's pages subscribe to web pushes.
pub(crate) fn public_key(source: &Source) -> Option<String> {
    let vapid = Vapid::new(secret(source, "vapid").ok()?).ok()?;
    Some(vapid.public_key().to_owned())
}

/// A secret that the hub makes for a source, where it is not just any text that nobody can guess.
pub(crate) fn make_secret(name: &str) -> Option<Value> {
    (name == "vapid").then(Vapid::generate)?.ok().map(Value::from)
}

impl Account {
    /// What a source sends by.
    ///
    /// # Errors
    ///
    /// What is in the way, for people.
    pub(crate) fn of(hub: &Hub, source: &Source) -> Result<Self, String> {
        let (post, none) = (&hub.post, "the source cannot send messages");
        match source.channel.filter(|_| sends(source)) {
            Some(Channel::WebPush) => PushAccount::of(hub, source).map(Self::WebPush),
            Some(Channel::Telegram) => {
                let bot = telegram::Bot::new(&post.telegram, secret(source, "bot_token")?);
                bot.map(Self::Telegram).map_err(|error| format!("`bot_token` {error}"))
            }
            Some(Channel::Viber) => {
                let bot = viber::Bot::new(&post.viber, secret(source, "auth_token")?);
                let name = source.settings.get("name").and_then(Value::as_str);
                let name = name.unwrap_or(&source.title).to_owned();
                let bot = bot.map_err(|error| format!("`auth_token` {error}"))?;
                Ok(Self::Viber(bot, name))
            }
            _ => Err(none.to_owned()),
        }
    }
}

impl PushAccount {
    pub(crate) fn of(hub: &Hub, source: &Source) -> Result<Self, String> {
        let vapid = Vapid::new(secret(source, "vapid")?);
        let vapid = vapid.map_err(|error| format!("`vapid` {error}"))?;
        let subject = source.settings.get("subject").and_then(Value::as_str);
        let registry = hub.store.registry();
        let domain = || registry.project_no(source.project).map(|it| it.domain.clone());
        let subject = match subject {
            Some(subject) => subject.to_owned(),
            None => format!("https://{}", domain().unwrap_or_default()),
        };
        let site = secret(source, "site_key")?;
        let beacon = format!("{}sdk/{site}/beacon", hub.public_url);
        let token_key = secret(source, "token_key")?.to_owned();
        Ok(Self { vapid, subject, beacon, token_key })
    }

    /// What proves to the service of an endpoint who sends; `now` in milliseconds since 1970.
    pub(super) fn sign(&self, hub: &Hub, source: &Source, to: &Url, now: i64) -> Option<Signed> {
        let service = to.origin().ascii_serialization();
        let key = (source.no, format!("{service} {}", self.vapid.public_key()));
        let mut all = hub.post.signed.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(signed) = all.get(&key).filter(|signed| now / 1000 < signed.until) {
            return Some(signed.clone());
        }
        all.retain(|_, signed| now / 1000 < signed.until);
        let signed = self.vapid.sign(to, &self.subject, now / 1000).ok()?;
        all.insert(key, signed.clone());
        Some(signed)
    }
}

/// The newest value of a secret.
fn secret<'a>(source: &'a Source, name: &str) -> Result<&'a str, String> {
    let value = source.secrets.get(name);
    let newest = value.and_then(|value| value.as_str().or_else(|| value[0].as_str()));
    newest.ok_or_else(|| format!("the source has no secret `{name}`"))
}
