//! Numbers, rules for alerts and the dashboard: what they name is what a hub tells.

use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::process::Command;
use tests::{Hub, Reply, Sink, Stage, on_both, promtool, root, until};

on_both!(&[("TIDINGS_ALLOW_NETWORKS", "127.0.0.0/8")];
    every_number_that_is_named_is_told,
    numbers_say_what_happened,
);

/// The names in a text: those of parts of a histogram are the histogram's.
fn named(text: &str) -> BTreeSet<String> {
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let words = text.split(|c| !is_name(c)).filter(|word| word.starts_with("tidings_"));
    let whole = |word: &str| {
        let parts = ["_bucket", "_sum", "_count"];
        parts.iter().find_map(|part| word.strip_suffix(part)).unwrap_or(word).to_owned()
    };
    words.map(whole).collect()
}

fn file(name: &str) -> String {
    fs::read_to_string(root().join("docs").join(name)).expect("a file")
}

async fn scrape(hub: &Hub) -> String {
    let told: Reply = hub.admin.without_key().get("/metrics").await;
    String::from_utf8(told.body.to_vec()).expect("text")
}

/// The value of a series.
fn value(told: &str, series: &str) -> Option<f64> {
    let line = told.lines().find(|line| line.rsplit_once(' ').is_some_and(|it| it.0 == series))?;
    line.rsplit_once(' ')?.1.parse().ok()
}

/// A callback that is taken, its repeat, one that is not proven, and one for nobody; a delivery
/// that arrives, and one that does not.
async fn happen(hub: &Hub) {
    let stage = Stage::new(&hub.admin).await;
    let (good, bad) = (Sink::saying(200).await, Sink::saying(500).await);
    stage.hook(&good.url(), json!({})).await;
    stage.hook(&bad.url(), json!({"schedule": []})).await;
    let event = json!({"kind": "sms.delivered", "contact": "+442079460018", "id": "a"});
    stage.admin.post(&stage.path("events"), event.clone()).await.is(202);
    stage.admin.post(&stage.path("events"), event).await.is(202);
    stage.admin.without_key().post("/in/nobody", json!({})).await.is(404);
    good.once(1).await;
    until(async || {
        let ended = stage.all("deliveries?state=exhausted").await;
        (ended.len() == 1).then_some(())
    })
    .await;
}

async fn every_number_that_is_named_is_told(hub: &Hub) {
    happen(hub).await;
    let mut told = BTreeMap::new();
    for line in scrape(hub).await.lines().filter(|line| line.starts_with("tidings_")) {
        *told.entry(named(line).pop_first().expect("a name")).or_insert(0) += 1;
    }
    let all: BTreeSet<String> = told.keys().cloned().collect();
    let documented = named(&file("observability.md"));
    assert_eq!(all, documented, "what a hub tells, and what the page lists");
    for place in ["observability/alerts.yaml", "observability/grafana.json"] {
        let missing: Vec<_> = named(&file(place)).difference(&all).cloned().collect();
        assert_eq!(missing, [""; 0], "{place}");
    }
    let series: i32 = told.values().sum();
    assert!(series < 400, "{series} series: {told:?}");
}

async fn numbers_say_what_happened(hub: &Hub) {
    happen(hub).await;
    let told = scrape(hub).await;
    for (series, wanted) in [
        (r#"tidings_events_total{channel="sms",type="sms.delivered"}"#, 1.0),
        ("tidings_repeats_total", 1.0),
        (r#"tidings_callbacks_received_total{provider="none",result="unknown_token"}"#, 1.0),
        (r#"tidings_deliveries_total{result="delivered",reason="none"}"#, 1.0),
        (r#"tidings_deliveries_total{result="exhausted",reason="5xx"}"#, 1.0),
        ("tidings_dead_letters_total", 1.0),
        ("tidings_event_to_first_attempt_seconds_count", 2.0),
        ("tidings_delivery_attempt_seconds_count", 2.0),
        ("tidings_sandbox_requests_total", 0.0),
    ] {
        assert_eq!(value(&told, series), Some(wanted), "{series}\n{told}");
    }
    let commits = value(&told, "tidings_fsync_seconds_count").expect("commits");
    assert!(commits >= 2.0, "{commits}");
}

#[test]
fn alerts_hold_when_they_should() {
    if !promtool() {
        return;
    }
    let folder = root().join("docs/observability");
    for arguments in [["check", "rules", "alerts.yaml"], ["test", "rules", "alerts.test.yaml"]] {
        let output = Command::new("promtool").args(arguments).current_dir(&folder).output();
        let output = output.expect("promtool runs");
        let said = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
        assert!(output.status.success(), "{said}");
    }
    let rules = file("observability/alerts.yaml");
    let tests = file("observability/alerts.test.yaml");
    for name in rules.lines().filter_map(|line| line.trim().strip_prefix("- alert: ")) {
        assert!(tests.contains(&format!("alertname: {name}\n")), "{name} is not seen to hold");
        assert!(file("observability.md").contains(name), "{name} is not on the page");
    }
}
