//! Keys that must be fetched before a callback can be proven: fetched from where the adapter
//! vouches for, and kept for a while.

use super::answer::Said;
use super::prepared::Prepared;
use crate::Hub;
use adapter::{Callback, KeyRequest, Setup};
use bytes::Bytes;
use fetch::Request;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// How long a key is kept, in milliseconds: providers change theirs by the month, and say so by
/// another address.
const KEPT_FOR: i64 = 60 * 60 * 1000;

/// How many are kept; beyond, the oldest go.
const MOST: usize = 256;

/// The keys that were fetched, and when.
#[derive(Debug, Default)]
pub(super) struct Keys(Mutex<HashMap<KeyRequest, (i64, Bytes)>>);

impl Keys {
    /// The source's setup with the key this callback asks for; none where it asks for none.
    pub(super) async fn complete(
        &self,
        hub: &Hub,
        prepared: &Prepared,
        callback: &Callback,
    ) -> Result<Option<Setup>, Said> {
        let wanted = prepared.adapter.key(callback, &prepared.setup).map_err(|_| Said::Refused)?;
        let Some(wanted) = wanted else { return Ok(None) };
        let key = match self.known(&wanted, hub.now()) {
            Some(key) => key,
            None => self.fetch(hub, wanted).await?,
        };
        let mut setup = prepared.setup.clone();
        setup.key = Some(key);
        Ok(Some(setup))
    }

    fn known(&self, wanted: &KeyRequest, now: i64) -> Option<Bytes> {
        let keys = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (at, key) = keys.get(wanted)?;
        (now - at < KEPT_FOR).then(|| key.clone())
    }

    /// Without its key nothing is proven, and the provider tries again.
    async fn fetch(&self, hub: &Hub, wanted: KeyRequest) -> Result<Bytes, Said> {
        let answer = hub.client.send(Request::get(wanted.url().clone())).await;
        let answer = answer.map_err(|failure| {
            tracing::warn!(url = %wanted.url(), cause = failure.reason(), "Cannot fetch a key");
            Said::NotNow
        })?;
        if answer.status != 200 || answer.truncated {
            tracing::warn!(url = %wanted.url(), status = answer.status, "There is no key");
            return Err(Said::Refused);
        }
        let mut keys = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if keys.len() >= MOST {
            let oldest = keys.iter().min_by_key(|(_, (at, _))| *at).map(|(key, _)| key.clone());
            oldest.map(|oldest| keys.remove(&oldest));
        }
        keys.insert(wanted, (hub.now(), answer.body.clone()));
        Ok(answer.body)
    }
}
