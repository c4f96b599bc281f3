//! Having a key sign whose record is published.

use super::wire::SigningKey;
use crate::Hub;
use crate::api::access::{At, Writes};
use crate::api::describe::{InProject, WithId};
use crate::api::input::MaybeBody;
use crate::problem::{Kind, Problem};
use axum::Json;
use serde::Deserialize;
use utoipa::ToSchema;

/// How a key is activated.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ActivateSigningKey, example = json!({"unchecked": false}))]
pub(super) struct Activate {
    /// Whether it is activated although the hub does not find its record: for those whose names
    /// others see and the hub does not.
    unchecked: Option<bool>,
}

/// Has a key pair sign that is still to be published.
///
/// The hub looks its record up in the DNS. The key before it stops at once; leave its record there
/// for a few minutes more.
#[utoipa::path(
    post,
    path = "/v1/projects/{project}/signing-keys/{id}/activate",
    operation_id = "activateSigningKey",
    tag = "Signing keys",
    params(InProject, WithId),
    request_body = Option<Activate>,
    responses(
        (status = 200, description = "The key pair, which signs now.", body = SigningKey),
        (status = 409, description = "Its record is not published, or it is not pending."),
    )
)]
pub(super) async fn activate(
    asked: Writes,
    At(name): At<String>,
    MaybeBody(body): MaybeBody<Activate>,
) -> Result<Json<SigningKey>, Problem> {
    let hub = &asked.hub;
    let registry = hub.store.registry();
    let key = registry.signing_keys(asked.project.no).find(|it| it.name == name);
    let key = key.ok_or_else(Problem::not_found)?;
    if key.active {
        return Err(Problem::about(Kind::WrongState, "the key is active already"));
    }
    if !body.unchecked.unwrap_or_default() {
        let public = key.public().ok_or_else(|| Problem::new(Kind::Internal))?;
        published(hub, &key.id(&asked.project.domain), &public.record()).await?;
    }
    let key = hub.store.activate_signing_key(asked.project.no, &name, hub.now()).await?;
    let shown = SigningKey::show(&asked.project, &key, hub.now());
    shown.map(Json).ok_or_else(|| Problem::new(Kind::Internal))
}

/// Passes where the DNS tells that key of that name.
async fn published(hub: &Hub, name: &str, record: &str) -> Result<(), Problem> {
    let found = hub.client.text_records(name).await.map_err(|failure| {
        Problem::about(Kind::WrongState, format!("{name} cannot be looked up: {failure}"))
    })?;
    if found.texts.iter().any(|it| key_of(it) == key_of(record)) {
        return Ok(());
    }
    let what = if found.texts.is_empty() { "no text record" } else { "another key" };
    Err(Problem::about(Kind::WrongState, format!("{name} has {what} in the DNS")))
}

/// The key in a record; none where it holds none, which no record of ours does.
fn key_of(record: &str) -> Option<String> {
    let mut tags = record.split(';').filter_map(|tag| tag.split_once('='));
    let (_, key) = tags.find(|(name, _)| name.trim() == "p")?;
    Some(key.split_whitespace().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_is_known_by_its_key() {
        for record in ["v=DKIM1; k=rsa; p=MIIB==", "p=MIIB==;v=DKIM1", "v=DKIM1;p= MI IB== ; n=x"] {
            assert_eq!(key_of(record).as_deref(), Some("MIIB=="), "{record}");
        }
        assert_eq!(key_of("v=spf1 -all"), None);
    }
}
