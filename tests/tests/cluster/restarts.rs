//! A PostgreSQL that crashes and comes back, under hubs that stay.

use crate::hubs::Hubs;
use crate::scene::Scene;
use crate::{HOOKS, LOAD};
use std::time::{Duration, Instant};
use tests::{Cluster, Engine, Feeder, Place, Upset, until, within};
use tokio::time::sleep;

/// How soon every hub takes callbacks again once the server is back.
const BACK: Duration = Duration::from_secs(5);

/// How long it is down at times: longer than a hub may stand still before it is given up.
const AWAY: Duration = Duration::from_secs(6);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgres_restarts() {
    let Some(cluster) = Cluster::start() else { return };
    let place = Place::new(Engine::Sqlite).expect("it needs no server");
    let place = place.with("TIDINGS_DATABASE_URL", &cluster.new_database());
    let hubs = Hubs::of(place, 2).await;
    let scene = Scene::set(&hubs.admin(0), HOOKS, Duration::ZERO).await;
    let feeder = Feeder::begin(hubs.called(), &scene.paths, LOAD);
    until(async || (feeder.count() > LOAD as usize).then_some(())).await;
    let began = Instant::now();
    let (mut upsets, mut slowest) = (Vec::new(), Duration::ZERO);
    for number in 1..=if tests::long() { 20 } else { 3 } {
        let count = feeder.count();
        until(async || (feeder.count() > count + LOAD as usize).then_some(())).await;
        let (down, refused) = (Instant::now(), feeder.refused().len());
        cluster.crash().await;
        until(async || (feeder.refused().len() > refused).then_some(())).await;
        // Every third time all hubs are without it for so long that each might give up the others.
        sleep(if number % 3 == 0 { AWAY } else { Duration::ZERO }).await;
        cluster.recover().await;
        let up = Instant::now();
        for member in 0..hubs.len() {
            let hub = hubs.at(member).addr;
            let back = async || feeder.acked_by(hub).into_iter().find(|at| *at > up);
            let back = within(BACK * 4, back).await.expect("it comes back without a restart");
            slowest = slowest.max(back - up);
        }
        upsets.push(Upset::spell(down, up + BACK));
    }
    let refused = feeder.refused();
    let acked = feeder.stop().await;
    let verdict = scene.judge(&acked, &upsets).await;
    println!("{} acknowledged, {verdict}, back in {slowest:?}", acked.len());
    verdict.holds();
    // At first a hub may not know the sources.
    let mut late = refused.iter().filter(|it| it.at > began);
    let wrong = late.find(|it| it.status != 503 || !it.later);
    assert_eq!(wrong, None, "it says that it may come back");
    assert!(slowest <= BACK, "{slowest:?}");
}
