//! Hubs beside each other, started and ended as a test likes.

use crate::runs;
use std::net::SocketAddr;
use std::time::Instant;
use tests::{Client, Place, Program, Upset, admin};
use tokio::sync::watch;

/// Hubs on one database, each with a data folder of its own.
pub(crate) struct Hubs {
    /// The database, by the straight way.
    pub(crate) database: String,
    model: Place,
    members: Vec<Member>,
    idle: Vec<Place>,
    /// Those that are called, as a balancer in front of them has it.
    called: watch::Sender<Vec<SocketAddr>>,
}

/// A hub that runs.
pub(crate) struct Member {
    pub(crate) program: Program,
    pub(crate) addr: SocketAddr,
    /// The number of its first run.
    pub(crate) run: i32,
    place: Place,
}

impl Hubs {
    /// No hubs yet, for a place like that one.
    pub(crate) fn new(model: Place) -> Self {
        let database = model.variable("TIDINGS_DATABASE_URL").to_owned();
        let (called, _) = watch::channel(Vec::new());
        Self { database, model, members: Vec::new(), idle: Vec::new(), called }
    }

    /// That many hubs.
    pub(crate) async fn of(model: Place, count: usize) -> Self {
        let mut hubs = Self::new(model);
        hubs.grow(count).await;
        hubs
    }

    /// Starts hubs until there are that many; those that were killed go first.
    pub(crate) async fn grow(&mut self, count: usize) {
        while self.members.len() < count {
            let place = self.idle.pop().unwrap_or_else(|| self.model.beside());
            let addr = self.start(place).await;
            self.show(addr);
        }
    }

    /// Starts one with these variables beside; gives its place among the others.
    pub(crate) async fn join(&mut self, variables: &[(&str, &str)]) -> usize {
        let member = self.join_unseen(variables).await;
        self.show(self.at(member).addr);
        member
    }

    /// The same, and it is not called.
    pub(crate) async fn join_unseen(&mut self, variables: &[(&str, &str)]) -> usize {
        let place = self.model.beside();
        let place = variables.iter().fold(place, |place, (name, value)| place.with(name, value));
        self.start(place).await;
        self.members.len() - 1
    }

    async fn start(&mut self, place: Place) -> SocketAddr {
        let (program, addr) = place.start().await;
        let run = runs::newest(&self.database);
        self.members.push(Member { program, addr, run, place });
        addr
    }

    /// Kills one: SIGKILL.
    pub(crate) async fn kill(&mut self, member: usize) -> Upset {
        let member = self.members.swap_remove(member);
        self.hide(member.addr);
        let at = Instant::now();
        member.program.kill().await;
        self.idle.push(member.place);
        Upset::kill(at)
    }

    /// Kills one that is not called, and starts it again; its place is the last then.
    pub(crate) async fn kill_and_start_unseen(&mut self, member: usize) -> Upset {
        let upset = self.kill(member).await;
        let place = self.idle.pop().expect("it was killed");
        self.start(place).await;
        upset
    }

    /// How many there are.
    pub(crate) const fn len(&self) -> usize {
        self.members.len()
    }

    /// One of them.
    pub(crate) fn at(&self, member: usize) -> &Member {
        &self.members[member]
    }

    /// Somebody who may do everything, at one of them.
    pub(crate) fn admin(&self, member: usize) -> Client {
        admin(self.at(member).addr)
    }

    /// Those that are called.
    pub(crate) fn called(&self) -> watch::Receiver<Vec<SocketAddr>> {
        self.called.subscribe()
    }

    /// Has one called no more.
    pub(crate) fn hide(&self, hub: SocketAddr) {
        self.called.send_modify(|called| called.retain(|it| *it != hub));
    }

    /// Has one called.
    pub(crate) fn show(&self, hub: SocketAddr) {
        self.called.send_modify(|called| called.push(hub));
    }
}
