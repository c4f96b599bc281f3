//! What was erased before it was read is not passed over in silence.

use server::{Config, Outside, Running};
use std::ffi::OsString;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::UNIX_EPOCH;
use tempfile::TempDir;
use tests::{Engine, Stage, admin, text, until};

const HOUR: i64 = 3_600_000;
const DAY: i64 = 24 * HOUR;

/// What says the time to a hub: each test has its own, as they may share a process.
type Clock = (&'static AtomicI64, fn() -> i64);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_gap_is_told_on_sqlite() {
    static NOW: AtomicI64 = AtomicI64::new(0);
    a_gap_is_told(Engine::Sqlite, (&NOW, || NOW.load(Ordering::Relaxed))).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_gap_is_told_on_postgres() {
    static NOW: AtomicI64 = AtomicI64::new(0);
    a_gap_is_told(Engine::Postgres, (&NOW, || NOW.load(Ordering::Relaxed))).await;
}

async fn a_gap_is_told(engine: Engine, clock: Clock) {
    let Some(mut lives) = Lives::new(engine, clock) else { return };
    let today = i64::try_from(UNIX_EPOCH.elapsed().expect("now").as_millis()).expect("a time");
    let today = today / DAY * DAY;
    // Parts of tables are there for the days to come.
    lives.start(today).await.stop().await;

    let hub = lives.start(today + 2 * DAY + 12 * HOUR).await;
    let stage = Stage::new(&admin(hub.addr)).await;
    let events = stage.publish(3).await;
    let old = text(&stage.get("feed").await, "next");
    // A day later two of them are still to be read by one, and none by another.
    clock.0.store(today + 3 * DAY + 12 * HOUR, Ordering::Relaxed);
    let behind = text(&stage.get("feed?limit=1").await, "next");
    let before = text(&stage.get(&format!("feed?after={behind}&limit=1")).await, "next");
    let done = text(&stage.get("feed").await, "next");
    hub.stop().await;

    // The day of the events is over for good, and that of the places is not.
    let hub = lives.start(today + 6 * DAY + 5 * HOUR).await;
    let stage = stage.at(admin(hub.addr));
    let path = |after: &str| stage.path(&format!("feed?after={after}"));
    let told = async || (stage.admin.get(&path(&behind)).await.status == 410).then_some(());
    until(told).await;
    for place in [&behind, &before, &old] {
        let problem = stage.admin.get(&path(place)).await.problem(410);
        assert_eq!(problem["type"], "urn:tidings:problem:gap");
        stage.admin.get(&stage.path(&format!("events/stream?after={place}"))).await.problem(410);
    }
    let fresh = stage.get("feed").await;
    assert_eq!(fresh["data"], serde_json::json!([]), "{events:?} are gone");
    let new = stage.publish(1).await;
    for after in [&done, &text(&fresh, "next")] {
        let page = stage.admin.get(&path(after)).await.is(200);
        assert_eq!(text(&page["data"][0], "id"), new[0]);
    }
    hub.stop().await;
}

/// Hubs one after the other, on the same store.
struct Lives {
    folder: TempDir,
    /// Where the store is, unless it is in the folder.
    database: Option<String>,
    clock: Clock,
}

impl Lives {
    fn new(engine: Engine, clock: Clock) -> Option<Self> {
        let folder = tempfile::tempdir().expect("a folder");
        let url = engine.new_database(folder.path())?;
        Some(Self { folder, database: (engine == Engine::Postgres).then_some(url), clock })
    }

    /// Starts a hub at that time, which keeps things for three days.
    async fn start(&mut self, at: i64) -> Running {
        self.clock.0.store(at, Ordering::Relaxed);
        // Within a process the one before may hold on to its files.
        let before = std::mem::replace(&mut self.folder, tempfile::tempdir().expect("a folder"));
        for entry in std::fs::read_dir(before.path()).expect("a folder") {
            let from = entry.expect("a file").path();
            let to = self.folder.path().join(from.file_name().expect("a name"));
            std::fs::copy(&from, to).expect("a copy");
        }
        let own = Engine::Sqlite.new_database(self.folder.path()).expect("it needs no server");
        let data = self.folder.path().to_str().expect("a path of text").to_owned();
        let variables = [
            ("TIDINGS_DATA", data),
            ("TIDINGS_DATABASE_URL", self.database.clone().unwrap_or(own)),
            ("TIDINGS_LISTEN", "127.0.0.1:0".to_owned()),
            ("TIDINGS_ADMIN_KEY", "the-admin-key-of-all-hubs-in-tests".to_owned()),
            ("TIDINGS_SECRET_KEY", "the-instance-key-of-all-hubs-in-tests".to_owned()),
            ("TIDINGS_LIMITS_RETENTION", "3 d".to_owned()),
        ];
        let variables = variables.map(|(name, value)| (OsString::from(name), value.into()));
        let nothing = self.folder.path().join("tidings.toml");
        std::fs::write(&nothing, "").expect("a file");
        let loaded = Config::read(Some(&nothing), variables).expect("a configuration");
        let outside = Outside { clock: self.clock.1, ..Outside::default() };
        server::start_in(loaded.config, outside).await.expect("a hub")
    }
}
