//! `tidings demo`, from outside.

use std::env;
use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use tempfile::TempDir;

/// The program, with a temporary folder of its own.
fn demo(folder: &TempDir, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tidings"));
    for (name, _) in env::vars_os() {
        if name.as_encoded_bytes().starts_with(b"TIDINGS_") {
            command.env_remove(name);
        }
    }
    command.arg("demo").args(arguments).current_dir(folder.path()).env("TMPDIR", folder.path());
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn is_empty(folder: &TempDir) -> bool {
    fs::read_dir(folder.path()).expect("a folder").next().is_none()
}

/// A demo that goes on, and ends with the test.
struct Goes(Child);

impl Drop for Goes {
    fn drop(&mut self) {
        // Only where a test failed: otherwise it has ended.
        _ = self.0.kill();
    }
}

#[test]
fn once_brings_every_event_back_verified() {
    let folder = tempfile::tempdir().expect("a folder");
    let output = demo(&folder, &["--once"]).output().expect("the program runs");
    let said = String::from_utf8(output.stdout).expect("text");
    let complained = String::from_utf8(output.stderr).expect("text");
    assert_eq!((output.status.code(), complained.as_str()), (Some(0), ""), "{said}");
    let summary = said.lines().last().expect("a summary");
    assert_eq!(summary, "✓ 34 events sent, 34 delivered, 34 verified");
    let events: Vec<_> =
        said.lines().filter(|line| line.starts_with("✓ ") && *line != summary).collect();
    assert_eq!(events.len(), 34, "{said}");
    for channel in ["Email", "SMS", "WebPush", "Telegram", "Viber"] {
        let begins = format!("✓ {channel} ");
        assert!(events.iter().any(|line| line.starts_with(&begins)), "{channel}: {said}");
    }
    assert!(!said.contains(['✗', '\u{1b}']), "{said}");
    assert!(is_empty(&folder), "its folder is left");
}

#[test]
fn without_once_it_goes_on_until_it_is_interrupted() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut goes = Goes(demo(&folder, &[]).spawn().expect("the program runs"));
    let mut lines = BufReader::new(goes.0.stdout.take().expect("a pipe")).lines();
    let mut next = || lines.next().expect("it goes on").expect("text");
    while !next().ends_with(" 34 verified") {}
    while !next().starts_with("Admin key ") {}
    while !next().starts_with("✓ Email ") {}
    let id = goes.0.id().to_string();
    let told = Command::new("kill").args(["-INT", &id]).status().expect("kill is there");
    assert!(told.success());
    assert_eq!(goes.0.wait().expect("it ends").code(), Some(0));
    let mut complained = String::new();
    goes.0.stderr.take().expect("a pipe").read_to_string(&mut complained).expect("text");
    assert_eq!(complained, "");
    assert!(is_empty(&folder), "its folder is left");
}

#[test]
fn a_port_that_is_taken_is_named() {
    let taken = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = taken.local_addr().expect("an address");
    let folder = tempfile::tempdir().expect("a folder");
    let port = address.port().to_string();
    let output = demo(&folder, &["--once", "--port", &port]).output().expect("the program runs");
    let complained = String::from_utf8(output.stderr).expect("text");
    assert_eq!(output.status.code(), Some(1));
    assert!(complained.contains(&format!("cannot listen at {address}")), "{complained}");
    assert!(is_empty(&folder), "its folder is left");
}
