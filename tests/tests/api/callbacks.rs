//! `…/callbacks`.

use crate::setup::{ids, project, source, text, update};
use serde_json::{Value, json};
use tests::{Hub, on_both, redact};

on_both!(what_cannot_be_read_is_kept, what_was_kept_can_be_read_again, lists_are_filtered);

/// A person pressed a button of the bot, or sent a message to it.
fn start(id: u32) -> Value {
    json!({
        "update_id": id,
        "message": {
            "message_id": 7, "date": 1_774_340_600, "text": "/start ref",
            "entities": [{"type": "bot_command", "offset": 0, "length": 6}],
            "from": {"id": 1_111_111, "is_bot": false, "first_name": "Ann"},
            "chat": {"id": 1_111_111, "type": "private", "first_name": "Ann"}
        }
    })
}

async fn what_cannot_be_read_is_kept(hub: &Hub) {
    let path = project(hub, "a.example").await;
    let source = source(hub, &path).await;
    let secret = text(&source["secrets"], "secret_token");
    update(hub, &source, &secret, json!({"update_id": 1, "brand_new_thing": {"a": 1}})).await;
    let list = hub.admin.get(&format!("{path}/callbacks")).await.is(200);
    assert_eq!(ids(&list).len(), 1);
    let mut shown = list["data"][0].clone();
    assert_eq!(shown["source"], source["id"]);
    shown["url"] = "[url]".into();
    insta::assert_json_snapshot!("callback", redact(shown));
    let one = format!("{path}/callbacks/{}", ids(&list)[0]);
    let whole = hub.admin.get(&one).await;
    let body = text(&whole.is(200), "body");
    assert!(body.contains("brand_new_thing"));
    let url = text(&source, "callback_url");
    let (_, token) = url.split_once("/in/").expect("a callback URL");
    let said = String::from_utf8_lossy(&whole.body);
    assert!(!said.contains(token), "{said}");
    let again = hub.admin.act(&format!("{one}/reprocess")).await.is(200);
    assert_eq!(again["events"], json!([]));
    assert_eq!(again["skipped"][0]["known"], false);
    assert_eq!(hub.admin.get(&one).await.is(200)["state"], "unknown", "it still holds the word");
}

async fn what_was_kept_can_be_read_again(hub: &Hub) {
    let path = project(hub, "a.example").await;
    let source = source(hub, &path).await;
    let secret = text(&source["secrets"], "secret_token");
    let one = format!("{path}/sources/{}", text(&source, "id"));
    hub.admin.patch(&one, json!({"settings": {"keep_raw": "all"}})).await.is(200);
    update(hub, &source, &secret, start(1)).await;
    let events = ids(&hub.admin.get(&format!("{path}/events")).await.is(200));
    assert_eq!(events.len(), 1);
    let kept = hub.admin.get(&format!("{path}/callbacks?state=kept")).await.is(200);
    let callback = format!("{path}/callbacks/{}", ids(&kept)[0]);
    let again = hub.admin.act(&format!("{callback}/reprocess")).await.is(200);
    assert_eq!(again, json!({"events": events, "skipped": []}));
    assert_eq!(hub.admin.get(&callback).await.is(200)["state"], "reprocessed");
    let now = ids(&hub.admin.get(&format!("{path}/events")).await.is(200));
    assert_eq!(now, events, "nothing is taken in twice");
    hub.admin.delete(&one).await.is(204);
    hub.admin.act(&format!("{callback}/reprocess")).await.problem(409);
    assert_eq!(hub.admin.get(&callback).await.is(200)["source"], Value::Null);
}

async fn lists_are_filtered(hub: &Hub) {
    let path = project(hub, "a.example").await;
    let (one, other) = (source(hub, &path).await, source(hub, &path).await);
    for (n, source) in [&one, &other, &other].into_iter().enumerate() {
        let secret = text(&source["secrets"], "secret_token");
        update(hub, source, &secret, json!({"update_id": n, "x": 1})).await;
    }
    for (query, count) in [
        (format!("source={}", text(&one, "id")), 1),
        (format!("source={}&state=unknown", text(&other, "id")), 2),
        ("state=malformed".to_owned(), 0),
        ("until=2026-01-01T00:00:00Z".to_owned(), 0),
        ("limit=2".to_owned(), 2),
    ] {
        let list = hub.admin.get(&format!("{path}/callbacks?{query}")).await.is(200);
        assert_eq!(ids(&list).len(), count, "{query}");
        assert!(list["data"].as_array().expect("a list").iter().all(|it| it["body"].is_null()));
    }
    let reply = hub.admin.get(&format!("{path}/callbacks?state=unknwon")).await;
    assert_eq!(reply.places(), ["state"]);
}
