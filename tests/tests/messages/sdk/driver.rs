//! A real browser, driven by a script.

use serde_json::{Value, json};
use std::process::Stdio;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};

/// A browser that ends when this is dropped.
pub(crate) struct Driver {
    _child: Child,
    says: ChildStdin,
    hears: Lines<BufReader<ChildStdout>>,
}

impl Driver {
    /// Starts one; `None` when tests that need a browser are skipped.
    pub(crate) fn start() -> Option<Self> {
        let modules = tests::browser()?;
        let script = tests::root().join("tests/tests/messages/sdk/driver.js");
        let mut command = Command::new("node");
        command.arg(script).env("NODE_PATH", modules).kill_on_drop(true);
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().expect("node runs");
        let says = child.stdin.take().expect("a pipe");
        let hears = BufReader::new(child.stdout.take().expect("a pipe")).lines();
        Some(Self { _child: child, says, hears })
    }

    /// Has it do something; gives what came of it.
    pub(crate) async fn does(&mut self, what: &str, with: Value) -> Value {
        let mut command = with;
        command["does"] = what.into();
        let line = format!("{command}\n");
        self.says.write_all(line.as_bytes()).await.expect("the driver listens");
        let said = self.hears.next_line().await.expect("the driver answers");
        let said: Value = serde_json::from_str(&said.expect("a line")).expect("JSON");
        assert!(said["error"].is_null(), "{what}: {}", said["error"]);
        said["ok"].clone()
    }

    /// Calls the page's script.
    pub(crate) async fn call(&mut self, name: &str, options: Value) -> Value {
        self.does("call", json!({"name": name, "options": options})).await
    }
}
