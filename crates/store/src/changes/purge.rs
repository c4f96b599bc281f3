//! Erasing what a deleted project left.

use crate::erase::Rows;
use crate::{No, Store, StoreError};

const TABLES: [Rows; 12] = [
    Rows("delivery", "project, event, webhook", "project = $1"),
    Rows("attempt", "project, event, webhook, number", "project = $1"),
    Rows("fanout", "project, event", "project = $1"),
    Rows("callback", "project, id", "project = $1"),
    Rows("once", "project, source, token", "project = $1"),
    Rows("seen", "project, source, occurred_at, fingerprint", "project = $1"),
    Rows("event", "project, id", "project = $1"),
    Rows("contact", "project, channel, address", "project = $1"),
    Rows("link", "project, id", "project = $1"),
    Rows("parcel", "project, id", "project = $1"),
    Rows("browser", "project, id", "project = $1"),
    Rows("job", "project, id", "project = $1"),
];

impl Store {
    /// Whether a project has events, contacts, links, messages or browsers. Contacts outlive the events that told of
    /// them.
    pub(crate) async fn has_content(&self, project: No) -> Result<bool, StoreError> {
        self.caught_up().await?;
        let any = "SELECT 1 WHERE EXISTS (SELECT 1 FROM event WHERE project = $1) \
                   OR EXISTS (SELECT 1 FROM contact WHERE project = $1) \
                   OR EXISTS (SELECT 1 FROM link WHERE project = $1 AND deleted_at IS NULL) \
                   OR EXISTS (SELECT 1 FROM parcel WHERE project = $1) \
                   OR EXISTS (SELECT 1 FROM browser WHERE project = $1)";
        Ok(!self.rows(any, vec![project.into()]).await?.is_empty())
    }

    /// Erases what a project holds.
    pub(crate) async fn purge_project(&self, project: No) -> Result<(), StoreError> {
        for rows in TABLES {
            rows.erase(self, vec![project.into()]).await?;
        }
        Ok(())
    }
}
