//! Sources that do not have their secrets yet, and sources that are paused.

use crate::providers::Call;
use serde_json::json;
use tests::{Hub, Stage, Wire, on_both, path_of, text};

on_both!(a_source_waits_for_its_secrets, a_source_that_is_paused_asks_to_come_back);

async fn a_source_waits_for_its_secrets(hub: &Hub) {
    let stage = Stage::new(&hub.admin).await;
    let source = stage.new_source("viber/bot", json!({})).await;
    assert_eq!(source["state"], "waiting");
    let path = path_of(&source);
    let mut wire = Wire::connect(hub.running.addr).await.expect("it listens");
    let (shake, event) =
        (Call::recorded("viber/bot/webhook"), Call::recorded("viber/bot/delivered"));
    let unproven = shake.clone().without("x-viber-content-signature");
    for call in [&shake, &unproven] {
        assert_eq!(call.send(&mut wire, &path).await.status, 200);
    }
    assert_eq!(event.send(&mut wire, &path).await.status, 401);
    let one = stage.path(&format!("sources/{}", text(&source, "id")));
    let secrets =
        json!({"secrets": {"auth_token": "5b0e9d7c6a4f3e21-0c1d2e3f4a5b6c7d-8e9fa0b1c2d3e4f5"}});
    assert_eq!(hub.admin.patch(&one, secrets).await.is(200)["state"], "active");
    assert_eq!(event.send(&mut wire, &path).await.status, 200);
    assert_eq!(unproven.send(&mut wire, &path).await.status, 401, "no longer without proof");
    assert_eq!(stage.all("events").await.len(), 1);
    assert_eq!(stage.get("callbacks").await["data"], json!([]));
}

async fn a_source_that_is_paused_asks_to_come_back(hub: &Hub) {
    let stage = Stage::new(&hub.admin).await;
    let source = stage.new_source("email/smtp2go", json!({})).await;
    let one = stage.path(&format!("sources/{}", text(&source, "id")));
    assert_eq!(hub.admin.patch(&one, json!({"paused": true})).await.is(200)["state"], "paused");
    let mut wire = Wire::connect(hub.running.addr).await.expect("it listens");
    let call = Call::recorded("email/smtp2go/bounce_hard");
    let answer = call.send(&mut wire, &path_of(&source)).await;
    assert_eq!(answer.status, 503);
    assert!(answer.header("retry-after").is_some_and(|it| it.parse::<u32>().is_ok()), "{answer:?}");
    hub.admin.patch(&one, json!({"paused": false})).await.is(200);
    assert_eq!(call.send(&mut wire, &path_of(&source)).await.status, 200);
    assert_eq!(stage.all("events").await.len(), 1);
}
