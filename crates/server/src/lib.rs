#![doc = include_str!("../README.md")]

mod adapters;
mod api;
mod bots;
mod cli;
pub mod config;
mod demo;
mod docs;
mod door;
mod health;
mod hub;
mod listen;
mod nearest;
mod observe;
mod operator;
mod places;
mod post;
mod problem;
mod reading;
mod sandbox;
mod sdk;
mod serve;
mod verification;
mod visit;

pub use self::adapters::Adapters;
pub use self::cli::main;
pub use self::config::Config;
pub use self::door::{Door, router as door_router};
pub use self::hub::Hub;
pub use self::places::Places;
pub use self::post::Post;
pub use self::sandbox::Sandbox;
pub use self::sdk::Sites;
pub use self::serve::{Outside, Running, start, start_in};
pub use self::verification::Pace;
pub use self::visit::Visits;
