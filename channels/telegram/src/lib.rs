#![doc = include_str!("../README.md")]

mod providers;
mod settings;
mod update;

pub use self::providers::ADAPTERS;
pub use self::settings::OCCASIONS;
