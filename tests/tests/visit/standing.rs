//! What a contact decides on a page, by one click or by mail is what its block list says at once.

use crate::scene::{Scene, path};
use serde_json::{Value, json};
use tests::{Hub, on_both};

on_both!(
    leaving_blocks_and_coming_back_lifts,
    one_click_blocks_and_confirming_lifts,
    an_old_page_still_counts,
    a_mail_to_the_mailbox_blocks,
    clicks_and_openings_change_nothing,
);

const FORM: &str = "application/x-www-form-urlencoded";
const ONE_CLICK: &str = "List-Unsubscribe=One-Click";

/// What the block list says of an address: the reason, or null where it may be written to.
async fn blocked(scene: &Scene, channel: &str, address: &str) -> Value {
    let body = json!({"channel": channel, "addresses": [address]});
    let found = scene.stage.admin.post(&scene.stage.path("suppressions/check"), body).await.is(200);
    let found = &found["data"][0];
    assert_eq!(found["blocked"] == true, !found["reason"].is_null(), "{found}");
    found["reason"].clone()
}

async fn leaving_blocks_and_coming_back_lifts(hub: &Hub) {
    let scene = Scene::new(hub).await;
    for (channel, address) in [
        ("email", "Ann@Example.org"),
        ("sms", "+442079460018"),
        ("telegram", "1111111"),
        ("viber", "01234567890A="),
    ] {
        let at = scene.ticket("leave", channel, address).await;
        let page = scene.get(&at).await;
        assert_eq!(blocked(&scene, channel, address).await, Value::Null, "looking is not leaving");
        let left = scene.press(&at, &page).await;
        assert_eq!(blocked(&scene, channel, address).await, "unsubscribed", "{channel}");
        let back = scene.press(&at, &left).await;
        assert_eq!(blocked(&scene, channel, address).await, Value::Null, "{channel}");
        scene.press(&at, &back).await;
        assert_eq!(blocked(&scene, channel, address).await, "unsubscribed", "{channel}");
    }
    let ticket = json!({
        "purpose": "leave", "channel": "webpush", "contact": "s-1", "device": "mobile"
    });
    let at = path(&scene.seal(ticket).await["url"]);
    scene.press(&at, &scene.get(&at).await).await;
    assert_eq!(blocked(&scene, "webpush", "s-1").await, "unsubscribed");
}

async fn one_click_blocks_and_confirming_lifts(hub: &Hub) {
    let scene = Scene::new(hub).await;
    let leave = scene.ticket("leave", "email", "ann@example.org").await;
    let confirm = scene.ticket("confirm", "email", "ann@example.org").await;
    let page = scene.get(&confirm).await;
    // Who comes back in between has to be able to leave again, within the hour, too.
    for round in 0..3 {
        for _ in 0..2 {
            assert_eq!(scene.post(&leave, FORM, ONE_CLICK).await.status, 200);
            assert_eq!(blocked(&scene, "email", "ann@example.org").await, "unsubscribed");
        }
        for _ in 0..2 {
            assert_eq!(scene.press(&confirm, &page).await.status, 200);
            assert_eq!(blocked(&scene, "email", "ann@example.org").await, Value::Null, "{round}");
        }
    }
    let kinds = scene.kinds().await;
    assert_eq!(kinds, ["email.list_unsubscribed", "email.subscribed"].repeat(3));
    let events = scene.events(6).await;
    assert!(events.iter().skip(1).step_by(2).all(|event| event["again"] == true), "{events:#?}");
    // Who complains, and agrees anew afterwards by a page that was agreed to before.
    let complaint = json!({"kind": "email.spam", "contact": "ann@example.org"});
    scene.stage.admin.post(&scene.stage.path("events"), complaint).await.is(202);
    assert_eq!(blocked(&scene, "email", "ann@example.org").await, "complained");
    scene.press(&confirm, &page).await;
    assert_eq!(blocked(&scene, "email", "ann@example.org").await, Value::Null);
}

async fn an_old_page_still_counts(hub: &Hub) {
    let scene = Scene::new(hub).await;
    let at = scene.ticket("leave", "sms", "+442079460018").await;
    let page = scene.get(&at).await;
    let left = scene.press(&at, &page).await;
    scene.press(&at, &left).await;
    // The browser's way back shows the first page once more.
    let again = scene.press(&at, &page).await;
    assert!(String::from_utf8_lossy(&again.body).contains("You are unsubscribed"));
    assert_eq!(blocked(&scene, "sms", "+442079460018").await, "unsubscribed");
    let kinds = ["sms.unsubscribed", "sms.subscribed", "sms.unsubscribed"];
    assert_eq!(scene.kinds().await, kinds);
}

async fn a_mail_to_the_mailbox_blocks(hub: &Hub) {
    let scene = Scene::new(hub).await;
    let door = scene.stage.source("email/mailbox", json!({})).await;
    let ticket = json!({
        "purpose": "leave", "channel": "email", "contact": "ann@example.org",
        "mailbox": "off+shop@hub.example"
    });
    let sealed = scene.seal(ticket.clone()).await;
    let url = sealed["url"].as_str().expect("a URL");
    let line =
        format!("List-Unsubscribe: <{url}>, <mailto:off%2Bshop@hub.example?subject=unsubscribe>");
    assert_eq!(sealed["list_unsubscribe"], line);
    let mail = "From: Ann <ann@example.org>\nTo: off+shop@hub.example\nSubject: unsubscribe\n\
                Date: Thu, 09 Apr 2026 10:15:30 +0000\n\n";
    let reply = scene.stage.call(&door, &[("content-type", "message/rfc822")], mail).await;
    assert_eq!(reply.status, 200);
    assert_eq!(scene.kinds().await, ["email.list_unsubscribed"]);
    assert_eq!(blocked(&scene, "email", "ann@example.org").await, "unsubscribed");
    for (member, value) in [("mailbox", "no address"), ("purpose", "confirm")] {
        let mut ticket = ticket.clone();
        ticket[member] = value.into();
        let reply = scene.stage.admin.post(&scene.stage.path("tickets"), ticket).await;
        assert_eq!(reply.places(), ["/mailbox"]);
    }
}

async fn clicks_and_openings_change_nothing(hub: &Hub) {
    let scene = Scene::new(hub).await;
    let at = scene.ticket("leave", "email", "ann@example.org").await;
    scene.post(&at, FORM, ONE_CLICK).await;
    let link = scene.link("email", "ann@example.org", "https://shop.example/").await;
    let pixel = scene.ticket("open", "email", "ann@example.org").await;
    assert_eq!(scene.get(&link).await.status, 302);
    assert_eq!(scene.get(&pixel).await.status, 200);
    assert_eq!(scene.events(3).await.len(), 3);
    assert_eq!(blocked(&scene, "email", "ann@example.org").await, "unsubscribed");
}
