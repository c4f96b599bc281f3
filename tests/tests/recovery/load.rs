//! Many deliveries recovered while others go on as ever.

use crate::LONG_AGO;
use crate::scene::{begin, giving_up, look};
use serde_json::json;
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU16, Ordering};
use std::time::{Duration, Instant};
use tests::{Arrived, Engine, Place, Sink, Stage, admin, says, within};
use tokio::time::{MissedTickBehavior, interval};

/// How often something else happens, and how long that is watched at rest.
const EVERY: Duration = Duration::from_millis(20);
const AT_REST: usize = 300;

/// What counts as no time: a busy machine takes as long for nothing at all.
const LEAST: Duration = Duration::from_millis(100);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn others_do_not_notice_on_sqlite() {
    recover(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn others_do_not_notice_on_postgres() {
    recover(Engine::Postgres).await;
}

async fn recover(engine: Engine) {
    let Some(place) = Place::new(engine) else { return };
    let many = if tests::long() { 100_000 } else { 5_000 };
    let (_program, addr) = place.start().await;
    let failing = Stage::of(&admin(addr), "failing.example").await;
    let status = Arc::new(AtomicU16::new(500));
    let now = status.clone();
    let sink = Sink::keeping(move |_| {
        let status = now.load(Ordering::SeqCst);
        async move { says(status) }
    })
    .await;
    let hook = giving_up(&failing, &sink.url()).await;
    for _ in 0..many / 1000 {
        failing.publish(1000).await;
    }
    exhausted(&failing, &sink, many).await;
    let well = Well::set(&admin(addr)).await;
    let rest = well.watch(|number| number == AT_REST, async || false).await;
    status.store(200, Ordering::SeqCst);
    let recover = format!("webhooks/{}/recover", hook.id);
    let job = begin(&failing, &recover, json!({"since": LONG_AGO})).await;
    let begun = Instant::now();
    let ended = async || look(&failing, &job).await["finished_at"].is_string();
    let busy = well.watch(|_| false, ended).await;
    let took = begun.elapsed();
    let job = look(&failing, &job).await;
    assert_eq!((&job["state"], &job["made"]), (&json!("done"), &json!(many)), "{job}");
    let all = async || (sink.arrived().len() >= 2 * many).then_some(());
    within(Duration::from_mins(2), all).await.expect("all of them come");
    let arrived = sink.arrived();
    let came = counted(arrived.iter().skip(many));
    println!(
        "{engine:?}: {many} recovered in {took:?}; others {rest:?} before, {busy:?} meanwhile"
    );
    assert_eq!(came.len(), many, "none is lost");
    assert!(came.values().all(|count| *count == 1), "none comes twice");
    assert!(busy <= rest.max(LEAST) * 2, "{rest:?} before, {busy:?} meanwhile");
}

/// How often each event came.
fn counted<'a>(arrived: impl Iterator<Item = &'a Arrived>) -> HashMap<&'a str, usize> {
    let mut came = HashMap::new();
    arrived.for_each(|one| *came.entry(one.id()).or_default() += 1);
    came
}

/// Waits until all of them have failed.
async fn exhausted(stage: &Stage, sink: &Sink, many: usize) {
    let patience = Duration::from_mins(5);
    within(patience, async || (sink.arrived().len() >= many).then_some(())).await.expect("all");
    let none = async || {
        let pending = stage.get("deliveries?state=pending&limit=1").await;
        (pending["data"] == json!([]) && pending["next"].is_null()).then_some(())
    };
    within(patience, none).await.expect("all");
}

/// A project whose endpoint is well all the time.
struct Well {
    stage: Stage,
    sink: Sink,
}

impl Well {
    async fn set(admin: &tests::Client) -> Self {
        let stage = Stage::of(admin, "well.example").await;
        let sink = Sink::saying(200).await;
        giving_up(&stage, &sink.url()).await;
        Self { stage, sink }
    }

    /// Publishes now and then, until it is enough; gives how long all but the slowest hundredth took
    /// from being published to their arrival.
    async fn watch(
        &self,
        enough: impl Fn(usize) -> bool,
        ended: impl AsyncFn() -> bool,
    ) -> Duration {
        let before = self.sink.arrived().len();
        let mut tick = interval(EVERY);
        tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut sent = HashMap::new();
        while !enough(sent.len()) && (sent.len() % 10 != 9 || !ended().await) {
            tick.tick().await;
            let at = Instant::now();
            sent.insert(self.stage.publish(1).await.remove(0), at);
        }
        let arrived = self.sink.once(before + sent.len()).await;
        let mut took: Vec<_> = arrived
            .iter()
            .skip(before)
            .map(|one| one.at.saturating_duration_since(sent[one.id()]))
            .collect();
        took.sort_unstable();
        took[took.len() * 99 / 100]
    }
}
