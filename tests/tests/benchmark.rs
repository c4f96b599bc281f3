//! What the benchmark reckons with, since a benchmark is not tested by being run.

#[path = "../benches/hub/mark.rs"]
mod mark;
#[path = "../benches/hub/spread.rs"]
mod spread;

use self::mark::Mark;
use self::spread::{Spread, median};
use proptest::prelude::*;

proptest! {
    #[test]
    fn a_mark_is_found_as_it_was_written(
        (run, event, sent) in any::<(u32, u32, u32)>(),
        before in "[^b]{0,40}",
        after in "([^0-9].{0,40})?",
    ) {
        let mark = Mark { run, event, sent };
        let body = format!("{before}{mark}{after}");
        prop_assert_eq!(Mark::find(body.as_bytes()), Some(mark));
    }
}

#[test]
fn the_first_mark_counts_and_a_broken_one_is_none() {
    let mark = |run, event, sent| Some(Mark { run, event, sent });
    for (body, found) in [
        ("a=bench-1-2-3&b=bench-4-5-6", mark(1, 2, 3)),
        ("bench-1-2-3", mark(1, 2, 3)),
        ("benchbench-1-2-3", mark(1, 2, 3)),
        ("bench-1-2", None),
        ("bench--2-3", None),
        ("bench-1-2-4294967296", None),
        ("nothing", None),
        ("", None),
    ] {
        assert_eq!(Mark::find(body.as_bytes()), found, "{body}");
    }
}

#[test]
fn percentiles_are_values_that_were_measured() {
    let spread = |p50, p90, p99| Some(Spread { p50, p90, p99 });
    for (micros, expected) in [
        (vec![], None),
        (vec![7000], spread(7.0, 7.0, 7.0)),
        (vec![2000, 1000], spread(1.0, 2.0, 2.0)),
        ((1..=100).rev().map(|it| it * 1000).collect(), spread(50.0, 90.0, 99.0)),
        ((1..=1000).map(|it| it * 1000).collect(), spread(500.0, 900.0, 990.0)),
    ] {
        assert_eq!(Spread::of(micros.clone()), expected, "{micros:?}");
    }
}

#[test]
fn the_median_is_the_middle_one_in_any_order() {
    for (values, expected) in [
        (&[][..], 0.0),
        (&[3.0], 3.0),
        (&[3.0, 1.0, 2.0], 2.0),
        (&[1.0, 9.0, 1.0], 1.0),
        (&[2.0, 1.0], 2.0),
    ] {
        assert!((median(values) - expected).abs() < f64::EPSILON, "{values:?}");
    }
}
