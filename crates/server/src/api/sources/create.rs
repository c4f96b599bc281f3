//! Making sources.

use super::check;
use super::wire::{NewSource, Source};
use crate::Hub;
use crate::api::access::Writes;
use crate::api::describe::{InProject, OnceHeader};
use crate::api::input::{Faults, title};
use crate::api::once::{Create, create as once, created};
use crate::api::wire::unguessable;
use crate::post::make_secret;
use crate::problem::Problem;
use adapter::{Adapter, Facts};
use axum::response::Response;
use serde_json::{Map, Value};

/// Makes a source.
///
/// Secrets that are the hub's to make, such as Telegram's `secret_token`, are made where they are
/// not given, and stand in this answer only.
#[utoipa::path(
    post,
    path = "/v1/projects/{project}/sources",
    operation_id = "createSource",
    tag = "Sources",
    params(InProject, OnceHeader),
    request_body = NewSource,
    responses(
        (status = 201, description = "It is made.", body = Source),
        (status = 409, description = "A request with the same idempotency key is under way."),
    )
)]
pub(super) async fn create(asked: Writes, body: Create<NewSource>) -> Result<Response, Problem> {
    let hub = &asked.hub;
    let mut new = check(hub, asked.project.no, body.new)?;
    once(hub, &asked.key, body.once, async |remember| {
        let made = made_here(new.facts, &new.source.secrets);
        new.source.secrets.extend(made.clone());
        let show = |source: &store::Source| created(&Source::show_url(hub, source).reveal(made));
        Ok(hub.store.create_source(new.source, remember, show).await?)
    })
    .await
}

struct Checked {
    facts: &'static Facts,
    source: store::NewSource,
}

fn check(hub: &Hub, project: store::No, new: NewSource) -> Result<Checked, Problem> {
    let mut faults = Faults::default();
    let channel = faults.need("/channel", new.channel);
    let provider = faults.need("/provider", new.provider);
    let named = new.title.and_then(|text| faults.take("/title", title(&text)));
    let (channel, provider) = (channel.as_deref(), provider.as_deref());
    let adapter = check::adapter(hub.adapters, channel, provider, &mut faults);
    let (secrets, settings) = (new.secrets.unwrap_or_default(), new.settings.unwrap_or_default());
    if let Some(facts) = adapter.map(Adapter::facts) {
        check::secrets(facts, &secrets, &mut faults);
        check::settings(facts, &settings, &mut faults);
        check::file(hub, None, &settings, &mut faults);
    }
    let facts = faults.or(adapter)?.facts();
    let source = store::NewSource {
        project,
        channel: facts.channel,
        provider: facts.name.to_owned(),
        title: named.unwrap_or_else(|| facts.title.to_owned()),
        secrets: without_null(secrets),
        settings: without_null(settings),
        token: unguessable(),
    };
    Ok(Checked { facts, source })
}

fn without_null(mut values: Map<String, Value>) -> Map<String, Value> {
    values.retain(|_, value| !value.is_null());
    values
}

/// The secrets that the hub makes because nobody gave them.
fn made_here(facts: &Facts, given: &Map<String, Value>) -> Map<String, Value> {
    let ours = facts.secrets.iter().filter(|secret| secret.made_here);
    let left_out = ours.filter(|secret| !given.contains_key(secret.name));
    let make = |name| make_secret(name).unwrap_or_else(|| unguessable().into());
    left_out.map(|secret| (secret.name.to_owned(), make(secret.name))).collect()
}
