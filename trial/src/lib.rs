#![doc = include_str!("../README.md")]

mod chance;
mod corpus;
mod mutate;
mod run;
mod target;
mod targets;

pub use self::corpus::{Recorded, keep, recorded};
pub use self::run::{Budget, Finding, Report, replay, run};
pub use self::target::Target;
pub use self::targets::{adapters, all};
