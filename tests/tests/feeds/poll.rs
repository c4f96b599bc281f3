//! Reading page by page.

use crate::reader::Reader;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use tests::{Hub, Stage, on_both, text};

on_both!(
    every_event_comes_once_in_its_order,
    who_waits_is_told_at_once,
    what_is_not_wanted_is_passed,
    nothing_is_missed_while_others_publish,
    what_makes_no_sense_is_refused,
    a_page_tells_what_lists_and_webhooks_tell,
);

async fn every_event_comes_once_in_its_order(hub: &Hub) {
    let stage = Stage::new(&hub.admin).await;
    let other = Stage::of(&hub.admin, "other.example").await;
    let mut reader = Reader::new(&stage.project);
    let mut published = Vec::new();
    for round in 0..4 {
        published.extend(stage.publish(1 + 60 * (round % 2)).await);
        other.publish(3).await;
        reader.catch_up(&hub.admin).await;
        assert_eq!(reader.read, published);
    }
    let again = hub.admin.get(&reader.asks()).await.is(200);
    assert_eq!((&again["data"], &again["more"]), (&json!([]), &json!(false)));
    let first = stage.get("feed?limit=1").await;
    assert_eq!(first["more"], true);
    assert_eq!(text(&first["data"][0], "id"), published[0]);
    let now = text(&stage.get("feed?after=now").await, "next");
    let new = stage.publish(2).await;
    let page = stage.get(&format!("feed?after={now}")).await;
    assert_eq!(ids(&page), new);
}

async fn who_waits_is_told_at_once(hub: &Hub) {
    let stage = Stage::new(&hub.admin).await;
    let mut after = text(&stage.get("feed?after=now").await, "next");
    for _ in 0..3 {
        let path = stage.path(&format!("feed?wait=60&after={after}"));
        let client = hub.admin.clone();
        let waits = tokio::spawn(async move { client.get(&path).await.is(200) });
        let published = stage.publish(1).await;
        let page = waits.await.expect("an answer");
        assert_eq!(ids(&page), published);
        after = text(&page, "next");
    }
    let nothing = stage.get(&format!("feed?wait=1&after={after}")).await;
    assert_eq!(ids(&nothing), [""; 0]);
}

async fn what_is_not_wanted_is_passed(hub: &Hub) {
    let stage = Stage::new(&hub.admin).await;
    let publish = async |kind: &str, contact: &str| {
        let new = json!({"kind": kind, "contact": contact});
        let taken = hub.admin.post(&stage.path("events"), new).await.is(202);
        text(&taken["data"][0], "id")
    };
    publish("email.delivered", "ann@example.org").await;
    let bounced = publish("email.bounced", "ann@example.org").await;
    let sent = publish("sms.delivered", "+15622089096").await;
    publish("email.read", "ann@example.org").await;
    for (filter, wanted) in [
        ("kind=email.bounced", vec![&bounced]),
        ("channel=sms", vec![&sent]),
        ("kind=email.bounced,sms.*", vec![&bounced, &sent]),
        ("kind=email.bounced,sms.*&channel=email", vec![&bounced]),
        ("kind=webpush.clicked", vec![]),
        ("since=2000-01-01T00:00:00Z&kind=sms.*", vec![&sent]),
        ("until=2000-01-01T00:00:00Z", vec![]),
    ] {
        let page = stage.get(&format!("feed?{filter}")).await;
        assert_eq!(ids(&page).iter().collect::<Vec<_>>(), wanted, "{filter}");
        // The place is behind all of them, wanted or not.
        let rest = stage.get(&format!("feed?after={}", text(&page, "next"))).await;
        assert_eq!(ids(&rest), [""; 0], "{filter}");
    }
}

async fn nothing_is_missed_while_others_publish(hub: &Hub) {
    let stage = Stage::new(&hub.admin).await;
    let publishers: Vec<_> = (0..4)
        .map(|_| {
            let stage = stage.clone();
            tokio::spawn(async move {
                let mut all = Vec::new();
                for _ in 0..15 {
                    all.extend(stage.publish(3).await);
                }
                all
            })
        })
        .collect();
    let mut reader = Reader::new(&stage.project);
    while publishers.iter().any(|it| !it.is_finished()) {
        let path = format!("{}&wait=1", reader.asks());
        reader.take(&hub.admin.get(&path).await.is(200));
    }
    let mut all = BTreeSet::new();
    for publisher in publishers {
        all.extend(publisher.await.expect("all are taken"));
    }
    reader.catch_up(&hub.admin).await;
    reader.has_read_once(&all);
    assert_eq!(reader.read.len(), all.len());
}

async fn what_makes_no_sense_is_refused(hub: &Hub) {
    let stage = Stage::new(&hub.admin).await;
    let other = Stage::of(&hub.admin, "other.example").await;
    let next = text(&other.get("feed").await, "next");
    for (query, place) in [
        ("after=x", "after"),
        (&*format!("after={next}"), "after"),
        ("wait=61", "wait"),
        ("limit=0", "limit"),
        ("kind=email.bounced&channel=sms", "channel"),
        ("form=form", "form"),
        ("cursor=x", "cursor"),
    ] {
        let reply = hub.admin.get(&stage.path(&format!("feed?{query}"))).await;
        assert_eq!(reply.places(), [place], "{query}");
    }
    let stream = stage.path("events/stream");
    assert_eq!(hub.admin.get(&format!("{stream}?after=x")).await.places(), ["after"]);
    assert_eq!(hub.admin.get(&format!("{stream}?wait=1")).await.places(), ["wait"]);
}

async fn a_page_tells_what_lists_and_webhooks_tell(hub: &Hub) {
    let stage = Stage::new(&hub.admin).await;
    let event = stage.publish(1).await.remove(0);
    let listed = stage.get(&format!("events/{event}")).await;
    assert_eq!(stage.get("feed").await["data"][0], listed);
    let body = stage.get("feed?form=webhook").await["data"][0].clone();
    assert_eq!(body["type"], "email.delivered");
    assert_eq!(body["data"]["id"], event);
}

fn ids(page: &Value) -> Vec<String> {
    page["data"].as_array().expect("a list").iter().map(|it| text(it, "id")).collect()
}
