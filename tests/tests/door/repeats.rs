//! What providers repeat, out of order and over a restart, stays one event each.

use crate::providers::{Call, SendGrid};
use serde_json::json;
use std::net::SocketAddr;
use std::sync::Arc;
use tests::{Engine, Place, Sink, Stage, Wire, admin};

/// Who calls at the same time.
const TASKS: usize = 8;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_repeat_is_no_new_event_on_sqlite() {
    repeat(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_repeat_is_no_new_event_on_postgres() {
    repeat(Engine::Postgres).await;
}

async fn repeat(engine: Engine) {
    let Some(place) = Place::new(engine) else { return };
    let (program, addr) = place.start().await;
    let stage = Stage::new(&admin(addr)).await;
    let sink = Sink::saying(200).await;
    stage.hook(&sink.url(), json!({})).await;
    let (calls, events) = calls(&stage).await;
    let calls = Arc::new(calls);
    send_all(addr, &calls, 2).await;
    let before = stage.all("events").await;
    assert_eq!(before.len(), events);
    program.kill().await;
    let (_program, addr) = place.start().await;
    send_all(addr, &calls, 1).await;
    let after = stage.at(admin(addr)).all("events").await;
    assert_eq!(after, before, "not one more, and none changed");
    let arrived = tests::until(async || {
        let mut ids: Vec<_> = sink.arrived().iter().map(|it| it.id().to_owned()).collect();
        ids.sort_unstable();
        ids.dedup();
        (ids.len() >= events).then_some(ids)
    });
    let mut wanted: Vec<_> = before.iter().map(|event| tests::text(event, "id")).collect();
    wanted.sort_unstable();
    assert_eq!(arrived.await, wanted);
}

/// Callbacks with the paths they go to, and how many events they tell of.
async fn calls(stage: &Stage) -> (Vec<(String, Call)>, usize) {
    let signer = SendGrid::new();
    let viber = json!({"auth_token": "5b0e9d7c6a4f3e21-0c1d2e3f4a5b6c7d-8e9fa0b1c2d3e4f5"});
    let telegram = json!({"secret_token": "s3cret"});
    let smtp2go = stage.source("email/smtp2go", json!({})).await;
    let sendgrid = stage.source("email/sendgrid", json!({"public_key": signer.public_key()})).await;
    let viber = stage.source("viber/bot", viber).await;
    let telegram = stage.source("telegram/bot", telegram).await;
    let mut calls = Vec::new();
    for n in 0..40 {
        let form = format!("event=delivered&id=e{n}&email_id={n}&rcpt=a%40b.example");
        calls.push((smtp2go.clone(), Call::new(&[], form)));
        let entry = |it: u32| json!({"email": "a@b.example", "event": "open", "sg_event_id": format!("{n}-{it}")});
        let batch = json!([entry(1), entry(2), entry(3)]);
        calls.push((sendgrid.clone(), signer.sign(0, &batch.to_string())));
        let update = json!({"update_id": n, "message": {
            "message_id": n, "date": 1_774_340_600, "text": "/start",
            "entities": [{"offset": 0, "length": 6, "type": "bot_command"}],
            "from": {"id": 1_111_111, "is_bot": false, "first_name": "Ann"},
            "chat": {"id": 1_111_111, "type": "private", "first_name": "Ann"}
        }});
        let header = [("x-telegram-bot-api-secret-token", "s3cret")];
        calls.push((telegram.clone(), Call::new(&header, update.to_string())));
    }
    calls.push((viber.clone(), Call::recorded("viber/bot/delivered")));
    calls.push((viber, Call::recorded("viber/bot/seen")));
    (calls, 40 * 5 + 2)
}

/// Sends each so many times, in no order, from all tasks at once.
async fn send_all(hub: SocketAddr, calls: &Arc<Vec<(String, Call)>>, times: usize) {
    let mut order: Vec<usize> = (0..calls.len() * times).map(|it| it % calls.len()).collect();
    for place in (1..order.len()).rev() {
        order.swap(place, rand::random_range(0..=place));
    }
    let shares = order.chunks(order.len().div_ceil(TASKS)).map(<[usize]>::to_vec);
    let tasks = shares.map(|share| {
        let calls = calls.clone();
        tokio::spawn(async move {
            let mut wire = Wire::connect(hub).await.expect("it listens");
            for place in share {
                let (path, call) = &calls[place];
                assert_eq!(call.send(&mut wire, path).await.status, 200);
            }
        })
    });
    for task in tasks.collect::<Vec<_>>() {
        task.await.expect("all are taken");
    }
}
