//! In whatever order a parcel is reported on, it ends in the same state: by the store itself, whose
//! tables work out by SQL what `store::ParcelState` works out in memory.

use crate::stored::{open, project, take};
use event::{Channel, EventId, EventKind, Fingerprint, ParcelId};
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::{Config, TestRunner};
use serde_json::Map;
use std::time::{SystemTime, UNIX_EPOCH};
use store::{Ingest, NewEvent, NewParcel, No, Parcel, ParcelChange, ParcelState, Store};
use tests::Engine;

#[test]
fn order_does_not_matter_on_sqlite() {
    any_order(Engine::Sqlite, 48);
}

#[test]
fn order_does_not_matter_on_postgres() {
    any_order(Engine::Postgres, 24);
}

/// Something that is said of a parcel.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Said {
    /// The service took it, and will report on it by the parcel's own id.
    Sent,
    /// Nothing was heard of it, another took its place, or it was refused.
    Ended(ParcelState),
    /// An event tells of it.
    Event(EventKind),
}

fn said() -> impl Strategy<Value = Said> {
    prop::sample::select(vec![
        Said::Sent,
        Said::Ended(ParcelState::Expired),
        Said::Ended(ParcelState::Superseded),
        Said::Ended(ParcelState::Failed),
        Said::Event(EventKind::ViberDelivered),
        Said::Event(EventKind::ViberViewed),
        Said::Event(EventKind::ViberFailed),
        // Says nothing of how far it is.
        Said::Event(EventKind::ViberClicked),
    ])
}

fn any_order(engine: Engine, cases: u32) {
    let runtime = tokio::runtime::Runtime::new().expect("the system gives threads");
    let folder = tempfile::tempdir().expect("a folder");
    let Some(url) = engine.new_database(folder.path()) else { return };
    let url = if engine == Engine::Sqlite { format!("{url}?mode=rwc") } else { url };
    let store = runtime.block_on(open(&url));
    let project = runtime.block_on(project(&store));
    let mut runner = TestRunner::new(Config { cases, ..Config::default() });
    let swaps = prop::collection::vec((any::<Index>(), any::<Index>()), 0..6);
    let input = (prop::collection::vec(said(), 1..8), swaps, any::<bool>(), any::<bool>());
    let done = runner.run(&input, |(said, swaps, named, together)| {
        runtime.block_on(same(&store, project, &said, &swaps, named, together));
        Ok(())
    });
    runtime.block_on(store.close());
    done.expect("it holds");
}

/// Says the same of two parcels, of the other in another order. What they are called by is known
/// from the beginning, or told when they are sent.
async fn same(
    store: &Store,
    project: No,
    said: &[Said],
    swaps: &[(Index, Index)],
    named: bool,
    together: bool,
) {
    let mut other = said.to_vec();
    for (a, b) in swaps {
        other.swap(a.index(said.len()), b.index(said.len()));
    }
    let first = tell(store, project, said, named, together).await;
    let second = tell(store, project, &other, named, together).await;
    assert_eq!(first.state, second.state, "{said:?} {other:?}");
    assert_eq!(first.state, wanted(said, named), "{said:?}");
    let waits = |it: &Parcel| (it.due_at.is_some(), it.expires_at.is_some());
    assert_eq!(waits(&first), waits(&second), "{said:?} {other:?}");
    let state = first.state;
    assert_eq!(waits(&first), (state == ParcelState::Queued, state == ParcelState::Sent));
    if named {
        assert_eq!(first.viewed_at, second.viewed_at, "{said:?} {other:?}");
        let seen = said.contains(&Said::Event(EventKind::ViberViewed));
        assert_eq!(first.viewed_at.is_some(), seen);
    }
}

/// What memory makes of the same.
fn wanted(said: &[Said], named: bool) -> ParcelState {
    // By a name that was never told it cannot be found.
    let found = named || said.contains(&Said::Sent);
    let states = said.iter().map(|said| match said {
        Said::Sent => ParcelState::Sent,
        Said::Ended(state) => *state,
        Said::Event(EventKind::ViberFailed) if found => ParcelState::Failed,
        Said::Event(EventKind::ViberDelivered | EventKind::ViberViewed) if found => {
            ParcelState::Delivered
        }
        Said::Event(_) => ParcelState::Queued,
    });
    states.max().unwrap_or_default()
}

async fn tell(store: &Store, project: No, said: &[Said], named: bool, together: bool) -> Parcel {
    let now = now();
    let id = ParcelId::at(now);
    let source = store.registry().built_in_source(project).expect("it has one").no;
    let new = ParcelChange::New(Box::new(new(id, source, now, named)));
    keep(store, ingest(project, source, vec![new])).await;
    let tell = async |(place, said): (usize, &Said)| {
        let change = match said {
            Said::Event(kind) => {
                return take(store, project, vec![event(*kind, id, place, now)]).await;
            }
            Said::Ended(state) => {
                ParcelChange::Ended { id, state: *state, reason: None, attempted: false }
            }
            Said::Sent => ParcelChange::Sent {
                id,
                state: ParcelState::Sent,
                message_id: Some(id.to_string()),
                sent_at: now,
                expires_at: Some(now + 60_000),
                links: Vec::new(),
            },
        };
        keep(store, ingest(project, source, vec![change])).await;
    };
    if together {
        futures::future::join_all(said.iter().enumerate().map(tell)).await;
    } else {
        for one in said.iter().enumerate() {
            tell(one).await;
        }
    }
    store.parcel(project, id).await.expect("it is read").expect("it is there")
}

async fn keep(store: &Store, ingest: Ingest) {
    store.ingest(ingest).await.expect("kept");
}

fn ingest(project: No, source: No, parcels: Vec<ParcelChange>) -> Ingest {
    Ingest { project, source, events: Vec::new(), once: None, kept: None, parcels }
}

fn new(id: ParcelId, source: No, now: i64, named: bool) -> NewParcel {
    NewParcel {
        id,
        message: id,
        own: None,
        source,
        channel: Channel::Viber,
        contact: "01234567890A=".to_owned(),
        user: None,
        state: ParcelState::Queued,
        body: "{}".to_owned(),
        metadata: Map::new(),
        topic: None,
        quiet: false,
        made_at: now,
        ends_at: now + 60_000,
        message_id: named.then(|| id.to_string()),
        reason: None,
    }
}

fn event(kind: EventKind, parcel: ParcelId, place: usize, now: i64) -> NewEvent {
    let mut fingerprint = [0; 32];
    fingerprint[..16].copy_from_slice(parcel.uuid().as_bytes());
    fingerprint[16] = u8::try_from(place).expect("few");
    NewEvent {
        id: EventId::at(now),
        kind,
        contact: Some("01234567890A=".to_owned()),
        message_id: Some(parcel.to_string()),
        // The same in whatever order it comes.
        occurred_at: Some(1_774_340_600_000),
        received_at: now,
        fingerprint: Some(Fingerprint(fingerprint)),
        seen_by: 0,
        body: "{}".into(),
    }
}

fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970");
    i64::try_from(since.as_millis()).expect("a near time")
}
