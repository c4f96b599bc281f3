//! The suite is worth what it catches: an adapter that breaks one promise at a time.

use super::exercise;
use super::fixture::Provider;
use super::golden;
use crate::bytes::unhex;
use crate::proof::Proof;
use crate::{
    Adapter, Callback, Covers, Facts, Malformed, Parsed, Refusal, Secret, Setup, Skipped, Verified,
    proof,
};
use event::{Channel, Event, EventKind};
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::Sha256;
use std::fmt::Write as _;
use std::fs;
use std::panic::catch_unwind;
use std::path::Path;
use std::sync::atomic::{AtomicI64, Ordering};

const KEY: &str = "parrot-key-1";

/// What is wrong with the parrot.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Fault {
    None,
    BelievesAnything,
    ChecksListsAlone,
    BelievesWithoutSecrets,
    ChecksTheHalf,
    RefusesTheLate,
    PanicsOnCuts,
    InventsOnCuts,
    HasAClock,
    ReadsTheArrival,
    TellsOfMail,
    TellsTheUnlisted,
    BoastsAKind,
    DropsTheBad,
    LosesNeighbours,
    PanicsOnNumbers,
}

/// Repeats what it is told: an HMAC over the body in `x-tag`, entries `{kind, to}` in a list.
struct Parrot(Fault);

static FACTS: Facts = Facts {
    channel: Channel::Sms,
    name: "parrot",
    title: "Parrot",
    proof: "HMAC-SHA256 over the body.",
    covers: Covers::Bytes,
    docs: "https://parrot.example.com/docs",
    steps: "Teach it the callback URL.",
    secrets: &[Secret::required("key", "The key.")],
    settings: &[],
    kinds: &[EventKind::SmsDelivered, EventKind::SmsFailed],
};

static BOASTFUL: Facts = Facts {
    kinds: &[EventKind::SmsDelivered, EventKind::SmsFailed, EventKind::SmsClicked],
    settings: &[],
    secrets: FACTS.secrets,
    ..FACTS
};

static TICKS: AtomicI64 = AtomicI64::new(1_774_340_600_000);

impl Adapter for Parrot {
    fn facts(&self) -> &'static Facts {
        if self.0 == Fault::BoastsAKind { &BOASTFUL } else { &FACTS }
    }

    fn verify(&self, callback: &Callback, setup: &Setup) -> Result<Proof, Refusal> {
        let body = &callback.body[..];
        let keys = match (self.0, setup.secrets.get("key")) {
            (Fault::BelievesAnything, _) | (Fault::BelievesWithoutSecrets, Err(_)) => {
                return Ok(proof::address(callback));
            }
            (Fault::ChecksListsAlone, _) if !body.contains(&b',') => {
                return Ok(proof::address(callback));
            }
            (Fault::RefusesTheLate, _) if callback.received_at.year() > 2026 => {
                return Err(Refusal::Mismatch("year"));
            }
            (_, keys) => keys?,
        };
        let tag = unhex(callback.header("x-tag")?).ok_or(Refusal::Mismatch("x-tag"))?;
        proof::hmac_sha256(keys, &[self.covered(body)], &tag, "x-tag")
    }

    fn parse(&self, verified: &Verified<'_>) -> Result<Parsed, Malformed> {
        let body: Result<Vec<Value>, _> = serde_json::from_slice(verified.body());
        let entries = match (self.0, body) {
            (Fault::PanicsOnCuts, Err(error)) => panic!("the parrot chokes: {error}"),
            (Fault::InventsOnCuts, Err(_)) => {
                return Ok(Parsed::event(Event::new(EventKind::SmsFailed)));
            }
            (_, body) => body?,
        };
        let mut parsed = Parsed::default();
        for entry in &entries {
            match (self.0, self.entry(entry, verified)) {
                (Fault::DropsTheBad, Err(_)) => {}
                (Fault::LosesNeighbours, Err(_)) => break,
                (_, said) => parsed.push(said),
            }
        }
        if self.0 == Fault::LosesNeighbours && parsed.events.len() < entries.len() {
            parsed.push(Err(Skipped::unknown("bad")));
        }
        Ok(parsed)
    }
}

impl Parrot {
    fn covered<'a>(&self, body: &'a [u8]) -> &'a [u8] {
        if self.0 == Fault::ChecksTheHalf { &body[..body.len() / 2] } else { body }
    }

    fn entry(&self, entry: &Value, verified: &Verified<'_>) -> Result<Event, Skipped> {
        let kind = match (self.0, entry["kind"].as_str()) {
            (Fault::TellsOfMail, Some("delivered")) => EventKind::EmailDelivered,
            (Fault::TellsTheUnlisted, Some("delivered")) => EventKind::SmsProcessed,
            (_, Some("delivered")) => EventKind::SmsDelivered,
            (_, Some("failed")) => EventKind::SmsFailed,
            (_, word) => return Err(Skipped::unknown(word.unwrap_or("nothing"))),
        };
        let mut event = Event::new(kind);
        event.recipient = entry["to"].as_str().map(ToOwned::to_owned);
        match self.0 {
            Fault::HasAClock => {
                event.occurred_at = Some(event::from_ms(TICKS.fetch_add(1, Ordering::Relaxed)));
            }
            Fault::ReadsTheArrival => event.occurred_at = Some(verified.callback().received_at),
            Fault::PanicsOnNumbers if !entry["to"].is_null() => {
                assert!(event.recipient.is_some(), "the parrot counts");
            }
            _ => {}
        }
        Ok(event)
    }
}

fn record(parrot: &Parrot, folder: &Path, case: &str, entries: &Value) {
    let body = entries.to_string();
    let mut mac = Hmac::<Sha256>::new_from_slice(KEY.as_bytes()).expect("any length will do");
    mac.update(parrot.covered(body.as_bytes()));
    let mut tag = String::new();
    for byte in mac.finalize().into_bytes() {
        write!(tag, "{byte:02x}").expect("a string takes all");
    }
    let recording = format!(
        "POST https://hub.example.com/in/x HTTP/1.1\nDate: Tue, 24 Mar 2026 08:23:25 GMT\n\
         Content-Type: application/json\nX-Tag: {tag}\n\n{body}"
    );
    fs::write(folder.join(format!("{case}.http")), recording).expect("a file");
}

/// Runs the suite over recordings that this very parrot has been allowed to set the golden outputs
/// of: what it says is not compared with what another says.
fn run(parrot: &Parrot) {
    let folder = tempfile::tempdir().expect("a folder");
    let own = folder.path().join("parrot");
    fs::create_dir(&own).expect("a folder");
    fs::write(own.join("setup.json"), json!({ "key": KEY }).to_string()).expect("a file");
    let one = json!({"kind": "delivered", "to": "+15550100001"});
    let other = json!({"kind": "failed", "to": "+15550100002"});
    record(parrot, &own, "one", &json!([{"kind": "delivered"}]));
    record(parrot, &own, "two", &json!([one, other]));
    for case in Provider::read(parrot, folder.path()).cases {
        golden::write(&case, &golden::actual(parrot, &case));
    }
    exercise(&[parrot], folder.path());
}

#[test]
fn an_honest_adapter_passes() {
    run(&Parrot(Fault::None));
}

#[test]
fn each_fault_is_caught_and_named() {
    for (fault, said) in [
        (Fault::BelievesAnything, "`key` makes no difference"),
        (Fault::ChecksListsAlone, "one: believes other secrets"),
        (Fault::BelievesWithoutSecrets, "one: believes without secrets"),
        (Fault::ChecksTheHalf, "one: believed with byte 11 changed"),
        (Fault::RefusesTheLate, "not for its age"),
        (Fault::PanicsOnCuts, "the parrot chokes"),
        (Fault::InventsOnCuts, "say what all do not"),
        (Fault::HasAClock, "says now this, now that"),
        (Fault::ReadsTheArrival, "says another thing"),
        (Fault::TellsOfMail, "email.delivered is of another channel"),
        (Fault::TellsTheUnlisted, "its facts do not list sms.processed"),
        (Fault::BoastsAKind, "shown by no recording: [\"sms.clicked\"]"),
        (Fault::DropsTheBad, "is dropped unseen"),
        (Fault::LosesNeighbours, "others suffer"),
        (Fault::PanicsOnNumbers, "the parrot counts"),
    ] {
        assert_caught(move || run(&Parrot(fault)), said);
    }
}

#[test]
fn folders_and_registry_are_held_against_each_other() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().to_owned();
    assert_caught(move || exercise(&[&Parrot(Fault::None)], &path), "without a folder");
    fs::create_dir(folder.path().join("parrot")).expect("a folder");
    let path = folder.path().to_owned();
    assert_caught(move || exercise(&[], &path), "not registered: [\"parrot\"]");
    let path = folder.path().to_owned();
    assert_caught(move || exercise(&[&Parrot(Fault::None)], &path), "no recordings");
}

fn assert_caught(run: impl FnOnce() + std::panic::UnwindSafe, said: &str) {
    let panic = catch_unwind(run).expect_err(said);
    let text = panic.downcast_ref::<String>().map(String::as_str);
    let text = text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or_default();
    assert!(text.contains(said), "`{said}` was wanted, and this was caught: {text}");
}
