//! What the tests begin with: a hub whose messages go to services of our own.

use crate::service::Service;
use serde_json::{Value, json};
use tests::{Engine, Hub, Reply, Stage, path_of, text, until};

/// The site of the browsers.
pub(crate) const SITE: &str = "https://shop.example";

/// A project on a hub, and the services that its messages go to.
pub(crate) struct Scene {
    pub(crate) hub: Hub,
    pub(crate) stage: Stage,
    pub(crate) push: Service,
    pub(crate) telegram: Service,
    pub(crate) viber: Service,
}

impl Scene {
    /// Runs a test on a hub with that engine, or says that it is skipped.
    pub(crate) async fn with(engine: Engine, test: impl AsyncFnOnce(&Self)) {
        let Some(scene) = Self::new(engine, None).await else { return };
        test(&scene).await;
        scene.hub.running.stop().await;
    }

    /// The same, of a hub that services know by that URL.
    pub(crate) async fn called_by(public_url: &str, engine: Engine, test: impl AsyncFnOnce(&Self)) {
        let Some(scene) = Self::new(engine, Some(public_url)).await else { return };
        test(&scene).await;
        scene.hub.running.stop().await;
    }

    async fn new(engine: Engine, public_url: Option<&str>) -> Option<Self> {
        let push = Service::push().await;
        let (telegram, viber) = (Service::telegram().await, Service::viber().await);
        let origins = [push.origin(), telegram.origin(), viber.origin()];
        let variables = [
            ("TIDINGS_ALLOW_NETWORKS", "127.0.0.0/8"),
            ("TIDINGS_MESSAGES_PUSH_HOSTS", &origins[0]),
            ("TIDINGS_MESSAGES_TELEGRAM_URL", &origins[1]),
            ("TIDINGS_MESSAGES_VIBER_URL", &origins[2]),
        ];
        let known = public_url.map(|url| ("TIDINGS_PUBLIC_URL", url));
        let variables: Vec<_> = variables.into_iter().chain(known).collect();
        let hub = Hub::start(engine, &variables).await?;
        let stage = Stage::of(&hub.admin, "shop.example").await;
        Some(Self { hub, stage, push, telegram, viber })
    }

    /// A source of that provider, with these secrets and settings.
    pub(crate) async fn source(&self, provider: &str, secrets: Value, settings: Value) -> Source {
        let (channel, provider) = provider.split_once('/').expect("a channel and a provider");
        let new = json!({
            "channel": channel, "provider": provider, "secrets": secrets, "settings": settings,
        });
        let path = self.stage.path("sources");
        let made = self.stage.admin.post(&path, new).await.is(201);
        Source { path: path_of(&made), made }
    }

    /// A site whose pages subscribe.
    pub(crate) async fn site(&self) -> Source {
        self.source("webpush/beacon", json!({}), json!({"origin": SITE})).await
    }

    pub(crate) async fn telegram_bot(&self, settings: Value) -> Source {
        let secrets = json!({"bot_token": "123456:ABC-DEF"});
        self.source("telegram/bot", secrets, settings).await
    }

    pub(crate) async fn viber_bot(&self, settings: Value) -> Source {
        self.source("viber/bot", json!({"auth_token": "viber-token"}), settings).await
    }

    /// Sends messages; gives what became of them.
    pub(crate) async fn send(&self, messages: Value) -> Vec<Value> {
        let taken = self.ask(messages).await.is(202);
        taken["data"].as_array().expect("a list").clone()
    }

    pub(crate) async fn ask(&self, messages: Value) -> Reply {
        self.stage.admin.post(&self.stage.path("messages"), messages).await
    }

    /// Sends one message to one contact; gives its id.
    pub(crate) async fn send_one(&self, channel: &str, to: &str, body: Value) -> String {
        let sent = self.send(json!({"channel": channel, "to": to, "body": body})).await;
        text(&sent[0], "id")
    }

    /// A message, once it is that far.
    pub(crate) async fn message(&self, id: &str, state: &str) -> Value {
        until(async || {
            let found = self.stage.get(&format!("messages/{id}")).await;
            (found["state"] == state).then_some(found)
        })
        .await
    }

    /// The project's events, the first one first, once there are so many.
    pub(crate) async fn events(&self, count: usize) -> Vec<Value> {
        until(async || {
            let mut all = self.stage.all("events").await;
            all.reverse();
            let kinds: Vec<_> = all.iter().map(|event| text(event, "kind")).collect();
            assert!(all.len() <= count, "more events: {kinds:?}");
            (all.len() == count).then_some(all)
        })
        .await
    }
}

/// A source, and the path of its callback URL.
pub(crate) struct Source {
    pub(crate) path: String,
    pub(crate) made: Value,
}

impl Source {
    /// A secret that the hub has made.
    pub(crate) fn secret(&self, name: &str) -> String {
        text(&self.made["secrets"], name)
    }

    /// Where its pages are at home in the SDK.
    pub(crate) fn sdk(&self) -> String {
        format!("/sdk/{}", self.secret("site_key"))
    }
}

/// The kinds of events.
pub(crate) fn kinds(events: &[Value]) -> Vec<String> {
    events.iter().map(|event| text(event, "kind")).collect()
}

/// Runs each of these functions of a `&Scene` on either engine.
macro_rules! on_both_scenes {
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

pub(crate) use on_both_scenes;
