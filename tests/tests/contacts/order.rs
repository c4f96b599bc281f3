//! Neither the order of reports nor their repetition matters, on either engine: by the store itself,
//! whose tables work out by SQL what `event::Marks` works out in memory.

use crate::stored::{open, project, take};
use event::{Block, Channel, EventId, EventKind, Fingerprint, Mark, Marks, Said};
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Map, Value, json};
use store::{Address, Contact, ContactFilter, NewEvent, No, Store};
use strum::IntoEnumIterator;
use tests::Engine;
use uuid::Uuid;

const BEGIN: i64 = 1_774_340_600_000;
const ADDRESSES: usize = 2;

/// How often a report may be repeated, at most.
const REPEATS: u128 = 1000;

#[test]
fn order_does_not_matter_on_sqlite() {
    any_order(Engine::Sqlite, 48);
}

#[test]
fn order_does_not_matter_on_postgres() {
    any_order(Engine::Postgres, 24);
}

/// Something that is reported of one of a few contacts.
#[derive(Clone, Debug)]
struct Report {
    contact: usize,
    kind: EventKind,
    at: i64,
    user: Option<u8>,
    fields: Map<String, Value>,
}

fn report() -> impl Strategy<Value = Report> {
    let mail = EventKind::iter().filter(|kind| kind.channel() == Channel::Email);
    let kinds: Vec<_> =
        mail.filter(|kind| (EventKind::MARKING | EventKind::PROFILING) & kind.bit() != 0).collect();
    let value = prop_oneof![Just(Value::Null), (0..9).prop_map(Value::from)];
    let fields = prop::collection::btree_map("[abc]", value, 0..3);
    // Few times, so that many are the same.
    let parts =
        (0..ADDRESSES, prop::sample::select(kinds), 1..9_i64, prop::option::of(0..3_u8), fields);
    parts.prop_map(|(contact, kind, at, user, fields)| Report {
        contact,
        kind,
        at,
        user,
        fields: fields.into_iter().collect(),
    })
}

fn any_order(engine: Engine, cases: u32) {
    let runtime = tokio::runtime::Runtime::new().expect("the system gives threads");
    let folder = tempfile::tempdir().expect("a folder");
    let Some(url) = engine.new_database(folder.path()) else { return };
    let url = if engine == Engine::Sqlite { format!("{url}?mode=rwc") } else { url };
    let store = runtime.block_on(open(&url));
    let mut runner = TestRunner::new(Config { cases, ..Config::default() });
    let index = any::<Index>;
    let input = (
        prop::collection::vec(report(), 1..14),
        prop::collection::vec((index(), index()), 0..8),
        prop::collection::vec(index(), 0..4),
    );
    let done = runner.run(&input, |(reports, swaps, cuts)| {
        runtime.block_on(same(&store, &reports, &swaps, &cuts));
        Ok(())
    });
    runtime.block_on(store.close());
    done.expect("it holds");
}

/// Reports the same twice, in two projects: in its order, event by event; and in another order, some
/// of it again, in a few larger batches.
async fn same(store: &Store, reports: &[Report], swaps: &[(Index, Index)], cuts: &[Index]) {
    let events: Vec<_> = reports.iter().enumerate().map(|(at, it)| event(it, at, 0)).collect();
    let straight = project(store).await;
    for event in &events {
        take(store, straight, vec![event.clone()]).await;
    }
    let mut shuffled = events.clone();
    for (again, (a, b)) in (1..).zip(swaps) {
        shuffled.swap(a.index(events.len()), b.index(events.len()));
        let place = a.index(reports.len());
        shuffled.push(event(&reports[place], place, again));
    }
    shuffled.reverse();
    let other = project(store).await;
    let mut cuts: Vec<_> = cuts.iter().map(|cut| cut.index(shuffled.len())).collect();
    cuts.extend([0, shuffled.len()]);
    cuts.sort_unstable();
    for cut in cuts.windows(2) {
        take(store, other, shuffled[cut[0]..cut[1]].to_vec()).await;
    }
    for place in 0..ADDRESSES {
        let found = find(store, straight, place).await;
        let again = find(store, other, place).await;
        assert_eq!(shown(found.as_ref()), shown(again.as_ref()), "{reports:#?}");
        let marks = said(reports, &events, place);
        let known = found.as_ref().map(|contact| contact.marks).unwrap_or_default();
        assert_eq!(known, marks, "the engine takes the later as memory does");
        agrees(store, straight, place, marks).await;
    }
}

/// What memory makes of the same.
fn said(reports: &[Report], events: &[NewEvent], place: usize) -> Marks {
    let of_it = reports.iter().zip(events).filter(|(report, _)| report.contact == place);
    let marks = of_it.filter_map(|(report, event)| {
        let said = Said::by(event.id, event.occurred_at, event.received_at);
        Some((report.kind.mark()?, said))
    });
    marks.collect()
}

/// What the engine makes of marks, by which lists are filtered, is what memory makes of them.
async fn agrees(store: &Store, list: No, place: usize, marks: Marks) {
    let standing = marks.standing();
    let listed = async |filter: ContactFilter| {
        let page = store.contacts(list, &ContactFilter { limit: 9, ..filter }).await;
        page.expect("a page").rows.iter().any(|it| it.address == address(place))
    };
    if marks == Marks::default() {
        return;
    }
    for blocked in [true, false] {
        let filter = ContactFilter { blocked: Some(blocked), ..ContactFilter::default() };
        assert_eq!(listed(filter).await, standing.is_blocked() == blocked, "{marks:?}");
    }
    for reason in Block::iter() {
        let filter = ContactFilter { reason: Some(reason), ..ContactFilter::default() };
        assert_eq!(listed(filter).await, standing.reasons.contains(&reason), "{marks:?}");
    }
    if let Some(since) = standing.since {
        for (since, until, there) in [
            (since, since + 1, true),
            (since + 1, since + 9_999, false),
            (since - 9_999, since, false),
        ] {
            let filter = ContactFilter {
                since: Some(since),
                until: Some(until),
                ..ContactFilter::default()
            };
            assert_eq!(listed(filter).await, there, "{marks:?}");
        }
    }
}

/// Marks by their times and the reports that set them, the user, the fields.
type Shown = (Vec<(Mark, i64, Option<u128>)>, Option<String>, Option<Map<String, Value>>);

fn shown(contact: Option<&Contact>) -> Option<Shown> {
    let report = |id: EventId| id.uuid().as_u128() / REPEATS;
    contact.map(|it| {
        let marks = it.marks.all().map(|(mark, said)| (mark, said.at, said.by.map(report)));
        (marks.collect(), it.user.clone(), it.fields.clone())
    })
}

async fn find(store: &Store, list: No, place: usize) -> Option<Contact> {
    store.contact(list, &address(place)).await.expect("it is read")
}

fn address(place: usize) -> Address {
    Address::new(Channel::Email, &format!("u{place}@x.example")).expect("an address")
}

/// A report's event. Each time it is reported it has another id; those of one report lie together,
/// so that of what was said at one time always the same report counts.
fn event(report: &Report, place: usize, again: usize) -> NewEvent {
    let first = EventId::first_at(BEGIN).uuid().as_u128() / REPEATS + 1;
    let id = (first + place as u128) * REPEATS + again as u128;
    let profile = json!({"fields": report.fields});
    let user = report.user.map(|user| format!("u-{user}"));
    NewEvent {
        id: Uuid::from_u128(id).into(),
        kind: report.kind,
        contact: Some(address(report.contact).text().to_owned()),
        message_id: None,
        occurred_at: Some(BEGIN + report.at),
        received_at: BEGIN + 100,
        fingerprint: Some(Fingerprint([u8::try_from(place).expect("few"); 32])),
        seen_by: 0,
        body: json!({"data": {"profile": profile, "user": user}}).to_string().into(),
    }
}
