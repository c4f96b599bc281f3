//! Web pushes, to a push service of our own.

use crate::browser::{Browser, ask, keys, subscription};
use crate::scene::{SITE, Scene, kinds, on_both_scenes};
use crate::service::says;
use sender::testkit::vapid;
use serde_json::{Value, json};
use tests::text;

on_both_scenes!(
    a_push_is_sent_and_reported_on,
    what_the_service_answers_becomes_of_it,
    a_browser_that_is_gone_is_not_called_again,
    a_service_that_is_busy_is_asked_again,
    a_topic_replaces_what_was_sent_under_it,
    of_one_topic_the_last_stays,
    only_a_page_of_the_site_subscribes,
    a_person_has_several_browsers,
    a_second_is_no_less_than_one,
);

async fn a_push_is_sent_and_reported_on(scene: &Scene) {
    let site = scene.site().await;
    let key = scene.stage.admin.without_key().get(&site.sdk()).await;
    assert_eq!(key.headers["access-control-allow-origin"], "*");
    let key = text(&key.is(200), "key");
    assert_eq!(site.made["vapid_public_key"], key);
    let browser = Browser::subscribe(scene, &site, "a", json!({})).await;
    let sent = scene
        .send(json!({
            "channel": "webpush", "to": browser.id, "ttl_seconds": 600, "metadata": {"order": 7},
            "body": {
                "title": "Hi", "url": "https://shop.example/o/7", "topic": "order-7",
                "urgency": "high",
                "actions": [{"action": "track", "title": "Track it"}],
            },
        }))
        .await;
    let id = text(&sent[0], "id");
    let pushed = scene.push.once(1).await.remove(0);
    assert_eq!(pushed.path, "/push/a");
    for (name, value) in
        [("urgency", "high"), ("topic", "order-7"), ("content-encoding", "aes128gcm")]
    {
        assert_eq!(pushed.header(name), value);
    }
    let ttl: i64 = pushed.header("ttl").parse().expect("a number");
    assert!((590..=600).contains(&ttl), "{ttl}");
    let (public, claims) = vapid(pushed.header("authorization")).expect("the signature holds");
    assert_eq!((public, &claims["aud"]), (key, &json!(scene.push.origin())));
    assert_eq!(claims["sub"], "https://shop.example");
    let push = browser.open(&pushed);
    assert_eq!((&push["id"], &push["show"]["title"]), (&json!(id), &json!("Hi")));
    scene.message(&id, "sent").await;
    is_reported_on(scene, &browser, &id, &push).await;
}

async fn is_reported_on(scene: &Scene, browser: &Browser, id: &str, push: &Value) {
    for (word, more) in [
        ("delivered", json!({})),
        ("displayed", json!({})),
        ("clicked", json!({"url": "https://shop.example/o/7", "action": "track"})),
        ("closed", json!({})),
    ] {
        assert_eq!(browser.report(scene, word, push, more).await.status, 200, "{word}");
    }
    let events = scene.events(5).await;
    let wanted = ["desktop_granted", "delivered", "displayed", "clicked", "closed"];
    assert_eq!(kinds(&events), wanted.map(|word| format!("webpush.{word}")));
    assert!(events[1..].iter().all(|it| it["message_id"] == id && it["contact"] == browser.id));
    assert_eq!(events[3]["metadata"]["action"], "track");
    let known = scene.message(id, "delivered").await;
    assert!(known["viewed_at"].is_string() && known["expires_at"].is_null(), "{known}");
}

async fn what_the_service_answers_becomes_of_it(scene: &Scene) {
    let site = scene.site().await;
    let browser = Browser::subscribe(scene, &site, "a", json!({})).await;
    for (status, headers, code) in [
        (400, &[][..], "config"),
        (403, &[], "config"),
        (413, &[], "payload"),
        (201, &[("x-wns-notificationstatus", "dropped")], "throttled"),
    ] {
        scene.push.answer(says(status, headers, "why"));
        let id = scene.send_one("webpush", &browser.id, json!({"title": "Hi"})).await;
        let known = scene.message(&id, "failed").await;
        assert_eq!(known["reason"], json!({"code": code, "text": "why"}), "{status}");
        assert_eq!(known["attempts"], 1, "{status}");
    }
    let events = scene.events(5).await;
    assert!(events[1..].iter().all(|event| event["kind"] == "webpush.undelivered"));
    assert_eq!(events[1]["reason"]["code"], "config");
    for (event, status) in events[1..].iter().zip([400, 403, 413, 201]) {
        assert_eq!(event["response"], json!({"code": status, "text": "why"}));
    }
}

async fn a_browser_that_is_gone_is_not_called_again(scene: &Scene) {
    let site = scene.site().await;
    let phone = json!({"form_factor": "mobile"});
    let browser = Browser::subscribe(scene, &site, "a", phone.clone()).await;
    scene.push.answer(says(410, &[], "push subscription has unsubscribed or expired.\n"));
    let first = scene.send_one("webpush", &browser.id, json!({"title": "Hi"})).await;
    scene.message(&first, "failed").await;
    let second = scene.send_one("webpush", &browser.id, json!({"title": "Hi"})).await;
    scene.message(&second, "suppressed").await;
    let events = scene.events(4).await;
    let wanted = ["mobile_granted", "undelivered", "mobile_unsubscribed", "undelivered"];
    assert_eq!(kinds(&events), wanted.map(|word| format!("webpush.{word}")));
    assert_eq!(events[1]["reason"]["code"], "invalid");
    assert_eq!(events[3]["reason"]["code"], "suppressed_unsubscribe");
    scene.push.once(1).await;
    // Who comes back is another browser.
    let again = Browser::subscribe(scene, &site, "b", phone).await;
    assert_ne!(again.id, browser.id);
    scene.send_one("webpush", &again.id, json!({"title": "Hi"})).await;
    scene.push.once(2).await;
}

async fn a_service_that_is_busy_is_asked_again(scene: &Scene) {
    let site = scene.site().await;
    let browser = Browser::subscribe(scene, &site, "a", json!({})).await;
    scene.push.answer(says(429, &[("retry-after", "1")], ""));
    scene.push.answer(says(503, &[], ""));
    let id = scene.send_one("webpush", &browser.id, json!({"title": "Hi"})).await;
    let asked = scene.push.once(3).await;
    assert!(asked[1].at.duration_since(asked[0].at).as_millis() >= 1000);
    let known = scene.message(&id, "sent").await;
    assert_eq!(known["attempts"], 3);
    // What has no time left is over.
    scene.push.answer(says(429, &[("retry-after", "60")], ""));
    let hurried = json!({"channel": "webpush", "to": browser.id, "ttl_seconds": 30,
        "body": {"title": "Hi"}});
    let id = text(&scene.send(hurried).await[0], "id");
    let known = scene.message(&id, "expired").await;
    let events = scene.events(2).await;
    assert_eq!(kinds(&events)[1], "webpush.expired");
    assert_eq!((&known["attempts"], &events[1]["response"]["code"]), (&json!(1), &json!(429)));
    assert_eq!(events[1]["ttl_seconds"], 30);
}

async fn a_topic_replaces_what_was_sent_under_it(scene: &Scene) {
    let site = scene.site().await;
    let browser = Browser::subscribe(scene, &site, "a", json!({})).await;
    let body = json!({"title": "Hi", "topic": "news"});
    let first = scene.send_one("webpush", &browser.id, body.clone()).await;
    scene.message(&first, "sent").await;
    let second = scene.send_one("webpush", &browser.id, body).await;
    scene.message(&second, "sent").await;
    let known = scene.message(&first, "superseded").await;
    assert_eq!(known["reason"], json!({"code": "superseded", "text": second}));
    assert!(known["expires_at"].is_null());
    let events = scene.events(2).await;
    assert_eq!(kinds(&events)[1], "webpush.undelivered");
    assert_eq!(
        (&events[1]["message_id"], &events[1]["reason"]["code"]),
        (&json!(first), &json!("superseded"))
    );
    // It had arrived after all.
    let push = browser.open(&scene.push.once(2).await[0]);
    browser.report(scene, "delivered", &push, json!({})).await.is(200);
    scene.message(&first, "delivered").await;
}

async fn of_one_topic_the_last_stays(scene: &Scene) {
    let site = scene.site().await;
    let browser = Browser::subscribe(scene, &site, "a", json!({})).await;
    let push = |title: usize| json!({"channel": "webpush", "to": browser.id, "body": {"title": title.to_string(), "topic": "t"}});
    // The service puts the first off: it must not come back in the place of those after it.
    scene.push.answer(says(429, &[("retry-after", "1")], ""));
    let sent = scene.send(json!((0..12).map(push).collect::<Vec<_>>())).await;
    let ids: Vec<_> = sent.iter().map(|one| text(one, "id")).collect();
    for id in &ids[..11] {
        scene.message(id, "superseded").await;
    }
    scene.message(&ids[11], "sent").await;
    let asked = scene.push.once(12).await;
    let titles: Vec<_> = asked.iter().map(|it| text(&browser.open(it)["show"], "title")).collect();
    let wanted: Vec<_> = (0..12).map(|title| title.to_string()).collect();
    assert_eq!(titles, wanted, "in the order in which they were asked for");
}

async fn only_a_page_of_the_site_subscribes(scene: &Scene) {
    let site = scene.site().await;
    let at = format!("{}/subscribe", site.sdk());
    let told = subscription(scene, &keys(), "a", &json!({}));
    for origin in [None, Some("https://evil.example"), Some("null")] {
        let refused = ask(scene, &at, origin, &told).await;
        refused.problem(403);
        assert_eq!(refused.headers["access-control-allow-origin"], "*");
    }
    let unknown = ask(scene, "/sdk/unheard-of/subscribe", Some(SITE), &told).await;
    assert_eq!(unknown.headers["access-control-allow-origin"], "*");
    unknown.problem(404);
    let with = |name: &str, value: Value| {
        let mut told = told.clone();
        told[name] = value;
        told
    };
    for (told, why) in [
        (with("endpoint", json!("https://evil.example/a")), "no push service"),
        (with("endpoint", json!("http://169.254.169.254/a")), "no push service"),
        (with("keys", json!({"p256dh": "AA", "auth": "AA"})), "keys.auth"),
        (with("form_factor", json!("fridge")), "form_factor"),
        (with("user", json!("x".repeat(256))), "user"),
        (json!([]), "no subscription"),
    ] {
        let problem = ask(scene, &at, Some(SITE), &told).await.problem(400);
        assert!(text(&problem, "detail").contains(why), "{problem}");
    }
    scene.events(0).await;
}

async fn a_second_is_no_less_than_one(scene: &Scene) {
    let site = scene.site().await;
    let browser = Browser::subscribe(scene, &site, "a", json!({})).await;
    for (place, ttl) in [1, 0].into_iter().enumerate() {
        let body = json!({"title": "Hi"});
        let told =
            json!({"channel": "webpush", "to": browser.id, "ttl_seconds": ttl, "body": body});
        scene.send(told).await;
        let pushed = scene.push.once(place + 1).await.remove(place);
        assert_eq!(pushed.header("ttl"), ttl.to_string());
    }
}

async fn a_person_has_several_browsers(scene: &Scene) {
    let site = scene.site().await;
    let one = Browser::subscribe(scene, &site, "a", json!({"user": "u-1"})).await;
    let two = Browser::subscribe(scene, &site, "b", json!({"user": "u-1"})).await;
    let other = Browser::subscribe(scene, &site, "c", json!({"user": "u-2"})).await;
    // To say it again says nothing new.
    let again = Browser::subscribe(scene, &site, "a", json!({"user": "u-1"})).await;
    assert_eq!(again.id, one.id);
    // Its address has changed.
    let moved = Browser::subscribe(scene, &site, "d", json!({"previous": two.token})).await;
    assert_eq!(moved.id, two.id);
    scene.events(3).await;
    let left = json!({"token": one.token, "id": "left"});
    one.report(scene, "unsubscribed", &json!({"device": "desktop"}), left).await.is(200);
    scene.events(4).await;
    let sent = json!({"channel": "webpush", "user": "u-1", "body": {"title": "Hi"}});
    let sent = scene.send(sent).await;
    let parcels = sent[0]["parcels"].as_array().expect("a list");
    assert_eq!(parcels.len(), 1, "one has left: {sent:?}");
    assert_eq!(parcels[0]["contact"], two.id);
    assert_eq!(scene.push.once(1).await[0].path, "/push/d");
    assert_ne!(other.id, two.id);
    let nobody = json!({"channel": "webpush", "user": "u-9", "body": {"title": "Hi"}});
    assert_eq!(scene.send(nobody).await[0], json!({"id": null, "duplicate": false, "parcels": []}));
}
