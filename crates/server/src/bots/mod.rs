//! Bots: what they say by themselves, what they make of what they hear, and how services are told
//! where to find them.

mod hear;
mod keeper;
mod poll;
mod telegram;
mod texts;
mod viber;

pub(crate) use self::hear::{Heard, hear};
pub(crate) use self::keeper::begin;
pub(crate) use self::texts::{Occasion, texts};
