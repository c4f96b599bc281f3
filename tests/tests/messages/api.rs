//! What the API takes, and what it refuses.

use crate::browser::Browser;
use crate::scene::{Scene, kinds, on_both_scenes};
use serde_json::{Value, json};
use tests::text;

on_both_scenes!(
    mistakes_are_told_with_their_place,
    all_or_nothing,
    a_message_counts_once,
    who_is_blocked_gets_nothing,
    a_source_is_found_or_named,
    a_person_is_written_to_on_all_contacts,
    what_is_past_its_time_expires_once,
);

async fn mistakes_are_told_with_their_place(scene: &Scene) {
    let site = scene.site().await;
    scene.telegram_bot(json!({})).await;
    scene.viber_bot(json!({})).await;
    let browser = Browser::subscribe(scene, &site, "a", json!({})).await.id;
    mistakes_around(scene).await;
    mistakes_in_pushes(scene, &browser).await;
    mistakes_in_bots(scene).await;
    let bot = json!({"channel": "telegram", "to": "77", "body": {"text": "a"}});
    assert_eq!(scene.ask(json!(vec![bot; 1001])).await.places(), [""]);
    scene.ask(json!([])).await.problem(422);
}

/// A message, and the places of what is wrong in it.
type Wrong<'a> = (Value, &'a [&'a str]);

async fn are_refused<const N: usize>(scene: &Scene, wrong: [Wrong<'_>; N]) {
    for (message, wanted) in wrong {
        let refused = scene.ask(message.clone()).await;
        assert_eq!(refused.places(), wanted, "{message}: {refused:?}");
    }
}

async fn mistakes_around(scene: &Scene) {
    are_refused(scene, [
        (json!({}), &["/channel", "/body"]),
        (json!({"channel": "email", "to": "a@b.example", "body": {}}), &["/channel"]),
        (json!({"channel": "telegramm", "to": "7", "body": {}}), &["/channel"]),
        (json!({"channel": "telegram", "body": {"text": "a"}}), &["/to"]),
        (json!({"channel": "telegram", "to": "@ann", "body": {"text": "a"}}), &["/to"]),
        (json!({"channel": "telegram", "to": "7", "user": "u", "body": {"text": "a"}}), &["/user"]),
        (json!({"channel": "telegram", "user": "", "body": {"text": "a"}}), &["/user"]),
        (
            json!({"channel": "viber", "to": "a", "ttl_seconds": 1_209_601, "body": {"text": "a"}}),
            &["/ttl_seconds"],
        ),
        (json!({"channel": "viber", "to": "a", "id": "", "body": {"text": "a"}}), &["/id"]),
    ])
    .await;
}

async fn mistakes_in_pushes(scene: &Scene, browser: &str) {
    let push = |body: Value| json!({"channel": "webpush", "to": browser, "body": body});
    are_refused(scene, [
        (push(json!({"titel": "Hi"})), &["/body/titel"]),
        (push(json!({"body": "Hi"})), &["/body/title"]),
        (
            push(json!({"title": "a", "topic": "a b", "urgency": "loud", "url": "x",
                "actions": [{"action": "a", "title": "A"}, {"action": "a", "title": "B", "url": 7}]})),
            &["/body/actions/1/url"],
        ),
        (
            push(json!({"title": "a", "topic": "a b", "urgency": "loud", "url": "x", "actions": [
                {"action": "a", "title": "A"}, {"action": "a", "title": "B"}, {"action": "c"}]})),
            &[
                "/body/url",
                "/body/urgency",
                "/body/topic",
                "/body/actions",
                "/body/actions/1/action",
                "/body/actions/2/title",
            ],
        ),
        (push(json!({"title": "a".repeat(3052)})), &["/body"]),
    ])
    .await;
}

fn ending_in_a_link(length: usize) -> String {
    let link = " http://a.io";
    format!("{}{link}", "a".repeat(length - link.len()))
}

async fn mistakes_in_bots(scene: &Scene) {
    let bot = |body: Value| json!({"channel": "telegram", "to": "77", "body": body});
    let viber = |body: Value| json!({"channel": "viber", "to": "01234567890A=", "body": body});
    are_refused(scene, [
        (bot(json!({})), &["/body/text"]),
        (bot(json!({"text": "a".repeat(4097)})), &["/body/text"]),
        // As it is written it is short enough, and with the hub's own link it is not.
        (bot(json!({"text": ending_in_a_link(4096)})), &["/body/text"]),
        (viber(json!({"text": ending_in_a_link(7000)})), &["/body/text"]),
        (
            bot(json!({"text": "a", "parse_mode": "html", "photo": "x", "buttons": [
                [{"text": "a"}, {"text": "", "url": "x"}], [{"text": "b", "data": "x".repeat(65)}]]})),
            &[
                "/body/photo",
                "/body/parse_mode",
                "/body/buttons/0/0",
                "/body/buttons/0/1/text",
                "/body/buttons/0/1/url",
                "/body/buttons/1/0/data",
            ],
        ),
        (
            viber(json!({"text": "", "image": "x", "sender": {"name": "x".repeat(29)},
            "button": {"url": "x"}})),
            &[
                "/body/image",
                "/body/text",
                "/body/button/text",
                "/body/button/url",
                "/body/sender/name",
            ],
        ),
    ])
    .await;
}

async fn all_or_nothing(scene: &Scene) {
    scene.telegram_bot(json!({})).await;
    let right = json!({"channel": "telegram", "to": "77", "body": {"text": "a"}});
    let wrong = json!({"channel": "telegram", "to": "77", "body": {"text": ""}});
    let refused = scene.ask(json!([right, wrong, right])).await;
    assert_eq!(refused.places(), ["/1/body/text"]);
    scene.send(json!([right])).await;
    scene.telegram.calls("sendmessage", 1).await;
}

async fn a_message_counts_once(scene: &Scene) {
    scene.telegram_bot(json!({})).await;
    let message =
        |id: &str| json!({"channel": "telegram", "to": "77", "id": id, "body": {"text": "a"}});
    let first = scene.send(json!([message("a"), message("b"), message("a")])).await;
    let flags: Vec<_> = first.iter().map(|it| it["duplicate"].clone()).collect();
    assert_eq!(flags, [false, false, true]);
    assert_eq!(first[0]["id"], first[2]["id"]);
    let again = scene.send(message("b")).await;
    assert_eq!((&again[0]["id"], &again[0]["duplicate"]), (&first[1]["id"], &json!(true)));
    // By the request, where messages have no ids.
    let path = scene.stage.path("messages");
    let body = json!({"channel": "telegram", "to": "78", "body": {"text": "a"}});
    let ask = async |body: &Value| {
        let request = http::Request::post(&path)
            .header("content-type", "application/json")
            .header("idempotency-key", "k-1");
        let request = request.body(body.to_string().into()).expect("a request");
        scene.stage.admin.send(request).await
    };
    let both = tokio::join!(ask(&body), ask(&body));
    let (one, two) = (both.0.is(202), both.1.is(202));
    assert_eq!(one["data"][0]["id"], two["data"][0]["id"]);
    let other = json!({"channel": "telegram", "to": "79", "body": {"text": "a"}});
    ask(&other).await.problem(422);
    scene.telegram.calls("sendmessage", 3).await;
}

async fn who_is_blocked_gets_nothing(scene: &Scene) {
    scene.telegram_bot(json!({})).await;
    let site = scene.site().await;
    scene.stage.admin.act(&scene.stage.path("contacts/telegram/77/unsubscribe")).await.is(200);
    let sent = json!({
        "channel": "telegram", "to": "77", "body": {"text": "a"}, "metadata": {"order": 7},
    });
    let sent = scene.send(sent).await;
    assert_eq!(sent[0]["parcels"][0]["state"], "suppressed");
    let unknown =
        scene.send_one("webpush", "sub_06ag2vpsl3r5v2q1k8f4d9c0mg", json!({"title": "a"}));
    scene.message(&unknown.await, "failed").await;
    let events = scene.events(3).await;
    let wanted = ["telegram.unsubscribed", "telegram.failed", "webpush.undelivered"];
    assert_eq!(kinds(&events), wanted);
    assert_eq!(events[1]["reason"]["code"], "suppressed_unsubscribe");
    assert_eq!(events[1]["metadata"], json!({"order": 7}));
    assert_eq!(events[2]["reason"]["code"], "invalid");
    assert!(scene.telegram.times("sendmessage").is_empty() && scene.push.asked().is_empty());
    drop(site);
}

async fn a_source_is_found_or_named(scene: &Scene) {
    let message = json!({"channel": "viber", "to": "01234567890A=", "body": {"text": "a"}});
    assert_eq!(scene.ask(message.clone()).await.places(), ["/channel"]);
    let first = scene.viber_bot(json!({})).await;
    scene.send(message.clone()).await;
    scene.viber_bot(json!({})).await;
    assert_eq!(scene.ask(message.clone()).await.places(), ["/source"]);
    let mut named = message.clone();
    named["source"] = first.made["id"].clone();
    scene.send(named).await;
    let mut other = message;
    other["source"] = json!("src_06ag2vpsl3r5v2q1k8f4d9c0mg");
    assert_eq!(scene.ask(other).await.places(), ["/source"]);
    // A bot that only listens cannot speak.
    scene.source("telegram/bot", json!({}), json!({})).await;
    let mute = json!({"channel": "telegram", "to": "77", "body": {"text": "a"}});
    let (place, why) = scene.ask(mute).await.faults().remove(0);
    assert_eq!((place.as_str(), why.as_str()), ("/source", "the source has no secret `bot_token`"));
}

async fn a_person_is_written_to_on_all_contacts(scene: &Scene) {
    scene.telegram_bot(json!({})).await;
    for (to, what) in [("77", "subscribe"), ("78", "subscribe"), ("79", "unsubscribe")] {
        let contact = scene.stage.path(&format!("contacts/telegram/{to}"));
        let user = json!({"user": "u-1"});
        scene.stage.admin.act(&format!("{contact}/{what}")).await.is(200);
        scene.stage.admin.ask(http::Method::PUT, &contact, Some(user)).await.is(200);
    }
    let sent = json!({"channel": "telegram", "user": "u-1", "body": {"text": "a"}});
    let sent = scene.send(sent).await;
    let parcels = sent[0]["parcels"].as_array().expect("a list");
    let to: Vec<_> = parcels.iter().map(|parcel| text(parcel, "contact")).collect();
    assert_eq!(to, ["77", "78"], "79 has left");
    assert_eq!(sent[0]["id"], parcels[0]["id"]);
    scene.telegram.calls("sendmessage", 2).await;
    let events = scene.events(5).await;
    assert!(events[3..].iter().all(|event| event["user"] == "u-1"), "{events:#?}");
}

async fn what_is_past_its_time_expires_once(scene: &Scene) {
    let site = scene.site().await;
    let browser = Browser::subscribe(scene, &site, "a", json!({})).await;
    let id = scene.send_one("webpush", &browser.id, json!({"title": "Hi"})).await;
    let known = scene.message(&id, "sent").await;
    assert!(known["expires_at"].is_string());
    // As if its time was long over: the hub was down.
    let store = &scene.hub.running.hub.store;
    let registry = store.registry();
    let project = registry.domain("shop.example").expect("it is there").no;
    let source = registry.sources(project).next().expect("the site").no;
    let past = store::ParcelChange::Sent {
        id: id.parse().expect("an id"),
        state: store::ParcelState::Sent,
        message_id: None,
        sent_at: 1_774_340_600_000,
        expires_at: Some(1_774_340_660_000),
        links: Vec::new(),
    };
    let (events, parcels) = (Vec::new(), vec![past]);
    let ingest = store::Ingest { project, source, events, once: None, kept: None, parcels };
    store.ingest(ingest).await.expect("kept");
    scene.message(&id, "expired").await;
    let events = scene.events(2).await;
    assert_eq!(kinds(&events)[1], "webpush.expired");
    assert_eq!(events[1]["occurred_at"], "2026-03-24T08:24:20.000Z", "when it was due");
    let push = browser.open(&scene.push.once(1).await[0]);
    browser.report(scene, "displayed", &push, json!({})).await.is(200);
    scene.message(&id, "delivered").await;
    scene.events(3).await;
}
