//! Secrets and keys whose overlap is over: they sign nothing any more, and are forgotten.

use crate::{PatchWebhook, Store, StoreError, Webhook};
use std::collections::BTreeSet;

/// How long the public half of a key is still shown after it stopped, in milliseconds: what it
/// signed last is to be verified for a while.
const SHOWN: i64 = 24 * 3_600_000;

impl Store {
    /// Forgets secrets that have ended by that time, in milliseconds since 1970, and keys that have
    /// for a day. Done once an hour by itself.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the store fails.
    pub async fn forget_ended(&self, now: i64) -> Result<(), StoreError> {
        let registry = self.registry();
        let ended = |webhook: &Webhook| webhook.secrets.iter().any(|it| !it.lives(now));
        for webhook in registry.all_webhooks().filter(|it| ended(it)) {
            let living = |it: &Webhook| PatchWebhook {
                secrets: Some(it.secrets.iter().filter(|it| it.lives(now)).cloned().collect()),
                ..PatchWebhook::default()
            };
            match self.update_webhook(webhook.id, living).await {
                // It was deleted meanwhile.
                Ok(_) | Err(StoreError::Gone(_)) => {}
                Err(error) => return Err(error),
            }
        }
        let before = now - SHOWN;
        let over = registry.all_signing_keys().filter(|it| it.until.is_some_and(|at| at <= before));
        for project in over.map(|it| it.project).collect::<BTreeSet<_>>() {
            self.forget_signing_keys(project, before).await?;
        }
        Ok(())
    }
}
