//! Messages of bots, to a Bot API and a Viber API of our own.

use crate::scene::{Scene, kinds, on_both_scenes};
use crate::service::{refuses, says};
use crate::viber::call_back;
use serde_json::{Value, json};
use std::time::Duration;
use tests::text;

on_both_scenes!(
    a_message_of_a_telegram_bot_arrives,
    what_telegram_refuses_is_told,
    telegram_is_not_hurried,
    a_chat_that_moved_is_written_to_where_it_is,
    links_of_a_bot_tell_who_followed_them,
    a_message_of_a_viber_bot_arrives,
    what_viber_refuses_is_told,
    viber_expires_by_the_hubs_own_timer,
    a_report_that_comes_early_is_not_lost,
    what_waits_for_a_source_that_is_deleted_is_told,
);

async fn a_message_of_a_telegram_bot_arrives(scene: &Scene) {
    scene.telegram_bot(json!({})).await;
    let sent = scene
        .send(json!({
            "channel": "telegram", "to": "77", "metadata": {"order": 7}, "track": false,
            "body": {
                "text": "See https://shop.example/o/7.",
                "buttons": [[{"text": "Shop", "url": "https://shop.example/"}]],
                "unsubscribe_button": true,
            },
        }))
        .await;
    let id = text(&sent[0], "id");
    let asked = scene.telegram.calls("sendmessage", 1).await.remove(0);
    assert_eq!(asked["chat_id"], 77);
    assert_eq!(asked["text"], "See https://shop.example/o/7.");
    let rows = &asked["reply_markup"]["inline_keyboard"];
    assert_eq!(rows[0][0], json!({"text": "Shop", "url": "https://shop.example/"}));
    assert_eq!(rows[1][0], json!({"text": "Unsubscribe", "callback_data": format!("u:{id}")}));
    let known = scene.message(&id, "delivered").await;
    assert_eq!(known["message_id"], "77:40");
    let event = scene.events(1).await.remove(0);
    assert_eq!((&event["kind"], &event["contact"]), (&json!("telegram.delivered"), &json!("77")));
    assert_eq!(event["message_id"], "77:40");
    assert_eq!(event["metadata"], json!({"order": 7}));
}

async fn what_telegram_refuses_is_told(scene: &Scene) {
    scene.telegram_bot(json!({})).await;
    let none = json!({});
    scene.telegram.answer(refuses(403, "Forbidden: bot was blocked by the user", &none));
    let first = scene.send_one("telegram", "77", json!({"text": "Hi"})).await;
    scene.message(&first, "failed").await;
    // Who has blocked the bot gets nothing more.
    let second = scene.send_one("telegram", "77", json!({"text": "Hi"})).await;
    scene.message(&second, "suppressed").await;
    scene.telegram.answer(refuses(400, "Bad Request: chat not found", &none));
    let third = scene.send_one("telegram", "78", json!({"text": "Hi"})).await;
    scene.message(&third, "failed").await;
    let events = scene.events(4).await;
    let wanted = ["failed", "bot_unsubscribed", "failed", "failed"];
    assert_eq!(kinds(&events), wanted.map(|word| format!("telegram.{word}")));
    let codes: Vec<_> = [0, 2, 3].iter().map(|at| events[*at]["reason"]["code"].clone()).collect();
    assert_eq!(codes, ["blocked", "suppressed_unsubscribe", "invalid"]);
    assert_eq!(events[0]["message_id"], first, "it has no other id");
    scene.telegram.calls("sendmessage", 2).await;
}

async fn telegram_is_not_hurried(scene: &Scene) {
    scene.telegram_bot(json!({})).await;
    let message = |to: &str| json!({"channel": "telegram", "to": to, "body": {"text": "Hi"}});
    scene.telegram.answer(refuses(
        429,
        "Too Many Requests: retry after 1",
        &json!({"retry_after": 1}),
    ));
    scene.send(json!([message("77")])).await;
    scene.telegram.calls("sendmessage", 2).await;
    let times = scene.telegram.times("sendmessage");
    assert!(times[1].duration_since(times[0]) >= Duration::from_secs(1), "{times:?}");
    scene.send(json!([message("78"), message("78"), message("78")])).await;
    scene.telegram.calls("sendmessage", 5).await;
    let times = scene.telegram.times("sendmessage");
    for pair in times[2..].windows(2) {
        let gap = pair[1].duration_since(pair[0]);
        // What is sent a second later may arrive a little less than that later.
        assert!(gap >= Duration::from_millis(950), "one a second to a chat: {gap:?}");
    }
    let all: Vec<_> = (100..160).map(|to| message(&to.to_string())).collect();
    scene.send(json!(all)).await;
    scene.telegram.calls("sendmessage", 65).await;
    let times = scene.telegram.times("sendmessage");
    let took = times[64].duration_since(times[5]);
    assert!(took >= Duration::from_millis(1900), "30 a second: {took:?}");
}

async fn a_chat_that_moved_is_written_to_where_it_is(scene: &Scene) {
    scene.telegram_bot(json!({})).await;
    let moved = json!({"migrate_to_chat_id": -100_500});
    let words = "Bad Request: group chat was upgraded to a supergroup chat";
    scene.telegram.answer(refuses(400, words, &moved));
    let id = scene.send_one("telegram", "-500", json!({"text": "Hi"})).await;
    let asked = scene.telegram.calls("sendmessage", 2).await;
    assert_eq!((&asked[0]["chat_id"], &asked[1]["chat_id"]), (&json!(-500), &json!(-100_500)));
    assert_eq!(scene.message(&id, "delivered").await["contact"], "-100500");
}

async fn links_of_a_bot_tell_who_followed_them(scene: &Scene) {
    scene.telegram_bot(json!({})).await;
    let body = json!({
        "text": "See <a href=\"https://shop.example/?a=1&amp;b=2\">this</a>", "parse_mode": "HTML",
        "buttons": [[{"text": "Shop", "url": "https://shop.example/all"}]],
    });
    let id = scene.send_one("telegram", "77", body).await;
    let asked = scene.telegram.calls("sendmessage", 1).await.remove(0);
    scene.message(&id, "delivered").await;
    let said = text(&asked, "text");
    let inline = said.split('"').nth(1).expect("a link").to_owned();
    let button = text(&asked["reply_markup"]["inline_keyboard"][0][0], "url");
    for (url, to) in
        [(inline, "https://shop.example/?a=1&b=2"), (button, "https://shop.example/all")]
    {
        let (_, path) = url.split_once("/l/").expect("a tracked link");
        let led = scene.stage.admin.without_key().open(&format!("/l/{path}")).await;
        assert_eq!(led.headers["location"], to);
    }
    let events = scene.events(4).await;
    assert_eq!(
        kinds(&events),
        ["telegram.delivered", "telegram.viewed", "telegram.clicked", "telegram.clicked"]
    );
    assert!(events.iter().all(|event| event["message_id"] == "77:40"), "{events:#?}");
    assert!(scene.message(&id, "delivered").await["viewed_at"].is_string());
}

fn told(word: &str, token: &str) -> Value {
    json!({
        "event": word, "timestamp": 1_774_340_700_000_i64, "user_id": "01234567890A=",
        "message_token": token.parse::<u64>().expect("a number"),
    })
}

async fn a_message_of_a_viber_bot_arrives(scene: &Scene) {
    let bot = scene.viber_bot(json!({"name": "Shop"})).await;
    let body = json!({"text": "Hi", "button": {"text": "Go", "url": "https://shop.example/"}});
    let id = scene.send_one("viber", "01234567890A=", body).await;
    let asked = scene.viber.calls("send_message", 1).await.remove(0);
    assert_eq!(
        (&asked["receiver"], &asked["sender"]["name"]),
        (&json!("01234567890A="), &json!("Shop"))
    );
    let button = text(&asked["keyboard"]["Buttons"][0], "ActionBody");
    assert!(button.contains("/l/"), "{button}");
    let token = text(&scene.message(&id, "sent").await, "message_id");
    // Each device of the user says so.
    for _ in 0..2 {
        call_back(scene, &bot, told("delivered", &token)).await.is(200);
    }
    let known = scene.message(&id, "delivered").await;
    assert!(known["expires_at"].is_null() && known["viewed_at"].is_null());
    call_back(scene, &bot, told("seen", &token)).await.is(200);
    let events = scene.events(2).await;
    assert_eq!(kinds(&events), ["viber.delivered", "viber.viewed"]);
    assert!(scene.message(&id, "delivered").await["viewed_at"].is_string());
}

async fn what_viber_refuses_is_told(scene: &Scene) {
    scene.viber_bot(json!({})).await;
    let refused = |status: i64| {
        says(200, &[], &json!({"status": status, "status_message": "no"}).to_string())
    };
    scene.viber.answer(refused(12));
    scene.viber.answer(refused(6));
    let first = scene.send_one("viber", "01234567890A=", json!({"text": "Hi"})).await;
    scene.message(&first, "failed").await;
    let second = scene.send_one("viber", "01234567890A=", json!({"text": "Hi"})).await;
    scene.message(&second, "suppressed").await;
    scene.viber.answer(refused(3));
    let third = scene.send_one("viber", "11234567890A=", json!({"text": "Hi"})).await;
    scene.message(&third, "failed").await;
    let events = scene.events(4).await;
    let wanted = ["rejected", "unsubscribed", "rejected", "failed"];
    assert_eq!(kinds(&events), wanted.map(|word| format!("viber.{word}")));
    scene.viber.calls("send_message", 3).await;
}

async fn viber_expires_by_the_hubs_own_timer(scene: &Scene) {
    let bot = scene.viber_bot(json!({})).await;
    let message = json!({
        "channel": "viber", "to": "01234567890A=", "ttl_seconds": 1, "body": {"text": "Hi"},
        "metadata": {"order": 7},
    });
    let id = text(&scene.send(message).await[0], "id");
    let known = scene.message(&id, "expired").await;
    let event = scene.events(1).await.remove(0);
    assert_eq!((&event["kind"], &event["ttl_seconds"]), (&json!("viber.expired"), &json!(1)));
    assert_eq!(event["metadata"], json!({"order": 7}));
    // Late truth wins.
    call_back(scene, &bot, told("delivered", &text(&known, "message_id"))).await.is(200);
    scene.message(&id, "delivered").await;
    assert_eq!(kinds(&scene.events(2).await)[1], "viber.delivered");
}

async fn a_report_that_comes_early_is_not_lost(scene: &Scene) {
    let bot = scene.viber_bot(json!({})).await;
    // It is delivered before the answer to the request that sent it has been kept.
    let token = "5741311803571721087";
    call_back(scene, &bot, told("delivered", token)).await.is(200);
    let id = scene.send_one("viber", "01234567890A=", json!({"text": "Hi"})).await;
    let known = scene.message(&id, "delivered").await;
    assert_eq!(known["message_id"], token);
    assert!(known["expires_at"].is_null());
    scene.events(1).await;
}

async fn what_waits_for_a_source_that_is_deleted_is_told(scene: &Scene) {
    let bot = scene.telegram_bot(json!({})).await;
    scene.telegram.answer(refuses(429, "Too Many Requests", &json!({"retry_after": 2})));
    let id = scene.send_one("telegram", "77", json!({"text": "Hi"})).await;
    scene.telegram.calls("sendmessage", 1).await;
    scene
        .stage
        .admin
        .delete(&scene.stage.path(&format!("sources/{}", text(&bot.made, "id"))))
        .await
        .is(204);
    let known = scene.message(&id, "failed").await;
    assert_eq!(known["reason"]["code"], "config", "{known}");
    let event = scene.events(1).await.remove(0);
    let told = [&event["kind"], &event["reason"]["code"], &event["provider"]];
    assert_eq!(told, ["telegram.failed", "config", "tidings"]);
    scene.telegram.calls("sendmessage", 1).await;
}
