//! Making, editing and removing contacts.

use super::place::{InContact, Of};
use super::wire::Contact;
use super::{find, find_or_new, say};
use crate::api::access::Writes;
use crate::api::describe::InProject;
use crate::api::events::take;
use crate::api::input::{Body, Change, Faults, pointer, within};
use crate::problem::Problem;
use axum::Json;
use event::{Channel, Details, Event, EventKind, Marks, Profile};
use http::StatusCode;
use serde::Deserialize;
use serde_json::{Map, Value};
use store::{Address, ContactEdit, ProfileEdit};
use utoipa::ToSchema;

/// How long your ids, and names of fields, may be, in bytes.
const LONGEST: usize = 255;

/// What is said of a contact; what is left out stays.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ContactEdit, example = json!({"user": "u-1009", "fields": {"city": "Lyon", "plan": null}}))]
pub(super) struct Edit {
    /// Your own id of the person behind it, up to 255 bytes; `null` takes it away.
    #[serde(default)]
    #[schema(value_type = Option<String>, required = false)]
    user: Change<String>,
    /// Fields of its profile; `null` takes one away, and others stay.
    #[serde(default)]
    #[schema(value_type = Object)]
    fields: Map<String, Value>,
}

impl Edit {
    /// The user, empty where it is taken away, and the fields.
    fn check(self) -> Result<(Option<String>, Map<String, Value>), Problem> {
        let mut faults = Faults::default();
        let user = match self.user {
            Change::Keep => None,
            Change::Reset => Some(String::new()),
            Change::Set(user) => faults.take("/user", within(user, LONGEST)),
        };
        for name in self.fields.keys().filter(|name| !(1..=LONGEST).contains(&name.len())) {
            faults.add(&pointer(["fields", name]), format!("names have 1 to {LONGEST} bytes"));
        }
        faults.none()?;
        Ok((user, self.fields))
    }
}

/// Makes or edits a contact.
///
/// On channels that have kinds for it, which is mail, it publishes `email.profile_created` or
/// `email.profile_updated`.
#[utoipa::path(
    put,
    path = "/v1/projects/{project}/contacts/{channel}/{address}",
    operation_id = "putContact",
    tag = "Contacts",
    params(InProject, InContact),
    request_body = Edit,
    responses(
        (status = 200, description = "The contact as it is now.", body = Contact),
        (status = 201, description = "It is made.", body = Contact),
    )
)]
pub(super) async fn put(
    asked: Writes,
    Of(address): Of,
    Body(edit): Body<Edit>,
) -> Result<(StatusCode, Json<Contact>), Problem> {
    let (user, fields) = edit.check()?;
    let known = find_or_new(&asked.hub, &asked.project, &address).await?;
    let at = store::Contact::next(known.as_ref(), asked.hub.now());
    if address.channel() == Channel::Email {
        let has_profile = known.as_ref().is_some_and(|it| it.fields.is_some());
        let kind = if has_profile {
            EventKind::EmailProfileUpdated
        } else {
            EventKind::EmailProfileCreated
        };
        let profile = Some(Profile { fields, ..Profile::default() });
        let details = Details { user, profile, ..Details::default() };
        take(&asked, &[Event { details, ..say::about(&address, kind) }], None, at).await?;
    } else {
        write(&asked, &address, user, ProfileEdit::Tell(fields), at).await?;
    }
    let contact = find(&asked.hub, &asked.project, &address).await?;
    let contact = contact.ok_or_else(Problem::not_found)?;
    let status = if known.is_some() { StatusCode::OK } else { StatusCode::CREATED };
    Ok((status, Json(Contact::show(contact))))
}

/// Removes what you keep of a contact: its fields and `user`. What was said of it stays: who left has
/// left.
///
/// For mail it publishes `email.profile_deleted`.
#[utoipa::path(
    delete,
    path = "/v1/projects/{project}/contacts/{channel}/{address}",
    operation_id = "deleteContact",
    tag = "Contacts",
    params(InProject, InContact),
    responses((status = 204, description = "Nothing of it is kept any more."))
)]
pub(super) async fn delete(asked: Writes, Of(address): Of) -> Result<StatusCode, Problem> {
    let known = find(&asked.hub, &asked.project, &address).await?;
    let known = known.ok_or_else(Problem::not_found)?;
    if known.fields.is_none() && known.user.is_none() {
        return Ok(StatusCode::NO_CONTENT);
    }
    let at = store::Contact::next(Some(&known), asked.hub.now());
    if address.channel() == Channel::Email {
        let event = say::about(&address, EventKind::EmailProfileDeleted);
        take(&asked, &[event], None, at).await?;
    } else {
        write(&asked, &address, Some(String::new()), ProfileEdit::Remove, at).await?;
    }
    Ok(StatusCode::NO_CONTENT)
}

/// Writes it where no event can say it.
async fn write(
    asked: &Writes,
    address: &Address,
    user: Option<String>,
    profile: ProfileEdit,
    at: i64,
) -> Result<(), Problem> {
    let store = &asked.hub.store;
    let list = store.registry().list(asked.project.no);
    let (address, marks) = (address.clone(), Marks::default());
    store.edit_contacts(list, vec![ContactEdit { address, marks, user, profile }], at).await?;
    Ok(())
}
