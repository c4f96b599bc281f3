//! The checkout, as tests of the code itself read it.

use serde_json::Value;
use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The checkout's folder.
///
/// # Panics
///
/// When a test is run by hand: Cargo and nextest say at run time where this package lies. What
/// they said at build time may be of another checkout that shares the target folder.
#[must_use]
pub fn root() -> PathBuf {
    let package = env::var_os("CARGO_MANIFEST_DIR").expect("Cargo runs the tests");
    Path::new(&package).parent().expect("the package lies in the checkout").to_owned()
}

/// What Cargo says of the workspace: `cargo metadata --no-deps`, format version 1.
///
/// # Panics
///
/// When Cargo cannot read the workspace.
#[must_use]
pub fn metadata() -> Value {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo"));
    let mut command = Command::new(cargo);
    command.args(["metadata", "--no-deps", "--format-version", "1"]);
    serde_json::from_slice(&said(&mut command)).expect("Cargo speaks JSON")
}

/// The files that git tracks or would, relative to the checkout, in order.
///
/// # Panics
///
/// When this is no checkout.
#[must_use]
pub fn tracked() -> Vec<PathBuf> {
    let mut command = Command::new("git");
    // Whoever runs the tests need not own the checkout.
    command.args(["-c", "safe.directory=*", "ls-files", "-z"]);
    command.args(["--cached", "--others", "--exclude-standard"]);
    let said = String::from_utf8(said(&mut command)).expect("paths are text");
    let files = said.split_terminator('\0').map(PathBuf::from);
    // A file that was just deleted stays tracked until that is committed.
    let root = root();
    let mut files: Vec<PathBuf> = files.filter(|file| root.join(file).is_file()).collect();
    files.sort();
    files.dedup();
    files
}

fn said(command: &mut Command) -> Vec<u8> {
    let output = command.current_dir(root()).output().expect("the program is installed");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}
