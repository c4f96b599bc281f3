//! What is set up at one hub counts at the others.

use crate::hubs::Hubs;
use crate::runs;
use serde_json::json;
use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use tests::{Client, Engine, Place, Sink, Stage, ask_postgres, says, text, until, within};
use tokio::task::JoinHandle;
use tokio::time::sleep;

/// How soon a source that is made at one hub is known to another, even where the word does not get
/// through.
const KNOWN: Duration = Duration::from_secs(1);

/// How long deliveries may take in all.
const REST: Duration = Duration::from_mins(3);

/// How often the connections are cut by which hubs hear of each other.
const CUTS: Duration = Duration::from_millis(50);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn set_up_reaches_all_hubs() {
    let Some(place) = Place::new(Engine::Postgres) else { return };
    let hubs = Hubs::of(place, 2).await;
    webhooks(&hubs).await;
    let slowest = sources(&hubs).await;
    assert!(slowest <= KNOWN, "a source was known after {slowest:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn set_up_reaches_all_hubs_while_they_cannot_hear() {
    let Some(place) = Place::new(Engine::Postgres) else { return };
    let hubs = Hubs::of(place, 2).await;
    let cutter = Cutter::begin(&hubs.database);
    webhooks(&hubs).await;
    let slowest = sources(&hubs).await;
    let cuts = cutter.end().await;
    println!("{cuts} connections were cut");
    assert!(cuts >= 4, "that of each was cut, and again when it was back");
    assert!(slowest <= KNOWN, "a source was known after {slowest:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_key_that_was_deleted_at_one_hub_opens_none() {
    let Some(place) = Place::new(Engine::Postgres) else { return };
    let hubs = Hubs::of(place, 2).await;
    let [here, there] = [hubs.admin(0), hubs.admin(1)];
    for _ in 0..20 {
        let made = here.post("/v1/keys", json!({"title": "CRM", "role": "admin"})).await.is(201);
        let theirs = Client::new(hubs.at(1).addr, Some(&text(&made, "key")));
        // A key that the hub has not heard of has it ask nobody: the next who asks will do.
        there.get("/v1/keys").await.is(200);
        theirs.get("/v1/keys").await.is(200);
        here.delete(&format!("/v1/keys/{}", text(&made, "id"))).await.is(204);
        theirs.get("/v1/keys").await.problem(401);
    }
}

/// How long hubs that were killed may take to be taken over.
const TAKEN: Duration = Duration::from_secs(20);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_set_up_while_runs_are_taken_over_waits_for_none_that_waits_for_it() {
    let Some(place) = Place::new(Engine::Postgres) else { return };
    let mut hubs = Hubs::of(place, 1).await;
    let stage = Stage::new(&hubs.admin(0)).await;
    for _ in 0..3 {
        hubs.grow(6).await;
        while hubs.len() > 1 {
            hubs.kill(hubs.len() - 1).await;
        }
        let killed = Instant::now();
        let waits = || runs::count(&hubs.database, "hub WHERE taken_at IS NULL") > 1;
        while waits() {
            assert!(killed.elapsed() < TAKEN, "what was killed is taken over");
            for _ in 0..20 {
                stage.new_source("email/smtp2go", json!({})).await;
            }
        }
    }
    let deadlocks = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()";
    // The server counts them a moment later.
    sleep(Duration::from_secs(2)).await;
    assert_eq!(ask_postgres(&hubs.database, deadlocks), [["0"]]);
}

/// What arrived: events, each with the webhook at which it did.
type Arrivals = Arc<Mutex<Vec<(usize, usize)>>>;

/// Makes webhooks at one hub and the other in turn, and has something happen at once at the one
/// that did not: it is owed by all webhooks that are there, and by none that come later.
async fn webhooks(hubs: &Hubs) {
    let count = if tests::long() { 250 } else { 50 };
    let arrivals = Arrivals::default();
    let sink = sink(&arrivals).await;
    let stage = Stage::new(&hubs.admin(0)).await;
    let path = stage.source("email/smtp2go", json!({})).await;
    let stages = [0, 1].map(|member| stage.at(hubs.admin(member)));
    until(async || call(&stages[1], &path, 0).await.then_some(())).await;
    for number in 1..=count {
        let [here, there] = [&stages[number % 2], &stages[(number + 1) % 2]];
        here.hook(&format!("{}/{number}", sink.url()), json!({})).await;
        assert!(call(there, &path, number).await, "{number} is acknowledged");
    }
    let hooks = |event| (1..=event).map(move |hook| (event, hook));
    let owed: BTreeSet<_> = (1..=count).flat_map(hooks).collect();
    let all = async || (arrivals.lock().expect("a list").len() >= owed.len()).then_some(());
    _ = within(REST, all).await;
    let all = arrivals.lock().expect("a list").clone();
    let arrived: BTreeSet<_> = all.iter().copied().collect();
    let missed: Vec<_> = owed.difference(&arrived).collect();
    assert_eq!(missed, [&(0, 0); 0], "an event missed a webhook that was there before it");
    let early: Vec<_> = arrived.difference(&owed).collect();
    assert_eq!(early, [&(0, 0); 0], "a webhook got what was before it");
    assert_eq!(all.len(), owed.len(), "each once");
}

/// Makes sources at one hub; gives the longest that it took until the other took their callbacks.
async fn sources(hubs: &Hubs) -> Duration {
    let here = Stage::of(&hubs.admin(0), "sources.example").await;
    let there = here.at(hubs.admin(1));
    let mut slowest = Duration::ZERO;
    for number in 0..20 {
        let path = here.source("email/smtp2go", json!({})).await;
        let made = Instant::now();
        until(async || call(&there, &path, number).await.then_some(())).await;
        slowest = slowest.max(made.elapsed());
    }
    println!("a source was known after {slowest:?} at most");
    slowest
}

/// Calls a source; says whether it was acknowledged.
async fn call(stage: &Stage, path: &str, number: usize) -> bool {
    let body = format!("event=delivered&id={number}&email_id={number}&rcpt=ann%40example.org");
    let form = [("content-type", "application/x-www-form-urlencoded")];
    stage.call(path, &form, &body).await.status.is_success()
}

/// An endpoint that notes what arrives.
async fn sink(arrivals: &Arrivals) -> Sink {
    let arrivals = arrivals.clone();
    Sink::answering(move |arrived| {
        let body: serde_json::Value = serde_json::from_slice(&arrived.body).expect("JSON");
        let event = body["data"]["message_id"].as_str().and_then(|event| event.parse().ok());
        let hook = arrived.path.rsplit('/').next().and_then(|hook| hook.parse().ok());
        let arrival = (event.expect("a number"), hook.expect("a number"));
        arrivals.lock().expect("a list").push(arrival);
        async { says(200) }
    })
    .await
}

/// Cuts the connections by which hubs hear of each other, again and again.
struct Cutter {
    stop: Arc<AtomicBool>,
    cuts: JoinHandle<usize>,
}

impl Cutter {
    fn begin(database: &str) -> Self {
        let (stop, database) = (Arc::new(AtomicBool::new(false)), database.to_owned());
        let told = stop.clone();
        let cuts = tokio::spawn(async move {
            let mut cuts = 0;
            while !told.load(Ordering::Acquire) {
                cuts += cut(&database);
                sleep(CUTS).await;
            }
            cuts
        });
        Self { stop, cuts }
    }

    /// Ends it; gives how many were cut.
    async fn end(self) -> usize {
        self.stop.store(true, Ordering::Release);
        self.cuts.await.expect("it ends")
    }
}

fn cut(database: &str) -> usize {
    let listens = "application_name = 'tidings listen' AND datname = current_database()";
    let question =
        format!("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {listens}");
    ask_postgres(database, &question).iter().filter(|row| row[0] == "t").count()
}
