//! A hub with a clock that the test moves, an endpoint that fails while it is told to, and an
//! operator.

use serde_json::{Value, json};
use server::{Config, Outside, Running};
use std::ffi::OsString;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicUsize, Ordering};
use std::time::UNIX_EPOCH;
use tempfile::TempDir;
use tests::{Arrived, Client, Engine, Sink, Stage, says, until};

const ADMIN: &str = "the-admin-key-of-all-hubs-in-tests";

/// What signs operational events.
pub(crate) const SECRET: &str = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3";

/// By how much the clock is ahead. Each test is a process of its own.
static AHEAD: AtomicI64 = AtomicI64::new(0);

fn clock() -> i64 {
    let now = UNIX_EPOCH.elapsed().expect("after 1970").as_millis();
    i64::try_from(now).expect("a time") + AHEAD.load(Ordering::SeqCst)
}

/// Seconds pass.
pub(crate) fn pass(seconds: f64) {
    let passed = std::time::Duration::from_secs_f64(seconds).as_millis();
    AHEAD.fetch_add(i64::try_from(passed).expect("a time"), Ordering::SeqCst);
}

/// A hub and those around it.
pub(crate) struct Scene {
    pub(crate) stage: Stage,
    pub(crate) sink: Sink,
    pub(crate) operator: Sink,
    fails: Arc<AtomicBool>,
    refusals: Arc<AtomicUsize>,
    running: Running,
    variables: Vec<(OsString, OsString)>,
    folder: TempDir,
}

impl Scene {
    /// Runs a test on a hub with that engine and a project on it, or says that it is skipped.
    pub(crate) async fn with(engine: Engine, test: impl AsyncFnOnce(Self) -> Self) {
        if let Some(scene) = Self::new(engine).await {
            test(scene).await.running.stop().await;
        }
    }

    async fn new(engine: Engine) -> Option<Self> {
        let folder = tempfile::tempdir().expect("a folder");
        let database = engine.new_database(folder.path())?;
        let fails = Arc::new(AtomicBool::new(true));
        let asked = fails.clone();
        let answer = move || says(if asked.load(Ordering::SeqCst) { 500 } else { 200 });
        let sink = Sink::keeping(move |_| std::future::ready(answer())).await;
        let refusals = Arc::new(AtomicUsize::new(0));
        let left = refusals.clone();
        let refuses = move || {
            let one = |left: usize| left.checked_sub(1);
            left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, one).is_ok()
        };
        let answer = move || says(if refuses() { 503 } else { 204 });
        let operator = Sink::keeping(move |_| std::future::ready(answer())).await;
        let variables = [
            ("TIDINGS_DATA", folder.path().to_str().expect("a path of text")),
            ("TIDINGS_DATABASE_URL", &database),
            ("TIDINGS_LISTEN", "127.0.0.1:0"),
            ("TIDINGS_ADMIN_KEY", ADMIN),
            ("TIDINGS_SECRET_KEY", "the-instance-key-of-all-hubs-in-tests"),
            ("TIDINGS_ALLOW_NETWORKS", "127.0.0.0/8"),
            ("TIDINGS_OPERATOR_URL", &operator.url()),
            ("TIDINGS_OPERATOR_SECRET", SECRET),
            ("TIDINGS_LIMITS_DISABLE_AFTER", "2 d"),
        ];
        let variables = variables.map(|(name, value)| (name.into(), value.into())).to_vec();
        let running = start(&variables).await;
        let stage = Stage::new(&Client::new(running.addr, Some(ADMIN))).await;
        Some(Self { stage, sink, operator, fails, refusals, running, variables, folder })
    }

    /// Stops the hub, and starts it again on what it left. Its lock on the folder goes with this
    /// process, so what is in it moves.
    pub(crate) async fn restart(self) -> Self {
        self.running.stop().await;
        let folder = tempfile::tempdir().expect("a folder");
        let left = std::fs::read_dir(self.folder.path()).expect("a folder");
        for file in left.map(|it| it.expect("a file").path()) {
            let name = file.file_name().expect("a name");
            if name != "tidings.lock" {
                std::fs::copy(&file, folder.path().join(name)).expect("a copy");
            }
        }
        let paths = [self.folder.path(), folder.path()];
        let [old, new] = paths.map(|it| it.to_str().expect("a path of text").to_owned());
        let moved = self.variables.into_iter().map(|(name, value)| {
            (name, value.to_str().expect("a text").replace(&old, &new).into())
        });
        let variables: Vec<_> = moved.collect();
        let running = start(&variables).await;
        let stage = self.stage.at(Client::new(running.addr, Some(ADMIN)));
        Self { stage, running, variables, folder, ..self }
    }

    /// The endpoint takes requests from now on, or does not.
    pub(crate) fn fail(&self, fails: bool) {
        self.fails.store(fails, Ordering::SeqCst);
    }

    /// The operator refuses the next so many.
    pub(crate) fn refuse(&self, count: usize) {
        self.refusals.store(count, Ordering::SeqCst);
    }

    /// A webhook with that schedule; gives its path.
    pub(crate) async fn hook(&self, schedule: &[u32]) -> String {
        self.stage.hook(&self.sink.url(), json!({"title": "CRM", "schedule": schedule})).await.path
    }

    /// Waits until something holds of a webhook; gives it.
    pub(crate) async fn once(&self, hook: &str, holds: impl Fn(&Value) -> bool) -> Value {
        until(async || Some(self.stage.admin.get(hook).await.is(200)).filter(&holds)).await
    }

    /// Waits until that many attempts of an event's one delivery are written down.
    pub(crate) async fn attempts(&self, event: &str, count: usize) {
        let path = format!("events/{event}/deliveries");
        let made = async || self.stage.get(&path).await["data"][0]["attempts"].clone();
        until(async || (made().await == count).then_some(())).await;
    }

    /// Waits until that many requests have come.
    pub(crate) async fn arrived(&self, count: usize) {
        until(async || (self.sink.arrived().len() >= count).then_some(())).await;
    }

    /// Waits until the operator was told that often that this has happened; gives what was said.
    pub(crate) async fn told(&self, kind: &str, count: usize) -> Vec<Value> {
        until(async || {
            let all = self.operator.arrived();
            let all = all.iter().map(|one| {
                assert_eq!(one.header("webhook-signature"), signature(one));
                serde_json::from_slice::<Value>(&one.body).expect("JSON")
            });
            let told: Vec<_> = all.filter(|it| it["type"] == kind).collect();
            (told.len() >= count).then_some(told)
        })
        .await
    }
}

/// What signs it, by a library that is not the hub's. It is of the hub's time, not of this one.
fn signature(one: &Arrived) -> String {
    let signer = standardwebhooks::Webhook::new(SECRET).expect("a secret");
    let timestamp = one.header("webhook-timestamp").parse().expect("a time");
    signer.sign(one.id(), timestamp, &one.body).expect("a signature")
}

async fn start(variables: &[(OsString, OsString)]) -> Running {
    let nothing = tempfile::NamedTempFile::new().expect("a file");
    let loaded = Config::read(Some(nothing.path()), variables.iter().cloned());
    let outside = Outside { clock, ..Outside::default() };
    server::start_in(loaded.expect("a configuration").config, outside).await.expect("a hub")
}

/// Runs each of these tests on either engine.
#[macro_export]
macro_rules! on_scenes {
    ($($name:ident),* $(,)?) => {
        mod sqlite {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                $crate::scene::Scene::with(tests::Engine::Sqlite, super::$name).await;
            })*
        }

        mod postgres {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                $crate::scene::Scene::with(tests::Engine::Postgres, super::$name).await;
            })*
        }
    };
}
