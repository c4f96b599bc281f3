//! The suite that every provider passes, run over its folder of recorded callbacks.
//!
//! | file | holds |
//! |---|---|
//! | `fixtures/<provider>/setup.json` | the source's secrets and settings in one object |
//! | `fixtures/<provider>/other.json` | secrets of the same shape that are not the source's, where a made-up text would not do (a key); optional |
//! | `fixtures/<provider>/<case>.http` | a recording: request line with the absolute URL, headers, empty line, body; `Date` is the clock |
//! | `fixtures/<provider>/<case>.json` | what the adapter makes of it; rewritten by `UPDATE_EXPECT=1` |
//! | `fixtures/<provider>/<case>.setup.json` | another setup for that case; optional |

mod batches;
mod bodies;
mod clock;
mod facts;
mod fixture;
mod golden;
mod mutations;
#[cfg(test)]
mod sabotage;
mod secrets;

use self::fixture::{Case, Provider};
use crate::{Adapter, Parsed, Verified};
use event::EventKind;
use std::collections::BTreeSet;
use std::num::NonZero;
use std::panic::resume_unwind;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// Exercises every adapter of a channel on every recording in `fixtures/<its name>/`.
///
/// # Panics
///
/// When an adapter breaks a promise, has no recordings, or recordings have no adapter; says which
/// and how.
pub fn exercise(adapters: &[&dyn Adapter], fixtures: &Path) {
    facts::registry_and_folders_agree(adapters, fixtures);
    // Some take long, so that each takes the next that nobody has taken.
    let next = AtomicUsize::new(0);
    let work = || {
        while let Some(&adapter) = adapters.get(next.fetch_add(1, Ordering::Relaxed)) {
            conforms(adapter, fixtures);
        }
    };
    let workers = thread::available_parallelism().map_or(1, NonZero::get);
    thread::scope(|scope| {
        let workers: Vec<_> = (0..workers).map(|_| scope.spawn(work)).collect();
        for worker in workers {
            worker.join().unwrap_or_else(|panic| resume_unwind(panic));
        }
    });
}

fn conforms(adapter: &dyn Adapter, fixtures: &Path) {
    facts::are_whole(adapter.facts());
    let provider = Provider::read(adapter, fixtures);
    let mut kinds = BTreeSet::new();
    for case in &provider.cases {
        secrets::pass_as_they_are(adapter, case);
        clock::is_not_read(adapter, case);
        golden::is_met(adapter, case);
        kinds.extend(kinds_of(adapter, case));
    }
    facts::list_the_kinds_that_are_shown(adapter.facts(), &kinds);
    secrets::each_counts(adapter, &provider);
    for case in &provider.cases {
        secrets::others_and_none_are_refused(adapter, &provider, case);
        bodies::a_flipped_bit_is_noticed(adapter, case);
        bodies::a_cut_invents_nothing(adapter, case);
        batches::a_bad_entry_loses_no_neighbour(adapter, case);
        mutations::are_survived(adapter, case);
    }
}

/// The kinds that a case shows.
fn kinds_of(adapter: &dyn Adapter, case: &Case) -> Vec<EventKind> {
    let parsed = parse(adapter, case).unwrap_or_default();
    parsed.events.iter().map(|event| event.kind).collect()
}

/// What a proven case says; none where it is refused or cannot be read.
fn parse(adapter: &dyn Adapter, case: &Case) -> Option<Parsed> {
    let verified = crate::verify(adapter, &case.callback, &case.setup).ok()?;
    let parsed = adapter.parse(&verified).ok()?;
    is_lawful(adapter, &parsed, &case.name);
    Some(parsed)
}

/// What a case would say with another body, had it been proven.
fn parse_unproven(adapter: &dyn Adapter, case: &Case) -> Option<Parsed> {
    let parsed = adapter.parse(&Verified::kept(&case.callback, &case.setup)).ok()?;
    is_lawful(adapter, &parsed, &case.name);
    Some(parsed)
}

/// Whatever an adapter says, it says about its own channel, and in kinds that its facts list.
fn is_lawful(adapter: &dyn Adapter, parsed: &Parsed, what: &str) {
    let facts = adapter.facts();
    for event in &parsed.events {
        let kind = event.kind;
        assert_eq!(kind.channel(), facts.channel, "{what}: {kind} is of another channel");
        assert!(facts.kinds.contains(&kind), "{what}: its facts do not list {kind}");
    }
}
