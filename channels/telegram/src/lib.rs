#![doc = include_str!("../README.md")]

mod asked;
mod providers;
mod settings;
mod update;

pub use self::asked::{Asked, Button, Request, asked};
pub use self::providers::ADAPTERS;
pub use self::settings::OCCASIONS;
