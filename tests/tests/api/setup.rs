//! What many tests begin with.

use serde_json::{Value, json};
use tests::{Client, Hub};

/// A name that resolves nowhere: every attempt fails before it leaves the machine.
pub(crate) const NOWHERE: &str = "https://nowhere.invalid/hook";

/// The text of a member.
pub(crate) fn text(value: &Value, name: &str) -> String {
    value[name].as_str().unwrap_or_else(|| panic!("no `{name}` in {value}")).to_owned()
}

/// The ids of a list, in its order.
pub(crate) fn ids(list: &Value) -> Vec<String> {
    list["data"].as_array().expect("a list").iter().map(|it| text(it, "id")).collect()
}

/// Makes a project; gives its path.
pub(crate) async fn project(hub: &Hub, domain: &str) -> String {
    let made = hub.admin.post("/v1/projects", json!({"title": domain, "domain": domain})).await;
    format!("/v1/projects/{}", text(&made.is(201), "id"))
}

/// Somebody with a key of that role for the project of that domain.
pub(crate) async fn keyed(hub: &Hub, domain: &str, role: &str) -> Client {
    let new = json!({"title": role, "role": role, "project": domain});
    hub.client(&text(&hub.admin.post("/v1/keys", new).await.is(201), "key"))
}

/// Makes a source that needs nothing from outside; gives what was said.
pub(crate) async fn source(hub: &Hub, project: &str) -> Value {
    let new = json!({"channel": "telegram", "provider": "bot", "title": "Bot"});
    hub.admin.post(&format!("{project}/sources"), new).await.is(201)
}

/// Makes a webhook that wants everything and gets nothing; gives its id.
pub(crate) async fn webhook(hub: &Hub, project: &str) -> String {
    let new = json!({"title": "Nowhere", "url": NOWHERE, "events": ["*"], "schedule": []});
    text(&hub.admin.post(&format!("{project}/webhooks"), new).await.is(201), "id")
}

/// Publishes an event; gives its id.
pub(crate) async fn event(hub: &Hub, project: &str) -> String {
    let new = json!({"kind": "email.bounced", "contact": "Bob@Example.ORG"});
    let taken = hub.admin.post(&format!("{project}/events"), new).await.is(202);
    text(&taken["data"][0], "id")
}

/// The only delivery of an event, once it is in that state.
pub(crate) async fn delivery(hub: &Hub, project: &str, event: &str, state: &str) -> Value {
    let path = format!("{project}/events/{event}/deliveries");
    hub.until(async |hub| {
        let list = hub.admin.get(&path).await.is(200);
        let only = list["data"][0].clone();
        (only["state"] == state).then_some(only)
    })
    .await
}

/// Sends a bot's update to a source, proven as Telegram does.
pub(crate) async fn update(hub: &Hub, source: &Value, secret: &str, update: Value) {
    let url = text(source, "callback_url");
    let (_, token) = url.split_once("/in/").expect("a callback URL");
    let request = http::Request::post(format!("/in/{token}"))
        .header("content-type", "application/json")
        .header("x-telegram-bot-api-secret-token", secret);
    let reply = hub.stranger().send(request.body(update.to_string().into()).expect("one")).await;
    assert_eq!(reply.status, 200, "{reply:?}");
}
