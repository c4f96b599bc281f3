//! What hubs are fed with, who is owed it, and whether it arrived.

use serde_json::json;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;
use tests::{Client, Ledger, Sink, Stage, Upset, Verdict, says, within};
use tokio::time::sleep;

const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

/// How long what is left after the load may take.
const REST: Duration = Duration::from_mins(1);

/// Projects with a source and a webhook each, and an endpoint for all of those.
pub(crate) struct Scene {
    /// What arrived.
    pub(crate) ledger: Arc<Ledger>,
    /// The sources' paths, in the order of the webhooks.
    pub(crate) paths: Vec<String>,
    _sink: Sink,
}

impl Scene {
    /// Sets up that many; the first one's endpoint takes so long to answer.
    pub(crate) async fn set(admin: &Client, hooks: usize, takes: Duration) -> Self {
        let ledger = Arc::new(Ledger::new(hooks, takes));
        let seen = ledger.clone();
        let sink = Sink::answering(move |arrived| {
            seen.add(&arrived, SECRET);
            let takes = if arrived.path.ends_with("/0") { takes } else { Duration::ZERO };
            async move {
                sleep(takes).await;
                says(200)
            }
        })
        .await;
        let mut paths = Vec::new();
        for hook in 0..hooks {
            let stage = Stage::of(admin, &format!("shop-{hook}.example")).await;
            paths.push(stage.source("email/smtp2go", json!({})).await);
            stage.hook(&format!("{}/{hook}", sink.url()), json!({"secret": SECRET})).await;
        }
        Self { ledger, paths, _sink: sink }
    }

    /// Waits until all of these arrived, and for what comes too much; then judges.
    pub(crate) async fn judge(&self, acked: &BTreeSet<u32>, upsets: &[Upset]) -> Verdict {
        let all = async || self.ledger.has(acked).then_some(());
        _ = within(REST, all).await;
        self.ledger.judge(acked, upsets)
    }
}
