#![doc = include_str!("../README.md")]

mod call;
mod outcome;
pub mod telegram;
#[cfg(any(test, feature = "testkit"))]
pub mod testkit;
pub mod viber;
pub mod webpush;

pub use self::call::{Call, Reply};
pub use self::outcome::{Accepted, Outcome, Refusal};
