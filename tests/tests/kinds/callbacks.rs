//! What providers report, and mail that comes back.

use crate::setup::{play, source};
use crate::walk::Walk;
use serde_json::{Value, json};
use standardwebhooks::Webhook;
use std::fs;
use time::OffsetDateTime;

/// Recordings of providers' callbacks, each of one event.
const CALLBACKS: [(&str, &[&str]); 7] = [
    (
        "email/brevo",
        &[
            "sent",
            "delivered",
            "deferred",
            "soft_bounce",
            "hard_bounce",
            "blocked_untold",
            "error",
            "unsubscribed",
            "contact_deleted",
            "opened",
            "click",
            "spam",
        ],
    ),
    ("email/postmark", &["bounce_subscribe", "reactivated_by_admin", "bounce_auto_responder"]),
    ("email/mailjet", &["unsub_by_header"]),
    ("email/mailchimp", &["profile"]),
    (
        "sms/8x8",
        &[
            "sent",
            "delivered",
            "failed",
            "expired",
            "rejected",
            "inbound_start",
            "inbound_stop",
            "clicked",
        ],
    ),
    ("viber/8x8", &["delivered", "failed", "expired", "rejected", "read", "clicked"]),
    ("viber/routemobile", &["subscribe", "unsubscribe"]),
];

/// What Loops signs with.
const LOOPS: &str = "whsec_bG9vcHMta2V5LW9mLTI0LWJ5dGVzLW9r";

/// Mails that come back.
const MAILS: [&str; 9] = [
    "postfix_relayed",
    "postfix_delivered",
    "postfix_delayed",
    "amavis",
    "domino",
    "unsubscribe",
    "complaint_opt_out",
    "complaint",
    "away",
];

pub(crate) async fn walk(walk: &mut Walk<'_>) {
    for (provider, cases) in CALLBACKS {
        through(walk, "callback", provider, cases).await;
    }
    profiles(walk).await;
    through(walk, "mail", "email/mailbox", &MAILS).await;
}

/// Loops signs with the time, so that its recordings are signed anew.
async fn profiles(walk: &mut Walk<'_>) {
    let signer = Webhook::new(LOOPS).expect("a secret");
    let path = walk.scene.stage.source("email/loops", json!({"signing_secret": LOOPS})).await;
    for word in ["created", "deleted"] {
        let body = json!({
            "eventName": format!("contact.{word}"), "eventTime": 1_788_948_926,
            "webhookSchemaVersion": "1.0.0",
            "contactIdentity": {"id": "cm1", "email": "carol@example.net", "userId": "u7"},
            "contact": {"id": "cm1", "email": "carol@example.net", "firstName": "Carol"},
        });
        let (body, now) = (body.to_string(), OffsetDateTime::now_utc().unix_timestamp());
        let signature = signer.sign(word, now, body.as_bytes()).expect("it signs");
        let headers = [
            ("content-type", "application/json"),
            ("webhook-id", word),
            ("webhook-timestamp", &now.to_string()),
            ("webhook-signature", &signature),
        ];
        walk.scene.stage.call(&path, &headers, &body).await.is(200);
        walk.came("callback", &[&format!("email.profile_{word}")]).await;
    }
}

async fn through(walk: &mut Walk<'_>, door: &str, provider: &str, cases: &[&str]) {
    let path = source(&walk.scene.stage, provider).await;
    for case in cases {
        let name = format!("{provider}/{case}");
        play(&walk.scene.stage, &path, &name).await;
        let kinds = wanted(&name);
        walk.came(door, &kinds.iter().map(String::as_str).collect::<Vec<_>>()).await;
    }
}

/// The kinds that a recording stands for.
fn wanted(name: &str) -> Vec<String> {
    let (channel, case) = name.split_once('/').expect("a channel and a case");
    let file = tests::root().join(format!("channels/{channel}/fixtures/{case}.json"));
    let told: Value = serde_json::from_slice(&fs::read(file).expect("a file")).expect("JSON");
    let events = told["events"].as_array().expect("a list").iter();
    events.map(|event| tests::text(event, "kind")).collect()
}
