#![doc = include_str!("../README.md")]

mod batch;
mod envelope;
mod filter;
mod flat;
mod format;
mod header;
mod health;
mod json;
mod notice;
mod options;
mod order;
mod outcome;
mod rate;
mod schedule;
mod shape;
mod sign;
mod verify;

pub use self::batch::{Batch, batch_id};
pub use self::envelope::{Envelope, FORMAT, Origin};
pub use self::filter::{Filter, Operand, Operator, Read, Test};
pub use self::flat::{flat, flat_event};
pub use self::format::{Encoding, Format};
pub use self::header::{ReservedHeader, check_header};
pub use self::health::{Breaker, Health, News};
pub use self::json::NoBody;
pub use self::notice::{Notice, Said};
pub use self::options::Options;
pub use self::order::Order;
pub use self::outcome::{Ended, Outcome, Success, UnknownRule};
pub use self::rate::{Begun, RateLimit};
pub use self::schedule::{Next, Schedule, UnusableSchedule, Used};
pub use self::shape::{ContactShown, Shape, known_members};
pub use self::sign::{
    Algorithm, Base, DatedSecret, KeyPair, Message, PrivateKey, Profile, PublicKey, Secret,
    SigningKeys, UnusableKey, UnusableSecret,
};
pub use self::verify::{NotVerified, verify};
