//! What contacts open: links, the pixel, pages, and the button of a mail program.

use crate::walk::Walk;
use http::Request;
use serde_json::{Value, json};
use tests::Reply;

const FORM: &str = "application/x-www-form-urlencoded";

pub(crate) async fn walk(walk: &mut Walk<'_>) {
    for (channel, contact) in [
        ("email", "ann@example.org"),
        ("sms", "+37255599003"),
        ("webpush", "sub-3"),
        ("viber", "9003="),
    ] {
        follow(walk, channel, contact).await;
        walk.came("link", &[&format!("{channel}.clicked")]).await;
    }
    follow(walk, "telegram", "9003").await;
    walk.came("link", &["telegram.viewed", "telegram.clicked"]).await;
    let pixel =
        ticket(walk, json!({"purpose": "open", "channel": "email", "contact": "a@b.example"}));
    let pixel = pixel.await;
    assert_eq!(open(walk, &pixel).await.status, 200);
    walk.came("pixel", &["email.read"]).await;
    pages(walk).await;
    let leave = json!({"purpose": "leave", "channel": "email", "contact": "bea@example.org"});
    let leave = ticket(walk, leave).await;
    press(walk, &leave, "List-Unsubscribe=One-Click").await;
    walk.came("one-click", &["email.list_unsubscribed"]).await;
}

async fn pages(walk: &mut Walk<'_>) {
    for (channel, contact) in [
        ("email", "carl@example.org"),
        ("sms", "+37255599004"),
        ("telegram", "9004"),
        ("viber", "9004="),
    ] {
        for (purpose, word, kind) in
            [("confirm", "subscribe", "subscribed"), ("leave", "unsubscribe", "unsubscribed")]
        {
            let sealed = json!({"purpose": purpose, "channel": channel, "contact": contact});
            let at = ticket(walk, sealed).await;
            assert_eq!(open(walk, &at).await.status, 200);
            press(walk, &at, &format!("do={word}")).await;
            walk.came("page", &[&format!("{channel}.{kind}")]).await;
        }
    }
    for device in ["desktop", "mobile"] {
        let sealed = json!({
            "purpose": "leave", "channel": "webpush", "contact": format!("sub-{device}-4"),
            "device": device,
        });
        let at = ticket(walk, sealed).await;
        press(walk, &at, "do=unsubscribe").await;
        walk.came("page", &[&format!("webpush.{device}_unsubscribed")]).await;
    }
}

/// Makes a link, and follows it.
async fn follow(walk: &Walk<'_>, channel: &str, contact: &str) {
    let stage = &walk.scene.stage;
    let new = json!({
        "channel": channel, "contact": contact, "message_id": "m-1",
        "url": "https://shop.example/sale",
    });
    let made = stage.admin.post(&stage.path("links"), new).await.is(201);
    assert_eq!(open(walk, &at(&made["data"][0]["short_url"])).await.status, 302);
}

/// Seals a ticket; gives its path.
async fn ticket(walk: &Walk<'_>, new: Value) -> String {
    let stage = &walk.scene.stage;
    let made = stage.admin.post(&stage.path("tickets"), new).await.is(200);
    at(&made["data"][0]["url"])
}

async fn open(walk: &Walk<'_>, at: &str) -> Reply {
    walk.scene.stage.admin.without_key().open(at).await
}

async fn press(walk: &Walk<'_>, at: &str, form: &str) {
    let reply = walk.scene.stage.call(at, &[("content-type", FORM)], form).await;
    assert_eq!(reply.status, 200, "{reply:?}");
}

fn at(url: &Value) -> String {
    let url: Request<()> = Request::get(url.as_str().expect("a URL")).body(()).expect("one");
    url.uri().path().to_owned()
}
