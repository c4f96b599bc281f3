//! The database goes away and comes back. What nobody could see tells nothing: nobody is fenced for
//! it, and all go on.

use crate::agenda::{MS, SECOND, Us};
use crate::report::play;
use crate::upset::Upset::{Back, Burden, Kill, Restart};
use crate::world::Setting;

#[test]
fn nobody_is_fenced_for_it() {
    for (name, hangs, waits) in [
        ("refuses for 4 s", false, &[4000][..]),
        ("refuses for 20 s", false, &[20_000]),
        ("refuses for 1.5 s, three times", false, &[1500; 3]),
        ("hangs for 4.5 s", true, &[4500]),
    ] {
        let away = (1..).zip(waits).flat_map(|(it, wait): (Us, &Us)| {
            let (at, wait) = (it * 5 * SECOND, wait * MS);
            [(at, Restart { hangs, wait }), (at + wait, Back)]
        });
        let report = play(Setting { seed: 21, ..Setting::default() }, &away.collect::<Vec<_>>());
        report.tell(&format!("the database {name}"));
        assert_eq!((report.fenced, report.living), (0, 100));
        assert!(report.begun > 15_000, "all go on: {report}");
    }
}

#[test]
fn who_is_killed_meanwhile_is_fenced_after_it() {
    let (at, wait) = (5 * SECOND, 4 * SECOND);
    let plan = [
        (at, Burden { hub: 7, lanes: 1000, each: 3 }),
        (at, Restart { hangs: false, wait }),
        (at + SECOND, Kill(7)),
    ];
    let report = play(Setting { seed: 22, ..Setting::default() }, &plan);
    report.tell("1 killed while the database is away for 4 s, 3,000 waiting");
    assert_eq!((report.fenced, report.living), (1, 99));
    // It can be seen from when the database is back, 3 s after the kill.
    assert!(report.max <= 13 * SECOND, "{report}");
}
