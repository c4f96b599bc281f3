//! What a proven provider says is kept where it cannot be read.

use crate::providers::{Call, SendGrid};
use serde_json::{Value, json};
use tests::{Hub, Stage, Wire, on_both, text};

on_both!(
    what_cannot_be_read_is_kept_and_read_again_on_demand,
    an_unknown_word_is_kept_and_a_known_one_is_not,
    what_opens_doors_is_not_kept,
    a_bad_entry_does_not_take_its_neighbours_along,
);

async fn wire(hub: &Hub) -> Wire {
    Wire::connect(hub.running.addr).await.expect("it listens")
}

async fn what_cannot_be_read_is_kept_and_read_again_on_demand(hub: &Hub) {
    let stage = Stage::new(&hub.admin).await;
    let path = stage.source("email/smtp2go", json!({})).await;
    let mut wire = wire(hub).await;
    let deep = "[".repeat(10_000);
    let bodies: [&[u8]; 5] = [b"{\"event\":", b"{\"a\":\xff\xfe}", b"", deep.as_bytes(), b"{}"];
    for body in bodies {
        let call = Call::new(&[("Content-Type", "application/json"), ("X-Seat", "B 12")], body);
        assert_eq!(call.send(&mut wire, &path).await.status, 200);
    }
    let kept = stage.all("callbacks?state=malformed").await;
    assert_eq!(kept.len(), bodies.len());
    assert_eq!(stage.all("callbacks").await.len(), bodies.len());
    let mut seen = Vec::new();
    for kept in kept {
        let one = format!("callbacks/{}", text(&kept, "id"));
        let whole = stage.get(&one).await;
        assert!(!text(&whole, "note").is_empty());
        assert!(whole["headers"].to_string().contains("B 12"), "{}", whole["headers"]);
        seen.push(match whole["body_base64"].as_str() {
            Some("eyJhIjr//n0=") => bodies[1].to_vec(),
            Some(other) => panic!("{other}"),
            None => text(&whole, "body").into_bytes(),
        });
        let again = stage.admin.act(&stage.path(&format!("{one}/reprocess"))).await;
        assert_eq!(again.problem(409)["type"], "urn:tidings:problem:wrong-state");
        assert_eq!(stage.get(&one).await["state"], "malformed", "it is still there");
    }
    // Those of one millisecond are in no order.
    seen.sort();
    let mut wanted = bodies.map(<[u8]>::to_vec);
    wanted.sort();
    assert!(seen == wanted, "byte for byte as they came");
    assert_eq!(stage.get("events").await["data"], json!([]));
}

/// Telegram sends its secret as it is, in a header of its own.
async fn what_opens_doors_is_not_kept(hub: &Hub) {
    let stage = Stage::new(&hub.admin).await;
    let secret = "a-secret-that-opens-doors";
    let bot = stage.source("telegram/bot", json!({"secret_token": secret})).await;
    let headers = [
        ("Content-Type", "application/json"),
        ("X-Telegram-Bot-Api-Secret-Token", secret),
        ("X-Api-Key", "another"),
        ("X-Seat", "B 12"),
    ];
    let call = Call::new(&headers, b"{\"update_id\":1,\"message\":{\"x\":1}}");
    assert_eq!(call.send(&mut wire(hub).await, &bot).await.status, 200);
    let kept = stage.all("callbacks").await;
    assert_eq!(kept.len(), 1);
    let whole = stage.get(&format!("callbacks/{}", text(&kept[0], "id"))).await.to_string();
    assert!(whole.contains("B 12"), "{whole}");
    assert!(!whole.contains(secret) && !whole.contains("another"), "{whole}");
}

async fn an_unknown_word_is_kept_and_a_known_one_is_not(hub: &Hub) {
    let stage = Stage::new(&hub.admin).await;
    let secrets = json!({"auth_token": "5b0e9d7c6a4f3e21-0c1d2e3f4a5b6c7d-8e9fa0b1c2d3e4f5"});
    let viber = stage.source("viber/bot", secrets).await;
    let mut wire = wire(hub).await;
    for known in ["payment", "conversation_started", "webhook"] {
        let call = Call::recorded(&format!("viber/bot/{known}"));
        assert_eq!(call.send(&mut wire, &viber).await.status, 200, "{known}");
    }
    assert_eq!(stage.get("callbacks").await["data"], json!([]));
    let unknown = Call::recorded("viber/bot/unknown_word");
    assert_eq!(unknown.send(&mut wire, &viber).await.status, 200);
    let kept = stage.all("callbacks?state=unknown").await;
    assert_eq!(kept.len(), 1);
    let one = format!("callbacks/{}", text(&kept[0], "id"));
    let whole = stage.get(&one).await;
    assert_eq!(text(&whole, "body").as_bytes(), unknown.body);
    let again = stage.admin.act(&stage.path(&format!("{one}/reprocess"))).await.is(200);
    assert_eq!(again["skipped"][0]["known"], false);
    assert_eq!(again["skipped"][0]["word"], whole["note"]);
    assert_eq!(stage.get("events").await["data"], json!([]));
}

async fn a_bad_entry_does_not_take_its_neighbours_along(hub: &Hub) {
    let stage = Stage::new(&hub.admin).await;
    let signer = SendGrid::new();
    let path = stage.source("email/sendgrid", json!({"public_key": signer.public_key()})).await;
    let entry = |event: &str, id: u32| json!({"email": "a@b.example", "event": event, "sg_event_id": id.to_string()});
    let batch = json!([entry("delivered", 1), 7, entry("teleported", 2), entry("open", 3)]);
    let mut wire = wire(hub).await;
    let call = signer.sign(0, &batch.to_string());
    assert_eq!(call.send(&mut wire, &path).await.status, 200);
    let events = stage.all("events").await;
    let kinds: Vec<_> = events.iter().map(|event| &event["kind"]).collect();
    assert_eq!(kinds, ["email.read", "email.delivered"]);
    let kept = stage.all("callbacks").await;
    assert_eq!(kept.len(), 1);
    let note = text(&kept[0], "note");
    assert!(note.contains("teleported") && note.contains("no object"), "{note}");
    let again = stage.path(&format!("callbacks/{}/reprocess", text(&kept[0], "id")));
    let again = stage.admin.act(&again).await.is(200);
    let mut ids: Vec<Value> = events.iter().map(|event| event["id"].clone()).collect();
    ids.reverse();
    assert_eq!(again["events"], Value::Array(ids), "the events that were there already");
    assert_eq!(stage.all("events").await.len(), 2);
}
