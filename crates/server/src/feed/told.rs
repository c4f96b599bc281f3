//! Events of a feed, ready to be told.

use data_encoding::BASE64URL_NOPAD;
use store::{FeedEvent, No, Position, Store};

/// An event, and the text of the place behind it.
#[derive(Debug)]
pub(super) struct Told {
    pub event: FeedEvent,
    pub cursor: String,
}

/// Events with the places behind them, the first of them behind `from`.
pub(super) fn told(
    store: &Store,
    project: No,
    mut from: Position,
    events: Vec<FeedEvent>,
) -> Vec<Told> {
    let each = events.into_iter().map(|event| {
        from.pass(event.run, event.number);
        Told { cursor: cursor(store, project, &from), event }
    });
    each.collect()
}

/// A place as a text.
pub(crate) fn cursor(store: &Store, project: No, position: &Position) -> String {
    BASE64URL_NOPAD.encode(&store.seal_position(project, position))
}

/// The place that a text names; none where it was not made here, for that project.
pub(crate) fn position(store: &Store, project: No, text: &str) -> Option<Position> {
    store.open_position(project, &BASE64URL_NOPAD.decode(text.as_bytes()).ok()?)
}
