//! The feed of a project: its events in the order in which they were committed, from a place on.
//!
//! Each run numbers the events that it commits, and commits one batch after the other; so who sees
//! a number of a run sees all below it that there will ever be. A place is a number for each run.

mod cursor;
mod erased;
mod page;
mod piece;
mod position;
mod runs;
mod watch;

pub(crate) use self::erased::{note, note_part};
pub use self::page::{FeedEvent, FeedPage};
pub use self::position::Position;
pub use self::watch::Watch;
pub(crate) use self::watch::Watches;
