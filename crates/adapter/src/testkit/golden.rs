//! What an adapter makes of a recording, kept beside it.

use super::fixture::Case;
use crate::{Adapter, Answer, Parsed, Setup};
use event::Event;
use serde_json::{Map, Value, json};
use std::{env, fs};

pub(super) fn is_met(adapter: &dyn Adapter, case: &Case) {
    let actual = actual(adapter, case);
    if env::var_os("UPDATE_EXPECT").is_some() {
        write(case, &actual);
    }
    let expected = fs::read(&case.golden).unwrap_or_default();
    let expected: Value = serde_json::from_slice(&expected)
        .unwrap_or_else(|error| panic!("{}: {error}", case.golden.display()));
    assert!(
        actual == expected,
        "{}: not what was expected; if it should be, run with UPDATE_EXPECT=1\n{actual:#}",
        case.name
    );
}

pub(super) fn write(case: &Case, actual: &Value) {
    let written = fs::write(&case.golden, format!("{actual:#}\n"));
    written.unwrap_or_else(|error| panic!("{}: {error}", case.golden.display()));
}

/// What it makes of a case, and what it answers before its source has any secrets.
pub(super) fn actual(adapter: &dyn Adapter, case: &Case) -> Value {
    let mut actual = outcome(adapter, case);
    if let Some(answer) = adapter.handshake(&case.callback, &Setup::default()) {
        actual["handshake"] = written(&answer);
    }
    actual
}

fn outcome(adapter: &dyn Adapter, case: &Case) -> Value {
    match crate::verify(adapter, &case.callback, &case.setup) {
        Err(refusal) => json!({ "refused": refusal.to_string() }),
        Ok(verified) => match adapter.parse(&verified) {
            Err(malformed) => json!({ "malformed": malformed.0 }),
            Ok(parsed) => said(&parsed),
        },
    }
}

fn said(parsed: &Parsed) -> Value {
    let events: Vec<_> = parsed.events.iter().map(flat).collect();
    let skipped = parsed.skipped.iter().map(|it| json!({ "word": it.word, "known": it.known }));
    let mut said = json!({ "events": events, "skipped": skipped.collect::<Vec<_>>() });
    if parsed.answer != Answer::default() {
        said["answer"] = written(&parsed.answer);
    }
    if let Some(visit) = &parsed.visit {
        said["visit"] = visit.url().as_str().into();
    }
    said
}

fn written(answer: &Answer) -> Value {
    json!({ "content_type": answer.content_type, "body": answer.body })
}

/// An event with its details beside its other members; what is not known is left out.
fn flat(event: &Event) -> Value {
    let details = serde_json::to_value(&event.details);
    let mut flat = match details.expect("details serialise to an object") {
        Value::Object(details) => details,
        _ => Map::new(),
    };
    flat.insert("kind".to_owned(), event.kind.name().into());
    for (name, text) in [
        ("recipient", event.recipient.clone()),
        ("message_id", event.message_id.clone()),
        ("event_id", event.event_id.clone()),
        ("occurred_at", event.occurred_at.map(event::rfc3339)),
    ] {
        flat.extend(text.map(|text| (name.to_owned(), text.into())));
    }
    flat.into()
}
