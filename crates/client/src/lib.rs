#![doc = include_str!("../README.md")]

mod ahead;
mod complete;
mod read;
mod rules;
mod words;

pub use self::ahead::asks_ahead;
pub use self::complete::complete;
pub use self::read::{Reading, read};
