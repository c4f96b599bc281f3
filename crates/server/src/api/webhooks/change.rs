//! Changing webhooks.

use super::wire::{Format, PatchWebhook, Webhook};
use super::{check, find};
use crate::Hub;
use crate::api::access::{At, Writes};
use crate::api::describe::{InProject, WithId};
use crate::api::input::{Body, Change, Faults, title};
use crate::problem::Problem;
use axum::Json;
use event::WebhookId;
use http::StatusCode;
use std::collections::BTreeMap;
use store::Verification;
use webhook::Secret;

/// Changes a webhook. Events that the hub takes in after this answer are matched by it.
#[utoipa::path(
    patch,
    path = "/v1/projects/{project}/webhooks/{id}",
    operation_id = "updateWebhook",
    tag = "Webhooks",
    params(InProject, WithId),
    request_body = PatchWebhook,
    responses((status = 200, description = "The webhook as it is now.", body = Webhook))
)]
pub(super) async fn update(
    asked: Writes,
    At(id): At<WebhookId>,
    Body(patch): Body<PatchWebhook>,
) -> Result<Json<Webhook>, Problem> {
    let hub = &asked.hub;
    let webhook = find(hub, &asked.project, id)?;
    let (patch, headers) = check(hub, patch)?;
    let apply = |old: &store::Webhook| store::PatchWebhook {
        headers: headers.map(|new| merged(&old.headers, new)),
        // Whoever answered there need not answer here.
        verification: patch.url.as_ref().filter(|url| **url != old.url).map(|_| unverified()),
        ..patch
    };
    let webhook = hub.store.update_webhook(webhook.id, apply).await?;
    Ok(Json(Webhook::show(&webhook)))
}

type Headers = BTreeMap<String, Option<String>>;

/// What changes whatever the webhook is now, and the headers that go over those it has.
fn check(
    hub: &Hub,
    patch: PatchWebhook,
) -> Result<(store::PatchWebhook, Option<Headers>), Problem> {
    // When there is another form, this says where it has to be kept.
    let Format::Standard = patch.format.unwrap_or(Format::Standard);
    let mut faults = Faults::default();
    let title = patch.title.and_then(|text| faults.take("/title", title(&text)));
    if let Some(text) = &patch.url {
        check::url(&hub.client, text, &mut faults);
    }
    let events = patch.events.and_then(|names| check::events(&names, &mut faults));
    let secret = patch.secret.and_then(|text| faults.take("/secret", Secret::parse(&text)));
    let schedule = changed(patch.schedule, |gaps| check::schedule(gaps, &mut faults));
    let concurrency = changed(patch.concurrency, |most| check::concurrency(most, &mut faults));
    let success = patch.success.and_then(|rule| faults.take("/success", rule.parse()));
    let headers = patch.headers.map(|given| {
        let given = given.iter().map(|(name, value)| (name, value.as_deref()));
        check::headers(given, &mut faults)
    });
    faults.none()?;
    let patch = store::PatchWebhook {
        title,
        url: patch.url,
        headers: None,
        secrets: secret.map(|secret| vec![secret]),
        events,
        schedule,
        success,
        concurrency,
        state: patch.state.map(|state| (state.into(), None)),
        verification: None,
    };
    Ok((patch, headers))
}

/// What becomes of something that can be taken away; none where it stays, or cannot be so.
#[expect(
    clippy::option_option,
    reason = "it stays, is taken away, or is set: as the store takes it"
)]
fn changed<T, U>(change: Change<T>, check: impl FnOnce(T) -> Option<U>) -> Option<Option<U>> {
    match change {
        Change::Keep => None,
        Change::Reset => Some(None),
        Change::Set(to) => check(to).map(Some),
    }
}

fn unverified() -> Verification {
    Verification::default()
}

/// The old headers with the new ones over them.
fn merged(old: &BTreeMap<String, String>, new: Headers) -> BTreeMap<String, String> {
    let mut all = old.clone();
    for (name, value) in new {
        match value {
            Some(value) => all.insert(name, value),
            None => all.remove(&name),
        };
    }
    all
}

/// Deletes a webhook. What it is still owed is cancelled; what it got stays listed.
#[utoipa::path(
    delete,
    path = "/v1/projects/{project}/webhooks/{id}",
    operation_id = "deleteWebhook",
    tag = "Webhooks",
    params(InProject, WithId),
    responses((status = 204, description = "It is deleted."))
)]
pub(super) async fn delete(asked: Writes, At(id): At<WebhookId>) -> Result<StatusCode, Problem> {
    let webhook = find(&asked.hub, &asked.project, id)?;
    asked.hub.store.delete_webhook(webhook.id).await?;
    Ok(StatusCode::NO_CONTENT)
}
