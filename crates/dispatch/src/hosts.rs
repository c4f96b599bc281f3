//! How many requests are on their way to one host, whoever's webhooks they are for.

use foldhash::fast::RandomState;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use tokio::sync::Semaphore;
use url::Url;

/// From how many hosts on those that nobody calls are forgotten.
const MANY: usize = 1024;

/// The hosts that are called, and how much room each has.
#[derive(Debug)]
pub(crate) struct Hosts {
    most: usize,
    known: Mutex<Known>,
}

#[derive(Debug)]
struct Known {
    by_name: HashMap<String, Weak<Semaphore>, RandomState>,
    sweep_at: usize,
}

impl Hosts {
    /// At most so many requests at a time for each.
    pub(crate) fn new(most: usize) -> Self {
        let known = Known { by_name: HashMap::default(), sweep_at: MANY };
        Self { most: most.max(1), known: Mutex::new(known) }
    }

    /// The room of a URL's host and port.
    pub(crate) fn room(&self, url: &Url) -> Arc<Semaphore> {
        let port = url.port_or_known_default().unwrap_or_default();
        let host = url.host_str().unwrap_or_default().trim_end_matches('.');
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.room(format!("{host}:{port}"), self.most)
    }
}

impl Known {
    fn room(&mut self, name: String, most: usize) -> Arc<Semaphore> {
        if let Some(room) = self.by_name.get(&name).and_then(Weak::upgrade) {
            return room;
        }
        if self.by_name.len() >= self.sweep_at {
            self.by_name.retain(|_, room| room.strong_count() > 0);
            self.sweep_at = (2 * self.by_name.len()).max(MANY);
        }
        let room = Arc::new(Semaphore::new(most));
        self.by_name.insert(name, Arc::downgrade(&room));
        room
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn room(hosts: &Hosts, url: &str) -> Arc<Semaphore> {
        hosts.room(&Url::parse(url).expect("a URL"))
    }

    #[test]
    fn one_host_has_one_room_whatever_its_paths() {
        let hosts = Hosts::new(3);
        let one = room(&hosts, "https://hooks.example/a");
        assert_eq!(one.available_permits(), 3);
        for (url, same) in [
            ("https://HOOKS.example./b?c", true),
            ("https://hooks.example:443/", true),
            ("https://me@hooks.example/", true),
            ("http://hooks.example/", false),
            ("https://hooks.example:444/", false),
            ("https://other.example/a", false),
        ] {
            assert_eq!(Arc::ptr_eq(&one, &room(&hosts, url)), same, "{url}");
        }
    }

    #[test]
    fn hosts_that_nobody_calls_are_forgotten() {
        let hosts = Hosts::new(1);
        let kept = room(&hosts, "https://kept.example/");
        for host in 0..3 * MANY {
            room(&hosts, &format!("https://h{host}.example/"));
        }
        assert!(hosts.known.lock().expect("no panic").by_name.len() <= MANY);
        assert!(Arc::ptr_eq(&kept, &room(&hosts, "https://kept.example/")));
    }
}
