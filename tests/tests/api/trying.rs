//! Tests of an endpoint, and dry runs.

use crate::setup::text;
use serde_json::{Value, json};
use tests::{Hub, Sink, Stage, on_both};

on_both!(
    &[("TIDINGS_ALLOW_NETWORKS", "127.0.0.0/8")];
    a_test_goes_the_way_of_a_delivery,
    a_typed_body_is_sent_as_it_is,
    what_came_back_is_told,
    tests_are_limited,
    a_dry_run_says_what_a_selection_would_get,
);

async fn a_test_goes_the_way_of_a_delivery(hub: &Hub) {
    let stage = Stage::new(&hub.admin).await;
    let sink = Sink::saying(200).await;
    let url = sink.url().replace("http://", "http://me:hunter2@");
    let options = json!({
        "events": ["email.bounced", "*"], "headers": {"X-Key": "hunter3"},
        "signatures": ["v1", "v1a", "rfc9421"], "shape": {"contact": "masked"}
    });
    let hook = stage.hook(&url, options).await;
    let reply = hub.admin.act(&format!("{}/test", hook.path)).await;
    for secret in ["hunter2", "hunter3", "aHVudGVyMg", hook.secret.trim_start_matches("whsec_")] {
        assert!(!String::from_utf8_lossy(&reply.body).contains(secret), "{secret} is told");
    }
    let told = reply.is(200);
    let arrived = sink.once(1).await.remove(0);
    arrived.verify(&hook.secret).expect("a signature");
    assert_eq!(arrived.header("authorization"), "Basic bWU6aHVudGVyMg==");
    assert_eq!(arrived.header("x-key"), "hunter3");
    assert_eq!(told["request"]["body"].as_str().map(str::as_bytes), Some(&arrived.body[..]));
    let body: Value = serde_json::from_slice(&arrived.body).expect("JSON");
    assert_eq!(body["type"], "email.bounced");
    assert_eq!((&body["data"]["test"], &body["data"]["id"]), (&json!(true), &json!(arrived.id())));
    assert_eq!(body["data"]["contact"], "A***@example.org");
    assert_eq!(told["request"]["headers"]["authorization"], "(hidden)");
    for header in ["webhook-signature", "webhook-id", "signature-input", "content-type"] {
        assert_eq!(told["request"]["headers"][header], arrived.header(header), "{header}");
    }
    let bases = told["signature_base"].as_array().expect("a list");
    let profiles: Vec<_> = bases.iter().map(|it| text(it, "profile")).collect();
    assert_eq!(profiles, ["v1", "v1a", "rfc9421"]);
    assert!(text(&bases[0], "text").starts_with(&format!("{}.", arrived.id())));
    assert_eq!((&told["outcome"], &told["response"]["status"]), (&json!("delivered"), &json!(200)));
    assert_eq!(stage.get("events").await["data"], json!([]), "it never happened");
    assert_eq!(stage.get("deliveries").await["data"], json!([]));
}

async fn a_typed_body_is_sent_as_it_is(hub: &Hub) {
    let stage = Stage::new(&hub.admin).await;
    let sink = Sink::saying(204).await;
    let hook = stage.hook(&sink.url(), json!({"format": "smtpeter"})).await;
    let path = format!("{}/test", hook.path);
    let typed = "{ \"b\": 1.10, \"a\" : [1e2, \"\\u0436\"] }";
    let request = http::Request::post(&path).header("content-type", "application/json");
    let request = request.body(format!("{{\"body\": {typed}}}").into()).expect("a request");
    hub.admin.send(request).await.is(200);
    let arrived = sink.once(1).await.remove(0);
    assert_eq!(arrived.body, typed);
    assert_eq!(arrived.header("content-type"), "application/json");
    arrived.verify(&hook.secret).expect("a signature");
    for (asked, wanted, content_type) in [
        (json!({"body": [1]}), "[1]", "application/json"),
        (json!({"body": "a=b&c=ж"}), "a=b&c=ж", "application/x-www-form-urlencoded"),
        (json!({"body": "", "content_type": "text/plain"}), "", "text/plain"),
        (json!({"body": "<a/>", "content_type": "text/xml; a=b"}), "<a/>", "text/xml; a=b"),
    ] {
        let known = sink.arrived().len();
        hub.admin.post(&path, asked).await.is(200);
        let arrived = sink.once(known + 1).await.remove(known);
        assert_eq!(arrived.body, wanted);
        assert_eq!(arrived.header("content-type"), content_type);
        arrived.verify(&hook.secret).expect("a signature");
    }
    for (body, places) in [
        (json!({"body": {}, "kind": "sms.clicked"}), vec!["/body"]),
        (json!({"content_type": "text/plain"}), vec!["/content_type"]),
        (json!({"body": "", "content_type": "text"}), vec!["/content_type"]),
        (json!({"body": "", "content_type": "a/b\r\nX: y"}), vec!["/content_type"]),
        (json!({"kind": "sms.clickd"}), vec!["/kind"]),
        (json!({"contact": ""}), vec!["/contact"]),
        (json!({"knd": 1}), vec!["/knd"]),
    ] {
        assert_eq!(hub.admin.post(&path, body.clone()).await.places(), places, "{body}");
    }
}

async fn what_came_back_is_told(hub: &Hub) {
    let stage = Stage::new(&hub.admin).await;
    let codes = [500, 410, 302];
    let sink = Sink::keeping(move |place| async move {
        let response = http::Response::builder().status(codes[place]).header("location", "/x");
        response.body("out of order".into()).expect("a response")
    })
    .await;
    let hook = stage.hook(&sink.url(), json!({})).await;
    let path = format!("{}/test", hook.path);
    for (code, outcome) in codes.into_iter().zip(["refused", "gone", "refused"]) {
        let told = hub.admin.act(&path).await.is(200);
        assert_eq!(
            (&told["response"]["status"], &told["outcome"]),
            (&json!(code), &json!(outcome))
        );
        assert_eq!(told["response"]["body"], "out of order");
    }
    assert_eq!(hub.admin.get(&hook.path).await.is(200)["state"], "active", "a test pauses nothing");
    let gone = stage.hook("http://127.0.0.1:1/", json!({})).await;
    let told = hub.admin.act(&format!("{}/test", gone.path)).await.is(200);
    assert_eq!((&told["response"], &told["outcome"]), (&Value::Null, &json!("failed")));
    assert!(text(&told, "error").contains("refused"), "{told}");
}

async fn tests_are_limited(hub: &Hub) {
    let stage = Stage::new(&hub.admin).await;
    let sink = Sink::saying(200).await;
    let hook = stage.hook(&sink.url(), json!({})).await;
    let path = format!("{}/test", hook.path);
    for _ in 0..10 {
        hub.admin.act(&path).await.is(200);
    }
    let refused = hub.admin.act(&path).await;
    assert_eq!(refused.problem(429)["type"], "urn:tidings:problem:too-often");
    assert_eq!(refused.headers["retry-after"], "60");
    let other = stage.hook(&sink.url(), json!({})).await;
    hub.admin.act(&format!("{}/test", other.path)).await.is(200);
    sink.once(11).await;
}

async fn a_dry_run_says_what_a_selection_would_get(hub: &Hub) {
    let stage = Stage::new(&hub.admin).await;
    let kinds = ["email.bounced", "sms.delivered", "email.read", "email.bounced"];
    let events = kinds.map(|kind| json!({"kind": kind, "contact": "+15622089096"}));
    let taken = hub.admin.post(&stage.path("events"), json!(events)).await.is(202);
    let ids: Vec<_> = (0..4).map(|place| text(&taken["data"][place], "id")).collect();
    let hook = stage.hook("https://nowhere.invalid/", json!({"events": ["sms.*"]})).await;
    let run = async |path: &str, body| hub.admin.post(path, body).await.is(200);
    let own = run(&format!("{}/dry-run", hook.path), json!({})).await;
    assert_eq!((&own["matched"], &own["by_kind"]), (&json!(1), &json!({"sms.delivered": 1})));
    assert_eq!(own["events"], json!([ids[1]]));
    let path = stage.path("webhooks/dry-run");
    let asked = run(&path, json!({"events": ["email.*"]})).await;
    assert_eq!((&asked["looked_at"], &asked["matched"]), (&json!(4), &json!(3)));
    assert_eq!(asked["by_kind"], json!({"email.bounced": 2, "email.read": 1}));
    assert_eq!(asked["events"], json!([ids[3], ids[2], ids[0]]), "the newest first");
    assert_eq!(hub.admin.post(&path, json!({})).await.places(), ["/events"]);
    let wrong = json!({"events": ["email.bouncd"]});
    assert_eq!(hub.admin.post(&path, wrong).await.places(), ["/events/0"]);
}
