//! What was reported of a message before it was known what that is called by.

use super::ParcelState;
use super::state::reported;
use crate::{No, StoreError};
use event::{EventId, EventKind};
use sea_orm::{ConnectionTrait, Statement};

/// How much earlier than it was sent a report may seem to come, in milliseconds: hubs' clocks differ.
const EARLY: i64 = 5_000;

const HEARD: &str = "SELECT kind FROM event WHERE project = $1 AND id >= $2 AND id < $3 \
                     AND message_id = $4";

/// The most that was reported of a message between two times, in milliseconds since 1970. An id
/// begins with its time, so that only the events of that time are looked at.
pub(super) async fn heard(
    db: &impl ConnectionTrait,
    project: No,
    message_id: &str,
    from: i64,
    to: i64,
) -> Result<Option<ParcelState>, StoreError> {
    let place = |at: i64| EventId::first_at(at).uuid();
    let values =
        [project.into(), place(from - EARLY).into(), place(to + EARLY).into(), message_id.into()];
    let asked = Statement::from_sql_and_values(db.get_database_backend(), HEARD, values);
    let mut best = None;
    for row in db.query_all_raw(asked).await? {
        let kind: i16 = row.try_get_by_index(0)?;
        let kind = u8::try_from(kind).ok().and_then(EventKind::from_number);
        best = best.max(kind.and_then(reported).map(|(state, _)| state));
    }
    Ok(best)
}
