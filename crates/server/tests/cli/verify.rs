//! `tidings verify`.

use crate::program::Folder;
use webhook::{Secret, SigningKeys};

const AT: i64 = 1_774_340_600;

fn secret(seed: u8) -> Secret {
    Secret::new([seed; 32])
}

/// A delivery that was sent at [`AT`], as a receiver records it.
fn delivery(headers: &str, body: &str) -> String {
    let signature = SigningKeys::new(&[secret(1)]).sign("evt_1", AT, br#"{"a": 1}"#);
    format!(
        "POST /hook HTTP/1.1\nHost: shop.example\n{headers}webhook-id: evt_1\n\
         webhook-timestamp: {AT}\nwebhook-signature: {signature}\n\n{body}"
    )
}

#[test]
fn a_signature_holds_or_does_not() {
    let folder = Folder::new();
    let (right, wrong) = (secret(1).expose(), secret(2).expose());
    let sound = delivery("", r#"{"a": 1}"#);
    let said = folder.run_with(&["verify", "--secret", &right, "-"], &sound).well();
    assert_eq!(said, "the signature holds\n");
    let both = ["verify", "--secret", &wrong, "--secret", &right, "-"];
    assert_eq!(folder.run_with(&both, &sound).code, Some(0));

    for (secret, recording, why) in [
        (&wrong, sound.clone(), "no signature matches"),
        (&right, delivery("", r#"{"a":1}"#), "no signature matches"),
        (&right, sound.replace("webhook-id", "x-id"), "`webhook-id` is missing"),
    ] {
        let ran = folder.run_with(&["verify", "--secret", secret, "-"], &recording);
        assert_eq!(ran.code, Some(1));
        assert!(ran.said.contains(why), "{}", ran.said);
    }
    let arguments = ["verify", "--secret", &wrong, "-", "--output", "json"];
    let ran = folder.run_with(&arguments, &sound);
    assert_eq!(ran.code, Some(1));
    let told: serde_json::Value = serde_json::from_str(&ran.said).expect("JSON");
    assert_eq!(told["verified"], false);
}

#[test]
fn its_age_is_judged_where_there_is_a_clock() {
    let folder = Folder::new();
    let secret = secret(1).expose();
    let code = |headers: &str, at: &[&str]| {
        let arguments = [&["verify", "--secret", &secret, "-"], at].concat();
        folder.run_with(&arguments, &delivery(headers, r#"{"a": 1}"#)).code
    };
    assert_eq!(code("Date: Tue, 24 Mar 2026 08:28:20 GMT\n", &[]), Some(0));
    assert_eq!(code("Date: Tue, 24 Mar 2026 08:28:21 GMT\n", &[]), Some(1));
    assert_eq!(code("", &["--at", "2026-03-24T08:28:20Z"]), Some(0));
    assert_eq!(code("", &["--at", "2026-03-24T08:28:21Z"]), Some(1));
    assert_eq!(code("", &["--at", "now"]), Some(1));
    assert_eq!(code("", &["--at", "yesterday"]), Some(2));
}

#[test]
fn what_is_no_secret_or_no_recording_is_told_apart() {
    let folder = Folder::new();
    let why = folder.run_with(&["verify", "--secret", "whsec_hunter2", "-"], "").badly(2);
    assert!(why.contains("whsec_") && !why.contains("hunter2"), "{why}");
    let secret = secret(1).expose();
    folder.run_with(&["verify", "--secret", &secret, "-"], "hello").badly(4);
    folder.run(&["verify", "--secret", &secret, "missing.http"]).badly(1);
}
