//! How long a reader waits: no more than a sync of the disk and a few milliseconds.

use crate::scene::{Scene, location};
use std::fs::File;
use std::io::{Seek, SeekFrom, Write};
use std::path::Path;
use std::time::{Duration, Instant};
use tests::{Engine, Place, admin};
use tokio::task::JoinSet;
use tokio::time::{MissedTickBehavior, interval};

/// Clicks a second, and for how many seconds.
const RATE: u32 = 200;
const SECONDS: u32 = 20;

/// What the hub may take beside the sync, for 99 of 100.
const OWN: Duration = Duration::from_millis(5);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_click_takes_a_sync_and_little_more() {
    if !tests::long() {
        return;
    }
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let Some(place) = Place::new(engine) else { continue };
        let before = syncs(place.folder.path());
        let clicks = clicks(&place).await;
        let after = syncs(place.folder.path());
        let sync = [before, after].concat();
        println!(
            "{engine:?}: {} clicks at {RATE}/s: p50 {:?}, p99 {:?}; a sync: p50 {:?}, p99 {:?}",
            clicks.len(),
            part(&clicks, 50),
            part(&clicks, 99),
            part(&sync, 50),
            part(&sync, 99),
        );
        assert!(part(&clicks, 99) <= part(&sync, 99) + OWN, "{engine:?}");
    }
}

async fn clicks(place: &Place) -> Vec<Duration> {
    let (_program, addr) = place.start().await;
    let scene = Scene::of(&admin(addr), "shop.example").await;
    let mut links = Vec::new();
    for number in 0..50 {
        let url = format!("https://shop.example/{number}");
        links.push(scene.link("sms", "+15622089096", &url).await);
    }
    let mut tick = interval(Duration::from_secs(1) / RATE);
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut readers = JoinSet::new();
    for number in 0..RATE * SECONDS {
        tick.tick().await;
        let (reader, at) = (scene.reader.clone(), links[number as usize % links.len()].clone());
        readers.spawn(async move {
            let begun = Instant::now();
            location(&reader.get(&at).await);
            begun.elapsed()
        });
    }
    let mut all = readers.join_all().await;
    all.sort_unstable();
    all
}

/// How long it takes to have a block on disk, in the same folder.
fn syncs(folder: &Path) -> Vec<Duration> {
    let mut file = File::create(folder.join("sync")).expect("a file");
    file.write_all(&[0; 4096]).expect("room");
    file.sync_all().expect("a disk");
    let sync = |_| {
        let begun = Instant::now();
        file.seek(SeekFrom::Start(0)).expect("a place");
        file.write_all(&[1; 4096]).expect("room");
        file.sync_data().expect("a disk");
        begun.elapsed()
    };
    (0..500).map(sync).collect()
}

/// What so many of a hundred stay below.
fn part(all: &[Duration], of_hundred: usize) -> Duration {
    let mut all = all.to_vec();
    all.sort_unstable();
    all[(all.len() * of_hundred / 100).min(all.len() - 1)]
}
