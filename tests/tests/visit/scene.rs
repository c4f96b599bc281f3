//! What the tests begin with.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::{Method, Request};
use serde_json::{Value, json};
use tests::{Client, Hub, Reply, Stage, text, until};
use ticket::{Key, Purpose, Ticket};

/// A project, and what opens its URLs.
pub(crate) struct Scene {
    pub(crate) stage: Stage,
    /// Somebody without a key.
    pub(crate) reader: Client,
}

impl Scene {
    pub(crate) async fn new(hub: &Hub) -> Self {
        Self::of(&hub.admin, "shop.example").await
    }

    pub(crate) async fn of(admin: &Client, domain: &str) -> Self {
        let stage = Stage::of(admin, domain).await;
        Self { stage, reader: admin.without_key() }
    }

    /// Makes links; gives what was said.
    pub(crate) async fn links(&self, new: Value) -> Vec<Value> {
        let made = self.stage.admin.post(&self.stage.path("links"), new).await.is(201);
        made["data"].as_array().expect("a list").clone()
    }

    /// Makes one; gives its path.
    pub(crate) async fn link(&self, channel: &str, contact: &str, url: &str) -> String {
        let new = json!({"channel": channel, "contact": contact, "message_id": "m-1", "url": url});
        path(&self.links(new).await[0]["short_url"])
    }

    /// Seals a ticket; gives what was said.
    pub(crate) async fn seal(&self, ticket: Value) -> Value {
        let made = self.stage.admin.post(&self.stage.path("tickets"), ticket).await.is(200);
        made["data"][0].clone()
    }

    /// Seals one for that purpose, channel and contact; gives its path.
    pub(crate) async fn ticket(&self, purpose: &str, channel: &str, contact: &str) -> String {
        let ticket = json!({"purpose": purpose, "channel": channel, "contact": contact});
        path(&self.seal(ticket).await["url"])
    }

    /// The path of a token that the project's key sealed, whatever the ticket says.
    pub(crate) async fn forge(&self, purpose: Purpose, ticket: &Ticket) -> String {
        let shown = self.stage.get("ticket-key").await;
        let key = STANDARD.decode(text(&shown, "key"));
        let key = Key::new(&key.expect("base64").try_into().expect("32 bytes"));
        let project = self.stage.project.rsplit('/').next().and_then(|id| id.parse().ok());
        let project = project.expect("an id");
        let token = key.seal(project, purpose, ticket, rand::random());
        let (before, behind) = purpose.around();
        format!("/{before}{token}{behind}")
    }

    /// Opens a URL with these headers.
    pub(crate) async fn open(&self, method: Method, at: &str, headers: &[(&str, &str)]) -> Reply {
        let mut request = Request::builder().method(method).uri(at);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.reader.send(request.body("".into()).expect("a request")).await
    }

    /// Opens a URL with a browser.
    pub(crate) async fn get(&self, at: &str) -> Reply {
        self.open(Method::GET, at, &[("user-agent", tests::BROWSER)]).await
    }

    /// Sends a form.
    pub(crate) async fn post(&self, at: &str, kind: &str, form: &str) -> Reply {
        self.stage.call(at, &[("content-type", kind)], form).await
    }

    /// Presses a button of a page.
    pub(crate) async fn press(&self, at: &str, page: &Reply) -> Reply {
        let form = crate::html::Document::of(page).fields();
        self.post(at, "application/x-www-form-urlencoded", &form).await
    }

    /// The project's events, the first one first, once there are so many.
    pub(crate) async fn events(&self, count: usize) -> Vec<Value> {
        until(async || {
            let mut all = self.stage.all("events").await;
            assert!(all.len() <= count, "{all:#?}");
            all.reverse();
            (all.len() == count).then_some(all)
        })
        .await
    }

    /// The kinds of all events, the first one first.
    pub(crate) async fn kinds(&self) -> Vec<String> {
        let mut all = self.stage.all("events").await;
        all.reverse();
        all.iter().map(|event| text(event, "kind")).collect()
    }
}

/// The path of a URL of the hub.
pub(crate) fn path(url: &Value) -> String {
    let url = url.as_str().expect("a URL");
    let (_, rest) = url.split_once("://").expect("a scheme");
    let (_, path) = rest.split_once('/').expect("a path");
    format!("/{path}")
}

/// Where an answer leads.
#[track_caller]
pub(crate) fn location(reply: &Reply) -> &str {
    assert_eq!(reply.status, 302, "{reply:?}");
    reply.headers["location"].to_str().expect("text")
}
