//! Beacons of the hub's own service worker and page script; the README tells their shape.
//! Auth: a token that came inside the encrypted push; for permission, site key and `Origin`.
//! Shape: a JSON object or an array of them; `text/plain`, so that no CORS preflight is needed.
//! See <https://developer.mozilla.org/en-US/docs/Web/API/Push_API>.

use crate::token::{self, Claims};
use adapter::bytes::unbase64url;
use adapter::check::{self, Unfit};
use adapter::proof::{self, Proof};
use adapter::{
    Adapter, Callback, Covers, Facts, Malformed, Parsed, Refusal, Secret, Setting, Setup, Skipped,
    Verified, lenient,
};
use event::{Channel, Click, Client, Event, EventKind};
use serde::Deserialize;
use serde_json::Value;
use time::OffsetDateTime;

/// The longest name that a page gives a browser which has not subscribed, in bytes.
const LONGEST_SUBSCRIPTION: usize = 100;

pub(super) struct Beacon;

static FACTS: Facts = Facts {
    channel: Channel::WebPush,
    name: "beacon",
    title: "Service worker and page script",
    proof: "A token that came inside the encrypted push; for permission, the site key and the page's origin.",
    covers: Covers::Nothing,
    docs: "https://developer.mozilla.org/en-US/docs/Web/API/Push_API",
    steps: "Add the hub's script and service worker to the site, with the site key; keep the callback URL secret.",
    secrets: &[
        Secret {
            name: "token_key",
            required: true,
            made_here: true,
            proves: true,
            about: "What tokens are signed with. It is shown once, for a sender of your own; in pages and pushes it never is.",
            check: Secret::any,
        },
        Secret {
            name: "site_key",
            required: true,
            made_here: true,
            proves: true,
            about: "What the page script names the site by. Everybody can read it in the page.",
            check: Secret::any,
        },
        Secret::sending(
            "vapid",
            true,
            "The key by which push services know who sends; its public half stands in the source.",
        )
        .formed(vapid),
    ],
    settings: &[
        Setting {
            name: "origin",
            about: "The site's origin, such as https://shop.example.com: no permission is believed without it.",
            check: check::origin,
        },
        Setting {
            name: "subject",
            about: "Whom push services may turn to, as mailto:push@example.com or an https URL; the project's domain, where it is left out.",
            check: subject,
        },
    ],
    kinds: &[
        EventKind::WebPushDelivered,
        EventKind::WebPushDesktopDeclined,
        EventKind::WebPushDesktopGranted,
        EventKind::WebPushDesktopUnsubscribed,
        EventKind::WebPushMobileDeclined,
        EventKind::WebPushMobileGranted,
        EventKind::WebPushMobileUnsubscribed,
        EventKind::WebPushClicked,
        EventKind::WebPushDisplayed,
        EventKind::WebPushClosed,
    ],
};

/// Passes the 32 bytes of a private key.
fn vapid(value: &str) -> Result<(), Unfit> {
    let whole = unbase64url(value).is_some_and(|key| key.len() == 32);
    check::unless(whole, "must be the 32 bytes of a P-256 private key in base64url")
}

fn subject(value: &Value) -> Result<(), &'static str> {
    let text = value.as_str().unwrap_or_default();
    let rest = text.strip_prefix("mailto:").or_else(|| text.strip_prefix("https://"));
    // One push service refuses whom it cannot reach.
    let there = rest.is_some_and(|rest| rest.contains('.') && !rest.contains(char::is_whitespace));
    there.then_some(()).ok_or("must be `mailto:` with an address, or an `https:` URL")
}

impl Adapter for Beacon {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    fn verify(&self, callback: &Callback, setup: &Setup) -> Result<Proof, Refusal> {
        let beacons = beacons(&callback.body).map_err(|_| Refusal::Missing("token"))?;
        let mut proven = Err(Refusal::Missing("token"));
        for beacon in &beacons {
            let beacon = beacon.as_ref().map_err(|_| Refusal::Missing("token"))?;
            let proof = beacon.prove(callback, setup)?;
            if !beacon.is_over(callback) {
                proven = Ok(proof);
            } else if proven.is_err() {
                proven = Err(Refusal::Stale("token"));
            }
        }
        proven
    }

    fn parse(&self, verified: &Verified<'_>) -> Result<Parsed, Malformed> {
        let mut parsed = Parsed::default();
        for beacon in beacons(verified.body())? {
            parsed.push(beacon.and_then(|beacon| beacon.into_event(verified.callback())));
        }
        Ok(parsed)
    }
}

/// The beacons of a body, each read by itself.
fn beacons(body: &[u8]) -> Result<Vec<Result<Report, Skipped>>, serde_json::Error> {
    let entries = match serde_json::from_slice(body)? {
        Value::Array(entries) => entries,
        entry => vec![entry],
    };
    let read = |entry: Value| {
        let entry = Some(entry).filter(Value::is_object);
        let report = entry.and_then(|entry| Report::deserialize(entry).ok());
        report.ok_or_else(|| Skipped::unknown("no object"))
    };
    Ok(entries.into_iter().map(read).collect())
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Report {
    #[serde(rename = "v", deserialize_with = "lenient::number")]
    version: Option<u64>,
    #[serde(deserialize_with = "lenient::text")]
    id: Option<String>,
    #[serde(rename = "type", deserialize_with = "lenient::text")]
    word: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    token: Option<String>,
    #[serde(rename = "ts", deserialize_with = "lenient::time")]
    at: Option<OffsetDateTime>,
    #[serde(deserialize_with = "lenient::text")]
    form_factor: Option<String>,
    url: Value,
    #[serde(deserialize_with = "lenient::text")]
    action: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    site: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    subscription: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    state: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    new: Option<String>,
}

impl Report {
    fn is_permission(&self) -> bool {
        self.word.as_deref() == Some("permission")
    }

    /// What its token says, where it has one that counts.
    fn claims(&self) -> Option<Claims> {
        self.token.as_deref().filter(|_| !self.is_permission()).and_then(Claims::read)
    }

    fn is_over(&self, callback: &Callback) -> bool {
        self.claims().is_some_and(|claims| claims.is_over(callback))
    }

    fn prove(&self, callback: &Callback, setup: &Setup) -> Result<Proof, Refusal> {
        if !self.is_permission() {
            let token = self.token.as_deref().ok_or(Refusal::Missing("token"))?;
            return token::prove(token, setup.secrets.get("token_key")?);
        }
        let site = self.site.as_deref().ok_or(Refusal::Missing("site"))?;
        let proof = proof::equal(site.as_bytes(), setup.secrets.get("site_key")?, "site")?;
        let origin = setup.text("origin").ok_or(Refusal::Missing("origin"))?;
        let from = callback.header("origin")?;
        if from == origin.trim_end_matches('/') {
            Ok(proof)
        } else {
            Err(Refusal::Mismatch("origin"))
        }
    }

    fn into_event(self, callback: &Callback) -> Result<Event, Skipped> {
        let word = self.word.clone().unwrap_or_else(|| "no type".to_owned());
        if self.version != Some(1) {
            return Err(Skipped::unknown("no beacon of version 1"));
        }
        let kind = self.kind()?;
        let (mut event, mut since) = (Event::new(kind), None);
        if self.is_permission() {
            let fits = |it: &String| it.len() <= LONGEST_SUBSCRIPTION;
            event.recipient = self.subscription.filter(fits);
        } else if let Some(claims) = self.claims() {
            if claims.is_over(callback) {
                return Err(Skipped::known(format!("{word} with a token that is over")));
            }
            if claims.message_id.is_some() != is_about_a_message(kind) {
                return Err(Skipped::unknown(format!("{word} with a token for something else")));
            }
            since = claims.subscribed_by();
            event.recipient = Some(claims.subscription_id);
            event.message_id = claims.message_id;
        }
        if event.recipient.is_none() {
            return Err(Skipped::unknown(format!("{word} without subscription")));
        }
        event.event_id = self.id;
        // A slow clock would have a browser leave before it came.
        event.occurred_at = self.at.map(|at| since.map_or(at, |since| at.max(since)));
        event.details.client = Some(Client {
            user_agent: callback.find_header("user-agent").map(ToOwned::to_owned),
            device: self.form_factor.filter(|it| matches!(it.as_str(), "desktop" | "mobile")),
            ..Client::default()
        });
        if kind == EventKind::WebPushClicked {
            event.details.click = web(&self.url).map(|url| Click { url });
            let action = self.action.map(|action| ("action".to_owned(), action.into()));
            event.details.metadata.extend(action);
        }
        Ok(event)
    }

    /// The beacon's words, in ours.
    fn kind(&self) -> Result<EventKind, Skipped> {
        let word = self.word.as_deref().unwrap_or("no type");
        let device = self.form_factor.as_deref();
        Ok(match (word, self.state.as_deref(), device) {
            ("delivered", ..) => EventKind::WebPushDelivered,
            ("displayed", ..) => EventKind::WebPushDisplayed,
            ("clicked", ..) => EventKind::WebPushClicked,
            ("closed", ..) => EventKind::WebPushClosed,
            // The subscription goes on under another address.
            ("subscription_changed", ..) if self.new.is_some() => return Err(Skipped::known(word)),
            ("unsubscribed" | "subscription_changed", _, Some("desktop")) => {
                EventKind::WebPushDesktopUnsubscribed
            }
            ("unsubscribed" | "subscription_changed", _, Some("mobile")) => {
                EventKind::WebPushMobileUnsubscribed
            }
            // The question was closed without an answer.
            ("permission", Some("default"), _) => return Err(Skipped::known("permission default")),
            ("permission", Some("granted"), Some("desktop")) => EventKind::WebPushDesktopGranted,
            ("permission", Some("granted"), Some("mobile")) => EventKind::WebPushMobileGranted,
            ("permission", Some("denied"), Some("desktop")) => EventKind::WebPushDesktopDeclined,
            ("permission", Some("denied"), Some("mobile")) => EventKind::WebPushMobileDeclined,
            _ => return Err(Skipped::unknown(word)),
        })
    }
}

/// A URL of the web, which alone is safe to show as a link.
fn web(url: &Value) -> Option<String> {
    let url = url.as_str()?;
    let begins = |with: &str| url.get(..with.len()).is_some_and(|it| it.eq_ignore_ascii_case(with));
    (begins("https://") || begins("http://")).then(|| url.to_owned())
}

fn is_about_a_message(kind: EventKind) -> bool {
    matches!(
        kind,
        EventKind::WebPushDelivered
            | EventKind::WebPushDisplayed
            | EventKind::WebPushClicked
            | EventKind::WebPushClosed
    )
}
