//! What is not proven is refused, and nobody learns why.

use crate::providers::cases;
use serde_json::json;
use std::collections::BTreeSet;
use tests::{Hub, Stage, Wire, on_both, path_of};

on_both!(all_refusals_look_the_same, one_account_does_not_speak_for_another);

async fn all_refusals_look_the_same(hub: &Hub) {
    let stage = Stage::new(&hub.admin).await;
    let mut wire = Wire::connect(hub.running.addr).await.expect("it listens");
    let mut refusals = BTreeSet::new();
    let mut taken = 0;
    for case in cases() {
        let path = case.source(&stage).await;
        for (place, bad) in case.bad.iter().enumerate() {
            let answer = bad.send(&mut wire, &path).await;
            assert_eq!(answer.status, 401, "{} {place}", case.provider);
            let head: Vec<_> = answer.head.lines().filter(|it| !it.starts_with("date:")).collect();
            // Who has credentials is asked for them.
            let asks = answer.header("www-authenticate").is_some();
            assert_eq!(asks, case.secrets["basic"].is_string(), "{} {place}", case.provider);
            let head = head.into_iter().filter(|it| !it.starts_with("www-authenticate:"));
            refusals.insert((head.collect::<Vec<_>>().join("\n"), answer.body));
        }
        assert_eq!(stage.all("events").await.len(), taken, "{}", case.provider);
        let answer = case.good.send(&mut wire, &path).await;
        assert_eq!((answer.status, &*answer.body), (200, ""), "{}", case.provider);
        taken += 1;
        assert_eq!(stage.all("events").await.len(), taken, "{}", case.provider);
    }
    let waiting = path_of(&stage.new_source("viber/bot", json!({})).await);
    let answer = cases()[2].good.send(&mut wire, &waiting).await;
    let head: Vec<_> = answer.head.lines().filter(|it| !it.starts_with("date:")).collect();
    refusals.insert((head.join("\n"), answer.body));
    assert_eq!(refusals.len(), 1, "{refusals:#?}");
    assert_eq!(stage.get("callbacks").await["data"], json!([]), "nothing of it is kept");
}

async fn one_account_does_not_speak_for_another(hub: &Hub) {
    let stage = Stage::new(&hub.admin).await;
    let mut wire = Wire::connect(hub.running.addr).await.expect("it listens");
    let mut sources = Vec::new();
    for case in cases() {
        sources.push((case.source(&stage).await, case));
    }
    let mut refused = 0;
    for (_, case) in &sources {
        for (path, other) in sources.iter().filter(|(_, other)| other.provider != case.provider) {
            let answer = case.good.send(&mut wire, path).await;
            assert_eq!(answer.status, 401, "{} at {}", case.provider, other.provider);
            refused += 1;
        }
    }
    assert_eq!(refused, 5 * 6 + 2 * 5);
    assert_eq!(stage.get("events").await["data"], json!([]));
}
