//! What the hub tells its operator of webhooks.

use event::{EventId, WebhookId, from_ms, rfc3339};
use serde::Serialize;

/// What has happened to a webhook.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Said {
    /// It fails.
    Failing {
        /// How many requests failed in a row.
        failures: u32,
        /// When the first of them did, in milliseconds since 1970.
        since: Option<i64>,
    },
    /// The hub has disabled it.
    Disabled {
        /// How many requests failed in a row.
        failures: u32,
        /// When the first of them did.
        since: Option<i64>,
    },
    /// It takes requests again.
    Recovered,
    /// Deliveries were given up.
    Exhausted {
        /// How many since that was said last.
        deliveries: u32,
    },
}

/// An operational event.
#[derive(Clone, Copy, Debug)]
pub struct Notice<'a> {
    /// Its id.
    pub id: EventId,
    /// What has happened.
    pub said: Said,
    /// The project's domain.
    pub project: &'a str,
    /// The webhook.
    pub webhook: WebhookId,
    /// What people call it.
    pub title: &'a str,
    /// Why: the last error, where there is one.
    pub reason: Option<&'a str>,
}

#[derive(Serialize)]
struct Envelope<'a> {
    r#type: &'static str,
    timestamp: String,
    data: Data<'a>,
}

#[derive(Serialize)]
struct Data<'a> {
    id: String,
    project: &'a str,
    webhook: String,
    title: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    failures: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    failing_since: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    deliveries: Option<u32>,
}

impl Said {
    const fn name(self) -> &'static str {
        match self {
            Self::Failing { .. } => "webhook.failing",
            Self::Disabled { .. } => "webhook.disabled",
            Self::Recovered => "webhook.recovered",
            Self::Exhausted { .. } => "delivery.exhausted",
        }
    }
}

impl Notice<'_> {
    /// What is sent, byte for byte.
    #[must_use]
    pub fn body(&self) -> Vec<u8> {
        let (failures, since) = match self.said {
            Said::Failing { failures, since } | Said::Disabled { failures, since } => {
                (Some(failures), since)
            }
            Said::Recovered | Said::Exhausted { .. } => (None, None),
        };
        let deliveries = match self.said {
            Said::Exhausted { deliveries } => Some(deliveries),
            _ => None,
        };
        let envelope = Envelope {
            r#type: self.said.name(),
            timestamp: rfc3339(from_ms(self.id.ms())),
            data: Data {
                id: self.id.to_string(),
                project: self.project,
                webhook: self.webhook.to_string(),
                title: self.title,
                reason: self.reason,
                failures,
                failing_since: since.map(|at| rfc3339(from_ms(at))),
                deliveries,
            },
        };
        serde_json::to_vec(&envelope).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn body(said: Said) -> Value {
        let id = EventId::first_at(1_774_340_600_000);
        let webhook = WebhookId::first_at(1_774_340_600_000);
        let (project, title, reason) = ("shop.example", "CRM", Some("HTTP 500"));
        let notice = Notice { id, said, project, webhook, title, reason };
        serde_json::from_slice(&notice.body()).expect("JSON")
    }

    #[test]
    fn each_says_what_has_happened() {
        let since = Some(1_774_340_000_500);
        let failing = body(Said::Failing { failures: 7, since });
        assert_eq!(failing["type"], "webhook.failing");
        assert_eq!(failing["timestamp"], "2026-03-24T08:23:20.000Z");
        let data = &failing["data"];
        assert_eq!((&data["failures"], &data["project"]), (&json!(7), &json!("shop.example")));
        assert_eq!(data["failing_since"], "2026-03-24T08:13:20.500Z");
        assert_eq!(data["reason"], "HTTP 500");
        assert!(data["id"].as_str().is_some_and(|it| it.starts_with("evt_")));
        assert!(data["webhook"].as_str().is_some_and(|it| it.starts_with("whk_")));
        let exhausted = body(Said::Exhausted { deliveries: 3 });
        assert_eq!(
            (&exhausted["type"], &exhausted["data"]["deliveries"]),
            (&json!("delivery.exhausted"), &json!(3))
        );
        assert!(exhausted["data"].get("failures").is_none());
        assert_eq!(body(Said::Recovered)["type"], "webhook.recovered");
        assert_eq!(body(Said::Disabled { failures: 1, since })["type"], "webhook.disabled");
    }
}
