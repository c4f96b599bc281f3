//! A hub that lives and does not reach the database, while the others do.

use crate::hubs::Hubs;
use crate::scene::Scene;
use crate::{FENCED, HOOKS, LEASE, LOAD, runs};
use http::Request;
use http::header::CONTENT_TYPE;
use std::net::SocketAddr;
use std::time::{Duration, Instant};
use tests::{Engine, Feeder, Place, Proxy, Upset, admin, until, within};
use tokio::time::{sleep, timeout};

/// How long the first webhook's endpoint takes: so long that what is owed to it queues up, and a
/// hub that does not notice goes on sending it.
const TAKES: Duration = Duration::from_secs(3);

/// How late the test may notice an answer that was given before.
const NOTICED: Duration = Duration::from_millis(500);

/// How long it stays away once its run was ended.
const AFTER: Duration = Duration::from_secs(2);

/// How long a provider waits for an answer.
const PATIENCE: Duration = Duration::from_secs(10);

/// The number of a callback that is for the first webhook, and that nobody keeps.
const UNKEPT: usize = 1_000_000 * HOOKS;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hub_whose_database_says_nothing() {
    cut_off(Proxy::freeze).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hub_whose_database_is_out_of_reach() {
    cut_off(Proxy::cut).await;
}

/// When a hub was without its database.
struct Absence {
    hub: SocketAddr,
    begun: Instant,
    ended: Instant,
}

async fn cut_off(how: fn(&Proxy)) {
    let Some(place) = Place::new(Engine::Postgres) else { return };
    let mut hubs = Hubs::of(place, 2).await;
    let (proxy, way) = Proxy::to_postgres(&hubs.database).await;
    let member = hubs.join(&[("TIDINGS_DATABASE_URL", &way)]).await;
    let (database, hub) = (&hubs.database, hubs.at(member));
    let scene = Scene::set(&hubs.admin(0), HOOKS, TAKES).await;
    let feeder = Feeder::begin(hubs.called(), &scene.paths, LOAD);
    until(async || (feeder.acked_by(hub.addr).len() > 2 * LOAD as usize).then_some(())).await;

    how(&proxy);
    let begun = Instant::now();
    sleep(LEASE + NOTICED).await;
    let answered = refuses(hub.addr, &scene.paths[0]).await;
    let fenced = async || runs::is_fenced(database, hub.run).then_some(());
    within(FENCED, fenced).await.expect("the others end its run");
    sleep(AFTER).await;
    let known = runs::known(database);
    let absence = Absence { hub: hub.addr, begun, ended: Instant::now() };
    proxy.open();
    absence.is_told(&feeder);

    let next = async || runs::known(database).into_iter().find(|run| !known.contains(run));
    let next = until(next).await;
    until(async || (runs::delivered(database, next) > 0).then_some(())).await;
    let back = async || feeder.acked_by(hub.addr).into_iter().find(|at| *at > absence.ended);
    until(back).await;
    let acked = feeder.stop().await;
    // What it still sent while its lease held is explained; after that it sends nothing, or what
    // the others send as well arrives twice.
    let verdict = scene.judge(&acked, &[Upset::spell(begun, begun + LEASE)]).await;
    println!("503 after {answered:?}, {} acknowledged, {verdict}", acked.len());
    verdict.holds();
    assert!(verdict.repeated > 0, "it had something on its way");
}

/// Calls a hub that cannot keep anything; gives how long it took to say so.
async fn refuses(hub: SocketAddr, path: &str) -> Duration {
    let called = Instant::now();
    let body = format!("event=delivered&id={UNKEPT}&email_id={UNKEPT}&rcpt=ann%40example.org");
    let call = Request::post(path).header(CONTENT_TYPE, "application/x-www-form-urlencoded");
    let call = call.body(body.into()).expect("a request");
    let answer = timeout(PATIENCE, admin(hub).without_key().send(call)).await;
    assert_eq!(answer.expect("it answers").status, 503);
    called.elapsed()
}

impl Absence {
    /// Whoever calls is told that nothing can be kept, and never that something was.
    fn is_told(&self, feeder: &Feeder) {
        let silent = self.begun + NOTICED..self.ended;
        let acked = feeder.acked_by(self.hub);
        let wrong = acked.iter().filter(|at| silent.contains(*at)).count();
        assert_eq!(wrong, 0, "acknowledged without a database");
        let refused = feeder.refused();
        let mut said = refused.iter().filter(|it| it.hub == self.hub && it.at >= self.begun);
        assert_eq!(said.find(|it| it.status != 503 || !it.later), None, "it says nothing else");
    }
}
