//! Bodies that no provider would send.

use super::fixture::Case;
use super::parse_unproven;
use crate::Adapter;
use bytes::Bytes;
use form_urlencoded::{Serializer, parse};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use proptest::string::string_regex;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value, json};

/// Whatever is put in the place of a value, the adapter answers rather than panics, and stays
/// within its facts.
pub(super) fn are_survived(adapter: &dyn Adapter, case: &Case) {
    let config = Config { failure_persistence: None, ..Config::default() };
    let edits = vec((any::<Index>(), junk()), 1..4);
    let body = case.json();
    let survived = TestRunner::new(config).run(&edits, |edits| {
        let changed = changed(case, body.as_ref(), &edits);
        _ = adapter.key(&changed.callback, &changed.setup);
        _ = adapter.handshake(&changed.callback, &changed.setup);
        _ = crate::verify(adapter, &changed.callback, &changed.setup);
        _ = parse_unproven(adapter, &changed);
        Ok(())
    });
    survived.unwrap_or_else(|error| panic!("{}: {error}", case.name));
}

/// What stands where something else should: the limits of numbers, times that are none, texts
/// that break in the middle of a character, nothing at all.
fn junk() -> impl Strategy<Value = Value> {
    let chosen = [
        Value::Null,
        json!(true),
        json!(-1),
        json!(0),
        json!(u64::MAX),
        json!(i64::MIN),
        json!(1e300),
        json!(4_987_034_606_158_369_000_u64),
        json!(""),
        json!("-"),
        json!("é"),
        json!("0000-00-00 00:00:00"),
        json!("9999-12-31T23:59:60+23:59"),
        json!("550 "),
        json!("5.1."),
        json!([]),
        json!({}),
        json!([null, {}, [[]]]),
        json!({"id": {}, "status": [], "date": -1, "": null}),
    ];
    // As a text it would be read anew for each value.
    let texts = string_regex("\\PC{0,16}").expect("it is an expression");
    prop_oneof![select(chosen.to_vec()), texts.prop_map(Value::String)]
}

/// The case with the edits made: in its JSON, which is `body`, in its form, or in the query where it has no body.
fn changed(case: &Case, body: Option<&Value>, edits: &[(Index, Value)]) -> Case {
    if case.callback.body.is_empty() {
        let mut changed = case.clone();
        let (before, query) = case.callback.url.split_once('?').unwrap_or((&case.callback.url, ""));
        changed.callback.url = format!("{before}?{}", form(query.as_bytes(), edits));
        changed
    } else if let Some(body) = body {
        let (mut body, values) = (body.clone(), values(body));
        for (at, junk) in edits {
            replace(&mut body, &mut at.index(values), junk);
        }
        case.with_body(body.to_string())
    } else if case.is_form() {
        case.with_body(form(&case.callback.body, edits))
    } else {
        case.with_body(bytes(&case.callback.body, edits))
    }
}

fn values(value: &Value) -> usize {
    1 + match value {
        Value::Array(list) => list.iter().map(values).sum::<usize>(),
        Value::Object(object) => object.values().map(values).sum(),
        _ => 0,
    }
}

/// Replaces the value that is so many away, counted from the outside in.
fn replace(value: &mut Value, away: &mut usize, junk: &Value) -> bool {
    if *away == 0 {
        *value = junk.clone();
        return true;
    }
    *away -= 1;
    match value {
        Value::Array(list) => list.iter_mut().any(|it| replace(it, away, junk)),
        Value::Object(object) => object.values_mut().any(|it| replace(it, away, junk)),
        _ => false,
    }
}

fn form(form: &[u8], edits: &[(Index, Value)]) -> String {
    let mut pairs: Vec<_> = parse(form).into_owned().collect();
    let edits = if pairs.is_empty() { &[] } else { edits };
    for (at, junk) in edits {
        match (at.get_mut(&mut pairs), junk) {
            ((key, _), Value::Null) => key.push('_'),
            ((_, value), Value::String(text)) => value.clone_from(text),
            ((_, value), junk) => *value = junk.to_string(),
        }
    }
    Serializer::new(String::new()).extend_pairs(pairs).finish()
}

fn bytes(body: &[u8], edits: &[(Index, Value)]) -> Bytes {
    let mut body = body.to_vec();
    for (at, junk) in edits {
        let at = at.index(body.len() + 1);
        body.splice(at..at, junk.to_string().bytes());
    }
    body.into()
}
