//! The scanners that all adapters share.

use crate::Target;
use crate::corpus::{kept, recorded};
use crate::targets::adapters;
use adapter::bytes::{unbase64, unbase64url, unhex};
use adapter::{Callback, Fields, Secrets, lenient, proof, when};
use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method};
use serde_json::Value;
use std::hash::Hash;
use time::OffsetDateTime;

const MINUTES: u64 = 10;

pub(super) fn all() -> Vec<Target> {
    let recorded: Vec<_> = adapters().flat_map(recorded).collect();
    let bodies = |first: fn(u8) -> bool| -> Vec<Vec<u8>> {
        let begin = |body: &Bytes| body.first().is_some_and(|byte| first(*byte));
        let bodies = recorded.iter().map(|it| &it.callback.body).filter(|body| begin(body));
        bodies.step_by(7).map(|body| body.to_vec()).collect()
    };
    let texts = |texts: &[&str]| texts.iter().map(|it| it.as_bytes().to_vec()).collect();
    let files = recorded.iter().step_by(11).map(|it| it.file.clone()).collect();
    vec![
        seeded("form", bodies(|byte| byte.is_ascii_alphabetic()), form),
        seeded("json", bodies(|byte| b"{[".contains(&byte)), json),
        seeded("timestamps", texts(TIMES), timestamps),
        seeded("signatures", texts(SIGNATURES), signatures),
        seeded("user_agents", texts(AGENTS), user_agents),
        seeded("recordings", files, recordings),
    ]
}

fn seeded<S: Hash + 'static>(name: &str, mut seeds: Vec<Vec<u8>>, tried: fn(&[u8]) -> S) -> Target {
    seeds.extend(kept(name));
    Target::new(name, MINUTES, seeds, tried)
}

/// What is read is what would be written.
fn form(input: &[u8]) -> (usize, bool) {
    let fields = Fields::of_form(input);
    let mut written = form_urlencoded::Serializer::new(String::new());
    let written = written.extend_pairs(fields.pairs()).finish();
    assert_eq!(Fields::of_form(written.as_bytes()), fields, "a form has one meaning");
    let found = fields.pairs().filter(|(key, _)| fields.first(key).is_some());
    (fields.pairs().count().min(20), found.count() > 1)
}

fn json(input: &[u8]) -> Vec<u8> {
    let Ok(value) = serde_json::from_slice::<Value>(input) else { return vec![0] };
    let mut seen = vec![1];
    if let Value::Object(object) = &value {
        let fields = Fields::of_object(object);
        seen.push(u8::try_from(fields.pairs().count().min(20)).unwrap_or_default());
    }
    each(&value, &mut |value| {
        let read = [lenient::as_text(value).is_some(), lenient::as_flag(value).is_some()];
        let bits = u8::from(read[0]) | u8::from(read[1]) << 1;
        seen.push(bits | u8::from(at(when::of(value)).is_some()) << 2);
        if let (Value::Number(number), Some(text)) = (value, lenient::as_text(value)) {
            assert_eq!(text, number.to_string(), "numbers keep every digit");
        }
    });
    seen.sort_unstable();
    seen.dedup();
    seen
}

fn each(value: &Value, seen: &mut impl FnMut(&Value)) {
    seen(value);
    match value {
        Value::Array(list) => list.iter().for_each(|it| each(it, seen)),
        Value::Object(object) => object.values().for_each(|it| each(it, seen)),
        _ => {}
    }
}

/// A time that was read can be told and kept, and is the same again.
fn at(time: Option<OffsetDateTime>) -> Option<OffsetDateTime> {
    let time = time?;
    let told = event::rfc3339(time);
    let again = when::iso(&told).map(event::ms);
    assert_eq!(again, Some(event::ms(time)), "{told} is another time");
    Some(time)
}

/// How old, and how exact.
type Time = Option<(i32, bool)>;

fn timestamps(input: &[u8]) -> [Time; 3] {
    let text = String::from_utf8_lossy(input);
    let value = Value::String(text.clone().into_owned());
    let unix = text.trim().parse().ok().and_then(when::unix);
    [when::iso(&text), when::of(&value), unix].map(|time| {
        let time = at(time)?;
        Some((time.year() / 500, time.nanosecond() != 0))
    })
}

/// The headers of the schemes that have their own.
const HEADERS: [&str; 7] = [
    "authorization",
    "webhook-id",
    "webhook-timestamp",
    "webhook-signature",
    "svix-id",
    "svix-timestamp",
    "svix-signature",
];

/// Nobody is believed by a secret that he does not have: not by any header of any scheme.
fn signatures(input: &[u8]) -> (Vec<bool>, bool) {
    let text = String::from_utf8_lossy(input);
    let mut headers = HeaderMap::new();
    for (name, line) in HEADERS.iter().zip(text.lines()) {
        headers.extend(HeaderValue::from_str(line).map(|it| (HeaderName::from_static(name), it)));
    }
    let callback = Callback {
        method: Method::POST,
        url: "https://hub.example.org/in/x?a=b".to_owned(),
        headers,
        body: Bytes::copy_from_slice(input),
        received_at: OffsetDateTime::UNIX_EPOCH,
    };
    let secret = ["whsec_dW5ndWVzc2FibGUtdW5ndWVzc2FibGU=".to_owned()];
    let mut secrets = Secrets::default();
    for name in ["basic", "bearer"] {
        let inserted = secrets.insert(name.to_owned(), &"un:guessable".into());
        inserted.expect("a secret is a text");
    }
    let guessed = text.contains("guessable") || text.contains("dW46Z3Vlc3NhYmxl");
    let proven = [
        proof::basic(&callback, &secrets).is_ok(),
        proof::bearer(&callback, &secrets).is_ok(),
        proof::standard_webhook(&callback, &proof::WEBHOOK, &secret).is_ok(),
        proof::standard_webhook(&callback, &proof::SVIX, &secret).is_ok(),
        proof::json_web_token(&text, &callback, &secret, "token").is_ok(),
    ];
    assert!(guessed || !proven.contains(&true), "believed: {proven:?}");
    let first = text.lines().next().unwrap_or_default();
    let read =
        [unhex(first), unbase64(first), unbase64url(first), proof::key_of_certificate(input)];
    (read.iter().map(Option::is_some).collect(), callback.headers.is_empty())
}

fn user_agents(input: &[u8]) -> client::Reading {
    client::read(&String::from_utf8_lossy(input))
}

fn recordings(input: &[u8]) -> (bool, usize, bool) {
    match Callback::from_recording(input) {
        Ok(callback) => (true, callback.headers.len().min(12), callback.body.is_empty()),
        Err(wrong) => (false, wrong.0.len().min(16), false),
    }
}

const TIMES: &[&str] = &[
    "2026-09-09T10:15:30Z",
    "2026-09-09T10:15:30.1234567+02:00",
    "2026-09-09 10:15:30",
    "2026-09-09T10:15:30.123+0200",
    "Wed, 09 Sep 2026 10:15:30 GMT",
    "1788948930",
    "1788948930.5",
    "1788948930123",
    "1788948930123456",
    "2026-09-09",
    "09/09/2026 10:15",
];

const SIGNATURES: &[&str] = &[
    "Basic bWU6aHVudGVyMg==\nmsg_1\n0\nv1,AAAA v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=",
    "Bearer hunter2\nmsg_1\n1788948930\nv1,AAAA\nmsg_1\n0\nv1,AAAA",
    "eyJhbGciOiJIUzI1NiJ9.eyJleHAiOjF9.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk",
    "eyJhbGciOiJub25lIn0.e30.",
    "5f16f4c7f149ac4f9510d9cf8cf384038ad348b3bcdc01915f95de12df9d1b02",
    "-----BEGIN CERTIFICATE-----\nMIIBbTCCAROgAwIBAgIUPIdsdTkPZokmkXLvxPQ3HmCbR9Yw\n-----END CERTIFICATE-----",
];

const AGENTS: &[&str] = &[
    "Mozilla/5.0",
    "Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148",
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Mobile Safari/537.36",
    "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
    "Mozilla/5.0 (compatible; SomethingNewBot/1.0)",
];
