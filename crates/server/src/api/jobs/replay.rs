//! "Replay missing".

use super::new::{begin, may_be_owed, times};
use super::wire::Job;
use crate::api::access::{At, Writes};
use crate::api::describe::{InProject, OnceHeader, WithId};
use crate::api::input::{Faults, unknown};
use crate::api::once::Create;
use crate::api::webhooks;
use crate::problem::Problem;
use axum::response::Response;
use event::{Channel, EventKind, Selection, WebhookId};
use serde::Deserialize;
use store::{JobKind, JobScope, NewJob};
use strum::IntoEnumIterator;
use utoipa::ToSchema;

/// Which events a webhook is owed after the fact.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"since": "2026-03-24T08:00:00.000Z", "kind": "email.bounced"}))]
pub(super) struct Replay {
    /// Those received at that time or later.
    #[schema(format = DateTime)]
    since: Option<String>,
    /// Those received before that time.
    #[schema(format = DateTime)]
    until: Option<String>,
    /// Those of this kind, or of one of these; of those that the webhook wants in any case.
    kind: Option<Kinds>,
    /// Those of this channel.
    channel: Option<String>,
    /// `true`, as when nothing is said: those for which the webhook has no delivery. `false`: all
    /// of them; what was delivered is sent again.
    missing: Option<bool>,
}

/// A kind of events such as `email.bounced` or `email.*`, or several.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(untagged, expecting = "a name or a list of names")]
#[schema(as = KindNames)]
enum Kinds {
    /// One name.
    One(String),
    /// Several.
    Many(Vec<String>),
}

/// Has a webhook owed events that were received before: those that it wants and has no delivery for,
/// also where it was made only after they came.
///
/// It is a job: it goes on by itself, also after a restart, and as fast as the endpoint takes what it
/// makes due. While the webhook is paused it waits.
#[utoipa::path(
    post,
    path = "/v1/projects/{project}/webhooks/{id}/replay",
    operation_id = "replayToWebhook",
    tag = "Jobs",
    params(InProject, WithId, OnceHeader),
    request_body = Replay,
    responses(
        (status = 202, description = "The job, which is on disk.", body = Job),
        (status = 409, description = "The webhook is disabled, or too many jobs are under way."),
    )
)]
pub(super) async fn replay(
    asked: Writes,
    At(id): At<WebhookId>,
    Create { new, once }: Create<Replay>,
) -> Result<Response, Problem> {
    let webhook = webhooks::find(&asked.hub, &asked.project, id)?;
    let mut faults = Faults::default();
    faults.need("/since", new.since.as_ref());
    let (since, until) = times(new.since.as_deref(), new.until.as_deref(), &mut faults);
    let kinds = kinds(new.kind, new.channel.as_deref(), &mut faults);
    faults.none()?;
    may_be_owed(&webhook)?;
    let again = new.missing == Some(false);
    let job = NewJob {
        project: asked.project.no,
        kind: JobKind::Replay,
        webhook: Some(webhook.no),
        scope: JobScope { since, until, kinds, again, ..JobScope::default() },
    };
    begin(&asked, job, once).await
}

/// The kinds as webhooks choose them; none for all.
fn kinds(given: Option<Kinds>, channel: Option<&str>, faults: &mut Faults) -> Vec<String> {
    let (names, is_list) = match given {
        Some(Kinds::One(name)) => (vec![name], false),
        Some(Kinds::Many(names)) => (names, true),
        None => (Vec::new(), false),
    };
    if is_list && names.is_empty() {
        faults.add("/kind", "must name one at least");
    }
    let selection = match Selection::parse(names.iter().map(String::as_str)) {
        Ok(selection) => selection,
        Err((place, error)) => {
            let place = if is_list { format!("/kind/{place}") } else { "/kind".to_owned() };
            faults.add(&place, error);
            return Vec::new();
        }
    };
    let Some(text) = channel else { return selection.names() };
    let channels = Channel::iter().map(Channel::name);
    let found = text.parse::<Channel>().map_err(|_| unknown("channel", text, channels));
    let Some(channel) = faults.take("/channel", found) else { return Vec::new() };
    if selection.is_empty() {
        return vec![format!("{channel}.*")];
    }
    let both = EventKind::iter().filter(|it| it.channel() == channel && selection.has(*it));
    let both: Vec<_> = both.map(|kind| kind.name().to_owned()).collect();
    if both.is_empty() {
        faults.add("/kind", format!("holds nothing of the channel `{channel}`"));
    }
    both
}
