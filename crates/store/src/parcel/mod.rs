//! Parcels: messages that the hub sends itself, each to one contact.

mod change;
mod claim;
mod find;
mod heard;
mod report;
mod row;
mod state;
mod write;

pub use self::change::{NewParcel, ParcelChange};
pub(crate) use self::report::{REPORTS, Reports};
pub use self::row::Parcel;
pub use self::state::ParcelState;
pub(crate) use self::write::write;
