//! What providers report marks the contact, in the commit that keeps the event.

use crate::setup::{act, contact, path, play, publish, source};
use serde_json::{Value, json};
use tests::{Hub, Stage, on_both, text};

on_both!(
    each_mark_is_set_by_a_callback,
    a_bounce_blocks_at_once,
    a_late_report_does_not_undo,
    what_is_blocked_still_has_events,
    other_events_make_no_contact,
    what_is_no_address_of_a_contact_does_no_harm,
);

/// A recording, the contact it is about, the marks that are known then, and the reasons.
type Case = (&'static str, &'static str, &'static [&'static str], &'static [&'static str]);

const EMAIL: &[Case] = &[
    ("email/smtp2go/bounce_hard", "hank@nowhere.example", &["bounced"], &["bounced"]),
    ("email/postmark/bounce_hard", "hank@nowhere.example", &["bounced"], &["bounced"]),
    ("email/postmark/spam_complaint", "", &["complained"], &["complained"]),
    ("email/postmark/suppressed_by_recipient", "", &["left"], &["unsubscribed"]),
    ("email/postmark/suppressed_by_admin", "", &["deactivated"], &["deactivated"]),
    ("email/postmark/reactivated_by_admin", "", &["activated"], &[]),
    ("email/postmark/reactivated_by_recipient", "", &["joined"], &[]),
];

const OTHERS: &[Case] = &[
    ("sms/twilio/stop_word", "", &["left"], &["unsubscribed"]),
    ("sms/twilio/start_word", "", &["joined"], &[]),
    ("viber/bot/unsubscribed", "", &["left"], &["unsubscribed"]),
    ("viber/bot/subscribed", "", &["joined"], &[]),
    ("telegram/bot/blocked", "", &["left"], &["unsubscribed"]),
    ("telegram/bot/press_unsubscribe", "", &["left"], &["unsubscribed"]),
    ("telegram/bot/start", "", &["joined"], &[]),
    ("telegram/bot/press_confirm", "", &["joined"], &[]),
    ("webpush/beacon/permission_granted_desktop", "", &["joined"], &[]),
];

async fn each_mark_is_set_by_a_callback(hub: &Hub) {
    for (place, (name, _, marks, reasons)) in EMAIL.iter().chain(OTHERS).enumerate() {
        let stage = Stage::of(&hub.admin, &format!("shop{place}.example")).await;
        let (provider, _) = name.rsplit_once('/').expect("a provider and a case");
        play(&stage, &source(&stage, provider).await, name).await;
        let events = stage.all("events").await;
        let event = events.first().unwrap_or_else(|| panic!("{name} makes no event"));
        let found = contact(&stage, &text(event, "channel"), &text(event, "contact")).await;
        let known = found["marks"].as_object().expect("marks");
        assert_eq!(known.keys().collect::<Vec<_>>(), *marks, "{name}: {found}");
        assert_eq!(found["reasons"], json!(reasons), "{name}");
        assert_eq!(found["state"], if reasons.is_empty() { "active" } else { "blocked" }, "{name}");
        let mark = &known[marks[0]];
        assert_eq!(mark["event"], event["id"], "{name}");
        let at = if event["occurred_at"].is_null() { "received_at" } else { "occurred_at" };
        assert_eq!((&mark["at"], &found["since"]), (&event[at], &event[at]), "{name}");
    }
}

async fn a_bounce_blocks_at_once(hub: &Hub) {
    let stage = Stage::new(&hub.admin).await;
    let door = stage.source("email/smtp2go", json!({})).await;
    let asked = json!({"channel": "email", "addresses": ["Bob@Example.ORG"]});
    let check = stage.path("suppressions/check");
    let before = stage.admin.post(&check, asked.clone()).await.is(200);
    assert_eq!(before["data"][0]["blocked"], false);
    report(&stage, &door, "bounce&bounce=hard", 1, "2026-03-24T08:23:20Z").await;
    let after = stage.admin.post(&check, asked).await.is(200);
    let wanted = json!({
        "address": "Bob@Example.ORG", "contact": "Bob@example.org", "blocked": true,
        "reason": "bounced", "since": "2026-03-24T08:23:20.000Z"
    });
    assert_eq!(after["data"], json!([wanted]));
    assert_eq!(stage.all("suppressions").await.len(), 1);
    let kinds: Vec<_> = stage.all("events").await.iter().map(|it| text(it, "kind")).collect();
    assert_eq!(kinds, ["email.bounced"], "and nothing of its own follows");
}

/// Has a provider report something of Bob.
async fn report(stage: &Stage, door: &str, event: &str, id: u32, time: &str) {
    let body = format!("event={event}&id={id}&email_id=m&rcpt=Bob%40Example.org&time={time}");
    let form = [("content-type", "application/x-www-form-urlencoded")];
    assert_eq!(stage.call(door, &form, &body).await.status, 200);
}

async fn a_late_report_does_not_undo(hub: &Hub) {
    let stage = Stage::new(&hub.admin).await;
    let door = stage.source("email/smtp2go", json!({})).await;
    let bob = "Bob@example.org";
    let reasons = async || contact(&stage, "email", bob).await["reasons"].clone();
    report(&stage, &door, "resubscribe", 1, "2026-03-24T10:00:00Z").await;
    report(&stage, &door, "unsubscribe", 2, "2026-03-24T09:00:00Z").await;
    assert_eq!(reasons().await, json!([]), "it subscribed after that");
    report(&stage, &door, "unsubscribe", 3, "2026-03-24T11:00:00Z").await;
    report(&stage, &door, "unsubscribe", 2, "2026-03-24T09:00:00Z").await;
    assert_eq!(reasons().await, json!(["unsubscribed"]));
    report(&stage, &door, "bounce&bounce=hard", 4, "2026-03-24T12:00:00Z").await;
    assert_eq!(reasons().await, json!(["bounced", "unsubscribed"]));
    let activated = act(&stage, "email", bob, "activate").await;
    assert_eq!(activated["reasons"], json!(["unsubscribed"]));
    report(&stage, &door, "bounce&bounce=hard", 5, "2026-03-24T13:00:00Z").await;
    assert_eq!(reasons().await, json!(["unsubscribed"]), "it was activated after that");
    let subscribed = act(&stage, "email", bob, "subscribe").await;
    assert_eq!((&subscribed["state"], &subscribed["reason"]), (&json!("active"), &json!(null)));
    // What has not happened yet counts from now on.
    report(&stage, &door, "unsubscribe", 6, "2999-01-01T00:00:00Z").await;
    assert_eq!(reasons().await, json!(["unsubscribed"]));
    assert_eq!(act(&stage, "email", bob, "subscribe").await["state"], "active");
    assert_eq!(stage.all("events").await.len(), 9, "each is an event all the same");
}

async fn what_is_blocked_still_has_events(hub: &Hub) {
    let stage = Stage::new(&hub.admin).await;
    let door = stage.source("email/smtp2go", json!({})).await;
    report(&stage, &door, "unsubscribe", 1, "2026-03-24T09:00:00Z").await;
    for (id, event) in [(2, "delivered"), (3, "open"), (4, "bounce&bounce=soft")] {
        report(&stage, &door, event, id, "2026-03-24T10:00:00Z").await;
    }
    assert_eq!(stage.all("events").await.len(), 4);
}

async fn other_events_make_no_contact(hub: &Hub) {
    let stage = Stage::new(&hub.admin).await;
    for kind in ["email.delivered", "email.soft_bounced", "email.rejected", "email.clicked"] {
        publish(&stage, json!({"kind": kind, "contact": "ann@example.org"})).await;
    }
    assert_eq!(stage.all("contacts").await, [Value::Null; 0]);
    stage.admin.get(&path(&stage, "email", "ann@example.org")).await.problem(404);
}

async fn what_is_no_address_of_a_contact_does_no_harm(hub: &Hub) {
    let stage = Stage::new(&hub.admin).await;
    let door = stage.source("email/smtp2go", json!({})).await;
    let longest = format!("{}@b.example", "a".repeat(990));
    for (place, address) in ["\u{0}@b.example", &longest, "a@b.example"].iter().enumerate() {
        let user = "\u{0}u".repeat(1 + 600 * place);
        publish(&stage, json!({"kind": "email.spam", "contact": address, "user": user})).await;
    }
    let body = format!("event=spam&id=1&rcpt=a{longest}");
    let form = [("content-type", "application/x-www-form-urlencoded")];
    assert_eq!(stage.call(&door, &form, &body).await.status, 200);
    // A name that is longer than any is no contact's; nor is such an id a user's.
    let all = stage.all("contacts").await;
    let found: Vec<_> = all.iter().map(|it| (text(it, "address"), it["user"].clone())).collect();
    let wanted = [
        ("a@b.example".to_owned(), json!(null)),
        (longest, json!(null)),
        ("\u{fffd}@b.example".to_owned(), json!("\u{fffd}u")),
    ];
    assert_eq!(found, wanted);
    assert_eq!(stage.all("events").await.len(), 4);
}
