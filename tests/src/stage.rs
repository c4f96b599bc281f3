//! What most tests of a whole way begin with: a project, its sources and webhooks.

use crate::{Client, Reply, until};
use serde_json::{Value, json};

/// A project, and somebody who may do everything with it.
#[derive(Clone, Debug)]
pub struct Stage {
    /// That somebody.
    pub admin: Client,
    /// The project's path.
    pub project: String,
}

/// A webhook that was made.
#[derive(Clone, Debug)]
pub struct Hook {
    /// Its id.
    pub id: String,
    /// Its path.
    pub path: String,
    /// What signs its deliveries.
    pub secret: String,
}

impl Stage {
    /// Makes a project.
    pub async fn new(admin: &Client) -> Self {
        Self::of(admin, "shop.example").await
    }

    /// Makes a project with that domain.
    pub async fn of(admin: &Client, domain: &str) -> Self {
        let new = json!({"title": "Shop", "domain": domain});
        let made = admin.post("/v1/projects", new).await.is(201);
        let project = format!("/v1/projects/{}", text(&made, "id"));
        Self { admin: admin.clone(), project }
    }

    /// The same project at a hub that was started again.
    #[must_use]
    pub fn at(&self, admin: Client) -> Self {
        Self { admin, project: self.project.clone() }
    }

    /// A path below the project's.
    #[must_use]
    pub fn path(&self, below: &str) -> String {
        format!("{}/{below}", self.project)
    }

    /// Reads what is below the project.
    pub async fn get(&self, below: &str) -> Value {
        self.admin.get(&self.path(below)).await.is(200)
    }

    /// Makes a source; gives the path of its callback URL.
    pub async fn source(&self, provider: &str, secrets: Value) -> String {
        path_of(&self.new_source(provider, secrets).await)
    }

    /// Makes a source of a provider such as `email/sendgrid`; gives what was said.
    ///
    /// # Panics
    ///
    /// When it is not made.
    pub async fn new_source(&self, provider: &str, secrets: Value) -> Value {
        let (channel, provider) = provider.split_once('/').expect("a channel and a provider");
        let new = json!({"channel": channel, "provider": provider, "secrets": secrets});
        self.admin.post(&self.path("sources"), new).await.is(201)
    }

    /// Makes a webhook that wants everything, with these members beside.
    pub async fn hook(&self, url: &str, more: Value) -> Hook {
        let mut new = json!({"url": url, "events": ["*"]});
        if let (Some(new), Value::Object(more)) = (new.as_object_mut(), more) {
            new.extend(more);
        }
        let made = self.admin.post(&self.path("webhooks"), new).await.is(201);
        let id = text(&made, "id");
        Hook { path: self.path(&format!("webhooks/{id}")), secret: text(&made, "secret"), id }
    }

    /// Publishes that many events; gives their ids.
    ///
    /// # Panics
    ///
    /// When they are not taken.
    pub async fn publish(&self, count: usize) -> Vec<String> {
        let one = json!({"kind": "email.delivered", "contact": "ann@example.org"});
        let taken = self.admin.post(&self.path("events"), json!(vec![one; count])).await.is(202);
        let taken = taken["data"].as_array().expect("a list").iter();
        taken.map(|event| text(event, "id")).collect()
    }

    /// Does something to a webhook.
    pub async fn act(&self, hook: &Hook, what: &str) -> Value {
        self.admin.act(&format!("{}/{what}", hook.path)).await.is(200)
    }

    /// The only delivery of an event, once it is in that state.
    pub async fn delivery(&self, event: &str, state: &str) -> Value {
        let path = format!("events/{event}/deliveries");
        until(async || {
            let only = self.get(&path).await["data"][0].clone();
            (only["state"] == state).then_some(only)
        })
        .await
    }

    /// The attempts of a delivery, the first one first.
    ///
    /// # Panics
    ///
    /// When it has none to be told.
    pub async fn attempts(&self, delivery: &Value) -> Vec<Value> {
        let path = format!("deliveries/{}/attempts", text(delivery, "id"));
        let mut all = self.get(&path).await["data"].as_array().expect("a list").clone();
        all.reverse();
        all
    }

    /// Every entry of a list, page by page.
    ///
    /// # Panics
    ///
    /// When it is no list.
    pub async fn all(&self, below: &str) -> Vec<Value> {
        let sign = if below.contains('?') { '&' } else { '?' };
        let first = format!("{below}{sign}limit=250");
        let mut page = self.get(&first).await;
        let mut all = Vec::new();
        loop {
            all.extend(page["data"].as_array().expect("a list").iter().cloned());
            let Some(next) = page["next"].as_str() else { return all };
            page = self.get(&format!("{first}&cursor={next}")).await;
        }
    }

    /// Sends a callback to that path, with these headers.
    ///
    /// # Panics
    ///
    /// When it is no request.
    pub async fn call(&self, path: &str, headers: &[(&str, &str)], body: &str) -> Reply {
        let mut request = http::Request::post(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let body = body.to_owned().into();
        self.admin.without_key().send(request.body(body).expect("a request")).await
    }
}

/// The text of a member.
///
/// # Panics
///
/// When there is none.
#[must_use]
#[track_caller]
pub fn text(value: &Value, name: &str) -> String {
    value[name].as_str().unwrap_or_else(|| panic!("no `{name}` in {value}")).to_owned()
}

/// The path of a source's callback URL.
///
/// # Panics
///
/// When it has none.
#[must_use]
pub fn path_of(source: &Value) -> String {
    let url = text(source, "callback_url");
    let (_, token) = url.split_once("/in/").expect("a callback URL");
    format!("/in/{token}")
}
