//! What the figures were measured on.

use std::fs;
use std::thread::available_parallelism;

/// A machine, as it says of itself.
#[derive(Debug)]
pub struct Machine {
    /// How many processors this program may use.
    pub cores: usize,
    /// The processors' name.
    pub processor: String,
    /// The kernel's version.
    pub kernel: String,
    /// How many processes wanted a processor in the last minute, before the benchmark began.
    pub load: f64,
}

impl Machine {
    /// This one; what it does not say is empty.
    pub fn here() -> Self {
        let read = |path| fs::read_to_string(path).unwrap_or_default();
        let processor = read("/proc/cpuinfo");
        let mut named = processor.lines().filter_map(|line| line.split_once(':'));
        let name = named.find_map(|(key, name)| (key.trim() == "model name").then_some(name));
        let load = read("/proc/loadavg");
        let load = load.split(' ').next().and_then(|load| load.parse().ok());
        Self {
            cores: available_parallelism().map_or(1, usize::from),
            processor: name.unwrap_or_default().trim().to_owned(),
            kernel: read("/proc/sys/kernel/osrelease").trim().to_owned(),
            load: load.unwrap_or_default(),
        }
    }
}
