//! A hub that is killed again and again loses nothing that it acknowledged.

mod moment;

use serde_json::json;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tests::{Engine, Feeder, Ledger, Place, Sink, Stage, Upset, Verdict, admin, says, within};
use tokio::sync::watch;
use tokio::time::{sleep, timeout};

/// Callbacks a second.
const LOAD: u32 = 500;

/// How soon after a start the first delivery must be made.
const FIRST: Duration = Duration::from_secs(3);

/// How long what is left after the last kill may take.
const REST: Duration = Duration::from_mins(1);

/// How many requests to one endpoint are on their way at a time, at most.
const WIDTH: usize = 64;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_acknowledged_is_lost_on_sqlite() {
    crash(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_acknowledged_is_lost_on_postgres() {
    crash(Engine::Postgres).await;
}

/// What is the same for all hubs that are killed.
struct Run {
    place: Place,
    ledger: Arc<Ledger>,
    hub: watch::Sender<Vec<std::net::SocketAddr>>,
    kills: Vec<Upset>,
    /// How long after their starts hubs made their first deliveries.
    firsts: Vec<Duration>,
}

async fn crash(engine: Engine) {
    let Some(place) = Place::new(engine) else { return };
    let ledger = Arc::new(Ledger::new(1, Duration::ZERO));
    let (sink, path) = set_up(&place, &ledger).await;
    let (hub, address) = watch::channel(Vec::new());
    let feeder = Feeder::begin(address, &[path], LOAD);
    let mut run = Run { place, ledger, hub, kills: Vec::new(), firsts: Vec::new() };
    let kills = if tests::long() { 200 } else { 20 };
    for number in 0..kills {
        if number % 2 == 0 { run.live_briefly().await } else { run.live_to_deliver().await }
    }
    let (program, addr) = run.place.start().await;
    run.hub.send_replace(vec![addr]);
    let acked = feeder.stop().await;
    let all = async || run.ledger.has(&acked).then_some(());
    _ = within(REST, all).await;
    program.kill().await;
    let verdict = run.ledger.judge(&acked, &run.kills);
    drop(sink);
    run.report(engine, acked.len(), &verdict);
    assert!(acked.len() > kills * 10, "there was load: {}", acked.len());
    verdict.holds();
    assert!(verdict.repeated <= kills * 2 * WIDTH, "more than was on its way at the kills");
    let late = run.firsts.iter().filter(|first| **first > FIRST).count();
    assert_eq!(late, 0, "first deliveries later than {FIRST:?}");
}

/// Sets up a project with a source and an endpoint; gives the endpoint, and the path to call.
async fn set_up(place: &Place, ledger: &Arc<Ledger>) -> (Sink, String) {
    let (mut program, addr) = place.start().await;
    let stage = Stage::new(&admin(addr)).await;
    let path = stage.source("email/smtp2go", json!({})).await;
    let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    let seen = ledger.clone();
    let sink = Sink::answering(move |arrived| {
        seen.add(&arrived, secret);
        async { says(200) }
    })
    .await;
    stage.hook(&sink.url(), json!({"secret": secret})).await;
    program.tell_to_stop();
    assert!(program.ended().await.success());
    (sink, path)
}

impl Run {
    /// Kills a hub somewhere in its start or soon after.
    async fn live_briefly(&mut self) {
        let life = Duration::from_millis(rand::random_range(5..=500));
        let begun = Instant::now();
        let mut program = self.place.spawn();
        if let Ok(listens) = timeout(life, program.listens()).await {
            self.hub.send_replace(vec![listens.expect("the hub starts")]);
            sleep(life.saturating_sub(begun.elapsed())).await;
        }
        self.kill(program).await;
    }

    /// Kills a hub soon after its first delivery, which must not be long in coming.
    async fn live_to_deliver(&mut self) {
        let begun = Instant::now();
        let mut program = self.place.spawn();
        self.hub.send_replace(vec![program.listens().await.expect("the hub starts")]);
        let up = Instant::now();
        let ledger = self.ledger.clone();
        let first = async || ledger.newest().filter(|newest| *newest > up);
        let first = within(FIRST * 2, first).await;
        self.firsts.push(first.map_or(FIRST * 2, |first| first - begun));
        sleep(Duration::from_millis(rand::random_range(5..=500))).await;
        self.kill(program).await;
    }

    async fn kill(&mut self, program: tests::Program) {
        self.kills.push(Upset::kill(Instant::now()));
        program.kill().await;
        self.hub.send_replace(Vec::new());
    }

    fn report(&self, engine: Engine, acked: usize, verdict: &Verdict) {
        println!(
            "{engine:?}: {} kills, {acked} acknowledged, {verdict}, delivering after {:?} at most",
            self.kills.len(),
            self.firsts.iter().max().copied().unwrap_or_default(),
        );
    }
}
