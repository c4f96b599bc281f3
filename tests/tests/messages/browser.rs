//! A browser as the hub sees it: a subscription, and a worker that reports.

use crate::scene::{SITE, Scene, Source};
use sender::testkit;
use serde_json::{Value, json};
use tests::{Arrived, Reply, text};

// RFC 8291, appendix A.
const KEY: &str = "q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94";
const AUTH: &str = "BTBZMqHH6r4Tts7J_aSIgg";

/// A browser that has subscribed.
pub(crate) struct Browser {
    keys: testkit::Browser,
    /// Its id, and what it says by that it has left.
    pub(crate) id: String,
    pub(crate) token: String,
    pub(crate) site: String,
}

impl Browser {
    /// Subscribes at a site, with that path at the push service.
    pub(crate) async fn subscribe(scene: &Scene, site: &Source, name: &str, more: Value) -> Self {
        let keys = testkit::Browser::new(KEY, AUTH).expect("the RFC's keys");
        let told = subscription(scene, &keys, name, &more);
        let known = ask(scene, &format!("{}/subscribe", site.sdk()), Some(SITE), &told).await;
        assert_eq!(known.headers["access-control-allow-origin"], SITE);
        let known = known.is(200);
        Self { keys, id: text(&known, "id"), token: text(&known, "token"), site: site.sdk() }
    }

    /// What a push holds, which the service got.
    pub(crate) fn open(&self, pushed: &Arrived) -> Value {
        let clear = self.keys.decrypt(&pushed.body).expect("it is for this browser");
        serde_json::from_slice(&clear).expect("JSON")
    }

    /// Reports on a push, as the worker does.
    pub(crate) async fn report(
        &self,
        scene: &Scene,
        word: &str,
        push: &Value,
        more: Value,
    ) -> Reply {
        let mut report = json!({
            "v": 1, "id": format!("{word} {}", push["id"]), "type": word, "ts": now(),
            "form_factor": push["device"], "token": push["token"],
        });
        report.as_object_mut().expect("one").extend(more.as_object().cloned().unwrap_or_default());
        let to = push["to"].as_str().map_or_else(|| format!("{}/beacon", self.site), path);
        ask(scene, &to, Some(SITE), &report).await
    }
}

/// What a browser tells of itself.
pub(crate) fn subscription(
    scene: &Scene,
    keys: &testkit::Browser,
    name: &str,
    more: &Value,
) -> Value {
    let mut told = json!({
        "endpoint": format!("{}/push/{name}", scene.push.origin()), "expirationTime": null,
        "keys": {"p256dh": keys.p256dh(), "auth": keys.auth()}, "form_factor": "desktop",
    });
    told.as_object_mut().expect("one").extend(more.as_object().cloned().unwrap_or_default());
    told
}

/// Another browser's keys.
pub(crate) fn keys() -> testkit::Browser {
    testkit::Browser::new(KEY, AUTH).expect("the RFC's keys")
}

/// Asks as a page of that origin does, without leave.
pub(crate) async fn ask(scene: &Scene, path: &str, origin: Option<&str>, body: &Value) -> Reply {
    let mut headers = vec![("content-type", "text/plain"), ("user-agent", "Firefox")];
    headers.extend(origin.map(|origin| ("origin", origin)));
    scene.stage.call(path, &headers, &body.to_string()).await
}

fn path(url: &str) -> String {
    let (_, rest) = url.split_once("://").expect("a URL");
    format!("/{}", rest.split_once('/').expect("a path").1)
}

fn now() -> i64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    i64::try_from(since.expect("after 1970").as_millis()).expect("a near time")
}
