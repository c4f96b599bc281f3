#![doc = include_str!("../README.md")]

mod keyword;
mod providers;
mod url;

pub use self::providers::ADAPTERS;
