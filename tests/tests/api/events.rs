//! `…/events`.

use crate::setup::{delivery, event, ids, project, text, webhook};
use serde_json::{Value, json};
use tests::{Hub, on_both, redact};

on_both!(
    an_event_is_told_as_it_was_published,
    an_id_counts_once,
    a_batch_is_taken_as_a_whole_or_not_at_all,
    what_is_no_event_is_refused,
    lists_are_filtered,
    a_text_with_a_nul_is_found,
    what_is_no_filter_is_refused,
    an_event_can_be_sent_again,
);

async fn an_event_is_told_as_it_was_published(hub: &Hub) {
    let path = format!("{}/events", project(hub, "a.example").await);
    let new = json!({
        "kind": "email.bounced", "contact": "Bob <Bob@Example.ORG>", "message_id": "m-1",
        "occurred_at": "2026-03-24T09:23:20+01:00",
        "bounce": {"class": "hard", "code": 550, "enhanced": "5.1.1"},
        "metadata": {"order": "A-1009"}
    });
    let taken = hub.admin.post(&path, new).await.is(202);
    let id = text(&taken["data"][0], "id");
    assert_eq!(taken, json!({"data": [{"id": id, "duplicate": false}]}));
    let shown = hub.admin.get(&format!("{path}/{id}")).await.is(200);
    assert_eq!(shown["occurred_at"], "2026-03-24T08:23:20.000Z");
    insta::assert_json_snapshot!("event", redact(shown.clone()));
    assert_eq!(hub.admin.get(&path).await.is(200)["data"], json!([shown]));
}

async fn an_id_counts_once(hub: &Hub) {
    let path = format!("{}/events", project(hub, "a.example").await);
    let new = json!({"kind": "sms.delivered", "contact": "+15622089096", "id": "mine"});
    let first = hub.admin.post(&path, new.clone()).await.is(202);
    let again = hub.admin.post(&path, json!([new.clone(), new])).await.is(202);
    assert_eq!(first["data"][0]["duplicate"], false);
    for taken in again["data"].as_array().expect("a list") {
        assert_eq!(taken["id"], first["data"][0]["id"]);
        assert_eq!(taken["duplicate"], true);
    }
    let other = json!({"kind": "sms.delivered", "contact": "+15622089096"});
    hub.admin.post(&path, json!([other.clone(), other])).await.is(202);
    assert_eq!(ids(&hub.admin.get(&path).await.is(200)).len(), 3, "without an id every one counts");
}

async fn a_batch_is_taken_as_a_whole_or_not_at_all(hub: &Hub) {
    let path = format!("{}/events", project(hub, "a.example").await);
    let one = json!({"kind": "sms.delivered", "contact": "+15622089096"});
    let mut batch = vec![one.clone(); 1000];
    let taken = hub.admin.post(&path, json!(batch)).await.is(202);
    assert_eq!(taken["data"].as_array().map(Vec::len), Some(1000));
    batch[17]["kind"] = "sms.deliverd".into();
    batch[999]["contact"] = "".into();
    let reply = hub.admin.post(&path, json!(batch)).await;
    assert_eq!(reply.places(), ["/17/kind", "/999/contact"]);
    assert!(reply.faults()[0].1.contains("did you mean `sms.delivered`?"));
    batch[17]["kidn"] = 1.into();
    assert_eq!(hub.admin.post(&path, json!(batch)).await.places(), ["/17/kidn"]);
    let reply = hub.admin.post(&path, json!(vec![one; 1001])).await;
    assert_eq!(reply.places(), [""]);
    assert_eq!(hub.admin.post(&path, json!([])).await.places(), [""]);
    let mut count = 0;
    let mut page = hub.admin.get(&format!("{path}?limit=250")).await.is(200);
    loop {
        count += ids(&page).len();
        let Some(next) = page["next"].as_str() else { break };
        page = hub.admin.get(&format!("{path}?limit=250&cursor={next}")).await.is(200);
    }
    assert_eq!(count, 1000, "nothing of what was refused was taken in");
}

async fn what_is_no_event_is_refused(hub: &Hub) {
    let path = format!("{}/events", project(hub, "a.example").await);
    for (new, places) in [
        (json!({}), vec!["/kind", "/contact"]),
        (json!({"kind": "email.*", "contact": "a@b.example"}), vec!["/kind"]),
        (with("occurred_at", json!("yesterday")), vec!["/occurred_at"]),
        (with("occurred_at", json!(1_774_340_600)), vec!["/occurred_at"]),
        (with("id", json!("")), vec!["/id"]),
        (with("id", json!("x".repeat(256))), vec!["/id"]),
        (with("bounce", json!({"class": "herd"})), vec!["/bounce/class"]),
        (with("bounce", json!({"class": "hard", "code": "550"})), vec!["/bounce/code"]),
        (with("bounce", json!({})), vec!["/bounce/class"]),
        (with("bounce", json!(["hard"])), vec!["/bounce"]),
        (with("click", json!({"uri": 1})), vec!["/click/uri", "/click/url"]),
        (with("metadata", json!([1])), vec!["/metadata"]),
        (with("client", json!({"geo": {"contry": "FR"}})), vec!["/client/geo/contry"]),
        (with("test", json!(true)), vec!["/test"]),
        (with("channel", json!("email")), vec!["/channel"]),
    ] {
        assert_eq!(hub.admin.post(&path, new.clone()).await.places(), places, "{new}");
    }
    assert_eq!(hub.admin.post(&path, json!("x")).await.places(), [""]);
    assert_eq!(hub.admin.post(&path, json!([1])).await.places(), ["/0"]);
    assert_eq!(ids(&hub.admin.get(&path).await.is(200)), [""; 0]);
}

fn with(member: &str, value: Value) -> Value {
    let mut new = json!({"kind": "email.bounced", "contact": "a@b.example"});
    new[member] = value;
    new
}

async fn lists_are_filtered(hub: &Hub) {
    let project = project(hub, "a.example").await;
    let path = format!("{project}/events");
    let hook = json!({"url": crate::setup::NOWHERE, "events": ["sms.*"], "schedule": []});
    hub.admin.post(&format!("{project}/webhooks"), hook).await.is(201);
    let batch = json!([
        {"kind": "email.bounced", "contact": "Bob@Example.ORG", "message_id": "m1"},
        {"kind": "email.read", "contact": "ann@example.org", "message_id": "m2"},
        {"kind": "sms.delivered", "contact": "0044 20 7946 0018", "message_id": "m3"},
        {"kind": "telegram.viewed", "contact": "1111111", "message_id": "1:2"}
    ]);
    hub.admin.post(&path, batch).await.is(202);
    for (query, wanted) in [
        ("kind=email.bounced", vec!["m1"]),
        ("kind=email.bounced,email.read", vec!["m1", "m2"]),
        ("kind=email.bounced&kind=sms.delivered", vec!["m1", "m3"]),
        ("kind=email.*", vec!["m1", "m2"]),
        ("channel=telegram", vec!["1:2"]),
        ("channel=sms&kind=email.read", vec![]),
        ("contact=Bob@EXAMPLE.org", vec!["m1"]),
        ("contact=bob@example.org", vec![]),
        ("channel=sms&contact=00442079460018", vec!["m3"]),
        ("kind=sms.delivered&contact=442079460018", vec!["m3"]),
        ("contact=%2B44%2020%207946%200018", vec!["m3"]),
        ("message_id=m2", vec!["m2"]),
        ("matched=true", vec!["m3"]),
        ("matched=false", vec!["1:2", "m1", "m2"]),
        ("since=2026-01-01T00:00:00Z", vec!["1:2", "m1", "m2", "m3"]),
        ("until=2026-01-01T00:00:00Z", vec![]),
    ] {
        let found = hub.admin.get(&format!("{path}?{query}")).await.is(200);
        let found = found["data"].as_array().expect("a list").iter();
        let mut found: Vec<_> = found.map(|it| text(it, "message_id")).collect();
        found.sort();
        assert_eq!(found, wanted, "{query}");
    }
}

/// PostgreSQL has no NUL in texts.
async fn a_text_with_a_nul_is_found(hub: &Hub) {
    let path = format!("{}/events", project(hub, "a.example").await);
    let new = json!({"kind": "email.read", "contact": "a\0b@example.org", "message_id": "m\u{0}1"});
    hub.admin.post(&path, new).await.is(202);
    for query in ["contact=a%00b@example.org", "message_id=m%001"] {
        let found = hub.admin.get(&format!("{path}?{query}")).await.is(200);
        assert_eq!(ids(&found).len(), 1, "{query}");
    }
}

async fn what_is_no_filter_is_refused(hub: &Hub) {
    let path = format!("{}/events", project(hub, "a.example").await);
    for (query, wrong) in [
        ("kind=email.bouncd", "kind"),
        ("channel=mail", "channel"),
        ("matched=maybe", "matched"),
        ("since=2026", "since"),
        ("contact=", "contact"),
        ("chanel=sms", "chanel"),
        ("channel=sms&channel=email", "channel"),
    ] {
        let reply = hub.admin.get(&format!("{path}?{query}")).await;
        assert_eq!(reply.places(), [wrong], "{query}");
    }
}

async fn an_event_can_be_sent_again(hub: &Hub) {
    let path = project(hub, "a.example").await;
    let hook = webhook(hub, &path).await;
    let id = event(hub, &path).await;
    let owed = delivery(hub, &path, &id, "exhausted").await;
    assert_eq!(owed["attempts"], 1);
    let resend = format!("{path}/events/{id}/resend");
    let again = hub.admin.act(&resend).await.is(202);
    assert_eq!(again["data"][0]["id"], owed["id"]);
    let second = hub
        .until(async |hub| {
            let list = hub.admin.get(&format!("{path}/events/{id}/deliveries")).await.is(200);
            let one = list["data"][0].clone();
            (one["attempts"] == 2 && one["state"] == "exhausted").then_some(one)
        })
        .await;
    assert_eq!(second["id"], owed["id"]);
    let late = webhook(hub, &path).await;
    let to = hub.admin.post(&resend, json!({"webhook": late})).await.is(202);
    assert_eq!(to["data"][0]["webhook"], json!(late));
    assert_ne!(json!(hook), json!(late));
    let reply = hub.admin.post(&resend, json!({"webhook": "whk_1"})).await;
    assert_eq!(reply.places(), ["/webhook"]);
    let other = format!("{path}/events/{}/resend", id.replace(&id[id.len() - 3..], "000"));
    hub.admin.act(&other).await.problem(404);
}
