//! Lists and single rows, by connections that never write.
//!
//! A list goes by id, newest first; contacts go by address. A page looks at no more than so many rows, so that a filter
//! that hits nothing costs no more than one that hits all: a page may be short, or empty, and still
//! say where the next one begins.

mod callbacks;
mod contacts;
mod days;
mod deliveries;
mod due;
mod events;
mod links;
mod ordered;

pub use self::callbacks::{CallbackFilter, CallbackRow};
pub use self::contacts::ContactFilter;
pub use self::deliveries::{AttemptRow, DeliveryFilter, DeliveryRow};
pub use self::due::Waiting;
pub use self::events::{EventFilter, EventRow};
pub use self::links::{LinkFilter, LinkRow};

/// How many rows a page looks at.
pub(crate) const LOOKED_AT: u64 = 10_000;

/// One page of a list.
#[derive(Clone, Debug)]
pub struct Page<T, C> {
    /// The rows, in the list's order.
    pub rows: Vec<T>,
    /// Where the next page begins; none where there is none.
    pub next: Option<C>,
}

impl<T, C> Page<T, C> {
    /// Cuts what was found to a page. `last_seen` is the last row that was looked at, where there
    /// may be more behind it.
    pub(crate) fn cut(
        mut rows: Vec<T>,
        limit: usize,
        cursor: impl Fn(&T) -> C,
        last_seen: Option<C>,
    ) -> Self {
        if rows.len() > limit {
            rows.truncate(limit);
            let next = rows.last().map(cursor);
            return Self { rows, next };
        }
        Self { rows, next: last_seen }
    }
}
