//! A short memory of names.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Enough for every host that is called within half a minute; about 1 MiB when full.
const CAPACITY: usize = 4096;

/// Addresses that the guard let through, by name.
pub(crate) struct Names {
    keep: Duration,
    known: Mutex<HashMap<String, Known>>,
}

struct Known {
    until: Instant,
    addresses: Arc<[IpAddr]>,
}

impl Names {
    /// A memory that keeps a name for that long.
    pub(crate) fn new(keep: Duration) -> Self {
        Self { keep, known: Mutex::default() }
    }

    pub(crate) fn get(&self, name: &str) -> Option<Arc<[IpAddr]>> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let found = known.get(name).filter(|found| Instant::now() < found.until)?;
        Some(Arc::clone(&found.addresses))
    }

    pub(crate) fn put(&self, name: &str, addresses: &Arc<[IpAddr]>) {
        let now = Instant::now();
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= CAPACITY {
            known.retain(|_, old| now < old.until);
        }
        if known.len() >= CAPACITY {
            known.clear();
        }
        let fresh = Known { until: now + self.keep, addresses: Arc::clone(addresses) };
        known.insert(name.to_owned(), fresh);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::Ipv4Addr;

    fn some() -> Arc<[IpAddr]> {
        Arc::from([Ipv4Addr::LOCALHOST.into()])
    }

    #[test]
    fn it_remembers_for_its_time_only() {
        let names = Names::new(Duration::from_hours(1));
        names.put("a.example", &some());
        assert_eq!(names.get("a.example"), Some(some()));
        assert_eq!(names.get("b.example"), None);
        let forgetful = Names::new(Duration::ZERO);
        forgetful.put("a.example", &some());
        assert_eq!(forgetful.get("a.example"), None);
    }

    #[test]
    fn it_does_not_grow_without_bound() {
        let names = Names::new(Duration::from_hours(1));
        for number in 0..3 * CAPACITY {
            names.put(&format!("{number}.example"), &some());
        }
        let known = names.known.lock().expect("nobody panicked");
        assert!(known.len() <= CAPACITY, "{}", known.len());
    }
}
