//! Mail that comes back, from a mail server's pipe to the event.

use serde_json::{Value, json};
use std::io::Write;
use std::net::TcpListener;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use tests::{Engine, Place, Stage, admin, text, until};

/// What a mail server's pipe is told.
const TAKEN: i32 = 0;
const USAGE: i32 = 2;
const NOT_A_MAIL: i32 = 65;
const NOBODY_THERE: i32 = 67;
const LATER: i32 = 75;
const WRONG_SET_UP: i32 = 78;

/// A report to that address, of a message without an id of its own.
fn bounce(to: &str) -> String {
    format!(
        "From: MAILER-DAEMON@mx.example.org\nTo: {to}\nDate: Thu, 09 Apr 2026 10:15:30 +0000\n\
         Subject: failure notice\n\nThis is a permanent error; I've given up.\n\n\
         <tom@example.org>:\nSorry, no mailbox here by that name. (#5.1.1)\n"
    )
}

/// Runs `tidings mail-in` with these arguments on a mail.
fn pipe(arguments: &[&str], mail: &str) -> Output {
    run(tests::hub().arg("mail-in").args(arguments), mail)
}

fn run(command: &mut Command, mail: &str) -> Output {
    let command = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("it starts");
    let mut stdin = child.stdin.take().expect("a pipe");
    // Who refuses before reading closes the pipe.
    _ = stdin.write_all(mail.as_bytes());
    drop(stdin);
    child.wait_with_output().expect("it ends")
}

/// How it ended; nothing that it says may hold the token.
fn code(output: &Output, token: &str) -> Option<i32> {
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(!said.contains(token), "{said}");
    assert_eq!(said.is_empty(), output.status.success(), "{said}");
    output.status.code()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_pipe_hands_mail_to_the_hub() {
    let place = Place::new(Engine::Sqlite).expect("it needs no server");
    let (program, addr) = place.start().await;
    let stage = Stage::new(&admin(addr)).await;
    let made = stage.new_source("email/mailbox", json!({})).await;
    assert_eq!(made["state"], "active");
    let key = made["secrets"]["verp_key"].as_str().expect("made here, and shown once");
    let url = text(&made, "callback_url");
    let (_, token) = url.rsplit_once('/').expect("a token");
    let url = format!("http://{addr}/in/{token}");

    let back = email::return_address(key, "bounces", "shop.example", "order-77").expect("it fits");
    let sent = pipe(&["--url", &url], &bounce(&back));
    assert_eq!(code(&sent, token), Some(TAKEN));
    let event = until(async || {
        let all = stage.all("events").await;
        all.first().cloned()
    })
    .await;
    assert_eq!(event["kind"], "email.bounced");
    assert_eq!(event["recipient"], "tom@example.org");
    assert_eq!(event["message_id"], "order-77");
    assert_eq!(event["bounce"], json!({"class": "hard", "enhanced": "5.1.1"}));
    // A mail server that was not sure sends it again, and nothing more happens.
    assert_eq!(code(&pipe(&["--url", &url], &bounce(&back)), token), Some(TAKEN));
    assert_eq!(stage.all("events").await.len(), 1);

    other_ways_to_say_where(&place, &url, token);
    wrong_ways(addr, &url, token);
    only_signed(&stage, &made, &url, token, key).await;
    drop(program);
    until(async || TcpListener::bind(addr).is_ok().then_some(())).await;
    assert_eq!(code(&pipe(&["--url", &url], &bounce(&back)), token), Some(LATER));
}

fn other_ways_to_say_where(place: &Place, url: &str, token: &str) {
    let file = place.folder.path().join("bounces.url");
    std::fs::write(&file, format!("{url}\n")).expect("a file");
    let sent = pipe(&["--url-file", path(&file)], &bounce("bounces@shop.example"));
    assert_eq!(code(&sent, token), Some(TAKEN));
    let mut command = tests::hub();
    let command = command.arg("mail-in").env("TIDINGS_MAIL_IN_URL", url);
    assert_eq!(code(&run(command, &bounce("bounces@shop.example")), token), Some(TAKEN));
}

fn path(path: &Path) -> &str {
    path.to_str().expect("a path of text")
}

fn wrong_ways(addr: std::net::SocketAddr, url: &str, token: &str) {
    let mail = bounce("bounces@shop.example");
    let nobody = format!("http://{addr}/in/nobody");
    let elsewhere = format!("http://{addr}/openapi.json");
    for (arguments, mail, wanted) in [
        (&["--url", url][..], "", NOT_A_MAIL),
        (&["--url", &nobody], &mail, NOBODY_THERE),
        (&["--url", &elsewhere], &mail, WRONG_SET_UP),
        (&["--url", "hub.example/in/x"], &mail, WRONG_SET_UP),
        (&["--url-file", "/nowhere/bounces.url"], &mail, WRONG_SET_UP),
        (&[], &mail, USAGE),
        (&["--url", url, "--url-file", "x"], &mail, USAGE),
    ] {
        assert_eq!(code(&pipe(arguments, mail), token), Some(wanted), "{arguments:?}");
    }
}

/// With the setting for it, mail without a signed address is refused, and so is a forged one.
async fn only_signed(stage: &Stage, made: &Value, url: &str, token: &str, key: &str) {
    let source = stage.path(&format!("sources/{}", text(made, "id")));
    stage.admin.patch(&source, json!({"settings": {"signed_only": true}})).await.is(200);
    let address = |key| email::return_address(key, "bounces", "shop.example", "order-78");
    for (to, wanted) in [
        ("bounces@shop.example".to_owned(), WRONG_SET_UP),
        (address("another key").expect("it fits"), WRONG_SET_UP),
        (address(key).expect("it fits"), TAKEN),
    ] {
        assert_eq!(code(&pipe(&["--url", url], &bounce(&to)), token), Some(wanted), "{to}");
    }
}
