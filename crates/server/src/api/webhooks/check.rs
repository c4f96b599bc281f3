//! Whether a webhook can be set up that way.

use crate::api::input::{Faults, pointer};
use event::Selection;
use http::HeaderMap;
use std::collections::BTreeMap;
use url::Url;
use webhook::{Schedule, UnusableSchedule, check_header};

/// The longest URL, in bytes: what servers take.
const LONGEST_URL: usize = 2048;

/// How many requests at a time may be asked for.
const MOST_AT_A_TIME: std::ops::RangeInclusive<u16> = 1..=64;

/// How many headers may go with deliveries, and how long their values may be together.
const MOST_HEADERS: usize = 50;
const HEADER_BYTES: usize = 8192;

/// What is said where a URL holds a password and a header says another.
pub(super) const TOLD_TWICE: &str =
    "is what the URL's user and password are sent as: leave one of the two out";

/// Checks the form of a URL.
pub(super) fn url(text: &str, faults: &mut Faults) -> Option<Url> {
    if text.len() > LONGEST_URL {
        faults.add("/url", format!("must be at most {LONGEST_URL} bytes"));
        return None;
    }
    // What the parser would drop in silence must not be kept.
    if text.contains(|c: char| c.is_whitespace() || c.is_control()) {
        faults.add("/url", "holds spaces or control characters");
        return None;
    }
    let url = Url::parse(text).map_err(|error| format!("is no URL: {error}"));
    faults.take("/url", url)
}

/// Checks what a webhook wants.
pub(super) fn events(names: &[String], faults: &mut Faults) -> Option<Selection> {
    if names.is_empty() {
        faults.add("/events", "must name at least one event");
        return None;
    }
    let mut known = Vec::new();
    for (place, name) in names.iter().enumerate() {
        match Selection::parse([name.as_str()]) {
            Ok(_) => known.push(name.as_str()),
            Err((_, error)) => faults.add(&format!("/events/{place}"), error),
        }
    }
    // Unknown names were noted, so this cannot find another.
    Selection::parse(known).ok()
}

/// Checks when deliveries are tried again.
pub(super) fn schedule(gaps: Vec<u32>, faults: &mut Faults) -> Option<Schedule> {
    Schedule::new(gaps)
        .map_err(|error| match error {
            UnusableSchedule::Gap(place) => faults.add(&format!("/schedule/{place}"), error),
            UnusableSchedule::TooMany => faults.add("/schedule", error),
        })
        .ok()
}

/// Checks how many requests an endpoint gets at a time.
pub(super) fn concurrency(most: u16, faults: &mut Faults) -> Option<u16> {
    let known = MOST_AT_A_TIME.contains(&most);
    if !known {
        faults.add("/concurrency", "must be 1 to 64");
    }
    known.then_some(most)
}

/// Checks headers; none stands for one that is taken away. Names come back in lower case, as one
/// header has one name.
pub(super) fn headers<'a>(
    given: impl Iterator<Item = (&'a String, Option<&'a str>)>,
    faults: &mut Faults,
) -> BTreeMap<String, Option<String>> {
    let mut seen = HeaderMap::new();
    let mut checked = BTreeMap::new();
    let mut bytes = 0;
    for (name, value) in given {
        let place = pointer(["headers", name]);
        let header = check_header(name, value.unwrap_or_default());
        let Some((parsed, parsed_value)) = faults.take(&place, header) else { continue };
        bytes += name.len() + parsed_value.len();
        if seen.insert(&parsed, parsed_value).is_some() {
            faults.add(&place, "stands there more than once");
        }
        checked.insert(parsed.as_str().to_owned(), value.map(ToOwned::to_owned));
    }
    if checked.len() > MOST_HEADERS || bytes > HEADER_BYTES {
        let detail = format!("must be at most {MOST_HEADERS} with {HEADER_BYTES} bytes in all");
        faults.add("/headers", detail);
    }
    checked
}
