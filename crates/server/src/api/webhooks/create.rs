//! Making webhooks.

use super::check;
use super::wire::{Format, NewWebhook, Webhook};
use crate::Hub;
use crate::api::access::Writes;
use crate::api::describe::{InProject, OnceHeader};
use crate::api::input::{Faults, title};
use crate::api::once::{Create, create as once, created};
use crate::problem::Problem;
use axum::response::Response;
use rand::random;
use webhook::Secret;

/// Makes a webhook.
///
/// Every event that the hub takes in after this answer is matched against it. Its secret stands in
/// this answer only.
#[utoipa::path(
    post,
    path = "/v1/projects/{project}/webhooks",
    operation_id = "createWebhook",
    tag = "Webhooks",
    params(InProject, OnceHeader),
    request_body = NewWebhook,
    responses(
        (status = 201, description = "It is made.", body = Webhook),
        (status = 409, description = "A request with the same idempotency key is under way."),
    )
)]
pub(super) async fn create(asked: Writes, body: Create<NewWebhook>) -> Result<Response, Problem> {
    let hub = &asked.hub;
    let new = check(hub, asked.project.no, body.new)?;
    once(hub, &asked.key, body.once, async |remember| {
        Ok(hub.store.create_webhook(new, remember, |it| created(&Webhook::reveal(it))).await?)
    })
    .await
}

fn check(hub: &Hub, project: store::No, new: NewWebhook) -> Result<store::NewWebhook, Problem> {
    // When there is another form, this says where it has to be kept.
    let Format::Standard = new.format.unwrap_or(Format::Standard);
    let mut faults = Faults::default();
    let named = new.title.and_then(|text| faults.take("/title", title(&text)));
    let url = faults.need("/url", new.url);
    let parsed = url.as_deref().and_then(|text| check::url(&hub.client, text, &mut faults));
    let events = faults.need("/events", new.events);
    let events = events.and_then(|names| check::events(&names, &mut faults));
    let secret = new.secret.map(|text| faults.take("/secret", Secret::parse(&text)));
    let schedule = new.schedule.and_then(|gaps| check::schedule(gaps, &mut faults));
    let success = new.success.and_then(|rule| faults.take("/success", rule.parse()));
    let concurrency = new.concurrency.and_then(|most| check::concurrency(most, &mut faults));
    let headers = new.headers.unwrap_or_default();
    let headers = headers.iter().map(|(name, value)| (name, Some(value.as_str())));
    let headers = check::headers(headers, &mut faults);
    let host = parsed.and_then(|url| url.host_str().map(ToOwned::to_owned));
    let ((url, host), events) = faults.or(url.zip(host).zip(events))?;
    Ok(store::NewWebhook {
        project,
        title: named.unwrap_or(host),
        url,
        headers: headers.into_iter().filter_map(|(name, value)| Some((name, value?))).collect(),
        secret: secret.flatten().unwrap_or_else(|| Secret::new(random())),
        events,
        schedule,
        success: success.unwrap_or_default(),
        concurrency,
    })
}
