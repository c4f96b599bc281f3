//! Adapters, from the request to what it says.

use crate::Target;
use crate::corpus::{kept, recorded};
use adapter::{Adapter, Callback, Malformed, Parsed, Setup, Verified};
use event::{Event, contact};
use serde_json::Value;

/// Those whose formats are scanned by hand are tried as long as the scanners that are shared.
const BY_HAND: [&str; 2] = ["sms/smpp", "email/mailbox"];

/// Every adapter there is.
pub fn adapters() -> impl Iterator<Item = &'static dyn Adapter> {
    let channels =
        [email::ADAPTERS, sms::ADAPTERS, webpush::ADAPTERS, telegram::ADAPTERS, viber::ADAPTERS];
    channels.into_iter().flatten().copied()
}

pub(super) fn target(adapter: &'static dyn Adapter) -> Target {
    let facts = adapter.facts();
    let name = format!("{}/{}", facts.channel.name(), facts.name);
    let recorded = recorded(adapter);
    let setup = recorded.first().map(|it| it.setup.clone()).unwrap_or_default();
    let mut seeds: Vec<_> = recorded.into_iter().map(|it| it.file).collect();
    seeds.extend(kept(&name));
    let minutes = if BY_HAND.contains(&name.as_str()) { 10 } else { 1 };
    Target::new(name, minutes, seeds, move |input| tried(adapter, &setup, input))
}

/// What is said, values aside; none where the input is no request.
fn tried(adapter: &dyn Adapter, setup: &Setup, input: &[u8]) -> Option<Vec<String>> {
    let callback = Callback::from_recording(input).ok()?;
    let key = adapter.key(&callback, setup).is_ok();
    let shaken = adapter.handshake(&callback, setup).is_some();
    let proven = adapter::verify(adapter, &callback, setup).is_ok();
    let mut said = vec![format!("{key} {shaken} {proven}")];
    let verified = Verified::kept(&callback, setup);
    let parsed = adapter.parse(&verified);
    assert_eq!(parsed, adapter.parse(&verified), "the same callback says this and that");
    match parsed {
        Err(Malformed(_)) => said.push("malformed".to_owned()),
        Ok(parsed) => said.extend(shape(adapter, parsed)),
    }
    Some(said)
}

fn shape(adapter: &dyn Adapter, parsed: Parsed) -> Vec<String> {
    let facts = adapter.facts();
    let mut shape: Vec<_> =
        parsed.skipped.iter().map(|it| format!("skipped {}", it.known)).collect();
    for mut event in parsed.events {
        assert_eq!(event.kind.channel(), facts.channel, "an event of another channel");
        assert!(facts.kinds.contains(&event.kind), "{} is not listed", event.kind);
        client::complete(&mut event);
        if let Some(recipient) = &event.recipient {
            let canonical = contact(facts.channel, recipient);
            assert_eq!(contact(facts.channel, &canonical), canonical, "a contact has one form");
        }
        _ = event.fingerprint(0);
        shape.push(members(&event));
    }
    shape.dedup();
    shape
}

/// Which of an event's members are there.
fn members(event: &Event) -> String {
    let details = serde_json::to_value(&event.details).unwrap_or_default();
    let mut names = vec![event.kind.name()];
    let here = [
        ("recipient", event.recipient.is_some()),
        ("message", event.message_id.is_some()),
        ("time", event.occurred_at.is_some()),
    ];
    names.extend(here.iter().filter(|(_, there)| *there).map(|(name, _)| *name));
    names.extend(details.as_object().into_iter().flat_map(|it| it.keys().map(String::as_str)));
    let class = details.pointer("/bounce/class").and_then(Value::as_str);
    names.extend(class);
    names.join(" ")
}
