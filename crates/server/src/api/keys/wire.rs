//! Keys on the wire.

use crate::api::wire::time;
use serde::{Deserialize, Serialize};
use store::Registry;
use utoipa::ToSchema;

/// A key to the API.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "id": "key_06ag2vpsl3r5v2q1k8f4d9c0mg",
    "title": "CRM",
    "role": "read",
    "project": "prj_06ag2vpsl3r5v2q1k8f4d9c0mg",
    "hint": "sa6i",
    "created_at": "2026-03-24T08:23:20.000Z"
}))]
pub(super) struct Key {
    /// Its id.
    id: String,
    /// What people call it.
    title: String,
    /// What it may do.
    role: Role,
    /// The project it is bound to; `null` for an admin key.
    project: Option<String>,
    /// Its last four characters.
    hint: String,
    /// When it was made.
    #[schema(format = DateTime)]
    created_at: String,
    /// The key: in the answer to the request that created it, and never again.
    #[serde(rename = "key", skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    text: Option<String>,
}

/// What a key may do.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(super) enum Role {
    /// Look at one project.
    Read,
    /// Change one project.
    Write,
    /// Everything.
    Admin,
}

impl From<store::Role> for Role {
    fn from(role: store::Role) -> Self {
        match role {
            store::Role::Read => Self::Read,
            store::Role::Write => Self::Write,
            store::Role::Admin => Self::Admin,
        }
    }
}

impl From<Role> for store::Role {
    fn from(role: Role) -> Self {
        match role {
            Role::Read => Self::Read,
            Role::Write => Self::Write,
            Role::Admin => Self::Admin,
        }
    }
}

impl Key {
    pub(super) fn show(registry: &Registry, key: &store::Key) -> Self {
        let project = key.project.and_then(|no| registry.project_no(no));
        Self {
            id: key.id.to_string(),
            title: key.title.clone(),
            role: key.role.into(),
            project: project.map(|project| project.id.to_string()),
            hint: key.hint.clone(),
            created_at: time(key.created_at),
            text: None,
        }
    }

    /// With the key itself.
    pub(super) fn reveal(self, text: String) -> Self {
        Self { text: Some(text), ..self }
    }
}

/// A key to be made.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"title": "CRM", "role": "read", "project": "shop.example"}))]
pub(super) struct NewKey {
    /// What people call it: 1 to 200 characters.
    #[schema(required = true, nullable = false)]
    pub(super) title: Option<String>,
    /// What it may do.
    #[schema(required = true, nullable = false)]
    pub(super) role: Option<Role>,
    /// The id or the domain of the project it is bound to; none for an admin key.
    pub(super) project: Option<String>,
}
