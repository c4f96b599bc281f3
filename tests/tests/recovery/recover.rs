//! "Recover failed since".

use crate::LONG_AGO;
use crate::scene::{Endpoint, all_were_looked_at, are, begin, done, ended, giving_up, look};
use serde_json::{Value, json};
use tests::{Hub, Stage, on_both, text};

on_both!(
    crate::HUBS;
    what_failed_since_is_sent_after_all,
    what_was_cancelled_is_left_unless_it_is_named,
    a_paused_webhook_is_not_sent_anything,
    a_webhook_that_must_be_verified_is_not_sent_anything,
    a_disabled_webhook_is_owed_nothing,
    mistakes_are_named,
);

/// More than one transaction sees to.
const MANY: usize = 600;

fn since(time: &str) -> Value {
    json!({"since": time})
}

async fn what_failed_since_is_sent_after_all(hub: &Hub) {
    let stage = Stage::new(&hub.admin).await;
    let endpoint = Endpoint::saying(500).await;
    let hook = giving_up(&stage, &endpoint.sink.url()).await;
    let old = stage.publish(3).await;
    are(&stage, 3, "state=exhausted").await;
    let events = stage.publish(MANY).await;
    are(&stage, MANY + 3, "state=exhausted").await;
    let first = stage.get(&format!("events/{}", events[0])).await;
    endpoint.says(200);
    let recover = format!("webhooks/{}/recover", hook.id);
    let job = begin(&stage, &recover, since(&text(&first, "received_at"))).await;
    assert_eq!((&job["kind"], &job["webhook"]), (&json!("recover"), &json!(hook.id)));
    // Of one millisecond there may be more than were published last.
    let job = ended(&stage, &job).await;
    assert_eq!(job["state"], "done");
    assert_eq!((&job["made"], &job["done"]), (&json!(MANY), &json!(MANY)), "{job}");
    endpoint.gets(MANY + 3, &events).await;
    are(&stage, MANY, "state=delivered").await;
    are(&stage, 3, "state=exhausted").await;
    let delivery = stage.delivery(&events[7], "delivered").await;
    assert_eq!(delivery["attempts"], 2, "attempts are counted on");
    // Nothing is left of it; the rest is what was before.
    let again = begin(&stage, &recover, since(LONG_AGO)).await;
    done(&stage, &again, 3, 3).await;
    endpoint.gets(2 * MANY + 3, &old).await;
}

async fn what_was_cancelled_is_left_unless_it_is_named(hub: &Hub) {
    let stage = Stage::new(&hub.admin).await;
    let endpoint = Endpoint::saying(500).await;
    let hook = giving_up(&stage, &endpoint.sink.url()).await;
    let events = stage.publish(2).await;
    let one = stage.delivery(&events[0], "exhausted").await;
    stage.delivery(&events[1], "exhausted").await;
    stage.admin.act(&stage.path(&format!("deliveries/{}/cancel", text(&one, "id")))).await.is(200);
    endpoint.says(200);
    let recover = format!("webhooks/{}/recover", hook.id);
    let job = begin(&stage, &recover, since(LONG_AGO)).await;
    done(&stage, &job, 1, 1).await;
    endpoint.gets(2, &events[1..]).await;
    let both = json!({"since": LONG_AGO, "states": ["exhausted", "cancelled"]});
    let job = begin(&stage, &recover, both).await;
    done(&stage, &job, 1, 1).await;
    endpoint.gets(3, &events[..1]).await;
}

async fn a_paused_webhook_is_not_sent_anything(hub: &Hub) {
    let stage = Stage::new(&hub.admin).await;
    let endpoint = Endpoint::saying(500).await;
    let hook = giving_up(&stage, &endpoint.sink.url()).await;
    let events = stage.publish(5).await;
    are(&stage, 5, "state=exhausted").await;
    endpoint.says(200);
    stage.act(&hook, "pause").await;
    let job = begin(&stage, &format!("webhooks/{}/recover", hook.id), since(LONG_AGO)).await;
    all_were_looked_at(&stage).await;
    assert_eq!(look(&stage, &job).await["made"], 0);
    assert_eq!(endpoint.sink.arrived().len(), 5);
    stage.act(&hook, "resume").await;
    done(&stage, &job, 5, 5).await;
    endpoint.gets(5, &events).await;
}

async fn a_webhook_that_must_be_verified_is_not_sent_anything(hub: &Hub) {
    let stage = Stage::new(&hub.admin).await;
    let endpoint = Endpoint::saying(500).await;
    let hook = giving_up(&stage, &endpoint.sink.url()).await;
    let events = stage.publish(5).await;
    are(&stage, 5, "state=exhausted").await;
    endpoint.says(200);
    let require = async |required: bool| {
        let patch = json!({"require_verification": required});
        hub.admin.patch(&stage.project, patch).await.is(200);
    };
    require(true).await;
    let job = begin(&stage, &format!("webhooks/{}/recover", hook.id), since(LONG_AGO)).await;
    let replay = json!({"since": LONG_AGO, "missing": false});
    let other = begin(&stage, &format!("webhooks/{}/replay", hook.id), replay).await;
    stage.admin.act(&stage.path(&format!("jobs/{}/cancel", text(&other, "id")))).await.is(200);
    all_were_looked_at(&stage).await;
    assert_eq!(look(&stage, &job).await["made"], 0);
    assert_eq!(endpoint.sink.arrived().len(), 5);
    require(false).await;
    done(&stage, &job, 5, 5).await;
    endpoint.gets(5, &events).await;
}

async fn a_disabled_webhook_is_owed_nothing(hub: &Hub) {
    let stage = Stage::new(&hub.admin).await;
    let endpoint = Endpoint::saying(500).await;
    let hook = giving_up(&stage, &endpoint.sink.url()).await;
    stage.publish(1).await;
    are(&stage, 1, "state=exhausted").await;
    stage.act(&hook, "pause").await;
    let recover = format!("webhooks/{}/recover", hook.id);
    let job = begin(&stage, &recover, since(LONG_AGO)).await;
    let disabled = async || {
        hub.admin.patch(&hook.path, json!({"state": "disabled"})).await.is(200);
    };
    disabled().await;
    let job = ended(&stage, &job).await;
    assert_eq!((&job["state"], &job["made"]), (&json!("failed"), &json!(0)));
    assert_eq!(job["error"], "the webhook is disabled");
    for below in ["recover", "replay"] {
        let below = stage.path(&format!("webhooks/{}/{below}", hook.id));
        let problem = stage.admin.post(&below, since(LONG_AGO)).await.problem(409);
        assert_eq!(problem["type"], "urn:tidings:problem:wrong-state");
    }
    are(&stage, 1, "state=exhausted").await;
    // Nor of one that is deleted under way.
    hub.admin.patch(&hook.path, json!({"state": "paused"})).await.is(200);
    let job = begin(&stage, &recover, since(LONG_AGO)).await;
    hub.admin.delete(&hook.path).await.is(204);
    assert_eq!(ended(&stage, &job).await["error"], "the webhook was deleted");
}

async fn mistakes_are_named(hub: &Hub) {
    let stage = Stage::new(&hub.admin).await;
    let hook = giving_up(&stage, "https://nowhere.invalid/").await;
    let recover = stage.path(&format!("webhooks/{}/recover", hook.id));
    let replay = stage.path(&format!("webhooks/{}/replay", hook.id));
    for (path, body, places) in [
        (&recover, json!({}), &["/since"][..]),
        (&recover, json!({"since": "yesterday"}), &["/since"]),
        (&recover, json!({"since": LONG_AGO, "until": LONG_AGO}), &["/until"]),
        (&recover, json!({"since": LONG_AGO, "states": ["delivered"]}), &["/states/0"]),
        (&recover, json!({"since": LONG_AGO, "states": []}), &["/states"]),
        (&recover, json!({"since": LONG_AGO, "sinc": 1}), &["/sinc"]),
        (&replay, json!({}), &["/since"]),
        (&replay, json!({"since": LONG_AGO, "kind": "email.bouncd"}), &["/kind"]),
        (&replay, json!({"since": LONG_AGO, "kind": ["sms.*", "x"]}), &["/kind/1"]),
        (&replay, json!({"since": LONG_AGO, "channel": "fax"}), &["/channel"]),
        (&replay, json!({"since": LONG_AGO, "channel": "sms", "kind": "email.*"}), &["/kind"]),
    ] {
        assert_eq!(stage.admin.post(path, body.clone()).await.places(), places, "{body}");
    }
    assert_eq!(stage.get("jobs").await["data"], json!([]));
}
