//! A contact is erased, and nothing else.

use crate::scene::{Endpoint, are, done, ended, giving_up};
use serde_json::{Value, json};
use tests::{Hub, Stage, on_both, text};

on_both!(
    crate::HUBS;
    all_that_is_about_it_goes_and_nothing_else,
    what_it_wished_stays_under_another_name,
    what_is_still_to_be_delivered_is_cancelled,
);

const ANN: &str = "ann@example.org";
const BOB: &str = "bob@example.org";

/// What a contact has: events and their deliveries, links, callbacks that were kept.
const EVENTS: usize = 700;

fn path(stage: &Stage, address: &str) -> String {
    stage.path(&format!("contacts/email/{address}"))
}

async fn publish(stage: &Stage, contact: &str, count: usize) -> Vec<String> {
    let one = json!({"kind": "email.delivered", "contact": contact});
    let taken = stage.admin.post(&stage.path("events"), json!(vec![one; count])).await.is(202);
    let taken = taken["data"].as_array().expect("a list").iter();
    taken.map(|event| text(event, "id")).collect()
}

async fn expunge(stage: &Stage, address: &str) -> Value {
    let job = stage.admin.act(&format!("{}/expunge", path(stage, address))).await.is(202);
    assert_eq!(job["kind"], "expunge");
    let job = ended(stage, &job).await;
    assert_eq!(job["state"], "done", "{job}");
    assert!(!job.to_string().contains(address), "{job}");
    job
}

/// Events that fail to be delivered, a profile, a link, and a callback that nobody can read.
async fn live(stage: &Stage, contact: &str) {
    publish(stage, contact, EVENTS).await;
    let fields = json!({"fields": {"name": "Somebody"}});
    stage.admin.ask(http::Method::PUT, &path(stage, contact), Some(fields)).await.is(201);
    let written = contact.replace("example", "Example");
    let link = json!({"channel": "email", "contact": written, "url": "https://shop.example/"});
    stage.admin.post(&stage.path("links"), link).await.is(201);
    let source = stage.source("email/smtp2go", json!({})).await;
    let form = [("content-type", "application/x-www-form-urlencoded")];
    let body = format!("event=unheard_of&email_id=1&rcpt={}", written.replace('@', "%40"));
    stage.call(&source, &form, &body).await.is(200);
}

/// How much there is of a project.
async fn held(stage: &Stage) -> [usize; 5] {
    let mut held = [0; 5];
    for (count, list) in
        held.iter_mut().zip(["events", "deliveries", "links", "callbacks", "contacts"])
    {
        *count = stage.all(list).await.len();
    }
    held
}

async fn all_that_is_about_it_goes_and_nothing_else(hub: &Hub) {
    let stage = Stage::new(&hub.admin).await;
    let endpoint = Endpoint::saying(500).await;
    giving_up(&stage, &endpoint.sink.url()).await;
    live(&stage, BOB).await;
    are(&stage, EVENTS + 1, "state=exhausted").await;
    let of_bob = held(&stage).await;
    assert_eq!(of_bob, [EVENTS + 1, EVENTS + 1, 1, 1, 1]);
    live(&stage, ANN).await;
    are(&stage, 2 * (EVENTS + 1), "state=exhausted").await;
    let both = held(&stage).await;
    assert_eq!(both, of_bob.map(|count| 2 * count));
    let job = expunge(&stage, ANN).await;
    assert_eq!(job["made"], EVENTS + 4, "{job}");
    assert_eq!(held(&stage).await, of_bob);
    for list in ["events", "callbacks", "links", "contacts", "jobs"] {
        let rest = json!(stage.all(list).await).to_string().to_lowercase();
        assert!(!rest.contains("ann@") && !rest.contains("ann%40"), "{list}");
    }
    stage.admin.get(&path(&stage, ANN)).await.problem(404);
    // Nothing is left to be erased.
    assert_eq!(expunge(&stage, ANN).await["made"], 0);
    // What comes after that is kept as ever.
    publish(&stage, ANN, 1).await;
    assert_eq!(stage.all(&format!("events?contact={ANN}")).await.len(), 1);
}

async fn what_it_wished_stays_under_another_name(hub: &Hub) {
    let stage = Stage::new(&hub.admin).await;
    stage.admin.act(&format!("{}/unsubscribe", path(&stage, ANN))).await.is(200);
    expunge(&stage, ANN).await;
    let blocked = async || {
        let ask = json!({"channel": "email", "addresses": [ANN, BOB]});
        let found = stage.admin.post(&stage.path("suppressions/check"), ask).await.is(200);
        [found["data"][0]["blocked"].clone(), found["data"][1]["blocked"].clone()]
    };
    assert_eq!(blocked().await, [json!(true), json!(false)]);
    let contact = stage.admin.get(&path(&stage, ANN)).await.is(200);
    assert_eq!(contact["state"], "blocked", "{contact}");
    let listed = stage.all("suppressions").await;
    assert_eq!(listed.len(), 1);
    assert!(text(&listed[0], "address").starts_with("expunged:"), "{listed:?}");
    // Again, and it is still so.
    publish(&stage, ANN, 1).await;
    expunge(&stage, ANN).await;
    assert_eq!(blocked().await, [json!(true), json!(false)]);
    stage.admin.act(&format!("{}/subscribe", path(&stage, ANN))).await.is(200);
    assert_eq!(blocked().await, [json!(false), json!(false)]);
    expunge(&stage, ANN).await;
    assert_eq!(blocked().await, [json!(false), json!(false)]);
    assert!(stage.all("contacts").await.is_empty());
}

async fn what_is_still_to_be_delivered_is_cancelled(hub: &Hub) {
    let stage = Stage::new(&hub.admin).await;
    let endpoint = Endpoint::saying(500).await;
    let hook = stage.hook(&endpoint.sink.url(), json!({"schedule": [3600]})).await;
    publish(&stage, ANN, 3).await;
    endpoint.sink.once(3).await;
    stage.act(&hook, "pause").await;
    publish(&stage, ANN, 3).await;
    publish(&stage, BOB, 1).await;
    expunge(&stage, ANN).await;
    are(&stage, 6, "state=cancelled").await;
    are(&stage, 1, "state=pending").await;
    endpoint.says(200);
    stage.act(&hook, "resume").await;
    are(&stage, 1, "state=delivered").await;
    assert_eq!(endpoint.sink.arrived().len(), 4);
    let retry = json!({"state": "pending"});
    let job = crate::scene::begin(&stage, "deliveries/retry", retry).await;
    done(&stage, &job, 0, 0).await;
}
