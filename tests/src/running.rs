//! A hub within the test's own process.

use crate::{Client, Engine};
use server::{Config, Outside, Running};
use std::ffi::OsString;
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// The admin key of every hub of a test.
pub(crate) const ADMIN: &str = "the-admin-key-of-all-hubs-in-tests";

/// A hub that runs until it is dropped.
#[derive(Debug)]
pub struct Hub {
    /// Somebody who may do everything.
    pub admin: Client,
    /// What runs.
    pub running: Running,
    _folder: TempDir,
}

impl Hub {
    /// Runs a test on a hub with that engine and these variables beside its own, or says that it
    /// is skipped.
    ///
    /// # Panics
    ///
    /// When the hub does not start, or does not stop.
    pub async fn with(engine: Engine, variables: &[(&str, &str)], test: impl AsyncFnOnce(&Self)) {
        if let Some(hub) = Self::start(engine, variables).await {
            test(&hub).await;
            hub.running.stop().await;
        }
    }

    /// Starts a hub on an empty store, with these variables beside its own; `None` when tests that
    /// need its engine are skipped.
    ///
    /// # Panics
    ///
    /// When it does not start.
    pub async fn start(engine: Engine, variables: &[(&str, &str)]) -> Option<Self> {
        Self::start_in(engine, variables, Outside::default()).await
    }

    /// The same in surroundings of the test's own.
    ///
    /// # Panics
    ///
    /// When it does not start.
    pub async fn start_in(
        engine: Engine,
        variables: &[(&str, &str)],
        outside: Outside,
    ) -> Option<Self> {
        let folder = tempfile::tempdir().expect("a folder");
        let database = engine.new_database(folder.path())?;
        let data = folder.path().to_str().expect("a path of text");
        let own = [
            ("TIDINGS_DATA", data),
            ("TIDINGS_DATABASE_URL", &database),
            ("TIDINGS_LISTEN", "127.0.0.1:0"),
            ("TIDINGS_ADMIN_KEY", ADMIN),
            ("TIDINGS_SECRET_KEY", "the-instance-key-of-all-hubs-in-tests"),
        ];
        let variables = own.iter().chain(variables);
        let variables = variables.map(|(name, value)| (OsString::from(name), value.into()));
        let nothing = folder.path().join("tidings.toml");
        std::fs::write(&nothing, "").expect("a file");
        let loaded = Config::read(Some(&nothing), variables).expect("a configuration");
        let running = server::start_in(loaded.config, outside).await.expect("a hub");
        let admin = Client::new(running.addr, Some(ADMIN));
        Some(Self { admin, running, _folder: folder })
    }

    /// Somebody with that key.
    #[must_use]
    pub fn client(&self, key: &str) -> Client {
        Client::new(self.running.addr, Some(key))
    }

    /// Somebody without a key.
    #[must_use]
    pub fn stranger(&self) -> Client {
        Client::new(self.running.addr, None)
    }

    /// Asks again and again until the answer is as wanted; gives what was wanted of it.
    ///
    /// # Panics
    ///
    /// When that does not come about within ten seconds.
    pub async fn until<T>(&self, ask: impl AsyncFn(&Self) -> Option<T>) -> T {
        let patience = Instant::now() + Duration::from_secs(10);
        loop {
            if let Some(wanted) = ask(self).await {
                return wanted;
            }
            assert!(Instant::now() < patience, "it did not come about");
            tokio::task::yield_now().await;
        }
    }
}
