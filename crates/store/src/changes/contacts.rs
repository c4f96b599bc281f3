//! What is said of contacts without an event: imported, or on a channel that has no kind for it.

use crate::cluster::alive;
use crate::contact::{ContactEdit, Derived};
use crate::erase::PAUSE;
use crate::{No, Store, StoreError};
use tokio::time::sleep;

/// How many contacts one transaction writes: callbacks wait for it.
const AT_ONCE: usize = 1000;

impl Store {
    /// Writes what somebody said of contacts on a list at that time, in milliseconds since 1970.
    ///
    /// A thousand at a time, so that others get their turns in between. Said again it changes
    /// nothing, so what broke off in the middle may be said again as a whole.
    ///
    /// # Errors
    ///
    /// [`StoreError`] where not all of it was written.
    pub async fn edit_contacts(
        &self,
        list: No,
        edits: Vec<ContactEdit>,
        at: i64,
    ) -> Result<(), StoreError> {
        let mut left = edits.into_iter().peekable();
        while left.peek().is_some() {
            let derived = Derived::of_edits(list, left.by_ref().take(AT_ONCE), at);
            let turn = self.turn().await?;
            if self.shared.is_shared() {
                // A hub that another took for dead changes nothing.
                alive(&turn.tx, self.hub()).await?;
            }
            derived.write(&turn.tx).await?;
            turn.commit().await?;
            if left.peek().is_some() {
                sleep(PAUSE).await;
            }
        }
        Ok(())
    }
}
