//! Messages that the hub sends itself: what is sent, what becomes of it, and what of that is told.

mod order;
#[path = "../contacts/stored.rs"]
mod stored;
