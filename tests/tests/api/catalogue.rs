//! `/v1/event-types` and `/v1/providers`.

use serde_json::Value;
use tests::{Hub, on_both};

on_both!(the_catalogue_is_a_tree, providers_say_what_they_need);

async fn the_catalogue_is_a_tree(hub: &Hub) {
    let tree = hub.admin.get("/v1/event-types").await.is(200);
    let channels = tree["data"].as_array().expect("a list");
    let names: Vec<_> = channels.iter().map(|it| it["select_all"].as_str()).collect();
    let wanted = ["email.*", "sms.*", "webpush.*", "telegram.*", "viber.*"];
    assert_eq!(names, wanted.map(Some));
    let list = |it: &Value, name: &str| it[name].as_array().expect("a list").clone();
    let groups = channels.iter().flat_map(|it| list(it, "groups"));
    let kinds: Vec<_> = groups.flat_map(|it| list(&it, "kinds")).collect();
    assert_eq!(kinds.len(), 55);
    let bounced = kinds.iter().find(|it| it["name"] == "email.bounced").expect("a kind");
    assert_eq!(bounced["title"], "Message is bounced");
    assert!(bounced["meaning"].as_str().is_some_and(|meaning| meaning.ends_with('.')));
}

async fn providers_say_what_they_need(hub: &Hub) {
    let all = hub.admin.get("/v1/providers").await.is(200);
    let all = all["data"].as_array().expect("a list");
    let of = |name: &str| all.iter().find(|it| it["name"] == name).expect("a provider");
    let sendgrid = of("sendgrid");
    assert_eq!(sendgrid["channel"], "email");
    assert_eq!(sendgrid["secrets"][0]["name"], "public_key");
    assert_eq!(sendgrid["secrets"][0]["required"], true);
    assert_eq!(of("bot")["secrets"][0]["made_here"], true);
    for provider in all {
        for member in ["title", "proof", "docs", "steps"] {
            assert!(provider[member].as_str().is_some_and(|it| !it.is_empty()), "{provider}");
        }
    }
}
