//! `…/suppressions/check`.

use crate::setup::{act, once, publish};
use serde_json::{Value, json};
use tests::{Client, Hub, Stage, on_both, text};

on_both!(
    thousands_are_checked_at_once,
    what_is_not_sent_is_recorded,
    a_recorded_check_counts_once,
    looking_takes_less_than_recording,
    what_is_no_question_is_refused,
);

async fn check(stage: &Stage, body: Value) -> Vec<Value> {
    let found = stage.admin.post(&stage.path("suppressions/check"), body).await.is(200);
    found["data"].as_array().expect("a list").clone()
}

async fn thousands_are_checked_at_once(hub: &Hub) {
    let stage = Stage::new(&hub.admin).await;
    let address = |n: usize| format!("User{n}@Example.ORG");
    for chunk in (0..10_000).step_by(7).collect::<Vec<_>>().chunks(1000) {
        let events: Vec<_> = chunk
            .iter()
            .map(|n| json!({"kind": "email.bounced", "contact": address(*n)}))
            .collect();
        stage.admin.post(&stage.path("events"), json!(events)).await.is(202);
    }
    let addresses: Vec<_> = (0..10_000).map(address).collect();
    let body = json!({"channel": "email", "addresses": addresses});
    let found = check(&stage, body).await;
    assert_eq!(found.len(), 10_000);
    for (n, checked) in found.iter().enumerate() {
        assert_eq!(checked["address"], address(n));
        assert_eq!(checked["contact"], format!("User{n}@example.org"));
        assert_eq!(checked["blocked"], n % 7 == 0, "{checked}");
        assert_eq!(checked["reason"], if n % 7 == 0 { json!("bounced") } else { json!(null) });
        assert!(checked.get("event").is_none());
    }
    let more = vec!["a@b.example"; 10_001];
    let path = stage.path("suppressions/check");
    let reply = stage.admin.post(&path, json!({"channel": "email", "addresses": more})).await;
    assert_eq!(reply.places(), ["/addresses"]);
}

async fn what_is_not_sent_is_recorded(hub: &Hub) {
    let stage = Stage::new(&hub.admin).await;
    for (channel, address, kind, code, rejected) in [
        ("email", "a@x.example", "email.bounced", "suppressed_bounce", "email.rejected"),
        ("email", "b@x.example", "email.spam", "suppressed_spam", "email.rejected"),
        ("email", "c@x.example", "email.deactivated", "suppressed", "email.rejected"),
        ("email", "d@x.example", "email.unsubscribed", "suppressed_unsubscribe", "email.rejected"),
        ("sms", "+442079460018", "sms.unsubscribed", "suppressed_unsubscribe", "sms.rejected"),
        ("viber", "v=", "viber.unsubscribed", "suppressed_unsubscribe", "viber.rejected"),
        ("telegram", "11", "telegram.unsubscribed", "suppressed_unsubscribe", "telegram.failed"),
        (
            "webpush",
            "s-1",
            "webpush.desktop_declined",
            "suppressed_unsubscribe",
            "webpush.undelivered",
        ),
    ] {
        publish(&stage, json!({"kind": kind, "contact": address})).await;
        let found = check(
            &stage,
            json!({
                "channel": channel, "addresses": [address, "98765432", address], "record": true,
                "message_id": "m-1", "metadata": {"order": 7}
            }),
        )
        .await;
        let blocked: Vec<_> = found.iter().map(|it| it["blocked"].clone()).collect();
        assert_eq!(blocked, [true, false, true]);
        assert_eq!(found[0]["event"], found[2]["event"], "one contact, one event");
        assert!(found[1].get("event").is_none());
        let made = stage.get(&format!("events/{}", text(&found[0], "event"))).await;
        assert_eq!(made["kind"], rejected);
        assert_eq!(made["reason"], json!({"code": code}));
        assert_eq!(made["contact"], address);
        assert_eq!((&made["message_id"], &made["metadata"]["order"]), (&json!("m-1"), &json!(7)));
    }
    assert_eq!(stage.all("events").await.len(), 16);
}

async fn a_recorded_check_counts_once(hub: &Hub) {
    let stage = Stage::new(&hub.admin).await;
    for address in ["a@x.example", "b@x.example"] {
        act(&stage, "email", address, "unsubscribe").await;
    }
    let path = stage.path("suppressions/check");
    let addresses = ["b@x.example", "c@x.example", "a@x.example"];
    let body = json!({"channel": "email", "addresses": addresses, "record": true});
    let first = once(&stage.admin, &path, "k", &body).await.is(200);
    assert_eq!(once(&stage.admin, &path, "k", &body).await.is(200), first);
    let recorded = async || stage.all("events?kind=email.rejected").await.len();
    assert_eq!(recorded().await, 2);
    let other = json!({"channel": "email", "addresses": ["a@x.example"], "record": true});
    once(&stage.admin, &path, "k", &other).await.problem(422);
    once(&stage.admin, &path, "other", &body).await.is(200);
    assert_eq!(recorded().await, 4, "another request counts anew");
    // Of one message each contact has one, whoever asks how often.
    let of_one = json!({
        "channel": "email", "addresses": addresses, "record": true, "message_id": "m-1"
    });
    let first = check(&stage, of_one.clone()).await;
    assert_eq!(check(&stage, of_one.clone()).await, first);
    assert_eq!(once(&stage.admin, &path, "third", &of_one).await.is(200)["data"], json!(first));
    assert_eq!(recorded().await, 6);
}

async fn looking_takes_less_than_recording(hub: &Hub) {
    let stage = Stage::new(&hub.admin).await;
    act(&stage, "email", "a@x.example", "unsubscribe").await;
    let reader = key(hub, &stage, "read").await;
    let (check, mut body) = (
        stage.path("suppressions/check"),
        json!({"channel": "email", "addresses": ["a@x.example"]}),
    );
    assert_eq!(reader.post(&check, body.clone()).await.is(200)["data"][0]["blocked"], true);
    body["record"] = true.into();
    reader.post(&check, body.clone()).await.problem(403);
    key(hub, &stage, "write").await.post(&check, body).await.is(200);
    for path in ["contacts/email/a@x.example/subscribe", "contacts/import"] {
        reader.post(&stage.path(path), json!({})).await.problem(403);
    }
    for path in ["contacts", "contacts/email/a@x.example", "suppressions"] {
        reader.get(&stage.path(path)).await.is(200);
    }
}

async fn key(hub: &Hub, stage: &Stage, role: &str) -> Client {
    let project = stage.project.trim_start_matches("/v1/projects/");
    let new = json!({"title": role, "role": role, "project": project});
    let made = stage.admin.post("/v1/keys", new).await.is(201);
    hub.client(&text(&made, "key"))
}

async fn what_is_no_question_is_refused(hub: &Hub) {
    let stage = Stage::new(&hub.admin).await;
    let path = stage.path("suppressions/check");
    for (body, places) in [
        (json!({}), vec!["/channel", "/addresses"]),
        (json!({"channel": "mail", "addresses": []}), vec!["/channel"]),
        (json!({"channel": "sms", "addresses": ["+442079460018", " "]}), vec!["/addresses/1"]),
        (json!({"channel": "sms", "addresses": [7]}), vec!["/addresses/0"]),
        (json!({"channel": "sms", "addresses": [], "message_id": ""}), vec!["/message_id"]),
        (json!({"channel": "sms", "addresses": [], "recrod": true}), vec!["/recrod"]),
    ] {
        assert_eq!(stage.admin.post(&path, body.clone()).await.places(), places, "{body}");
    }
    assert_eq!(stage.admin.act(&path).await.places(), ["/channel", "/addresses"]);
    assert_eq!(check(&stage, json!({"channel": "sms", "addresses": []})).await, [Value::Null; 0]);
}
