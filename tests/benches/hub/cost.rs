//! What things cost on this machine: time of a processor, and the way to the disk.

use crate::spread::Spread;
use std::fs::{self, File};
use std::io::Write;
use std::path::Path;
use std::time::{Duration, Instant};

/// How long the system's clock tick is, in which it counts: 100 a second wherever Linux runs.
const TICK: Duration = Duration::from_millis(10);

/// One page, as a small commit appends.
const PAGE: [u8; 4096] = [b'.'; 4096];

/// How often the disk is asked.
const APPENDS: usize = 200;

/// What the events of a run cost processes.
#[derive(Debug)]
pub struct Meter<const N: usize> {
    processes: [u32; N],
    before: [Duration; N],
}

impl<const N: usize> Meter<N> {
    /// Begins to measure these processes.
    pub fn begin(processes: [u32; N]) -> Self {
        Self { processes, before: processes.map(cpu) }
    }

    /// Microseconds of a processor for each of so many events, a process.
    pub fn micros_each(self, events: u32) -> [f64; N] {
        let mut before = self.before.into_iter();
        self.processes.map(cpu).map(|after| {
            let taken = after.saturating_sub(before.next().unwrap_or_default());
            taken.as_secs_f64() * 1e6 / f64::from(events)
        })
    }
}

/// The time that a process has had of the processors so far, its own and the system's for it.
pub fn cpu(process: u32) -> Duration {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).expect("the process runs");
    // The program's name stands in parentheses, and may hold spaces. See proc_pid_stat(5).
    let (_, rest) = stat.rsplit_once(')').expect("the name ends");
    let times = rest.split_whitespace().skip(11).take(2);
    let ticks = times.map(|ticks| ticks.parse::<u32>().expect("it is a number"));
    TICK * ticks.sum::<u32>()
}

/// How long it takes to append a page to a file in that folder and see it on disk.
pub fn append_and_sync(folder: &Path) -> Option<Spread> {
    let path = folder.join("probe");
    let mut file = File::create(&path).expect("the folder can be written");
    let took = (0..APPENDS).map(|_| {
        let begun = Instant::now();
        file.write_all(&PAGE).expect("there is room");
        file.sync_data().expect("the disk answers");
        u32::try_from(begun.elapsed().as_micros()).unwrap_or(u32::MAX)
    });
    let spread = Spread::of(took.collect());
    fs::remove_file(path).expect("it is there");
    spread
}
