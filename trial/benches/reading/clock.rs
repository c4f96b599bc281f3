//! How long something takes.

use std::hint::black_box;
use std::time::{Duration, Instant};

/// How long a round is, and how many there are: short and many, as others use the machine too, and
/// one of them may be left alone.
const ROUND: Duration = Duration::from_millis(2);
const ROUNDS: usize = 100;

/// What a call takes, in nanoseconds: the fastest of the rounds.
pub(super) fn nanoseconds<T>(mut call: impl FnMut() -> T) -> f64 {
    let mut calls = 1_u32;
    let mut fastest = f64::INFINITY;
    let mut rounds = 0;
    while rounds < ROUNDS {
        let begun = Instant::now();
        for _ in 0..calls {
            black_box(call());
        }
        let took = begun.elapsed();
        if took < ROUND {
            calls = calls.saturating_mul(2);
            continue;
        }
        fastest = fastest.min(took.as_secs_f64() * 1e9 / f64::from(calls));
        rounds += 1;
    }
    fastest
}
