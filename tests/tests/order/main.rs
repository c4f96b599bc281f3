//! Written, synced, answered, in that order: seen from outside by what the hub asks the system
//! for.

mod judge;
mod trace;

use self::judge::{MARK, judge};
use serde_json::json;
use std::fs;
use std::net::SocketAddr;
use std::path::Path;
use std::process::Command;
use tests::{Engine, Place, Program, Stage, Wire, admin, until};

/// Acknowledgements that are judged: half of them one after the other, so that each has a commit
/// of its own, half side by side, so that commits are shared.
const ACKS: usize = 1000;
const SIDE_BY_SIDE: usize = 5;

const CALLS: &str = "trace=pwrite64,pwritev,write,writev,read,readv,fsync,fdatasync,sendto,\
                     sendmsg,recvfrom,recvmsg";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_acknowledgement_is_given_after_the_log_is_on_disk() {
    if !tests::strace() {
        return;
    }
    let place = Place::new(Engine::Sqlite).expect("it needs no server");
    let path = place.folder.path().join("trace");
    let (mut program, addr) = start(&place, &path).await;
    let source = Stage::new(&admin(addr)).await.source("email/smtp2go", json!({})).await;
    call(addr, &source, 0..ACKS / 2).await;
    let each = ACKS / 2 / SIDE_BY_SIDE;
    let lines = (0..SIDE_BY_SIDE).map(|line| ACKS / 2 + line * each);
    let lines = lines.map(|first| {
        let source = source.clone();
        tokio::spawn(async move { call(addr, &source, first..first + each).await })
    });
    for line in lines.collect::<Vec<_>>() {
        line.await.expect("all are acknowledged");
    }
    program.tell_to_stop();
    assert!(program.ended().await.success());
    let trace = until(async || whole(&path)).await;
    let verdict = judge(&trace::read(&trace));
    println!(
        "{} acknowledgements after the sync, {} before",
        verdict.kept.len(),
        verdict.early.len()
    );
    assert_eq!(verdict.early, [""; 0]);
    assert_eq!(verdict.kept.len(), ACKS);
    let syncs = trace.lines().filter(|line| line.contains("sync(")).count();
    println!("{syncs} syncs");
    assert!(syncs < ACKS * 2, "commits are shared");
    let doctored: Vec<_> = trace.lines().filter(|line| !line.contains("sync")).collect();
    assert_eq!(judge(&trace::read(&doctored.join("\n"))).early.len(), ACKS, "the judge is awake");
}

/// Starts a hub under strace, which stays out of the way: it is the hub's child, so that the test
/// holds the hub itself.
async fn start(place: &Place, trace: &Path) -> (Program, SocketAddr) {
    let hub = place.command(&["serve"]);
    let mut command = Command::new("strace");
    command.args(["-D", "-f", "-tt", "-yy", "-s", "256", "-e", CALLS, "-o"]).arg(trace);
    command.arg(hub.get_program()).args(hub.get_args());
    command.current_dir(place.folder.path());
    for (name, value) in hub.get_envs() {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    let mut program = place.spawn_as(command);
    let addr = program.listens().await.expect("the hub starts");
    (program, addr)
}

/// Calls one after the other, each with its mark.
async fn call(hub: SocketAddr, path: &str, marks: std::ops::Range<usize>) {
    let mut wire = Wire::connect(hub).await.expect("it listens");
    for mark in marks {
        let body = format!("event=delivered&id={mark}&email_id={mark}&rcpt=ann%40example.org");
        let length = body.len();
        let head = format!("POST {path} HTTP/1.1\r\n{MARK}{mark}\r\nhost: hub\r\n");
        let request = format!("{head}content-length: {length}\r\n\r\n{body}");
        wire.send(request).await.expect("it reads");
        assert_eq!(wire.answer().await.expect("it answers").status, 200);
    }
}

/// The trace, once its last line is written.
fn whole(path: &Path) -> Option<String> {
    let trace = fs::read_to_string(path).ok()?;
    trace.trim_end().lines().last()?.contains("+++ exited with 0 +++").then_some(trace)
}
