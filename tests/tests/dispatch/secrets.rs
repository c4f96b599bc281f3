//! What is secret is told once, to who made it, and stands nowhere else: in no answer, no log, no
//! file.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use std::path::Path;
use tests::{Client, Engine, Place, Reply, Sink, Stage, text, until};

/// Texts that are found again wherever they come out.
const PASSWORD: &str = "canary-of-the-url-6f1d";
const HEADER: &str = "canary-of-a-header-93ab";
const SECRETS: [[u8; 32]; 2] =
    [*b"canary-of-the-first-secret-00001", *b"canary-of-the-other-secret-00002"];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_secret_comes_out_on_sqlite() {
    run(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_secret_comes_out_on_postgres() {
    run(Engine::Postgres).await;
}

fn secret(place: usize) -> String {
    format!("whsec_{}", STANDARD.encode(SECRETS[place]))
}

/// The spellings of all that must not come out.
fn canaries() -> Vec<String> {
    let basic = STANDARD.encode(format!("me:{PASSWORD}"));
    let plain = SECRETS.map(|it| String::from_utf8(it.to_vec()).expect("text"));
    let [first, other] = [secret(0), secret(1)].map(|it| it["whsec_".len()..].to_owned());
    let mut all = vec![PASSWORD.to_owned(), HEADER.to_owned(), basic, first, other];
    all.extend(plain);
    all
}

/// Answers, as they came.
struct Heard {
    admin: Client,
    all: Vec<String>,
}

impl Heard {
    fn keep(&mut self, reply: &Reply) -> Value {
        assert!(reply.status.is_success(), "{reply:?}");
        self.all.push(String::from_utf8_lossy(&reply.body).into_owned());
        serde_json::from_slice(&reply.body).unwrap_or_default()
    }

    async fn post(&mut self, path: &str, body: Value) -> Value {
        let reply = self.admin.post(path, body).await;
        self.keep(&reply)
    }

    async fn get(&mut self, path: &str) -> Value {
        let reply = self.admin.get(path).await;
        self.keep(&reply)
    }

    /// In how many answers that stands.
    fn count(&self, canary: &str) -> usize {
        self.all.iter().filter(|it| it.contains(canary)).count()
    }
}

async fn run(engine: Engine) {
    let Some(place) = Place::new(engine) else { return };
    let place = place.with("TIDINGS_LOG", "trace");
    let (mut hub, addr) = place.start().await;
    let admin = tests::admin(addr);
    let stage = Stage::new(&admin).await;
    let sinks = (Sink::saying(200).await, Sink::saying(500).await);
    let mut heard = Heard { admin, all: Vec::new() };
    for sink in [&sinks.0, &sinks.1] {
        live(&mut heard, &stage, sink).await;
    }
    until(async || (sinks.0.arrived().len() >= 3).then_some(())).await;
    let sent = sinks.0.arrived();
    let mut posted = sent.iter().filter(|it| !it.id().is_empty());
    assert!(posted.all(|it| it.header("x-key") == HEADER), "they are secrets, and used");
    hub.tell_to_stop();
    hub.ended().await;
    for canary in canaries() {
        let shown = canary == secret(0)["whsec_".len()..] || canary == secret(1)["whsec_".len()..];
        assert_eq!(heard.count(&canary), if shown { 2 } else { 0 }, "{canary}: once a webhook");
        let files = files(place.folder.path());
        assert!(files.iter().any(|(name, _)| name.ends_with("log")), "the log is looked at");
        for (name, bytes) in files {
            let found = bytes.windows(canary.len()).any(|it| it == canary.as_bytes());
            assert!(!found, "{canary} stands in {name}");
        }
    }
}

/// Everything that is done with a webhook in its life.
async fn live(heard: &mut Heard, stage: &Stage, sink: &Sink) {
    let url = sink.url().replace("http://", &format!("http://me:{PASSWORD}@"));
    let new = json!({
        "url": url, "events": ["*"], "headers": {"X-Key": HEADER}, "secret": secret(0),
        "signatures": ["v1", "v1a", "cavage"], "schedule": [1]
    });
    let made = heard.post(&stage.path("webhooks"), new).await;
    let one = stage.path(&format!("webhooks/{}", text(&made, "id")));
    heard.post(&format!("{one}/test"), json!({})).await;
    heard.post(&format!("{one}/secret/rotate"), json!({"secret": secret(1)})).await;
    heard.post(&format!("{one}/verify"), json!({})).await;
    heard.post(&stage.path("webhooks/check"), json!({})).await;
    let event = stage.publish(1).await.remove(0);
    let deliveries = until(async || {
        let all = stage.get(&format!("events/{event}/deliveries")).await;
        let done = |it: &Value| it["attempts"].as_u64() > Some(0);
        all["data"].as_array().filter(|it| it.iter().all(done)).cloned()
    })
    .await;
    for delivery in &deliveries {
        heard.get(&stage.path(&format!("deliveries/{}/attempts", text(delivery, "id")))).await;
    }
    for path in ["", "webhooks", "signing-keys", "events", "deliveries"] {
        heard.get(stage.path(path).trim_end_matches('/')).await;
    }
    for path in [&one, &format!("{one}/verification"), "/openapi.json", "/metrics"] {
        heard.get(path).await;
    }
}

/// All files of a folder, and what they hold.
fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut all = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            all.extend(files(&path));
        } else {
            all.push((path.display().to_string(), std::fs::read(&path).expect("a file")));
        }
    }
    all
}
