#![doc = include_str!("../README.md")]

mod checkout;
mod hub;
mod needs;

pub use self::checkout::{metadata, root, tracked};
pub use self::hub::hub;
pub use self::needs::{long, node_path, postgres, python_path, strace};
