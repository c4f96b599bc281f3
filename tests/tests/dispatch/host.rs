//! A host that many webhooks lead to.

use serde_json::json;
use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tests::{Arrived, Hub, Sink, Stage, on_both, says, text};
use tokio::time::sleep;

on_both!(crate::host::FEW; one_host_gets_so_many_at_a_time_from_all_who_have_webhooks_there);

/// Hubs that make few requests at a time for one host.
const FEW: &[(&str, &str)] =
    &[("TIDINGS_ALLOW_NETWORKS", "127.0.0.0/8"), ("TIDINGS_LIMITS_HOST", "3")];

async fn one_host_gets_so_many_at_a_time_from_all_who_have_webhooks_there(hub: &Hub) {
    let (now, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let counts = (now.clone(), most.clone());
    let busy = Sink::keeping(move |_| {
        let (now, most) = counts.clone();
        async move {
            most.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
            sleep(Duration::from_millis(5)).await;
            now.fetch_sub(1, Ordering::SeqCst);
            says(200)
        }
    })
    .await;
    let mut stages = Vec::new();
    for tenant in 0..4 {
        let stage = Stage::of(&hub.admin, &format!("shop{tenant}.example")).await;
        for path in ["a", "b"] {
            stage.hook(&busy.url().replace("hook", path), json!({})).await;
        }
        stages.push(stage);
    }
    let published = stages.iter().map(|stage| stage.publish(20));
    futures::future::join_all(published).await;
    let arrived = busy.once(4 * 2 * 20).await;
    assert_eq!(most.load(Ordering::SeqCst), 3);
    // They take turns: none of the eight is done before another has begun.
    let begun: HashSet<_> = arrived[..80].iter().map(key).collect();
    assert_eq!(begun.len(), 8, "after half of it all have begun");
}

/// Which webhook a request was for.
fn key(arrived: &Arrived) -> (String, String) {
    let body: serde_json::Value = serde_json::from_slice(&arrived.body).expect("JSON");
    (arrived.path.clone(), text(&body["data"], "project"))
}
