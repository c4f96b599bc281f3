//! The key pairs of projects.

use super::Change;
use crate::entity::signing_key;
use crate::{No, SigningKey, Store, StoreError};
use ::webhook::{Algorithm, PrivateKey};
use event::ProjectId;
use sea_orm::ActiveModelTrait;
use sea_orm::ActiveValue::{NotSet, Set};
use std::sync::Arc;

/// Webhooks are prepared with their project's keys, so they count as changed with these.
const TOUCH: &str = "UPDATE webhook SET version = $1 WHERE project = $2 AND deleted_at IS NULL";
const END: &str = "UPDATE signing_key SET version = $1, until = $2 WHERE project = $3 \
                   AND algorithm = $4 AND active AND no <> $5 AND deleted_at IS NULL \
                   AND (until IS NULL OR until > $2)";
/// Of keys that are still to be published, only the newest will be.
const DROP: &str = "UPDATE signing_key SET version = $1, deleted_at = $2 WHERE project = $3 \
                    AND algorithm = $4 AND NOT active AND no <> $5 AND deleted_at IS NULL";
const ACTIVATE: &str = "UPDATE signing_key SET version = $1, active = true WHERE no = $2";
const FORGET: &str = "UPDATE signing_key SET version = $1, deleted_at = $2, secret = $3 \
                      WHERE project = $4 AND until <= $5 AND deleted_at IS NULL";

/// A key pair to be made.
#[derive(Clone, Debug)]
pub struct NewSigningKey {
    /// The project.
    pub project: No,
    /// What receivers find it by.
    pub name: String,
    /// Its secret half.
    pub key: PrivateKey,
    /// Whether it is only wanted where the project has none of its algorithm that signs.
    pub first: bool,
    /// Until when the old ones sign beside it, in milliseconds since 1970. Of RSA one key signs at a
    /// time, and a new one only once it is activated, unless it is the first.
    pub overlap_until: i64,
}

impl Store {
    /// Makes a key pair; gives it, or the one that is there.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the store fails.
    pub async fn create_signing_key(
        &self,
        new: NewSigningKey,
    ) -> Result<Arc<SigningKey>, StoreError> {
        let change = Change::begin(self).await?;
        let (project, algorithm, now) = (new.project, new.key.algorithm, change.now());
        let signing = change.signing(project, algorithm, now);
        if let (true, Some(signing)) = (new.first, &signing) {
            // Nothing changes: the turn is given back.
            return Ok(signing.clone());
        }
        let active = algorithm == Algorithm::Ed25519 || signing.is_none();
        let row = change.signing_key(&new, active);
        let no = row.insert(&change.turn.tx).await?.no;
        let others = |at: i64| {
            vec![
                change.version.into(),
                at.into(),
                project.into(),
                algorithm.to_string().into(),
                no.into(),
            ]
        };
        if active {
            change.run(END, others(new.overlap_until)).await?;
        } else {
            change.run(DROP, others(now)).await?;
        }
        change.signed_by(project, no).await
    }

    /// Has a key sign that is published now; those before it stop at that time.
    ///
    /// # Errors
    ///
    /// [`StoreError::Gone`] where there is none of that name.
    pub async fn activate_signing_key(
        &self,
        project: No,
        name: &str,
        old_until: i64,
    ) -> Result<Arc<SigningKey>, StoreError> {
        let change = Change::begin(self).await?;
        let registry = change.shared.registry.load_full();
        let key = registry.signing_keys(project).find(|it| it.name == name);
        let key = key.ok_or(StoreError::Gone("signing key"))?;
        change.run(ACTIVATE, vec![change.version.into(), key.no.into()]).await?;
        let others = vec![
            change.version.into(),
            old_until.into(),
            project.into(),
            key.algorithm().to_string().into(),
            key.no.into(),
        ];
        change.run(END, others).await?;
        change.signed_by(project, key.no).await
    }

    /// Forgets the keys of a project that stopped before that time, in milliseconds since 1970.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the store fails.
    pub(crate) async fn forget_signing_keys(
        &self,
        project: No,
        before: i64,
    ) -> Result<(), StoreError> {
        let change = Change::begin(self).await?;
        let nothing: Vec<u8> = Vec::new();
        let values = vec![
            change.version.into(),
            change.now().into(),
            nothing.into(),
            project.into(),
            before.into(),
        ];
        change.run(FORGET, values).await?;
        change.finish().await.map(|_| ())
    }
}

impl Change {
    fn signing_key(&self, new: &NewSigningKey, active: bool) -> signing_key::ActiveModel {
        let secret = self.shared.key.seal("signing_key.secret", &new.key.expose());
        signing_key::ActiveModel {
            no: NotSet,
            version: Set(self.version),
            project: Set(new.project),
            name: Set(new.name.clone()),
            algorithm: Set(new.key.algorithm.to_string()),
            secret: Set(secret),
            active: Set(active),
            until: Set(None),
            created_at: Set(self.now()),
            deleted_at: Set(None),
        }
    }

    fn signing(&self, project: No, algorithm: Algorithm, now: i64) -> Option<Arc<SigningKey>> {
        let registry = self.shared.registry.load();
        let mut keys = registry.signing_keys(project).rev();
        keys.find(|it| it.algorithm() == algorithm && it.signs(now)).cloned()
    }

    /// Has the webhooks of a project prepared anew: its domain is in the names of keys.
    pub(super) async fn touch_webhooks(&self, project: ProjectId) -> Result<(), StoreError> {
        let no = self.shared.registry.load().project(project).map(|it| it.no);
        let no = no.ok_or(StoreError::Gone("project"))?;
        self.run(TOUCH, vec![self.version.into(), no.into()]).await.map(|_| ())
    }

    async fn signed_by(self, project: No, no: No) -> Result<Arc<SigningKey>, StoreError> {
        self.run(TOUCH, vec![self.version.into(), project.into()]).await?;
        let registry = self.finish().await?;
        let mut keys = registry.signing_keys(project);
        keys.find(|it| it.no == no).cloned().ok_or(StoreError::Gone("signing key"))
    }
}
