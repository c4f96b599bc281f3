#![doc = include_str!("../README.md")]

mod answer;
mod blocked;
mod classify;
mod client;
mod direct;
mod exempt;
mod failure;
mod general;
mod guard;
mod names;
mod options;
mod records;
mod request;
mod resolver;
mod retry_after;
mod rules;
mod special;
mod stage;
mod target;
mod tls;
mod transport;

pub use self::answer::Answer;
pub use self::blocked::{Blocked, NotPublic};
pub use self::client::Client;
pub use self::exempt::Exempt;
pub use self::failure::Failure;
pub use self::guard::AddressGuard;
pub use self::options::{CannotStart, Options};
pub use self::records::TextRecords;
pub use self::request::{Request, To};
pub use self::resolver::{Looking, Lookup, SystemLookup, Unresolved};
pub use self::retry_after::RetryAfter;
pub use self::stage::Stage;
pub use self::target::Target;
pub use rustls::pki_types::CertificateDer;
