#![doc = include_str!("../README.md")]

mod providers;

pub use self::providers::ADAPTERS;
