//! Hubs stand still, or are cut off from the database. Nobody's lock tells of that, so a hub is
//! fenced when its beat has stood still for 5 s. It comes back as another run.

use crate::agenda::{MS, SECOND, Us};
use crate::report::{Report, play};
use crate::upset::Upset::{self, Burden, Cut, GoOn, Mend, Stop};
use crate::world::Setting;

/// How long it lasts.
const LONG: Us = 12 * SECOND;

/// Two hubs, one after the other, while 3,000 deliveries wait at each.
fn two(begins: fn(usize) -> Upset, ends: fn(usize) -> Upset) -> Vec<(Us, Upset)> {
    let each = [5, 21].into_iter().zip([10, 20]).flat_map(|(at, hub)| {
        let at = at * SECOND;
        let burden = Burden { hub, lanes: 1000, each: 3 };
        [(at, burden), (at, begins(hub)), (at + LONG, ends(hub))]
    });
    each.collect()
}

#[test]
fn stopped_and_going_on() {
    let report = play(Setting { seed: 11, ..Setting::default() }, &two(Stop, GoOn));
    report.tell("2 stopped for 12 s, 3,000 waiting each");
    taken_over(&report, 6000, 2);
}

#[test]
fn cut_off_and_back() {
    let report = play(Setting { seed: 12, ..Setting::default() }, &two(Cut, Mend));
    report.tell("2 cut off for 12 s, 3,000 waiting each");
    // What it has in memory it sends while its lease lasts, and some of that it can write down.
    taken_over(&report, 5000, 2);
}

#[test]
fn ten_stopped_at_once() {
    let at = 5 * SECOND;
    let stops = (0..10).flat_map(|hub| {
        let burden = Burden { hub, lanes: 500, each: 6 };
        [(at, burden), (at, Stop(hub)), (at + LONG, GoOn(hub))]
    });
    let report = play(Setting { seed: 13, ..Setting::default() }, &stops.collect::<Vec<_>>());
    report.tell("10 stopped at once for 12 s, 3,000 waiting each");
    taken_over(&report, 30_000, 10);
}

#[test]
fn a_short_stop_ends_nobody() {
    let stops = (0..30).flat_map(|it: u16| {
        let (hub, at) = (usize::from(it), 5 * SECOND + Us::from(it) * 100 * MS);
        [(at, Stop(hub)), (at + 3500 * MS, GoOn(hub))]
    });
    let report = play(Setting { seed: 14, ..Setting::default() }, &stops.collect::<Vec<_>>());
    report.tell("30 stopped for 3.5 s");
    assert_eq!((report.fenced, report.living), (0, 100));
}

/// All that waited was taken over in time, and who was fenced is there again.
fn taken_over(report: &Report, count: usize, fenced: usize) {
    assert!(report.count >= count, "{report}");
    assert_eq!((report.fenced, report.living), (fenced, 100));
    // Two seconds more than for a kill: so much longer a beat has to stand still.
    assert!(report.max <= 12 * SECOND, "{report}");
}
