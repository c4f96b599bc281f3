//! What the events of a commit say of parcels: gathered, written with it.

use super::ParcelState;
use super::state::{REPORTING, reported};
use crate::ingest::storable;
use crate::writer::Changes::{Between, Often, Seldom};
use crate::writer::Kind::{Big, Int, Small, Text};
use crate::writer::{Cell, Column, Rows, Template};
use crate::{NewEvent, No, StoreError};
use event::EventKind;
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend};
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// Moves parcels on. Nothing more is waited for then, and nothing more is sent.
pub(crate) static REPORTS: LazyLock<Template> = LazyLock::new(|| {
    const COLUMNS: &[Column] = &[
        Column("project", Int, false, Between),
        Column("message_id", Text, false, Often),
        Column("state", Small, false, Between),
        Column("viewed_at", Big, true, Seldom),
    ];
    Template::new(
        COLUMNS,
        "UPDATE parcel SET due_at = NULL, expires_at = NULL, \
         state = CASE WHEN v.state > parcel.state THEN v.state ELSE parcel.state END, \
         viewed_at = CASE WHEN v.viewed_at < COALESCE(parcel.viewed_at, v.viewed_at + 1) \
         THEN v.viewed_at ELSE parcel.viewed_at END \
         FROM ({rows}) AS v \
         WHERE parcel.project = v.project AND parcel.message_id = v.message_id",
    )
});

/// What is said of parcels, by what they are called by. In one order, whoever writes it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Reports {
    all: BTreeMap<(No, String), (ParcelState, Option<i64>)>,
}

impl Reports {
    /// Whether events of that kind say something of a parcel.
    pub(crate) const fn follow_from(kind: EventKind) -> bool {
        REPORTING & kind.bit() != 0
    }

    /// Takes in what an event says.
    pub(crate) fn take_event(&mut self, project: No, event: &NewEvent) {
        let (Some((state, seen)), Some(message)) = (reported(event.kind), &event.message_id) else {
            return;
        };
        let viewed = seen.then(|| event.occurred_at.unwrap_or(event.received_at));
        let known = self.all.entry((project, storable(message))).or_default();
        known.0 = known.0.max(state);
        known.1 = known.1.into_iter().chain(viewed).min();
    }

    pub(crate) fn rows(&self, backend: DbBackend) -> Rows {
        let mut rows = REPORTS.rows(backend);
        for ((project, message), (state, viewed)) in &self.all {
            rows.push(&[
                Cell::Number((*project).into()),
                Cell::Text(message),
                Cell::Number(state.number().into()),
                viewed.map_or(Cell::Null, Cell::Number),
            ]);
        }
        rows
    }

    pub(crate) async fn write(&self, tx: &DatabaseTransaction) -> Result<(), StoreError> {
        REPORTS.execute(tx, self.rows(tx.get_database_backend())).await?;
        Ok(())
    }
}
