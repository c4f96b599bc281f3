//! Changing whether a contact may be written to.

use super::place::{InContact, Of};
use super::wire::Contact;
use super::{find_or_new, say};
use crate::api::access::Writes;
use crate::api::describe::{InProject, OnceHeader};
use crate::api::events::Reason;
use crate::api::input::{Faults, object};
use crate::api::once::Publish;
use crate::problem::{Kind, Problem};
use axum::Json;
use event::{Channel, Details, Event, EventKind, Mark};
use serde::Deserialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

/// What else is said along with it.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ContactChange, example = json!({"reason": {"text": "asked for it by phone"}}))]
pub(super) struct Said {
    /// Why.
    #[serde(default, deserialize_with = "object")]
    reason: Option<Reason>,
    /// Your own ids, passed through.
    #[serde(default)]
    #[schema(value_type = Object)]
    metadata: Map<String, Value>,
    /// The browser's, for web push, where it is required.
    form_factor: Option<FormFactor>,
}

/// What a browser runs on.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(super) enum FormFactor {
    /// A desktop.
    Desktop,
    /// A phone or a tablet.
    Mobile,
}

/// Says that the address is good: publishes `email.activated`. Only for mail.
#[utoipa::path(
    post,
    path = "/v1/projects/{project}/contacts/{channel}/{address}/activate",
    operation_id = "activateContact",
    tag = "Contacts",
    params(InProject, InContact, OnceHeader),
    request_body = Option<Said>,
    responses((status = 200, description = "The contact as it is now.", body = Contact))
)]
pub(super) async fn activate(
    asked: Writes,
    of: Of,
    said: Publish<Said>,
) -> Result<Json<Contact>, Problem> {
    act(asked, of, said, Mark::Activated).await
}

/// Takes the contact out of use without its own wish: publishes `email.deactivated`. Only for mail.
#[utoipa::path(
    post,
    path = "/v1/projects/{project}/contacts/{channel}/{address}/deactivate",
    operation_id = "deactivateContact",
    tag = "Contacts",
    params(InProject, InContact, OnceHeader),
    request_body = Option<Said>,
    responses((status = 200, description = "The contact as it is now.", body = Contact))
)]
pub(super) async fn deactivate(
    asked: Writes,
    of: Of,
    said: Publish<Said>,
) -> Result<Json<Contact>, Problem> {
    act(asked, of, said, Mark::Deactivated).await
}

/// Says that the contact agrees to be written to: publishes `email.subscribed`, `sms.subscribed`,
/// `webpush.desktop_granted`, `webpush.mobile_granted`, `telegram.subscribed` or
/// `viber.subscribed`.
#[utoipa::path(
    post,
    path = "/v1/projects/{project}/contacts/{channel}/{address}/subscribe",
    operation_id = "subscribeContact",
    tag = "Contacts",
    params(InProject, InContact, OnceHeader),
    request_body = Option<Said>,
    responses((status = 200, description = "The contact as it is now.", body = Contact))
)]
pub(super) async fn subscribe(
    asked: Writes,
    of: Of,
    said: Publish<Said>,
) -> Result<Json<Contact>, Problem> {
    act(asked, of, said, Mark::Joined).await
}

/// Says that the contact left by its own wish: publishes `email.unsubscribed`, `sms.unsubscribed`,
/// `webpush.desktop_unsubscribed`, `webpush.mobile_unsubscribed`, `telegram.unsubscribed` or
/// `viber.unsubscribed`.
#[utoipa::path(
    post,
    path = "/v1/projects/{project}/contacts/{channel}/{address}/unsubscribe",
    operation_id = "unsubscribeContact",
    tag = "Contacts",
    params(InProject, InContact, OnceHeader),
    request_body = Option<Said>,
    responses((status = 200, description = "The contact as it is now.", body = Contact))
)]
pub(super) async fn unsubscribe(
    asked: Writes,
    of: Of,
    said: Publish<Said>,
) -> Result<Json<Contact>, Problem> {
    act(asked, of, said, Mark::Left).await
}

async fn act(
    asked: Writes,
    Of(address): Of,
    said: Publish<Said>,
    mark: Mark,
) -> Result<Json<Contact>, Problem> {
    let kind = kind_for(mark, address.channel(), said.body.form_factor)?;
    let known = find_or_new(&asked.hub, &asked.project, &address).await?;
    let at = store::Contact::next(known.as_ref(), asked.hub.now());
    let marks = known.map(|contact| contact.marks).unwrap_or_default();
    let left = marks.said(Mark::Left) > marks.said(Mark::Joined);
    let details = Details {
        reason: said.body.reason.map(Into::into),
        metadata: said.body.metadata,
        again: (mark == Mark::Joined && left).then_some(true),
        ..Details::default()
    };
    // What stands already is no change. That the request was made is remembered all the same.
    let news = Event { details, ..say::about(&address, kind) };
    let news = if marks.stands(mark) { Vec::new() } else { vec![news] };
    let contact = say::say(&asked, &address, &news, at, said.sent).await?;
    Ok(Json(Contact::show(contact)))
}

/// The kind that says it on that channel.
fn kind_for(
    mark: Mark,
    channel: Channel,
    form_factor: Option<FormFactor>,
) -> Result<EventKind, Problem> {
    let is_mobile = matches!(form_factor, Some(FormFactor::Mobile));
    let Some(kind) = say::kind(mark, channel, is_mobile) else {
        let detail = format!("{channel} knows no such change: only `subscribe` and `unsubscribe`");
        return Err(Problem::about(Kind::Invalid, detail));
    };
    let mut faults = Faults::default();
    if channel == Channel::WebPush {
        faults.need("/form_factor", form_factor);
    } else if form_factor.is_some() {
        faults.add("/form_factor", "is for web push only");
    }
    faults.or(Some(kind))
}
