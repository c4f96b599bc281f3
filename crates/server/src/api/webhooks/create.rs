//! Making webhooks.

use super::check;
use super::endpoint::{Endpoint, covered};
use super::wire::{NewWebhook, Webhook};
use crate::Hub;
use crate::api::access::Writes;
use crate::api::describe::{InProject, OnceHeader};
use crate::api::input::{Faults, title};
use crate::api::once::{Create, create as once, created};
use crate::api::signing_keys;
use crate::problem::Problem;
use axum::response::Response;
use rand::random;
use std::collections::BTreeMap;
use store::Project;
use webhook::{Options, Secret};

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
    let new = check(hub, &asked.project, body.new)?;
    once(hub, &asked.key, body.once, async |remember| {
        signing_keys::make_for(hub, &asked.project, &new.options).await?;
        Ok(hub
            .store
            .create_webhook(new, remember, |it| created(&Webhook::reveal(it, None)))
            .await?)
    })
    .await
}

fn check(hub: &Hub, project: &Project, mut new: NewWebhook) -> Result<store::NewWebhook, Problem> {
    let mut faults = Faults::default();
    let asked = new.asked();
    let named = new.title.and_then(|text| faults.take("/title", title(&text)));
    let url = faults.need("/url", new.url);
    let endpoint = url.and_then(|text| Endpoint::read(&hub.client, &text, &mut faults));
    let events = faults.need("/events", new.events);
    let events = events.and_then(|names| check::events(&names, &mut faults));
    let secret = new.secret.map(|text| faults.take("/secret", Secret::parse(&text)));
    let schedule = new.schedule.and_then(|gaps| check::schedule(gaps, &mut faults));
    let success = new.success.and_then(|rule| faults.take("/success", rule.parse()));
    let concurrency = new.concurrency.and_then(|most| check::concurrency(most, &mut faults));
    let headers = headers(&new.headers.unwrap_or_default(), endpoint.as_ref(), &mut faults);
    asked.check(&Options::default(), &mut faults);
    let (endpoint, events) = faults.or(endpoint.zip(events))?;
    let mut options = asked.over(&Options::default());
    options.userinfo = endpoint.authorization.is_some();
    Ok(store::NewWebhook {
        project: project.no,
        verification: covered(&project.domains, &endpoint.host).unwrap_or_default(),
        title: named.unwrap_or(endpoint.host),
        url: endpoint.url,
        headers,
        secret: secret.flatten().unwrap_or_else(|| Secret::new(random())),
        events,
        schedule,
        success: success.unwrap_or_default(),
        concurrency,
        options,
    })
}

/// The headers that go with deliveries, the URL's user and password among them.
fn headers(
    given: &BTreeMap<String, String>,
    endpoint: Option<&Endpoint>,
    faults: &mut Faults,
) -> BTreeMap<String, String> {
    let given = given.iter().map(|(name, value)| (name, Some(value.as_str())));
    let given = check::headers(given, faults);
    let mut headers: BTreeMap<_, _> =
        given.into_iter().filter_map(|(name, value)| Some((name, value?))).collect();
    if let Some(authorization) = endpoint.and_then(|it| it.authorization.clone())
        && headers.insert("authorization".to_owned(), authorization).is_some()
    {
        faults.add("/headers/Authorization", check::TOLD_TWICE);
    }
    headers
}
