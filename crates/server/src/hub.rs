//! What every route works with.

use crate::adapters::Adapters;
use crate::config::Outgoing;
use crate::door::Door;
use crate::feed::Feeds;
use crate::observe::Counted;
use crate::places::Places;
use crate::post::Post;
use crate::sandbox::Sandbox;
use crate::sdk::Sites;
use crate::verification::Pace;
use crate::visit::Visits;
use dispatch::Dispatch;
use store::{Clock, Ingest, Store, StoreError, Taken};
use url::Url;

/// The hub: what is set up and kept, what sends, and what it is called by.
#[derive(Debug)]
pub struct Hub {
    /// What it remembers.
    pub store: Store,
    /// What sends, where this hub does.
    pub dispatch: Option<Dispatch>,
    /// What calls out, and knows which URLs may be called.
    pub client: fetch::Client,
    /// The dialects it understands.
    pub adapters: Adapters,
    /// Where addresses are, where the operator has brought a file of that.
    pub places: Option<Places>,
    /// What stands at the door.
    pub door: Door,
    /// What counts events.
    pub counted: Counted,
    /// What arrived in the sandbox.
    pub sandbox: Sandbox,
    /// What stands behind the URLs that contacts open.
    pub visits: Visits,
    /// The sites whose pages use the SDK.
    pub sites: Sites,
    /// What sends messages.
    pub post: Post,
    /// Who follows the feeds of projects.
    pub feeds: Feeds,
    /// How often endpoints were called outside of their deliveries.
    pub pace: Pace,
    /// What providers and contacts call; its path ends in a slash.
    pub public_url: Url,
    /// Where it calls from, as its operator says.
    pub outgoing: Outgoing,
    /// What says the time, in milliseconds since 1970.
    pub clock: Clock,
}

impl Hub {
    /// The time, in milliseconds since 1970.
    #[must_use]
    pub fn now(&self) -> i64 {
        (self.clock)()
    }

    /// Takes events in, and counts them.
    ///
    /// # Errors
    ///
    /// [`StoreError`] where nothing of it was kept.
    pub(crate) async fn ingest(&self, ingest: Ingest) -> Result<Vec<Taken>, StoreError> {
        let kinds: Vec<_> = ingest.events.iter().map(|event| event.kind).collect();
        let taken = self.store.ingest(ingest).await?;
        self.counted.count(kinds.into_iter(), &taken);
        Ok(taken)
    }
}
