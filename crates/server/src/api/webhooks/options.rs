//! How a webhook's deliveries are written, shown and signed: on the wire, and checked.

use super::filter::Filter;
use super::order::Order;
use super::rate_limit::RateLimit;
use crate::api::input::{Change, Faults, unknown};
use serde::{Deserialize, Serialize};
use std::ops::RangeInclusive;
use utoipa::ToSchema;
use webhook::{Options, known_members};

/// How long an attempt may be given, in seconds.
const DEADLINES: RangeInclusive<u16> = 1..=60;

/// How many events a batch may hold, and how long they may wait for each other, in milliseconds.
const BATCHES: RangeInclusive<u16> = 2..=200;
const LONGEST_WAIT: u16 = 10_000;

/// How many names a list may hold.
const MOST_NAMES: usize = 100;

/// The form of what is sent.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(super) enum Format {
    /// Standard Webhooks: `type`, `timestamp`, `data`.
    Standard,
    /// CloudEvents 1.0, structured, in JSON.
    CloudEvents,
    /// The members of `standard` as a form, nested in brackets as PHP nests.
    Form,
    /// SMTP2GO's words and fields.
    Smtp2Go,
    /// SMTPeter's and Copernica's types and fields.
    SmtPeter,
    /// Wooxy's object of six members.
    Wooxy,
}

/// How fields are written, where the form has a choice.
#[derive(Clone, Copy, Debug, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(super) enum Encoding {
    /// `application/x-www-form-urlencoded`.
    Form,
    /// A JSON object.
    Json,
}

/// A way to sign.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize, ToSchema)]
#[schema(as = SignatureProfile)]
pub(super) enum Profile {
    /// Standard Webhooks, HMAC-SHA256 by the webhook's secret.
    #[serde(rename = "v1")]
    V1,
    /// Standard Webhooks, Ed25519 by the project's key.
    #[serde(rename = "v1a")]
    V1a,
    /// RFC 9421, Ed25519 by the project's key.
    #[serde(rename = "rfc9421")]
    Rfc9421,
    /// RFC 9421, HMAC-SHA256 by the webhook's secret.
    #[serde(rename = "rfc9421-hmac")]
    Rfc9421Hmac,
    /// As receivers of SMTPeter and Copernica check it (draft-cavage-http-signatures-10), RSA by the
    /// project's key.
    #[serde(rename = "cavage")]
    Cavage,
}

/// What of an event is shown.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[schema(as = WebhookShape, example = json!({"contact": "hashed", "mail_headers": ["X-Order"]}))]
pub(super) struct Shape {
    /// The members of `data` that are shown, such as `contact` or `bounce.class`; `null` for all.
    /// The event's id, and whether it is a test, are always shown.
    members: Option<Vec<String>>,
    /// How the contact is shown, wherever it stands.
    #[schema(required = false)]
    contact: Contact,
    /// The mail headers that are shown, of those that the provider reported; `null` for all.
    mail_headers: Option<Vec<String>>,
    /// The mail headers that are not shown, in place of those that are.
    mail_headers_out: Option<Vec<String>>,
    /// Whether only ids are shown.
    #[schema(required = false)]
    thin: bool,
}

/// How a contact is shown.
#[derive(Clone, Copy, Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = ContactShown)]
enum Contact {
    /// As it is.
    #[default]
    Clear,
    /// As much of it as tells people apart: `b***@example.org`, `***96`.
    Masked,
    /// `sha256:` and the SHA-256 of its canonical form, in hex.
    Hashed,
}

/// Several events in one request.
#[derive(Clone, Copy, Debug, Deserialize, Serialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[schema(as = WebhookBatch, example = json!({"events": 100, "wait_ms": 1000}))]
pub(super) struct Batch {
    /// How many events a request holds at most: 2 to 200; 100, where it is not said.
    #[schema(required = false)]
    events: u16,
    /// How long the first of them waits for others, in milliseconds: 10,000 at most; 1,000, where it
    /// is not said.
    #[schema(required = false)]
    wait_ms: u16,
}

impl Default for Batch {
    fn default() -> Self {
        Self { events: 100, wait_ms: 1000 }
    }
}

/// What a request says of it.
#[derive(Debug, Default)]
pub(super) struct Asked {
    pub(super) format: Option<Format>,
    pub(super) encoding: Change<Encoding>,
    pub(super) shape: Change<Shape>,
    pub(super) signatures: Change<Vec<Profile>>,
    pub(super) sender_id: Change<String>,
    pub(super) deadline_seconds: Change<u16>,
    pub(super) batch: Change<Batch>,
    pub(super) rate_limit: Change<RateLimit>,
    pub(super) filter: Change<Filter>,
    pub(super) order: Change<Order>,
}

impl Asked {
    /// What comes of it for a webhook that had that.
    pub(super) fn over(&self, old: &Options) -> Options {
        let usual = Options::default();
        let mut new = old.clone();
        if let Some(format) = self.format {
            new.format = format.into();
        }
        put(&mut new.encoding, &self.encoding, usual.encoding, |it| (*it).into());
        if matches!(self.encoding, Change::Keep) && !new.format.has_encodings() {
            new.encoding = usual.encoding;
        }
        put(&mut new.shape, &self.shape, usual.shape, Shape::taken);
        put(&mut new.signatures, &self.signatures, usual.signatures, |it| {
            it.iter().map(|profile| (*profile).into()).collect()
        });
        put(&mut new.sender_id, &self.sender_id, None, |it| Some(it.clone()));
        put(&mut new.deadline_seconds, &self.deadline_seconds, None, |it| Some(*it));
        put(&mut new.batch, &self.batch, None, |it| Some(it.taken()));
        put(&mut new.rate_limit, &self.rate_limit, None, |it| Some(it.taken()));
        put(&mut new.filter, &self.filter, None, Filter::taken);
        put(&mut new.order, &self.order, None, |it| Some(it.taken()));
        new
    }

    /// Notes what is wrong with it for a webhook that had that.
    pub(super) fn check(&self, old: &Options, faults: &mut Faults) {
        let new = self.over(old);
        if matches!(self.encoding, Change::Set(_)) && !new.format.has_encodings() {
            faults.add("/encoding", format!("the form `{}` is written in one way", new.format));
        }
        if let Change::Set(shape) = &self.shape {
            shape.check(faults);
        }
        if let Change::Set(profiles) = &self.signatures {
            check_profiles(profiles, faults);
        }
        if let Change::Set(id) = &self.sender_id {
            let fits = (1..=100).contains(&id.len()) && id.bytes().all(|it| it.is_ascii_graphic());
            if !fits {
                faults.add("/sender_id", "must be 1 to 100 characters of ASCII without spaces");
            }
        }
        if let Change::Set(seconds) = &self.deadline_seconds
            && !DEADLINES.contains(seconds)
        {
            faults.add("/deadline_seconds", "must be 1 to 60");
        }
        if let Change::Set(batch) = &self.batch {
            batch.check(faults);
        }
        if let Change::Set(limit) = &self.rate_limit {
            limit.check(faults);
        }
        if let Change::Set(filter) = &self.filter {
            filter.check(faults);
        }
        if new.batch.is_some() && !new.format.takes_batches(new.encoding) {
            let place = if matches!(self.batch, Change::Set(_)) { "/batch" } else { "/format" };
            faults.add(place, "a form holds one event: batches are lists of JSON");
        }
    }
}

fn put<T, U>(place: &mut T, change: &Change<U>, usual: T, take: impl Fn(&U) -> T) {
    match change {
        Change::Keep => {}
        Change::Reset => *place = usual,
        Change::Set(to) => *place = take(to),
    }
}

fn check_profiles(profiles: &[Profile], faults: &mut Faults) {
    if profiles.is_empty() {
        faults.add("/signatures", "must name at least one");
    }
    let takes = |it: &Profile| webhook::Profile::from(*it).takes_the_header();
    for (place, profile) in profiles.iter().enumerate() {
        let before = &profiles[..place];
        if before.contains(profile) {
            faults.add(&format!("/signatures/{place}"), "stands there more than once");
        } else if takes(profile) && before.iter().any(takes) {
            let detail = "needs the header `signature`, which another has";
            faults.add(&format!("/signatures/{place}"), detail);
        }
    }
}

impl Shape {
    fn check(&self, faults: &mut Faults) {
        let members = self.members.as_deref().unwrap_or_default();
        if self.thin && self.members.is_some() {
            faults.add("/shape/members", "a thin body holds ids and nothing else");
        }
        for (place, name) in members.iter().enumerate() {
            if !webhook::Shape::has_member(name) {
                let detail = unknown("member", name, known_members());
                faults.add(&format!("/shape/members/{place}"), detail);
            }
        }
        if self.mail_headers.is_some() && self.mail_headers_out.is_some() {
            let detail = "say which are shown or which are not: leave one of the two out";
            faults.add("/shape/mail_headers_out", detail);
        }
        let shown = self.mail_headers.as_deref().unwrap_or_default();
        let out = self.mail_headers_out.as_deref().unwrap_or_default();
        for (list, names) in [("mail_headers", shown), ("mail_headers_out", out)] {
            for (place, name) in names.iter().enumerate() {
                if name.parse::<http::HeaderName>().is_err() {
                    let detail = "is not the name of a header";
                    faults.add(&format!("/shape/{list}/{place}"), detail);
                }
            }
        }
        for (list, names) in
            [("members", members), ("mail_headers", shown), ("mail_headers_out", out)]
        {
            if names.len() > MOST_NAMES {
                let detail = format!("must be at most {MOST_NAMES} names");
                faults.add(&format!("/shape/{list}"), detail);
            }
        }
    }

    fn taken(&self) -> webhook::Shape {
        webhook::Shape {
            members: self.members.clone(),
            contact: match self.contact {
                Contact::Clear => webhook::ContactShown::Clear,
                Contact::Masked => webhook::ContactShown::Masked,
                Contact::Hashed => webhook::ContactShown::Hashed,
            },
            mail_headers: self.mail_headers.clone(),
            mail_headers_out: self.mail_headers_out.clone(),
            thin: self.thin,
        }
    }

    pub(super) fn show(shape: &webhook::Shape) -> Self {
        Self {
            members: shape.members.clone(),
            contact: match shape.contact {
                webhook::ContactShown::Clear => Contact::Clear,
                webhook::ContactShown::Masked => Contact::Masked,
                webhook::ContactShown::Hashed => Contact::Hashed,
            },
            mail_headers: shape.mail_headers.clone(),
            mail_headers_out: shape.mail_headers_out.clone(),
            thin: shape.thin,
        }
    }
}

impl Batch {
    fn check(self, faults: &mut Faults) {
        if !BATCHES.contains(&self.events) {
            faults.add("/batch/events", "must be 2 to 200");
        }
        if self.wait_ms > LONGEST_WAIT {
            faults.add("/batch/wait_ms", "must be at most 10000");
        }
    }

    const fn taken(self) -> webhook::Batch {
        webhook::Batch { events: self.events, wait_ms: self.wait_ms }
    }

    pub(super) const fn show(batch: webhook::Batch) -> Self {
        Self { events: batch.events, wait_ms: batch.wait_ms }
    }
}

/// Two enums of the same variants, each made of the other.
macro_rules! same {
    ($ours:ident: $($variant:ident),+) => {
        impl From<$ours> for webhook::$ours {
            fn from(it: $ours) -> Self {
                match it { $($ours::$variant => Self::$variant),+ }
            }
        }

        impl From<webhook::$ours> for $ours {
            fn from(it: webhook::$ours) -> Self {
                match it { $(webhook::$ours::$variant => Self::$variant),+ }
            }
        }
    };
}

same!(Format: Standard, CloudEvents, Form, Smtp2Go, SmtPeter, Wooxy);
same!(Encoding: Form, Json);
same!(Profile: V1, V1a, Rfc9421, Rfc9421Hmac, Cavage);
