//! Connections that wait for the next call.

use crate::target::Origin;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::time::{Instant, sleep};

/// Idle connections by what they are shared by; the one that came last is taken first, so that
/// those which are not needed grow old.
pub(super) struct Pool<C> {
    /// How many are kept for one origin.
    most: usize,
    /// For how long.
    keep: Duration,
    stacks: Mutex<HashMap<Arc<Origin>, Vec<Idle<C>>>>,
}

struct Idle<C> {
    since: Instant,
    connection: C,
}

impl<C: Send + 'static> Pool<C> {
    pub(super) fn new(most: usize, keep: Duration) -> Self {
        Self { most, keep, stacks: Mutex::default() }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Arc<Origin>, Vec<Idle<C>>>> {
        self.stacks.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The connection that came last.
    pub(super) fn take(&self, origin: &Origin, now: Instant) -> Option<C> {
        let newest = self.lock().get_mut(origin)?.pop()?;
        // The lock is free again: to close a connection takes a system call.
        let fresh = now.duration_since(newest.since) < self.keep;
        fresh.then_some(newest.connection)
    }

    /// Keeps a connection; above the bound it is closed.
    pub(super) fn put(self: &Arc<Self>, origin: &Arc<Origin>, connection: C, now: Instant) {
        let idle = Idle { since: now, connection };
        let mut stacks = self.lock();
        let first = stacks.is_empty();
        let surplus = match stacks.get_mut(origin) {
            Some(stack) if stack.len() >= self.most => Some(idle),
            Some(stack) => {
                stack.push(idle);
                None
            }
            None => {
                stacks.insert(Arc::clone(origin), vec![idle]);
                None
            }
        };
        drop(stacks);
        drop(surplus);
        if first {
            self.sweep_now_and_then();
        }
    }

    /// Closes what nobody took for long. One task does it for as long as there are any.
    fn sweep_now_and_then(self: &Arc<Self>) {
        let (pool, keep) = (Arc::downgrade(self), self.keep);
        tokio::spawn(async move {
            loop {
                sleep(keep).await;
                let Some(pool) = pool.upgrade() else { return };
                if pool.sweep(Instant::now()) {
                    return;
                }
            }
        });
    }

    /// Takes away what is too old, and stacks that are empty; says whether none is left.
    fn sweep(&self, now: Instant) -> bool {
        let mut old = Vec::new();
        let mut stacks = self.lock();
        stacks.retain(|_, stack| {
            // In order of age: the oldest came first.
            let count = stack.partition_point(|idle| now.duration_since(idle.since) >= self.keep);
            old.extend(stack.drain(..count));
            !stack.is_empty()
        });
        let none_left = stacks.is_empty();
        drop(stacks);
        drop(old);
        none_left
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::{IpAddr, Ipv4Addr};

    const KEEP: Duration = Duration::from_secs(30);

    fn origin(port: u16) -> Arc<Origin> {
        let ip = IpAddr::from(Ipv4Addr::LOCALHOST);
        Arc::new(Origin::Address { secure: false, ip, port })
    }

    #[tokio::test]
    async fn the_last_that_came_is_the_first_that_goes() {
        let pool = Arc::new(Pool::new(3, KEEP));
        let now = Instant::now();
        for connection in 1..=5 {
            pool.put(&origin(1), connection, now);
        }
        pool.put(&origin(2), 6, now);
        let taken: Vec<_> = std::iter::from_fn(|| pool.take(&origin(1), now)).collect();
        assert_eq!(taken, [3, 2, 1], "two were above the bound");
        assert_eq!(pool.take(&origin(2), now), Some(6));
        assert_eq!(pool.take(&origin(3), now), None);
    }

    #[tokio::test]
    async fn one_place_is_another_by_scheme_and_exemption() {
        let pool = Arc::new(Pool::new(3, KEEP));
        let now = Instant::now();
        let ip = IpAddr::from(Ipv4Addr::LOCALHOST);
        pool.put(&Arc::new(Origin::Exempt), 1, now);
        pool.put(&Arc::new(Origin::Address { secure: true, ip, port: 1 }), 2, now);
        assert_eq!(pool.take(&origin(1), now), None);
    }

    #[tokio::test]
    async fn what_is_old_is_not_taken() {
        let pool = Arc::new(Pool::new(3, KEEP));
        let now = Instant::now();
        let just = KEEP.checked_sub(Duration::from_millis(1)).expect("it is longer");
        pool.put(&origin(1), 1, now);
        pool.put(&origin(2), 2, now);
        assert_eq!(pool.take(&origin(1), now + KEEP), None);
        assert_eq!(pool.take(&origin(2), now + just), Some(2));
    }

    #[tokio::test]
    async fn a_sweep_takes_what_is_old_and_nothing_else() {
        let pool = Arc::new(Pool::new(3, KEEP));
        let (now, later) = (Instant::now(), Instant::now() + Duration::from_secs(20));
        pool.put(&origin(1), 1, now);
        pool.put(&origin(1), 2, later);
        pool.put(&origin(2), 3, now);
        assert!(!pool.sweep(now + KEEP));
        assert_eq!(pool.lock().len(), 1, "an empty stack goes as well");
        assert_eq!(pool.take(&origin(1), later), Some(2));
        assert_eq!(pool.take(&origin(1), later), None);
        assert!(pool.sweep(later));
    }

    #[tokio::test(start_paused = true)]
    async fn what_nobody_takes_is_closed_in_the_end() {
        let pool = Arc::new(Pool::new(3, KEEP));
        for _ in 0..2 {
            let connection = Arc::new(());
            pool.put(&origin(1), Arc::clone(&connection), Instant::now());
            // The task that sweeps runs before time goes on, and again after.
            tokio::task::yield_now().await;
            tokio::time::advance(KEEP).await;
            tokio::task::yield_now().await;
            assert_eq!(Arc::strong_count(&connection), 1);
        }
    }
}
