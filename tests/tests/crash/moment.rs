//! Killed in the moment after an answer, when only the journal holds what was acknowledged.

use serde_json::json;
use std::collections::BTreeSet;
use tests::{Engine, Hook, Place, Sink, Stage, admin, text, until};

const ROUNDS: usize = 5;
const EACH: usize = 3;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_acknowledged_a_moment_ago_is_there_after_a_kill() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        if let Some(place) = Place::new(engine) {
            survive(&place).await;
        }
    }
}

async fn survive(place: &Place) {
    let sink = Sink::saying(200).await;
    let (mut program, addr) = place.start().await;
    let mut stage = Stage::new(&admin(addr)).await;
    let path = stage.source("email/smtp2go", json!({})).await;
    let _hook: Hook = stage.hook(&sink.url(), json!({})).await;
    for round in 0..ROUNDS {
        for number in round * EACH..(round + 1) * EACH {
            say(&stage, &path, number).await;
        }
        program.kill().await;
        let (next, addr) = place.start().await;
        program = next;
        stage = stage.at(admin(addr));
        let expected: BTreeSet<_> = (0..(round + 1) * EACH).map(|it| it.to_string()).collect();
        assert_eq!(messages(&stage).await, expected, "events, round {round}");
        for number in 0..(round + 1) * EACH {
            say(&stage, &path, number).await;
        }
        assert_eq!(stage.all("events").await.len(), expected.len(), "a repeat is known");
        until(async || (sink_has(&sink) == expected).then_some(())).await;
    }
    program.tell_to_stop();
    assert!(program.ended().await.success());
}

async fn say(stage: &Stage, path: &str, number: usize) {
    let body = format!("event=delivered&id={number}&email_id={number}&rcpt=ann%40example.org");
    let form = [("content-type", "application/x-www-form-urlencoded")];
    assert_eq!(stage.call(path, &form, &body).await.status, 200);
}

async fn messages(stage: &Stage) -> BTreeSet<String> {
    stage.all("events").await.iter().map(|event| text(event, "message_id")).collect()
}

fn sink_has(sink: &Sink) -> BTreeSet<String> {
    let all = sink.arrived().into_iter().map(|arrived| {
        let body: serde_json::Value = serde_json::from_slice(&arrived.body).expect("JSON");
        text(&body["data"], "message_id")
    });
    all.collect()
}
