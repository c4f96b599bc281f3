//! Waiting for events of a project. Where nobody waits, a commit looks at one number.

use crate::shared::Shared;
use crate::{No, Store};
use std::collections::HashMap;
use std::fmt;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::timeout;

/// After how long who waits is sent to look where other hubs may have committed something.
const LOOK: Duration = Duration::from_millis(400);

/// A way to tell those who wait, and how many they are.
type Waiting = (watch::Sender<()>, usize);

/// Who waits for events of which project.
#[derive(Debug, Default)]
pub(crate) struct Watches {
    count: AtomicUsize,
    projects: Mutex<HashMap<No, Waiting>>,
}

impl Watches {
    /// Whether anybody waits.
    pub(crate) fn any(&self) -> bool {
        self.count.load(Ordering::SeqCst) > 0
    }

    /// Events of these projects are there to be read. Who began to wait after the commit reads
    /// after it, too.
    pub(crate) fn tell(&self, projects: &[No]) {
        if projects.is_empty() {
            return;
        }
        let all = self.all();
        let mut last = None;
        for project in projects {
            // Callbacks of one commit are often of one project.
            if last.replace(project) != Some(project)
                && let Some((waiting, _)) = all.get(project)
            {
                waiting.send_replace(());
            }
        }
    }

    fn all(&self) -> MutexGuard<'_, HashMap<No, Waiting>> {
        self.projects.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Somebody who waits for events of a project.
pub struct Watch {
    shared: Arc<Shared>,
    project: No,
    told: watch::Receiver<()>,
}

impl Store {
    /// Begins to wait for events of a project. Whoever reads after this misses nothing.
    #[must_use]
    pub fn watch(&self, project: No) -> Watch {
        let watches = &self.shared.watches;
        let mut all = watches.all();
        let (waiting, count) = all.entry(project).or_insert_with(|| (watch::Sender::new(()), 0));
        *count += 1;
        watches.count.fetch_add(1, Ordering::SeqCst);
        Watch { shared: self.shared.clone(), project, told: waiting.subscribe() }
    }
}

impl Watch {
    /// Returns when there may be something new to read.
    pub async fn changed(&mut self) {
        // Nobody can have gone away who tells: this one is counted.
        let told = self.told.changed();
        if self.shared.is_shared() {
            _ = timeout(LOOK, told).await;
        } else {
            _ = told.await;
        }
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        let watches = &self.shared.watches;
        watches.count.fetch_sub(1, Ordering::SeqCst);
        let mut all = watches.all();
        if let Some((_, count)) = all.get_mut(&self.project) {
            *count -= 1;
            if *count == 0 {
                all.remove(&self.project);
            }
        }
    }
}

impl fmt::Debug for Watch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Watch").field("project", &self.project).finish_non_exhaustive()
    }
}
