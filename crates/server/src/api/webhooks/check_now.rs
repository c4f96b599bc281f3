//! "Check now": all of a project's webhooks at once.

use super::test::{Checked, Outcome, Tested, send};
use super::verification::{Check, prepared};
use super::wire::Verification;
use crate::Hub;
use crate::api::access::Writes;
use crate::api::describe::InProject;
use crate::problem::Problem;
use crate::verification::{self, Method};
use axum::Json;
use futures::future::join_all;
use serde::Serialize;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;
use store::{Project, Webhook};
use strum::IntoEnumIterator;
use tokio::sync::Semaphore;
use tokio::time::{Instant, timeout_at};
use url::Url;
use utoipa::ToSchema;

/// How many endpoints are called at a time: in all, and of one host.
const AT_A_TIME: usize = 64;
const OF_ONE_HOST: usize = 4;

/// How long all of it may take.
const PATIENCE: Duration = Duration::from_mins(1);

/// What was found of a project's webhooks, the oldest first.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = WebhooksReport)]
pub(super) struct Report {
    /// How many answered as they should and are verified.
    passed: usize,
    /// How many did not, or are not.
    failed: usize,
    /// What was found of each.
    data: Vec<Entry>,
}

/// What was found of a webhook.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = WebhookReport, example = json!({
    "webhook": "whk_06ag2vpsl3r5v2q1k8f4d9c0mg",
    "title": "CRM",
    "url": "https://crm.example/hooks/tidings",
    "passed": true,
    "verification": {"state": "verified", "method": "file", "at": "2026-03-24T08:23:20.000Z"},
    "checks": [],
    "outcome": "delivered",
    "status": 200,
    "duration_ms": 84,
    "error": null
}))]
struct Entry {
    /// The webhook's id.
    webhook: String,
    /// What people call it.
    title: String,
    /// Where its deliveries go.
    url: String,
    /// Whether it answered as it should and is verified.
    passed: bool,
    /// Whether its endpoint is known to be its owner's.
    verification: Verification,
    /// What was tried to find that out; nothing where it was known.
    checks: Vec<Check>,
    /// What the test came to; `null` where none was made.
    outcome: Option<Outcome>,
    /// What the endpoint answered with, where it did.
    status: Option<u16>,
    /// How long that took, in milliseconds.
    duration_ms: Option<u32>,
    /// Why it failed, or none was made.
    error: Option<String>,
}

/// Verifies and tests all webhooks of a project at once.
///
/// Those that are not verified are looked at in all three ways; each gets a sample. Four of one host
/// are called at a time; what is not done within a minute is told as such.
#[utoipa::path(
    post,
    path = "/v1/projects/{project}/webhooks/check",
    operation_id = "checkWebhooks",
    tag = "Webhooks",
    params(InProject),
    responses((status = 200, description = "What was found.", body = Report))
)]
pub(super) async fn check(asked: Writes) -> Result<Json<Report>, Problem> {
    let hub = &asked.hub;
    let registry = hub.store.registry();
    let webhooks: Vec<_> = registry.webhooks(asked.project.no).cloned().collect();
    let (all, mut hosts) = (Semaphore::new(AT_A_TIME), HashMap::new());
    for webhook in &webhooks {
        hosts.entry(host(webhook)).or_insert_with(|| Semaphore::new(OF_ONE_HOST));
    }
    // Once for all: each of them would make a token of its own.
    if let Some(first) = webhooks.first() {
        prepared(hub, &asked.project, first).await?;
    }
    let until = Instant::now() + PATIENCE;
    let looks = webhooks.iter().map(async |webhook| {
        let turn = async {
            // The host's first, so that those who wait for it keep no others waiting.
            let _host = match hosts.get(&host(webhook)) {
                Some(host) => host.acquire().await.ok(),
                None => None,
            };
            let _one = all.acquire().await;
            look(hub, &asked.project, webhook).await
        };
        match timeout_at(until, turn).await {
            Ok(entry) => entry,
            Err(_) => Ok(Entry::not_done(webhook, "there was no time left for it")),
        }
    });
    let data: Vec<_> = join_all(looks).await.into_iter().collect::<Result<_, Problem>>()?;
    let passed = data.iter().filter(|it| it.passed).count();
    Ok(Json(Report { passed, failed: data.len() - passed, data }))
}

fn host(webhook: &Webhook) -> String {
    let url = Url::parse(&webhook.url).ok();
    url.and_then(|it| it.host_str().map(ToOwned::to_owned)).unwrap_or_default()
}

async fn look(hub: &Hub, project: &Arc<Project>, webhook: &Arc<Webhook>) -> Result<Entry, Problem> {
    if !hub.pace.allows(webhook.id, hub.now()) {
        return Ok(Entry::not_done(webhook, "it was called ten times within a minute"));
    }
    let mut webhook = webhook.clone();
    let mut checks = Vec::new();
    if !webhook.verification.verified {
        let project =
            hub.store.registry().project(project.id).cloned().ok_or_else(Problem::not_found)?;
        let (project, known) = prepared(hub, &project, &webhook).await?;
        let methods: Vec<_> = Method::iter().collect();
        let (looked, now) = verification::look(hub, &project, &known, &methods).await?;
        checks = looked.into_iter().map(Check::show).collect();
        webhook = now;
    }
    let tested = send(hub, project, &webhook, Checked::Sample(None, None)).await;
    Ok(match tested {
        Some(tested) => Entry::of(&webhook, checks, &tested),
        None => Entry::not_done(&webhook, "it cannot be called"),
    })
}

impl Entry {
    fn of(webhook: &Webhook, checks: Vec<Check>, tested: &Tested) -> Self {
        let taken = tested.outcome() == Outcome::Delivered;
        Self {
            passed: taken && webhook.verification.verified,
            checks,
            outcome: Some(tested.outcome()),
            status: tested.status(),
            duration_ms: Some(tested.duration_ms()),
            error: tested.error().map(ToOwned::to_owned),
            ..Self::not_done(webhook, "")
        }
    }

    fn not_done(webhook: &Webhook, why: &str) -> Self {
        Self {
            webhook: webhook.id.to_string(),
            title: webhook.title.clone(),
            url: webhook.url.clone(),
            passed: false,
            verification: Verification::show(&webhook.verification),
            checks: Vec::new(),
            outcome: None,
            status: None,
            duration_ms: None,
            error: Some(why.to_owned()),
        }
    }
}
