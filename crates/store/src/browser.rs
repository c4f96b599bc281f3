//! Browsers that take web pushes.

use crate::cluster::alive;
use crate::entity::browser::{ActiveModel, Column, Entity, Model};
use crate::ingest::storable;
use crate::{No, Store, StoreError};
use event::BrowserId;
use sea_orm::ActiveValue::{Set, Unchanged};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder,
};
use serde::{Deserialize, Serialize};
use std::fmt;

const PLACE: &str = "browser.keys";

/// What sends pushes to a browser. Does not print itself: all of it is secret.
#[derive(Clone, Deserialize, Eq, PartialEq, Serialize)]
pub struct PushKeys {
    /// Where they go.
    pub endpoint: String,
    /// The browser's public key, in base64url.
    pub p256dh: String,
    /// Its secret, in base64url.
    pub auth: String,
}

impl fmt::Debug for PushKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PushKeys")
    }
}

/// A browser as it tells of itself.
#[derive(Clone, Debug)]
pub struct NewBrowser {
    /// The source of its site.
    pub source: No,
    /// Where its pushes go.
    pub keys: PushKeys,
    /// `desktop` or `mobile`.
    pub form_factor: String,
    /// The platform's own id of the person; none where nothing is said of it.
    pub user: Option<String>,
    /// The page's origin.
    pub origin: String,
}

/// A browser that takes pushes.
#[derive(Clone, Debug)]
pub struct Browser {
    /// Its id: what its contact is called by.
    pub id: BrowserId,
    /// The source of its site.
    pub source: No,
    /// Where its pushes go.
    pub keys: PushKeys,
    /// `desktop` or `mobile`.
    pub form_factor: String,
    /// The platform's own id of the person.
    pub user: Option<String>,
    /// The page's origin.
    pub origin: String,
    /// When it was first heard of, in milliseconds since 1970.
    pub made_at: i64,
}

/// A browser that is known by its endpoint, or was by that id.
async fn known(
    tx: &DatabaseTransaction,
    project: No,
    source: No,
    endpoint: &[u8],
    was: Option<BrowserId>,
) -> Result<Option<Model>, StoreError> {
    let known = Entity::find()
        .filter(Column::Project.eq(project))
        .filter(Column::Source.eq(source))
        .filter(Column::Endpoint.eq(endpoint));
    let known = known.one(tx).await?;
    let (None, Some(was)) = (&known, was) else { return Ok(known) };
    let found = Entity::find_by_id((project, was.uuid())).one(tx).await?;
    Ok(found.filter(|row| row.source == source))
}

impl Store {
    /// Keeps a browser, or what is new of one that is known by its endpoint, or was known by that
    /// id; gives its id, and whether it is a new one.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the store fails.
    pub async fn keep_browser(
        &self,
        project: No,
        new: NewBrowser,
        was: Option<BrowserId>,
    ) -> Result<(BrowserId, bool), StoreError> {
        let turn = self.turn().await?;
        if self.shared.is_shared() {
            alive(&turn.tx, self.hub()).await?;
        }
        let key = &self.shared.key;
        let endpoint = key.derive("push endpoint", new.keys.endpoint.as_bytes()).to_vec();
        let known = known(&turn.tx, project, new.source, &endpoint, was).await?;
        let is_new = known.is_none();
        let id = known.as_ref().map_or_else(|| BrowserId::at(self.shared.now()), |it| it.id.into());
        let mut row = ActiveModel {
            project: Unchanged(project),
            id: Unchanged(id.uuid()),
            endpoint: Set(endpoint),
            keys: Set(key.seal(PLACE, &new.keys)),
            form_factor: Set(new.form_factor),
            origin: Set(storable(&new.origin)),
            ..Default::default()
        };
        if let Some(user) = new.user {
            row.user_id = Set(Some(storable(&user)).filter(|user| !user.is_empty()));
        }
        if is_new {
            (row.project, row.id) = (Set(project), Set(id.uuid()));
            row.source = Set(new.source);
            row.made_at = Set(self.shared.now());
            row.insert(&turn.tx).await?;
        } else {
            row.update(&turn.tx).await?;
        }
        turn.commit().await?;
        Ok((id, is_new))
    }

    /// One browser.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the store fails.
    pub async fn browser(&self, project: No, id: BrowserId) -> Result<Option<Browser>, StoreError> {
        let found = Entity::find_by_id((project, id.uuid())).one(&self.shared.read).await?;
        found.map(|row| self.read_browser(row)).transpose()
    }

    /// Those of a person at a source's site, oldest first.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the store fails.
    pub async fn browsers_of(
        &self,
        project: No,
        source: No,
        user: &str,
    ) -> Result<Vec<Browser>, StoreError> {
        let found = Entity::find()
            .filter(Column::Project.eq(project))
            .filter(Column::UserId.eq(user))
            .filter(Column::Source.eq(source))
            .order_by_asc(Column::Id);
        let rows = found.all(&self.shared.read).await?;
        rows.into_iter().map(|row| self.read_browser(row)).collect()
    }

    /// Forgets a browser: there is nothing at its endpoint any more.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the store fails.
    pub async fn forget_browser(&self, project: No, id: BrowserId) -> Result<(), StoreError> {
        let turn = self.turn().await?;
        Entity::delete_by_id((project, id.uuid())).exec(&turn.tx).await?;
        turn.commit().await
    }

    fn read_browser(&self, row: Model) -> Result<Browser, StoreError> {
        Ok(Browser {
            id: row.id.into(),
            source: row.source,
            keys: self.shared.key.open(PLACE, &row.keys)?,
            form_factor: row.form_factor,
            user: row.user_id,
            origin: row.origin,
            made_at: row.made_at,
        })
    }
}
