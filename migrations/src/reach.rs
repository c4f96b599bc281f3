//! Waiting for a server that is still on its way up.

use sea_orm_migration::sea_orm::sqlx::{Connection, Error, PgConnection};
use sea_orm_migration::sea_orm::{DbErr, RuntimeErr};
use std::time::Duration;
use tokio::time::{Instant, sleep, timeout_at};

/// How long a server may take: as long as one needs that recovers after a crash.
const PATIENCE: Duration = Duration::from_secs(30);

/// How long to wait between two tries.
const PAUSE: Duration = Duration::from_millis(250);

/// The server's words for "not now": it starts or stops, or has no connection left.
const NOT_NOW: [&str; 2] = ["57P03", "53300"];

/// Returns when the server at that address takes connections; says so once where it does not yet.
///
/// A pool would wait as long, but keep to itself what it waits for.
pub(super) async fn reach(url: &str) -> Result<(), DbErr> {
    if url.starts_with("sqlite:") {
        return Ok(());
    }
    let (until, mut told) = (Instant::now() + PATIENCE, false);
    loop {
        let error = match timeout_at(until, PgConnection::connect(url)).await {
            Ok(Ok(connection)) => {
                // It was there; how it goes is nobody's concern.
                _ = connection.close().await;
                return Ok(());
            }
            Ok(Err(error)) => error,
            Err(_) => Error::PoolTimedOut,
        };
        if !passes(&error) || Instant::now() + PAUSE >= until {
            return Err(DbErr::Conn(RuntimeErr::SqlxError(error.into())));
        }
        if !told {
            let seconds = PATIENCE.as_secs();
            tracing::warn!(error.cause = %error, wait.seconds = seconds, "Waiting for the database");
            told = true;
        }
        sleep(PAUSE).await;
    }
}

/// Whether it may be gone at the next try.
fn passes(error: &Error) -> bool {
    match error {
        // Who hangs up at once has said nothing that makes sense.
        Error::Io(_) | Error::Protocol(_) => true,
        Error::Database(refusal) => refusal.code().is_some_and(|it| NOT_NOW.contains(&&*it)),
        _ => false,
    }
}
