//! What happens to hubs and to the server.

use crate::No;
use crate::agenda::Us;
use crate::database::Away;
use crate::hub::Up;
use crate::world::{What, World};

#[derive(Clone, Copy, Debug)]
pub(crate) enum Upset {
    /// So much more waits for lanes of that hub, in the database and due.
    Burden {
        hub: usize,
        lanes: usize,
        each: usize,
    },
    Kill(usize),
    Stop(usize),
    GoOn(usize),
    Cut(usize),
    Mend(usize),
    /// Another hub.
    Join,
    /// The server is away for that long: it refuses, or it hangs.
    Restart {
        hangs: bool,
        wait: Us,
    },
    Back,
    /// Nothing comes any more, and nothing fails.
    Quiet,
}

impl World {
    pub(crate) fn plan(&mut self, at: Us, upset: Upset) {
        self.agenda.at(at, What::Upset(upset));
    }

    pub(crate) fn upset(&mut self, upset: Upset) {
        match upset {
            Upset::Burden { hub, lanes, each } => self.burden(hub, lanes, each),
            Upset::Kill(hub) => self.kill(hub),
            Upset::Stop(hub) => {
                self.judge.ends(self.hubs[hub].run, &self.table, self.agenda.now());
                self.hubs[hub].up = Up::Stopped;
            }
            Upset::GoOn(hub) => self.go_on(hub),
            Upset::Cut(hub) => {
                self.judge.ends(self.hubs[hub].run, &self.table, self.agenda.now());
                self.hubs[hub].cut = true;
            }
            Upset::Mend(hub) => self.hubs[hub].cut = false,
            Upset::Join => self.join(),
            Upset::Restart { hangs, wait } => self.restart(hangs, wait),
            Upset::Back => self.database.away = Away::No,
            Upset::Quiet => self.quiet_at = self.now(),
        }
    }

    fn burden(&mut self, hub: usize, lanes: usize, each: usize) {
        let (run, now): (No, Us) = (self.hubs[hub].run, self.now());
        for _ in 0..lanes {
            let lane = self.lane();
            for _ in 0..each {
                self.table.add(lane, run, now, Some(now));
            }
        }
        self.look_again(hub);
    }

    fn kill(&mut self, hub: usize) {
        let run = self.hubs[hub].run;
        self.judge.ends(run, &self.table, self.agenda.now());
        let it = &mut self.hubs[hub];
        (it.up, it.life, it.run) = (Up::Dead, it.life + 1, 0);
        // The server sees that the connection is gone.
        if let Some(row) = self.table.runs.get_mut(&run) {
            row.lock = false;
        }
    }
}
