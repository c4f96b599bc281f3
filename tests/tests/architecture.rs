//! Who may know whom: the floors of the house, and the crates of others that have one door.

use serde_json::Value;
use std::collections::BTreeSet;
use std::path::Path;

/// One crate of ours: its floor, and whom it may know.
type Place = (&'static str, u8, &'static [&'static str]);

/// The house. A crate takes its place here before it is written.
const HOUSE: &[Place] = &[
    ("event", 0, &[]),
    ("adapter", 1, &["event"]),
    ("client", 1, &["event"]),
    ("ticket", 1, &["event"]),
    ("webhook", 1, &["event"]),
    ("email", 2, &["adapter", "event"]),
    ("sms", 2, &["adapter", "event"]),
    ("telegram", 2, &["adapter", "event"]),
    ("viber", 2, &["adapter", "event"]),
    ("webpush", 2, &["adapter", "event"]),
    ("fetch", 2, &[]),
    ("migrations", 2, &[]),
    ("sender", 2, &["event"]),
    ("store", 2, &["event", "webhook"]),
    ("dispatch", 3, &["event", "fetch", "store", "webhook"]),
    ("server", 4, SERVER),
    // Beside the house: it looks at everything, and nothing looks at it.
    ("tests", u8::MAX, TESTS),
    ("trial", u8::MAX, TRIAL),
    ("xtask", u8::MAX, &[]),
];

const SERVER: &[&str] = &[
    "adapter",
    "client",
    "dispatch",
    "email",
    "event",
    "fetch",
    "migrations",
    "sender",
    "sms",
    "store",
    "telegram",
    "ticket",
    "viber",
    "webhook",
    "webpush",
];

const TRIAL: &[&str] =
    &["adapter", "client", "email", "event", "sms", "telegram", "viber", "webpush"];

const TESTS: &[&str] = &[
    "adapter",
    "client",
    "dispatch",
    "email",
    "event",
    "fetch",
    "migrations",
    "sender",
    "server",
    "sms",
    "store",
    "telegram",
    "ticket",
    "viber",
    "webhook",
    "webpush",
];

/// Crates of others that only some of ours may name, with the feature that is meant, if not all.
const DOORS: &[(&str, Option<&str>, &[&str])] = &[
    ("axum", None, &["server", "tests"]),
    ("hickory-resolver", None, &["fetch"]),
    // `fetch` has it for one question: hyper says only to servers that a head is too large.
    ("hyper", Some("server"), &["fetch", "server", "tests"]),
    ("hyper-util", Some("server"), &["server", "tests"]),
    ("openssl", None, &["sender"]),
    ("reqwest", None, &["fetch"]),
    ("sea-orm", None, &["store"]),
    ("sea-orm-migration", None, &["migrations"]),
    ("sqlx", None, &[]),
    ("web-push", None, &["sender"]),
];

#[test]
fn the_code_keeps_to_the_house() {
    let metadata = tests::metadata();
    let faults: Vec<String> = packages(&metadata).flat_map(faults_of).collect();
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}

#[test]
fn the_house_has_every_crate_and_no_other() {
    let metadata = tests::metadata();
    let built: BTreeSet<&str> = packages(&metadata).map(name).collect();
    let planned: BTreeSet<&str> = HOUSE.iter().map(|(name, ..)| *name).collect();
    assert_eq!(built, planned);
}

#[test]
fn every_arrow_of_the_house_points_down() {
    for (name, floor, known) in HOUSE {
        for other in *known {
            let (_, below, _) = place(other).expect("only crates of the house are known");
            assert!(below < floor, "{name} on floor {floor} knows {other} on floor {below}");
        }
    }
}

#[test]
fn what_the_house_forbids_is_seen() {
    let cases = [
        ("channels/email", "store", r#""path": "/store""#, "email must not know store"),
        (
            "crates/store",
            "fetch",
            r#""kind": "dev", "path": "/fetch""#,
            "store must not know fetch",
        ),
        ("crates/webhook", "adapter", r#""path": "/a""#, "webhook must not know adapter"),
        ("crates/event", "tests", r#""kind": "dev", "path": "/t""#, "event must not know tests"),
        ("crates/gossip", "event", r#""path": "/event""#, "gossip has no place in the house"),
        ("crates/dispatch", "reqwest", r#""features": []"#, "dispatch must not know reqwest"),
        ("crates/server", "sea-orm", r#""kind": "dev""#, "server must not know sea-orm"),
        ("crates/store", "hyper", r#""features": ["server"]"#, "store must not know hyper"),
        (
            "crates/fetch",
            "hyper-util",
            r#""features": ["server"]"#,
            "fetch must not know hyper-util",
        ),
    ];
    for (folder, dependency, rest, fault) in cases {
        assert_eq!(faults_of(&package(folder, dependency, rest)), [fault]);
    }
    for (folder, dependency, rest) in [
        ("channels/email", "adapter", r#""path": "/adapter""#),
        ("crates/adapter", "adapter", r#""kind": "dev", "path": "/adapter""#),
        ("crates/server", "axum", r#""features": []"#),
        ("crates/fetch", "hyper", r#""features": ["client"]"#),
        ("tests", "server", r#""kind": "dev", "path": "/server""#),
    ] {
        assert_eq!(faults_of(&package(folder, dependency, rest)), [""; 0]);
    }
}

#[test]
fn a_folder_that_is_not_called_as_its_crate_is_seen() {
    let mut moved = package("crates/event", "serde", r#""features": []"#);
    moved["name"] = "fetch".into();
    assert_eq!(faults_of(&moved), ["fetch lies in a folder of another name"]);
}

/// A package as Cargo describes one, with one dependency.
fn package(folder: &str, dependency: &str, rest: &str) -> Value {
    let name = folder.rsplit('/').next().unwrap_or(folder);
    let text = format!(
        r#"{{"name": "{name}", "manifest_path": "/{folder}/Cargo.toml",
            "dependencies": [{{"name": "{dependency}", {rest}}}]}}"#
    );
    serde_json::from_str(&text).expect("the case is JSON")
}

fn faults_of(package: &Value) -> Vec<String> {
    let name = name(package);
    let Some((_, _, known)) = place(name) else {
        return vec![format!("{name} has no place in the house")];
    };
    let mut faults = Vec::new();
    if folder(package) != Some(name) {
        faults.push(format!("{name} lies in a folder of another name"));
    }
    for dependency in package["dependencies"].as_array().expect("Cargo lists dependencies") {
        let other = self::name(dependency);
        let ours = dependency["path"].is_string();
        let allowed = if ours {
            // A crate may name itself to test what stands behind one of its features.
            other == name || known.contains(&other)
        } else {
            passes_door(name, dependency)
        };
        if !allowed {
            faults.push(format!("{name} must not know {other}"));
        }
    }
    faults
}

fn passes_door(name: &str, dependency: &Value) -> bool {
    let other = self::name(dependency);
    let has = |feature: &str| {
        dependency["features"].as_array().is_some_and(|all| all.iter().any(|it| it == feature))
    };
    let door =
        DOORS.iter().find(|(guarded, feature, _)| *guarded == other && feature.is_none_or(has));
    door.is_none_or(|(_, _, allowed)| allowed.contains(&name))
}

fn packages(metadata: &Value) -> impl Iterator<Item = &Value> {
    metadata["packages"].as_array().expect("Cargo lists packages").iter()
}

fn place(name: &str) -> Option<&'static Place> {
    HOUSE.iter().find(|(placed, ..)| *placed == name)
}

fn name(value: &Value) -> &str {
    value["name"].as_str().expect("Cargo gives a name")
}

fn folder(package: &Value) -> Option<&str> {
    let manifest = package["manifest_path"].as_str()?;
    Path::new(manifest).parent()?.file_name()?.to_str()
}
