//! A PostgreSQL cluster of a test's own, which it may restart.

use crate::postgres::{ask_postgres, new_database};
use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// What holds a cluster as long as its input stays open; `cargo xtask` has its own held by it, too.
const KEEPER: &str = include_str!("../../xtask/src/postgres.sh");

/// A cluster that is stopped and deleted when this is dropped.
#[derive(Debug)]
pub struct Cluster {
    keeper: Child,
    url: String,
    programs: PathBuf,
    data: String,
}

impl Cluster {
    /// Starts one by the programs of the cluster that all tests share; `None` when tests that need
    /// that are skipped, or its programs are not on this machine.
    ///
    /// # Panics
    ///
    /// When it does not start.
    #[must_use]
    pub fn start() -> Option<Self> {
        let shared = crate::postgres()?;
        let folder = asked(&shared, "SELECT setting FROM pg_config WHERE name = 'BINDIR'");
        let programs = PathBuf::from(folder);
        if !programs.join("initdb").is_file() {
            eprintln!("SKIPPED: this test needs a PostgreSQL server on this machine");
            return None;
        }
        let port = TcpListener::bind("127.0.0.1:0").and_then(|it| it.local_addr());
        let port = port.expect("a port").port().to_string();
        let mut keeper = as_server(Path::new("sh"))
            .args(["-c", KEEPER, "postgres.sh"])
            .arg(&programs)
            .args([&port, "off"])
            // An interrupt at the keyboard goes to the whole group, and it must outlive us.
            .process_group(0)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the keeper runs");
        let mut line = String::new();
        let said = keeper.stdout.take().expect("a pipe");
        BufReader::new(said).read_line(&mut line).expect("it says something");
        assert_eq!(line.trim(), "ready", "PostgreSQL starts");
        let url = format!("postgres://postgres@127.0.0.1:{port}/postgres");
        let data = asked(&url, "SHOW data_directory");
        Some(Self { keeper, url, programs, data })
    }

    /// Makes an empty database; gives its URL.
    #[must_use]
    pub fn new_database(&self) -> String {
        new_database(&self.url)
    }

    /// Kills the server and all that belongs to it, as a crash does.
    pub async fn crash(&self) {
        self.control(&["stop", "--mode=immediate"]).await;
    }

    /// Starts it again; gives back once it may be called.
    pub async fn recover(&self) {
        self.control(&["start", "--log=server.log"]).await;
    }

    async fn control(&self, what: &[&str]) {
        let mut command = as_server(&self.programs.join("pg_ctl"));
        command.arg(format!("--pgdata={}", self.data)).arg("--wait").args(what);
        command.current_dir(&self.data);
        // What it starts would keep a pipe of ours open.
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let done = tokio::process::Command::from(command).status().await;
        assert!(done.expect("pg_ctl is there").success(), "{what:?}");
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        drop(self.keeper.stdin.take());
        if let Err(error) = self.keeper.wait() {
            eprintln!("The PostgreSQL cluster may still be running: {error}");
        }
    }
}

/// A program, run by somebody whom the server does not refuse: it does not want to be root's.
fn as_server(program: &Path) -> Command {
    let id = Command::new("id").arg("-u").output().expect("id is there").stdout;
    let mut command = if id.trim_ascii() == b"0" {
        let mut command = Command::new("setpriv");
        command.args(["--reuid=postgres", "--regid=postgres", "--init-groups"]).arg(program);
        command
    } else {
        Command::new(program)
    };
    command.current_dir("/");
    command
}

/// The one word that answers a question.
fn asked(url: &str, question: &str) -> String {
    ask_postgres(url, question).remove(0).remove(0)
}
