//! Other people's libraries verify what the hub sends.

mod profiles;
mod program;

use self::program::Program;
use serde_json::{Value, json};
use tests::{Engine, Hub, Sink, Stage};

/// What no change of may go unnoticed.
const HEADERS: [&str; 3] = ["webhook-id", "webhook-timestamp", "webhook-signature"];

#[tokio::test]
async fn the_python_client_verifies_a_delivery() {
    if let Some(path) = tests::python_path() {
        judge(&Program::new("python3", "verify.py", Some(("PYTHONPATH", path)))).await;
    }
}

#[tokio::test]
async fn the_node_client_verifies_a_delivery() {
    if let Some(path) = tests::node_path() {
        judge(&Program::new("node", "verify.cjs", Some(("NODE_PATH", path)))).await;
    }
}

async fn judge(script: &Program) {
    let networks = [("TIDINGS_ALLOW_NETWORKS", "127.0.0.0/8")];
    let hub = Hub::start(Engine::Sqlite, &networks).await.expect("it needs no server");
    let sink = Sink::saying(200).await;
    let stage = Stage::new(&hub.admin).await;
    let hook = stage.hook(&sink.url(), json!({})).await;
    let new = json!({
        "kind": "email.bounced", "contact": "Bob@Example.org", "message_id": "ключ \u{2028} 1",
        "bounce": {"class": "hard", "code": 550}, "metadata": {"order": "A-1009", "n": 1.0}
    });
    hub.admin.post(&stage.path("events"), new).await.is(202);
    let arrived = sink.once(1).await.remove(0);
    let headers = HEADERS.map(|name| (name.to_owned(), arrived.header(name).into()));
    let good = json!({
        "secret": hook.secret,
        "headers": Value::Object(headers.into_iter().collect()),
        "body": std::str::from_utf8(&arrived.body).expect("text"),
    });
    assert_eq!(script.verify(&good).as_deref(), Some("email.bounced"));
    for (place, change) in [
        ("/body", good["body"].as_str().expect("text").replace("A-1009", "A-1008")),
        ("/body", format!("{} ", good["body"].as_str().expect("text"))),
        ("/secret", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".to_owned()),
        ("/headers/webhook-id", arrived.id().replace("evt_", "evt-")),
        ("/headers/webhook-timestamp", next(arrived.header("webhook-timestamp"))),
        (
            "/headers/webhook-signature",
            "v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=".to_owned(),
        ),
    ] {
        let mut bad = good.clone();
        let member = bad.pointer_mut(place).expect("a member");
        assert_ne!(*member, change, "{place}");
        *member = change.into();
        assert_eq!(script.verify(&bad), None, "{place} was changed");
    }
    hub.running.stop().await;
}

/// The second after.
fn next(timestamp: &str) -> String {
    (timestamp.parse::<u64>().expect("seconds") + 1).to_string()
}
