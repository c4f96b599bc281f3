//! Lists of entries: a bad one goes by itself.

use super::fixture::Case;
use super::parse_unproven;
use crate::{Adapter, Parsed};
use serde_json::{Value, json};

/// Where a body is a list of entries, or an object around one, any entry may be junk: the others
/// say what they say alone, and the junk is skipped, not dropped.
pub(super) fn a_bad_entry_loses_no_neighbour(adapter: &dyn Adapter, case: &Case) {
    let Some(body) = case.json() else { return };
    let Some(entries) = list(&mut body.clone()).map(|list| list.clone()) else { return };
    let said = |entries: Vec<Value>| {
        let mut body = body.clone();
        *list(&mut body)? = entries;
        parse_unproven(adapter, &case.with_body(body.to_string()))
    };
    for bad in 0..entries.len() {
        let mut alone = Vec::new();
        for (_, entry) in entries.iter().enumerate().filter(|(at, _)| *at != bad) {
            alone.extend(said(vec![entry.clone()]).unwrap_or_default().events);
        }
        for junk in [Value::Null, json!(7), json!("junk"), json!([]), json!({})] {
            let mut entries = entries.clone();
            entries[bad] = junk.clone();
            let Some(Parsed { events, skipped, .. }) = said(entries) else {
                panic!("{}: entry {bad} is {junk}, and nothing is read", case.name)
            };
            assert!(events == alone, "{}: entry {bad} is {junk}, and others suffer", case.name);
            assert!(
                skipped.iter().any(|it| !it.known),
                "{}: entry {bad} is {junk}, and is dropped unseen",
                case.name
            );
        }
    }
}

/// The entries, two or more: of a list, or of the one list of objects in an object.
fn list(body: &mut Value) -> Option<&mut Vec<Value>> {
    let list = match body {
        Value::Array(list) => list,
        Value::Object(object) => {
            let mut lists = object.values_mut().filter_map(Value::as_array_mut);
            let list = lists.next().filter(|list| list.iter().all(Value::is_object))?;
            lists.next().is_none().then_some(list)?
        }
        _ => return None,
    };
    (list.len() > 1).then_some(list)
}
