//! Secrets and keys that sign: how they change, and that nobody sees them.

use crate::setup::{NOWHERE, project, text};
use serde_json::{Value, json};
use tests::{Hub, on_both};

on_both!(
    a_secret_is_rotated_and_shown_once,
    keys_are_made_when_a_webhook_asks_for_them,
    an_rsa_key_signs_once_it_is_activated,
    what_cannot_be_rotated_is_refused,
    ended_secrets_and_keys_are_forgotten,
);

async fn webhook(hub: &Hub, project: &str, more: Value) -> Value {
    let mut new = json!({"url": NOWHERE, "events": ["*"]});
    for (name, value) in more.as_object().expect("an object") {
        new[name] = value.clone();
    }
    hub.admin.post(&format!("{project}/webhooks"), new).await.is(201)
}

async fn a_secret_is_rotated_and_shown_once(hub: &Hub) {
    let project = project(hub, "a.example").await;
    let made = webhook(hub, &project, json!({})).await;
    let one = format!("{project}/webhooks/{}", text(&made, "id"));
    let rotated = hub.admin.act(&format!("{one}/secret/rotate")).await.is(200);
    let new = text(&rotated, "secret");
    assert_ne!(new, text(&made, "secret"));
    assert_eq!(hub.admin.get(&one).await.is(200)["secret"], Value::Null);
    let own = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    let asked = json!({"secret": own, "overlap_seconds": 0});
    let rotated = hub.admin.post(&format!("{one}/secret/rotate"), asked).await.is(200);
    assert_eq!(rotated["secret"], own);
    let registry = hub.running.hub.store.registry();
    let id = text(&made, "id").parse().expect("an id");
    let kept = &registry.webhook(id).expect("a webhook").secrets;
    assert_eq!(kept.len(), 1, "without an overlap the old ones are gone");
}

async fn keys_are_made_when_a_webhook_asks_for_them(hub: &Hub) {
    let project = project(hub, "a.example").await;
    let id = project.trim_start_matches("/v1/projects/");
    let keys = format!("{project}/signing-keys");
    let jwks = format!("/.well-known/jwks/{id}.json");
    assert_eq!(hub.admin.get(&keys).await.is(200)["data"], json!([]));
    assert_eq!(hub.stranger().get(&jwks).await.is(200), json!({"keys": []}));
    webhook(hub, &project, json!({"signatures": ["v1", "v1a"]})).await;
    webhook(hub, &project, json!({"signatures": ["rfc9421"]})).await;
    let all = hub.admin.get(&keys).await.is(200);
    assert_eq!(all["data"].as_array().map(Vec::len), Some(1), "both use one: {all}");
    let first = all["data"][0].clone();
    assert_eq!((&first["algorithm"], &first["state"]), (&json!("ed25519"), &json!("active")));
    assert!(text(&first, "public_key").starts_with("whpk_"));
    let set = hub.stranger().get(&jwks).await;
    assert_eq!(set.headers["content-type"], "application/jwk-set+json");
    assert_eq!(set.is(200), json!({"keys": [first["jwk"]]}));
    let rotate = format!("{keys}/rotate");
    let asked = json!({"algorithm": "ed25519", "overlap_seconds": 60});
    let second = hub.admin.post(&rotate, asked).await.is(200);
    assert_eq!(second["state"], "active");
    let all = hub.admin.get(&keys).await.is(200);
    assert_eq!(all["data"][0], second);
    assert_eq!((&all["data"][1]["id"], &all["data"][1]["state"]), (&first["id"], &json!("ending")));
    let set = hub.stranger().get(&jwks).await.is(200);
    assert_eq!(set["keys"].as_array().map(Vec::len), Some(2));
    hub.stranger().get("/.well-known/jwks/prj_x.json").await.problem(404);
    hub.stranger().get(&format!("/.well-known/jwks/{id}")).await.problem(404);
}

async fn an_rsa_key_signs_once_it_is_activated(hub: &Hub) {
    let project = project(hub, "a.example").await;
    webhook(hub, &project, json!({"signatures": ["cavage"]})).await;
    let keys = format!("{project}/signing-keys");
    let first = hub.admin.get(&keys).await.is(200)["data"][0].clone();
    assert_eq!((&first["algorithm"], &first["state"]), (&json!("rsa"), &json!("active")));
    let (name, value) = (text(&first["record"], "name"), text(&first["record"], "value"));
    assert_eq!(name, format!("{}._domainkey.a.example", text(&first, "id")));
    assert_eq!(name, text(&first, "key_id"));
    assert!(value.starts_with("v=DKIM1; k=rsa; p=MIIB"), "{value}");
    let rotate = json!({"algorithm": "rsa"});
    let second = hub.admin.post(&format!("{keys}/rotate"), rotate).await.is(200);
    assert_eq!(second["state"], "pending");
    let states = async || {
        let all = hub.admin.get(&keys).await.is(200);
        let all = all["data"].as_array().expect("a list").iter();
        all.map(|it| text(it, "state")).collect::<Vec<_>>()
    };
    assert_eq!(states().await, ["pending", "active"], "the old one signs on");
    let activate = format!("{keys}/{}/activate", text(&second, "id"));
    let activated = hub.admin.post(&activate, json!({"unchecked": true})).await.is(200);
    assert_eq!(activated["state"], "active");
    assert_eq!(states().await, ["active", "ended"]);
    let again = hub.admin.post(&activate, json!({"unchecked": true})).await;
    assert_eq!(again.problem(409)["type"], "urn:tidings:problem:wrong-state");
    hub.admin.act(&format!("{keys}/nothing/activate")).await.problem(404);
}

async fn what_cannot_be_rotated_is_refused(hub: &Hub) {
    let project = project(hub, "a.example").await;
    let made = webhook(hub, &project, json!({})).await;
    let secret = format!("{project}/webhooks/{}/secret/rotate", text(&made, "id"));
    let keys = format!("{project}/signing-keys/rotate");
    for (path, body, places) in [
        (&secret, json!({"secret": "hunter2"}), vec!["/secret"]),
        (&secret, json!({"overlap_seconds": 2_592_001}), vec!["/overlap_seconds"]),
        (&secret, json!({"overlap": 1}), vec!["/overlap"]),
        (&keys, json!({}), vec!["/algorithm"]),
        (&keys, json!({"algorithm": "rsa2048"}), vec!["/algorithm"]),
        (&keys, json!({"algorithm": "rsa", "overlap_seconds": 1}), vec!["/overlap_seconds"]),
    ] {
        assert_eq!(hub.admin.post(path, body.clone()).await.places(), places, "{body}");
    }
}

/// What the house does once an hour is done here by what it calls.
async fn ended_secrets_and_keys_are_forgotten(hub: &Hub) {
    let project = project(hub, "a.example").await;
    let made = webhook(hub, &project, json!({"signatures": ["v1a"]})).await;
    let one = format!("{project}/webhooks/{}", text(&made, "id"));
    hub.admin.post(&format!("{one}/secret/rotate"), json!({"overlap_seconds": 3600})).await.is(200);
    let id = text(&made, "id").parse().expect("an id");
    let kept = || {
        let registry = hub.running.hub.store.registry();
        registry.webhook(id).expect("a webhook").secrets.clone()
    };
    assert_eq!(kept().len(), 2);
    let store = &hub.running.hub.store;
    let until = kept()[1].until.expect("it ends");
    store.forget_ended(until - 1).await.expect("it does");
    assert_eq!(kept().len(), 2, "its time is not over");
    store.forget_ended(until).await.expect("it does");
    assert_eq!(kept().len(), 1);
    let rotate = json!({"algorithm": "ed25519", "overlap_seconds": 0});
    hub.admin.post(&format!("{project}/signing-keys/rotate"), rotate).await.is(200);
    let keys = async || {
        let all = hub.admin.get(&format!("{project}/signing-keys")).await.is(200);
        all["data"].as_array().map(Vec::len)
    };
    assert_eq!(keys().await, Some(2));
    store.forget_ended(hub.running.hub.now() + 25 * 3_600_000).await.expect("it does");
    assert_eq!(keys().await, Some(1));
}
