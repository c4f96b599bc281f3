#![doc = include_str!("../README.md")]

mod checkout;
mod client;
mod engine;
mod feeder;
mod hub;
mod ledger;
mod needs;
mod pace;
mod postgres;
mod program;
mod redact;
mod running;
mod sink;
mod stage;
mod upset;
mod wait;
mod wire;

pub use self::checkout::{metadata, root, tracked};
pub use self::client::{Client, Reply};
pub use self::engine::Engine;
pub use self::feeder::{Feeder, Refusal};
pub use self::hub::hub;
pub use self::ledger::{Ledger, Twice, Verdict};
pub use self::needs::{long, node_path, postgres, python_path, strace};
pub use self::postgres::{ask_postgres, run_on_postgres};
pub use self::program::{Place, Program, admin};
pub use self::redact::redact;
pub use self::running::Hub;
pub use self::sink::{Arrived, Sink, says};
pub use self::stage::{Hook, Stage, path_of, text};
pub use self::upset::Upset;
pub use self::wait::{until, within};
pub use self::wire::{Answer, Wire};
