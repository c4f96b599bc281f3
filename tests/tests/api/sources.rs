//! `…/sources`.

use crate::setup::{ids, keyed, project, source, text};
use serde_json::{Value, json};
use tests::{Hub, on_both, redact};

on_both!(
    a_source_has_its_life,
    secrets_are_shown_once_or_never,
    a_source_waits_for_its_secrets,
    what_cannot_be_set_up_is_refused,
    every_fault_is_told_at_once,
    a_callback_url_changes_with_an_overlap,
    the_callback_url_is_for_those_who_may_write,
    what_is_to_be_done_is_told_with_the_callback_url,
);

async fn a_source_has_its_life(hub: &Hub) {
    let path = project(hub, "a.example").await;
    let made = source(hub, &path).await;
    insta::assert_json_snapshot!("source", redact(made.clone()));
    let one = format!("{path}/sources/{}", text(&made, "id"));
    let seen = hub.admin.get(&one).await.is(200);
    assert_eq!(seen["callback_url"], made["callback_url"]);
    let list = hub.admin.get(&format!("{path}/sources")).await.is(200);
    assert_eq!(ids(&list), [text(&made, "id")]);
    assert_eq!(list["data"][0]["callback_url"], Value::Null);
    let change = json!({"title": "Other", "paused": true, "settings": {"keep_raw": "all"}});
    let changed = hub.admin.patch(&one, change).await.is(200);
    assert_eq!(changed["title"], "Other");
    assert_eq!(changed["state"], "paused");
    assert_eq!(changed["settings"], json!({"keep_raw": "all"}));
    let changed = hub.admin.patch(&one, json!({"paused": false, "settings": {"keep_raw": null}}));
    let changed = changed.await.is(200);
    assert_eq!((&changed["state"], &changed["settings"]), (&json!("active"), &json!({})));
    hub.admin.delete(&one).await.is(204);
    hub.admin.get(&one).await.problem(404);
    hub.admin.delete(&one).await.problem(404);
}

async fn secrets_are_shown_once_or_never(hub: &Hub) {
    let path = project(hub, "a.example").await;
    let made = source(hub, &path).await;
    assert_eq!(text(&made["secrets"], "secret_token").len(), 32);
    let one = format!("{path}/sources/{}", text(&made, "id"));
    assert_eq!(hub.admin.get(&one).await.is(200)["secrets"], json!({"secret_token": true}));
    let given = json!({
        "channel": "telegram", "provider": "bot",
        "secrets": {"secret_token": ["old-and-known", "new"], "bearer": "b", "basic": null}
    });
    let made = hub.admin.post(&format!("{path}/sources"), given).await;
    let shown = made.is(201);
    assert_eq!(shown["secrets"], json!({"secret_token": true, "bearer": true}));
    assert_eq!(shown["title"], "Telegram bot");
    assert!(!String::from_utf8_lossy(&made.body).contains("old-and-known"));
}

async fn a_source_waits_for_its_secrets(hub: &Hub) {
    let path = project(hub, "a.example").await;
    let new = json!({"channel": "email", "provider": "sendgrid", "title": "Shop"});
    let made = hub.admin.post(&format!("{path}/sources"), new).await.is(201);
    assert_eq!(made["state"], "waiting");
    assert_eq!(made["missing"], json!(["public_key"]));
    let one = format!("{path}/sources/{}", text(&made, "id"));
    let change = json!({"secrets": {"public_key": KEY, "bearer": "x"}});
    let changed = hub.admin.patch(&one, change).await.is(200);
    assert_eq!(changed["state"], "active");
    assert_eq!(changed["missing"], json!([]));
    let changed = hub.admin.patch(&one, json!({"secrets": {"public_key": null}})).await.is(200);
    assert_eq!(changed["state"], "waiting");
    assert_eq!(changed["secrets"], json!({"bearer": true}));
}

async fn what_is_to_be_done_is_told_with_the_callback_url(hub: &Hub) {
    let path = project(hub, "a.example").await;
    let providers = hub.admin.get("/v1/providers").await.is(200);
    for provider in providers["data"].as_array().expect("a list") {
        let (channel, name) = (text(provider, "channel"), text(provider, "name"));
        let new = json!({"channel": channel, "provider": name});
        let made = hub.admin.post(&format!("{path}/sources"), new).await.is(201);
        let url = text(&made, "callback_url");
        let told = provider["setup"].to_string();
        assert_eq!(told.matches("{callback_url}").count(), 1, "{told}");
        let setup = told.replace("{callback_url}", &url);
        assert_eq!(made["setup"].to_string(), setup);
        let one = format!("{path}/sources/{}", text(&made, "id"));
        assert_eq!(hub.admin.get(&one).await.is(200)["setup"], made["setup"]);
        let rotated = hub.admin.act(&format!("{one}/token/rotate")).await.is(200);
        let setup = told.replace("{callback_url}", &text(&rotated, "callback_url"));
        assert_eq!(rotated["setup"].to_string(), setup);
    }
    let list = hub.admin.get(&format!("{path}/sources")).await;
    assert!(!String::from_utf8_lossy(&list.body).contains("/in/"), "the token is a secret");
    assert_eq!(list.is(200)["data"][0]["setup"], Value::Null);
}

async fn what_cannot_be_set_up_is_refused(hub: &Hub) {
    let path = format!("{}/sources", project(hub, "a.example").await);
    let told = async |new: Value| hub.admin.post(&path, new).await.faults();
    for (new, place, said) in [
        (json!({"channel": "emial", "provider": "x"}), "/channel", "`email`"),
        (json!({"channel": "email", "provider": "sendgird"}), "/provider", "`sendgrid`"),
        (json!({"channel": "sms", "provider": "sendgrid"}), "/provider", "no provider of SMS"),
        (with("secrets", json!({"public_kye": "x"})), "/secrets/public_kye", "`public_key`"),
        (with("secrets", json!({"public_key": 7})), "/secrets/public_key", "a text or a list"),
        (with("secrets", json!({"public_key": []})), "/secrets/public_key", "a text or a list"),
        (with("secrets", json!({"public_key": "MFkw"})), "/secrets/public_key", "on P-256"),
        (with("secrets", json!({"public_key": [KEY, "a"]})), "/secrets/public_key/1", "on P-256"),
        (with("secrets", json!({"basic": "me"})), "/secrets/basic", "`user:password`"),
        (with("secrets", json!({"basic": ["a:b", ""]})), "/secrets/basic", "a text or a list"),
        (with("settings", json!({"keep": 1})), "/settings/keep", "`keep_raw`"),
        (with("settings", json!({"keep_raw": 1})), "/settings/keep_raw", "`unread` or `all`"),
        (with("settings", json!({"a/b": 1})), "/settings/a~1b", "no setting `a/b`"),
        (of_sms(&json!({"stop_words": "STOP"})), "/settings/stop_words", "a list of words"),
        (of_sms(&json!({"start_words": ["!"]})), "/settings/start_words", "a list of words"),
        (of_sms(&json!({"stop_word": []})), "/settings/stop_word", "`stop_words`"),
    ] {
        let faults = told(new.clone()).await;
        assert_eq!(faults.len(), 1, "{new}: {faults:?}");
        assert_eq!(faults[0].0, place, "{new}");
        assert!(faults[0].1.contains(said), "{new}: {}", faults[0].1);
    }
}

async fn every_fault_is_told_at_once(hub: &Hub) {
    let path = format!("{}/sources", project(hub, "a.example").await);
    let secrets = json!({"topic_arn": "arn:aws:iam::1:me", "certificate": "-----BEGIN"});
    let ses = json!({
        "channel": "email", "provider": "ses", "secrets": secrets,
        "settings": {"raw_delivery": "yes"},
    });
    assert_eq!(
        hub.admin.post(&path, ses).await.places(),
        ["/secrets/certificate", "/secrets/topic_arn", "/settings/raw_delivery"]
    );
    let nameless = hub.admin.post(&path, json!({"title": " "})).await;
    assert_eq!(nameless.places(), ["/channel", "/provider", "/title"]);
}

/// A public key on P-256.
const KEY: &str = "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEMLSpWC72wdeyksyT3nEaSI1s3LgmsHD5\
    eRxDYuFWO8dpFFEYD7rl19rc1G6+jMmsqki+C5Jrd5+PHchPYKSTRg==";

fn with(member: &str, value: Value) -> Value {
    let mut new = json!({"channel": "email", "provider": "sendgrid"});
    new[member] = value;
    new
}

fn of_sms(settings: &Value) -> Value {
    json!({"channel": "sms", "provider": "46elks", "settings": settings})
}

async fn a_callback_url_changes_with_an_overlap(hub: &Hub) {
    let path = project(hub, "a.example").await;
    let made = source(hub, &path).await;
    let one = format!("{path}/sources/{}", text(&made, "id"));
    let rotate = format!("{one}/token/rotate");
    let old = text(&made, "callback_url");
    let new = hub.admin.act(&rotate).await.is(200);
    let newer = text(&new, "callback_url");
    assert_ne!(old, newer);
    assert!(new["previous_url_until"].is_string());
    assert_eq!(knock(hub, &old).await, 401, "the old URL still leads to the source");
    assert_eq!(knock(hub, &newer).await, 401);
    let last = hub.admin.post(&rotate, json!({"overlap_seconds": 0})).await.is(200);
    assert_eq!(last["previous_url_until"], Value::Null);
    assert_eq!(knock(hub, &old).await, 404);
    assert_eq!(knock(hub, &newer).await, 404);
    assert_eq!(knock(hub, &text(&last, "callback_url")).await, 401);
    let reply = hub.admin.post(&rotate, json!({"overlap_seconds": 2_592_001})).await;
    assert_eq!(reply.places(), ["/overlap_seconds"]);
    let reply = hub.admin.post(&rotate, json!({"overlap_seconds": -1})).await;
    assert_eq!(reply.places(), ["/overlap_seconds"]);
}

/// What an unproven callback is answered with.
async fn knock(hub: &Hub, url: &str) -> u16 {
    let (_, token) = url.split_once("/in/").expect("a callback URL");
    hub.stranger().post(&format!("/in/{token}"), json!({})).await.status.as_u16()
}

async fn the_callback_url_is_for_those_who_may_write(hub: &Hub) {
    let path = project(hub, "a.example").await;
    let one = format!("{path}/sources/{}", text(&source(hub, &path).await, "id"));
    let (reader, writer) =
        (keyed(hub, "a.example", "read").await, keyed(hub, "a.example", "write").await);
    let seen = reader.get(&one).await.is(200);
    assert_eq!([&seen["callback_url"], &seen["setup"]], [&Value::Null; 2]);
    assert!(writer.get(&one).await.is(200)["callback_url"].is_string());
}
