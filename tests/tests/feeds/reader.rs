//! Somebody who reads a feed page by page.

use serde_json::Value;
use std::collections::BTreeSet;
use tests::{Client, Reply, text};

/// Where somebody stands, and what it has read.
pub(crate) struct Reader {
    path: String,
    /// `after` of its next request.
    pub(crate) after: Option<String>,
    /// The ids of events, in the order in which they came.
    pub(crate) read: Vec<String>,
}

impl Reader {
    /// Somebody who begins with the oldest event of a project.
    pub(crate) fn new(project: &str) -> Self {
        Self { path: format!("{project}/feed?limit=50"), after: None, read: Vec::new() }
    }

    /// What its next request asks for.
    pub(crate) fn asks(&self) -> String {
        match &self.after {
            Some(after) => format!("{}&after={after}", self.path),
            None => self.path.clone(),
        }
    }

    /// Takes in a page; says whether there is more behind it.
    pub(crate) fn take(&mut self, page: &Value) -> bool {
        let events = page["data"].as_array().expect("a list").iter();
        self.read.extend(events.map(|event| text(event, "id")));
        self.after = Some(text(page, "next"));
        page["more"] == true
    }

    /// Reads all that there is by now.
    pub(crate) async fn catch_up(&mut self, client: &Client) {
        while self.take(&client.get(&self.asks()).await.is(200)) {}
    }

    /// Takes in what a hub that may be on its way down answers; a refusal changes nothing.
    pub(crate) fn take_if_told(&mut self, reply: &Reply) {
        if reply.status == 200 {
            self.take(&reply.json());
        } else {
            assert_eq!(reply.status, 503, "{reply:?}");
        }
    }

    /// That it has read all of these, and nothing twice.
    pub(crate) fn has_read_once(&self, all: &BTreeSet<String>) {
        let read: BTreeSet<_> = self.read.iter().cloned().collect();
        assert_eq!(read.len(), self.read.len(), "something came twice");
        let missed: Vec<_> = all.difference(&read).collect();
        assert!(missed.is_empty(), "{} of {} missed: {missed:?}", missed.len(), all.len());
    }
}
