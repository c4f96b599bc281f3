//! `…/deliveries`.

use crate::setup::{delivery, event, ids, project, text, webhook};
use serde_json::{Value, json};
use tests::{Hub, on_both, redact};

on_both!(
    a_delivery_tells_how_it_went,
    what_arrives_is_delivered,
    what_is_used_up_can_be_tried_again,
    what_waits_can_be_cancelled,
    lists_are_filtered,
);

async fn a_delivery_tells_how_it_went(hub: &Hub) {
    let path = project(hub, "a.example").await;
    webhook(hub, &path).await;
    let id = event(hub, &path).await;
    let owed = delivery(hub, &path, &id, "exhausted").await;
    insta::assert_json_snapshot!("delivery", redact(owed.clone()));
    let one = format!("{path}/deliveries/{}", text(&owed, "id"));
    assert_eq!(hub.admin.get(&one).await.is(200), owed);
    let mut attempts = hub.admin.get(&format!("{one}/attempts")).await.is(200);
    let attempt = &mut attempts["data"][0];
    assert!(attempt["duration_ms"].as_u64().is_some_and(|ms| ms < 15_000), "{attempt}");
    attempt["duration_ms"] = "[duration]".into();
    assert!(text(attempt, "error").len() > 3);
    attempt["error"] = "[error]".into();
    insta::assert_json_snapshot!("attempts", redact(attempts));
}

async fn what_arrives_is_delivered(hub: &Hub) {
    let path = project(hub, "a.example").await;
    let url = format!("http://{}/sandbox/mine", hub.running.addr);
    let new = json!({"url": url, "events": ["email.bounced"]});
    hub.admin.post(&format!("{path}/webhooks"), new).await.is(201);
    let id = event(hub, &path).await;
    let owed = delivery(hub, &path, &id, "delivered").await;
    assert_eq!(owed["next_attempt_at"], Value::Null);
    let one = format!("{path}/deliveries/{}", text(&owed, "id"));
    let attempts = hub.admin.get(&format!("{one}/attempts")).await.is(200);
    let status = attempts["data"][0]["status"].as_u64().expect("a status");
    assert!((200..300).contains(&status), "{attempts}");
    assert_eq!(attempts["data"][0]["error"], Value::Null);
    let problem = hub.admin.act(&format!("{one}/retry")).await.problem(409);
    assert_eq!(problem["type"], "urn:tidings:problem:wrong-state");
    hub.admin.act(&format!("{one}/cancel")).await.problem(409);
}

async fn what_is_used_up_can_be_tried_again(hub: &Hub) {
    let path = project(hub, "a.example").await;
    webhook(hub, &path).await;
    let id = event(hub, &path).await;
    let owed = delivery(hub, &path, &id, "exhausted").await;
    let one = format!("{path}/deliveries/{}", text(&owed, "id"));
    let again = hub.admin.act(&format!("{one}/retry")).await.is(202);
    assert_eq!(again["id"], owed["id"]);
    hub.until(async |hub| {
        let now = hub.admin.get(&one).await.is(200);
        (now["state"] == "exhausted" && now["attempts"] == 2).then_some(())
    })
    .await;
    let attempts = hub.admin.get(&format!("{one}/attempts")).await.is(200);
    let numbers: Vec<_> =
        attempts["data"].as_array().expect("a list").iter().map(|it| &it["number"]).collect();
    assert_eq!(numbers, [2, 1], "newest first");
}

async fn what_waits_can_be_cancelled(hub: &Hub) {
    let path = project(hub, "a.example").await;
    let hook = webhook(hub, &path).await;
    hub.admin.act(&format!("{path}/webhooks/{hook}/pause")).await.is(200);
    let id = event(hub, &path).await;
    let owed = delivery(hub, &path, &id, "pending").await;
    let one = format!("{path}/deliveries/{}", text(&owed, "id"));
    hub.admin.act(&format!("{one}/retry")).await.is(202);
    let cancelled = hub.admin.act(&format!("{one}/cancel")).await.is(200);
    assert_eq!(cancelled["state"], "cancelled");
    assert_eq!(cancelled["next_attempt_at"], Value::Null);
    hub.admin.act(&format!("{one}/cancel")).await.problem(409);
    hub.admin.act(&format!("{one}/retry")).await.problem(409);
    // Deleting a webhook cancels what it is owed; its deliveries stay listed.
    let later = event(hub, &path).await;
    delivery(hub, &path, &later, "pending").await;
    hub.admin.delete(&format!("{path}/webhooks/{hook}")).await.is(204);
    let owed = delivery(hub, &path, &later, "cancelled").await;
    assert_eq!(owed["webhook"], Value::Null);
}

async fn lists_are_filtered(hub: &Hub) {
    let path = project(hub, "a.example").await;
    let (first, second) = (webhook(hub, &path).await, webhook(hub, &path).await);
    let id = event(hub, &path).await;
    let exhausted = format!("{path}/deliveries?state=exhausted");
    hub.until(async |hub| (ids(&hub.admin.get(&exhausted).await.is(200)).len() == 2).then_some(()))
        .await;
    for (query, count) in [
        (String::new(), 2),
        (format!("webhook={first}"), 1),
        (format!("webhook={second}&state=exhausted"), 1),
        ("state=pending".to_owned(), 0),
        ("since=2026-01-01T00:00:00Z".to_owned(), 2),
        ("until=2026-01-01T00:00:00Z".to_owned(), 0),
        ("limit=1".to_owned(), 1),
    ] {
        let list = hub.admin.get(&format!("{path}/deliveries?{query}")).await.is(200);
        assert_eq!(ids(&list).len(), count, "{query}");
    }
    let page = hub.admin.get(&format!("{path}/events/{id}/deliveries?limit=1")).await.is(200);
    let next = text(&page, "next");
    let rest = format!("{path}/events/{id}/deliveries?cursor={next}");
    let rest = hub.admin.get(&rest).await.is(200);
    assert_eq!(ids(&rest).len(), 1);
    assert_ne!(ids(&rest), ids(&page));
    for (query, wrong) in [("state=done", "state"), ("webhook=x", "webhook"), ("stat=x", "stat")] {
        let reply = hub.admin.get(&format!("{path}/deliveries?{query}")).await;
        assert_eq!(reply.places(), [wrong], "{query}");
    }
}
