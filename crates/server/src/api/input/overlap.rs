//! For how long the old and the new count side by side.

use super::Faults;

/// A day: a program takes a new secret at once, people do not.
const USUAL: u32 = 24 * 3600;

const LONGEST: u32 = 30 * 24 * 3600;

/// Checks an overlap given in seconds at `/overlap_seconds`; gives it in milliseconds.
pub(in crate::api) fn overlap(seconds: Option<u32>, faults: &mut Faults) -> Option<i64> {
    let seconds = seconds.unwrap_or(USUAL);
    if seconds > LONGEST {
        faults.add("/overlap_seconds", format!("must be at most {LONGEST} seconds (30 days)"));
        return None;
    }
    Some(i64::from(seconds) * 1000)
}
