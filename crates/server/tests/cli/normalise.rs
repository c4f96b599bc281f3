//! `tidings normalise`.

use crate::program::Folder;
use serde_json::json;

const BOUNCE: &str = "\
POST https://hub.example/in/t0ken HTTP/1.1
Date: Tue, 24 Mar 2026 08:23:25 GMT
Content-Type: application/x-www-form-urlencoded
Authorization: Basic aG9vazp3b3Jk

event=bounce&bounce=hard&rcpt=Eve%40example.org&email_id=1abCdE-000001-2F&time=2026-03-24T08%3A23%3A20Z&message=550+5.1.1+no+such+user";

#[test]
fn a_callback_becomes_events() {
    let folder = Folder::new();
    folder.write("bounce.http", BOUNCE);
    let told = folder.run(&["normalise", "email/smtp2go", "bounce.http"]).json();
    assert_eq!(told["skipped"], json!([]));
    let event = &told["events"][0];
    assert_eq!(event["kind"], "email.bounced");
    assert_eq!(event["recipient"], "Eve@example.org");
    assert_eq!(event["occurred_at"], "2026-03-24T08:23:20.000Z");
    assert_eq!(event["bounce"]["class"], "hard");
    let again = folder.run_with(&["normalise", "email/smtp2go", "-"], BOUNCE).json();
    assert_eq!(again, told);
}

#[test]
fn an_unknown_word_is_skipped() {
    let folder = Folder::new();
    let odd = BOUNCE.replace("event=bounce", "event=teleported");
    let told = folder.run_with(&["normalise", "email/smtp2go", "-"], &odd).json();
    assert_eq!(told["events"], json!([]));
    assert_eq!(told["skipped"][0]["known"], false);
}

#[test]
fn only_what_is_proven_is_read_where_there_are_secrets() {
    let folder = Folder::new();
    folder.write("bounce.http", BOUNCE);
    folder.write("right.json", r#"{"basic": ["old:word", "hook:word"]}"#);
    folder.write("wrong.json", r#"{"basic": "hook:sword"}"#);
    let run =
        |secrets| folder.run(&["normalise", "email/smtp2go", "bounce.http", "--secrets", secrets]);
    assert_eq!(run("right.json").json()["events"][0]["kind"], "email.bounced");
    let why = run("wrong.json").badly(3);
    assert!(why.contains("refused") && !why.contains("sword"), "{why}");
}

#[test]
fn what_cannot_be_read_ends_with_four() {
    let folder = Folder::new();
    for recording in ["", "POST /in/x HTTP/1.1\nDate: x\n\n", &BOUNCE.replace("Date", "Dote")] {
        let why = folder.run_with(&["normalise", "email/smtp2go", "-"], recording).badly(4);
        assert!(why.contains("not a recorded request"), "{why}");
    }
    let why = folder.run_with(&["normalise", "email/sendgrid", "-"], BOUNCE).badly(4);
    assert!(why.contains("malformed callback"), "{why}");
}

#[test]
fn wrong_usage_ends_with_two_and_says_what_is_near() {
    let folder = Folder::new();
    folder.write("bounce.http", BOUNCE);
    for (provider, near) in [
        ("email/smtp2gone", "`email/smtp2go`"),
        ("mail/sendgrid", "`email/sendgrid`"),
        ("twilio", "`sms/twilio`"),
    ] {
        let why = folder.run(&["normalise", provider, "bounce.http"]).badly(2);
        assert!(why.contains(near), "{why}");
    }
    for secrets in ["[]", r#"{"basic": 1}"#, r#"{"basic": "hunter2"#] {
        folder.write("secrets.json", secrets);
        let arguments = ["normalise", "email/smtp2go", "bounce.http", "--secrets", "secrets.json"];
        let why = folder.run(&arguments).badly(2);
        assert!(!why.contains("hunter2"), "{why}");
    }
    let why = folder.run(&["normalise", "email/smtp2go", "missing.http"]).badly(1);
    assert!(why.contains("missing.http"), "{why}");
    assert_eq!(folder.run(&["normalise", "email/smtp2go"]).code, Some(2));
}
