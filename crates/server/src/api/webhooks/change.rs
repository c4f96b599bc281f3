//! Changing webhooks.

use super::endpoint::{Endpoint, same_origin, still_verified};
use super::health::shown;
use super::options::Asked;
use super::wire::{PatchWebhook, Webhook};
use super::{check, find};
use crate::Hub;
use crate::api::access::{At, Writes};
use crate::api::describe::{InProject, WithId};
use crate::api::input::{Body, Change, Faults, title};
use crate::api::signing_keys;
use crate::problem::Problem;
use axum::Json;
use event::WebhookId;
use http::StatusCode;
use std::collections::BTreeMap;
use store::Domains;
use webhook::{Options, Secret};

const AUTHORIZATION: &str = "authorization";

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
    let checked = check(hub, &webhook.options, patch)?;
    signing_keys::make_for(hub, &asked.project, &checked.asked.over(&webhook.options)).await?;
    let domains = &asked.project.domains;
    let webhook = hub.store.update_webhook(webhook.id, |old| checked.over(old, domains)).await?;
    Ok(Json(shown(hub, &webhook).await?))
}

type Headers = BTreeMap<String, Option<String>>;

/// What changes whatever the webhook is now, and what goes over that which it has.
struct Checked {
    patch: store::PatchWebhook,
    headers: Option<Headers>,
    endpoint: Option<Endpoint>,
    asked: Asked,
}

fn check(hub: &Hub, old: &Options, mut patch: PatchWebhook) -> Result<Checked, Problem> {
    let mut faults = Faults::default();
    let asked = patch.asked();
    let title = patch.title.and_then(|text| faults.take("/title", title(&text)));
    let endpoint = patch.url.and_then(|text| Endpoint::read(&hub.client, &text, &mut faults));
    let events = patch.events.and_then(|names| check::events(&names, &mut faults));
    let secret = patch.secret.and_then(|text| faults.take("/secret", Secret::parse(&text)));
    let schedule = changed(patch.schedule, |gaps| check::schedule(gaps, &mut faults));
    let concurrency = changed(patch.concurrency, |most| check::concurrency(most, &mut faults));
    let success = patch.success.and_then(|rule| faults.take("/success", rule.parse()));
    let headers = patch.headers.map(|given| {
        let given = given.iter().map(|(name, value)| (name, value.as_deref()));
        check::headers(given, &mut faults)
    });
    let named = headers.as_ref().and_then(|it| it.get(AUTHORIZATION)).is_some_and(Option::is_some);
    if named && endpoint.as_ref().is_some_and(|it| it.authorization.is_some()) {
        faults.add("/headers/Authorization", check::TOLD_TWICE);
    }
    asked.check(old, &mut faults);
    faults.none()?;
    let patch = store::PatchWebhook {
        title,
        url: endpoint.as_ref().map(|it| it.url.clone()),
        secrets: secret.map(|secret| vec![secret.into()]),
        events,
        schedule,
        success,
        concurrency,
        state: patch.state.map(|state| (state.into(), None)),
        ..store::PatchWebhook::default()
    };
    Ok(Checked { patch, headers, endpoint, asked })
}

impl Checked {
    /// What changes of a webhook as it is when its turn comes.
    fn over(self, old: &store::Webhook, domains: &Domains) -> store::PatchWebhook {
        let Self { patch, headers: given, endpoint, asked } = self;
        let mut options = asked.over(&old.options);
        if given.as_ref().is_some_and(|it| it.contains_key(AUTHORIZATION)) {
            options.userinfo = false;
        }
        let mut headers = merged(&old.headers, given.unwrap_or_default());
        if let Some(endpoint) = &endpoint {
            if let Some(authorization) = &endpoint.authorization {
                headers.insert(AUTHORIZATION.to_owned(), authorization.clone());
                options.userinfo = true;
            } else if options.userinfo && !same_origin(&old.url, &endpoint.url) {
                // Another host must not learn the password of the one before.
                headers.remove(AUTHORIZATION);
                options.userinfo = false;
            }
        }
        let known = (old.url.as_str(), &old.verification);
        store::PatchWebhook {
            verification: endpoint.map(|new| still_verified(known, &new, domains)),
            headers: (headers != old.headers).then_some(headers),
            options: (options != old.options).then_some(options),
            ..patch
        }
    }
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
