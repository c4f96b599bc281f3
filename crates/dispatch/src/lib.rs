#![doc = include_str!("../README.md")]

mod attempt;
mod dispatch;
mod endpoint;
mod gathering;
mod lane;
mod lanes;
mod lateness;
mod meters;
mod probe;
mod refill;
mod worker;

pub use self::dispatch::{Dispatch, start};
pub use self::lanes::{Lanes, Limits};
pub use self::probe::{Probe, Probed, probe};
