//! What a benchmark stands on: the hub as users build it, and a PostgreSQL that waits for the
//! disk.

use crate::options::Options;
use serde_json::Value;
use std::env;
use std::ffi::OsString;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, ExitCode, Stdio};
use tests::Engine;

const BINARY: &str = "TIDINGS_BIN";
const CLUSTER: &str = "TIDINGS_TEST_POSTGRES";
const SKIP: &str = "TIDINGS_TEST_SKIP";

/// Whether the environment says where everything is.
pub fn is_laid(options: &Options) -> bool {
    let postgres = [CLUSTER, SKIP].iter().any(|name| env::var_os(name).is_some());
    env::var_os(BINARY).is_some() && (postgres || !wants_postgres(options))
}

/// Brings what is missing, and runs this program again with it.
pub fn lay(options: &Options) -> ExitCode {
    let mut again = Command::new(env::current_exe().expect("the system names this program"));
    again.args(env::args_os().skip(1));
    if env::var_os(BINARY).is_none() {
        again.env(BINARY, build());
    }
    let cluster = if wants_postgres(options) && env::var_os(CLUSTER).is_none() {
        let cluster = Cluster::start();
        match &cluster {
            Some(cluster) => _ = again.env(CLUSTER, &cluster.url),
            None if options.insists_on_postgres() => return ExitCode::FAILURE,
            None => _ = again.env(SKIP, "postgres"),
        }
        cluster
    } else {
        None
    };
    let status = again.status().expect("this program runs");
    drop(cluster);
    if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn wants_postgres(options: &Options) -> bool {
    options.engines().contains(&Engine::Postgres)
}

fn cargo(arguments: &[&str]) -> Command {
    let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo")));
    cargo.args(arguments).current_dir(tests::root()).stdout(Stdio::piped());
    cargo
}

/// Builds the hub; gives the path of its program.
fn build() -> String {
    let arguments = ["build", "--release", "--package", "server", "--bin", "tidings"];
    let mut build = cargo(&arguments);
    build.arg("--message-format=json-render-diagnostics").stderr(Stdio::inherit());
    let output = build.output().expect("Cargo runs");
    assert!(output.status.success(), "the hub does not compile");
    let said = String::from_utf8(output.stdout).expect("Cargo speaks JSON");
    let program = said.lines().find_map(|line| {
        let message: Value = serde_json::from_str(line).ok()?;
        (message["target"]["name"] == "tidings").then_some(())?;
        message["executable"].as_str().map(ToOwned::to_owned)
    });
    program.expect("Cargo names the program")
}

/// The throw-away cluster of `cargo xtask postgres`, gone when this is dropped.
struct Cluster {
    url: String,
    keeper: Child,
}

impl Cluster {
    fn start() -> Option<Self> {
        let mut keeper = cargo(&["xtask", "postgres", "--fsync"]).spawn().expect("Cargo runs");
        let said = keeper.stdout.take().expect("its output is piped");
        let mut cluster = Self { url: String::new(), keeper };
        let mut line = String::new();
        BufReader::new(said).read_line(&mut line).expect("it speaks UTF-8");
        line.trim().strip_prefix(CLUSTER)?.strip_prefix('=')?.clone_into(&mut cluster.url);
        Some(cluster)
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        // The cluster watches whoever asked for it, and ends with it.
        if let Err(error) = self.keeper.kill().and_then(|()| self.keeper.wait()) {
            eprintln!("The PostgreSQL cluster may still be running: {error}");
        }
    }
}
