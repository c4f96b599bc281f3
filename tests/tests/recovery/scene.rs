//! An endpoint that fails and is well again, and jobs that are waited for.

use crate::LONG_AGO;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU16, Ordering};
use tests::{Hook, Sink, Stage, says, text, until};

/// An endpoint that answers as it is told at that moment.
pub(crate) struct Endpoint {
    pub(crate) sink: Sink,
    status: Arc<AtomicU16>,
}

impl Endpoint {
    pub(crate) async fn saying(status: u16) -> Self {
        let status = Arc::new(AtomicU16::new(status));
        let now = status.clone();
        let sink = Sink::keeping(move |_| {
            let status = now.load(Ordering::SeqCst);
            async move { says(status) }
        })
        .await;
        Self { sink, status }
    }

    /// Answers with that from now on.
    pub(crate) fn says(&self, status: u16) {
        self.status.store(status, Ordering::SeqCst);
    }

    /// How often each event came, behind so many requests.
    pub(crate) fn came(&self, before: usize) -> BTreeMap<String, usize> {
        let mut came = BTreeMap::new();
        for one in self.sink.arrived().iter().skip(before) {
            *came.entry(one.id().to_owned()).or_default() += 1;
        }
        came
    }

    /// Whether exactly these came, each once, behind so many requests; waits for them.
    pub(crate) async fn gets(&self, before: usize, events: &[String]) {
        self.sink.once(before + events.len()).await;
        let came = self.came(before);
        assert_eq!(came.len(), events.len(), "each once");
        assert!(events.iter().all(|event| came.contains_key(event)));
    }
}

/// A webhook that gives up at once.
pub(crate) async fn giving_up(stage: &Stage, url: &str) -> Hook {
    stage.hook(url, json!({"schedule": []})).await
}

/// Waits until so many deliveries are in that state.
pub(crate) async fn are(stage: &Stage, count: usize, query: &str) {
    until(async || (stage.all(&format!("deliveries?{query}")).await.len() == count).then_some(()))
        .await;
}

/// Begins a job.
pub(crate) async fn begin(stage: &Stage, below: &str, body: Value) -> Value {
    let job = stage.admin.post(&stage.path(below), body).await.is(202);
    assert_eq!(job["state"], "queued");
    job
}

/// A job as it is now.
pub(crate) async fn look(stage: &Stage, job: &Value) -> Value {
    stage.get(&format!("jobs/{}", text(job, "id"))).await
}

/// A job, once it has ended.
pub(crate) async fn ended(stage: &Stage, job: &Value) -> Value {
    until(async || {
        let job = look(stage, job).await;
        job["finished_at"].is_string().then_some(job)
    })
    .await
}

/// A job that must be done, and has seen to so many, and made so many.
pub(crate) async fn done(stage: &Stage, job: &Value, seen: usize, made: usize) -> Value {
    let job = ended(stage, job).await;
    let counts = json!([job["state"], job["total"], job["done"], job["made"], job["skipped"]]);
    assert_eq!(counts, json!(["done", seen, seen, made, seen - made]), "{job}");
    assert!(job["started_at"].is_string() && job["error"].is_null(), "{job}");
    job
}

/// Every job that was begun before has been looked at when this returns: they are taken in turn, and
/// this is one of them that has nothing to do.
pub(crate) async fn all_were_looked_at(stage: &Stage) {
    let nothing = json!({"state": "exhausted", "until": LONG_AGO});
    for _ in 0..2 {
        let job = begin(stage, "deliveries/cancel", nothing.clone()).await;
        done(stage, &job, 0, 0).await;
    }
}
