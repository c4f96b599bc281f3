//! What the API says of a contact: an event, and what comes of it.

use crate::setup::{act, addresses, contact, kinds, once, path};
use http::Method;
use serde_json::json;
use tests::{Hub, Sink, Stage, on_both};

on_both!(&[("TIDINGS_ALLOW_NETWORKS", "127.0.0.0/8")];
    each_change_is_an_event_of_the_channel,
    a_channel_refuses_what_it_has_no_kind_for,
    what_stands_is_no_change,
    what_else_is_said_goes_with_it,
    a_request_counts_once,
    what_is_no_request_is_refused,
);

async fn each_change_is_an_event_of_the_channel(hub: &Hub) {
    let stage = Stage::new(&hub.admin).await;
    let sink = Sink::saying(200).await;
    stage.hook(&sink.url(), json!({})).await;
    for (channel, address, what, kind, state) in [
        ("email", "Bob@Example.org", "deactivate", "email.deactivated", "blocked"),
        ("email", "Bob@Example.org", "activate", "email.activated", "active"),
        ("email", "Bob@Example.org", "unsubscribe", "email.unsubscribed", "blocked"),
        ("email", "Bob@Example.org", "deactivate", "email.deactivated", "blocked"),
        ("email", "Bob@Example.org", "activate", "email.activated", "blocked"),
        ("email", "Bob@Example.org", "subscribe", "email.subscribed", "active"),
        ("sms", "0044 20 7946 0018", "unsubscribe", "sms.unsubscribed", "blocked"),
        ("sms", "0044 20 7946 0018", "subscribe", "sms.subscribed", "active"),
        ("webpush", "sub/1", "unsubscribe", "webpush.mobile_unsubscribed", "blocked"),
        ("webpush", "sub/1", "subscribe", "webpush.mobile_granted", "active"),
        ("telegram", "1111111", "unsubscribe", "telegram.unsubscribed", "blocked"),
        ("telegram", "1111111", "subscribe", "telegram.subscribed", "active"),
        ("viber", "01234567890A=", "unsubscribe", "viber.unsubscribed", "blocked"),
        ("viber", "01234567890A=", "subscribe", "viber.subscribed", "active"),
    ] {
        let said = act(&stage, channel, address, what).await;
        assert_eq!(said["state"], state, "{channel} {what}: {said}");
        assert_eq!(said, contact(&stage, channel, address).await);
        assert_eq!(kinds(&stage).await.last().map(String::as_str), Some(kind));
    }
    let arrived = sink.once(14).await;
    assert_eq!(arrived.len(), 14, "each is delivered");
    let list = stage.get("contacts").await;
    let wanted = ["Bob@example.org", "+442079460018", "1111111", "01234567890A=", "sub/1"];
    assert_eq!(addresses(&list), wanted, "by channel, in canonical form");
}

async fn a_channel_refuses_what_it_has_no_kind_for(hub: &Hub) {
    let stage = Stage::new(&hub.admin).await;
    for channel in ["sms", "webpush", "telegram", "viber"] {
        for what in ["activate", "deactivate"] {
            let path = format!("{}/{what}", path(&stage, channel, "1234567"));
            let problem = stage.admin.act(&path).await.problem(422);
            let detail = problem["detail"].as_str().expect("a detail");
            assert!(detail.contains("only `subscribe` and `unsubscribe`"), "{detail}");
        }
    }
    assert_eq!(stage.all("events").await.len() + stage.all("contacts").await.len(), 0);
}

async fn what_else_is_said_goes_with_it(hub: &Hub) {
    let stage = Stage::new(&hub.admin).await;
    let bob = path(&stage, "email", "bob@example.org");
    let said = json!({"reason": {"code": "phone", "text": "called"}, "metadata": {"by": "ann"}});
    stage.admin.post(&format!("{bob}/unsubscribe"), said.clone()).await.is(200);
    stage.admin.post(&format!("{bob}/subscribe"), said.clone()).await.is(200);
    let ann = path(&stage, "email", "ann@example.org");
    stage.admin.act(&format!("{ann}/subscribe")).await.is(200);
    let events = stage.all("events").await;
    assert_eq!(events[2]["again"], json!(null), "who leaves does nothing again");
    assert_eq!(events[1]["again"], true, "it had left");
    assert_eq!(events[0]["again"], json!(null), "it had not");
    assert_eq!(
        (&events[1]["reason"], &events[1]["metadata"]),
        (&said["reason"], &said["metadata"])
    );
    assert_eq!(events[1]["provider"], "tidings");
}

async fn what_stands_is_no_change(hub: &Hub) {
    let stage = Stage::new(&hub.admin).await;
    for (what, again) in [
        ("deactivate", "deactivate"),
        ("activate", "activate"),
        ("unsubscribe", "unsubscribe"),
        ("subscribe", "activate"),
    ] {
        let first = act(&stage, "email", "bob@example.org", what).await;
        assert_eq!(act(&stage, "email", "bob@example.org", again).await, first, "{what}");
        assert_eq!(act(&stage, "email", "bob@example.org", what).await, first, "{what}");
    }
    let wanted = ["email.deactivated", "email.activated", "email.unsubscribed", "email.subscribed"];
    assert_eq!(kinds(&stage).await, wanted);
}

async fn a_request_counts_once(hub: &Hub) {
    let stage = Stage::new(&hub.admin).await;
    let bob = path(&stage, "email", "bob@example.org");
    let unsubscribe = format!("{bob}/unsubscribe");
    let first = once(&stage.admin, &unsubscribe, "k", &json!({})).await.is(200);
    assert_eq!(once(&stage.admin, &unsubscribe, "k", &json!({})).await.is(200), first);
    assert_eq!(stage.all("events").await.len(), 1);
    for (path, body) in [
        (format!("{bob}/subscribe"), json!({})),
        (unsubscribe, json!({"metadata": {"a": 1}})),
        (format!("{}/unsubscribe", self::path(&stage, "email", "ann@example.org")), json!({})),
    ] {
        let problem = once(&stage.admin, &path, "k", &body).await.problem(422);
        assert_eq!(problem["type"], "urn:tidings:problem:idempotency-key-reused", "{path}");
    }
    assert_eq!(stage.all("events").await.len(), 1);
}

async fn what_is_no_request_is_refused(hub: &Hub) {
    let stage = Stage::new(&hub.admin).await;
    let post = async |channel: &str, body| {
        let path = format!("{}/subscribe", path(&stage, channel, "1234567"));
        stage.admin.ask(Method::POST, &path, body).await
    };
    assert_eq!(post("webpush", None).await.places(), ["/form_factor"]);
    let tablet = Some(json!({"form_factor": "tablet"}));
    assert_eq!(post("webpush", tablet).await.places(), ["/form_factor"]);
    let mobile = Some(json!({"form_factor": "mobile"}));
    assert_eq!(post("sms", mobile).await.places(), ["/form_factor"]);
    let unknown = Some(json!({"reasn": 1, "metadata": []}));
    assert_eq!(post("sms", unknown).await.places(), ["/metadata", "/reasn"]);
    let problem = post("mail", None).await.problem(404);
    let detail = problem["detail"].as_str().expect("a detail");
    assert!(detail.contains("did you mean `email`?"), "{detail}");
    for (channel, address) in
        [("email", "notanaddress"), ("sms", "hello"), ("telegram", "@bob"), ("viber", "a b")]
    {
        let path = path(&stage, channel, address);
        for path in [format!("{path}/subscribe"), format!("{path}/unsubscribe")] {
            let problem = stage.admin.act(&path).await.problem(422);
            let detail = problem["detail"].as_str().expect("a detail");
            assert!(detail.starts_with("the address in the path must be "), "{detail}");
        }
        stage.admin.ask(Method::PUT, &path, Some(json!({}))).await.problem(422);
    }
    assert_eq!(stage.all("contacts").await.len(), 0);
    for nothing in ["contacts/email/%20", "contacts/email/%FF", "contacts/email"] {
        stage.admin.get(&stage.path(nothing)).await.problem(404);
    }
}
