//! The hub that is measured: the real program, set up as a user does.

use crate::load::Target;
use crate::sink::Sink;
use serde_json::json;
use std::fs::File;
use std::path::Path;
use std::process::Stdio;
use tests::{Engine, Place, Stage, admin, run_on_postgres};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

/// A hub with one source, and a webhook for each endpoint.
pub struct Hub {
    /// The callback URL of the source.
    pub target: Target,
    /// The process.
    pub id: u32,
    place: Place,
    engine: Engine,
    /// Its project, and who may do everything.
    pub stage: Stage,
    child: Child,
}

impl Hub {
    /// Starts one on an empty store, with a webhook for the first endpoint; `None` where the engine
    /// is not to be had.
    pub async fn start(engine: Engine, sink: &Sink) -> Option<Self> {
        let place = Place::new(engine)?;
        let log = File::create(place.folder.path().join("hub.log")).expect("a file");
        let mut command = Command::from(place.command(&["serve"]));
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(log).kill_on_drop(true);
        let mut child = command.spawn().expect("the program runs");
        let mut line = String::new();
        let said = child.stdout.take().expect("its output is piped");
        BufReader::new(said).read_line(&mut line).await.expect("it speaks UTF-8");
        let url = line.trim().trim_end_matches('/');
        let addr = url.strip_prefix("Dashboard: http://").and_then(|addr| addr.parse().ok());
        let addr = addr.unwrap_or_else(|| panic!("it said `{line}`"));
        let stage = Stage::new(&admin(addr)).await;
        stage.hook(&sink.url(0), json!({})).await;
        let path = stage.source("email/smtp2go", json!({})).await;
        let id = child.id().expect("it runs");
        Some(Self { target: Target { addr, path }, id, place, engine, stage, child })
    }

    /// Adds webhooks until there are that many.
    pub async fn widen(&self, sink: &Sink, fan: u32) {
        for endpoint in 1..fan {
            self.stage.hook(&sink.url(endpoint), json!({})).await;
        }
    }

    /// Its database.
    pub fn database(&self) -> String {
        self.place.variable("TIDINGS_DATABASE_URL").to_owned()
    }

    /// Its data folder.
    pub fn folder(&self) -> &Path {
        self.place.folder.path()
    }

    /// Ends it, and leaves nothing of it.
    pub async fn end(mut self) {
        self.child.kill().await.expect("it runs until now");
        if self.engine == Engine::Postgres {
            let url = self.place.variable("TIDINGS_DATABASE_URL");
            let (_, database) = url.rsplit_once('/').expect("the URL names a database");
            let cluster = tests::postgres().expect("it was there");
            run_on_postgres(&cluster, &format!("DROP DATABASE {database} WITH (FORCE)"));
        }
    }
}
