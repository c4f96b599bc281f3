//! How what an event costs grows with what is set up and what is stored, on PostgreSQL.

use crate::cost::cpu;
use crate::course::Course;
use crate::hub::Hub;
use crate::load::Load;
use crate::options::Options;
use crate::spread::{Spread, median};
use crate::stored;
use futures::{StreamExt, stream};
use serde_json::json;
use std::time::{Duration, Instant};
use tests::{Engine, Stage, ask_postgres};

/// How often each is measured.
const ROUNDS: usize = 3;

/// How many webhooks a project has, of those that want nothing of what is brought.
const EACH: u32 = 10;

/// How many of them are set up at a time.
const AT_ONCE: usize = 32;

/// How often each list is asked for.
const ASKED: usize = 40;

/// The lists, from the quickest to those that go past what they do not show.
const LISTS: [(&str, &str); 5] = [
    ("events", "events?limit=50"),
    ("events of a kind", "events?limit=50&kind=email.delivered"),
    ("events of a kind there is none of", "events?limit=50&kind=sms.failed"),
    ("deliveries", "deliveries?limit=50"),
    ("deliveries that are exhausted", "deliveries?limit=50&state=exhausted"),
];

/// Measures on an empty store, then with many webhooks beside, then with many events stored; says
/// whether nothing was lost.
pub async fn measure(options: &Options) -> bool {
    let mut course = Course::begin().await;
    let Some(hub) = Hub::start(Engine::Postgres, &course.sink).await else { return false };
    row(&mut course, &hub, options, "nothing else").await;
    if options.webhooks > 0 {
        set_up(&hub, options.webhooks.div_ceil(EACH)).await;
        row(&mut course, &hub, options, &format!("{} webhooks", options.webhooks)).await;
    }
    if options.stored > 0 {
        let begun = Instant::now();
        stored::fill(&hub.database(), options.stored);
        println!("{} events stored in {:.0} s", options.stored, begun.elapsed().as_secs_f64());
        row(&mut course, &hub, options, &format!("and {} events", options.stored)).await;
        lists(&hub).await;
    }
    hub.end().await;
    course.faults.none()
}

/// What an event costs now.
async fn row(course: &mut Course, hub: &Hub, options: &Options, what: &str) {
    let Options { events, connections, marking, .. } = *options;
    let load = Load { events, connections, a_second: None, marking };
    let mut rounds = Vec::new();
    for _ in 0..=ROUNDS {
        let before = (cpu(hub.id), servers(hub), written(hub));
        let a_second = course.bring(&hub.target, load, 1).await.a_second;
        let each = |after: Duration, before: Duration| {
            after.saturating_sub(before).as_secs_f64() * 1e6 / f64::from(options.events)
        };
        let log = (written(hub) - before.2) / f64::from(options.events);
        rounds.push([a_second, each(cpu(hub.id), before.0), each(servers(hub), before.1), log]);
    }
    // The first one warms up.
    let middle = |at: usize| median(&rounds[1..].iter().map(|it| it[at]).collect::<Vec<_>>());
    let size = number(hub, "SELECT pg_database_size(current_database())") / 1e6;
    println!(
        "{what}: {:.0} events/s, hub {:.0} µs an event, server {:.0} µs, log {:.0} bytes; {size:.0} MB",
        middle(0),
        middle(1),
        middle(2),
        middle(3)
    );
}

/// How many bytes the server has written to its log.
fn written(hub: &Hub) -> f64 {
    number(hub, "SELECT pg_current_wal_lsn() - '0/0'::pg_lsn")
}

fn number(hub: &Hub, question: &str) -> f64 {
    ask_postgres(&hub.database(), question)[0][0].parse().expect("a number")
}

/// The time that the server's processes have had of the processors.
fn servers(hub: &Hub) -> Duration {
    let all = ask_postgres(&hub.database(), "SELECT pid FROM pg_stat_activity");
    let pids = all.iter().map(|row| row[0].parse().expect("a number"));
    pids.filter(|pid| *pid != 0).map(cpu).sum()
}

/// Makes so many projects with their webhooks.
async fn set_up(hub: &Hub, projects: u32) {
    let made = stream::iter(0..projects).map(async |it| {
        let stage = Stage::of(&hub.stage.admin, &format!("p{it}.example")).await;
        for webhook in 0..EACH {
            stage.hook(&format!("https://hooks.example/{webhook}"), json!({})).await;
        }
    });
    made.buffer_unordered(AT_ONCE).collect::<Vec<()>>().await;
}

/// How long the lists take.
async fn lists(hub: &Hub) {
    for (what, path) in LISTS {
        let mut took = Vec::new();
        for _ in 0..ASKED {
            let begun = Instant::now();
            hub.stage.get(path).await;
            took.push(u32::try_from(begun.elapsed().as_micros()).unwrap_or(u32::MAX));
        }
        if let Some(Spread { p50, p99, .. }) = Spread::of(took) {
            println!("list of {what}: p50 {p50:.1} ms, p99 {p99:.1} ms");
        }
    }
}
