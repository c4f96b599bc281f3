//! Who may do what.

use crate::setup::{keyed, project};
use serde_json::json;
use tests::{Hub, on_both};

on_both!(without_a_key_there_is_nothing, roles_part_looking_from_changing, a_key_sees_one_project);

async fn without_a_key_there_is_nothing(hub: &Hub) {
    project(hub, "a.example").await;
    for path in ["/v1/projects", "/v1/projects/a.example", "/v1/event-types", "/v1/providers"] {
        for asked in [hub.stranger(), hub.client("wrong"), hub.client(" ")] {
            let reply = asked.get(path).await;
            let problem = reply.problem(401);
            assert_eq!(problem["type"], "urn:tidings:problem:unauthorized");
            assert_eq!(reply.headers["www-authenticate"], "Bearer");
        }
    }
    let basic = http::Request::get("/v1/projects").header("authorization", "Basic dTpw");
    hub.admin.send(basic.body("".into()).expect("a request")).await.problem(401);
    // What is wrong with a body is not told to strangers.
    hub.stranger().post("/v1/projects", json!({"x": 1})).await.problem(401);
}

async fn roles_part_looking_from_changing(hub: &Hub) {
    let path = project(hub, "a.example").await;
    let (reader, writer) =
        (keyed(hub, "a.example", "read").await, keyed(hub, "a.example", "write").await);
    let (events, event) =
        (format!("{path}/events"), json!({"kind": "sms.clicked", "contact": "+1"}));
    reader.get(&events).await.is(200);
    let problem = reader.post(&events, event.clone()).await.problem(403);
    assert_eq!(problem["type"], "urn:tidings:problem:forbidden");
    reader.patch(&path, json!({"title": "x"})).await.problem(403);
    writer.patch(&path, json!({"title": "x"})).await.is(200);
    for asked in [&reader, &writer] {
        asked.get("/v1/keys").await.problem(403);
        asked.post("/v1/projects", json!({"domain": "b.example"})).await.problem(403);
        asked.delete(&path).await.problem(403);
    }
    hub.admin.delete(&format!("{path}?force=true")).await.is(204);
    // The keys of a project go with it.
    reader.get("/v1/projects").await.problem(401);
}

async fn a_key_sees_one_project(hub: &Hub) {
    project(hub, "a.example").await;
    let other = project(hub, "b.example").await;
    let writer = keyed(hub, "a.example", "write").await;
    let list = writer.get("/v1/projects").await.is(200);
    assert_eq!(list["data"].as_array().map(Vec::len), Some(1));
    assert_eq!(list["data"][0]["domain"], "a.example");
    for path in ["/v1/projects/b.example", &other] {
        writer.get(path).await.problem(404);
        writer.patch(path, json!({"title": "mine"})).await.problem(404);
        writer.delete(path).await.problem(404);
    }
}
