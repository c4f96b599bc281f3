//! Users and fields.

use crate::setup::{act, contact, kinds, path, publish};
use serde_json::{Value, json};
use tests::{Hub, Stage, on_both, redact};

on_both!(
    a_contact_has_its_life,
    other_channels_have_contacts_too,
    fields_come_with_events,
    what_comes_late_does_not_bring_back,
    events_tell_of_users,
    what_is_no_contact_is_refused,
);

async fn a_contact_has_its_life(hub: &Hub) {
    let stage = Stage::new(&hub.admin).await;
    let bob = path(&stage, "email", "Bob@Example.org");
    let put = async |body: Value| stage.admin.ask(http::Method::PUT, &bob, Some(body)).await;
    let made = put(json!({"user": "u-1", "fields": {"city": "Lyon", "plan": 3}})).await.is(201);
    act(&stage, "email", "Bob@example.org", "unsubscribe").await;
    let shown = contact(&stage, "email", "Bob@example.org").await;
    assert_eq!((&shown["user"], &shown["fields"]), (&made["user"], &made["fields"]));
    insta::assert_json_snapshot!("contact", redact(shown));
    let edited = put(json!({"fields": {"city": null, "tags": ["a", {"b": 1}]}})).await.is(200);
    assert_eq!(edited["fields"], json!({"plan": 3, "tags": ["a", {"b": 1}]}));
    assert_eq!(edited["user"], "u-1");
    assert_eq!(put(json!({"user": null})).await.is(200)["user"], json!(null));
    assert_eq!(put(json!({})).await.is(200)["state"], "blocked");
    stage.admin.delete(&bob).await.is(204);
    let left = stage.admin.get(&bob).await.is(200);
    assert_eq!(
        (&left["fields"], &left["state"]),
        (&json!({}), &json!("blocked")),
        "who left has left"
    );
    stage.admin.delete(&bob).await.is(204);
    put(json!({"fields": {"plan": 4}})).await.is(200);
    let (created, updated) = ("email.profile_created", "email.profile_updated");
    let (left, deleted) = ("email.unsubscribed", "email.profile_deleted");
    let wanted = [created, left, updated, updated, updated, deleted, created];
    assert_eq!(kinds(&stage).await, wanted, "nothing to remove is no event");
    let event = &stage.all("events?kind=email.profile_updated").await[2];
    assert_eq!(event["profile"], json!({"fields": {"city": null, "tags": ["a", {"b": 1}]}}));
}

async fn other_channels_have_contacts_too(hub: &Hub) {
    let stage = Stage::new(&hub.admin).await;
    for (channel, address) in
        [("sms", "+442079460018"), ("webpush", "s-1"), ("telegram", "11"), ("viber", "v=")]
    {
        let path = path(&stage, channel, address);
        let put = async |body: Value| stage.admin.ask(http::Method::PUT, &path, Some(body)).await;
        let made = put(json!({"user": "u-1", "fields": {"city": "Lyon"}})).await.is(201);
        assert_eq!(made, contact(&stage, channel, address).await);
        let edited = put(json!({"fields": {"city": null, "plan": 1}})).await.is(200);
        assert_eq!((&edited["fields"], &edited["user"]), (&json!({"plan": 1}), &json!("u-1")));
        stage.admin.delete(&path).await.is(204);
        stage.admin.get(&path).await.problem(404);
        stage.admin.delete(&path).await.problem(404);
        put(json!({})).await.is(201);
        stage.admin.get(&path).await.is(200);
    }
    assert_eq!(stage.all("events").await.len(), 0, "they have no kind for it");
}

/// Publishes an event about a profile.
async fn tell(stage: &Stage, what: &str, at: &str, fields: Value) {
    let event = json!({
        "kind": format!("email.profile_{what}"), "contact": "ann@example.org", "occurred_at": at,
        "profile": {"fields": fields}
    });
    publish(stage, event).await;
}

async fn fields_come_with_events(hub: &Hub) {
    let stage = Stage::new(&hub.admin).await;
    tell(&stage, "created", "2026-03-01T00:00:00Z", json!({"a": 1, "b": 1, "c": 1})).await;
    tell(&stage, "updated", "2026-03-03T00:00:00Z", json!({"a": 3, "b": null})).await;
    tell(&stage, "updated", "2026-03-02T00:00:00Z", json!({"a": 2, "b": 2, "c": 2, "d": 2})).await;
    let ann = contact(&stage, "email", "ann@example.org").await;
    assert_eq!(ann["fields"], json!({"a": 3, "c": 2, "d": 2}));
    assert_eq!((&ann["state"], &ann["since"]), (&json!("active"), &json!(null)));
    // In one commit, and with a mark beside.
    let one = |kind: &str, fields: Value| {
        let contact = "eve@example.org";
        json!({"kind": kind, "contact": contact, "profile": {"fields": fields}, "user": "e"})
    };
    let batch = json!([
        one("email.profile_created", json!({"x": 1, "y": 1})),
        one("email.bounced", json!({"x": "not this"})),
        one("email.profile_updated", json!({"z": 2}))
    ]);
    stage.admin.post(&stage.path("events"), batch).await.is(202);
    let eve = contact(&stage, "email", "eve@example.org").await;
    assert_eq!(eve["fields"], json!({"x": 1, "y": 1, "z": 2}));
    assert_eq!((&eve["reason"], &eve["user"]), (&json!("bounced"), &json!("e")));
}

async fn what_comes_late_does_not_bring_back(hub: &Hub) {
    let stage = Stage::new(&hub.admin).await;
    tell(&stage, "created", "2026-03-01T00:00:00Z", json!({"a": 1})).await;
    tell(&stage, "deleted", "2026-03-03T00:00:00Z", json!({})).await;
    let ann = path(&stage, "email", "ann@example.org");
    stage.admin.get(&ann).await.problem(404);
    tell(&stage, "updated", "2026-03-02T00:00:00Z", json!({"b": 2})).await;
    stage.admin.get(&ann).await.problem(404);
    assert_eq!(stage.all("contacts").await, [Value::Null; 0]);
    tell(&stage, "created", "2026-03-04T00:00:00Z", json!({"c": 4})).await;
    assert_eq!(stage.admin.get(&ann).await.is(200)["fields"], json!({"c": 4}));
}

async fn events_tell_of_users(hub: &Hub) {
    let stage = Stage::new(&hub.admin).await;
    let tell = async |kind: &str, at: &str, user: Value| {
        let event = json!({
            "kind": kind, "contact": "11", "occurred_at": at, "user": user,
            "metadata": {"user": "not this"}
        });
        publish(&stage, event).await;
        contact(&stage, "telegram", "11").await["user"].clone()
    };
    let (joined, left) = ("telegram.bot_subscribed", "telegram.bot_unsubscribed");
    assert_eq!(tell(joined, "2026-03-02T00:00:00Z", json!("two")).await, "two");
    assert_eq!(tell(joined, "2026-03-01T00:00:00Z", json!("one")).await, "two");
    assert_eq!(tell(left, "2026-03-03T00:00:00Z", json!(null)).await, "two");
    assert_eq!(tell(joined, "2026-03-04T00:00:00Z", json!("four")).await, "four");
}

async fn what_is_no_contact_is_refused(hub: &Hub) {
    let stage = Stage::new(&hub.admin).await;
    let bob = path(&stage, "email", "bob@example.org");
    let long = "x".repeat(256);
    for (body, places) in [
        (json!({"user": 7, "fields": []}), vec!["/fields", "/user"]),
        (json!({"user": ""}), vec!["/user"]),
        (json!({"user": long}), vec!["/user"]),
        (json!({"fields": {"": 1, "a/b": 2}}), vec!["/fields/"]),
        (json!({"state": "active"}), vec!["/state"]),
    ] {
        let reply = stage.admin.ask(http::Method::PUT, &bob, Some(body.clone())).await;
        assert_eq!(reply.places(), places, "{body}");
    }
    stage.admin.get(&bob).await.problem(404);
}
