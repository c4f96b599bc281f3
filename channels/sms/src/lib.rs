#![doc = include_str!("../README.md")]

mod keyword;
mod kinds;
mod own;
mod providers;
mod receipt;
mod url;

pub use self::providers::ADAPTERS;
