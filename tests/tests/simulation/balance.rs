//! A million lanes, and who of a hundred is their home.
//!
//! Every lane's home is found once, by the product's own function: a hundred million scores. What
//! a change of the members moves is found by less: who joins wins a lane if it wins against its
//! home, and the lanes of who does not leave are looked at one in a hundred.

use crate::No;
use std::collections::{HashMap, HashSet};
use std::thread;

const LANES: No = 1_000_000;
const HUBS: No = 100;

#[test]
fn a_million_lanes_are_spread_evenly_over_a_hundred_hubs() {
    let members = members();
    let homes = homes(&members);
    let load = count(homes.iter().copied());
    println!("{LANES} lanes, {HUBS} hubs: the fullest has {:.3} of the mean", spread(&load, HUBS));
    // Chance alone gives the fullest of a hundred 1.03: 10,000 lanes each, give or take 100.
    assert!(spread(&load, HUBS) <= 1.05, "{load:?}");
    // One leaves. Chance gives 99 hubs 101 lanes more, give or take 10: the luckiest has 1.25.
    leave(&members, &homes, 1, 1.4);
    // Ten leave, half of them leave: there is more to share, and chance does less.
    leave(&members, &homes, 10, 1.2);
    leave(&members, &homes, 50, 1.1);
    join(&members, &homes);
}

#[test]
fn what_is_not_spread_is_seen() {
    let load = count([1, 1, 1, 2].into_iter());
    assert!((spread(&load, 2) - 1.5).abs() < f64::EPSILON);
    assert!((spread(&load, 4) - 3.0).abs() < f64::EPSILON, "hubs without lanes count");
}

/// Runs that live have numbers with gaps between them: others have ended.
fn members() -> Vec<No> {
    (1..=HUBS).map(|hub| hub * 7).collect()
}

/// The home of every lane, in order; two threads look for them.
fn homes(members: &[No]) -> Vec<No> {
    let home = |lane| store::home(members, lane).expect("there are members");
    thread::scope(|scope| {
        let rest = scope.spawn(|| (LANES / 2 + 1..=LANES).map(home).collect::<Vec<_>>());
        let mut homes: Vec<No> = (1..=LANES / 2).map(home).collect();
        homes.extend(rest.join().expect("it does not panic"));
        homes
    })
}

fn count(homes: impl Iterator<Item = No>) -> HashMap<No, u32> {
    let mut load = HashMap::new();
    homes.for_each(|home| *load.entry(home).or_default() += 1);
    load
}

/// How many times the mean the fullest has.
fn spread(load: &HashMap<No, u32>, hubs: No) -> f64 {
    let most = load.values().max().copied().unwrap_or(0);
    f64::from(most) * f64::from(hubs) / f64::from(load.values().sum::<u32>())
}

fn lanes(homes: &[No]) -> impl Iterator<Item = (No, No)> {
    (1..).zip(homes.iter().copied())
}

/// The first so many hubs leave: only their lanes move, and all others get as much of them.
fn leave(members: &[No], homes: &[No], leaving: usize, bar: f64) {
    let (gone, rest) = members.split_at(leaving);
    let gone: HashSet<No> = gone.iter().copied().collect();
    let left = No::try_from(rest.len()).expect("few");
    let moved = lanes(homes).filter(|(_, home)| gone.contains(home));
    // A tenth of half a million says as much as all of them.
    let moved = moved.step_by(leaving.div_ceil(10));
    let load = count(moved.map(|(lane, _)| store::home(rest, lane).expect("some are left")));
    let spread = spread(&load, left);
    println!("{leaving} leave: of their lanes the fullest of {left} gets {spread:.3} of the mean");
    assert!(spread <= bar, "{spread} of the mean: {load:?}");
    let stay = lanes(homes).filter(|(_, home)| !gone.contains(home)).step_by(100);
    assert!(stay.into_iter().all(|(lane, home)| store::home(rest, lane) == Some(home)));
}

/// One joins, and wins its share, as much from each.
fn join(members: &[No], homes: &[No]) {
    let new = 1 + members.iter().max().copied().unwrap_or(0);
    let won = lanes(homes).filter(|(lane, home)| store::home(&[*home, new], *lane) == Some(new));
    let load = count(won.map(|(_, home)| home));
    let all: u32 = load.values().sum();
    println!("one joins: it wins {all} lanes, from one hub {:.3} of the mean", spread(&load, HUBS));
    // 9,901 for a fair share, give or take 100.
    assert!((9_400..10_400).contains(&all), "{all}");
    assert!(spread(&load, HUBS) <= 1.4, "{load:?}");
}
