#![doc = include_str!("../README.md")]

mod answer;
mod blocked;
mod body;
mod classify;
mod client;
mod connect;
mod exempt;
mod failure;
mod guard;
mod names;
mod options;
mod progress;
mod request;
mod resolver;
mod retry_after;
mod special;
mod tls;

pub use self::answer::Answer;
pub use self::blocked::{Blocked, NotPublic};
pub use self::client::Client;
pub use self::exempt::Exempt;
pub use self::failure::Failure;
pub use self::guard::AddressGuard;
pub use self::options::{CannotStart, Options};
pub use self::progress::Stage;
pub use self::request::Request;
pub use self::resolver::{Looking, Lookup, SystemLookup, Unresolved};
pub use self::retry_after::RetryAfter;
pub use rustls::pki_types::CertificateDer;
