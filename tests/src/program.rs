//! The hub as a process of its own, started and ended as often as a test likes.

use crate::running::ADMIN;
use crate::{Client, Engine, hub};
use std::fs::{self, File, OpenOptions};
use std::io;
use std::net::SocketAddr;
use std::process::{ExitStatus, Stdio};
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, ChildStdout, Command};

/// What hubs leave to one another: a data folder and a database.
#[derive(Debug)]
pub struct Place {
    /// The data folder.
    pub folder: TempDir,
    variables: Vec<(String, String)>,
}

/// A hub that is killed when it is dropped.
#[derive(Debug)]
pub struct Program {
    child: Child,
    lines: BufReader<ChildStdout>,
}

impl Place {
    /// An empty one for hubs with that engine, which may call this machine; `None` when tests that
    /// need the engine are skipped.
    ///
    /// # Panics
    ///
    /// When there is no folder to be had.
    #[must_use]
    pub fn new(engine: Engine) -> Option<Self> {
        let folder = tempfile::tempdir().expect("a folder");
        let database = engine.new_database(folder.path())?;
        let place = Self { folder, variables: Vec::new() };
        let data = place.folder.path().display().to_string();
        Some(
            place
                .with("TIDINGS_DATA", &data)
                .with("TIDINGS_DATABASE_URL", &database)
                .with("TIDINGS_LISTEN", "127.0.0.1:0")
                .with("TIDINGS_ADMIN_KEY", ADMIN)
                .with("TIDINGS_SECRET_KEY", "the-instance-key-of-all-hubs-in-tests")
                .with("TIDINGS_ALLOW_NETWORKS", "127.0.0.0/8")
                .with("TIDINGS_LOG", "info,fetch=warn"),
        )
    }

    /// The same with another variable.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.variables.retain(|(it, _)| it != name);
        self.variables.push((name.to_owned(), value.to_owned()));
        self
    }

    /// A place beside: the same in all but the data folder.
    ///
    /// # Panics
    ///
    /// When there is no folder to be had.
    #[must_use]
    pub fn beside(&self) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let data = folder.path().display().to_string();
        Self { folder, variables: self.variables.clone() }.with("TIDINGS_DATA", &data)
    }

    /// A variable of its hubs.
    ///
    /// # Panics
    ///
    /// When it has none of that name.
    #[must_use]
    pub fn variable(&self, name: &str) -> &str {
        let mut all = self.variables.iter();
        all.find_map(|(it, value)| (it == name).then_some(value)).expect("a variable")
    }

    /// `tidings` with these arguments, as all hubs here are run.
    #[must_use]
    pub fn command(&self, arguments: &[&str]) -> std::process::Command {
        let mut command = hub();
        command.current_dir(self.folder.path()).args(arguments);
        command.envs(self.variables.iter().map(|(name, value)| (name, value)));
        command
    }

    /// Starts a hub, and does not wait until it listens.
    ///
    /// # Panics
    ///
    /// When the program is not there.
    #[must_use]
    pub fn spawn(&self) -> Program {
        self.spawn_as(self.command(&["serve"]))
    }

    /// Starts a hub by a command that was made from one of this place.
    ///
    /// # Panics
    ///
    /// When the program is not there.
    #[must_use]
    pub fn spawn_as(&self, command: std::process::Command) -> Program {
        let mut command = Command::from(command);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(self.log().expect("a file"));
        let mut child = command.kill_on_drop(true).spawn().expect("the program runs");
        let lines = BufReader::new(child.stdout.take().expect("a pipe"));
        Program { child, lines }
    }

    /// Starts a hub; gives it and where it listens.
    ///
    /// # Panics
    ///
    /// When it does not start.
    pub async fn start(&self) -> (Program, SocketAddr) {
        let mut program = self.spawn();
        let addr = program.listens().await.expect("the hub starts");
        (program, addr)
    }

    fn log(&self) -> io::Result<File> {
        OpenOptions::new().create(true).append(true).open(self.folder.path().join("hub.log"))
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let log = fs::read_to_string(self.folder.path().join("hub.log")).unwrap_or_default();
            let first = log.lines().count().saturating_sub(50);
            log.lines().skip(first).for_each(|line| eprintln!("hub: {line}"));
        }
    }
}

impl Program {
    /// Waits until it says where it listens.
    ///
    /// # Errors
    ///
    /// When it ends before.
    pub async fn listens(&mut self) -> io::Result<SocketAddr> {
        let mut line = String::new();
        self.lines.read_line(&mut line).await?;
        let url = line.trim().trim_end_matches('/');
        let addr = url.split_once("http://").and_then(|(_, addr)| addr.parse().ok());
        addr.ok_or_else(|| io::Error::other(format!("it said `{line}`")))
    }

    /// Ends it where it stands: SIGKILL.
    ///
    /// # Panics
    ///
    /// When it has ended by itself.
    pub async fn kill(mut self) {
        self.child.kill().await.expect("it runs");
    }

    /// Tells it to stop, as a service manager does: SIGTERM.
    ///
    /// # Panics
    ///
    /// When it has ended by itself.
    pub fn tell_to_stop(&self) {
        self.signal("TERM");
    }

    /// Has it stand still where it is: SIGSTOP.
    ///
    /// # Panics
    ///
    /// When it has ended by itself.
    pub fn halt(&self) {
        self.signal("STOP");
    }

    /// Has it go on: SIGCONT.
    ///
    /// # Panics
    ///
    /// When it has ended by itself.
    pub fn go_on(&self) {
        self.signal("CONT");
    }

    fn signal(&self, name: &str) {
        let id = self.child.id().expect("it runs").to_string();
        let told = std::process::Command::new("kill").args(["-s", name, &id]).status();
        assert!(told.expect("kill is there").success());
    }

    /// Waits until it ends.
    ///
    /// # Panics
    ///
    /// When the system does not say how it ended.
    pub async fn ended(&mut self) -> ExitStatus {
        self.child.wait().await.expect("it ends")
    }
}

/// Somebody who may do everything with a hub of a [`Place`].
#[must_use]
pub fn admin(hub: SocketAddr) -> Client {
    Client::new(hub, Some(ADMIN))
}
