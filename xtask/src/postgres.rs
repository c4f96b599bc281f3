//! A throw-away PostgreSQL cluster.

use crate::need::on_path;
use crate::packages::is_root;
use anyhow::{Context, Result, bail};
use std::fs;
use std::io::{BufRead, BufReader};
use std::net::{Ipv4Addr, TcpListener};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// The variable that tells tests of a cluster.
pub const VARIABLE: &str = "TIDINGS_TEST_POSTGRES";

/// A port is free only until someone else takes it.
const TRIES: u32 = 3;

/// A running cluster, stopped and deleted when this is dropped or this process ends.
pub struct Postgres {
    keeper: Child,
    url: String,
}

impl Postgres {
    /// Starts a cluster on a free port of the loopback address, open to everyone who may call it.
    ///
    /// # Errors
    ///
    /// When it does not start; the server's log is printed then.
    pub fn start(binaries: &Path, fsync: bool) -> Result<Self> {
        for _ in 0..TRIES {
            let port = free_port()?;
            let mut keeper = keep(binaries, port, fsync)?;
            let said = keeper.stdout.take().context("the keeper's output is not piped")?;
            let mut line = String::new();
            BufReader::new(said).read_line(&mut line)?;
            if line.trim() == "ready" {
                let url = format!("postgres://postgres@127.0.0.1:{port}/postgres");
                return Ok(Self { keeper, url });
            }
            keeper.wait()?;
        }
        bail!("PostgreSQL did not start")
    }

    /// The superuser's database.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Waits until the cluster has ended.
    pub fn hold(mut self) -> Result<()> {
        // Waiting closes the child's input, which is what keeps the cluster alive.
        let _open = self.keeper.stdin.take();
        self.keeper.wait()?;
        Ok(())
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        drop(self.keeper.stdin.take());
        if let Err(error) = self.keeper.wait() {
            eprintln!("The PostgreSQL cluster may still be running: {error}");
        }
    }
}

/// The folder of the server's programs: on the `PATH`, or the newest where Debian puts them.
pub fn binaries() -> Option<PathBuf> {
    on_path("initdb").or_else(|| {
        let versions = fs::read_dir("/usr/lib/postgresql").ok()?.flatten();
        let numbered = versions.filter_map(|entry| {
            let version: u32 = entry.file_name().to_str()?.parse().ok()?;
            Some((version, entry.path().join("bin")))
        });
        let whole = numbered.filter(|(_, folder)| folder.join("initdb").is_file());
        whole.max().map(|(_, folder)| folder)
    })
}

fn free_port() -> Result<u16> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port())
}

fn keep(binaries: &Path, port: u16, fsync: bool) -> Result<Child> {
    let mut command = if is_root() {
        // The server refuses to be run by root.
        let mut command = Command::new("setpriv");
        command.args(["--reuid=postgres", "--regid=postgres", "--init-groups", "sh"]);
        command
    } else {
        Command::new("sh")
    };
    command.args(["-c", include_str!("postgres.sh"), "postgres.sh"]).arg(binaries);
    command.arg(port.to_string()).arg(if fsync { "on" } else { "off" });
    // An interrupt at the keyboard goes to the whole group, and the keeper must outlive us.
    command.process_group(0).current_dir("/");
    command.stdin(Stdio::piped()).stdout(Stdio::piped());
    command.spawn().context("PostgreSQL's keeper does not start")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::TcpStream;

    #[test]
    fn a_cluster_is_gone_once_it_is_dropped() {
        let Some(binaries) = binaries() else {
            eprintln!("SKIPPED: PostgreSQL's server is not installed");
            return;
        };
        let cluster = Postgres::start(&binaries, false).expect("a cluster");
        let address = cluster.url().split(['@', '/']).nth(3).expect("an address").to_owned();
        assert!(TcpStream::connect(&address).is_ok(), "nobody listens on {address}");
        drop(cluster);
        assert!(TcpStream::connect(&address).is_err(), "somebody listens on {address}");
    }
}
