//! Rows as they lie in the store. Only this crate knows them.

pub mod api_key;
pub mod attempt;
pub mod browser;
pub mod callback;
pub mod contact;
pub mod delivery;
pub mod event;
pub mod job;
pub mod link;
pub mod parcel;
pub mod project;
pub mod signing_key;
pub mod source;
pub mod webhook;
