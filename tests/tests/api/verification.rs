//! Whose an endpoint is: shown by a file or a challenge, and what follows.

use crate::setup::text;
use bytes::Bytes;
use http::Response;
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};
use tests::{Arrived, Hub, Sink, Stage, on_both, says};

on_both!(
    &[("TIDINGS_ALLOW_NETWORKS", "127.0.0.0/8")];
    a_file_beside_the_script_or_at_the_root_verifies,
    no_other_file_does,
    an_answer_to_a_challenge_verifies,
    what_was_known_lapses_with_another_place,
    what_is_held_goes_out_once_it_is_verified,
    check_now_looks_at_all_webhooks,
    a_bin_of_the_sandbox_answers_challenges,
);

/// What a server has by path; everything else is not there.
type Files = Arc<Mutex<Vec<(String, Response<Bytes>)>>>;

async fn serving() -> (Sink, Files) {
    let files = Files::default();
    let shared = files.clone();
    let sink = Sink::answering(move |asked: Arrived| {
        let files = shared.lock().expect("nobody panicked");
        let found = files.iter().find(|(path, _)| *path == asked.path);
        let answer = found.map_or_else(|| says(404), |(_, response)| response.clone());
        async { answer }
    })
    .await;
    (sink, files)
}

fn put(files: &Files, path: &str, response: Response<Bytes>) {
    files.lock().expect("nobody panicked").insert(0, (path.to_owned(), response));
}

fn holding(content: impl Into<Bytes>) -> Response<Bytes> {
    Response::new(content.into())
}

async fn verify(hub: &Hub, path: &str, method: &str) -> Value {
    let reply = hub.admin.post(&format!("{path}/verify"), json!({"method": method})).await;
    reply.is(200)
}

async fn file(hub: &Hub, path: &str) -> Value {
    let told = hub.admin.get(&format!("{path}/verification")).await.is(200);
    assert_eq!(told["verification"]["state"], "unverified");
    told["file"].clone()
}

async fn a_file_beside_the_script_or_at_the_root_verifies(hub: &Hub) {
    let stage = Stage::new(&hub.admin).await;
    for root in [false, true] {
        let (sink, files) = serving().await;
        let url = sink.url().replace("/hook", "/dir/in.php?x=1");
        let hook = stage.hook(&url, json!({})).await;
        let told = file(hub, &hook.path).await;
        let name = text(&told, "name");
        assert!(name.starts_with("tidings-") && name.len() == "tidings-.txt".len() + 24, "{name}");
        assert_eq!(told["urls"][0], url.replace("in.php?x=1", &name));
        assert_eq!(told["urls"][1], url.replace("dir/in.php?x=1", &name));
        assert_eq!(file(hub, &hook.path).await, told, "it stays until its time is over");
        let not_yet = verify(hub, &hook.path, "file").await;
        assert_eq!(not_yet["verification"]["state"], "unverified");
        assert!(text(&not_yet["checks"][0], "reason").contains("the answer was 404"), "{not_yet}");
        assert_eq!(not_yet["checks"][0]["asked"], told["urls"]);
        let path = if root { format!("/{name}") } else { format!("/dir/{name}") };
        put(&files, &path, holding(text(&told, "content") + "\r\n"));
        let verdict = verify(hub, &hook.path, "file").await;
        assert_eq!(verdict["verification"]["state"], "verified", "{verdict}");
        assert_eq!(verdict["verification"]["method"], "file");
        let now = hub.admin.get(&format!("{}/verification", hook.path)).await.is(200);
        assert_eq!(now["file"], Value::Null);
        assert_eq!(now["dns"], json!([]), "an address has no name");
    }
}

async fn no_other_file_does(hub: &Hub) {
    let stage = Stage::new(&hub.admin).await;
    let (sink, files) = serving().await;
    let hook = stage.hook(&sink.url(), json!({})).await;
    let told = file(hub, &hook.path).await;
    let (path, content) = (format!("/{}", text(&told, "name")), text(&told, "content"));
    let long = content.clone() + &" ".repeat(1024);
    let elsewhere = || Response::builder().status(302).header("location", "/other");
    put(&files, "/other", holding(content.clone()));
    for (response, reason) in [
        (holding("something else"), "another content"),
        (holding(content.clone() + "x"), "another content"),
        (holding(content.to_uppercase()), "another content"),
        (holding(long), "another content"),
        (holding(""), "another content"),
        (elsewhere().body(content.clone().into()).expect("one"), "is not followed"),
        (Response::builder().status(201).body(content.clone().into()).expect("one"), "was 201"),
    ] {
        put(&files, &path, response);
        let verdict = verify(hub, &hook.path, "file").await;
        assert_eq!(verdict["checks"][0]["verified"], false, "{verdict}");
        assert!(text(&verdict["checks"][0], "reason").contains(reason), "{verdict}");
        assert_eq!(verdict["verification"]["state"], "unverified");
    }
}

/// What a server makes of a challenge.
type Answer = fn(&str) -> String;

/// A server that answers challenges with what a function makes of them, and takes all else.
async fn answering(answer: Answer) -> Sink {
    Sink::answering(move |asked: Arrived| async move {
        let body: Value = serde_json::from_slice(&asked.body).unwrap_or_default();
        match body["data"]["challenge"].as_str() {
            Some(challenge) => holding(answer(challenge)),
            None => says(200),
        }
    })
    .await
}

async fn an_answer_to_a_challenge_verifies(hub: &Hub) {
    let stage = Stage::new(&hub.admin).await;
    let answers: [(Answer, bool); 5] = [
        (ToOwned::to_owned, true),
        (|it| format!("{{\"challenge\": \"{it}\"}}"), true),
        (|_| String::new(), false),
        (|it| format!("{it}{it}"), false),
        (|it| format!("{{\"data\": {{\"challenge\": \"{it}\"}}}}"), false),
    ];
    for (answer, verified) in answers {
        let sink = answering(answer).await;
        let hook = stage.hook(&sink.url(), json!({"format": "smtp2go"})).await;
        let verdict = verify(hub, &hook.path, "challenge").await;
        assert_eq!(verdict["checks"][0]["verified"], verified, "{verdict}");
        let known = if verified { "verified" } else { "unverified" };
        assert_eq!(hub.admin.get(&hook.path).await.is(200)["verification"]["state"], known);
    }
    let kept = Sink::saying(200).await;
    let hook = stage.hook(&kept.url(), json!({})).await;
    let verdict = verify(hub, &hook.path, "challenge").await;
    assert!(text(&verdict["checks"][0], "reason").contains("data.challenge"), "{verdict}");
    let asked = kept.once(1).await.remove(0);
    asked.verify(&hook.secret).expect("it is signed");
    let body: Value = serde_json::from_slice(&asked.body).expect("JSON");
    assert_eq!(body["type"], "tidings.challenge");
}

async fn what_was_known_lapses_with_another_place(hub: &Hub) {
    let stage = Stage::new(&hub.admin).await;
    let sink = answering(ToOwned::to_owned).await;
    let hook = stage.hook(&sink.url(), json!({})).await;
    let known = verify(hub, &hook.path, "challenge").await["verification"].clone();
    let moved = async |path: &str| {
        let url = sink.url().replace("/hook", path);
        hub.admin.patch(&hook.path, json!({"url": url})).await.is(200)["verification"].clone()
    };
    assert_eq!(moved("/other?x=1").await, known, "the same directory");
    let lapsed = moved("/dir/hook").await;
    assert_eq!((&lapsed["state"], &lapsed["at"]), (&json!("lapsed"), &known["at"]));
    assert_eq!(moved("/hook").await["state"], "lapsed", "going back proves nothing");
    let again = verify(hub, &hook.path, "challenge").await;
    assert_eq!(again["verification"]["state"], "verified");
}

async fn what_is_held_goes_out_once_it_is_verified(hub: &Hub) {
    let stage = Stage::new(&hub.admin).await;
    hub.admin.patch(&stage.project, json!({"require_verification": true})).await.is(200);
    let arrived = Arc::<Mutex<Vec<String>>>::default();
    let seen = arrived.clone();
    let sink = Sink::answering(move |asked: Arrived| {
        let body: Value = serde_json::from_slice(&asked.body).unwrap_or_default();
        let challenge = body["data"]["challenge"].as_str().map(ToOwned::to_owned);
        if challenge.is_none() && body["data"]["test"].is_null() {
            seen.lock().expect("nobody panicked").push(asked.id().to_owned());
        }
        async { challenge.map_or_else(|| says(200), holding) }
    })
    .await;
    let hook = stage.hook(&sink.url(), json!({})).await;
    let events = stage.publish(3).await;
    for event in &events {
        assert_eq!(stage.delivery(event, "pending").await["attempts"], 0);
    }
    hub.admin.act(&format!("{}/test", hook.path)).await.is(200);
    assert!(arrived.lock().expect("nobody panicked").is_empty(), "tests go out, and nothing else");
    verify(hub, &hook.path, "challenge").await;
    for event in &events {
        assert_eq!(stage.delivery(event, "delivered").await["attempts"], 1, "no slot was used");
    }
    let url = sink.url().replace("/hook", "/dir/hook");
    hub.admin.patch(&hook.path, json!({"url": url})).await.is(200);
    let late = stage.publish(1).await.remove(0);
    assert_eq!(stage.delivery(&late, "pending").await["attempts"], 0, "it has lapsed");
    assert_eq!(arrived.lock().expect("nobody panicked").len(), 3);
}

async fn check_now_looks_at_all_webhooks(hub: &Hub) {
    let stage = Stage::new(&hub.admin).await;
    let (good, bad) = (answering(ToOwned::to_owned).await, Sink::saying(500).await);
    let good: Vec<_> =
        [stage.hook(&good.url(), json!({})).await, stage.hook(&good.url(), json!({})).await]
            .map(|it| it.id)
            .into();
    let bad = stage.hook(&bad.url(), json!({})).await;
    let path = stage.path("webhooks/check");
    let report = hub.admin.act(&path).await.is(200);
    assert_eq!((&report["passed"], &report["failed"]), (&json!(2), &json!(1)), "{report}");
    let data = report["data"].as_array().expect("a list");
    for (entry, id) in data.iter().zip(&good) {
        assert_eq!((&entry["webhook"], &entry["passed"]), (&json!(id), &json!(true)));
        assert_eq!(entry["verification"]["method"], "challenge");
        assert_eq!(entry["checks"].as_array().map(Vec::len), Some(3));
    }
    assert_eq!((&data[2]["webhook"], &data[2]["status"]), (&json!(bad.id), &json!(500)));
    assert_eq!(data[2]["outcome"], "refused");
    let again = hub.admin.act(&path).await.is(200);
    assert_eq!(again["data"][0]["checks"], json!([]), "what is known is not asked again");
}

async fn a_bin_of_the_sandbox_answers_challenges(hub: &Hub) {
    let stage = Stage::new(&hub.admin).await;
    let url = format!("http://{}/sandbox/mine", hub.running.addr);
    let hook = stage.hook(&url, json!({})).await;
    let verdict = verify(hub, &hook.path, "challenge").await;
    assert_eq!(verdict["verification"]["state"], "verified", "{verdict}");
}
