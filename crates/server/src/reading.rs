//! Reading a proven callback: the adapter's part, and what is the same for all adapters.

use crate::places::Places;
use adapter::{Adapter, Malformed, Parsed, Verified};

/// What a callback says, its clients completed by their user agents and, where there is a file of
/// places, by their addresses.
pub(crate) fn read(
    adapter: &dyn Adapter,
    verified: &Verified<'_>,
    places: Option<&Places>,
) -> Result<Parsed, Malformed> {
    let mut parsed = adapter.parse(verified)?;
    for event in &mut parsed.events {
        client::complete(event);
        if let Some(places) = places {
            places.complete(event);
        }
    }
    Ok(parsed)
}
