//! All targets.

mod callbacks;
mod scanners;

pub use self::callbacks::adapters;

use crate::Target;

/// The scanners that are shared, then every adapter.
#[must_use]
pub fn all() -> Vec<Target> {
    let mut all = scanners::all();
    all.extend(adapters().map(callbacks::target));
    all
}
