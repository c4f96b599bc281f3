//! What an endpoint gets of what it asked for besides the usual.

use serde_json::{Value, json};
use tests::{Hub, Sink, Stage, on_both, text};

on_both!(
    crate::HUBS;
    each_form_goes_out_as_itself,
    what_is_hidden_never_leaves,
    a_password_in_the_url_is_sent,
    a_webhook_has_its_own_deadline,
    a_changed_form_counts_from_the_next_attempt_on,
);

async fn each_form_goes_out_as_itself(hub: &Hub) {
    let stage = Stage::new(&hub.admin).await;
    let form = "application/x-www-form-urlencoded";
    for (asked, content_type, begins) in [
        (json!({}), "application/json", "{\"type\":\"email.delivered\""),
        (
            json!({"format": "cloudevents"}),
            "application/cloudevents+json",
            "{\"specversion\":\"1.0\"",
        ),
        (json!({"format": "form"}), form, "type=email.delivered&timestamp="),
        (json!({"format": "smtp2go"}), form, "event=delivered&id=evt_"),
        (
            json!({"format": "smtp2go", "encoding": "json"}),
            "application/json",
            "{\"event\":\"delivered\"",
        ),
        (json!({"format": "smtpeter"}), form, "type=delivery&timestamp="),
        (json!({"format": "wooxy"}), "application/json", "{\"datetime\":"),
    ] {
        let sink = Sink::saying(200).await;
        let hook = stage.hook(&sink.url(), asked.clone()).await;
        let event = stage.publish(1).await.remove(0);
        let arrived = sink.once(1).await.remove(0);
        assert_eq!((arrived.id(), arrived.header("content-type")), (event.as_str(), content_type));
        let body = String::from_utf8_lossy(&arrived.body).into_owned();
        assert!(body.starts_with(begins), "{asked}: {body}");
        arrived.verify(&hook.secret).expect("it is signed as it was sent");
        let delivery = stage.delivery(&event, "delivered").await;
        let format = asked["format"].as_str().unwrap_or("standard");
        assert_eq!(delivery["format"], format);
        hub.admin.delete(&hook.path).await.is(204);
    }
}

async fn what_is_hidden_never_leaves(hub: &Hub) {
    let stage = Stage::new(&hub.admin).await;
    let new = json!({
        "kind": "email.bounced", "contact": "Bob@Example.org",
        "response": {"text": "550 <bob@example.org> unknown"}, "metadata": {"to": "BOB@example.org"}
    });
    for (shape, format) in [
        (json!({"contact": "masked"}), "standard"),
        (json!({"contact": "hashed"}), "smtp2go"),
        (json!({"contact": "masked"}), "smtpeter"),
        (json!({"contact": "masked"}), "wooxy"),
        (json!({"contact": "hashed"}), "form"),
        (json!({"members": ["bounce"]}), "standard"),
        (json!({"thin": true}), "cloudevents"),
    ] {
        let sink = Sink::saying(200).await;
        let hook = stage.hook(&sink.url(), json!({"shape": shape, "format": format})).await;
        hub.admin.post(&stage.path("events"), new.clone()).await.is(202);
        let arrived = sink.once(1).await.remove(0);
        let body = String::from_utf8_lossy(&arrived.body).to_lowercase();
        assert!(!body.contains("bob@") && !body.contains("bob%40"), "{shape} {format}: {body}");
        hub.admin.delete(&hook.path).await.is(204);
    }
}

async fn a_password_in_the_url_is_sent(hub: &Hub) {
    let stage = Stage::new(&hub.admin).await;
    let sink = Sink::saying(200).await;
    stage.hook(&sink.url().replace("http://", "http://me:p%40ss@"), json!({})).await;
    stage.publish(1).await;
    let arrived = sink.once(1).await.remove(0);
    assert_eq!(arrived.header("authorization"), "Basic bWU6cEBzcw==");
    assert_eq!(arrived.path, "/hook");
    assert!(!arrived.header("host").contains('@'));
}

async fn a_webhook_has_its_own_deadline(hub: &Hub) {
    let stage = Stage::new(&hub.admin).await;
    let silent = Sink::keeping(|_| std::future::pending()).await;
    stage.hook(&silent.url(), json!({"schedule": [], "deadline_seconds": 1})).await;
    let event = stage.publish(1).await.remove(0);
    let delivery = stage.delivery(&event, "exhausted").await;
    let attempt = stage.attempts(&delivery).await.remove(0);
    let took = attempt["duration_ms"].as_u64().expect("a number");
    assert!((900..1900).contains(&took), "{attempt}");
    assert!(text(&attempt, "error").contains("timeout"), "{attempt}");
}

async fn a_changed_form_counts_from_the_next_attempt_on(hub: &Hub) {
    let stage = Stage::new(&hub.admin).await;
    let sink = Sink::keeping(|place| async move { tests::says([500, 200][place.min(1)]) }).await;
    let hook = stage.hook(&sink.url(), json!({"schedule": [60]})).await;
    let event = stage.publish(1).await.remove(0);
    sink.once(1).await;
    let delivery = tests::until(async || {
        let delivery = stage.delivery(&event, "pending").await;
        (delivery["attempts"] == 1).then_some(delivery)
    })
    .await;
    assert_eq!(delivery["format"], "standard");
    hub.admin.patch(&hook.path, json!({"format": "wooxy"})).await.is(200);
    let retry = stage.path(&format!("deliveries/{}/retry", text(&delivery, "id")));
    hub.admin.act(&retry).await.is(202);
    assert_eq!(stage.delivery(&event, "delivered").await["format"], "wooxy");
    let arrived = sink.once(2).await;
    let body: Value = serde_json::from_slice(&arrived[1].body).expect("JSON");
    assert_eq!((&body["event"], arrived[1].id()), (&json!("email.delivered"), event.as_str()));
}
