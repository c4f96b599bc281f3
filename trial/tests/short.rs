//! A short pass over every target, and that the fuzzer finds what is to be found.

use trial::{Budget, Target, all, replay, run};

/// Inputs for each target: enough to see a scanner that was broken, in a few seconds for all.
const TRIES: u64 = 400;

#[test]
fn what_was_kept_breaks_no_promise() {
    for target in all() {
        assert!(!target.seeds.is_empty(), "{} has nothing to begin with", target.name);
        if let Err(finding) = replay(&target) {
            panic!("{}: {}: {:?}", target.name, finding.why, text(&finding.input));
        }
    }
}

#[test]
fn a_short_pass_breaks_no_promise() {
    for target in all() {
        let report = run(&target, Budget::Tries(target.seeds.len() as u64 + TRIES), 7);
        if let Some(finding) = report.finding {
            panic!("{}: {}: {:?}", target.name, finding.why, text(&finding.input));
        }
        assert!(report.outcomes.len() > 1, "{} comes to the same for all", target.name);
    }
}

#[test]
fn a_bug_behind_steps_is_found_and_found_again() {
    // Each step is seen only after the one before: chance alone would not come there.
    let steps = |input: &[u8]| {
        let depth = b"{id:\x00=".iter().zip(input).take_while(|(a, b)| a == b).count();
        assert!(depth < 4, "the fourth step breaks");
        depth
    };
    let target = Target::new("steps", 0, vec![b"a".to_vec()], steps);
    let found = |seed| run(&target, Budget::Tries(2_000_000), seed).finding.expect("it is found");
    let finding = found(3);
    assert_eq!(finding.why, "it panicked: the fourth step breaks");
    assert_eq!(found(3), finding, "the same seed finds the same");
    assert!(finding.input.starts_with(b"{id:"));
}

#[test]
fn who_says_now_this_now_that_is_found() {
    let counter = std::sync::atomic::AtomicU64::new(0);
    let fickle = move |_: &[u8]| counter.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    let target = Target::new("fickle", 0, vec![Vec::new()], fickle);
    let finding = replay(&target).expect_err("it is found");
    assert_eq!(finding.why, "it comes now to this, now to that");
}

fn text(input: &[u8]) -> String {
    String::from_utf8_lossy(input).into_owned()
}
