//! What belongs to another project is not there, whatever the route: taken from the description of
//! the API, so that no route is forgotten.

use crate::setup::{delivery, event, ids, keyed, project, source, text, update, webhook};
use http::Method;
use serde_json::{Value, json};
use tests::{Hub, on_both};

on_both!(another_project_is_not_there, what_another_project_holds_is_not_there);

/// Every route within a project: method, path, and a body that would pass.
async fn routes(hub: &Hub) -> Vec<(Method, String, Option<Value>)> {
    let api = hub.stranger().get("/openapi.json").await.is(200);
    let mut routes = Vec::new();
    for (path, item) in api["paths"].as_object().expect("paths") {
        if !path.contains("{project}") {
            continue;
        }
        for (method, operation) in item.as_object().expect("an item") {
            let method = method.to_uppercase().parse().expect("a method");
            let takes_body = operation["requestBody"].is_object();
            let body = takes_body.then(|| valid(&api, operation));
            routes.push((method, path.clone(), body));
        }
    }
    assert!(routes.len() > 25, "{routes:?}");
    routes
}

/// The example of what an operation takes; an empty object where it may be left out.
fn valid(api: &Value, operation: &Value) -> Value {
    let schema = &operation["requestBody"]["content"]["application/json"]["schema"];
    let Some(reference) = schema["$ref"].as_str() else { return json!({}) };
    let named = api.pointer(reference.trim_start_matches('#')).expect("a schema");
    match named["example"].clone() {
        Value::Null => json!({"kind": "sms.clicked", "contact": "+15622089096"}),
        example => example,
    }
}

async fn another_project_is_not_there(hub: &Hub) {
    project(hub, "mine.example").await;
    let theirs = project(hub, "theirs.example").await;
    let theirs = theirs.trim_start_matches("/v1/projects/");
    let writer = keyed(hub, "mine.example", "write").await;
    let reader = keyed(hub, "mine.example", "read").await;
    let held = held(hub, "theirs.example").await;
    for (method, path, body) in routes(hub).await {
        for name in ["theirs.example", theirs, "nobody.example"] {
            let path = held.name_in(&path).replace("{project}", name);
            for asked in [&writer, &reader] {
                let reply = asked.ask(method.clone(), &path, body.clone()).await;
                assert_eq!(reply.problem(404)["type"], "urn:tidings:problem:not-found", "{path}");
            }
        }
    }
    held.is_unchanged(hub).await;
}

async fn what_another_project_holds_is_not_there(hub: &Hub) {
    project(hub, "mine.example").await;
    project(hub, "theirs.example").await;
    let writer = keyed(hub, "mine.example", "write").await;
    let held = held(hub, "theirs.example").await;
    let named = |path: &str| path.contains("{id}") || path.contains("{code}");
    let within = routes(hub).await.into_iter().filter(|(_, path, _)| named(path));
    for (method, path, body) in within {
        let path = held.name_in(&path).replace("{project}", "mine.example");
        for asked in [&writer, &hub.admin] {
            asked.ask(method.clone(), &path, body.clone()).await.problem(404);
        }
    }
    for (list, name) in [("deliveries", "webhook"), ("callbacks", "source")] {
        let id = held.of(&format!("/{name}s/"));
        let path = format!("/v1/projects/mine.example/{list}?{name}={id}");
        writer.get(&path).await.problem(404);
    }
    let mine = event(hub, "/v1/projects/mine.example").await;
    let resend = format!("/v1/projects/mine.example/events/{mine}/resend");
    let reply = writer.post(&resend, json!({"webhook": held.of("/webhooks/")})).await;
    assert_eq!(reply.places(), ["/webhook"]);
    held.is_unchanged(hub).await;
}

/// What a project holds, by the part of the path that names its kind.
struct Held {
    ids: Vec<(&'static str, String)>,
    before: Vec<Value>,
    project: String,
}

impl Held {
    fn of(&self, path: &str) -> &str {
        let found = self.ids.iter().find(|(kind, _)| path.contains(kind));
        found.map_or("", |(_, id)| id.as_str())
    }

    /// A path that names what is held.
    fn name_in(&self, path: &str) -> String {
        let id = self.of(path);
        path.replace("{id}", id).replace("{code}", id)
    }

    async fn is_unchanged(&self, hub: &Hub) {
        assert_eq!(look(hub, &self.project).await, self.before);
    }
}

async fn look(hub: &Hub, project: &str) -> Vec<Value> {
    let mut seen = vec![hub.admin.get(project).await.is(200)];
    let lists = ["sources", "webhooks", "events", "deliveries", "callbacks", "links"];
    for list in lists.into_iter().chain(["signing-keys", "jobs"]) {
        seen.push(hub.admin.get(&format!("{project}/{list}")).await.is(200));
    }
    seen
}

async fn signing_key(hub: &Hub, project: &str) -> String {
    let rotate = format!("{project}/signing-keys/rotate");
    let made = hub.admin.post(&rotate, json!({"algorithm": "ed25519"})).await.is(200);
    text(&made, "id")
}

/// A job that was done before anybody else looks.
async fn job(hub: &Hub, project: &str) -> String {
    let cancel = format!("{project}/deliveries/cancel");
    let nothing = json!({"state": "pending", "until": "2020-01-01T00:00:00Z"});
    let id = text(&hub.admin.post(&cancel, nothing).await.is(202), "id");
    let path = format!("{project}/jobs/{id}");
    hub.until(async |hub| (hub.admin.get(&path).await.is(200)["state"] == "done").then_some(()))
        .await;
    id
}

async fn held(hub: &Hub, domain: &str) -> Held {
    let project = format!("/v1/projects/{domain}");
    let source = source(hub, &project).await;
    let secret = text(&source["secrets"], "secret_token");
    update(hub, &source, &secret, json!({"update_id": 1, "x": {}})).await;
    let callbacks = hub.admin.get(&format!("{project}/callbacks")).await.is(200);
    let webhook = webhook(hub, &project).await;
    let event = event(hub, &project).await;
    let delivery = delivery(hub, &project, &event, "exhausted").await;
    // How the endpoint fares is written down a moment later.
    let path = format!("{project}/webhooks/{webhook}");
    hub.until(async |hub| {
        let shown = hub.admin.get(&path).await.is(200);
        (shown["health"]["failures"] == 1).then_some(())
    })
    .await;
    let link = json!({"channel": "sms", "contact": "+15622089096", "url": "https://shop.example/"});
    let link = hub.admin.post(&format!("{project}/links"), link).await.is(201);
    let ids = vec![
        ("/links/", text(&link["data"][0], "code")),
        ("/sources/", text(&source, "id")),
        ("/webhooks/", webhook),
        ("/events/", event),
        ("/deliveries/", text(&delivery, "id")),
        ("/callbacks/", ids(&callbacks).remove(0)),
        ("/signing-keys/", signing_key(hub, &project).await),
        ("/jobs/", job(hub, &project).await),
    ];
    let before = look(hub, &project).await;
    Held { ids, before, project }
}
