//! `tidings normalise` says of every recording what the channel's own suite expects.

use event::{EventKind, contact};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// What stands in an expectation and is not part of an event.
const NOT_TOLD: &str = "event_id";

#[test]
fn every_recording_normalises_as_its_channel_expects() {
    let mut counts = BTreeMap::new();
    for channel in entries(&tests::root().join("channels")) {
        for provider in entries(&channel.join("fixtures")) {
            let name = format!("{}/{}", last(&channel), last(&provider));
            for recording in entries(&provider).iter().filter(|it| has_extension(it, "http")) {
                check(&name, recording);
                *counts.entry(name.clone()).or_insert(0) += 1;
            }
        }
    }
    println!("{counts:?}");
    assert!(counts.len() >= 6 && counts.values().all(|count| *count >= 3), "{counts:?}");
}

fn check(provider: &str, recording: &Path) {
    let own = recording.with_extension("setup.json");
    let setup = if own.exists() { own } else { recording.with_file_name("setup.json") };
    let mut command = tests::hub();
    command.args(["normalise", provider]).arg(recording).arg("--secrets").arg(setup);
    let output = command.output().expect("the program runs");
    let expected = object(&fs::read(recording.with_extension("json")).expect("an expectation"));
    let code = match (expected.get("refused"), expected.get("malformed")) {
        (Some(_), _) => 3,
        (None, Some(_)) => 4,
        (None, None) => 0,
    };
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "{}: {complaint}", recording.display());
    if code != 0 {
        assert!(output.stdout.is_empty() && complaint.lines().count() == 1, "{complaint}");
        return;
    }
    let told = object(&output.stdout);
    assert_eq!(told["skipped"], expected["skipped"], "{}", recording.display());
    let (told, expected) = (list(&told["events"]), list(&expected["events"]));
    assert_eq!(told.len(), expected.len(), "{}", recording.display());
    for (told, expected) in told.iter().zip(&expected) {
        assert_eq!(*told, flat(expected), "{}", recording.display());
    }
}

/// The event as it is told: what follows from it stands beside it.
fn flat(expected: &Value) -> Value {
    let mut event = expected.clone();
    if let Some(client) = event.get_mut("client").and_then(Value::as_object_mut) {
        complete(client, expected["click"].is_object());
    }
    let (url, machine) =
        (expected.pointer("/click/url"), event.pointer("/client/machine").cloned());
    let kind = expected["kind"].as_str().expect("a kind").parse::<EventKind>().expect("a kind");
    let recipient = expected["recipient"].as_str();
    let contact = recipient.map(|recipient| contact(kind.channel(), recipient));
    let members = event.as_object_mut().expect("an object");
    members.remove(NOT_TOLD);
    members.entry("occurred_at").or_insert(Value::Null);
    for (name, value) in [
        ("channel", Some(kind.channel().name().into())),
        ("group", Some(kind.group().name().into())),
        ("contact", contact.map(Value::from)),
        ("url", url.cloned()),
        ("machine", machine),
    ] {
        members.extend(value.map(|value| (name.to_owned(), value)));
    }
    event
}

/// What the user agent says beside.
fn complete(client: &mut Map<String, Value>, clicked: bool) {
    let Some(read) = client.get("user_agent").and_then(Value::as_str).map(client::read) else {
        return;
    };
    let bare = clicked && client["user_agent"] == "Mozilla/5.0";
    for (name, found) in
        [("name", read.name.filter(|_| !bare)), ("device", read.device), ("os", read.os)]
    {
        if let Some(found) = found {
            client.entry(name).or_insert_with(|| found.into());
        }
    }
    if read.machine {
        client.entry("machine").or_insert(Value::Bool(true));
    }
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut paths: Vec<_> = entries.map(|entry| entry.expect("an entry").path()).collect();
    paths.sort();
    paths
}

fn has_extension(path: &Path, extension: &str) -> bool {
    path.extension().is_some_and(|it| it == extension)
}

fn last(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

fn object(bytes: &[u8]) -> Map<String, Value> {
    serde_json::from_slice(bytes).expect("a JSON object")
}

fn list(value: &Value) -> Vec<Value> {
    value.as_array().expect("a list").clone()
}
