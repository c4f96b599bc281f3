//! Writing what is said of contacts.

use super::derive::Heard;
use super::profile::Profile;
use super::statements::{AMONG, CONTACTS, PROFILES};
use super::{Address, Derived};
use crate::entity::contact::Model;
use crate::writer::{Cell, Rows};
use crate::{No, StoreError};
use event::{Mark, Said};
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, FromQueryResult};
use std::collections::HashMap;
use strum::{EnumCount, IntoEnumIterator};

impl Derived {
    /// The rows of all contacts, without their profiles.
    pub(crate) fn rows(&self, backend: DbBackend) -> Rows {
        let mut rows = CONTACTS.rows(backend);
        for ((list, address), heard) in &self.all {
            heard.push(*list, address, &mut rows);
        }
        rows
    }

    /// Writes all of it.
    ///
    /// A profile is merged here, not by the engine: its contact is locked by then.
    pub(crate) async fn write(&self, tx: &DatabaseTransaction) -> Result<(), StoreError> {
        if self.is_empty() {
            return Ok(());
        }
        CONTACTS.execute(tx, self.rows(tx.get_database_backend())).await?;
        if self.has_profiles() {
            self.write_profiles(tx).await?;
        }
        Ok(())
    }

    async fn write_profiles(&self, tx: &DatabaseTransaction) -> Result<(), StoreError> {
        let backend = tx.get_database_backend();
        let mut known = self.known_profiles(tx).await?;
        let mut rows = PROFILES.rows(backend);
        for ((list, address), profile) in self.profiles() {
            let mut merged = known.remove(&key(*list, address)).unwrap_or_default();
            merged.take(profile.clone());
            let (fields, stamps) = merged.write()?;
            let [project, channel, text] = cells(*list, address);
            let fields = Cell::Text(fields.as_deref().unwrap_or_default());
            rows.push(&[project, channel, text, fields, Cell::Text(&stamps)]);
        }
        PROFILES.execute(tx, rows).await?;
        Ok(())
    }

    fn profiles(&self) -> impl Iterator<Item = (&(No, Address), &Profile)> {
        self.all.iter().filter_map(|(place, heard)| Some((place, heard.profile.as_ref()?)))
    }

    async fn known_profiles(
        &self,
        tx: &DatabaseTransaction,
    ) -> Result<HashMap<Key, Profile>, StoreError> {
        let mut asked = AMONG.rows(tx.get_database_backend());
        for ((list, address), _) in self.profiles() {
            asked.push(&cells(*list, address));
        }
        let mut known = HashMap::new();
        for row in AMONG.query(tx, asked).await? {
            let row = Model::from_query_result(&row, "")?;
            let profile = Profile::read(row.fields.as_deref(), row.stamps.as_deref())?;
            known.insert((row.project, row.channel, row.address), profile);
        }
        Ok(known)
    }
}

/// List, channel and address as a row has them.
type Key = (No, String, String);

fn key(list: No, address: &Address) -> Key {
    (list, address.channel().name().to_owned(), address.text().to_owned())
}

/// What a contact is found by.
pub(super) fn cells(list: No, address: &Address) -> [Cell<'_>; 3] {
    [Cell::Number(list.into()), Cell::Text(address.channel().name()), Cell::Text(address.text())]
}

impl Heard {
    fn push(&self, list: No, address: &Address, rows: &mut Rows) {
        let mut row = [Cell::Null; 6 + 2 * Mark::COUNT];
        row[..3].copy_from_slice(&cells(list, address));
        for (mark, pair) in Mark::iter().zip(row[3..].chunks_exact_mut(2)) {
            pair.copy_from_slice(&said_cells(self.marks.said(mark)));
        }
        let user = self.user.as_ref();
        let [at, by] = said_cells(user.map_or_else(Said::default, |(said, _)| *said));
        let user = Cell::Text(user.map_or("", |(_, user)| user));
        row[3 + 2 * Mark::COUNT..].copy_from_slice(&[user, at, by]);
        rows.push(&row);
    }
}

fn said_cells(said: Said) -> [Cell<'static>; 2] {
    [Cell::Number(said.at), said.by.map_or(Cell::Null, |by| Cell::Uuid(by.uuid()))]
}
