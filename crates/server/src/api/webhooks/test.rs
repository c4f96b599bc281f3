//! Trying a webhook's endpoint.

use super::{find, sample};
use crate::Hub;
use crate::api::access::{At, Writes};
use crate::api::describe::{InProject, WithId};
use crate::api::input::{Faults, MaybeBody, unknown, within};
use crate::api::wire::time;
use crate::problem::{Kind, Problem};
use axum::Json;
use bytes::Bytes;
use dispatch::{Probe, Probed, probe};
use event::{EventId, EventKind, WebhookId};
use http::{HeaderMap, HeaderName, HeaderValue};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use std::collections::BTreeMap;
use std::sync::Arc;
use store::{Project, Webhook};
use strum::IntoEnumIterator;
use utoipa::ToSchema;
use webhook::Ended;

/// How long a contact may be, in bytes.
const LONGEST_NAME: usize = 1000;

/// How long the type of a body may be, in bytes.
const LONGEST_TYPE: usize = 200;

/// What stands for the values of headers that may be secrets.
const HIDDEN: &str = "(hidden)";

/// What is sent to try an endpoint.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = TestWebhook, example = json!({"kind": "email.bounced", "contact": "ann@example.org"}))]
pub(super) struct Test {
    /// Of which kind: the first that the webhook chose, where it is not said.
    kind: Option<String>,
    /// Whom it is about: nobody that there is, where it is not said.
    contact: Option<String>,
    /// A body of your own in place of an event, under the same signature: a text is sent as what it
    /// says, anything else as JSON, byte for byte as it stands here.
    #[schema(value_type = Option<serde_json::Value>)]
    body: Option<Box<RawValue>>,
    /// What `content-type` says of that body: of a text what it says of deliveries, else
    /// `application/json`, where it is not said.
    content_type: Option<String>,
}

/// What was sent, and what came back.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Tested {
    /// What was sent.
    request: Request,
    /// What came back; `null` where nothing did.
    response: Option<Response>,
    /// When it was sent.
    #[schema(format = DateTime)]
    started_at: String,
    /// How long it took, in milliseconds.
    duration_ms: u32,
    /// What it would mean for a delivery.
    outcome: Outcome,
    /// Whether the webhook wants such an event, by its kinds and its filter; `null` for a body of
    /// your own. It is sent either way.
    wanted: Option<bool>,
    /// Why it failed, where it did.
    error: Option<String>,
    /// The texts that were signed, one a signature.
    signature_base: Vec<Base>,
}

/// A request as it was sent.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = TestRequest)]
struct Request {
    /// How.
    method: &'static str,
    /// Where to.
    url: String,
    /// Its headers, those of the connection aside. The values of the webhook's own, which may be
    /// secrets, are not shown.
    headers: BTreeMap<String, String>,
    /// Its body.
    body: String,
}

/// A response as it came.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = TestResponse)]
struct Response {
    /// Its status.
    status: u16,
    /// The beginning of its body. What is no UTF-8 in it is replaced.
    body: String,
    /// Whether there was more of it.
    truncated: bool,
}

/// What a response means for a delivery.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = TestOutcome)]
pub(super) enum Outcome {
    /// It would be delivered.
    Delivered,
    /// It would be tried again.
    Refused,
    /// The webhook would pause: 410.
    Gone,
    /// No answer came: it would be tried again.
    Failed,
}

/// A text that was signed.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SignatureBase)]
struct Base {
    /// How.
    profile: String,
    /// What.
    text: String,
}

/// Sends a sample to a webhook's endpoint, in its form and under its signature.
///
/// It goes the way of a delivery and is never kept as an event; `data.test` is true in it. It goes
/// out whatever the webhook's state, at most ten times a minute.
#[utoipa::path(
    post,
    path = "/v1/projects/{project}/webhooks/{id}/test",
    operation_id = "testWebhook",
    tag = "Webhooks",
    params(InProject, WithId),
    request_body = Option<Test>,
    responses(
        (status = 200, description = "What was sent, and what came back.", body = Tested),
        (status = 429, description = "The endpoint was called ten times within a minute."),
    )
)]
pub(super) async fn test(
    asked: Writes,
    At(id): At<WebhookId>,
    MaybeBody(body): MaybeBody<Test>,
) -> Result<Json<Tested>, Problem> {
    let hub = &asked.hub;
    let webhook = find(hub, &asked.project, id)?;
    let checked = check(body)?;
    if !hub.pace.allows(id, hub.now()) {
        return Err(Problem::new(Kind::TooOften));
    }
    let tested = send(hub, &asked.project, &webhook, checked).await;
    tested.map(Json).ok_or_else(Problem::not_found)
}

/// What is sent, checked.
#[derive(Debug)]
pub(super) enum Checked {
    /// An event of that kind about that contact, or what there is of the two.
    Sample(Option<EventKind>, Option<String>),
    /// A body, and its type.
    Typed(Bytes, Option<HeaderValue>),
}

fn check(test: Test) -> Result<Checked, Problem> {
    let mut faults = Faults::default();
    let kind = test.kind.and_then(|name| {
        let names = EventKind::iter().map(EventKind::name);
        let kind = name.parse().map_err(|_| unknown("event", &name, names));
        faults.take("/kind", kind)
    });
    let contact = test.contact.and_then(|it| faults.take("/contact", within(it, LONGEST_NAME)));
    let named = kind.is_some() || contact.is_some();
    if named && test.body.is_some() {
        faults.add("/body", "takes the place of an event: leave `kind` and `contact` out");
    }
    if test.body.is_none() && test.content_type.is_some() {
        faults.add("/content_type", "is about `body`, which is not there");
    }
    let content_type = test.content_type.and_then(|it| faults.take("/content_type", media(&it)));
    faults.none()?;
    Ok(match test.body {
        Some(body) => typed(&body, content_type),
        None => Checked::Sample(kind, contact),
    })
}

/// The type of a body.
fn media(text: &str) -> Result<HeaderValue, &'static str> {
    let name = text.split(';').next().unwrap_or_default().trim();
    let is_token = |it: &str| it.parse::<HeaderName>().is_ok();
    let is_type =
        name.split_once('/').is_some_and(|(whole, part)| is_token(whole) && is_token(part));
    let value = HeaderValue::from_str(text).ok().filter(|it| is_type && it.to_str().is_ok());
    value.filter(|_| text.len() <= LONGEST_TYPE).ok_or("must be a type such as `text/plain`")
}

fn typed(body: &RawValue, content_type: Option<HeaderValue>) -> Checked {
    if let Ok(text) = serde_json::from_str::<String>(body.get()) {
        return Checked::Typed(text.into(), content_type);
    }
    let content_type = content_type.unwrap_or(HeaderValue::from_static("application/json"));
    Checked::Typed(body.get().to_owned().into(), Some(content_type))
}

/// Sends it; none where the webhook cannot be called at all.
pub(super) async fn send(
    hub: &Hub,
    project: &Project,
    webhook: &Arc<Webhook>,
    what: Checked,
) -> Option<Tested> {
    let registry = hub.store.registry();
    let (id, now) = (EventId::at(hub.now()), hub.now());
    let (sent, wanted) = match what {
        Checked::Typed(body, content_type) => (Probe::Typed(body, content_type), None),
        Checked::Sample(kind, contact) => {
            let kind = kind.unwrap_or_else(|| sample::first_kind(&webhook.events));
            let body = sample::body((&registry, project), id, (kind, contact), now)?;
            let wanted = webhook.wants(kind, &body);
            (Probe::Envelope(body.into()), Some(wanted))
        }
    };
    let probed = probe(&hub.client, (&registry, webhook), id, sent, hub.clock).await?;
    Some(Tested { wanted, ..Tested::show(webhook, probed) })
}

impl Tested {
    pub(super) fn outcome(&self) -> Outcome {
        self.outcome
    }

    pub(super) fn status(&self) -> Option<u16> {
        self.response.as_ref().map(|it| it.status)
    }

    pub(super) fn error(&self) -> Option<&str> {
        self.error.as_deref()
    }

    pub(super) fn duration_ms(&self) -> u32 {
        self.duration_ms
    }

    fn show(webhook: &Webhook, probed: Probed) -> Self {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let outcome = match (&probed.answer, probed.ended) {
            (Err(_), _) => Outcome::Failed,
            (Ok(_), Ended::Taken) => Outcome::Delivered,
            (Ok(_), Ended::Gone) => Outcome::Gone,
            (Ok(_), Ended::Refused { .. }) => Outcome::Refused,
        };
        let error = match &probed.answer {
            Ok(answer) => answer.not_followed(),
            Err(failure) => Some(format!("{}: {failure}", failure.reason())),
        };
        let bases = probed.bases.into_iter();
        Self {
            request: Request {
                method: "POST",
                url: webhook.url.clone(),
                headers: shown(&probed.headers, webhook),
                body: text(&probed.body),
            },
            response: probed.answer.ok().map(|answer| Response {
                status: answer.status,
                body: text(&answer.body),
                truncated: answer.truncated,
            }),
            started_at: time(probed.started_at),
            duration_ms: probed.duration_ms,
            outcome,
            wanted: None,
            error,
            signature_base: bases
                .map(|base| Base { profile: base.profile.to_string(), text: base.text })
                .collect(),
        }
    }
}

/// Headers without what may be secret.
fn shown(headers: &HeaderMap, webhook: &Webhook) -> BTreeMap<String, String> {
    let value = |name: &str, value: &http::HeaderValue| {
        if webhook.headers.contains_key(name) {
            return HIDDEN.to_owned();
        }
        String::from_utf8_lossy(value.as_bytes()).into_owned()
    };
    headers.iter().map(|(name, it)| (name.to_string(), value(name.as_str(), it))).collect()
}
