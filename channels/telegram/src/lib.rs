#![doc = include_str!("../README.md")]

mod providers;
mod update;

pub use self::providers::ADAPTERS;
