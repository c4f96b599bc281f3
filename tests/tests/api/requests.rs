//! What is said of requests that are none.

use crate::setup::project;
use bytes::Bytes;
use http::{Method, Request};
use serde_json::json;
use tests::{Hub, on_both};

on_both!(
    bodies_are_json_and_say_so,
    members_are_known,
    what_is_not_there_is_a_problem_too,
    answers_are_for_nobody_else,
);

fn post(path: &str, content_type: Option<&str>, body: impl Into<Bytes>) -> Request<Bytes> {
    let mut request = Request::post(path);
    if let Some(content_type) = content_type {
        request = request.header("content-type", content_type);
    }
    request.body(body.into()).expect("a request")
}

async fn bodies_are_json_and_say_so(hub: &Hub) {
    const PATH: &str = "/v1/projects";
    let body = r#"{"domain": "a.example"}"#;
    for content_type in [None, Some("text/plain"), Some("application/x-www-form-urlencoded")] {
        hub.admin.send(post(PATH, content_type, body)).await.problem(415);
    }
    let json = Some("application/json");
    let deep = "[".repeat(100_000);
    for body in ["", "{", "domain=a.example", "{}{}", r#"{"domain": "a\x"}"#, &deep] {
        let problem = hub.admin.send(post(PATH, json, body.to_owned())).await.problem(400);
        assert_eq!(problem["type"], "urn:tidings:problem:malformed");
    }
    hub.admin.send(post(PATH, json, vec![b' '; (1 << 20) + 1])).await.problem(413);
    let twice = r#"{"domain": "a.example", "domain": "b.example"}"#;
    assert_eq!(hub.admin.send(post(PATH, json, twice)).await.places(), ["/domain"]);
    let charset = Some("Application/JSON; charset=utf-8");
    hub.admin.send(post(PATH, charset, body)).await.is(201);
}

async fn members_are_known(hub: &Hub) {
    let new = json!({"titel": "x", "domian": 1, "title": 7, "require_verification": "no"});
    let reply = hub.admin.post("/v1/projects", new).await;
    let faults = reply.faults();
    let places: Vec<_> = faults.iter().map(|(place, _)| place.as_str()).collect();
    assert_eq!(places, ["/domian", "/require_verification", "/titel", "/title"]);
    assert_eq!(faults[0].1, "there is no member `domian`; did you mean `domain`?");
    assert!(faults[3].1.contains("expected a string"), "{}", faults[3].1);
    assert_eq!(hub.admin.post("/v1/projects", json!([])).await.places(), [""]);
}

async fn what_is_not_there_is_a_problem_too(hub: &Hub) {
    let path = project(hub, "a.example").await;
    for nothing in ["/v1/nothing", "/v1/projects/b.example", "/v1/projects/%FF", "/v1/projects/.."]
    {
        hub.admin.get(nothing).await.problem(404);
    }
    for id in ["x", "src_x", "whk_06ag2vpsl3r5v2q1k8f4d9c0mg", "src_06ag2vpsl3r5v2q1k8f4d9c0mg"] {
        hub.admin.get(&format!("{path}/sources/{id}")).await.problem(404);
    }
    let reply = hub.admin.ask(Method::PUT, &path, Some(json!({}))).await;
    assert_eq!(reply.problem(405)["type"], "urn:tidings:problem:method-not-allowed");
    assert!(reply.headers.contains_key("allow"));
}

async fn answers_are_for_nobody_else(hub: &Hub) {
    for reply in [hub.admin.get("/v1/keys").await, hub.stranger().get("/v1/keys").await] {
        assert_eq!(reply.headers["x-content-type-options"], "nosniff");
        assert_eq!(reply.headers["cache-control"], "no-store");
        let policy = reply.headers["content-security-policy"].to_str().expect("text");
        assert!(policy.contains("default-src 'none'"), "{policy}");
        assert!(!reply.headers.contains_key("set-cookie"));
    }
    assert_eq!(hub.stranger().get("/v2").await.headers["x-content-type-options"], "nosniff");
}
