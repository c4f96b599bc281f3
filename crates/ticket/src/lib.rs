#![doc = include_str!("../README.md")]

mod faults;
mod kind;
mod purpose;
mod seal;
mod target;
mod ticket;
mod token;

pub use self::faults::Fault;
pub use self::kind::Does;
pub use self::purpose::{Device, Purpose};
pub use self::seal::{Key, NotATicket};
pub use self::target::{NotATarget, target};
pub use self::ticket::Ticket;
pub use self::token::Token;
