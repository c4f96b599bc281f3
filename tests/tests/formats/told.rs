//! Events, and how they come back.

use adapter::{Adapter, Callback, Parsed, Setup, Verified};
use event::{
    Bounce, BounceClass, Channel, Click, Client, Details, Event, EventId, EventKind, Geo, Message,
    Profile, Reason, Response, SourceId, contact, from_ms,
};
use http::{HeaderMap, HeaderValue, Method};
use proptest::collection::{btree_map, vec};
use proptest::option::of;
use proptest::prelude::*;
use serde_json::{Map, Value};
use webhook::{Envelope, Options, Origin};

/// An event of one of these kinds, with all that may be known of it.
pub(crate) fn events(kinds: &'static [EventKind]) -> impl Strategy<Value = Event> {
    let kind = proptest::sample::select(kinds);
    let whom = ("[A-Za-z0-9.+_=-]{1,16}", "[A-Za-z0-9-]{1,10}", "[a-z]{2,4}");
    let whom = whom.prop_map(|(mailbox, domain, top)| format!("{mailbox}@x{domain}x.{top}"));
    let message_id = of("\\PC{0,12}[a-z0-9]");
    (kind, whom, message_id, 1..4_000_000_000_000_i64, details()).prop_map(
        |(kind, recipient, message_id, at, details)| Event {
            recipient: Some(recipient),
            message_id,
            occurred_at: Some(from_ms(at)),
            details: fitting(kind, details),
            ..Event::new(kind)
        },
    )
}

/// What is not about the kind: texts of all sorts.
fn details() -> impl Strategy<Value = Details> {
    let client = (text(), text(), of(text()), of(0..100_u64), text()).prop_map(
        |(user_agent, ip, country, read_seconds, name)| Client {
            user_agent: Some(user_agent),
            ip: Some(ip),
            name: Some(name),
            geo: country.map(|country| Geo { country: Some(country), ..Geo::default() }),
            read_seconds,
            ..Client::default()
        },
    );
    let message =
        (of(text()), of(text()), of(text())).prop_map(|(subject, from, sender)| Message {
            subject,
            from,
            sender,
            recipients: vec!["a@x.example".into(), "b@x.example".into()],
            ..Message::default()
        });
    let metadata = btree_map("[A-Za-z_]{1,8}", values(), 0..4);
    let profile = (text(), btree_map("[A-Za-z]{1,6}", text(), 0..3), vec(text(), 0..3));
    let profile = profile.prop_map(|(id, fields, interests)| Profile {
        id: Some(id),
        fields: fields.into_iter().map(|(name, value)| (name, value.into())).collect(),
        interests,
        ..Profile::default()
    });
    (client, message, metadata, profile, text()).prop_map(
        |(client, message, metadata, profile, url)| Details {
            client: Some(client),
            message: Some(message),
            metadata: metadata.into_iter().collect::<Map<_, _>>(),
            profile: Some(profile),
            click: Some(Click { url }),
            ..Details::default()
        },
    )
}

fn text() -> impl Strategy<Value = String> {
    "[ -~жé\u{2028}]{0,12}[a-z0-9]"
}

fn values() -> impl Strategy<Value = Value> {
    prop_oneof![
        text().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        vec(any::<bool>(), 0..3).prop_map(Value::from),
    ]
}

/// What an event of that kind would say.
fn fitting(kind: EventKind, mut details: Details) -> Details {
    let said = |code, enhanced: &str, text: &str| {
        let (enhanced, text) = (Some(enhanced.to_owned()), Some(text.to_owned()));
        Some(Response { code: Some(code), enhanced, text, stage: Some("rcpt".into()), host: None })
    };
    let bounce = |class| Some(Bounce { class, ..Bounce::default() });
    match kind {
        EventKind::EmailDelivered => details.response = said(250, "2.0.0", "Ok"),
        EventKind::EmailBounced => {
            details.bounce = bounce(BounceClass::Hard);
            // Of every other nothing is known but that it is final.
            if details.click.as_ref().is_some_and(|it| it.url.len() % 2 == 0) {
                details.response = said(550, "5.1.1", "no such user");
            }
        }
        EventKind::EmailSoftBounced | EventKind::EmailDeferred => {
            details.bounce = bounce(BounceClass::Soft);
            if details.click.as_ref().is_some_and(|it| it.url.len() % 2 == 0) {
                details.response = said(452, "4.2.2", "mailbox full");
            }
        }
        EventKind::EmailRejected => {
            details.reason = Some(Reason { code: None, text: Some("On the list".into()) });
        }
        _ => {}
    }
    if kind != EventKind::EmailClicked {
        details.click = None;
    }
    let opened = [EventKind::EmailRead, EventKind::EmailClicked, EventKind::EmailUnsubscribed];
    if !opened.contains(&kind) {
        details.client = None;
    }
    if !kind.name().starts_with("email.profile") {
        details.profile = None;
    }
    details
}

/// The body of an event's deliveries, as the hub keeps it.
pub(crate) fn kept(event: &Event) -> Vec<u8> {
    let address = event.recipient.as_deref().map(|it| contact(event.kind.channel(), it));
    let origin = Origin { project: "shop.example", provider: "x", source: SourceId::first_at(7) };
    let envelope = Envelope {
        id: EventId::first_at(1),
        event,
        contact: address.as_deref(),
        received_at: from_ms(4_000_000_000_000),
        origin,
    };
    envelope.body()
}

/// What a receiver of another sender makes of an event that is written as that sender would.
pub(crate) fn come_back(
    adapters: &[&'static dyn Adapter],
    (channel, provider): (Channel, &str),
    options: &Options,
    event: &Event,
) -> Parsed {
    let body = options.body(&kept(event)).expect("a body");
    let mut headers = HeaderMap::new();
    headers.insert("content-type", HeaderValue::from_static(options.content_type()));
    let callback = Callback {
        method: Method::POST,
        url: "https://hub.example/in/1".to_owned(),
        headers,
        body: body.into(),
        received_at: from_ms(4_000_000_000_000),
    };
    let named =
        |it: &&&'static dyn Adapter| it.facts().channel == channel && it.facts().name == provider;
    let adapter = adapters.iter().find(named).expect("an adapter");
    let setup = Setup::default();
    adapter.parse(&Verified::kept(&callback, &setup)).expect("it can be read")
}
