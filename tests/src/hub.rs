//! The hub as a program.

use std::env;
use std::process::Command;

/// The hub's binary, free of the settings of whoever runs the tests: the variables of the hub,
/// and those that tell tests where things are, which it would refuse as unknown.
///
/// # Panics
///
/// When `TIDINGS_BIN` does not say where it is.
#[must_use]
pub fn hub() -> Command {
    let binary = env::var_os("TIDINGS_BIN").expect("TIDINGS_BIN is set by `cargo xtask test`");
    let mut command = Command::new(binary);
    for (name, _) in env::vars_os() {
        if name.as_encoded_bytes().starts_with(b"TIDINGS_") {
            command.env_remove(name);
        }
    }
    command
}
