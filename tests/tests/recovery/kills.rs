//! Jobs whose hub is killed in their midst.

use crate::LONG_AGO;
use crate::scene::{are, begin, done, giving_up, look};
use serde_json::json;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tests::{Engine, Hook, Place, Sink, Stage, admin, says, until};
use tokio::time::sleep;

/// How many deliveries there are to be recovered.
const MANY: usize = 3000;

/// How many requests to one endpoint are on their way at a time, at most.
const WIDTH: usize = 64;

/// Failed deliveries, and an endpoint that is well now and takes a moment for each.
struct Scene {
    stage: Stage,
    hook: Hook,
    sink: Sink,
}

impl Scene {
    async fn set(stage: Stage) -> Self {
        let well = Arc::new(AtomicBool::new(false));
        let now = well.clone();
        let sink = Sink::keeping(move |_| {
            let well = now.load(Ordering::SeqCst);
            async move {
                if well {
                    sleep(Duration::from_millis(20)).await;
                }
                says(if well { 200 } else { 500 })
            }
        })
        .await;
        let hook = giving_up(&stage, &sink.url()).await;
        for _ in 0..MANY / 1000 {
            stage.publish(1000).await;
        }
        are(&stage, MANY, "state=exhausted").await;
        well.store(true, Ordering::SeqCst);
        Self { stage, hook, sink }
    }

    /// Waits until some of what the job makes has arrived.
    async fn under_way(&self) {
        until(async || (self.sink.arrived().len() > MANY + MANY / 5).then_some(())).await;
    }

    /// How often each event came after all had failed.
    fn came(&self) -> BTreeMap<String, usize> {
        let mut came = BTreeMap::new();
        for one in self.sink.arrived().iter().skip(MANY) {
            *came.entry(one.id().to_owned()).or_default() += 1;
        }
        came
    }

    /// All came, and only what was on its way at the kill came twice.
    async fn holds(&self, stage: &Stage) {
        are(stage, MANY, "state=delivered").await;
        let came = self.came();
        let twice = came.values().filter(|count| **count > 1).count();
        println!("{} came, {twice} of them twice", came.len());
        assert_eq!(came.len(), MANY, "none is lost");
        assert!(came.values().all(|count| *count <= 2) && twice <= 2 * WIDTH, "{twice} came twice");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_job_goes_on_after_a_kill_on_sqlite() {
    kill(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_job_goes_on_after_a_kill_on_postgres() {
    kill(Engine::Postgres).await;
}

async fn kill(engine: Engine) {
    let Some(place) = Place::new(engine) else { return };
    let (program, addr) = place.start().await;
    let scene = Scene::set(Stage::new(&admin(addr)).await).await;
    let recover = format!("webhooks/{}/recover", scene.hook.id);
    let job = begin(&scene.stage, &recover, json!({"since": LONG_AGO})).await;
    scene.under_way().await;
    program.kill().await;
    let (_program, addr) = place.start().await;
    let stage = scene.stage.at(admin(addr));
    let early = look(&stage, &job).await;
    assert!(early["made"].as_u64().is_some_and(|made| made > 0), "{early}");
    done(&stage, &job, MANY, MANY).await;
    scene.holds(&stage).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_job_is_taken_over_by_another_hub() {
    let Some(place) = Place::new(Engine::Postgres) else { return };
    let (program, addr) = place.start().await;
    let scene = Scene::set(Stage::new(&admin(addr)).await).await;
    let beside = place.beside();
    let (_other, there) = beside.start().await;
    let recover = format!("webhooks/{}/recover", scene.hook.id);
    let job = begin(&scene.stage, &recover, json!({"since": LONG_AGO})).await;
    scene.under_way().await;
    program.kill().await;
    let stage = scene.stage.at(admin(there));
    let early = look(&stage, &job).await;
    assert_eq!(early["state"], "running", "{early}");
    done(&stage, &job, MANY, MANY).await;
    scene.holds(&stage).await;
}
