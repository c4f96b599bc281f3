//! News between hubs: something was set up; deliveries wait for a lane of yours.

use crate::{No, Store, StoreError};
use sea_orm::sqlx::postgres::{PgConnectOptions, PgListener, PgPoolOptions};
use sea_orm::{ConnectionTrait, DatabaseConnection, Statement};
use std::collections::HashMap;
use std::fmt::Write;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::time::sleep;

const CHANNEL: &str = "tidings";

/// What a change of what is set up says.
pub(crate) const CHANGED: &str = "SELECT pg_notify('tidings', 'changed')";

/// What asks all to look at what waits.
pub(super) const LOOK: &str = "SELECT pg_notify('tidings', 'look')";

const TELL: &str = "SELECT pg_notify('tidings', $1)";

/// How long news gather before they are told, and how long a cut listener waits.
const GATHER: Duration = Duration::from_millis(20);
const PAUSE: Duration = Duration::from_millis(500);

/// How long a payload may be; the engine takes less than 8,000 bytes.
const LONGEST: usize = 7000;

/// A delivery that waits for a lane of another hub.
#[derive(Clone, Copy, Debug)]
pub(crate) struct News {
    pub hub: No,
    pub project: No,
    pub webhook: No,
    pub due_at: i64,
}

/// By lane: when the first of what waits is due.
type Lanes = HashMap<(No, No), i64>;

/// Tells the others, until nobody has news any more.
pub(crate) async fn tell(db: DatabaseConnection, mut news: mpsc::UnboundedReceiver<News>) {
    let mut gathered = Vec::new();
    while news.recv_many(&mut gathered, usize::MAX).await > 0 {
        sleep(GATHER).await;
        while let Ok(more) = news.try_recv() {
            gathered.push(more);
        }
        let mut hubs: HashMap<No, Lanes> = HashMap::new();
        for it in gathered.drain(..) {
            let lanes = hubs.entry(it.hub).or_default();
            let due_at = lanes.entry((it.project, it.webhook)).or_insert(it.due_at);
            *due_at = it.due_at.min(*due_at);
        }
        for (hub, lanes) in hubs {
            for payload in payloads(hub, &lanes) {
                let values = [payload.into()];
                let tell = Statement::from_sql_and_values(db.get_database_backend(), TELL, values);
                if let Err(error) = db.execute_raw(tell).await {
                    tracing::debug!(error.cause = ?error, "news were not told");
                }
            }
        }
    }
}

fn payloads(hub: No, lanes: &Lanes) -> Vec<String> {
    let mut all = vec![format!("due {hub}")];
    for ((project, webhook), due_at) in lanes {
        if all.last().is_some_and(|payload| payload.len() > LONGEST) {
            all.push(format!("due {hub}"));
        }
        if let Some(payload) = all.last_mut() {
            _ = write!(payload, " {project}:{webhook}:{due_at}");
        }
    }
    all
}

/// The lanes of this hub that a payload names.
fn lanes(payload: &str, hub: No) -> Option<impl Iterator<Item = (No, No, i64)>> {
    let mut words = payload.strip_prefix("due ")?.split(' ');
    let _mine = words.next()?.parse().ok().filter(|named: &No| *named == hub)?;
    Some(words.filter_map(|word| {
        let mut parts = word.split(':');
        let (project, webhook) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
        Some((project, webhook, parts.next()?.parse().ok()?))
    }))
}

/// Listens until the store is closed.
pub(crate) async fn listen(store: Store, url: String) {
    let listening = async || {
        if let Err(error) = listen_once(&store, &url).await {
            tracing::debug!(error.cause = ?error, "does not hear news");
        }
        sleep(PAUSE).await;
    };
    while store.is_open(listening()).await {}
}

async fn listen_once(store: &Store, url: &str) -> Result<(), StoreError> {
    let failed = |error: sea_orm::sqlx::Error| {
        StoreError::Down(sea_orm::DbErr::Conn(sea_orm::RuntimeErr::SqlxError(error.into())))
    };
    let options: PgConnectOptions = url.parse().map_err(failed)?;
    let options = options.application_name("tidings listen");
    let pool = PgPoolOptions::new().max_connections(1).connect_with(options).await;
    let pool = pool.map_err(failed)?;
    let mut listener = PgListener::connect_with(&pool).await.map_err(failed)?;
    listener.listen(CHANNEL).await.map_err(failed)?;
    // Whatever was told before it listened.
    hear(store, None).await?;
    while let Some(heard) = listener.try_recv().await.map_err(failed)? {
        hear(store, Some(heard.payload())).await?;
    }
    Ok(())
}

async fn hear(store: &Store, payload: Option<&str>) -> Result<(), StoreError> {
    let shared = &store.shared;
    match payload.and_then(|payload| lanes(payload, shared.hub())) {
        Some(lanes) => {
            lanes.for_each(|(project, webhook, at)| shared.handover.waits(project, webhook, at));
            Ok(())
        }
        None if payload.is_some_and(|payload| payload.starts_with("due ")) => Ok(()),
        None if payload == Some("look") => {
            shared.handover.look_again();
            Ok(())
        }
        None => shared.renew().await,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_told_is_heard_by_whom_it_is_for() {
        let told: Lanes = (0..2000).map(|webhook| ((1, webhook), 1_700_000_000_000)).collect();
        let payloads = payloads(7, &told);
        assert!(payloads.len() > 1 && payloads.iter().all(|payload| payload.len() < 8000));
        let heard = payloads.iter().flat_map(|payload| lanes(payload, 7).expect("for 7"));
        assert_eq!(heard.map(|(p, w, at)| ((p, w), at)).collect::<Lanes>(), told);
        assert!(lanes(&payloads[0], 8).is_none());
        assert!(lanes("changed", 7).is_none());
    }
}
