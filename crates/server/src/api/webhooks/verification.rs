//! How to show whose an endpoint is, and whether it was shown.

use super::find;
use super::wire::Verification;
use crate::Hub;
use crate::api::access::{At, Reads, Writes};
use crate::api::describe::{InProject, WithId};
use crate::api::input::MaybeBody;
use crate::api::wire::{Record, time};
use crate::problem::{Kind, Problem};
use crate::verification::{
    self, Looked, domain_token, file, file_token, file_urls, fresh, names, value,
};
use axum::Json;
use event::WebhookId;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use store::{Project, Webhook};
use strum::IntoEnumIterator;
use utoipa::ToSchema;

/// What to put where, so that the hub finds whose an endpoint is. One of the three will do.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = VerificationInstructions, example = json!({
    "verification": {"state": "unverified", "method": null, "at": null},
    "file": {
        "name": "tidings-k2jd8c5nq7xw3v6b4m2zr7ta.txt",
        "content": "q7xw3v6b4m2zr7tak2jd8c5nmf5y2h6d",
        "urls": ["https://crm.example/hooks/tidings-k2jd8c5nq7xw3v6b4m2zr7ta.txt"],
        "expires_at": "2026-03-31T08:23:20.000Z"
    },
    "dns": [{"name": "_tidings.crm.example", "type": "TXT", "value": "tidings-verification=…"}],
    "challenge": {"type": "tidings.challenge", "member": "data.challenge"}
}))]
pub(super) struct Instructions {
    /// What is known.
    verification: Verification,
    /// A file beside the endpoint or at its host's root; `null` once the endpoint is verified. It
    /// may be removed then.
    file: Option<File>,
    /// Records of the DNS, of which one will do: it covers all of the project's webhooks on hosts
    /// under the domain that it belongs to. None for an address.
    dns: Vec<Record>,
    /// What the endpoint is asked, signed like a delivery, and has to answer with: the value of
    /// that member as text, or as `{"challenge": …}`.
    challenge: Challenge,
}

/// A file that shows whose an endpoint is.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = VerificationFile)]
struct File {
    /// Its name.
    name: String,
    /// What it holds.
    content: String,
    /// Where it is looked for, in that order.
    urls: Vec<String>,
    /// Until when.
    #[schema(format = DateTime)]
    expires_at: String,
}

/// A question to an endpoint.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = VerificationChallenge)]
struct Challenge {
    /// The `type` of its body.
    #[serde(rename = "type")]
    kind: &'static str,
    /// The member to answer with.
    member: &'static str,
}

/// Says what to put where, ready to paste, so that a webhook can be verified.
#[utoipa::path(
    get,
    path = "/v1/projects/{project}/webhooks/{id}/verification",
    operation_id = "getWebhookVerification",
    tag = "Webhooks",
    params(InProject, WithId),
    responses((status = 200, description = "What to put where.", body = Instructions))
)]
pub(super) async fn get(
    asked: Reads,
    At(id): At<WebhookId>,
) -> Result<Json<Instructions>, Problem> {
    let hub = &asked.hub;
    let webhook = find(hub, &asked.project, id)?;
    let (project, webhook) = prepared(hub, &asked.project, &webhook).await?;
    let records = names(&webhook.url).into_iter().map(|(name, _)| {
        let token = project.domains.token.as_deref().unwrap_or_default();
        Record { name, kind: "TXT", value: value(token) }
    });
    let now = hub.now();
    let file = file(&webhook, now).filter(|_| !webhook.verification.verified);
    Ok(Json(Instructions {
        verification: Verification::show(&webhook.verification),
        file: file.map(|file| File {
            name: file.name.clone(),
            content: file.content.clone(),
            urls: file_urls(&webhook.url, &file.name).iter().map(ToString::to_string).collect(),
            expires_at: time(fresh(file)),
        }),
        dns: records.collect(),
        challenge: Challenge { kind: verification::CHALLENGE, member: "data.challenge" },
    }))
}

/// How an endpoint is looked at.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = VerifyWebhook, example = json!({"method": "file"}))]
pub(super) struct Verify {
    /// How: all three ways, where it is not said.
    method: Option<Method>,
}

/// A way to find out whose an endpoint is.
#[derive(Clone, Copy, Debug, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = VerificationMethod)]
enum Method {
    /// By a file.
    File,
    /// By a record of the DNS.
    Dns,
    /// By a question.
    Challenge,
}

/// What came of looking.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = VerificationVerdict, example = json!({
    "verification": {"state": "unverified", "method": null, "at": null},
    "checks": [{
        "method": "file",
        "verified": false,
        "asked": ["https://crm.example/hooks/tidings-k2jd8c5nq7xw3v6b4m2zr7ta.txt"],
        "reason": "https://crm.example/hooks/tidings-k2jd8c5nq7xw3v6b4m2zr7ta.txt: the answer was 404"
    }]
}))]
pub(super) struct Verdict {
    /// What is known now.
    verification: Verification,
    /// What each way brought.
    checks: Vec<Check>,
}

/// What one way brought.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = VerificationCheck)]
pub(super) struct Check {
    /// Which way.
    method: Method,
    /// Whether it shows whose the endpoint is.
    verified: bool,
    /// What was asked: URLs, or names of the DNS.
    asked: Vec<String>,
    /// Why it does not.
    reason: Option<String>,
}

/// Looks now whose a webhook's endpoint is.
///
/// What waits because a project requires it is sent at once when the endpoint is verified.
#[utoipa::path(
    post,
    path = "/v1/projects/{project}/webhooks/{id}/verify",
    operation_id = "verifyWebhook",
    tag = "Webhooks",
    params(InProject, WithId),
    request_body = Option<Verify>,
    responses(
        (status = 200, description = "What came of it.", body = Verdict),
        (status = 429, description = "The endpoint was called ten times within a minute."),
    )
)]
pub(super) async fn verify(
    asked: Writes,
    At(id): At<WebhookId>,
    MaybeBody(body): MaybeBody<Verify>,
) -> Result<Json<Verdict>, Problem> {
    let hub = &asked.hub;
    let webhook = find(hub, &asked.project, id)?;
    if !hub.pace.allows(id, hub.now()) {
        return Err(Problem::new(Kind::TooOften));
    }
    let methods = match body.method {
        None => verification::Method::iter().collect(),
        Some(method) => vec![method.into()],
    };
    let (project, webhook) = prepared(hub, &asked.project, &webhook).await?;
    let (looked, webhook) = verification::look(hub, &project, &webhook, &methods).await?;
    let checks = looked.into_iter().map(Check::show).collect();
    Ok(Json(Verdict { verification: Verification::show(&webhook.verification), checks }))
}

/// With all that can be looked for.
pub(super) async fn prepared(
    hub: &Hub,
    project: &Arc<Project>,
    webhook: &Arc<Webhook>,
) -> Result<(Arc<Project>, Arc<Webhook>), Problem> {
    let project = domain_token(hub, project).await?;
    Ok((project, file_token(hub, webhook).await?))
}

impl Check {
    pub(super) fn show(looked: Looked) -> Self {
        Self {
            method: looked.method.into(),
            verified: looked.found.is_ok(),
            asked: looked.asked,
            reason: looked.found.err(),
        }
    }
}

impl From<Method> for verification::Method {
    fn from(method: Method) -> Self {
        match method {
            Method::File => Self::File,
            Method::Dns => Self::Dns,
            Method::Challenge => Self::Challenge,
        }
    }
}

impl From<verification::Method> for Method {
    fn from(method: verification::Method) -> Self {
        match method {
            verification::Method::File => Self::File,
            verification::Method::Dns => Self::Dns,
            verification::Method::Challenge => Self::Challenge,
        }
    }
}
