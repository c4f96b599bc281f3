//! Hubs that look late know others than those that live, and take lanes for their own that are at
//! home elsewhere. The rows' locks decide then, and nobody claims from who lives.

use crate::agenda::{MS, SECOND, Us};
use crate::report::{Report, play};
use crate::upset::Upset::{self, Burden, GoOn, Join, Kill, Restart, Stop};
use crate::world::{Flaw, Setting};

#[test]
fn views_that_differ_make_no_second_owner() {
    let setting = Setting { seed: 31, late: 50, ..Setting::default() };
    let report = play(setting, &plan(50, 100, 30));
    report.tell("50 of 100 look every 4 s only; kills, stops and joins");
    assert!(report.elsewhere > 3, "views differed: {}", report.elsewhere);
    println!("{} claims by who was not the home", report.elsewhere);
    assert_eq!(report.fenced, 6);
}

/// What makes views differ: hubs come and go while much waits. Those that are killed and stopped have
/// numbers from that one on, those that join the numbers after all others.
fn plan(from: usize, hubs: usize, joins: usize) -> Vec<(Us, Upset)> {
    let us = |it: usize| Us::try_from(it).expect("few");
    let mut plan = Vec::new();
    for it in 0..5 {
        let at = 5 * SECOND + us(it) * 300 * MS;
        plan.push((at, Burden { hub: from + it, lanes: 100, each: 60 }));
        plan.push((at, Kill(from + it)));
    }
    for it in 0..joins {
        let at = 8 * SECOND + us(it) * 100 * MS;
        plan.push((at, Join));
        // What a new one owes waits, too.
        plan.push((at + 500 * MS, Burden { hub: hubs + it, lanes: 40, each: 20 }));
    }
    plan.push((6 * SECOND, Stop(from + 5)));
    plan.push((16 * SECOND, GoOn(from + 5)));
    // Then all look at all that waits again, whatever they know of each other by now.
    for it in 0..5 {
        let at = 9 * SECOND + us(it) * 700 * MS;
        plan.push((at, Restart { hangs: false, wait: 100 * MS }));
    }
    plan
}

#[test]
fn views_that_have_nothing_in_common_make_no_second_owner() {
    let report = play_alone(Flaw::None);
    report.tell("10 hubs that each take every lane for their own");
    println!("{} claims by who was not the home", report.elsewhere);
    assert!(report.elsewhere > 300, "views differed: {}", report.elsewhere);
}

#[test]
fn claims_that_heed_no_locks_are_seen() {
    let report = play_alone(Flaw::ClaimsHeedNoLocks);
    assert!(report.faults("does not own it") > 0, "{report}");
    assert!(report.faults("a second run while the first lives") > 0, "{report}");
}

/// Every hub is after all that an ended one left, at the same time.
fn play_alone(flaw: Flaw) -> Report {
    play(Setting { hubs: 10, alone: true, flaw, ..Setting::default() }, &plan(4, 10, 5))
}

#[test]
fn who_is_claimed_from_though_it_lives_is_seen() {
    let flaw = Flaw::TakesUnknownForEnded;
    let report = play(Setting { hubs: 20, late: 10, flaw, ..Setting::default() }, &plan(4, 20, 10));
    assert!(report.faults("claimed from a run that lives") > 0, "{report}");
}
