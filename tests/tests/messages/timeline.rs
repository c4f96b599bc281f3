//! All that is known of a message or a contact, in order.

use crate::scene::{Scene, on_both_scenes};
use crate::viber::call_back;
use serde_json::{Value, json};
use tests::text;

on_both_scenes!(
    a_late_report_stands_where_it_belongs,
    a_message_of_others_has_one_over_channels,
    a_person_has_one_message_on_several_contacts,
    a_contact_has_one_page_by_page,
);

/// What happened, and how often that was told.
fn steps(timeline: &Value) -> Vec<(String, i64)> {
    let steps = timeline["data"].as_array().expect("a list").iter();
    steps.map(|it| (text(it, "what"), it["times"].as_i64().expect("a number"))).collect()
}

fn once<const N: usize>(words: [&str; N]) -> Vec<(String, i64)> {
    words.iter().map(|word| ((*word).to_owned(), 1)).collect()
}

async fn a_late_report_stands_where_it_belongs(scene: &Scene) {
    let bot = scene.viber_bot(json!({})).await;
    let id = scene.send_one("viber", "01234567890A=", json!({"text": "Hi"})).await;
    let token = text(&scene.message(&id, "sent").await, "message_id");
    for word in ["seen", "delivered"] {
        let told = json!({"event": word, "timestamp": 1_774_340_700_000_i64,
            "user_id": "01234567890A=", "message_token": token.parse::<u64>().expect("a number")});
        call_back(scene, &bot, told).await.is(200);
    }
    scene.events(2).await;
    let by_id = scene.stage.get(&format!("messages/{id}/timeline")).await;
    assert_eq!(steps(&by_id), once(["queued", "sent", "viber.delivered", "viber.viewed"]));
    let stands = json!([{"channel": "viber", "contact": "01234567890A=", "message_id": token,
        "state": "delivered"}]);
    assert_eq!(by_id["messages"], stands);
    assert!(by_id["data"][0]["event"].is_null() && by_id["next"].is_null());
    assert_eq!(by_id["data"][3]["event"]["kind"], "viber.viewed");
    let by_token = scene.stage.get(&format!("messages/{token}/timeline")).await;
    assert_eq!(by_token, by_id);
    let nobody = scene.stage.path("messages/unheard-of/timeline");
    scene.stage.admin.get(&nobody).await.problem(404);
}

async fn a_message_of_others_has_one_over_channels(scene: &Scene) {
    let told = |kind: &str, contact: &str, minute: u8, id: &str| {
        json!({"kind": kind, "contact": contact, "message_id": "m-1", "id": id,
            "occurred_at": format!("2026-03-24T08:{minute:02}:00Z")})
    };
    let ann = "ann@example.org";
    let events = json!([
        told("email.delivered", ann, 20, "a"),
        told("email.read", ann, 30, "b"),
        told("email.read", ann, 31, "c"),
        // The provider's queue was slow, and it repeats itself.
        told("email.processed", ann, 25, "d"),
        told("email.delivered", ann, 21, "e"),
        told("email.deferred", ann, 10, "f"),
        told("sms.delivered", "+380671234567", 15, "g"),
    ]);
    scene.stage.admin.post(&scene.stage.path("events"), events).await.is(202);
    let timeline = scene.stage.get("messages/m-1/timeline").await;
    let mut wanted = once([
        "email.processed",
        "email.deferred",
        "sms.delivered",
        "email.delivered",
        "email.read",
        "email.read",
    ]);
    wanted[3].1 = 2;
    assert_eq!(steps(&timeline), wanted);
    let states: Vec<_> = timeline["messages"].as_array().expect("a list").iter().collect();
    assert_eq!(states.len(), 2, "{states:?}");
    assert!(states.iter().all(|it| it["state"] == "delivered"), "{states:?}");
}

async fn a_person_has_one_message_on_several_contacts(scene: &Scene) {
    scene.telegram_bot(json!({})).await;
    for to in ["77", "78"] {
        let contact = scene.stage.path(&format!("contacts/telegram/{to}"));
        scene.stage.admin.act(&format!("{contact}/subscribe")).await.is(200);
        let user = Some(json!({"user": "u-1"}));
        scene.stage.admin.ask(http::Method::PUT, &contact, user).await.is(200);
    }
    let sent = json!({"channel": "telegram", "user": "u-1", "body": {"text": "Hi"}});
    let id = text(&scene.send(sent).await[0], "id");
    scene.events(4).await;
    scene.message(&id, "delivered").await;
    let timeline = scene.stage.get(&format!("messages/{id}/timeline")).await;
    let delivered = |timeline: &Value| {
        steps(timeline).iter().filter(|(what, _)| what == "telegram.delivered").count()
    };
    assert_eq!((steps(&timeline).len(), delivered(&timeline)), (6, 2), "{timeline:#}");
    // Any of its parcels tells of all.
    let second = text(&sent_to(&timeline, "78"), "message_id");
    assert_eq!(delivered(&scene.stage.get(&format!("messages/{second}/timeline")).await), 1);
}

fn sent_to(timeline: &Value, contact: &str) -> Value {
    let all = timeline["messages"].as_array().expect("a list");
    all.iter().find(|it| it["contact"] == contact).expect("it is there").clone()
}

async fn a_contact_has_one_page_by_page(scene: &Scene) {
    let bot = scene.telegram_bot(json!({"mode": "webhook"})).await;
    let secret = bot.secret("secret_token");
    let start = json!({"update_id": 1, "message": {
        "message_id": 1, "date": 1_774_340_600, "text": "/start",
        "chat": {"id": 77, "type": "private", "first_name": "Ann"},
        "from": {"id": 77, "is_bot": false, "first_name": "Ann"},
        "entities": [{"type": "bot_command", "offset": 0, "length": 6}],
    }});
    let headers = [("x-telegram-bot-api-secret-token", secret.as_str())];
    scene.stage.call(&bot.path, &headers, &start.to_string()).await.is(200);
    scene.telegram.calls("sendmessage", 1).await;
    for number in 0..2 {
        scene.send_one("telegram", "77", json!({"text": "Hi"})).await;
        scene.events(2 + number).await;
    }
    let path = "contacts/telegram/77/timeline";
    let whole = scene.stage.get(path).await;
    // The answer to `/start` is the hub's own, and of no message.
    let message = ["queued", "sent", "telegram.delivered"];
    let wanted = once(["telegram.bot_subscribed"]);
    let wanted = [wanted, once(message), once(message)].concat();
    assert_eq!(steps(&whole), wanted);
    let newest = scene.stage.get(&format!("{path}?limit=1")).await;
    assert_eq!(steps(&newest).last(), wanted.last());
    let (mut older, mut seen) = (newest.clone(), steps(&newest).len());
    while let Some(next) = older["next"].as_str() {
        older = scene.stage.get(&format!("{path}?limit=1&cursor={next}")).await;
        seen += steps(&older).len();
    }
    assert_eq!(seen, wanted.len(), "each step on one page");
    let nobody = scene.stage.get("contacts/telegram/79/timeline").await;
    assert_eq!(nobody, json!({"messages": [], "data": [], "next": null}));
}
