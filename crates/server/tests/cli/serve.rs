//! `tidings serve`.

use crate::program::Folder;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, ChildStdout, Command, Stdio};

/// A hub that runs in a folder, at any free port.
struct Hub {
    child: Child,
    lines: BufReader<ChildStdout>,
    address: String,
}

impl Hub {
    fn start(folder: &Folder, variables: &[(&str, &str)]) -> Self {
        let mut command = folder.command(&["serve"]);
        command.env("TIDINGS_LISTEN", "127.0.0.1:0").env("TIDINGS_LOG", "warn");
        command.envs(variables.iter().copied()).stdout(Stdio::piped());
        let mut child = command.spawn().expect("the program runs");
        let mut lines = BufReader::new(child.stdout.take().expect("a pipe"));
        let mut line = String::new();
        lines.read_line(&mut line).expect("text");
        let url = line.trim().strip_prefix("Dashboard: http://").expect("a URL").to_owned();
        Self { child, lines, address: url.trim_end_matches('/').to_owned() }
    }

    /// The answer to a request, head and body.
    fn ask(&self, head: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).expect("it listens");
        let request = format!("{head}\r\nHost: hub\r\nConnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).expect("it reads");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("text");
        answer
    }

    /// Stops it as a service manager does; gives what else it printed.
    fn stop(mut self) -> String {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").arg(id).status().expect("kill is there").success());
        let mut rest = String::new();
        self.lines.read_to_string(&mut rest).expect("text");
        assert_eq!(self.child.wait().expect("it ends").code(), Some(0));
        rest
    }
}

impl Drop for Hub {
    fn drop(&mut self) {
        // Only where a test failed: otherwise it has ended.
        _ = self.child.kill();
    }
}

#[test]
fn it_answers_until_it_is_told_to_stop() {
    let folder = Folder::new();
    let hub = Hub::start(&folder, &[]);
    assert!(hub.ask("GET /livez HTTP/1.1").starts_with("HTTP/1.1 200 "));
    assert!(hub.ask("GET /readyz HTTP/1.1").starts_with("HTTP/1.1 200 "));
    let numbers = hub.ask("GET /metrics HTTP/1.1");
    assert!(numbers.contains("\ntidings_connections_total 3\n"), "{numbers}");
    let nothing = hub.ask("GET /nothing HTTP/1.1");
    assert!(nothing.starts_with("HTTP/1.1 404 "), "{nothing}");
    assert!(nothing.contains("application/problem+json"), "{nothing}");
    let wrong = hub.ask("DELETE /livez HTTP/1.1");
    assert!(wrong.starts_with("HTTP/1.1 405 ") && wrong.contains("method-not-allowed"), "{wrong}");
    hub.stop();
}

#[test]
fn the_first_start_makes_a_key_and_the_next_does_not() {
    let folder = Folder::new();
    let first = Hub::start(&folder, &[]).stop();
    let key = first.strip_prefix("Admin key: ").expect("a key").split(' ').next();
    assert!(key.is_some_and(|key| key.len() >= 32), "{first}");
    assert_eq!(Hub::start(&folder, &[]).stop(), "");
    let keys = folder.run(&["keys", "list", "--output", "json"]).json();
    assert_eq!(keys.as_array().map(Vec::len), Some(1));
}

#[test]
fn a_key_that_is_given_is_taken_in_once_and_not_printed() {
    let folder = Folder::new();
    let given = [("TIDINGS_ADMIN_KEY", "0123456789abcdef0123456789abcdef")];
    assert_eq!(Hub::start(&folder, &given).stop(), "");
    assert_eq!(Hub::start(&folder, &given).stop(), "");
    let keys = folder.run(&["keys", "list", "--output", "json"]).json();
    assert_eq!(keys.as_array().map(Vec::len), Some(1));
    assert_eq!(keys[0]["hint"], "cdef");
}

#[test]
fn two_hubs_do_not_share_a_file() {
    let folder = Folder::new();
    let hub = Hub::start(&folder, &[]);
    let mut second = folder.command(&["serve"]);
    let second = second.env("TIDINGS_LISTEN", "127.0.0.1:0").env("TIDINGS_LOG", "error").output();
    let second = second.expect("the program runs");
    assert_eq!(second.status.code(), Some(1));
    let why = String::from_utf8(second.stderr).expect("text");
    assert!(why.contains("another hub is running"), "{why}");
    let why = folder.run(&["keys", "list"]).badly(1);
    assert!(why.contains("another hub is running"), "{why}");
    hub.stop();
    folder.run(&["keys", "list"]).well();
}

#[test]
fn another_instance_key_is_refused_and_a_lost_one_is_not_replaced() {
    let folder = Folder::new();
    Hub::start(&folder, &[]).stop();
    let path = folder.path("tidings-data/secret.key");
    std::fs::remove_file(&path).expect("a key");
    let mut again = folder.command(&["serve"]);
    let again = again.env("TIDINGS_LISTEN", "127.0.0.1:0").output().expect("the program runs");
    assert_eq!(again.status.code(), Some(1));
    assert!(!path.exists(), "a new key would look like the right one");
}
