//! The question that an endpoint answers if its owner expects the hub.

use super::{Looked, Method};
use crate::Hub;
use crate::verification::record::random;
use dispatch::{Probe, Probed, probe};
use event::{EventId, from_ms, rfc3339};
use http::HeaderValue;
use serde_json::{Value, json};
use std::sync::Arc;
use store::{Project, Webhook};
use webhook::Ended;

/// What the question is called.
pub(crate) const CHALLENGE: &str = "tidings.challenge";

const JSON: &str = "application/json";

pub(super) async fn look(hub: &Hub, project: &Project, webhook: &Arc<Webhook>) -> Looked {
    let challenge = random(32);
    let (id, now) = (EventId::at(hub.now()), rfc3339(from_ms(hub.now())));
    let data = json!({"id": id.to_string(), "project": project.domain, "challenge": challenge});
    let question = json!({"type": CHALLENGE, "timestamp": now, "data": data});
    let registry = hub.store.registry();
    let probe = probe(
        &hub.client,
        (&registry, webhook),
        id,
        Probe::Typed(question.to_string().into(), Some(HeaderValue::from_static(JSON))),
        hub.clock,
    );
    let found = match probe.await {
        None => Err("the URL cannot be called".to_owned()),
        Some(probed) => judge(&probed, &challenge).map(|()| None),
    };
    Looked { method: Method::Challenge, asked: vec![webhook.url.clone()], found }
}

fn judge(probed: &Probed, challenge: &str) -> Result<(), String> {
    let answer = probed.answer.as_ref().map_err(ToString::to_string)?;
    if let Some(redirect) = answer.not_followed() {
        return Err(redirect);
    }
    if probed.ended != Ended::Taken {
        return Err(format!("the answer was {}", answer.status));
    }
    if answers(&answer.body, challenge) {
        return Ok(());
    }
    Err("the answer does not hold the value of `data.challenge`".to_owned())
}

/// Whether a body holds that value and nothing else: as a text, or as JSON in `challenge`.
fn answers(body: &[u8], challenge: &str) -> bool {
    let json = || serde_json::from_slice::<Value>(body).ok();
    body.trim_ascii() == challenge.as_bytes()
        || json().is_some_and(|it| it["challenge"] == challenge || it == challenge)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_the_value_itself() {
        for (body, right) in [
            ("abc", true),
            (" abc\r\n", true),
            ("\"abc\"", true),
            (r#"{"challenge": "abc"}"#, true),
            (r#"{"ok": true, "challenge": "abc"}"#, true),
            ("", false),
            ("abcd", false),
            ("xabc", false),
            (r#"{"data": {"challenge": "abc"}}"#, false),
            (r#"{"type":"tidings.challenge","data":{"challenge":"abc"}}"#, false),
        ] {
            assert_eq!(answers(body.as_bytes(), "abc"), right, "{body}");
        }
    }
}
