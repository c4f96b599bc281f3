//! What a provider says in the same shape on several channels.
//!
//! A channel's crate knows no other channel's. Here stands how such a provider proves itself and
//! how its entries are read; which kind a word means is the channel's own `match`.

pub mod cm;
pub mod eight_by_eight;
pub mod gms;
pub mod infobip;
pub mod messente;
pub mod routee;
pub mod sinch;
pub mod sns;
mod told;
pub mod turbosms;
pub mod vonage;

pub use self::told::Told;
