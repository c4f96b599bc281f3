//! The journal as a file: what was appended is read again, and nothing else.

use super::*;
use crate::NewEvent;
use bytes::Bytes;
use event::{EventId, EventKind, Fingerprint, Id};
use proptest::prelude::*;

fn ingest(number: u8, length: usize) -> Ingest {
    let full = number.is_multiple_of(2);
    let event = NewEvent {
        id: Id::from(uuid::Uuid::from_bytes([number; 16])),
        kind: EventKind::from_number(1).expect("a kind"),
        contact: full.then(|| format!("ann{number}@example.org")),
        message_id: full.then(|| number.to_string()),
        occurred_at: full.then_some(-1),
        received_at: i64::from(number),
        fingerprint: full.then_some(Fingerprint([number; 32])),
        seen_by: 7,
        body: Bytes::from(vec![number; length]),
    };
    Ingest {
        project: 1,
        source: 2,
        events: vec![event; 2],
        once: None,
        kept: None,
        parcels: Vec::new(),
    }
}

fn ids(ingests: &[Ingest]) -> Vec<EventId> {
    ingests.iter().flat_map(|it| it.events.iter().map(|event| event.id)).collect()
}

/// All records behind a mark, as the ids of their events.
fn left(path: &Path, mut mark: Mark) -> Vec<Vec<EventId>> {
    let mut file = open(path).expect("it opens");
    let mut all = Vec::new();
    while let Some((ingests, next)) = read(&mut file, mark).expect("it reads") {
        all.push(ids(&ingests));
        mark = next;
    }
    all
}

#[test]
fn what_was_appended_is_read_again_word_for_word() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("journal");
    let begin = Mark::new();
    let mut journal = Journal::begin(open(&path).expect("it opens"), begin);
    let all = [ingest(1, 0), ingest(2, 5000)];
    journal.append(&[&all[0], &all[1]]).expect("there is room");
    let mut file = open(&path).expect("it opens");
    let (found, mark) = read(&mut file, begin).expect("it reads").expect("there is one");
    assert_eq!(format!("{found:?}"), format!("{all:?}"));
    assert_eq!(mark, journal.last);
    assert_eq!(Mark::from_bytes(&mark.to_bytes()), Some(mark));
    assert!(mark.covers(begin) && !begin.covers(mark) && !mark.covers(Mark::new()));
    assert!(read(&mut file, mark).expect("it reads").is_none());
    assert!(left(&path, Mark::new()).is_empty(), "another run's records are none");
}

#[test]
fn a_record_that_is_not_whole_is_none() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("journal");
    let begin = Mark::new();
    let mut journal = Journal::begin(open(&path).expect("it opens"), begin);
    let first = journal.append(&[&ingest(1, 100)]).expect("there is room");
    let second = journal.append(&[&ingest(2, 100)]).expect("there is room");
    let whole = std::fs::read(&path).expect("it reads");
    let from = usize::try_from(first.end).expect("small");
    let length = record::length(whole[from..from + HEAD].try_into().expect("a head"), 2);
    assert!(second.end > first.end);
    for at in from..from + HEAD + length.expect("it is there") {
        let mut torn = whole.clone();
        torn[at] ^= 1;
        torn.truncate(1 << 16);
        let torn_path = folder.path().join("torn");
        std::fs::write(&torn_path, torn).expect("it writes");
        let file = File::open(&torn_path).expect("it opens");
        let mut file = Disk::new(file, &torn_path);
        assert!(read(&mut file, begin).expect("it reads").is_some());
        assert!(read(&mut file, first).expect("it reads").is_none(), "byte {at}");
    }
}

#[test]
fn a_full_journal_says_so_and_goes_on_once_there_is_room() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("journal");
    let mut journal = Journal::begin(open(&path).expect("it opens"), Mark::new());
    let long = ingest(1, LONGEST / 2 - 1000);
    let first = journal.append(&[&long]).expect("there is room");
    let kept = std::iter::from_fn(|| journal.append(&[&long]).ok()).count() as u64;
    assert_eq!(kept + 1, SIZE / LONGEST as u64);
    assert!(matches!(journal.append(&[&long]), Err(NotKept::Full)));
    journal.taken_over(first);
    let longer = ingest(1, LONGEST / 2);
    assert!(matches!(journal.append(&[&longer]), Err(NotKept::Full)), "too long for a record");
    journal.append(&[&ingest(1, 100)]).expect("there is room");
    assert_eq!(left(&path, first).len() as u64, kept + 1);
}

#[test]
fn what_failed_and_is_there_all_the_same_does_not_stand_for_what_followed() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("journal");
    let mut journal = Journal::begin(open(&path).expect("it opens"), Mark::new());
    let long = ingest(1, LONGEST / 2 - 1000);
    let mut last = Mark::new();
    for _ in 1..SIZE / LONGEST as u64 {
        last = journal.append(&[&long]).expect("there is room");
    }
    last = journal.append(&[&ingest(2, LONGEST / 2 - 32_000)]).unwrap_or(last);
    journal.taken_over(last);
    // The sync of a short one fails, and its bytes arrive.
    record::write(&mut journal.record, &last.salt, last.number + 1, |payload| {
        entry::write(&[&ingest(3, 100)], payload);
    });
    journal.disk.write(last.end, &journal.record).expect("it is written");
    journal.failed = Some(last.end);
    assert_eq!(left(&path, last).len(), 1, "it looks like any other");
    // What follows does not fit there.
    journal.append(&[&long]).expect("there is room");
    assert_eq!(left(&path, last), [ids(&[long])]);
}

#[test]
fn a_mark_of_another_format_is_none() {
    let mut bytes = Mark::new().to_bytes();
    assert!(Mark::from_bytes(&bytes).is_some());
    bytes[0] += 1;
    assert_eq!(Mark::from_bytes(&bytes), None);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Whatever was taken over in between: behind the mark lies all that was appended since.
    #[test]
    fn nothing_behind_the_mark_is_lost(
        steps in prop::collection::vec((any::<u8>(), 1_usize..900_000, 0_usize..3), 1..60),
    ) {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("journal");
        let mut mark = Mark::new();
        let mut journal = Journal::begin(open(&path).expect("it opens"), mark);
        let mut kept: Vec<(Mark, Vec<EventId>)> = Vec::new();
        for (number, length, over) in steps {
            if over > 0 && !kept.is_empty() {
                mark = kept.drain(..over.min(kept.len())).next_back().expect("one at least").0;
                journal.taken_over(mark);
            }
            let ingest = ingest(number, length);
            match journal.append(&[&ingest]) {
                Ok(next) => kept.push((next, ids(&[ingest]))),
                Err(NotKept::Full) => prop_assert!(!kept.is_empty()),
                Err(error) => return Err(TestCaseError::fail(error.to_string())),
            }
        }
        let kept: Vec<_> = kept.into_iter().map(|(_, ids)| ids).collect();
        prop_assert_eq!(left(&path, mark), kept);
    }
}
