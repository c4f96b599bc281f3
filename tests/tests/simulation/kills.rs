//! Hubs are killed. A killed hub is fenced when its beat has stood still for 3 s; the rest of ten
//! seconds is for looking, claiming and beginning.

use crate::agenda::{SECOND, Us};
use crate::costs::CAPACITY;
use crate::report::{Report, play};
use crate::upset::Upset::{self, Burden, Join, Kill};
use crate::world::Setting;

/// A kill at that time, while so much waits there.
fn kill(at: Us, hub: usize, lanes: usize, each: usize) -> [(Us, Upset); 2] {
    [(at, Burden { hub, lanes, each }), (at, Kill(hub))]
}

#[test]
fn one_after_the_other() {
    let kills = (0..3).flat_map(|it: u64| {
        let at = (5 + it * 6) * SECOND;
        let [burden, kill] = kill(at, 7 * usize::try_from(it).expect("few"), 1000, 3);
        [burden, kill, (at + 2 * SECOND, Join)]
    });
    let report = play(Setting { seed: 1, ..Setting::default() }, &kills.collect::<Vec<_>>());
    report.tell("3 killed one after the other, 3,000 waiting each");
    assert_eq!(report.fenced, 3);
    within(&report, 9000, 10 * SECOND);
}

#[test]
fn one_with_much() {
    let report = play(Setting { seed: 2, ..Setting::default() }, &kill(5 * SECOND, 50, 3000, 100));
    report.tell("1 killed, 300,000 waiting for 3,000 lanes");
    assert_eq!(report.fenced, 1);
    // A lane has one home, and of 3,000 lanes the fullest of 99 hubs gets some 48.
    let most = 48 * 100 * SECOND / CAPACITY;
    println!("the fullest hub needs {} ms for its share alone", most / 1000);
    within(&report, 300_000, 10 * SECOND + most);
}

#[test]
fn ten_at_once() {
    let kills = (0..10).flat_map(|hub| kill(5 * SECOND, hub, 500, 6));
    let report = play(Setting { seed: 3, ..Setting::default() }, &kills.collect::<Vec<_>>());
    report.tell("10 killed at once, 3,000 waiting each");
    assert_eq!(report.fenced, 10);
    within(&report, 30_000, 10 * SECOND);
}

#[test]
fn half_of_them_at_once() {
    let kills = (0..50).flat_map(|hub| kill(5 * SECOND, hub, 100, 10));
    let report = play(Setting { seed: 4, ..Setting::default() }, &kills.collect::<Vec<_>>());
    report.tell("50 killed at once, 1,000 waiting each");
    assert_eq!(report.fenced, 50);
    within(&report, 50_000, 10 * SECOND);
}

/// A hub goes past no lane of others that live.
#[test]
fn one_while_something_waits_for_many_lanes() {
    let setting = Setting { seed: 5, waiting: 200, ..Setting::default() };
    let report = play(setting, &kill(10 * SECOND, 50, 1000, 3));
    report.tell("1 killed while something waits for 20,000 lanes");
    within(&report, 3000, 8 * SECOND);
}

#[test]
fn the_same_seed_gives_the_same() {
    let setting = |seed| Setting { seed, hubs: 10, ..Setting::default() };
    let play = |seed| play(setting(seed), &kill(5 * SECOND, 3, 100, 10));
    let first = play(9);
    assert!(first.count >= 1000, "{first}");
    assert_eq!(first, play(9));
    assert_ne!(first, play(10));
}

/// All that waited was taken over in time.
fn within(report: &Report, count: usize, bar: Us) {
    assert!(report.count >= count, "{report}");
    assert!(report.max <= bar, "{report}");
}
