//! What can go wrong with the store.

use crate::NotSealed;
use sea_orm::{DbErr, RuntimeErr, SqlErr};
use std::borrow::Cow;

/// Why the store did not do what it was asked for.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The engine failed: it is down, full, busy or restarting. Nothing was acknowledged, and
    /// asking again later is right.
    #[error("the store is not available")]
    Down(#[source] DbErr),
    /// Another hub took this run for dead and ended it: it writes nothing any more, and a new one
    /// begins.
    #[error("another hub took this one for dead")]
    Fenced,
    /// The file system failed the journal, or has no room for it.
    #[error("the journal is not available")]
    Journal(#[from] std::io::Error),
    /// The engine refused what it was given: asking again does not help.
    #[error("the store refused a row")]
    Refused(#[source] DbErr),
    /// There is one already; says of what.
    #[error("there is such a {0} already")]
    Taken(&'static str),
    /// There is none; says of what.
    #[error("there is no such {0}")]
    Gone(&'static str),
    /// What lies behind a place in a feed was erased before it was read, some of it or all.
    #[error("events behind that place were erased")]
    Erased,
    /// Something would be lost; says what.
    #[error("{0}")]
    InUse(Cow<'static, str>),
    /// The same proof was used for another body.
    #[error("a proof that counts once came again with another body")]
    Replayed,
    /// The same `Idempotency-Key` was used for another request.
    #[error("the idempotency key was used for another request")]
    OtherRequest,
    /// A row holds what no version of the hub writes; names its column.
    #[error("cannot read `{0}` in the store")]
    Unreadable(&'static str),
    /// The journal holds what another version of the hub acknowledged, in its way of writing.
    #[error(
        "the journal was left behind by another version of the hub: start that one once more and \
         stop it in good order, then this one"
    )]
    OtherJournal,
    /// A sealed value does not open.
    #[error(transparent)]
    Sealed(#[from] NotSealed),
    /// JSON in a row is none.
    #[error("cannot read JSON in the store")]
    Json(#[from] serde_json::Error),
    /// The hub is shutting down.
    #[error("the hub is shutting down")]
    Closed,
}

impl From<DbErr> for StoreError {
    fn from(error: DbErr) -> Self {
        match error.sql_err() {
            Some(SqlErr::UniqueConstraintViolation(_)) => Self::Taken("row"),
            Some(_) => Self::Refused(error),
            None if is_poison(&error) => Self::Refused(error),
            None => Self::Down(error),
        }
    }
}

impl StoreError {
    /// Whether asking again later is right.
    #[must_use]
    pub const fn is_passing(&self) -> bool {
        matches!(self, Self::Down(_) | Self::Fenced | Self::Journal(_) | Self::Closed)
    }
}

/// Whether the engine would refuse the same statement for ever: PostgreSQL's classes 22 (data)
/// and 23 (constraint), and values that do not fit their column.
fn is_poison(error: &DbErr) -> bool {
    let (DbErr::Exec(RuntimeErr::SqlxError(error)) | DbErr::Query(RuntimeErr::SqlxError(error))) =
        error
    else {
        return false;
    };
    let code = error.as_database_error().and_then(sea_orm::sqlx::error::DatabaseError::code);
    code.is_some_and(|code| code.len() == 5 && (code.starts_with("22") || code.starts_with("23")))
}
