//! What the hub tells about itself: lines in a log, and numbers.

mod counted;
mod lines;
mod log;
mod meters;

pub use self::counted::Counted;
pub(crate) use self::lines::escaped;
pub(crate) use self::log::begin;
pub(crate) use self::meters::{Meters, metrics};
