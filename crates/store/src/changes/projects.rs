//! Projects.

use super::{Answer, Change, Remember};
use crate::entity::{project, source};
use crate::registry::Token;
use crate::{Domains, No, Project, Store, StoreError};
use event::{ProjectId, SourceId};
use sea_orm::ActiveValue::{NotSet, Set, Unchanged};
use sea_orm::{ActiveModelTrait, IntoActiveModel};
use serde_json::{Map, Value};
use std::borrow::Cow;
use std::sync::Arc;

/// A project to be made.
#[derive(Clone, Debug)]
pub struct NewProject {
    /// What people call it.
    pub title: String,
    /// A lower-case A-label.
    pub domain: String,
    /// Whether a webhook that nobody verified gets nothing but tests.
    pub require_verification: bool,
}

/// What changes of a project.
#[derive(Clone, Debug, Default)]
pub struct PatchProject {
    /// What people call it.
    pub title: Option<String>,
    /// A lower-case A-label.
    pub domain: Option<String>,
    /// Whether a webhook that nobody verified gets nothing but tests.
    pub require_verification: Option<bool>,
    /// The project whose block list it uses; itself for its own.
    pub block_list: Option<No>,
}

const NOT_EMPTY: StoreError =
    StoreError::InUse(Cow::Borrowed("the project is not empty: delete it with `force=true`"));

impl Store {
    /// Makes a project, and the source that stands for the hub itself in it.
    ///
    /// # Errors
    ///
    /// [`StoreError::Taken`] where the domain has a project.
    pub async fn create_project(
        &self,
        new: NewProject,
        remember: Option<Remember>,
        answer: impl FnOnce(&Project) -> Answer,
    ) -> Result<Answer, StoreError> {
        let change = Change::begin(self).await?;
        change.not_answered(remember.as_ref()).await?;
        let id = ProjectId::at(change.now());
        let row = project::ActiveModel {
            no: NotSet,
            id: Set(id.uuid()),
            version: Set(change.version),
            domain: Set(Some(new.domain)),
            title: Set(new.title),
            require_verification: Set(new.require_verification),
            block_list: Set(None),
            domains: Set(serde_json::to_string(&Domains::default())?),
            created_at: Set(change.now()),
            deleted_at: Set(None),
        };
        let row = row.insert(&change.turn.tx).await.map_err(domain_taken)?;
        change.built_in_source(row.no).await?;
        let answer = |all: &crate::Registry| all.project(id).map(|project| answer(project));
        Ok(change.answer(remember, answer).await?.1)
    }

    /// Changes a project.
    ///
    /// # Errors
    ///
    /// [`StoreError::Taken`] where the domain has another project, [`StoreError::Gone`] where
    /// there is none to change, [`StoreError::InUse`] where block lists would hang on one another.
    pub async fn update_project(
        &self,
        id: ProjectId,
        patch: PatchProject,
    ) -> Result<Arc<Project>, StoreError> {
        let change = Change::begin(self).await?;
        let mut row = change.project(id)?;
        row.version = Set(change.version);
        if let Some(title) = patch.title {
            row.title = Set(title);
        }
        let renamed = patch.domain.is_some();
        if let Some(domain) = patch.domain {
            row.domain = Set(Some(domain));
        }
        if let Some(required) = patch.require_verification {
            row.require_verification = Set(required);
        }
        let shares = patch.block_list.is_some();
        if let Some(list) = patch.block_list {
            row.block_list = Set((list != *row.no.as_ref()).then_some(list));
        }
        row.update(&change.turn.tx).await.map_err(domain_taken)?;
        if shares {
            change.registry().await?.lists_are_flat(id)?;
        }
        if renamed {
            change.touch_webhooks(id).await?;
        }
        let registry = change.finish().await?;
        registry.project(id).cloned().ok_or(StoreError::Gone("project"))
    }

    /// Changes what is known of a project's domains. What changes is worked out from how it is when
    /// its turn comes.
    ///
    /// # Errors
    ///
    /// [`StoreError::Gone`] where there is none to change.
    pub async fn update_domains(
        &self,
        id: ProjectId,
        patch: impl FnOnce(&Domains) -> Domains,
    ) -> Result<Arc<Project>, StoreError> {
        let change = Change::begin(self).await?;
        let mut row = change.project(id)?;
        let registry = change.shared.registry.load_full();
        let known = registry.project(id).ok_or(StoreError::Gone("project"))?;
        row.version = Set(change.version);
        row.domains = Set(serde_json::to_string(&patch(&known.domains))?);
        row.update(&change.turn.tx).await?;
        let registry = change.finish().await?;
        registry.project(id).cloned().ok_or(StoreError::Gone("project"))
    }

    /// Deletes a project. By force, with everything in it: that is erased.
    ///
    /// # Errors
    ///
    /// [`StoreError::InUse`] where something is in it and no force is used, or where others use its
    /// block list, force or not.
    pub async fn delete_project(&self, id: ProjectId, force: bool) -> Result<(), StoreError> {
        let no = self.registry().project(id).ok_or(StoreError::Gone("project"))?.no;
        if !force && (self.has_setup(no) || self.has_content(no).await?) {
            return Err(NOT_EMPTY);
        }
        let change = Change::begin(self).await?;
        // Another hub may have set something up meanwhile.
        if !force && self.has_setup(no) {
            return Err(NOT_EMPTY);
        }
        change.registry().await?.nobody_uses_list(no)?;
        let mut row = change.project(id)?;
        row.version = Set(change.version);
        row.domain = Set(None);
        row.deleted_at = Set(Some(change.now()));
        row.update(&change.turn.tx).await?;
        for table in ["source", "webhook", "signing_key", "api_key"] {
            let sql = format!(
                "UPDATE {table} SET version = $1, deleted_at = $2 \
                 WHERE project = $3 AND deleted_at IS NULL"
            );
            let values = vec![change.version.into(), change.now().into(), no.into()];
            change.run(&sql, values).await?;
        }
        change.finish().await?;
        self.purge_project(no).await
    }

    fn has_setup(&self, project: No) -> bool {
        let registry = self.registry();
        let sources = registry.sources(project).next().is_some();
        sources || registry.webhooks(project).next().is_some()
    }
}

impl Change {
    fn project(&self, id: ProjectId) -> Result<project::ActiveModel, StoreError> {
        let registry = self.shared.registry.load();
        let project = registry.project(id).ok_or(StoreError::Gone("project"))?;
        let model = project::Model {
            no: project.no,
            id: project.id.uuid(),
            version: 0,
            domain: Some(project.domain.clone()),
            title: project.title.clone(),
            require_verification: project.require_verification,
            block_list: project.block_list,
            domains: serde_json::to_string(&project.domains)?,
            created_at: project.created_at,
            deleted_at: None,
        };
        let mut model = model.into_active_model();
        model.no = Unchanged(project.no);
        Ok(model)
    }

    async fn built_in_source(&self, project: No) -> Result<(), StoreError> {
        let none = Map::<String, Value>::new();
        let row = source::ActiveModel {
            no: NotSet,
            id: Set(SourceId::at(self.now()).uuid()),
            version: Set(self.version),
            project: Set(project),
            built_in: Set(true),
            channel: Set(String::new()),
            provider: Set("tidings".to_owned()),
            title: Set("Tidings".to_owned()),
            paused: Set(false),
            secrets: Set(self.shared.key.seal("source.secrets", &none)),
            tokens: Set(self.shared.key.seal("source.tokens", &Vec::<Token>::new())),
            settings: Set("{}".to_owned()),
            created_at: Set(self.now()),
            deleted_at: Set(None),
        };
        row.insert(&self.turn.tx).await?;
        Ok(())
    }
}

fn domain_taken(error: sea_orm::DbErr) -> StoreError {
    match StoreError::from(error) {
        StoreError::Taken(_) => StoreError::Taken("domain"),
        error => error,
    }
}
