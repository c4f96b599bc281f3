//! The SDK in a real browser: a page of another origin than the hub's, its service worker, and what
//! a person does with a notification.

mod driver;
mod site;

use self::driver::Driver;
use self::site::{Site, kinds};
use serde_json::{Value, json};
use tests::{text, until};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_visitor_agrees_and_is_told_things() {
    let Some(mut browser) = Driver::start() else { return };
    let site = Site::new().await;
    let before = site.visit(&mut browser, "granted").await;
    assert_eq!(before, json!({"permission": "default", "subscribed": false, "id": null}));
    let state = browser.call("ask", json!({"user": "u-1"})).await;
    assert_eq!((&state["permission"], &state["subscribed"]), (&json!("granted"), &json!(true)));
    let id = text(&state, "id");
    let granted = site.events(1).await.remove(0);
    assert_eq!(granted["kind"], "webpush.desktop_granted");
    assert_eq!((&granted["contact"], &granted["user"]), (&json!(id), &json!("u-1")));

    let first = site.send(&mut browser, &id, "first").await;
    assert_eq!(
        first.shown,
        json!([{"title": "first", "body": "text", "tag": first.message, "actions": ["track"]}])
    );
    site.events(3).await;
    browser
        .does("act", json!({"event": "notificationclick", "tag": first.message, "action": "track"}))
        .await;
    site.events(4).await;
    let second = site.send(&mut browser, &id, "second").await;
    let closes = json!({"event": "notificationclose", "tag": second.message, "action": ""});
    browser.does("act", closes).await;
    let events = site.events(7).await;
    let wanted = ["delivered", "displayed", "clicked", "delivered", "displayed", "closed"];
    assert_eq!(kinds(&events[1..]), wanted.map(|word| format!("webpush.{word}")));
    assert!(events[1..4].iter().all(|event| event["message_id"] == first.message));
    assert!(events[4..].iter().all(|event| event["message_id"] == second.message));
    assert_eq!(events[3]["click"]["url"], "https://shop.example/track");
    assert_eq!(events[3]["metadata"]["action"], "track");

    let scripts = ["tidings.js", "worker.js"].map(|name| site.script(name));
    let weight = browser.does("weigh", json!({"urls": scripts})).await;
    assert!(weight.as_u64().is_some_and(|bytes| (1000..=6144).contains(&bytes)), "{weight}");
    a_visitor_comes_back_and_leaves(&site, &mut browser, &id).await;
    site.stop().await;
}

async fn a_visitor_comes_back_and_leaves(site: &Site, browser: &mut Driver, id: &str) {
    // The page is opened again: nothing is new.
    let again = browser.does("open", json!({"url": site.url()})).await;
    assert_eq!(again["id"], id);
    let left = browser.call("leave", Value::Null).await;
    assert_eq!(left["subscribed"], false);
    assert_eq!(site.events(8).await[7]["kind"], "webpush.desktop_unsubscribed");
    browser.does("end", json!({})).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_happens_offline_is_told_later_and_in_order() {
    let Some(mut browser) = Driver::start() else { return };
    let site = Site::new().await;
    site.visit(&mut browser, "granted").await;
    let id = text(&browser.call("ask", json!({})).await, "id");
    site.events(1).await;
    let (message, push) = site.pushed(&id, "offline").await;
    site.way.cut();
    let shown = browser.does("push", json!({"data": push})).await;
    assert_eq!(shown[0]["title"], "offline");
    // All of it waits: to be delivered, and to be displayed.
    let waits = until(async || {
        let waits = browser.does("waiting", json!({})).await;
        (waits == 2).then_some(waits)
    });
    waits.await;
    assert_eq!(site.all().await.len(), 1);
    site.way.open();
    browser.does("sync", json!({})).await;
    let events = site.events(3).await;
    assert_eq!(kinds(&events[1..]), ["webpush.delivered", "webpush.displayed"]);
    assert!(events[1..].iter().all(|event| event["message_id"] == message));
    let none = until(async || (browser.does("waiting", json!({})).await == 0).then_some(()));
    none.await;
    browser.does("end", json!({})).await;
    site.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_visitor_declines_or_thinks_better_of_it() {
    let Some(mut browser) = Driver::start() else { return };
    let site = Site::new().await;
    site.visit(&mut browser, "denied").await;
    let state = browser.call("ask", json!({})).await;
    assert_eq!((&state["permission"], &state["subscribed"]), (&json!("denied"), &json!(false)));
    let declined = site.events(1).await.remove(0);
    assert_eq!(declined["kind"], "webpush.desktop_declined");
    assert_eq!(declined["contact"], state["id"]);
    // To be asked again says nothing new.
    browser.call("ask", json!({})).await;

    site.visit(&mut browser, "granted").await;
    let id = text(&browser.call("ask", json!({})).await, "id");
    site.events(2).await;
    // The permission is taken away in the browser's settings, while a page is open.
    browser.does("permit", json!({"setting": "denied"})).await;
    let events = site.events(3).await;
    assert_eq!(kinds(&events)[1..], ["webpush.desktop_granted", "webpush.desktop_unsubscribed"]);
    assert_eq!(events[2]["contact"], id);
    browser.does("end", json!({})).await;
    site.stop().await;
}
