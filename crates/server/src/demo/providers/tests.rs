use super::*;
use crate::Adapters;
use adapter::{Parsed, Setup};
use std::collections::BTreeSet;
use strum::IntoEnumIterator;
use time::OffsetDateTime;

const URL: &str = "http://127.0.0.1:8420/in/token";

/// What the hub would make where nothing is given.
fn made_by_the_hub() -> Map<String, Value> {
    let names = ["secret_token", "token_key", "site_key", "vapid"];
    names.into_iter().map(|name| (name.to_owned(), Value::from(secret()))).collect()
}

/// All of them, each with the setup of its source.
fn set_up() -> Vec<(Box<dyn Provider>, Setup)> {
    let mut all = all().expect("random numbers");
    let made = made_by_the_hub();
    let setups = all.iter_mut().map(|provider| {
        provider.learn(&made).expect("all secrets are there");
        let facts = Adapters.find(provider.channel(), provider.name()).expect("known").facts();
        let of_hub = facts.secrets.iter().filter(|it| it.made_here).map(|it| it.name);
        let mut object: Map<String, Value> =
            of_hub.map(|name| (name.to_owned(), made[name].clone())).collect();
        let setup = provider.setup();
        for part in ["secrets", "settings"] {
            object.extend(setup[part].as_object().cloned().unwrap_or_default());
        }
        Setup::from_object(object, facts).expect("secrets are texts")
    });
    let setups: Vec<_> = setups.collect();
    all.into_iter().zip(setups).collect()
}

fn send(provider: &dyn Provider, recording: &Recording, message: u32, id: u32) -> Callback {
    let stamps = Stamps { now: OffsetDateTime::now_utc(), message, id };
    let mut words = stamps.words();
    words.extend(provider.words(&stamps));
    let mut callback = recording.callback(&words, URL).expect("a recording");
    callback.received_at = stamps.now;
    provider.sign(&mut callback, &stamps).expect("signed");
    callback
}

fn read(provider: &dyn Provider, callback: &Callback, setup: &Setup) -> Parsed {
    let adapter = Adapters.find(provider.channel(), provider.name()).expect("known");
    let verified = adapter::verify(adapter, callback, setup).expect("it is proven");
    adapter.parse(&verified).expect("it can be read")
}

#[test]
fn every_channel_has_a_provider() {
    let all = all().expect("random numbers");
    let channels: BTreeSet<_> = all.iter().map(|provider| provider.channel()).collect();
    assert!(channels.into_iter().eq(Channel::iter()));
}

#[test]
fn each_recording_is_proven_and_says_what_stands_beside_it() {
    for (provider, setup) in set_up() {
        for recording in provider.recordings() {
            let callback = send(&*provider, recording, 123_456_789, 987_654_321);
            let text = String::from_utf8(callback.body.to_vec()).expect("text");
            assert!(!text.contains("{{"), "a word was left: {text}");
            let parsed = read(&*provider, &callback, &setup);
            let kinds: Vec<_> = parsed.events.iter().map(|event| event.kind).collect();
            assert_eq!((kinds.as_slice(), parsed.skipped), (recording.kinds, vec![]), "{text}");
        }
    }
}

#[test]
fn nothing_is_a_repeat_of_anything() {
    for (provider, setup) in set_up() {
        let (mut seen, mut count) = (BTreeSet::new(), 0);
        for message in [111_111_111, 222_222_222] {
            for (id, recording) in (message..).zip(provider.recordings()) {
                let callback = send(&*provider, recording, message, id);
                let events = read(&*provider, &callback, &setup).events;
                seen.extend(events.iter().map(|event| event.fingerprint(0)));
                count += recording.kinds.len();
            }
        }
        assert_eq!(seen.len(), count, "{}", provider.name());
    }
}

#[test]
fn another_secret_is_noticed_where_there_is_one() {
    let others = set_up();
    for ((provider, _), (_, other)) in set_up().iter().zip(&others) {
        let callback = send(&**provider, &provider.recordings()[0], 123_456_789, 987_654_321);
        let adapter = Adapters.find(provider.channel(), provider.name()).expect("known");
        let proven = adapter::verify(adapter, &callback, other).is_ok();
        assert_eq!(proven, provider.name() == "smtp2go", "{}", provider.name());
    }
}
