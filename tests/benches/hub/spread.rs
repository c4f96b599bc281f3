//! What many measurements come to.

/// How durations spread, in milliseconds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spread {
    /// Half of them take no longer.
    pub p50: f64,
    /// Nine of ten take no longer.
    pub p90: f64,
    /// Ninety-nine of a hundred take no longer.
    pub p99: f64,
}

impl Spread {
    /// Of durations in microseconds; `None` where there are none.
    pub fn of(mut micros: Vec<u32>) -> Option<Self> {
        micros.sort_unstable();
        let at = |percent| Some(f64::from(*micros.get(rank(micros.len(), percent)?)?) / 1e3);
        Some(Self { p50: at(50)?, p90: at(90)?, p99: at(99)? })
    }
}

/// The place of the smallest value that so many percent of all do not exceed.
fn rank(count: usize, percent: usize) -> Option<usize> {
    (count * percent).div_ceil(100).checked_sub(1)
}

/// The middle one; of an even number, the higher of the two in the middle. 0 where there are none.
pub fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    sorted.get(sorted.len() / 2).copied().unwrap_or_default()
}
