//! `Idempotency-Key`.

use crate::setup::{NOWHERE, ids, keyed, project, text};
use bytes::Bytes;
use http::Request;
use serde_json::{Value, json};
use tests::{Client, Hub, Reply, on_both};

on_both!(
    the_first_answer_is_every_answer,
    a_key_is_for_one_request,
    published_events_count_once,
    of_many_at_once_one_creates,
);

async fn send(client: &Client, path: &str, name: &str, body: &Value) -> Reply {
    let request = Request::post(path)
        .header("content-type", "application/json")
        .header("idempotency-key", name);
    client.send(request.body(Bytes::from(body.to_string())).expect("a request")).await
}

async fn the_first_answer_is_every_answer(hub: &Hub) {
    let path = project(hub, "a.example").await;
    for (path, body) in [
        ("/v1/projects".to_owned(), json!({"domain": "b.example"})),
        (format!("{path}/sources"), json!({"channel": "telegram", "provider": "bot"})),
        (format!("{path}/webhooks"), json!({"url": NOWHERE, "events": ["*"]})),
        ("/v1/keys".to_owned(), json!({"title": "x", "role": "admin"})),
    ] {
        let name = format!("create {path}");
        let first = send(&hub.admin, &path, &name, &body).await;
        let again = send(&hub.admin, &path, &name, &body).await;
        assert_eq!(first.is(201), again.is(201), "{path}: secrets included");
        assert!(!first.headers.contains_key("idempotency-replayed"));
        assert_eq!(again.headers["idempotency-replayed"], "true");
        let listed = ids(&hub.admin.get(&path).await.is(200));
        assert_eq!(listed.iter().filter(|id| **id == text(&first.is(201), "id")).count(), 1);
    }
}

async fn a_key_is_for_one_request(hub: &Hub) {
    let (one, other) = (json!({"domain": "a.example"}), json!({"domain": "b.example"}));
    send(&hub.admin, "/v1/projects", "k", &one).await.is(201);
    let problem = send(&hub.admin, "/v1/projects", "k", &other).await.problem(422);
    assert_eq!(problem["type"], "urn:tidings:problem:idempotency-key-reused");
    send(&hub.admin, "/v1/projects", "", &other).await.problem(400);
    send(&hub.admin, "/v1/projects", &"k".repeat(256), &other).await.problem(400);
    // Another holder's keys are its own.
    let writer = keyed(hub, "a.example", "write").await;
    let bot = json!({"channel": "telegram", "provider": "bot"});
    send(&writer, "/v1/projects/a.example/sources", "k", &bot).await.is(201);
}

async fn published_events_count_once(hub: &Hub) {
    let path = format!("{}/events", project(hub, "a.example").await);
    let batch = json!([
        {"kind": "sms.clicked", "contact": "+15622089096"},
        {"kind": "sms.clicked", "contact": "+15622089096"}
    ]);
    let first = send(&hub.admin, &path, "k", &batch).await.is(202);
    let again = send(&hub.admin, &path, "k", &batch).await.is(202);
    let taken = |reply: &Value, name: &str| {
        [reply["data"][0][name].clone(), reply["data"][1][name].clone()]
    };
    assert_eq!(taken(&first, "id"), taken(&again, "id"));
    assert_ne!(first["data"][0]["id"], first["data"][1]["id"]);
    assert_eq!(taken(&first, "duplicate"), [json!(false), json!(false)]);
    assert_eq!(taken(&again, "duplicate"), [json!(true), json!(true)]);
    send(&hub.admin, &path, "other", &batch).await.is(202);
    let other = json!([
        {"kind": "sms.clicked", "contact": "+15622089097"},
        {"kind": "sms.clicked", "contact": "+15622089098"},
        {"kind": "sms.clicked", "contact": "+15622089099"}
    ]);
    let problem = send(&hub.admin, &path, "k", &other).await.problem(422);
    assert_eq!(problem["type"], "urn:tidings:problem:idempotency-key-reused");
    assert_eq!(ids(&hub.admin.get(&path).await.is(200)).len(), 4, "as a whole or not at all");
}

async fn of_many_at_once_one_creates(hub: &Hub) {
    let webhooks = format!("{}/webhooks", project(hub, "a.example").await);
    let webhook = json!({"url": NOWHERE, "events": ["*"]});
    assert_eq!(made_by_many(hub, &webhooks, webhook).await, 1);
    let all = made_by_many(hub, "/v1/projects", json!({"domain": "b.example"})).await;
    assert_eq!(all, 2, "one was there before");
}

/// Has many create the same at once; gives how many there are then.
async fn made_by_many(hub: &Hub, path: &str, body: Value) -> usize {
    let mut asked = tokio::task::JoinSet::new();
    for _ in 0..8 {
        let (client, path, body) = (hub.admin.clone(), path.to_owned(), body.clone());
        asked.spawn(async move { send(&client, &path, &path, &body).await });
    }
    let replies = asked.join_all().await;
    let made: Vec<_> = replies.iter().filter(|it| it.status == 201).map(Reply::json).collect();
    assert!(made.iter().all(|it| it == &made[0]) && !made.is_empty());
    for busy in replies.iter().filter(|it| it.status != 201) {
        assert_eq!(busy.problem(409)["type"], "urn:tidings:problem:idempotency-key-busy");
    }
    ids(&hub.admin.get(path).await.is(200)).len()
}
