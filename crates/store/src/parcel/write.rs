//! Writing what happens to parcels, in the commit of the events that tell of it.

use super::ParcelState;
use super::change::{NewParcel, ParcelChange};
use super::heard::heard;
use crate::ingest::storable;
use crate::writer::Changes::{Between, Often, Seldom};
use crate::writer::Kind::{Big, Bytes, Int, Small, Text, Uuid};
use crate::writer::{Cell, Column, Rows, Template};
use crate::{Ingest, No, StoreError, sql};
use event::ParcelId;
use sea_orm::{ConnectionTrait, DatabaseTransaction};
use std::sync::LazyLock;

static NEW: LazyLock<Template> = LazyLock::new(|| {
    const COLUMNS: &[Column] = &[
        Column("project", Int, false, Seldom),
        Column("id", Uuid, false, Often),
        Column("message", Uuid, false, Often),
        Column("own", Bytes, true, Between),
        Column("source", Int, false, Between),
        Column("channel", Text, false, Seldom),
        Column("contact", Text, false, Often),
        Column("user_id", Text, true, Between),
        Column("state", Small, false, Between),
        Column("body", Text, false, Between),
        Column("metadata", Text, false, Between),
        Column("topic", Text, true, Seldom),
        Column("quiet", Small, false, Seldom),
        Column("made_at", Big, false, Between),
        Column("ends_at", Big, false, Between),
        Column("due_at", Big, true, Between),
        Column("attempts", Small, false, Seldom),
        Column("message_id", Text, true, Between),
        Column("reason", Text, true, Seldom),
    ];
    Template::new(COLUMNS, "INSERT INTO parcel ({columns}) {rows}")
});

/// It may be known already to have arrived, or not to have: then nothing is waited for.
const SENT: &str = "UPDATE parcel SET message_id = COALESCE($3, message_id), sent_at = $4, \
                    due_at = NULL, attempts = attempts + 1, \
                    state = CASE WHEN state > $5 THEN state ELSE $5 END, \
                    expires_at = CASE WHEN state > 1 OR $5 > 1 THEN NULL ELSE $6 END \
                    WHERE project = $1 AND id = $2";

const ENDED: &str = "UPDATE parcel SET due_at = NULL, expires_at = NULL, \
                     attempts = attempts + $5, reason = CASE WHEN state < $3 THEN $4 ELSE reason END, \
                     state = CASE WHEN state < $3 THEN $3 ELSE state END \
                     WHERE project = $1 AND id = $2";

const AGAIN: &str = "UPDATE parcel SET due_at = $3, attempts = attempts + $4, \
                     contact = COALESCE($5, contact) \
                     WHERE project = $1 AND id = $2 AND state = 0";

const LINK: &str = "UPDATE link SET message_id = $3 WHERE project = $1 AND code = $2";

/// Writes what happens to the parcels of these callbacks.
pub(crate) async fn write<'a>(
    tx: &DatabaseTransaction,
    ingests: impl Iterator<Item = &'a Ingest>,
    now: i64,
) -> Result<(), StoreError> {
    let mut new = NEW.rows(tx.get_database_backend());
    let mut others = Vec::new();
    for ingest in ingests {
        for change in &ingest.parcels {
            match change {
                ParcelChange::New(parcel) => push(&mut new, ingest.project, parcel)?,
                other => others.push((ingest.project, other)),
            }
        }
    }
    NEW.execute(tx, new).await?;
    // In one order, whoever writes: two hubs never wait for each other in a circle.
    others.sort_by_key(|(project, change)| (*project, change.id()));
    for (project, change) in others {
        apply(tx, project, change, now).await?;
    }
    Ok(())
}

async fn apply(
    tx: &DatabaseTransaction,
    project: No,
    change: &ParcelChange,
    now: i64,
) -> Result<(), StoreError> {
    let id = change.id().uuid();
    let (sql, more) = match change {
        ParcelChange::New(_) => return Ok(()),
        ParcelChange::Sent { message_id, sent_at, expires_at, .. } => {
            let state = heard_by_now(tx, project, change, now).await?;
            name_links(tx, project, change).await?;
            let message_id = message_id.as_deref().map(storable);
            let values =
                [message_id.into(), (*sent_at).into(), state.number().into(), (*expires_at).into()];
            (SENT, Vec::from(values))
        }
        ParcelChange::Ended { state, reason, attempted, .. } => {
            let attempts = i16::from(*attempted);
            (ENDED, vec![state.number().into(), reason.clone().into(), attempts.into()])
        }
        ParcelChange::Again { due_at, attempted, contact, .. } => {
            let attempts = i16::from(*attempted);
            (AGAIN, vec![(*due_at).into(), attempts.into(), contact.clone().into()])
        }
    };
    let values = [project.into(), id.into()].into_iter().chain(more);
    sql::run(tx, sql, values.collect()).await?;
    Ok(())
}

/// How far a parcel is that was sent: reports may have come before it was known what it is called
/// by.
async fn heard_by_now(
    tx: &DatabaseTransaction,
    project: No,
    change: &ParcelChange,
    now: i64,
) -> Result<ParcelState, StoreError> {
    let ParcelChange::Sent { state, message_id, sent_at, .. } = change else {
        return Ok(ParcelState::Queued);
    };
    let Some(message_id) = message_id.as_deref().map(storable) else { return Ok(*state) };
    let heard = heard(tx, project, &message_id, *sent_at, now).await?;
    Ok(heard.map_or(*state, |heard| heard.max(*state)))
}

/// Has the links of a parcel that was sent told by what that is called by.
async fn name_links(
    tx: &DatabaseTransaction,
    project: No,
    change: &ParcelChange,
) -> Result<(), StoreError> {
    let ParcelChange::Sent { message_id: Some(message_id), links, .. } = change else {
        return Ok(());
    };
    for code in links {
        let values = vec![project.into(), code.as_str().into(), storable(message_id).into()];
        sql::run(tx, LINK, values).await?;
    }
    Ok(())
}

fn push(rows: &mut Rows, project: No, new: &NewParcel) -> Result<(), StoreError> {
    let text = |text: &Option<String>| text.as_deref().map(storable).unwrap_or_default();
    let due_at = (new.state == ParcelState::Queued).then_some(new.made_at);
    rows.push(&[
        Cell::Number(project.into()),
        Cell::Uuid(new.id.uuid()),
        Cell::Uuid(new.message.uuid()),
        Cell::Bytes(new.own.as_ref().map_or(&[], |own| own)),
        Cell::Number(new.source.into()),
        Cell::Text(new.channel.name()),
        Cell::Text(&storable(&new.contact)),
        Cell::Text(&text(&new.user)),
        Cell::Number(new.state.number().into()),
        Cell::Text(&storable(&new.body)),
        Cell::Text(&storable(&serde_json::to_string(&new.metadata)?)),
        Cell::Text(&text(&new.topic)),
        Cell::Number(new.quiet.into()),
        Cell::Number(new.made_at),
        Cell::Number(new.ends_at),
        due_at.map_or(Cell::Null, Cell::Number),
        Cell::Number(0),
        Cell::Text(&text(&new.message_id)),
        Cell::Text(&text(&new.reason)),
    ]);
    Ok(())
}

impl ParcelChange {
    fn id(&self) -> ParcelId {
        match self {
            Self::New(new) => new.id,
            Self::Sent { id, .. } | Self::Ended { id, .. } | Self::Again { id, .. } => *id,
        }
    }
}
