//! Twice a second: who lives, and who ended.

use crate::No;
use crate::costs::{MARGIN, SLICE};
use crate::hub::Watch;
use crate::statement::{Query, Row, Said};
use crate::table::End;
use crate::verdict::Verdict;
use crate::world::{Flaw, Work, World};

impl World {
    /// Begins a look; the next one begins after it.
    pub(crate) fn look(&mut self, hub: usize) {
        let it = &mut self.hubs[hub];
        it.watch.to_fence.clear();
        it.watch.to_take = None;
        it.watch.began = self.agenda.now();
        self.ask(hub, Query::Runs);
    }

    pub(crate) fn looked(&mut self, hub: usize, query: Query, said: Said) {
        match (query, said) {
            (_, Said::Runs(rows)) => self.judge_runs(hub, rows),
            (Query::Fence { run, .. }, Said::Done(fenced)) => {
                if fenced {
                    self.hubs[hub].watch.sees(run, End::Fenced);
                }
            }
            // Somebody else sees to that run.
            (Query::Slice { .. }, Said::Done(false)) => {}
            (Query::Slice { run, to: None, .. }, Said::Done(true)) => {
                self.hubs[hub].watch.sees(run, End::Taken);
            }
            (Query::Slice { run, to: Some(to), .. }, Said::Done(true)) => {
                return self.inherit(hub, run, to);
            }
            _ => return self.saw_nothing(hub),
        }
        self.next_step(hub);
    }

    fn saw_nothing(&mut self, hub: usize) {
        let now = self.instant();
        let seen = &mut self.hubs[hub].watch.seen;
        if self.flaw == Flaw::CountsWhatItDidNotSee {
            seen.look(now);
        } else {
            seen.forget();
        }
        self.look_later(hub);
    }

    fn judge_runs(&mut self, hub: usize, rows: Vec<Row>) {
        let now = self.instant();
        let it = &mut self.hubs[hub];
        let me = it.run;
        it.watch.seen.look(now);
        for row in rows.iter().filter(|row| row.no != me && row.end == End::Lives) {
            let beat_at = i64::try_from(row.beat_at).expect("the clock has not gone that far");
            let silent = match it.watch.seen.judge(row.no, beat_at, now) {
                Verdict::Lives => continue,
                Verdict::PerhapsGone => false,
                Verdict::Silent => true,
            };
            it.watch.to_fence.push_back((row.no, row.beat_at, silent));
        }
        it.watch.rows = rows;
    }

    /// Fences, then inherits, one run after the other; then it knows who lives.
    fn next_step(&mut self, hub: usize) {
        let it = &mut self.hubs[hub];
        let me = it.run;
        if let Some((run, beat_at, silent)) = it.watch.to_fence.pop_front() {
            return self.ask(hub, Query::Fence { run, beat_at, silent });
        }
        let rows = &it.watch.rows;
        let ended = || rows.iter().filter(|it| it.no != me && it.end == End::Fenced).copied();
        if let Some(row) = it.watch.to_take.get_or_insert_with(|| ended().collect()).pop_front() {
            return self.inherit(hub, row.no, row.low_water.saturating_sub(MARGIN));
        }
        let all: Vec<No> = it.watch.rows.iter().map(|row| row.no).collect();
        it.watch.seen.keep(&all);
        self.meet_runs(hub);
        self.look_later(hub);
    }

    /// Makes due what an ended run held, from that time on.
    fn inherit(&mut self, hub: usize, run: No, from: crate::agenda::Us) {
        let row = self.hubs[hub].watch.rows.iter().find(|row| row.no == run);
        let last = row.map_or(0, |row| row.beat_at + SLICE);
        let to = (from <= last).then_some(from + SLICE);
        self.ask(hub, Query::Slice { run, from, to });
    }

    fn meet_runs(&mut self, hub: usize) {
        let with = |rows: &[Row], end| {
            rows.iter().filter(|row| row.end == end).map(|row| row.no).collect::<Vec<No>>()
        };
        let rows = &self.hubs[hub].watch.rows;
        let (senders, left) = (with(rows, End::Lives), with(rows, End::Taken));
        let known = &self.hubs[hub].members;
        if known.senders != senders || known.left != left {
            self.hubs[hub].members = self.meet(senders, left);
            self.look_again(hub);
        }
    }

    fn look_later(&mut self, hub: usize) {
        let it = &self.hubs[hub];
        let next = it.watch.began + it.look_every;
        self.work(hub, next.saturating_sub(self.now()), Work::Look);
    }
}

impl Watch {
    fn sees(&mut self, run: No, end: End) {
        for row in self.rows.iter_mut().filter(|row| row.no == run) {
            row.end = end;
        }
    }
}
