//! What the hub tells about itself: lines in a log, and numbers.

mod lines;
mod log;
mod meters;

pub(crate) use self::lines::escaped;
pub(crate) use self::log::begin;
pub(crate) use self::meters::{Meters, metrics};
