//! Contacts: what is known of an address.

mod address;
mod derive;
mod edit;
mod expunged;
mod profile;
mod row;
mod statements;
mod told;
mod write;

pub use self::address::Address;
pub(crate) use self::derive::Derived;
pub use self::edit::{ContactEdit, ProfileEdit};
pub use self::row::Contact;
pub(crate) use self::statements::{AMONG, CONTACTS};
