//! Trying one target.

use crate::Target;
use crate::chance::Chance;
use crate::mutate::mutated;
use std::collections::HashMap;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

/// What no input may take, on any machine.
const SLOW: Duration = Duration::from_secs(2);

/// How often an input is slow before it is said to be: the machine may have been busy or asleep.
const SLOW_TIMES: usize = 3;

/// How many inputs are built upon, beside the seeds.
const MOST: usize = 4096;

/// How long a target is tried.
#[derive(Clone, Copy, Debug)]
pub enum Budget {
    /// For that long.
    Time(Duration),
    /// With so many inputs.
    Tries(u64),
}

/// An input that breaks a promise.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Finding {
    /// The input.
    pub input: Vec<u8>,
    /// What happens.
    pub why: String,
}

/// What came of it.
#[derive(Clone, Debug)]
pub struct Report {
    /// How many inputs were tried, the seeds among them.
    pub tries: u64,
    /// An input for each thing that the target came to, the shortest that was seen.
    pub outcomes: HashMap<u64, Vec<u8>>,
    /// What ended it early.
    pub finding: Option<Finding>,
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} tries, {} outcomes", self.tries, self.outcomes.len())
    }
}

/// Tries the seeds, then inputs like them, until the budget is used up or a promise is broken.
#[must_use]
pub fn run(target: &Target, budget: Budget, seed: u64) -> Report {
    let mut report = Report { tries: 0, outcomes: HashMap::new(), finding: None };
    let mut inputs = target.seeds.clone();
    let seeds = inputs.len();
    let (mut chance, begun) = (Chance::new(seed), Instant::now());
    loop {
        let nth = usize::try_from(report.tries).unwrap_or(usize::MAX);
        let over = match budget {
            Budget::Time(time) => begun.elapsed() >= time,
            Budget::Tries(tries) => report.tries >= tries,
        };
        if over && nth >= seeds {
            return report;
        }
        let seeded = target.seeds.get(nth).cloned();
        let input = seeded.unwrap_or_else(|| mutated(&inputs, &mut chance));
        report.tries += 1;
        match attempt(target, &input) {
            Ok(outcome) => {
                let known = report.outcomes.get(&outcome).map(Vec::len);
                if known.is_none() && nth >= seeds && inputs.len() < seeds + MOST {
                    inputs.push(input.clone());
                }
                if known.is_none_or(|length| input.len() < length) {
                    report.outcomes.insert(outcome, input);
                }
            }
            Err(why) => {
                report.finding = Some(Finding { input, why });
                return report;
            }
        }
    }
}

/// Tries the seeds alone.
///
/// # Errors
///
/// The first that breaks a promise.
pub fn replay(target: &Target) -> Result<(), Finding> {
    run(target, Budget::Tries(0), 0).finding.map_or(Ok(()), Err)
}

fn attempt(target: &Target, input: &[u8]) -> Result<u64, String> {
    let mut took = Duration::MAX;
    for _ in 0..SLOW_TIMES {
        let begun = Instant::now();
        let outcome = twice(target, input)?;
        took = took.min(begun.elapsed());
        if took <= SLOW {
            return Ok(outcome);
        }
    }
    Err(format!("it took {took:?}"))
}

fn twice(target: &Target, input: &[u8]) -> Result<u64, String> {
    let twice = AssertUnwindSafe(|| [target.comes_to(input), target.comes_to(input)]);
    let outcomes = catch_unwind(twice).map_err(|panic| {
        let text = panic.downcast_ref::<String>().map(String::as_str);
        let text = text.or_else(|| panic.downcast_ref::<&str>().copied());
        format!("it panicked: {}", text.unwrap_or("it does not say why"))
    })?;
    let same = outcomes[0] == outcomes[1];
    same.then_some(outcomes[0]).ok_or_else(|| "it comes now to this, now to that".to_owned())
}
