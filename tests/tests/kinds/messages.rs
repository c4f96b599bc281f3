//! Messages that the hub sends itself: what services answer, browsers report, bots are told, and
//! time does.

use crate::browser::{Browser, ask};
use crate::scene::{SITE, Source};
use crate::service::{refuses, says};
use crate::setup::play;
use crate::walk::Walk;
use serde_json::{Value, json};
use std::fs;
use tests::text;

/// What `telegram/bot` and `viber/bot` are recorded with, and their accounts.
const BOTS: [(&str, &str); 2] =
    [("telegram/bot", r#"{"bot_token": "123456:ABC-DEF"}"#), ("viber/bot", "{}")];

pub(crate) async fn walk(walk: &mut Walk<'_>) {
    let site = walk.scene.site().await;
    browsers(walk, &site).await;
    pushes(walk, &site).await;
    let [telegram, viber] = [bot(walk, 0).await, bot(walk, 1).await];
    updates(walk, &telegram).await;
    sent_by_telegram(walk).await;
    sent_by_viber(walk, &viber).await;
}

/// A bot's source, whose secrets are those of the recordings.
async fn bot(walk: &Walk<'_>, number: usize) -> Source {
    let (provider, more) = BOTS[number];
    let (channel, name) = provider.split_once('/').expect("a channel and a provider");
    let setup = tests::root().join(format!("channels/{channel}/fixtures/{name}/setup.json"));
    let mut secrets: Value =
        serde_json::from_slice(&fs::read(setup).expect("a setup")).expect("JSON");
    let more: Value = serde_json::from_str(more).expect("JSON");
    let both = (secrets.as_object_mut(), more.as_object());
    let (Some(secrets_of), Some(more)) = both else { unreachable!("objects") };
    secrets_of.extend(more.clone());
    walk.scene.source(provider, secrets, json!({})).await
}

async fn browsers(walk: &mut Walk<'_>, site: &Source) {
    for device in ["desktop", "mobile"] {
        let one = json!({"form_factor": device});
        let browser = Browser::subscribe(walk.scene, site, device, one).await;
        walk.came("beacon", &[&format!("webpush.{device}_granted")]).await;
        let left = json!({"token": browser.token, "id": format!("left {device}")});
        let about = json!({"device": device});
        browser.report(walk.scene, "unsubscribed", &about, left).await.is(200);
        walk.came("beacon", &[&format!("webpush.{device}_unsubscribed")]).await;
        let declined = json!({
            "v": 1, "id": format!("declined {device}"), "type": "permission", "state": "denied",
            "site": site.secret("site_key"), "subscription": format!("sub-{device}-5"),
            "form_factor": device, "ts": 1_774_340_700_000_i64,
        });
        let at = format!("{}/beacon", site.sdk());
        ask(walk.scene, &at, Some(SITE), &declined).await.is(200);
        walk.came("beacon", &[&format!("webpush.{device}_declined")]).await;
    }
}

async fn pushes(walk: &mut Walk<'_>, site: &Source) {
    let scene = walk.scene;
    let phone = json!({"form_factor": "mobile"});
    let browser = Browser::subscribe(scene, site, "a", phone).await;
    walk.came("beacon", &["webpush.mobile_granted"]).await;
    scene.send_one("webpush", &browser.id, json!({"title": "Hi"})).await;
    let push = browser.open(&scene.push.once(1).await[0]);
    for word in ["delivered", "displayed", "clicked", "closed"] {
        browser.report(scene, word, &push, json!({})).await.is(200);
        walk.came("beacon", &[&format!("webpush.{word}")]).await;
    }
    // A service that is busy for longer than the message lasts.
    scene.push.answer(says(429, &[("retry-after", "60")], ""));
    let short = json!({
        "channel": "webpush", "to": browser.id, "ttl_seconds": 30, "body": {"title": "Hi"},
    });
    scene.send(short).await;
    walk.came("timer", &["webpush.expired"]).await;
    scene.push.answer(says(410, &[], "gone"));
    scene.send_one("webpush", &browser.id, json!({"title": "Hi"})).await;
    walk.came("answer", &["webpush.undelivered", "webpush.mobile_unsubscribed"]).await;
    scene.send_one("webpush", &browser.id, json!({"title": "Hi"})).await;
    walk.came("send", &["webpush.undelivered"]).await;
    let desk = json!({"form_factor": "desktop"});
    let browser = Browser::subscribe(scene, site, "b", desk).await;
    walk.came("beacon", &["webpush.desktop_granted"]).await;
    scene.push.answer(says(404, &[], "gone"));
    scene.send_one("webpush", &browser.id, json!({"title": "Hi"})).await;
    walk.came("answer", &["webpush.undelivered", "webpush.desktop_unsubscribed"]).await;
}

/// What a bot is told.
async fn updates(walk: &mut Walk<'_>, telegram: &Source) {
    for (case, kinds) in [
        ("start", &["telegram.bot_subscribed"][..]),
        ("end", &["telegram.bot_unsubscribed"]),
        ("joined", &["telegram.subscribed"]),
        ("left", &["telegram.unsubscribed"]),
        ("reaction", &["telegram.viewed"]),
    ] {
        play(&walk.scene.stage, &telegram.path, &format!("telegram/bot/{case}")).await;
        walk.came("update", kinds).await;
    }
}

async fn sent_by_telegram(walk: &mut Walk<'_>) {
    let scene = walk.scene;
    let hi = || json!({"text": "Hi"});
    scene.send_one("telegram", "9006", hi()).await;
    walk.came("answer", &["telegram.delivered"]).await;
    let none = json!({});
    scene.telegram.answer(refuses(403, "Forbidden: bot was blocked by the user", &none));
    scene.send_one("telegram", "9007", hi()).await;
    walk.came("answer", &["telegram.failed", "telegram.bot_unsubscribed"]).await;
    scene.send_one("telegram", "9007", hi()).await;
    walk.came("send", &["telegram.failed"]).await;
}

async fn sent_by_viber(walk: &mut Walk<'_>, viber: &Source) {
    let scene = walk.scene;
    for (status, kinds) in
        [(3, &["viber.failed"][..]), (6, &["viber.rejected", "viber.unsubscribed"])]
    {
        let said = json!({"status": status, "status_message": "no"});
        scene.viber.answer(says(200, &[], &said.to_string()));
        scene.send_one("viber", "9006=", json!({"text": "Hi"})).await;
        walk.came("answer", kinds).await;
    }
    scene.send_one("viber", "9006=", json!({"text": "Hi"})).await;
    walk.came("send", &["viber.rejected"]).await;
    let short = json!({
        "channel": "viber", "to": "9007=", "ttl_seconds": 1, "body": {"text": "Hi"},
    });
    let id = text(&scene.send(short).await[0], "id");
    walk.came("timer", &["viber.expired"]).await;
    scene.message(&id, "expired").await;
    for (case, word) in [
        ("subscribed", "subscribed"),
        ("delivered", "delivered"),
        ("seen", "viewed"),
        ("failed", "failed"),
        ("unsubscribed", "unsubscribed"),
    ] {
        play(&scene.stage, &viber.path, &format!("viber/bot/{case}")).await;
        walk.came("update", &[&format!("viber.{word}")]).await;
    }
}
