//! Bots: what they say by themselves.

mod texts;

pub(crate) use self::texts::{Occasion, texts};
