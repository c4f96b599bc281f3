//! The store itself, without a hub around it.

use event::EventId;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};
use store::{
    Answer, Ingest, InstanceKey, NewEvent, NewProject, No, Nobody, Options, Project, Store,
};

/// Takes events in, as published.
pub(crate) async fn take(store: &Store, project: No, events: Vec<NewEvent>) {
    let source = store.registry().built_in_source(project).expect("it has one").no;
    let ingest = Ingest { project, source, events, once: None, kept: None, parcels: Vec::new() };
    store.ingest(ingest).await.expect("kept");
}

/// Makes a project.
pub(crate) async fn project(store: &Store) -> No {
    let domain = format!("p{}.example", EventId::at(0).uuid().simple());
    let new =
        NewProject { title: String::new(), domain: domain.clone(), require_verification: false };
    let said = |_: &Project| Answer { status: 201, body: String::new() };
    store.create_project(new, None, said).await.expect("a project");
    store.registry().domain(&domain).expect("it is there").no
}

/// Opens a store that is brought to the newest schema.
pub(crate) async fn open(url: &str) -> Store {
    migrations::up(url).await.expect("a schema");
    let options = Options {
        url: url.to_owned(),
        key: InstanceKey::new("the-instance-key-of-all-hubs-in-tests"),
        clock: || {
            let since = SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970");
            i64::try_from(since.as_millis()).expect("a near time")
        },
        kept_cap: 0,
        retention: 86_400_000 * 3650,
        dispatches: false,
    };
    Store::open(options, Arc::new(Nobody)).await.expect("a store")
}
