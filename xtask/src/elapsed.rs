//! Durations as people read them.

use std::time::Duration;

/// Minutes and seconds.
pub fn elapsed(duration: Duration) -> String {
    let seconds = duration.as_secs();
    match seconds / 60 {
        0 => format!("{seconds} s"),
        minutes => format!("{minutes} min {} s", seconds % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn minutes_only_where_there_are_any() {
        for (seconds, text) in [(0, "0 s"), (59, "59 s"), (60, "1 min 0 s"), (3723, "62 min 3 s")] {
            assert_eq!(elapsed(Duration::from_secs(seconds)), text);
        }
    }
}
