//! The hub's binary.

use anyhow::{Context, Result, ensure};
use serde_json::Value;
use std::env;
use std::ffi::OsString;
use std::path::PathBuf;
use std::process::{Command, Stdio};

/// The Cargo that runs us.
pub fn cargo() -> Command {
    Command::new(env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo")))
}

/// Where Cargo builds.
///
/// # Errors
///
/// When Cargo cannot read the workspace.
pub fn target() -> Result<PathBuf> {
    let output = cargo()
        .args(["metadata", "--no-deps", "--format-version", "1"])
        .stderr(Stdio::inherit())
        .output()?;
    let metadata: Value = serde_json::from_slice(&output.stdout)?;
    let folder = metadata["target_directory"].as_str().context("no target folder is named")?;
    Ok(PathBuf::from(folder))
}

/// Builds the binary as `cargo build` does for a user, and answers where it is.
///
/// # Errors
///
/// When it does not compile.
pub fn build() -> Result<PathBuf> {
    let output = cargo()
        .args(["build", "--package", "server", "--bin", "tidings"])
        .arg("--message-format=json-render-diagnostics")
        .stderr(Stdio::inherit())
        .output()?;
    ensure!(output.status.success(), "the hub does not compile");
    let said = String::from_utf8(output.stdout)?;
    said.lines().rev().find_map(executable).context("Cargo names no binary")
}

/// The path of the binary, where the message is about it.
fn executable(message: &str) -> Option<PathBuf> {
    let message: Value = serde_json::from_str(message).ok()?;
    (message["target"]["name"] == "tidings").then_some(())?;
    message["executable"].as_str().map(PathBuf::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_message_about_the_binary_counts() {
        let message = |name: &str, executable: &str| {
            executable_of(name, executable).map(|path| path.display().to_string())
        };
        assert_eq!(message("tidings", r#""target/tidings""#).as_deref(), Some("target/tidings"));
        assert_eq!(message("tidings", "null"), None);
        assert_eq!(message("build-script-build", r#""target/build""#), None);
    }

    fn executable_of(name: &str, path: &str) -> Option<PathBuf> {
        executable(&format!(r#"{{"target":{{"name":"{name}"}},"executable":{path}}}"#))
    }
}
