#![doc = include_str!("../README.md")]

mod attempt;
mod dispatch;
mod endpoint;
mod fare;
mod gathering;
mod hold;
mod hosts;
mod keeper;
mod lane;
mod lanes;
mod lateness;
mod meters;
mod probe;
mod refill;
mod worker;

pub use self::attempt::outcome;
pub use self::dispatch::{Dispatch, start};
pub use self::keeper::Watch;
pub use self::lanes::{Lanes, Limits};
pub use self::probe::{Probe, Probed, probe};
