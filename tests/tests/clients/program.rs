//! A few lines around a library of others.

use serde_json::Value;
use std::io::Write;
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};
use std::thread;

/// A script, and what it runs by.
pub(crate) struct Program {
    name: &'static str,
    file: PathBuf,
    variable: Option<(&'static str, PathBuf)>,
}

impl Program {
    /// A script of this folder. Where its libraries lie is told by a variable.
    pub(crate) fn new(
        name: &'static str,
        file: &str,
        variable: Option<(&'static str, PathBuf)>,
    ) -> Self {
        Self { name, file: tests::root().join("tests/tests/clients").join(file), variable }
    }

    /// What it says of a delivery: its type, or nothing where it refuses it.
    pub(crate) fn verify(&self, delivery: &Value) -> Option<String> {
        let output = self.run(delivery.to_string());
        match output.status.code() {
            Some(0) => Some(String::from_utf8(output.stdout).expect("text").trim().to_owned()),
            Some(3) => None,
            code => panic!("{} ended with {code:?}", self.name),
        }
    }

    /// What it says of many, each a line of its own.
    pub(crate) fn ask(&self, all: &[Value]) -> String {
        let lines: Vec<_> = all.iter().map(|it| it.to_string() + "\n").collect();
        let output = self.run(lines.concat());
        assert!(output.status.success(), "{} ended with {:?}", self.name, output.status);
        String::from_utf8(output.stdout).expect("text")
    }

    fn run(&self, input: String) -> Output {
        let mut child = self.start();
        let mut pipe = child.stdin.take().expect("a pipe");
        // Beside the reading: it may answer before it has heard all.
        let writes = thread::spawn(move || pipe.write_all(input.as_bytes()));
        let output = child.wait_with_output().expect("it ends");
        writes.join().expect("no panic").expect("it reads");
        output
    }

    fn start(&self) -> Child {
        let mut command = Command::new(self.name);
        command.arg(&self.file);
        if let Some((name, path)) = &self.variable {
            command.env(name, path);
        }
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("the program runs")
    }
}
