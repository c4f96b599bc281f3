//! From a notification to a request.

use super::{Signed, Subscription, Urgency};
use crate::Call;
use http::header::{AUTHORIZATION, CONTENT_ENCODING, CONTENT_TYPE};
use http::{HeaderMap, HeaderName, HeaderValue};
use web_push::{ContentEncoding, SubscriptionInfo, WebPushMessageBuilder};

/// A push, ready to be encrypted.
#[derive(Clone, Copy, Debug)]
pub struct Push<'a> {
    /// What is encrypted: see [`Notification::payload`](super::Notification::payload).
    pub payload: &'a [u8],
    /// For how many seconds the service keeps it.
    pub ttl: u32,
    /// How much it may cost the battery.
    pub urgency: Option<Urgency>,
    /// What it replaces.
    pub topic: Option<&'a str>,
}

/// A push that cannot be sent.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum Unsendable {
    /// It is larger than what is encrypted.
    #[error("the push is larger than {} bytes", super::LARGEST)]
    TooLarge,
    /// The subscription's keys, or the topic, are none.
    #[error("the push cannot be encrypted for its subscription")]
    Broken,
}

/// The request to a push service.
///
/// # Errors
///
/// [`Unsendable`] where there is no way to send it.
pub fn request(to: &Subscription, push: Push<'_>, signed: &Signed) -> Result<Call, Unsendable> {
    let info = SubscriptionInfo::new(to.endpoint.as_str(), &to.p256dh, &to.auth);
    let mut builder = WebPushMessageBuilder::new(&info);
    builder.set_payload(ContentEncoding::Aes128Gcm, push.payload);
    if let Some(topic) = push.topic {
        builder.set_topic(topic.to_owned());
    }
    let message = builder.build().map_err(|error| match error {
        web_push::WebPushError::PayloadTooLarge => Unsendable::TooLarge,
        _ => Unsendable::Broken,
    })?;
    let payload = message.payload.ok_or(Unsendable::Broken)?;
    let value = |text: &str| HeaderValue::from_str(text).map_err(|_| Unsendable::Broken);
    let mut headers = HeaderMap::new();
    headers.insert(HeaderName::from_static("ttl"), HeaderValue::from(push.ttl));
    headers.insert(CONTENT_ENCODING, value(payload.content_encoding.to_str())?);
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/octet-stream"));
    if let Some(urgency) = push.urgency {
        let urgency = HeaderValue::from_static(urgency.into());
        headers.insert(HeaderName::from_static("urgency"), urgency);
    }
    if let Some(topic) = &message.topic {
        headers.insert(HeaderName::from_static("topic"), value(topic)?);
    }
    let mut authorization = value(&signed.authorization)?;
    authorization.set_sensitive(true);
    headers.insert(AUTHORIZATION, authorization);
    Ok(Call { url: to.endpoint.clone(), headers, body: payload.content.into() })
}
