//! What a hub has in memory to send.

use crate::No;
use crate::costs::{AT_ONCE, IN_MEMORY, LOW};
use crate::table::Id;
use std::collections::{HashMap, HashSet, VecDeque};

#[derive(Default)]
pub(crate) struct Memory {
    queue: VecDeque<(Id, No)>,
    /// In the queue, on its way, or not written down yet.
    known: HashSet<Id>,
    lanes: HashMap<No, Lane>,
    /// Whether it is sending.
    pub(crate) going: bool,
}

#[derive(Default)]
struct Lane {
    waiting: usize,
    known: usize,
    /// Whether more is due in the store than was brought.
    more: bool,
}

impl Memory {
    pub(crate) fn line_up(&mut self, id: Id, lane: No) -> bool {
        let new = self.known.insert(id);
        if new {
            self.queue.push_back((id, lane));
            let lane = self.lanes.entry(lane).or_default();
            (lane.waiting, lane.known) = (lane.waiting + 1, lane.known + 1);
        }
        new
    }

    /// The next to send; with its lane where that wants more.
    pub(crate) fn next(&mut self) -> Option<(Id, Option<No>)> {
        let (id, no) = self.queue.pop_front()?;
        let lane = self.lanes.entry(no).or_default();
        lane.waiting -= 1;
        let wants = lane.more && lane.waiting < LOW;
        lane.more &= !wants;
        Some((id, wants.then_some(no)))
    }

    pub(crate) fn is_idle(&self) -> bool {
        self.queue.is_empty()
    }

    /// It is written down how that one ended.
    pub(crate) fn settled(&mut self, id: Id, lane: No) {
        if self.known.remove(&id)
            && let Some(lane) = self.lanes.get_mut(&lane)
        {
            lane.known -= 1;
        }
    }

    pub(crate) fn knows(&self, id: Id) -> bool {
        self.known.contains(&id)
    }

    pub(crate) fn is_full(&self) -> bool {
        self.known.len() >= IN_MEMORY
    }

    /// How many are to be asked for, for a lane; none where enough wait.
    pub(crate) fn most(&mut self, lane: No) -> Option<usize> {
        let lane = self.lanes.entry(lane).or_default();
        lane.more = lane.waiting > AT_ONCE;
        (!lane.more).then_some(lane.known + AT_ONCE)
    }

    pub(crate) fn set_more(&mut self, lane: No, more: bool) {
        self.lanes.entry(lane).or_default().more = more;
    }
}
