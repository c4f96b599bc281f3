//! `…/webhooks`.

use crate::setup::{NOWHERE, project, text};
use serde_json::{Value, json};
use tests::{Hub, on_both, redact};

on_both!(
    a_webhook_has_its_life,
    what_is_given_is_kept,
    what_cannot_be_set_up_is_refused,
    options_that_cannot_be_are_refused,
    all_that_is_wrong_is_said_at_once,
    another_endpoint_has_yet_to_be_verified,
    headers_are_kept_but_not_shown,
    options_are_kept_changed_and_taken_back,
    a_password_in_the_url_is_a_header_that_is_not_shown,
    it_pauses_and_resumes,
);

async fn a_webhook_has_its_life(hub: &Hub) {
    let path = format!("{}/webhooks", project(hub, "a.example").await);
    let new = json!({"title": "CRM", "url": NOWHERE, "events": ["email.bounced", "sms.*"]});
    let made = hub.admin.post(&path, new).await.is(201);
    insta::assert_json_snapshot!("webhook", redact(made.clone()));
    let one = format!("{path}/{}", text(&made, "id"));
    let mut seen = made.clone();
    seen.as_object_mut().expect("an object").remove("secret").expect("a secret");
    assert_eq!(hub.admin.get(&one).await.is(200), seen);
    assert_eq!(hub.admin.get(&path).await.is(200)["data"], json!([seen]));
    let change = json!({"events": ["*"], "schedule": [1, 2], "success": "200"});
    let changed = hub.admin.patch(&one, change).await.is(200);
    assert_eq!(changed["events"], json!(["*"]));
    assert_eq!(changed["schedule"], json!([1, 2]));
    assert_eq!(changed["success"], "200");
    assert_eq!(changed["title"], "CRM");
    let changed = hub.admin.patch(&one, json!({"schedule": null})).await.is(200);
    assert_eq!(changed["schedule"], made["schedule"]);
    let changed = hub.admin.patch(&one, json!({"state": "disabled"})).await.is(200);
    assert_eq!(changed["state"], "disabled");
    hub.admin.delete(&one).await.is(204);
    hub.admin.get(&one).await.problem(404);
}

async fn what_is_given_is_kept(hub: &Hub) {
    let path = format!("{}/webhooks", project(hub, "a.example").await);
    let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    let new = json!({
        "url": NOWHERE, "events": ["viber.*", "viber.*"], "secret": secret, "schedule": [],
        "success": "2xx", "format": "standard"
    });
    let made = hub.admin.post(&path, new).await.is(201);
    assert_eq!(made["secret"], secret);
    assert_eq!(made["schedule"], json!([]));
    assert_eq!(made["events"], json!(["viber.*"]));
    assert_eq!(made["title"], "nowhere.invalid");
}

async fn what_cannot_be_set_up_is_refused(hub: &Hub) {
    let path = format!("{}/webhooks", project(hub, "a.example").await);
    for (member, value, place, said) in [
        ("events", json!(["email.read", "email.bouncd"]), "/events/1", "`email.bounced`"),
        ("events", json!([]), "/events", "at least one"),
        ("events", json!("*"), "/events", "sequence"),
        ("url", json!("http://127.0.0.1/x"), "/url", "loopback"),
        ("url", json!("http://0x7f.1/x"), "/url", "loopback"),
        ("url", json!("http://[::ffff:10.0.0.1]/"), "/url", "10.0.0.1"),
        ("url", json!("http://169.254.169.254/latest"), "/url", "169.254.169.254"),
        ("url", json!("http://localhost/"), "/url", "the machine itself"),
        ("url", json!("ftp://a.example/"), "/url", "neither http nor https"),
        ("url", json!("https://m%3Ae:pw@a.example/"), "/url", "colon"),
        ("url", json!("https://me:p%0Aw@a.example/"), "/url", "control characters"),
        ("url", json!("a.example"), "/url", "no URL"),
        ("url", json!("https://a.example/a b"), "/url", "spaces"),
        ("url", json!(format!("https://a.example/{}", "a".repeat(2048))), "/url", "2048"),
        ("secret", json!("hunter2"), "/secret", "whsec_"),
        ("schedule", json!([1, 2, 0]), "/schedule/2", "from 1 to"),
        ("schedule", json!(vec![1; 51]), "/schedule", "at most 50"),
        ("schedule", json!([1, "2"]), "/schedule/1", "expected u32"),
        ("success", json!("3xx"), "/success", "`2xx` or `200`"),
        ("format", json!("slack"), "/format", "no value `slack`"),
        ("format", json!("cloudevent"), "/format", "`cloudevents`"),
        ("headers", json!({"Webhook-Id": "x"}), "/headers/Webhook-Id", "reserved"),
        ("headers", json!({"Host": "x"}), "/headers/Host", "reserved"),
        ("headers", json!({"X-A": "b\r\nHost: c"}), "/headers/X-A", "characters"),
        ("headers", json!({"a/b": "c"}), "/headers/a~1b", "name of a header"),
        ("headers", json!({"X-A": "b", "x-a": "c"}), "/headers/x-a", "more than once"),
        ("evnts", json!(["*"]), "/evnts", "did you mean `events`?"),
    ] {
        is_refused(hub, &path, (member, value), (place, said)).await;
    }
}

async fn options_that_cannot_be_are_refused(hub: &Hub) {
    let path = format!("{}/webhooks", project(hub, "a.example").await);
    for (member, value, place, said) in [
        ("encoding", json!("json"), "/encoding", "one way"),
        ("signatures", json!([]), "/signatures", "at least one"),
        ("signatures", json!(["v2"]), "/signatures/0", "did you mean `v1"),
        ("signatures", json!(["v1", "v1"]), "/signatures/1", "more than once"),
        ("signatures", json!(["rfc9421", "v1", "cavage"]), "/signatures/2", "another has"),
        ("sender_id", json!("a b"), "/sender_id", "without spaces"),
        ("deadline_seconds", json!(0), "/deadline_seconds", "1 to 60"),
        ("deadline_seconds", json!(61), "/deadline_seconds", "1 to 60"),
        ("batch", json!({"events": 1}), "/batch/events", "2 to 200"),
        ("batch", json!({"wait_ms": 10_001}), "/batch/wait_ms", "at most 10000"),
        ("batch", json!({"event": 2}), "/batch/event", "`events`"),
        ("batch", json!([2, 3]), "/batch", "object"),
        ("shape", json!([]), "/shape", "object"),
        ("shape", json!({"contact": "mask"}), "/shape/contact", "`masked`"),
        ("shape", json!({"members": ["id", "bounce.clas"]}), "/shape/members/1", "`bounce.class`"),
        ("shape", json!({"members": [], "thin": true}), "/shape/members", "thin"),
        ("shape", json!({"mail_headers": ["a b"]}), "/shape/mail_headers/0", "name of a header"),
        ("shape", json!({"mail_headers_out": ["x", ""]}), "/shape/mail_headers_out/1", "header"),
        (
            "shape",
            json!({"mail_headers": ["x"], "mail_headers_out": []}),
            "/shape/mail_headers_out",
            "one of the two",
        ),
        ("shape", json!({"memebrs": []}), "/shape/memebrs", "`members`"),
    ] {
        is_refused(hub, &path, (member, value), (place, said)).await;
    }
}

async fn is_refused(hub: &Hub, path: &str, (member, value): (&str, Value), why: (&str, &str)) {
    let mut new = json!({"url": NOWHERE, "events": ["*"]});
    new[member] = value.clone();
    let faults = hub.admin.post(path, new).await.faults();
    assert_eq!(faults.len(), 1, "{value}: {faults:?}");
    assert_eq!(faults[0].0, why.0, "{value}");
    assert!(faults[0].1.contains(why.1), "{value}: {}", faults[0].1);
}

async fn all_that_is_wrong_is_said_at_once(hub: &Hub) {
    let path = format!("{}/webhooks", project(hub, "a.example").await);
    let wrong = json!({"title": "", "url": "x", "events": ["a", "*", "b"], "secret": ""});
    let places = hub.admin.post(&path, wrong).await.places();
    assert_eq!(places, ["/title", "/url", "/events/0", "/events/2", "/secret"]);
    assert_eq!(hub.admin.post(&path, json!({})).await.places(), ["/url", "/events"]);
    assert_eq!(hub.admin.get(&path).await.is(200)["data"], json!([]));
}

async fn another_endpoint_has_yet_to_be_verified(hub: &Hub) {
    let path = format!("{}/webhooks", project(hub, "a.example").await);
    let made = hub.admin.post(&path, json!({"url": NOWHERE, "events": ["*"]})).await.is(201);
    let one = format!("{path}/{}", text(&made, "id"));
    let id = text(&made, "id").parse().expect("an id");
    let verified = store::Verification {
        verified: true,
        method: Some("test".into()),
        at: Some(0),
        ..store::Verification::default()
    };
    let store = &hub.running.hub.store;
    let change = |_: &store::Webhook| store::PatchWebhook {
        verification: Some(verified),
        ..store::PatchWebhook::default()
    };
    store.update_webhook(id, change).await.expect("a webhook");
    let changed = hub.admin.patch(&one, json!({"url": NOWHERE, "title": "x"})).await.is(200);
    assert_eq!(
        changed["verification"],
        json!({"state": "verified", "method": "test", "at": "1970-01-01T00:00:00.000Z"})
    );
    let changed = hub.admin.patch(&one, json!({"url": "https://b.example/"})).await.is(200);
    let lapsed = json!({"state": "lapsed", "method": "test", "at": "1970-01-01T00:00:00.000Z"});
    assert_eq!(changed["verification"], lapsed);
}

async fn headers_are_kept_but_not_shown(hub: &Hub) {
    let path = format!("{}/webhooks", project(hub, "a.example").await);
    let headers = json!({"Authorization": "Bearer hunter2", "X-Team": "shop"});
    let new = json!({"url": NOWHERE, "events": ["*"], "headers": headers});
    let made = hub.admin.post(&path, new).await;
    assert_eq!(made.is(201)["headers"], json!({"authorization": true, "x-team": true}));
    assert!(!String::from_utf8_lossy(&made.body).contains("hunter2"));
    let id = text(&made.is(201), "id");
    let change = json!({"headers": {"x-team": null, "X-New": "1"}});
    let changed = hub.admin.patch(&format!("{path}/{id}"), change).await.is(200);
    assert_eq!(changed["headers"], json!({"authorization": true, "x-new": true}));
    let registry = hub.running.hub.store.registry();
    let kept = &registry.webhook(id.parse().expect("an id")).expect("a webhook").headers;
    assert_eq!(kept["authorization"], "Bearer hunter2");
}

async fn it_pauses_and_resumes(hub: &Hub) {
    let path = format!("{}/webhooks", project(hub, "a.example").await);
    let made = hub.admin.post(&path, json!({"url": NOWHERE, "events": ["*"]})).await.is(201);
    let one = format!("{path}/{}", text(&made, "id"));
    let paused = hub.admin.post(&format!("{one}/pause"), json!({"reason": "moving"})).await;
    assert_eq!(paused.is(200)["state"], "paused");
    assert_eq!(paused.is(200)["paused_reason"], "moving");
    let resumed = hub.admin.act(&format!("{one}/resume")).await.is(200);
    assert_eq!((&resumed["state"], &resumed["paused_reason"]), (&json!("active"), &Value::Null));
    let paused = hub.admin.act(&format!("{one}/pause")).await.is(200);
    assert_eq!((&paused["state"], &paused["paused_reason"]), (&json!("paused"), &Value::Null));
    let reply = hub.admin.post(&format!("{one}/pause"), json!({"raeson": "x"})).await;
    assert_eq!(reply.places(), ["/raeson"]);
}

async fn options_are_kept_changed_and_taken_back(hub: &Hub) {
    let path = format!("{}/webhooks", project(hub, "a.example").await);
    let asked = json!({
        "url": NOWHERE, "events": ["*"], "format": "smtp2go", "encoding": "json",
        "shape": {"members": ["contact", "bounce.class"], "contact": "hashed", "mail_headers": []},
        "signatures": ["v1", "rfc9421-hmac"], "sender_id": "environment-7", "deadline_seconds": 5
    });
    let made = hub.admin.post(&path, asked.clone()).await.is(201);
    for member in ["format", "encoding", "signatures", "sender_id", "deadline_seconds"] {
        assert_eq!(made[member], asked[member], "{member}");
    }
    let shape = json!({
        "members": ["contact", "bounce.class"], "contact": "hashed", "mail_headers": [],
        "mail_headers_out": null, "thin": false
    });
    assert_eq!(made["shape"], shape);
    let one = format!("{path}/{}", text(&made, "id"));
    let changed = hub.admin.patch(&one, json!({"title": "x"})).await.is(200);
    assert_eq!((&changed["shape"], &changed["encoding"]), (&shape, &json!("json")));
    let changed = hub.admin.patch(&one, json!({"format": "wooxy"})).await.is(200);
    assert_eq!((&changed["format"], &changed["encoding"]), (&json!("wooxy"), &Value::Null));
    assert_eq!(hub.admin.patch(&one, json!({"encoding": "json"})).await.places(), ["/encoding"]);
    let usual = json!({
        "format": "standard", "shape": null, "signatures": null, "sender_id": null,
        "deadline_seconds": null
    });
    let changed = hub.admin.patch(&one, usual).await.is(200);
    assert_eq!(changed["signatures"], json!(["v1"]));
    assert_eq!(changed["shape"]["contact"], "clear");
    assert_eq!((&changed["sender_id"], &changed["deadline_seconds"]), (&Value::Null, &Value::Null));
}

async fn a_password_in_the_url_is_a_header_that_is_not_shown(hub: &Hub) {
    let path = format!("{}/webhooks", project(hub, "a.example").await);
    let new = json!({"url": "https://me:hunter2@a.example/in", "events": ["*"]});
    let made = hub.admin.post(&path, new).await;
    assert!(!String::from_utf8_lossy(&made.body).contains("hunter2"));
    let made = made.is(201);
    assert_eq!(made["url"], "https://a.example/in");
    assert_eq!(made["headers"], json!({"authorization": true}));
    let one = format!("{path}/{}", text(&made, "id"));
    let id = text(&made, "id").parse().expect("an id");
    let kept = || {
        let registry = hub.running.hub.store.registry();
        registry.webhook(id).expect("a webhook").headers.get("authorization").cloned()
    };
    assert_eq!(kept().as_deref(), Some("Basic bWU6aHVudGVyMg=="));
    hub.admin.patch(&one, json!({"url": "https://a.example/other"})).await.is(200);
    assert!(kept().is_some(), "the same host");
    let moved = hub.admin.patch(&one, json!({"url": "https://b.example/in"})).await.is(200);
    assert_eq!((kept(), &moved["headers"]), (None, &json!({})), "another host learns nothing");
    hub.admin.patch(&one, json!({"url": "https://you:secret@b.example/in"})).await.is(200);
    assert_eq!(kept().as_deref(), Some("Basic eW91OnNlY3JldA=="));
    hub.admin.patch(&one, json!({"headers": {"Authorization": "Bearer x"}})).await.is(200);
    hub.admin.patch(&one, json!({"url": "https://c.example/in"})).await.is(200);
    assert_eq!(kept().as_deref(), Some("Bearer x"), "a header of its own stays");
    let both = json!({"url": "https://me:pw@a.example/", "headers": {"Authorization": "Bearer x"}});
    assert_eq!(hub.admin.patch(&one, both.clone()).await.places(), ["/headers/Authorization"]);
    let mut both = both;
    both["events"] = json!(["*"]);
    assert_eq!(hub.admin.post(&path, both).await.places(), ["/headers/Authorization"]);
}
