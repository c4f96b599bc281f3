//! What push services answer, and what that means. Bodies are texts, JSON, HTML or nothing, so it is
//! status and header that count; what the body says is told along.

use crate::outcome::{reason, said};
use crate::{Accepted, Outcome, Refusal, Reply};
use event::EventKind;
use std::ops::RangeInclusive;
use std::time::Duration;

/// What an answer comes to.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Meaning {
    /// The service has it; more than that no service tells.
    Accepted,
    /// It was dropped, although the status says otherwise.
    Throttled,
    /// The subscription is over, or never was one.
    Gone,
    /// The push is larger than the service takes.
    TooLarge,
    /// The source's key, its subject, or the request is not what the service wants: trying again
    /// changes nothing, and the subscription is not to blame.
    Config,
    /// The service takes nothing now.
    Later,
}

/// Statuses, a header that decides where it has one of these values, and what that means. The first
/// line that fits counts.
type Line = (RangeInclusive<u16>, Option<(&'static str, &'static [&'static str])>, Meaning);

const ANSWERS: &[Line] = &[
    // Windows says 201 to what it drops (WNS push response headers).
    (
        200..=299,
        Some(("x-wns-notificationstatus", &["dropped", "channelthrottled"])),
        Meaning::Throttled,
    ),
    // Mozilla: 201 for what it stores, and for what it drops as nobody is there and the TTL is 0.
    (200..=299, None, Meaning::Accepted),
    // FCM says 404 to tokens that were not seen for 270 days; libraries mix the two up.
    (404..=404, None, Meaning::Gone),
    (410..=410, None, Meaning::Gone),
    (413..=413, None, Meaning::TooLarge),
    // Windows throttles by 406.
    (406..=406, None, Meaning::Later),
    (408..=408, None, Meaning::Later),
    (425..=425, None, Meaning::Later),
    (429..=429, None, Meaning::Later),
    (500..=599, None, Meaning::Later),
    // 400, 401: encryption, TTL, Topic, VAPID. 403: the subscription was made with another key.
    (300..=499, None, Meaning::Config),
];

/// Reads what a push service answered.
#[must_use]
pub fn read(reply: &Reply<'_>) -> Outcome {
    let refused = |code: &str, ends: bool| {
        let reason = reason(code, reply.words());
        let response = said(reply.status, reply.words());
        Outcome::Refused(Refusal { kind: EventKind::WebPushUndelivered, reason, response, ends })
    };
    match meaning(reply) {
        Meaning::Accepted => {
            let ttl = reply.header("ttl").and_then(|text| text.trim().parse().ok());
            Outcome::Accepted(Accepted { ttl, ..Accepted::default() })
        }
        Meaning::Throttled => refused("throttled", false),
        Meaning::Gone => refused("invalid", true),
        Meaning::TooLarge => refused("payload", false),
        Meaning::Config => refused("config", false),
        Meaning::Later => {
            let after = reply.retry_after.map(|after| after.min(Duration::from_hours(1)));
            Outcome::Later { after, reason: reason(&reply.status.to_string(), reply.words()) }
        }
    }
}

fn meaning(reply: &Reply<'_>) -> Meaning {
    let fits = |(statuses, header, _): &&Line| {
        let says = |(name, values): &(&str, &[&str])| {
            let value = reply.header(name).unwrap_or_default().trim().to_ascii_lowercase();
            values.contains(&value.as_str())
        };
        statuses.contains(&reply.status) && header.as_ref().is_none_or(says)
    };
    ANSWERS.iter().find(fits).map_or(Meaning::Config, |(.., meaning)| *meaning)
}
