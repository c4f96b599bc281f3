//! Contacts, by their address.

use super::{LOOKED_AT, Page};
use crate::contact::{AMONG, Address, Contact};
use crate::entity::contact::{Column, Entity, Model};
use crate::writer::Cell;
use crate::{No, Store, StoreError};
use event::{Block, Channel};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, ExprTrait, FromQueryResult, QueryFilter, QueryOrder,
    QuerySelect, Select,
};
use std::collections::{BTreeSet, HashMap};

/// How many rows are read at a time where all are.
const PAGE: u64 = 1000;

/// Which contacts a list shows.
#[derive(Clone, Debug, Default)]
pub struct ContactFilter {
    /// Only on this channel.
    pub channel: Option<Channel>,
    /// Only those that may not be written to, or may.
    pub blocked: Option<bool>,
    /// Only those that this is among the reasons of.
    pub reason: Option<Block>,
    /// Only this person's.
    pub user: Option<String>,
    /// Only those that stand as they do since that time or later, in milliseconds since 1970.
    pub since: Option<i64>,
    /// Only those that stand as they do since before that time.
    pub until: Option<i64>,
    /// Only those behind this one.
    pub after: Option<Address>,
    /// How many.
    pub limit: u16,
}

impl Store {
    /// A page of the contacts on a list, by channel and address.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the store fails.
    pub async fn contacts(
        &self,
        list: No,
        filter: &ContactFilter,
    ) -> Result<Page<Contact, Address>, StoreError> {
        self.caught_up().await?;
        let limit = u64::from(filter.limit);
        let base = filter.range(list);
        // The row that this page stops at, where it has to stop for having looked at enough.
        let end = base.clone().select_only().columns([Column::Channel, Column::Address]);
        let end: Option<(String, String)> =
            end.offset(LOOKED_AT - 1).into_tuple().one(&self.shared.read).await?;
        let mut found = base.filter(filter.condition()).limit(limit + 1);
        if let Some((channel, address)) = &end {
            found = found.filter(not_behind(channel, address));
        }
        let rows = found.all(&self.shared.read).await?;
        let rows = rows.into_iter().filter_map(|row| Contact::read(row).transpose());
        let rows = rows.collect::<Result<Vec<_>, _>>()?;
        let end = end.map(|(channel, address)| kept(&channel, address)).transpose()?;
        Ok(Page::cut(rows, usize::from(filter.limit), |row| row.address.clone(), end))
    }

    /// One contact on a list.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the store fails.
    pub async fn contact(
        &self,
        list: No,
        address: &Address,
    ) -> Result<Option<Contact>, StoreError> {
        self.caught_up().await?;
        Ok(self.contacts_among(list, [address]).await?.remove(address))
    }

    /// Those of these addresses that something is known of.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the store fails.
    pub async fn contacts_among(
        &self,
        list: No,
        addresses: impl IntoIterator<Item = &Address>,
    ) -> Result<HashMap<Address, Contact>, StoreError> {
        self.caught_up().await?;
        let read = &self.shared.read;
        let mut asked = AMONG.rows(read.get_database_backend());
        let mut ask = |address: &Address| {
            let (channel, text) = (address.channel().name(), address.text());
            asked.push(&[Cell::Number(list.into()), Cell::Text(channel), Cell::Text(text)]);
        };
        // What stayed of one that was erased is found by another name.
        let mut names = Vec::new();
        for address in addresses {
            let name = address.expunged(list, &self.shared.key);
            ask(address);
            ask(&name);
            names.push((address, name));
        }
        let mut known = HashMap::new();
        for row in AMONG.query(read, asked).await? {
            if let Some(contact) = Contact::read(Model::from_query_result(&row, "")?)? {
                known.insert(contact.address.clone(), contact);
            }
        }
        for (address, name) in names {
            let stayed = known.remove(&name);
            let known_now = known.remove(address);
            if let Some(contact) = Contact::with_expunged(address, known_now, stayed) {
                known.insert(address.clone(), contact);
            }
        }
        Ok(known)
    }

    /// The names of all fields that some contact on a list has.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the store fails.
    pub async fn field_names(&self, list: No) -> Result<BTreeSet<String>, StoreError> {
        self.caught_up().await?;
        let mut filter = ContactFilter::default();
        let mut names = BTreeSet::new();
        loop {
            let rows = filter.range(list).filter(Column::Fields.is_not_null()).limit(PAGE);
            let rows = rows.all(&self.shared.read).await?;
            for row in &rows {
                let fields = row.fields.as_deref().unwrap_or("{}");
                let fields: serde_json::Map<String, serde_json::Value> =
                    serde_json::from_str(fields)?;
                names.extend(fields.into_iter().map(|(name, _)| name));
            }
            match rows.last() {
                Some(row) if rows.len() as u64 == PAGE => {
                    filter.after = Some(kept(&row.channel, row.address.clone())?);
                }
                _ => return Ok(names),
            }
        }
    }
}

fn kept(channel: &str, address: String) -> Result<Address, StoreError> {
    let channel = channel.parse().map_err(|_| StoreError::Unreadable("contact.channel"))?;
    Ok(Address::kept(channel, address))
}

impl ContactFilter {
    /// What an index finds, by address.
    fn range(&self, list: No) -> Select<Entity> {
        let mut rows = Entity::find()
            .filter(Column::Project.eq(list))
            .order_by_asc(Column::Channel)
            .order_by_asc(Column::Address);
        if let Some(channel) = self.channel {
            rows = rows.filter(Column::Channel.eq(channel.name()));
        }
        if self.blocked == Some(true) || self.reason.is_some() {
            rows = rows.filter(Column::Blocked.gt(0));
        }
        if let Some(user) = &self.user {
            rows = rows.filter(Column::UserId.eq(user));
        }
        match &self.after {
            Some(after) => rows.filter(behind(after.channel().name(), after.text())),
            None => rows,
        }
    }

    fn condition(&self) -> Condition {
        let mut wanted = Condition::all();
        if self.blocked == Some(false) {
            wanted = wanted.add(Column::Blocked.eq(0));
        }
        if let Some(reason) = self.reason {
            let among = (0..16_i16).filter(|bits| bits & reason as i16 != 0);
            wanted = wanted.add(Column::Blocked.is_in(among));
        }
        let since = self.since.map(|since| Column::Since.gte(since));
        let until = self.until.map(|until| Column::Since.lt(until));
        wanted.add_option(since).add_option(until).add(is_known())
    }
}

/// Rows stay of which all is taken away, so that what comes late does not bring it back.
fn is_known() -> Condition {
    let marked = [
        Column::BouncedAt,
        Column::ComplainedAt,
        Column::LeftAt,
        Column::DeactivatedAt,
        Column::JoinedAt,
        Column::ActivatedAt,
    ];
    let known = Condition::any().add(Column::Fields.is_not_null());
    marked.into_iter().fold(known, |any, column| any.add(column.gt(0)))
}

fn behind(channel: &str, address: &str) -> Condition {
    let same = Column::Channel.eq(channel).and(Column::Address.gt(address));
    let any = Condition::any().add(Column::Channel.gt(channel)).add(same);
    // Said twice, because an engine finds a range by the plain comparison only.
    Condition::all().add(Column::Channel.gte(channel)).add(any)
}

fn not_behind(channel: &str, address: &str) -> Condition {
    let same = Column::Channel.eq(channel).and(Column::Address.lte(address));
    let any = Condition::any().add(Column::Channel.lt(channel)).add(same);
    Condition::all().add(Column::Channel.lte(channel)).add(any)
}
