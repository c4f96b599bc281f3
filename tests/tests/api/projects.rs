//! `/v1/projects`.

use crate::setup::{event, ids, project, source, text};
use serde_json::json;
use tests::{Hub, on_both, redact};

on_both!(
    a_project_has_its_life,
    a_domain_has_one_project,
    what_is_no_domain_is_refused,
    what_holds_something_is_not_deleted_by_accident,
    lists_go_page_by_page,
);

async fn a_project_has_its_life(hub: &Hub) {
    let new = json!({"title": "Bücher", "domain": "Bücher.Example."});
    let made = hub.admin.post("/v1/projects", new).await.is(201);
    insta::assert_json_snapshot!("project", redact(made.clone()));
    let id = text(&made, "id");
    for name in [
        id.as_str(),
        "xn--bcher-kva.example",
        "XN--bcher-KVA.example",
        "b%C3%BCcher.example",
        "B%C3%9CCHER.example",
    ] {
        let found = hub.admin.get(&format!("/v1/projects/{name}")).await.is(200);
        assert_eq!(found, made, "{name}");
    }
    let path = format!("/v1/projects/{id}");
    let change = json!({"domain": "books.example", "require_verification": true});
    let changed = hub.admin.patch(&path, change).await.is(200);
    assert_eq!(changed["domain_unicode"], "books.example");
    assert_eq!(changed["require_verification"], true);
    assert_eq!(changed["title"], "Bücher");
    hub.admin.get("/v1/projects/xn--bcher-kva.example").await.problem(404);
    hub.admin.delete(&path).await.is(204);
    hub.admin.get(&path).await.problem(404);
    hub.admin.post("/v1/projects", json!({"domain": "books.example"})).await.is(201);
}

async fn a_domain_has_one_project(hub: &Hub) {
    project(hub, "a.example").await;
    let other = project(hub, "b.example").await;
    let problem = hub.admin.post("/v1/projects", json!({"domain": "A.EXAMPLE"})).await.problem(409);
    assert_eq!(problem["type"], "urn:tidings:problem:taken");
    hub.admin.patch(&other, json!({"domain": "a.example"})).await.problem(409);
}

async fn what_is_no_domain_is_refused(hub: &Hub) {
    for domain in
        ["https://a.example", "a.example:80", "a.example/x", "com", "10.0.0.1", "", "a b.c"]
    {
        let reply = hub.admin.post("/v1/projects", json!({"title": "", "domain": domain})).await;
        assert_eq!(reply.places(), ["/domain", "/title"], "{domain}");
    }
    assert_eq!(hub.admin.post("/v1/projects", json!({})).await.places(), ["/domain"]);
    hub.admin.post("/v1/projects", json!({"domain": "localhost"})).await.is(201);
}

async fn what_holds_something_is_not_deleted_by_accident(hub: &Hub) {
    let path = project(hub, "a.example").await;
    let made = source(hub, &path).await;
    assert_eq!(hub.admin.delete(&path).await.problem(409)["type"], "urn:tidings:problem:in-use");
    hub.admin.delete(&format!("{path}/sources/{}", text(&made, "id"))).await.is(204);
    event(hub, &path).await;
    hub.admin.delete(&path).await.problem(409);
    hub.admin.delete(&format!("{path}?force=false")).await.problem(409);
    assert_eq!(hub.admin.delete(&format!("{path}?force=yes")).await.places(), ["force"]);
    hub.admin.delete(&format!("{path}?force=true")).await.is(204);
    hub.admin.get(&format!("{path}/events")).await.problem(404);
}

async fn lists_go_page_by_page(hub: &Hub) {
    for n in 0..5 {
        project(hub, &format!("p{n}.example")).await;
    }
    let all = ids(&hub.admin.get("/v1/projects").await.is(200));
    let mut seen = Vec::new();
    let mut path = "/v1/projects?limit=2".to_owned();
    loop {
        let page = hub.admin.get(&path).await.is(200);
        seen.extend(ids(&page));
        let Some(next) = page["next"].as_str() else { break };
        path = format!("/v1/projects?limit=2&cursor={next}");
    }
    assert_eq!(seen.len(), 5);
    assert_eq!(seen, all);
    assert!(all.is_sorted_by(|a, b| a > b), "newest first: {all:?}");
    for (query, wrong) in [
        ("limit=0", "limit"),
        ("limit=251", "limit"),
        ("limit=many", "limit"),
        ("cursor=xyz", "cursor"),
        ("limits=2", "limits"),
        ("since=2026-01-01T00:00:00Z", "since"),
    ] {
        let reply = hub.admin.get(&format!("/v1/projects?{query}")).await;
        assert_eq!(reply.places(), [wrong], "{query}");
    }
    let reply = hub.admin.get("/v1/projects?limits=2").await;
    assert!(reply.faults()[0].1.contains("did you mean `limit`?"));
}
