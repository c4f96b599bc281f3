//! Batches of a thousand entries.

use super::clock::nanoseconds;
use super::name;
use adapter::{Adapter, Callback, Setup, Verified};
use form_urlencoded::Serializer;
use serde_json::Value;
use std::hint::black_box;
use trial::recorded;

const ENTRIES: usize = 1000;

/// Measures every provider that sends lists, its entries those of its recordings; gives the most
/// that an entry takes, in microseconds.
pub(super) fn measure(adapters: impl Iterator<Item = &'static dyn Adapter>) -> f64 {
    println!("| provider | bytes | µs |\n|---|---|---|");
    let mut slowest = 0.0_f64;
    for adapter in adapters {
        let Some(batch) = Batch::of(adapter) else { continue };
        let Batch { callback, setup } = &batch;
        let read = || {
            let parsed = adapter.parse(&Verified::kept(black_box(callback), setup));
            let mut parsed = parsed.expect("it is read");
            parsed.events.iter_mut().for_each(client::complete);
            parsed
        };
        let entry = nanoseconds(read) / 1000.0 / 1000.0;
        let bytes = callback.body.len() / ENTRIES;
        println!("| {} | {bytes} | {entry:.2} |", name(adapter.facts()));
        slowest = slowest.max(entry);
    }
    slowest
}

struct Batch {
    callback: Callback,
    setup: Setup,
}

impl Batch {
    /// The entries of all recordings that tell of an event, again and again, where its provider
    /// sends lists or its adapter reads them.
    fn of(adapter: &'static dyn Adapter) -> Option<Self> {
        let recorded = recorded(adapter);
        let bodies = recorded.iter().filter_map(|it| Some((it, json(&it.callback.body)?)));
        let bodies: Vec<_> = bodies.collect();
        let listed = bodies.iter().find(|(_, (_, body))| list(&mut body.clone()).is_some());
        let (first, (field, shape)) = listed.or(bodies.first())?;
        let mut shape = shape.clone();
        if list(&mut shape).is_none() {
            shape = Value::Array(Vec::new());
        }
        let made = |entries: Vec<Value>| {
            let mut body = shape.clone();
            *list(&mut body)? = entries;
            let body = written(field.as_deref(), &body);
            let callback = Callback { body: body.into(), ..first.callback.clone() };
            let parsed = adapter.parse(&Verified::kept(&callback, &first.setup)).ok()?;
            Some((parsed.events.len(), callback))
        };
        let tells = |entry: &Value| made(vec![entry.clone()]).is_some_and(|(events, _)| events > 0);
        let entries = bodies.iter().flat_map(|(_, (_, body))| {
            let mut body = body.clone();
            match list(&mut body) {
                Some(list) => std::mem::take(list),
                None => vec![body],
            }
        });
        let entries: Vec<_> = entries.filter(tells).collect();
        let (events, callback) = made(entries.into_iter().cycle().take(ENTRIES).collect())?;
        (events >= ENTRIES).then(|| Self { callback, setup: first.setup.clone() })
    }
}

fn written(field: Option<&str>, body: &Value) -> String {
    let body = body.to_string();
    match field {
        Some(field) => Serializer::new(String::new()).append_pair(field, &body).finish(),
        None => body,
    }
}

/// The JSON that a body is, or that the one field of a form is, and the field's name.
fn json(body: &[u8]) -> Option<(Option<String>, Value)> {
    if let Ok(json) = serde_json::from_slice(body) {
        return Some((None, json));
    }
    let mut fields = form_urlencoded::parse(body);
    let (name, value) = fields.next()?;
    let json = serde_json::from_str(&value).ok()?;
    Some((Some(name.into_owned()), json))
}

/// The entries: of a list, or of the one list of objects in an object.
fn list(body: &mut Value) -> Option<&mut Vec<Value>> {
    match body {
        Value::Array(list) => Some(list),
        Value::Object(object) => {
            let mut lists = object.values_mut().filter_map(Value::as_array_mut);
            let list = lists.next().filter(|list| list.iter().all(Value::is_object))?;
            lists.next().is_none().then_some(list)
        }
        _ => None,
    }
}
