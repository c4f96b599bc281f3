//! What the API says of contacts, and the check before a send.

use crate::setup::path;
use crate::walk::Walk;
use event::EventKind;
use http::Method;
use serde_json::{Value, json};
use strum::IntoEnumIterator as _;

pub(crate) async fn walk(walk: &mut Walk<'_>) {
    for (what, kind) in [("deactivate", "email.deactivated"), ("activate", "email.activated")] {
        act(walk, "email", "cleo@example.org", what, kind, None).await;
    }
    for (channel, address) in [
        ("email", "cleo@example.org"),
        ("sms", "+37255599001"),
        ("telegram", "9001"),
        ("viber", "9001="),
    ] {
        for what in ["unsubscribe", "subscribe"] {
            let kind = format!("{channel}.{what}d");
            act(walk, channel, address, what, &kind, None).await;
        }
    }
    for form in ["desktop", "mobile"] {
        for (what, word) in [("subscribe", "granted"), ("unsubscribe", "unsubscribed")] {
            let kind = format!("webpush.{form}_{word}");
            act(walk, "webpush", &format!("sub-{form}"), what, &kind, Some(form)).await;
        }
    }
    profile(walk).await;
    check(walk).await;
    publish(walk).await;
}

async fn act(
    walk: &mut Walk<'_>,
    channel: &str,
    address: &str,
    what: &str,
    kind: &str,
    form: Option<&str>,
) {
    let stage = &walk.scene.stage;
    let at = format!("{}/{what}", path(stage, channel, address));
    let body = form.map(|form| json!({"form_factor": form}));
    stage.admin.ask(Method::POST, &at, body).await.is(200);
    walk.came("contacts", &[kind]).await;
}

async fn profile(walk: &mut Walk<'_>) {
    let at = path(&walk.scene.stage, "email", "dora@example.org");
    for (fields, status, kind) in [
        (json!({"fields": {"name": "Dora"}}), 201, "email.profile_created"),
        (json!({"fields": {"name": "D."}}), 200, "email.profile_updated"),
    ] {
        walk.scene.stage.admin.ask(Method::PUT, &at, Some(fields)).await.is(status);
        walk.came("contacts", &[kind]).await;
    }
    walk.scene.stage.admin.delete(&at).await;
    walk.came("contacts", &["email.profile_deleted"]).await;
}

/// What is not sent to those who are on the block list.
async fn check(walk: &mut Walk<'_>) {
    for (channel, address, left, kind) in [
        ("email", "eve@example.org", "email.unsubscribed", "email.rejected"),
        ("sms", "+37255599002", "sms.unsubscribed", "sms.rejected"),
        ("telegram", "9002", "telegram.unsubscribed", "telegram.failed"),
        ("viber", "9002=", "viber.unsubscribed", "viber.rejected"),
        ("webpush", "sub-9002", "webpush.desktop_declined", "webpush.undelivered"),
    ] {
        published(walk, left, address).await;
        let ask = json!({"channel": channel, "addresses": [address], "record": true});
        let stage = &walk.scene.stage;
        stage.admin.post(&stage.path("suppressions/check"), ask).await.is(200);
        walk.came("check", &[kind]).await;
    }
}

/// What a platform knows best, it says itself: any kind, and a view of a Telegram message.
async fn publish(walk: &mut Walk<'_>) {
    for kind in EventKind::iter().map(|kind| kind.to_string()) {
        let contact = if kind.starts_with("email.") { "fay@example.org" } else { "37255599" };
        published(walk, &kind, contact).await;
    }
}

async fn published(walk: &mut Walk<'_>, kind: &str, contact: &str) {
    let stage = &walk.scene.stage;
    let event: Value = json!({"kind": kind, "contact": contact});
    stage.admin.post(&stage.path("events"), event).await.is(202);
    walk.heard(&[kind]).await;
}
