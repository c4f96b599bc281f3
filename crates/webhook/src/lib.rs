#![doc = include_str!("../README.md")]

mod envelope;
mod flat;
mod header;
mod outcome;
mod schedule;
mod sign;
mod verify;

pub use self::envelope::{Envelope, FORMAT, Origin};
pub use self::flat::{flat, flat_event};
pub use self::header::{ReservedHeader, check_header};
pub use self::outcome::{Ended, Outcome, Success, UnknownRule};
pub use self::schedule::{Next, Schedule, UnusableSchedule, Used};
pub use self::sign::{Secret, SigningKeys, UnusableSecret};
pub use self::verify::{NotVerified, verify};
