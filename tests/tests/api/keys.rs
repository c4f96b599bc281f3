//! `/v1/keys`.

use crate::setup::{ids, project, text};
use serde_json::{Value, json};
use tests::{Hub, on_both, redact};

on_both!(a_key_has_its_life, a_key_has_its_form, the_last_admin_key_stays);

async fn a_key_has_its_life(hub: &Hub) {
    let path = project(hub, "a.example").await;
    let new = json!({"title": "CRM", "role": "write", "project": "A.example"});
    let made = hub.admin.post("/v1/keys", new).await.is(201);
    insta::assert_json_snapshot!("key", redact_hint(made.clone()));
    let key = text(&made, "key");
    assert!(key.ends_with(&text(&made, "hint")));
    let holder = hub.client(&key);
    holder.get(&path).await.is(200);
    let list = hub.admin.get("/v1/keys").await;
    assert_eq!(ids(&list.is(200)).len(), 2);
    assert!(!String::from_utf8_lossy(&list.body).contains(&key));
    hub.admin.delete(&format!("/v1/keys/{}", text(&made, "id"))).await.is(204);
    holder.get(&path).await.problem(401);
    hub.admin.delete(&format!("/v1/keys/{}", text(&made, "id"))).await.problem(404);
}

fn redact_hint(mut key: Value) -> Value {
    key["hint"] = "[hint]".into();
    redact(key)
}

async fn a_key_has_its_form(hub: &Hub) {
    project(hub, "a.example").await;
    for (new, places) in [
        (json!({}), vec!["/title", "/role"]),
        (json!({"title": "x", "role": "read"}), vec!["/project"]),
        (json!({"title": "x", "role": "admin", "project": "a.example"}), vec!["/project"]),
        (json!({"title": "x", "role": "read", "project": "b.example"}), vec!["/project"]),
        (json!({"title": "x", "role": "reader"}), vec!["/role"]),
    ] {
        assert_eq!(hub.admin.post("/v1/keys", new.clone()).await.places(), places, "{new}");
    }
}

async fn the_last_admin_key_stays(hub: &Hub) {
    let first = ids(&hub.admin.get("/v1/keys").await.is(200)).remove(0);
    hub.admin.delete(&format!("/v1/keys/{first}")).await.problem(409);
    let new = json!({"title": "Second", "role": "admin"});
    let second = hub.admin.post("/v1/keys", new).await.is(201);
    hub.admin.delete(&format!("/v1/keys/{first}")).await.is(204);
    hub.admin.get("/v1/keys").await.problem(401);
    hub.client(&text(&second, "key")).get("/v1/keys").await.is(200);
}
