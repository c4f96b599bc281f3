//! Files that providers ask for before they believe that a callback URL is somebody's own.

use http::Method;
use serde_json::{Value, json};
use tests::{Hub, Stage, on_both, text};

on_both!(
    a_file_is_there_by_its_name_beside_the_callback_url_and_at_the_root,
    a_file_goes_with_its_setting_and_with_its_source,
    a_file_hides_nothing_of_the_hubs_own,
    what_cannot_be_served_is_refused_at_once,
    two_sources_may_have_one_file_and_not_two_of_one_name,
);

const NAME: &str = "copernica-5e1f0c2ab9d7.txt";

fn file(name: &str, content: &str) -> Value {
    json!({"verification_file": {"name": name, "content": content}})
}

fn smtpeter(settings: &Value) -> Value {
    json!({"channel": "email", "provider": "smtpeter", "settings": settings})
}

async fn a_file_is_there_by_its_name_beside_the_callback_url_and_at_the_root(hub: &Hub) {
    let stage = Stage::new(&hub.admin).await;
    let new = smtpeter(&file(NAME, "5e1f0c\n<b>"));
    let made = stage.admin.post(&stage.path("sources"), new).await.is(201);
    assert_eq!(made["state"], "waiting", "it is asked for before there are secrets");
    let stranger = stage.admin.without_key();
    for path in [format!("/{NAME}"), format!("/in/{NAME}"), format!("/{NAME}?a=b")] {
        for (method, body) in [(Method::HEAD, ""), (Method::GET, "5e1f0c\n<b>")] {
            let reply = stranger.ask(method, &path, None).await;
            assert_eq!((reply.status.as_u16(), &*reply.body), (200, body.as_bytes()), "{path}");
            assert_eq!(reply.headers["content-type"], "text/plain; charset=utf-8");
            assert_eq!(reply.headers["x-content-type-options"], "nosniff");
        }
        stranger.post(&path, json!({})).await.is(404);
    }
    for path in ["/another.txt", "/in/another.txt", "/a/copernica-5e1f0c2ab9d7.txt"] {
        stranger.get(path).await.is(404);
    }
}

async fn a_file_goes_with_its_setting_and_with_its_source(hub: &Hub) {
    let stage = Stage::new(&hub.admin).await;
    let sources = stage.path("sources");
    let made = stage.admin.post(&sources, smtpeter(&json!({}))).await.is(201);
    let one = stage.path(&format!("sources/{}", text(&made, "id")));
    let stranger = stage.admin.without_key();
    let path = format!("/in/{NAME}");
    stranger.get(&path).await.is(404);
    stage.admin.patch(&one, json!({"settings": file(NAME, "1")})).await.is(200);
    assert_eq!(stranger.get(&path).await.body, "1");
    stage.admin.patch(&one, json!({"settings": file(NAME, "2")})).await.is(200);
    assert_eq!(stranger.get(&path).await.body, "2");
    stage.admin.patch(&one, json!({"settings": {"verification_file": null}})).await.is(200);
    stranger.get(&path).await.is(404);
    stage.admin.patch(&one, json!({"settings": file(NAME, "3")})).await.is(200);
    assert_eq!(stranger.get(&path).await.body, "3");
    stage.admin.delete(&one).await.is(204);
    stranger.get(&path).await.is(404);
}

async fn a_file_hides_nothing_of_the_hubs_own(hub: &Hub) {
    let stage = Stage::new(&hub.admin).await;
    let made = stage.new_source("email/smtp2go", json!({})).await;
    let token = text(&made, "callback_url").rsplit('/').next().expect("a token").to_owned();
    for name in ["openapi.json", "docs", "livez", "v1", "in", &token] {
        let reply = stage.admin.post(&stage.path("sources"), smtpeter(&file(name, "x"))).await;
        assert_eq!(reply.places(), ["/settings/verification_file"], "{name}");
    }
    let stranger = stage.admin.without_key();
    assert!(stranger.get("/openapi.json").await.is(200)["openapi"].is_string());
}

async fn what_cannot_be_served_is_refused_at_once(hub: &Hub) {
    let stage = Stage::new(&hub.admin).await;
    for (file, said) in [
        (json!({"name": "../a.txt", "content": ""}), "name a file"),
        (json!({"name": "a b.txt", "content": ""}), "name a file"),
        (json!({"name": ".txt", "content": ""}), "name a file"),
        (json!({"name": "a.txt", "content": "a".repeat(4097)}), "4,096 bytes"),
        (json!({"name": "a.txt"}), "`{\"name\": …, \"content\": …}`"),
    ] {
        let new = smtpeter(&json!({"verification_file": file}));
        let faults = stage.admin.post(&stage.path("sources"), new).await.faults();
        assert_eq!(faults.len(), 1, "{file}: {faults:?}");
        assert_eq!(faults[0].0, "/settings/verification_file");
        assert!(faults[0].1.contains(said), "{file}: {}", faults[0].1);
    }
}

async fn two_sources_may_have_one_file_and_not_two_of_one_name(hub: &Hub) {
    let (first, second) =
        (Stage::new(&hub.admin).await, Stage::of(&hub.admin, "other.example").await);
    let new = |content| smtpeter(&file(NAME, content));
    let made = first.admin.post(&first.path("sources"), new("1")).await.is(201);
    second.admin.post(&second.path("sources"), new("1")).await.is(201);
    let refused = second.admin.post(&second.path("sources"), new("2")).await;
    assert_eq!(refused.places(), ["/settings/verification_file"]);
    let one = first.path(&format!("sources/{}", text(&made, "id")));
    let refused = first.admin.patch(&one, json!({"settings": file(NAME, "2")})).await;
    assert_eq!(refused.places(), ["/settings/verification_file"]);
    assert_eq!(first.admin.without_key().get(&format!("/{NAME}")).await.body, "1");
}
