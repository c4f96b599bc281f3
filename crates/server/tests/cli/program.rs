//! Running the program.

use serde_json::Value;
use std::env;
use std::fs;
use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

/// A folder to run the program in.
pub struct Folder(TempDir);

impl Folder {
    pub fn new() -> Self {
        Self(tempfile::tempdir().expect("a folder"))
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub fn write(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).expect("a file");
    }

    /// The program in this folder, free of the settings of whoever runs the tests.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tidings"));
        for (name, _) in env::vars_os() {
            if name.as_encoded_bytes().starts_with(b"TIDINGS_") {
                command.env_remove(name);
            }
        }
        command.current_dir(self.0.path()).args(arguments).stdin(Stdio::null());
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Ran {
        Ran::of(&self.command(arguments).output().expect("the program runs"))
    }

    pub fn run_with(&self, arguments: &[&str], stdin: &str) -> Ran {
        let mut command = self.command(arguments);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the program runs");
        let mut pipe = child.stdin.take().expect("a pipe");
        pipe.write_all(stdin.as_bytes()).expect("it reads");
        drop(pipe);
        Ran::of(&child.wait_with_output().expect("it ends"))
    }
}

/// How a run went.
#[derive(Debug)]
pub struct Ran {
    pub code: Option<i32>,
    pub said: String,
    pub complained: String,
}

impl Ran {
    fn of(output: &Output) -> Self {
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("text");
        let (said, complained) = (text(&output.stdout), text(&output.stderr));
        Self { code: output.status.code(), said, complained }
    }

    /// What it printed, where all went well.
    pub fn well(self) -> String {
        assert_eq!((self.code, self.complained.as_str()), (Some(0), ""), "{}", self.said);
        self.said
    }

    /// What it printed as JSON, where all went well.
    pub fn json(self) -> Value {
        serde_json::from_str(&self.well()).expect("JSON")
    }

    /// What it complained of, in one line, where it ended with that code.
    pub fn badly(self, code: i32) -> String {
        assert_eq!((self.code, self.said.as_str()), (Some(code), ""), "{}", self.complained);
        assert_eq!(self.complained.lines().count(), 1, "{}", self.complained);
        self.complained
    }
}
