//! What many tests begin with.

use adapter::Callback;
use http::Method;
use serde_json::{Value, json};
use std::fs;
use tests::{Client, Reply, Stage, path_of, text};

/// The path of a contact.
pub(crate) fn path(stage: &Stage, channel: &str, address: &str) -> String {
    let address = address.replace('%', "%25").replace('+', "%2B").replace('/', "%2F");
    stage.path(&format!("contacts/{channel}/{}", address.replace(' ', "%20")))
}

/// A contact that is there.
pub(crate) async fn contact(stage: &Stage, channel: &str, address: &str) -> Value {
    stage.admin.get(&path(stage, channel, address)).await.is(200)
}

/// Does something to a contact.
pub(crate) async fn act(stage: &Stage, channel: &str, address: &str, what: &str) -> Value {
    let path = format!("{}/{what}", path(stage, channel, address));
    let form = matches!(channel, "webpush").then(|| json!({"form_factor": "mobile"}));
    stage.admin.ask(Method::POST, &path, form).await.is(200)
}

/// Publishes one event; gives its id.
pub(crate) async fn publish(stage: &Stage, event: Value) -> String {
    let taken = stage.admin.post(&stage.path("events"), event).await.is(202);
    text(&taken["data"][0], "id")
}

/// The addresses of a list, in its order.
pub(crate) fn addresses(list: &Value) -> Vec<String> {
    list["data"].as_array().expect("a list").iter().map(|it| text(it, "address")).collect()
}

/// The kinds of all events, the first one first.
pub(crate) async fn kinds(stage: &Stage) -> Vec<String> {
    let mut all: Vec<_> = stage.all("events").await.iter().map(|it| text(it, "kind")).collect();
    all.reverse();
    all
}

/// Sends a request with a body and an idempotency key.
pub(crate) async fn once(client: &Client, path: &str, name: &str, body: &Value) -> Reply {
    let request = http::Request::post(path)
        .header("content-type", "application/json")
        .header("idempotency-key", name);
    client.send(request.body(body.to_string().into()).expect("a request")).await
}

/// A source that takes a provider's recordings, such as `viber/bot`; gives its callback's path.
pub(crate) async fn source(stage: &Stage, provider: &str) -> String {
    let (channel, name) = provider.split_once('/').expect("a channel and a provider");
    let file = tests::root().join(format!("channels/{channel}/fixtures/{name}/setup.json"));
    let mut secrets: Value =
        serde_json::from_slice(&fs::read(file).expect("a setup")).expect("JSON");
    let mut settings = json!({});
    if let Some(origin) = secrets.as_object_mut().and_then(|all| all.remove("origin")) {
        settings["origin"] = origin;
    }
    if provider == "sms/twilio" {
        settings["registered_url"] = json!("https://hub.example.org/in/k3vnq7x2");
    }
    let made = stage.new_source(provider, secrets).await;
    let path = stage.path(&format!("sources/{}", text(&made, "id")));
    stage.admin.patch(&path, json!({"settings": settings})).await.is(200);
    path_of(&made)
}

/// Plays a recording such as `viber/bot/subscribed` to a source.
pub(crate) async fn play(stage: &Stage, path: &str, name: &str) {
    let (channel, case) = name.split_once('/').expect("a channel and a case");
    let file = tests::root().join(format!("channels/{channel}/fixtures/{case}.http"));
    let recording = fs::read(&file).unwrap_or_else(|error| panic!("{name}: {error}"));
    let callback = Callback::from_recording(&recording).expect("a recording");
    let query = callback.url.split_once('?').map(|(_, query)| format!("?{query}"));
    let uri = format!("{path}{}", query.unwrap_or_default());
    let mut request = http::Request::builder().method(callback.method).uri(uri);
    for (header, value) in &callback.headers {
        let own = ["date", "host", "content-length"].contains(&header.as_str());
        request = if own { request } else { request.header(header, value) };
    }
    let request = request.body(callback.body.to_vec().into()).expect("a request");
    let reply = stage.admin.without_key().send(request).await;
    assert_eq!(reply.status, 200, "{name}: {reply:?}");
}
