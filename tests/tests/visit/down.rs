//! A store that is down does not stand between a reader and the page.

use crate::scene::{Scene, location, path};
use serde_json::json;
use std::time::{Duration, Instant};
use tests::{Engine, Place, admin, run_on_postgres, until};

/// How long a reader may be kept waiting then.
const PATIENCE: Duration = Duration::from_secs(4);

const FORM: &str = "application/x-www-form-urlencoded";

/// A database that can throw everybody out.
struct Database {
    cluster: String,
    name: String,
}

impl Database {
    fn of(place: &Place) -> Self {
        let cluster = tests::postgres().expect("there is a database");
        let (_, name) = place.variable("TIDINGS_DATABASE_URL").rsplit_once('/').expect("a name");
        Self { cluster, name: name.to_owned() }
    }

    fn allow(&self, allowed: bool) {
        let Self { cluster, name } = self;
        run_on_postgres(cluster, &format!("ALTER DATABASE {name} ALLOW_CONNECTIONS {allowed}"));
        if !allowed {
            let out = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname";
            run_on_postgres(cluster, &format!("{out} = '{name}'"));
        }
    }
}

/// URLs of every kind.
struct Urls {
    known: String,
    unknown: String,
    sealed: String,
    pixel: String,
    leave: String,
}

impl Urls {
    async fn of(scene: &Scene) -> Self {
        let link = json!({
            "purpose": "link", "channel": "sms", "contact": "+15622089096",
            "url": "https://shop.example/sealed"
        });
        Self {
            known: scene.link("sms", "+15622089096", "https://shop.example/known").await,
            unknown: scene.link("sms", "+15622089096", "https://shop.example/unknown").await,
            sealed: path(&scene.seal(link).await["url"]),
            pixel: scene.ticket("open", "email", "ann@example.org").await,
            leave: scene.ticket("leave", "email", "ann@example.org").await,
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn readers_are_sent_on_all_the_same() {
    let Some(place) = Place::new(Engine::Postgres) else { return };
    let database = Database::of(&place);
    let (_program, addr) = place.start().await;
    let scene = Scene::of(&admin(addr), "shop.example").await;
    let urls = Urls::of(&scene).await;
    assert_eq!(location(&scene.get(&urls.known).await), "https://shop.example/known");
    scene.events(1).await;

    database.allow(false);
    until(async || (scene.reader.get("/readyz").await.status == 503).then_some(())).await;
    while_it_is_down(&scene, &urls).await;

    database.allow(true);
    until(async || (scene.reader.get("/readyz").await.status == 200).then_some(())).await;
    assert_eq!(location(&scene.get(&urls.unknown).await), "https://shop.example/unknown");
    until(async || {
        scene.get(&urls.pixel).await;
        scene.kinds().await.contains(&"email.read".to_owned()).then_some(())
    })
    .await;
    assert!(!scene.kinds().await.iter().any(|kind| kind.contains("unsubscribed")), "503 is no");
}

async fn while_it_is_down(scene: &Scene, urls: &Urls) {
    for (at, wanted) in [(&urls.known, "known"), (&urls.sealed, "sealed"), (&urls.known, "known")] {
        let begun = Instant::now();
        assert_eq!(location(&scene.get(at).await), format!("https://shop.example/{wanted}"));
        assert!(begun.elapsed() < PATIENCE, "{:?}", begun.elapsed());
    }
    let begun = Instant::now();
    assert_eq!(scene.get(&urls.pixel).await.body.len(), 43);
    let nobody_knows = scene.get(&urls.unknown).await;
    assert_eq!(nobody_knows.status, 503, "only the store knows where it leads");
    assert!(nobody_knows.headers.contains_key("retry-after"));
    assert!(begun.elapsed() < 2 * PATIENCE, "{:?}", begun.elapsed());
    assert_eq!(scene.get(&urls.leave).await.status, 200, "a page that asks needs no store");
    for form in ["List-Unsubscribe=One-Click", "do=unsubscribe"] {
        let reply = scene.post(&urls.leave, FORM, form).await;
        assert_eq!(reply.status, 503, "{form}");
        assert!(reply.headers.contains_key("retry-after"));
    }
    until(async || (lost(scene).await >= 4).then_some(())).await;
}

/// How many events were lost.
async fn lost(scene: &Scene) -> u64 {
    let metrics = scene.reader.get("/metrics").await;
    let text = String::from_utf8_lossy(&metrics.body).into_owned();
    let line = text.lines().find_map(|line| line.strip_prefix("tidings_visits_lost_total "));
    line.and_then(|count| count.parse().ok()).unwrap_or(0)
}
