//! Webhooks that get what is about one contact, or one message, in order.

use bytes::Bytes;
use http::Response;
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};
use tests::{Hub, Sink, Stage, on_both, says, text, until};

on_both!(
    crate::HUBS;
    what_comes_later_for_a_contact_waits_and_others_go_on,
    what_is_given_up_lets_the_next_go,
    what_is_cancelled_lets_the_next_go,
    messages_of_one_contact_do_not_wait_for_each_other,
    what_is_about_nobody_waits_for_nothing,
);

/// An endpoint that notes which event comes, and what it is about.
struct Noting {
    sink: Sink,
    seen: Arc<Mutex<Vec<(String, String)>>>,
}

impl Noting {
    /// Answers by what a request is about, and how many were about that before.
    async fn new(answer: fn(&str, usize) -> u16) -> Self {
        let seen: Arc<Mutex<Vec<(String, String)>>> = Arc::default();
        let notes = seen.clone();
        let note = move |about: String, id: String| -> Response<Bytes> {
            let mut seen = notes.lock().expect("no panic");
            let before = seen.iter().filter(|(it, _)| *it == about).count();
            seen.push((about.clone(), id));
            says(answer(&about, before))
        };
        let sink = Sink::answering(move |arrived| {
            let body: Value = serde_json::from_slice(&arrived.body).expect("JSON");
            let about = format!("{} {}", body["data"]["contact"], body["data"]["message_id"]);
            std::future::ready(note(about.replace('"', ""), arrived.id().to_owned()))
        })
        .await;
        Self { sink, seen }
    }

    fn seen(&self) -> Vec<(String, String)> {
        self.seen.lock().expect("no panic").clone()
    }

    /// The events about that, in the order of arrival.
    fn about(&self, about: &str) -> Vec<String> {
        self.seen().into_iter().filter(|(it, _)| it == about).map(|(_, id)| id).collect()
    }
}

async fn publish(stage: &Stage, about: &[(&str, &str)]) -> Vec<String> {
    let one = |(contact, message): &(&str, &str)| {
        let mut new = json!({"kind": "email.delivered", "contact": contact});
        if !message.is_empty() {
            new["message_id"] = (*message).into();
        }
        new
    };
    let all: Vec<_> = about.iter().map(one).collect();
    let taken = stage.admin.post(&stage.path("events"), json!(all)).await.is(202);
    taken["data"].as_array().expect("a list").iter().map(|it| text(it, "id")).collect()
}

const ANN: &str = "ann@example.org";
const BOB: &str = "bob@example.org";

async fn what_comes_later_for_a_contact_waits_and_others_go_on(hub: &Hub) {
    let stage = Stage::new(&hub.admin).await;
    let fails_twice = |about: &str, before: usize| {
        if about.starts_with("ann") && before < 2 { 500 } else { 200 }
    };
    let noting = Noting::new(fails_twice).await;
    let hook =
        stage.hook(&noting.sink.url(), json!({"order": "contact", "schedule": [1, 1]})).await;
    assert_eq!(hub.admin.get(&hook.path).await.is(200)["order"], "contact");
    let about = [(ANN, "1"), (BOB, "1"), (ANN, "1"), (BOB, "1"), (ANN, "1"), (BOB, "1")];
    let events = publish(&stage, &about).await;
    for event in &events {
        stage.delivery(event, "delivered").await;
    }
    let (ann, bob) = (noting.about("ann@example.org 1"), noting.about("bob@example.org 1"));
    let [first, second, third] = [0, 2, 4].map(|place| events[place].clone());
    assert_eq!(ann, [first.clone(), first.clone(), first, second.clone(), third]);
    assert_eq!(bob, [events[1].clone(), events[3].clone(), events[5].clone()]);
    let seen = noting.seen();
    let place = |event: &String| seen.iter().position(|(_, id)| id == event);
    assert!(place(&events[5]) < place(&second), "the others went on meanwhile: {seen:?}");
}

async fn what_is_given_up_lets_the_next_go(hub: &Hub) {
    let stage = Stage::new(&hub.admin).await;
    let noting = Noting::new(|_, before| if before < 1 { 500 } else { 200 }).await;
    stage.hook(&noting.sink.url(), json!({"order": "contact", "schedule": []})).await;
    let events = publish(&stage, &[(ANN, "1"), (ANN, "2"), (ANN, "3")]).await;
    for (event, state) in events.iter().zip(["exhausted", "exhausted", "exhausted"]) {
        stage.delivery(event, state).await;
    }
}

async fn what_is_cancelled_lets_the_next_go(hub: &Hub) {
    let stage = Stage::new(&hub.admin).await;
    let noting = Noting::new(|_, before| if before < 1 { 500 } else { 200 }).await;
    stage.hook(&noting.sink.url(), json!({"order": "contact", "schedule": [3600]})).await;
    let events = publish(&stage, &[(ANN, "1"), (ANN, "1"), (BOB, "2"), (BOB, "2")]).await;
    let failed = until(async || {
        let delivery = stage.delivery(&events[0], "pending").await;
        (delivery["attempts"] == 1).then_some(delivery)
    });
    let failed = failed.await;
    until(async || {
        let delivery = stage.delivery(&events[2], "pending").await;
        (delivery["attempts"] == 1).then_some(())
    })
    .await;
    for later in [&events[1], &events[3]] {
        assert_eq!(stage.delivery(later, "pending").await["attempts"], 0);
    }
    let path = stage.path(&format!("deliveries/{}/cancel", text(&failed, "id")));
    hub.admin.act(&path).await.is(200);
    stage.delivery(&events[1], "delivered").await;
    assert_eq!(stage.delivery(&events[3], "pending").await["attempts"], 0);
    assert_eq!(noting.seen().len(), 3);
}

async fn messages_of_one_contact_do_not_wait_for_each_other(hub: &Hub) {
    let stage = Stage::new(&hub.admin).await;
    let noting = Noting::new(|about, _| if about.ends_with('1') { 500 } else { 200 }).await;
    stage.hook(&noting.sink.url(), json!({"order": "message", "schedule": [3600]})).await;
    let events = publish(&stage, &[(ANN, "1"), (ANN, "1"), (ANN, "2"), (BOB, "2")]).await;
    for event in &events[2..] {
        stage.delivery(event, "delivered").await;
    }
    assert_eq!(stage.delivery(&events[1], "pending").await["attempts"], 0);
}

async fn what_is_about_nobody_waits_for_nothing(hub: &Hub) {
    let stage = Stage::new(&hub.admin).await;
    let noting = Noting::new(|_, before| if before < 1 { 500 } else { 200 }).await;
    stage.hook(&noting.sink.url(), json!({"order": "message", "schedule": [3600]})).await;
    let events = publish(&stage, &[(ANN, ""), (ANN, "")]).await;
    until(async || {
        let all = stage.get("deliveries?state=delivered").await;
        (all["data"].as_array().map(Vec::len) == Some(1)).then_some(())
    })
    .await;
    assert_eq!(events.len(), noting.seen().len());
}
