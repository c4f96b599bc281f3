//! Jobs: listed, cancelled, begun once.

use crate::LONG_AGO;
use crate::scene::{Endpoint, all_were_looked_at, are, begin, done, ended, giving_up, look};
use bytes::Bytes;
use serde_json::{Value, json};
use tests::{Hub, Stage, on_both, text};

on_both!(
    crate::HUBS;
    jobs_are_listed,
    a_job_that_is_cancelled_does_nothing_more,
    a_job_is_begun_once,
    so_many_jobs_are_under_way_at_a_time,
);

async fn jobs_are_listed(hub: &Hub) {
    let stage = Stage::new(&hub.admin).await;
    let hook = giving_up(&stage, "https://nowhere.invalid/").await;
    stage.publish(1).await;
    are(&stage, 1, "state=exhausted").await;
    stage.act(&hook, "pause").await;
    let recover = format!("webhooks/{}/recover", hook.id);
    let waits = begin(&stage, &recover, json!({"since": LONG_AGO})).await;
    let cancel = begin(&stage, "deliveries/cancel", json!({"state": "exhausted"})).await;
    let cancel = done(&stage, &cancel, 1, 1).await;
    let all = stage.all("jobs").await;
    assert_eq!(
        all.iter().map(|it| text(it, "id")).collect::<Vec<_>>(),
        [text(&cancel, "id"), text(&waits, "id")]
    );
    assert_eq!(all[0], cancel);
    for (query, hits) in [
        ("kind=recover", 1),
        ("kind=replay", 0),
        ("state=done", 1),
        ("state=done&kind=recover", 0),
        ("limit=1", 1),
    ] {
        let page = stage.get(&format!("jobs?{query}")).await;
        assert_eq!(page["data"].as_array().expect("a list").len(), hits, "{query}");
    }
    let page = stage.get("jobs?limit=1").await;
    let rest = stage.get(&format!("jobs?cursor={}", text(&page, "next"))).await;
    assert_eq!(rest["data"][0]["id"], waits["id"]);
    for (query, place) in [("kind=x", "kind"), ("state=x", "state"), ("kin=x", "kin")] {
        let reply = stage.admin.get(&stage.path(&format!("jobs?{query}"))).await;
        assert_eq!(reply.places(), [place]);
    }
    let nobody = stage.path("jobs/job_06ag2vpsl3r5v2q1k8f4d9c0mg");
    stage.admin.get(&nobody).await.problem(404);
}

async fn a_job_that_is_cancelled_does_nothing_more(hub: &Hub) {
    let stage = Stage::new(&hub.admin).await;
    let endpoint = Endpoint::saying(500).await;
    let hook = giving_up(&stage, &endpoint.sink.url()).await;
    stage.publish(3).await;
    are(&stage, 3, "state=exhausted").await;
    stage.act(&hook, "pause").await;
    let job =
        begin(&stage, &format!("webhooks/{}/recover", hook.id), json!({"since": LONG_AGO})).await;
    let cancel = stage.path(&format!("jobs/{}/cancel", text(&job, "id")));
    let cancelled = stage.admin.act(&cancel).await.is(200);
    assert_eq!(cancelled["state"], "cancelled");
    assert!(cancelled["finished_at"].is_string());
    stage.act(&hook, "resume").await;
    all_were_looked_at(&stage).await;
    assert_eq!(look(&stage, &job).await["made"], 0);
    are(&stage, 3, "state=exhausted").await;
    let problem = stage.admin.act(&cancel).await.problem(409);
    assert_eq!(problem["detail"], "the job is cancelled");
}

async fn a_job_is_begun_once(hub: &Hub) {
    let stage = Stage::new(&hub.admin).await;
    let hook = giving_up(&stage, "https://nowhere.invalid/").await;
    let path = stage.path(&format!("webhooks/{}/replay", hook.id));
    let ask = async |body: &Value| {
        let request = http::Request::post(&path)
            .header("content-type", "application/json")
            .header("idempotency-key", "once");
        let body = Bytes::from(body.to_string());
        stage.admin.send(request.body(body).expect("a request")).await
    };
    let body = json!({"since": LONG_AGO});
    let first = ask(&body).await.is(202);
    let again = ask(&body).await;
    assert_eq!(again.headers["idempotency-replayed"], "true");
    assert_eq!(again.is(202), first);
    assert_eq!(stage.all("jobs").await.len(), 1);
    ask(&json!({"since": "2021-01-01T00:00:00Z"})).await.problem(422);
    ended(&stage, &first).await;
}

async fn so_many_jobs_are_under_way_at_a_time(hub: &Hub) {
    let stage = Stage::new(&hub.admin).await;
    let hook = giving_up(&stage, "https://nowhere.invalid/").await;
    stage.act(&hook, "pause").await;
    let recover = format!("webhooks/{}/recover", hook.id);
    let body = json!({"since": LONG_AGO});
    let first = begin(&stage, &recover, body.clone()).await;
    for _ in 1..20 {
        begin(&stage, &recover, body.clone()).await;
    }
    stage.admin.post(&stage.path(&recover), body.clone()).await.problem(409);
    stage.admin.act(&stage.path(&format!("jobs/{}/cancel", text(&first, "id")))).await.is(200);
    begin(&stage, &recover, body).await;
    // Another project's are its own.
    let other = Stage::of(&hub.admin, "other.example").await;
    let job = begin(&other, "deliveries/retry", json!({})).await;
    done(&other, &job, 0, 0).await;
}
