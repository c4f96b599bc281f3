//! Reading a proven callback: the adapter's part, and what is the same for all adapters and for the
//! hub's own links.

use crate::places::Places;
use adapter::{Adapter, Malformed, Parsed, Verified};
use event::Event;

/// What a callback says, its clients completed by their user agents and, where there is a file of
/// places, by their addresses.
pub(crate) fn read(
    adapter: &dyn Adapter,
    verified: &Verified<'_>,
    places: Option<&Places>,
) -> Result<Parsed, Malformed> {
    let mut parsed = adapter.parse(verified)?;
    parsed.events.iter_mut().for_each(|event| complete(event, places));
    Ok(parsed)
}

/// Completes what an event says of its client.
pub(crate) fn complete(event: &mut Event, places: Option<&Places>) {
    client::complete(event);
    if let Some(places) = places {
        places.complete(event);
    }
}
