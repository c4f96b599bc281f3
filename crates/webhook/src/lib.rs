#![doc = include_str!("../README.md")]

mod batch;
mod envelope;
mod flat;
mod format;
mod header;
mod json;
mod options;
mod outcome;
mod schedule;
mod shape;
mod sign;
mod verify;

pub use self::batch::{Batch, batch_id};
pub use self::envelope::{Envelope, FORMAT, Origin};
pub use self::flat::{flat, flat_event};
pub use self::format::{Encoding, Format};
pub use self::header::{ReservedHeader, check_header};
pub use self::json::NoBody;
pub use self::options::Options;
pub use self::outcome::{Ended, Outcome, Success, UnknownRule};
pub use self::schedule::{Next, Schedule, UnusableSchedule, Used};
pub use self::shape::{ContactShown, Shape, known_members};
pub use self::sign::{
    Algorithm, Base, DatedSecret, KeyPair, Message, PrivateKey, Profile, PublicKey, Secret,
    SigningKeys, UnusableKey, UnusableSecret,
};
pub use self::verify::{NotVerified, verify};
