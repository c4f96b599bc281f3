//! What is too old goes, and what is still to be delivered does not.

use event::{Channel, EventId, EventKind, Fingerprint, Selection};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use store::{
    Answer, EventFilter, Ingest, InstanceKey, NewEvent, NewLink, NewProject, NewWebhook, No,
    Nobody, OpenError, Options, Project, Store, Taken, Webhook,
};
use tests::{Engine, run_on_postgres, until};
use webhook::{Secret, Success};

const DAY: i64 = 86_400_000;

/// How many events of one day: more than one transaction erases.
const MANY: usize = 1500;

static NOW: AtomicI64 = AtomicI64::new(0);

fn clock() -> i64 {
    NOW.load(Ordering::Relaxed)
}

#[tokio::test]
async fn what_is_too_old_goes_on_sqlite() {
    grow_old(Engine::Sqlite).await;
}

#[tokio::test]
async fn what_is_too_old_goes_on_postgres() {
    grow_old(Engine::Postgres).await;
}

async fn grow_old(engine: Engine) {
    let folder = tempfile::tempdir().expect("a folder");
    let Some(url) = engine.new_database(folder.path()) else { return };
    let url = if engine == Engine::Sqlite { format!("{url}?mode=rwc") } else { url };
    migrations::up(&url).await.expect("a schema");
    let today = i64::try_from(std::time::UNIX_EPOCH.elapsed().expect("now").as_millis());
    // Late in the day, so that what is too old is a whole day and half of the next.
    let today = today.expect("a time") / DAY * DAY + 3 * DAY / 4;
    let (quiet, wanted, codes) = live_three_days(&url, today).await;
    let first_part = format!("event_{}", (today + 2 * DAY) / DAY);
    if engine == Engine::Postgres {
        run_on_postgres(&url, &format!("SELECT 1 FROM {first_part}"));
    }

    let store = open(&url, today + 12 * DAY).await;
    until(async || (!leads(&store, &codes[0]).await).then_some(())).await;
    assert!(leads(&store, &codes[1]).await, "it has not expired for long enough");
    until(async || (count(&store, quiet).await == 1).then_some(())).await;
    // Fingerprints go with their events, a moment later.
    until(async || (!is_repeat(&store, quiet).await).then_some(())).await;
    assert_eq!(count(&store, wanted).await, 1);
    close(store).await;
    if engine == Engine::Postgres {
        // Its rows are gone because it is.
        run_on_postgres(&url, &format!("CREATE TABLE {first_part} (gone INTEGER)"));
        run_on_postgres(&url, &format!("DROP TABLE {first_part}"));
    }

    let store = open(&url, today + 30 * DAY).await;
    until(async || (count(&store, quiet).await == 0).then_some(())).await;
    assert_eq!(count(&store, wanted).await, 1, "it is still to be delivered");
    close(store).await;
}

/// Much happens on the third day and little on the fourth, to a project without a webhook and to one
/// whose webhook gets nothing.
async fn live_three_days(url: &str, today: i64) -> (No, No, Vec<String>) {
    let store = open(url, today).await;
    let (quiet, wanted) = (project(&store, "quiet").await, project(&store, "wanted").await);
    let codes = links(&store, quiet, &[today + 2 * DAY, today + 3 * DAY]).await;
    hook(&store, wanted).await;
    // Parts of tables are there for the days to come.
    close(store).await;
    let store = open(url, today + 2 * DAY).await;
    happen(&store, quiet, MANY).await;
    assert!(!is_repeat(&store, quiet).await);
    assert!(is_repeat(&store, quiet).await);
    close(store).await;
    let store = open(url, today + 3 * DAY).await;
    happen(&store, quiet, 1).await;
    happen(&store, wanted, 1).await;
    close(store).await;
    (quiet, wanted, codes)
}

/// Makes links that expire then; gives their codes.
async fn links(store: &Store, project: No, expire: &[i64]) -> Vec<String> {
    let link = |expires_at: &i64| NewLink {
        channel: Channel::Sms,
        contact: "+15622089096".to_owned(),
        message_id: None,
        url: "https://shop.example/".to_owned(),
        metadata: serde_json::Map::new(),
        expires_at: *expires_at,
    };
    let new: Vec<_> = expire.iter().map(link).collect();
    let body = |codes: &[String]| Answer { status: 201, body: codes.join(",") };
    let made = store.create_links(project, &new, None, body).await.expect("links");
    made.body.split(',').map(ToOwned::to_owned).collect()
}

/// Whether there is a link of that code.
async fn leads(store: &Store, code: &str) -> bool {
    store.link(code).await.expect("an answer").is_some()
}

async fn open(url: &str, now: i64) -> Store {
    NOW.store(now, Ordering::Relaxed);
    let options = Options {
        url: url.to_owned(),
        key: InstanceKey::new("the-instance-key-of-all-hubs-in-tests"),
        clock,
        kept_cap: 0,
        retention: 9 * DAY + DAY / 2,
        dispatches: false,
    };
    // The one before may not be gone altogether.
    until(async || match Store::open(options.clone(), Arc::new(Nobody)).await {
        Err(OpenError::Locked(_)) => None,
        opened => Some(opened.expect("a store")),
    })
    .await
}

/// Lets go of it, too: its file is free then.
async fn close(store: Store) {
    store.close().await;
}

async fn project(store: &Store, name: &str) -> No {
    let new = NewProject {
        title: name.to_owned(),
        domain: format!("{name}.example"),
        require_verification: false,
    };
    store.create_project(new, None, |_: &Project| said()).await.expect("a project");
    store.registry().domain(&format!("{name}.example")).expect("it is there").no
}

async fn hook(store: &Store, project: No) {
    let new = NewWebhook {
        project,
        title: String::new(),
        url: "https://example.org/".to_owned(),
        headers: BTreeMap::new(),
        secret: Secret::parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").expect("a secret"),
        events: Selection::parse(["*"]).expect("a selection"),
        schedule: None,
        concurrency: None,
        success: Success::default(),
        options: webhook::Options::default(),
        verification: store::Verification::default(),
    };
    store.create_webhook(new, None, |_: &Webhook| said()).await.expect("a webhook");
}

fn said() -> Answer {
    Answer { status: 201, body: String::new() }
}

async fn happen(store: &Store, project: No, count: usize) {
    let events = (0..count).map(|_| event()).collect();
    assert_eq!(take(store, project, events).await.len(), count);
}

/// Reports the same thing as ever; says whether that was known.
async fn is_repeat(store: &Store, project: No) -> bool {
    let fingerprint = Some(Fingerprint([7; 32]));
    let report = NewEvent { fingerprint, seen_by: 1, ..event() };
    take(store, project, vec![report]).await[0].duplicate
}

async fn take(store: &Store, project: No, events: Vec<NewEvent>) -> Vec<Taken> {
    let source = store.registry().built_in_source(project).expect("it has one").no;
    let ingest = Ingest { project, source, events, once: None, kept: None, parcels: Vec::new() };
    store.ingest(ingest).await.expect("kept")
}

fn event() -> NewEvent {
    NewEvent {
        id: EventId::at(clock()),
        kind: EventKind::EmailDelivered,
        contact: None,
        message_id: None,
        occurred_at: None,
        received_at: clock(),
        fingerprint: None,
        seen_by: clock(),
        body: "{}".into(),
    }
}

/// How many events there are, up to a page.
async fn count(store: &Store, project: No) -> usize {
    let all = EventFilter { limit: 200, ..EventFilter::default() };
    store.events(project, &all).await.expect("a page").rows.len()
}
