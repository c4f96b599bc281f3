//! What was made to happen, and what the integrator heard of it.

use crate::scene::Scene;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use tests::{Arrived, Hook, Sink, text, until};

/// The doors of each kind, by their names on the page.
pub(crate) type Doors = BTreeMap<String, BTreeSet<String>>;

/// A project whose webhook wants everything.
pub(crate) struct Walk<'a> {
    pub(crate) scene: &'a Scene,
    sink: Sink,
    hook: Hook,
    heard: usize,
    walked: Doors,
}

impl<'a> Walk<'a> {
    pub(crate) async fn new(scene: &'a Scene) -> Self {
        let sink = Sink::saying(200).await;
        let hook = scene.stage.hook(&sink.url(), json!({})).await;
        Self { scene, sink, hook, heard: 0, walked: Doors::new() }
    }

    /// What came of a door: these kinds.
    pub(crate) async fn came(&mut self, door: &str, kinds: &[&str]) {
        println!("by {door}: {kinds:?}");
        self.heard(kinds).await;
        for kind in kinds {
            self.walked.entry((*kind).to_owned()).or_default().insert(door.to_owned());
        }
    }

    /// Waits for what the integrator hears: these kinds, each of them once, and nothing else.
    pub(crate) async fn heard(&mut self, kinds: &[&str]) {
        let wanted = self.heard + kinds.len();
        let arrived = until(async || {
            let arrived = self.sink.arrived();
            (arrived.len() >= wanted).then_some(arrived)
        })
        .await;
        let mut heard: Vec<_> = arrived[self.heard..].iter().map(|it| self.kind(it)).collect();
        let mut kinds = kinds.to_vec();
        heard.sort_unstable();
        kinds.sort_unstable();
        assert_eq!(heard, kinds);
        self.heard = wanted;
    }

    /// The kind of a delivery, whose signature holds.
    fn kind(&self, arrived: &Arrived) -> String {
        arrived.verify(&self.hook.secret).expect("the signature holds");
        let read: Value = serde_json::from_slice(&arrived.body).expect("JSON");
        assert_eq!(read["data"]["id"], arrived.id());
        text(&read, "type")
    }

    /// Sees that nothing was heard twice, and nothing was kept that was not heard.
    pub(crate) async fn end(self) -> Doors {
        let kept = self.scene.stage.all("events").await.len();
        let arrived = self.sink.once(kept).await;
        assert_eq!(arrived.len(), self.heard, "nothing comes that no door was opened for");
        let ids: BTreeSet<_> = arrived.iter().map(Arrived::id).collect();
        assert_eq!(ids.len(), arrived.len(), "each is heard once");
        self.walked
    }
}
