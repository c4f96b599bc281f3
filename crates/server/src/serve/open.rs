//! Opening the store that is configured.

use super::folder::{Sealing, make_file, make_folder};
use crate::config::Config;
use anyhow::{Context, Result};
use event::ms;
use std::sync::Arc;
use store::{Clock, Handover, Nobody, OpenError, Options, Store};
use time::OffsetDateTime;

/// The time of this machine, in milliseconds since 1970.
pub(crate) fn clock() -> i64 {
    ms(OffsetDateTime::now_utc())
}

/// Brings the store to the newest schema and opens it; the data folder and the instance key are
/// made where they are missing. Without a handover this process sends nothing.
pub(crate) async fn open_store(
    config: &Config,
    clock: Clock,
    handover: Option<Arc<dyn Handover>>,
) -> Result<Store> {
    let database = config.database()?;
    make_folder(&config.data)?;
    let sealing = Sealing::find(config, &database)?;
    migrate(config).await?;
    let options = Options {
        url: database.expose().to_owned(),
        key: sealing.key.clone(),
        clock,
        kept_cap: config.limits.kept.0,
        retention: i64::try_from(config.limits.retention.0.as_millis()).unwrap_or(i64::MAX),
        dispatches: handover.is_some(),
    };
    let handover = handover.unwrap_or_else(|| Arc::new(Nobody));
    let opened = Store::open(options, handover).await;
    if matches!(opened, Err(OpenError::WrongKey)) {
        sealing.unmake();
    }
    opened.with_context(|| format!("cannot open the store at {database}"))
}

/// Brings the store to the newest schema; gives how many steps that took.
pub(crate) async fn migrate(config: &Config) -> Result<usize> {
    let database = config.database()?;
    make_folder(&config.data)?;
    if let Some(file) = database.file() {
        make_file(file)?;
    }
    let steps = migrations::up(database.expose()).await;
    let steps = steps.with_context(|| format!("cannot prepare the store at {database}"))?;
    if steps > 0 {
        tracing::info!(store.steps = steps, "Brought the store to the newest schema");
    }
    Ok(steps)
}
