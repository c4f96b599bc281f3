//! Jobs: work on many deliveries that goes on by itself, a chunk a transaction. How far a job is
//! moves in the transaction that does a chunk of it, so that a crash neither loses nor doubles any.
//! See `docs/recovery.md`.

mod change;
mod deliveries;
mod events;
mod expunge;
mod find;
mod mentions;
mod pace;
mod row;
mod span;
mod step;
mod work;

pub use self::change::NewJob;
pub use self::find::JobFilter;
pub use self::row::{JobKind, JobRow, JobScope, JobState};
pub(crate) use self::work::work;
