//! What arrived in the sandbox, and whether it can be believed.

use crate::sandbox::Arrived;
use event::EventKind;
use http::{HeaderMap, HeaderName, HeaderValue};
use serde::Deserialize;
use time::OffsetDateTime;
use webhook::Secret;

/// An event as an integrator is told of it.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(super) struct Told {
    /// The delivery's id, the same on every attempt.
    pub id: String,
    /// What happened, where that can be read.
    pub kind: Option<EventKind>,
    /// Who said it.
    pub provider: String,
    /// Whom it is about.
    pub contact: String,
    /// Why it is not believed.
    pub doubt: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Body {
    #[serde(rename = "type")]
    kind: String,
    data: Data,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Data {
    id: String,
    provider: String,
    contact: String,
}

impl Told {
    /// Reads a delivery as its receiver should: the signature first, by the secret that was shown
    /// when the webhook was made. The sandbox has a verdict of its own, and both count.
    pub(super) fn read(arrived: &Arrived, secret: &Secret, now: OffsetDateTime) -> Self {
        let headers = headers(&arrived.headers);
        let bytes = arrived.body.as_bytes();
        let checked = webhook::verify(std::slice::from_ref(secret), &headers, bytes, now);
        let verdict = &arrived.signature;
        let id = headers.get("webhook-id").and_then(|id| id.to_str().ok()).unwrap_or_default();
        let body: Body = serde_json::from_str(&arrived.body).unwrap_or_default();
        let kind: Option<EventKind> = body.kind.parse().ok();
        let doubt = match checked {
            Err(why) => Some(why.to_string()),
            Ok(()) if !verdict.valid => {
                Some(format!("the sandbox: {}", verdict.reason.as_deref().unwrap_or("not signed")))
            }
            Ok(()) if kind.is_none() => Some("it tells of no kind of event".to_owned()),
            Ok(()) if body.data.id != id => Some("it has the id of another event".to_owned()),
            Ok(()) => None,
        };
        let Data { provider, contact, .. } = body.data;
        Self { id: id.to_owned(), kind, provider, contact, doubt }
    }
}

fn headers(pairs: &[(String, String)]) -> HeaderMap {
    let pairs = pairs.iter().filter_map(|(name, value)| {
        let name: HeaderName = name.parse().ok()?;
        Some((name, HeaderValue::from_str(value).ok()?))
    });
    pairs.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sandbox::Verdict;
    use event::from_ms;
    use webhook::SigningKeys;

    const NOW: i64 = 1_774_340_600;
    const BODY: &str = r#"{"type":"sms.failed","data":{"id":"evt_1","provider":"twilio","contact":"+12025550147"}}"#;

    fn arrived(id: &str, body: &str, secret: &Secret, valid: bool) -> Arrived {
        let signature =
            SigningKeys::new(std::slice::from_ref(secret)).sign(id, NOW, body.as_bytes());
        let headers = [
            ("webhook-id", id.to_owned()),
            ("webhook-timestamp", NOW.to_string()),
            ("webhook-signature", signature),
        ];
        Arrived {
            number: 1,
            received_at: String::new(),
            method: "POST".to_owned(),
            headers: headers.map(|(name, value)| (name.to_owned(), value)).to_vec(),
            body: body.to_owned(),
            signature: Verdict { valid, reason: None },
        }
    }

    #[test]
    fn only_what_both_believe_is_believed() {
        let (ours, theirs) = (Secret::new([1; 32]), Secret::new([2; 32]));
        let now = from_ms(NOW * 1000);
        let nothing = r#"{"type":"sms.eaten","data":{"id":"evt_1"}}"#;
        for (arrived, doubt) in [
            (arrived("evt_1", BODY, &ours, true), None),
            (arrived("evt_1", BODY, &theirs, true), Some("no signature matches")),
            (arrived("evt_1", BODY, &ours, false), Some("the sandbox: ")),
            (arrived("evt_1", nothing, &ours, true), Some("no kind of event")),
            (arrived("evt_1", "", &ours, true), Some("no kind of event")),
            (arrived("evt_2", BODY, &ours, true), Some("the id of another event")),
        ] {
            let told = Told::read(&arrived, &ours, now);
            let found = told.doubt.as_deref();
            assert_eq!(found.is_some(), doubt.is_some(), "{found:?}");
            assert!(found.unwrap_or_default().contains(doubt.unwrap_or_default()), "{found:?}");
        }
        let late = from_ms((NOW + 301) * 1000);
        assert!(Told::read(&arrived("evt_1", BODY, &ours, true), &ours, late).doubt.is_some());
    }

    #[test]
    fn what_it_tells_is_read() {
        let secret = Secret::new([1; 32]);
        let told = Told::read(&arrived("evt_1", BODY, &secret, true), &secret, from_ms(NOW * 1000));
        assert_eq!((told.id.as_str(), told.kind), ("evt_1", Some(EventKind::SmsFailed)));
        assert_eq!((told.provider.as_str(), told.contact.as_str()), ("twilio", "+12025550147"));
    }
}
