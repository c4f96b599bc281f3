//! Projects on the wire.

use super::domain::shown;
use crate::api::input::Change;
use crate::api::wire::time;
use serde::{Deserialize, Serialize};
use store::Registry;
use utoipa::ToSchema;

/// A project: a sender's domain.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "id": "prj_06ag2vpsl3r5v2q1k8f4d9c0mg",
    "title": "Bücher",
    "domain": "xn--bcher-kva.example",
    "domain_unicode": "bücher.example",
    "require_verification": false,
    "block_list": null,
    "created_at": "2026-03-24T08:23:20.000Z"
}))]
pub(in crate::api) struct Project {
    /// Its id.
    id: String,
    /// What people call it.
    title: String,
    /// Its domain as a lower-case A-label.
    domain: String,
    /// Its domain as people read it.
    domain_unicode: String,
    /// Whether a webhook that nobody verified gets nothing but tests.
    require_verification: bool,
    /// The project whose block list it uses; `null` for its own.
    block_list: Option<String>,
    /// When it was made.
    #[schema(format = DateTime)]
    created_at: String,
}

impl Project {
    pub(in crate::api) fn show(registry: &Registry, project: &store::Project) -> Self {
        let list = project.block_list.and_then(|list| registry.project_no(list));
        Self {
            id: project.id.to_string(),
            title: project.title.clone(),
            domain: project.domain.clone(),
            domain_unicode: shown(&project.domain),
            require_verification: project.require_verification,
            block_list: list.map(|list| list.id.to_string()),
            created_at: time(project.created_at),
        }
    }
}

/// A project to be made.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"title": "Shop", "domain": "shop.example"}))]
pub(super) struct NewProject {
    /// What people call it: 1 to 200 characters; the domain, where there is none.
    pub(super) title: Option<String>,
    /// Its domain: bare, in any case, as A-label or in Unicode.
    #[schema(required = true, nullable = false)]
    pub(super) domain: Option<String>,
    /// Whether a webhook that nobody verified gets nothing but tests: no, where it is not said.
    pub(super) require_verification: Option<bool>,
}

/// What changes of a project; what is left out stays.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"require_verification": true}))]
pub(super) struct PatchProject {
    /// What people call it: 1 to 200 characters.
    pub(super) title: Option<String>,
    /// Its domain: bare, in any case, as A-label or in Unicode.
    pub(super) domain: Option<String>,
    /// Whether a webhook that nobody verified gets nothing but tests.
    pub(super) require_verification: Option<bool>,
    /// The project whose block list and contacts it uses: its id or domain, `null` for its own.
    /// Another one takes a key that sees both. Contacts stay on the list they are on.
    #[serde(default)]
    #[schema(value_type = Option<String>, required = false)]
    pub(super) block_list: Change<String>,
}
