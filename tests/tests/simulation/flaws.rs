//! The judge is awake: what breaks a promise is seen.

use crate::agenda::{SECOND, Us};
use crate::report::{Report, play};
use crate::upset::Upset::{self, Burden, GoOn, Kill, Restart, Stop};
use crate::world::{Flaw, Setting};

const AT: Us = 5 * SECOND;

fn play_ten(flaw: Flaw, plan: &[(Us, Upset)]) -> Report {
    play(Setting { hubs: 10, flaw, ..Setting::default() }, plan)
}

/// That fault, and none without the flaw.
fn is_seen(flaw: Flaw, plan: &[(Us, Upset)], fault: &str) {
    assert_eq!(play_ten(Flaw::None, plan).faults, [""; 0]);
    let report = play_ten(flaw, plan);
    assert!(report.faults(fault) > 0, "{fault}: {report}");
}

#[test]
fn who_sends_without_a_lease() {
    // It has 18 s to send, and is stopped in the middle.
    let plan = [
        (AT, Burden { hub: 3, lanes: 60, each: 300 }),
        (AT + 4 * SECOND, Stop(3)),
        (AT + 16 * SECOND, GoOn(3)),
    ];
    is_seen(Flaw::SendsWithoutLease, &plan, "begun by a run that was fenced");
    is_seen(Flaw::SendsWithoutLease, &plan, "begun after the lease");
}

#[test]
fn who_loses_what_an_ended_run_held() {
    is_seen(Flaw::InheritsNothing, &[(AT, Kill(3))], "lost");
}

#[test]
fn who_fences_for_what_it_could_not_see() {
    let away = [(AT, Restart { hangs: false, wait: 8 * SECOND })];
    is_seen(Flaw::CountsWhatItDidNotSee, &away, "fenced though it was well");
}
