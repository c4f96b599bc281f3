//! What pages and workers report, whatever their clocks say and whoever they claim to be.

use crate::browser::{Browser, ask, keys, subscription};
use crate::scene::{SITE, Scene, kinds, on_both_scenes};
use futures::future::join_all;
use serde_json::{Value, json};
use tests::text;

on_both_scenes!(
    a_browser_with_a_slow_clock_leaves,
    a_report_is_dated_between_its_push_and_its_arrival,
    no_page_speaks_for_another_browser,
    what_is_told_at_once_is_told_once,
    a_browser_leaves_once,
    a_click_leads_into_the_web,
    a_report_names_one_of_two_devices,
    only_so_many_strangers_come_in_a_minute,
);

const HOUR: i64 = 3_600_000;

fn leaves(browser: &Browser, id: &str, more: &Value) -> Value {
    let mut told = json!({"token": browser.token, "id": id});
    told.as_object_mut().expect("one").extend(more.as_object().cloned().unwrap_or_default());
    told
}

fn now() -> i64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    i64::try_from(since.expect("after 1970").as_millis()).expect("a near time")
}

async fn a_browser_with_a_slow_clock_leaves(scene: &Scene) {
    let site = scene.site().await;
    let browser = Browser::subscribe(scene, &site, "a", json!({})).await;
    let slow = leaves(&browser, "left", &json!({"ts": now() - HOUR}));
    let device = json!({"device": "desktop"});
    browser.report(scene, "unsubscribed", &device, slow).await.is(200);
    let events = scene.events(2).await;
    assert!(text(&events[1], "occurred_at") >= text(&events[0], "occurred_at"), "{events:?}");
    let id = scene.send_one("webpush", &browser.id, json!({"title": "Hi"})).await;
    scene.message(&id, "suppressed").await;
    // What waited in a browser that has come back since says nothing of what is now.
    let again = Browser::subscribe(scene, &site, "a", json!({})).await;
    assert_eq!(again.id, browser.id);
    let old = leaves(&browser, "late", &json!({"ts": now() - HOUR}));
    again.report(scene, "unsubscribed", &device, old).await.is(200);
}

async fn a_report_is_dated_between_its_push_and_its_arrival(scene: &Scene) {
    let site = scene.site().await;
    let browser = Browser::subscribe(scene, &site, "a", json!({})).await;
    let id = scene.send_one("webpush", &browser.id, json!({"title": "Hi"})).await;
    let push = browser.open(&scene.push.once(1).await[0]);
    let sent_at = text(&scene.message(&id, "sent").await, "sent_at");
    for (name, ts) in [("1970", 1), ("2100", 4_102_444_800_000_i64), ("2100", 4_102_444_800_000)] {
        let told = json!({"id": name, "ts": ts, "url": "https://shop.example/"});
        browser.report(scene, "clicked", &push, told).await.is(200);
    }
    let events = scene.events(3).await;
    for event in &events[1..] {
        assert_eq!(event["kind"], "webpush.clicked");
        let at = text(event, "occurred_at");
        assert!(at >= sent_at && at <= text(event, "received_at"), "{sent_at} {event}");
    }
}

async fn no_page_speaks_for_another_browser(scene: &Scene) {
    let site = scene.site().await;
    let browser = Browser::subscribe(scene, &site, "a", json!({})).await;
    let says = async |state: &str, id: &str| {
        let told = json!({
            "v": 1, "id": format!("{state} {id}"), "type": "permission", "ts": now(),
            "form_factor": "desktop", "site": site.secret("site_key"), "subscription": id,
            "state": state,
        });
        ask(scene, &format!("{}/beacon", site.sdk()), Some(SITE), &told).await.is(200)
    };
    says("denied", &browser.id).await;
    scene.events(1).await;
    let left = leaves(&browser, "left", &json!({}));
    browser.report(scene, "unsubscribed", &json!({"device": "desktop"}), left).await.is(200);
    says("granted", &browser.id).await;
    says("denied", &"x".repeat(101)).await;
    scene.events(2).await;
    let id = scene.send_one("webpush", &browser.id, json!({"title": "Hi"})).await;
    scene.message(&id, "suppressed").await;
    // Who declines names itself.
    says("denied", "0b0e7f2a-6c4e-4d0a-9a59-9d1d3a1c8f10").await;
    assert_eq!(kinds(&scene.events(4).await)[3], "webpush.desktop_declined");
}

async fn what_is_told_at_once_is_told_once(scene: &Scene) {
    let site = scene.site().await;
    let (at, told) =
        (format!("{}/subscribe", site.sdk()), subscription(scene, &keys(), "a", &json!({})));
    let at_once = async || {
        let all = join_all((0..6).map(|_| ask(scene, &at, Some(SITE), &told))).await;
        all.into_iter().map(|reply| text(&reply.is(200), "id")).collect::<Vec<_>>()
    };
    let ids = at_once().await;
    assert!(ids.iter().all(|id| *id == ids[0]), "{ids:?}");
    scene.events(1).await;
    let browser = Browser::subscribe(scene, &site, "a", json!({})).await;
    let left = leaves(&browser, "left", &json!({}));
    browser.report(scene, "unsubscribed", &json!({"device": "desktop"}), left).await.is(200);
    scene.events(2).await;
    at_once().await;
    let events = scene.events(3).await;
    assert_eq!(
        (&events[2]["kind"], &events[2]["again"]),
        (&json!("webpush.desktop_granted"), &json!(true))
    );
    // Who was forgotten comes anew.
    let contact = scene.stage.path(&format!("contacts/webpush/{}", browser.id));
    scene.stage.admin.delete(&contact).await.is(204);
    at_once().await;
    let id = scene.send_one("webpush", &browser.id, json!({"title": "Hi"})).await;
    scene.message(&id, "sent").await;
}

async fn a_browser_leaves_once(scene: &Scene) {
    let site = scene.site().await;
    let browser = Browser::subscribe(scene, &site, "a", json!({})).await;
    let device = json!({"device": "desktop"});
    let leave = async |id: &str| {
        let told = leaves(&browser, id, &json!({}));
        browser.report(scene, "unsubscribed", &device, told).await.is(200)
    };
    // The worker, and the page, which does not know of it; then the page once more.
    join_all(["a", "b", "c"].map(&leave)).await;
    leave("d").await;
    scene.events(2).await;
}

async fn a_click_leads_into_the_web(scene: &Scene) {
    let site = scene.site().await;
    let browser = Browser::subscribe(scene, &site, "a", json!({})).await;
    let _ = scene.send_one("webpush", &browser.id, json!({"title": "Hi"})).await;
    let push = browser.open(&scene.push.once(1).await[0]);
    let urls = [json!("javascript:alert(1)"), json!(7), json!("HTTPS://shop.example/")];
    for (number, url) in urls.iter().enumerate() {
        let told = json!({"id": format!("click {number}"), "url": url});
        browser.report(scene, "clicked", &push, told).await.is(200);
    }
    let events = scene.events(4).await;
    let told: Vec<_> = events[1..].iter().map(|event| event["click"]["url"].clone()).collect();
    assert_eq!(told, [json!(null), json!(null), json!("HTTPS://shop.example/")]);
}

async fn a_report_names_one_of_two_devices(scene: &Scene) {
    let site = scene.site().await;
    let browser = Browser::subscribe(scene, &site, "a", json!({})).await;
    let left = leaves(&browser, "left", &json!({"form_factor": "fridge"}));
    let said = browser.report(scene, "unsubscribed", &json!({}), left).await;
    assert_eq!(said.headers["access-control-allow-origin"], "*");
    let problem = said.problem(400);
    assert!(text(&problem, "detail").contains("form_factor"), "{problem}");
    scene.events(1).await;
}

async fn only_so_many_strangers_come_in_a_minute(scene: &Scene) {
    let site = scene.site().await;
    let browser = Browser::subscribe(scene, &site, "a", json!({})).await;
    let at = format!("{}/subscribe", site.sdk());
    let told = subscription(scene, &keys(), "a", &json!({}));
    let mut refused = None;
    // However the minutes change meanwhile.
    for _ in 0..60 {
        let all = join_all((0..50).map(|_| ask(scene, &at, Some(SITE), &told))).await;
        refused = all.into_iter().find(|reply| reply.status != 200);
        if refused.is_some() {
            break;
        }
    }
    let refused = refused.expect("there is an end to it");
    assert_eq!(refused.headers["retry-after"], "60");
    assert_eq!(refused.headers["access-control-allow-origin"], SITE);
    refused.problem(429);
    // Who is known is let in.
    Browser::subscribe(scene, &site, "a", json!({"previous": browser.token})).await;
}
