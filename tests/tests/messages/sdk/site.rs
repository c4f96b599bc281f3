//! A site of another origin than the hub's, and a hub that is reached by a way that can be cut.

use super::driver::Driver;
use crate::service::{Service, says};
use sender::testkit;
use serde_json::{Value, json};
use std::net::TcpListener;
use tests::{Engine, Hub, Proxy, Sink, Stage, text, until};

// RFC 8291, appendix A.
const KEY: &str = "q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94";
const AUTH: &str = "BTBZMqHH6r4Tts7J_aSIgg";

/// A site whose visitors may agree to get pushes.
pub(crate) struct Site {
    hub: Hub,
    stage: Stage,
    push: Service,
    keys: testkit::Browser,
    /// The way by which pages and workers reach the hub.
    pub(crate) way: Proxy,
    url: String,
    _pages: Sink,
}

/// A push that a browser was given.
pub(crate) struct Pushed {
    pub(crate) message: String,
    /// The notifications that are shown then.
    pub(crate) shown: Value,
}

impl Site {
    pub(crate) async fn new() -> Self {
        let push = Service::push().await;
        let listen = free();
        let way = Proxy::to(listen.parse().expect("an address")).await;
        let public = format!("http://{}", way.addr());
        let variables = [
            ("TIDINGS_LISTEN", listen.as_str()),
            ("TIDINGS_PUBLIC_URL", &public),
            ("TIDINGS_ALLOW_NETWORKS", "127.0.0.0/8"),
            ("TIDINGS_MESSAGES_PUSH_HOSTS", &push.origin()),
        ];
        let hub = Hub::start(Engine::Sqlite, &variables).await.expect("it needs no server");
        let stage = Stage::of(&hub.admin, "shop.example").await;
        let made = stage.new_source("webpush/beacon", json!({})).await;
        let key = text(&made["secrets"], "site_key");
        let pages = pages(&public, &key).await;
        let origin = pages.url().replace("127.0.0.1", "localhost");
        let origin = origin.trim_end_matches("/hook").to_owned();
        let path = stage.path(&format!("sources/{}", text(&made, "id")));
        stage.admin.patch(&path, json!({"settings": {"origin": origin}})).await.is(200);
        let keys = testkit::Browser::new(KEY, AUTH).expect("the RFC's keys");
        Self { hub, stage, push, keys, way, url: format!("{origin}/"), _pages: pages }
    }

    /// The URL of a script of the hub's.
    pub(crate) fn script(&self, name: &str) -> String {
        format!("http://{}/sdk/{name}", self.way.addr())
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// A new visitor, who will give that answer when asked; gives the state before.
    pub(crate) async fn visit(&self, browser: &mut Driver, answer: &str) -> Value {
        let subscription = json!({
            "endpoint": format!("{}/push/{answer}", self.push.origin()), "expirationTime": null,
            "keys": {"p256dh": self.keys.p256dh(), "auth": self.keys.auth()},
        });
        let visit = json!({"url": self.url, "subscription": subscription, "answer": answer});
        browser.does("visit", visit).await
    }

    /// Sends a push, which the service gets; gives its message and what the browser is to get.
    pub(crate) async fn pushed(&self, to: &str, title: &str) -> (String, String) {
        let before = self.push.asked().len();
        let message = json!({"channel": "webpush", "to": to, "body": {
            "title": title, "body": "text", "url": "https://shop.example/",
            "actions": [{"action": "track", "title": "Track", "url": "https://shop.example/track"}],
        }});
        let sent = self.stage.admin.post(&self.stage.path("messages"), message).await.is(202);
        let pushed = self.push.once(before + 1).await.remove(before);
        let clear = self.keys.decrypt(&pushed.body).expect("it is for this browser");
        (text(&sent["data"][0], "id"), String::from_utf8(clear).expect("text"))
    }

    /// Sends a push, and hands it to the browser.
    pub(crate) async fn send(&self, browser: &mut Driver, to: &str, title: &str) -> Pushed {
        let (message, push) = self.pushed(to, title).await;
        browser.does("push", json!({"data": push})).await;
        // To show it takes the browser a moment.
        let shown = until(async || {
            let shown = browser.does("shown", json!({})).await;
            let there = shown.as_array()?.iter().any(|it| it["tag"] == message);
            there.then_some(shown)
        })
        .await;
        Pushed { message, shown }
    }

    /// The project's events, the first one first.
    pub(crate) async fn all(&self) -> Vec<Value> {
        let mut all = self.stage.all("events").await;
        all.reverse();
        all
    }

    /// The same, once there are so many.
    pub(crate) async fn events(&self, count: usize) -> Vec<Value> {
        until(async || {
            let all = self.all().await;
            assert!(all.len() <= count, "more events: {:?}", kinds(&all));
            (all.len() == count).then_some(all)
        })
        .await
    }

    pub(crate) async fn stop(self) {
        self.hub.running.stop().await;
    }
}

/// The kinds of events.
pub(crate) fn kinds(events: &[Value]) -> Vec<String> {
    events.iter().map(|event| text(event, "kind")).collect()
}

/// The site's own pages: one that loads the script, and the worker of one line.
async fn pages(hub: &str, key: &str) -> Sink {
    let page = format!(
        "<!doctype html><title>Shop</title><script src=\"{hub}/sdk/tidings.js\"></script>\
         <script>window.ready = Tidings.init({{url: \"{hub}\", site: \"{key}\"}});</script>"
    );
    let worker = format!("importScripts(\"{hub}/sdk/worker.js\");");
    Sink::answering(move |asked| {
        let (kind, body) = match asked.path.as_str() {
            "/sw.js" => ("text/javascript", worker.clone()),
            _ => ("text/html", page.clone()),
        };
        async move { says(200, &[("content-type", kind)], &body) }
    })
    .await
}

/// An address of this machine that is free.
fn free() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.local_addr().expect("an address").to_string()
}
