//! What the DNS shows: whose a domain is, and that a key is published.

use crate::setup::{project, text};
use fetch::Options;
use serde_json::{Value, json};
use server::Outside;
use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use tests::{Dns, Engine, Hub, Told};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_record_covers_what_is_under_its_domain() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        with_records(engine, a_domain_is_verified).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_key_signs_once_its_record_is_found() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        with_records(engine, a_key_is_published).await;
    }
}

/// What a name server tells, by name; of all others that there are none.
type Records = Arc<Mutex<HashMap<String, Told>>>;

async fn with_records(engine: Engine, test: impl AsyncFnOnce(&Hub, &Records)) {
    let records = Records::default();
    let told = records.clone();
    let tell = move |name: &str| {
        let found = told.lock().expect("nobody panicked").get(name).cloned();
        found.unwrap_or(Told::NoName)
    };
    let dns = Dns::start(tell).await;
    let network = Options { name_servers: Some(vec![dns.addr]), ..Options::default() };
    let outside = Outside { network, ..Outside::default() };
    if let Some(hub) = Hub::start_in(engine, &[], outside).await {
        test(&hub, &records).await;
        hub.running.stop().await;
    }
}

fn put(records: &Records, name: &str, texts: &[&str]) {
    let texts = texts.iter().map(|it| (*it).to_owned()).collect();
    records.lock().expect("nobody panicked").insert(name.to_owned(), Told::Texts(texts, 60));
}

async fn hook(hub: &Hub, project: &str, url: &str) -> (String, Value) {
    let new = json!({"url": url, "events": ["*"]});
    let made = hub.admin.post(&format!("{project}/webhooks"), new).await.is(201);
    (format!("{project}/webhooks/{}", text(&made, "id")), made["verification"].clone())
}

async fn known(hub: &Hub, path: &str) -> String {
    text(&hub.admin.get(path).await.is(200)["verification"], "state")
}

async fn a_domain_is_verified(hub: &Hub, records: &Records) {
    let project = project(hub, "shop.example").await;
    let (first, _) = hook(hub, &project, "https://a.hooks.shop.example/in").await;
    let (second, _) = hook(hub, &project, "https://b.shop.example/in").await;
    let (other, _) = hook(hub, &project, "https://workshop.example/in").await;
    let told = hub.admin.get(&format!("{first}/verification")).await.is(200);
    let all = told["dns"].as_array().expect("records").clone();
    let names: Vec<_> = all.iter().map(|it| text(it, "name")).collect();
    let wanted =
        ["_tidings.a.hooks.shop.example", "_tidings.hooks.shop.example", "_tidings.shop.example"];
    assert_eq!(names, wanted);
    let value = text(&all[2], "value");
    let of_second = hub.admin.get(&format!("{second}/verification")).await.is(200);
    assert_eq!(of_second["dns"][0]["value"], value, "one token for the project");
    let verify = async || {
        let asked = json!({"method": "dns"});
        hub.admin.post(&format!("{first}/verify"), asked).await.is(200)
    };
    let none = verify().await;
    assert_eq!(none["checks"][0]["asked"], json!(wanted));
    assert!(text(&none["checks"][0], "reason").contains("no text record"), "{none}");
    put(records, wanted[2], &["v=spf1 -all", &value.replace('=', "=x")]);
    assert!(text(&verify().await["checks"][0], "reason").contains("another text"));
    records.lock().expect("nobody panicked").insert(wanted[0].to_owned(), Told::Failure);
    put(records, wanted[2], &["v=spf1 -all", &value]);
    let found = verify().await;
    assert_eq!(found["verification"]["method"], "dns", "{found}");
    assert_eq!(known(hub, &second).await, "verified", "it lies under the same domain");
    assert_eq!(known(hub, &other).await, "unverified");
    let (_, made) = hook(hub, &project, "https://c.d.shop.example/").await;
    assert_eq!((&made["state"], &made["method"]), (&json!("verified"), &json!("dns")));
    let moved = json!({"url": "https://shop.example/in"});
    let moved = hub.admin.patch(&other, moved).await.is(200)["verification"].clone();
    assert_eq!(moved["state"], "verified");
    let away = json!({"url": "https://elsewhere.example/in"});
    assert_eq!(hub.admin.patch(&first, away).await.is(200)["verification"]["state"], "lapsed");
}

async fn a_key_is_published(hub: &Hub, records: &Records) {
    let project = project(hub, "shop.example").await;
    let keys = format!("{project}/signing-keys");
    let rotate = async || {
        let asked = json!({"algorithm": "rsa"});
        hub.admin.post(&format!("{keys}/rotate"), asked).await.is(200)
    };
    let first = rotate().await;
    assert_eq!(first["state"], "active", "there was none before");
    let second = rotate().await;
    let activate = format!("{keys}/{}/activate", text(&second, "id"));
    let name = text(&second["record"], "name");
    let refused = async |why: &str| {
        let problem = hub.admin.act(&activate).await.problem(409);
        assert!(text(&problem, "detail").contains(why), "{problem}");
    };
    refused("no text record").await;
    put(records, &name, &[&text(&first["record"], "value")]);
    refused("another key").await;
    records.lock().expect("nobody panicked").insert(name.clone(), Told::Failure);
    refused("cannot be looked up").await;
    put(records, &name, &["v=spf1 -all", &text(&second["record"], "value")]);
    assert_eq!(hub.admin.act(&activate).await.is(200)["state"], "active");
    let third = rotate().await;
    let fourth = rotate().await;
    let all = hub.admin.get(&keys).await.is(200);
    let states = all["data"].as_array().expect("a list").iter();
    let states: Vec<_> = states.map(|it| (text(it, "id"), text(it, "state"))).collect();
    let wanted = [(&fourth, "pending"), (&second, "active"), (&first, "ended")];
    assert_eq!(states, wanted.map(|(key, state)| (text(key, "id"), state.to_owned())));
    let gone = format!("{keys}/{}/activate", text(&third, "id"));
    hub.admin.post(&gone, json!({"unchecked": true})).await.problem(404);
}
