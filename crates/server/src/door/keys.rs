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
use std::time::Duration;

/// How long a key is kept: providers change theirs by the month. A key of the DNS is kept for as
/// long as its record says, up to that.
const LONGEST: Duration = Duration::from_hours(1);

/// For how long at least, whatever its record says; and that there is no such key.
const SHORTEST: Duration = Duration::from_mins(1);

/// For how long nobody is asked again who did not answer: callbacks that come meanwhile would all
/// wait for the same.
const SILENT: Duration = Duration::from_secs(5);

/// How many are kept; beyond, those go that would go first.
const MOST: usize = 256;

/// What is known of the keys that were asked for.
#[derive(Debug, Default)]
pub(super) struct Keys(Mutex<HashMap<KeyRequest, Known>>);

#[derive(Clone, Debug)]
struct Known {
    key: Key,
    /// Milliseconds since 1970.
    until: i64,
}

#[derive(Clone, Debug)]
enum Key {
    Is(Bytes),
    /// Who would have it says that there is none.
    Nowhere,
    /// Nobody says anything.
    Silent,
}

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
            None => self.find(hub, wanted).await,
        };
        match key {
            Key::Is(key) => Ok(Some(Setup { key: Some(key), ..prepared.setup.clone() })),
            Key::Nowhere => Err(Said::Refused),
            // Without its key nothing is proven, and the provider tries again.
            Key::Silent => Err(Said::NotNow),
        }
    }

    fn known(&self, wanted: &KeyRequest, now: i64) -> Option<Key> {
        let keys = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        keys.get(wanted).filter(|known| now < known.until).map(|known| known.key.clone())
    }

    async fn find(&self, hub: &Hub, wanted: KeyRequest) -> Key {
        let (key, good_for) = match wanted.record() {
            Some(name) => in_the_dns(hub, name).await,
            None => on_the_web(hub, &wanted).await,
        };
        let until = hub.now() + i64::try_from(good_for.as_millis()).unwrap_or(i64::MAX);
        let mut keys = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if keys.len() >= MOST && !keys.contains_key(&wanted) {
            let first = keys.iter().min_by_key(|(_, known)| known.until);
            first.map(|(key, _)| key.clone()).and_then(|first| keys.remove(&first));
        }
        keys.insert(wanted, Known { key: key.clone(), until });
        key
    }
}

async fn on_the_web(hub: &Hub, wanted: &KeyRequest) -> (Key, Duration) {
    match hub.client.send(Request::get(wanted.url().clone())).await {
        Ok(answer) if answer.status == 200 && !answer.truncated => (Key::Is(answer.body), LONGEST),
        Ok(answer) => {
            tracing::warn!(url = %wanted.url(), status = answer.status, "There is no key");
            // A server that is in trouble does not know what it has.
            let silent = answer.status >= 500 || answer.status == 429;
            if silent { (Key::Silent, SILENT) } else { (Key::Nowhere, SHORTEST) }
        }
        Err(failure) => {
            tracing::warn!(url = %wanted.url(), cause = failure.reason(), "Cannot fetch a key");
            (Key::Silent, SILENT)
        }
    }
}

async fn in_the_dns(hub: &Hub, name: &str) -> (Key, Duration) {
    match hub.client.text_records(name).await {
        Ok(found) => {
            // A name has one such record. Where it has others beside, they hold no key.
            let mut keys = found.texts.into_iter().filter(|text| text.contains("p="));
            let Some(key) = keys.next() else {
                tracing::warn!(dns.name = name, "There is no key");
                return (Key::Nowhere, SHORTEST);
            };
            (Key::Is(key.into()), found.good_for.clamp(SHORTEST, LONGEST))
        }
        Err(failure) => {
            tracing::warn!(dns.name = name, cause = failure.reason(), "Cannot look a key up");
            (Key::Silent, SILENT)
        }
    }
}
