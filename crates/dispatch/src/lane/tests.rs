//! One lane, step by step.

use super::*;

fn owed(ms: i64) -> Owed {
    Owed {
        project: 1,
        event: EventId::first_at(ms),
        webhook: 1,
        body: "{}".into(),
        attempts: 0,
        slot: 0,
        run: 1,
    }
}

/// What a look brings that asked for so many.
fn waiting(found: Vec<(i64, Owed)>, most: usize) -> Waiting {
    Waiting { full: found.len() == most, found, ..Waiting::default() }
}

#[test]
fn what_is_known_does_not_line_up_twice() {
    let lane = Lane::new(1);
    let mut state = lane.lock();
    state.reserve();
    state.take(owed(1));
    assert!(state.begin_loading());
    assert_eq!(state.end_loading(waiting(vec![(0, owed(1)), (0, owed(2))], 5), 10), 1);
    assert_eq!([state.call(), state.call()], [Some(Called::New); 2]);
    assert_eq!(state.next().map(|it| it.event), Some(EventId::first_at(1)));
    assert_eq!(state.next().map(|it| it.event), Some(EventId::first_at(2)));
    // On its way: the store still has it as due.
    assert!(state.begin_loading());
    assert_eq!(state.end_loading(waiting(vec![(0, owed(2))], 5), 10), 0);
}

#[test]
fn what_was_written_down_while_the_store_was_looked_at_stays_away() {
    let lane = Lane::new(1);
    let mut state = lane.lock();
    state.reserve();
    state.take(owed(1));
    assert!(state.call().is_some());
    assert!(state.next().is_some());
    assert!(state.begin_loading());
    assert!(!state.begin_loading(), "one look at a time");
    assert!(state.forget(EventId::first_at(1)));
    assert_eq!(state.end_loading(waiting(vec![(0, owed(1))], 5), 10), 0);
}

#[test]
fn what_is_due_later_says_when_to_look() {
    let lane = Lane::new(1);
    let mut state = lane.lock();
    assert!(state.begin_loading());
    assert_eq!(state.end_loading(waiting(vec![(5, owed(1)), (30, owed(2))], 2), 10), 1);
    assert_eq!((state.next_due, state.more), (Some(30), false));
    assert!(state.begin_loading());
    assert_eq!(state.end_loading(waiting(vec![(5, owed(3)), (6, owed(4))], 2), 10), 2);
    assert_eq!((state.next_due, state.more), (Some(10), true));
}

#[test]
fn what_is_left_to_claim_is_asked_for_whatever_else_is_due_later() {
    let lane = Lane::new(1);
    let mut state = lane.lock();
    assert!(state.begin_loading());
    let found = Waiting { claimable: true, ..waiting(vec![(5, owed(1)), (30, owed(2))], 9) };
    assert_eq!(state.end_loading(found, 10), 1);
    assert_eq!((state.next_due, state.more), (Some(10), true));
}

#[test]
fn what_another_run_sees_to_is_forgotten() {
    let lane = Lane::new(1);
    let mut state = lane.lock();
    for ms in [1, 2] {
        state.reserve();
        state.take(owed(ms));
    }
    assert!(state.call().is_some());
    assert!(state.next().is_some());
    state.next_due = Some(7);
    assert_eq!(state.forget_all(), 2);
    assert_eq!((state.waiting(), state.load(), state.next_due), (0, 0, None));
    assert!(!state.forget(EventId::first_at(1)), "what was on its way counts no more");
}

#[test]
fn what_is_told_while_the_store_is_looked_at_is_not_lost() {
    let lane = Lane::new(1);
    let mut state = lane.lock();
    assert!(state.begin_loading());
    assert!(state.is_behind(10));
    state.next_due = Some(9);
    state.end_loading(waiting(vec![(30, owed(2))], 2), 10);
    assert_eq!(state.next_due, Some(9));
}

#[test]
fn what_is_on_its_way_takes_no_room() {
    let lane = Lane::new(1);
    let mut state = lane.lock();
    state.reserve();
    state.take(owed(1));
    state.reserve();
    assert_eq!((state.waiting_or_promised(), state.load()), (2, 2));
    assert!(state.call().is_some() && state.next().is_some());
    assert_eq!((state.waiting_or_promised(), state.load()), (1, 2));
}

#[test]
fn one_delivery_needs_one_worker() {
    let lane = Lane::new(1);
    let mut state = lane.lock();
    state.reserve();
    state.take(owed(1));
    assert_eq!(state.call(), Some(Called::New));
    assert_eq!(state.call(), None);
    assert!(state.next().is_some());
    assert_eq!(state.call(), None, "nothing is left to do");
    state.adapt(true);
    state.reserve();
    state.take(owed(2));
    assert_eq!(state.call(), None, "the first worker is about to take it");
    assert!(state.next().is_some());
    state.adapt(true);
    assert!(state.next().is_none());
    assert!(state.rest(), "it waits");
    state.reserve();
    state.take(owed(3));
    assert_eq!(state.call(), Some(Called::Idle));
    assert!(state.next().is_some());
    state.adapt(true);
    assert!(state.rest());
    assert_eq!(state.dismiss(false), 0, "something came");
    assert_eq!(state.dismiss(false), 1);
    assert!(state.is_dismissed() && !state.is_dismissed());
    assert_eq!(state.workers, 0);
}

#[test]
fn width_follows_how_the_endpoint_does() {
    let lane = Lane::new(1);
    let mut state = lane.lock();
    (0..100).for_each(|_| state.adapt(true));
    assert_eq!(state.width, MOST_WIDTH);
    (0..100).for_each(|_| state.adapt(false));
    assert_eq!(state.width, 1);
    state.seeking = 0;
    for ms in 0..3 {
        state.reserve();
        state.take(owed(ms));
    }
    assert_eq!(state.call(), Some(Called::New));
    assert_eq!(state.call(), None, "one request at a time");
}

#[test]
fn an_idle_worker_that_is_called_takes_what_it_was_called_for() {
    let lane = Lane::new(1);
    let mut state = lane.lock();
    for ms in 0..4 {
        state.reserve();
        state.take(owed(ms));
        assert_eq!(state.call(), Some(Called::New));
        assert!(state.next().is_some());
    }
    (0..4).for_each(|_| state.adapt(true));
    (0..4).for_each(|_| assert!(state.next().is_none() && state.rest()));
    // Two failures: the endpoint bears two requests at a time, and three workers are idle.
    for (ms, stays) in [(4, true), (5, false)] {
        state.reserve();
        state.take(owed(ms));
        assert_eq!(state.call(), Some(Called::Idle));
        assert!(state.next().is_some());
        state.adapt(false);
        assert!(state.next().is_none());
        assert_eq!(state.rest(), stays);
    }
    assert_eq!((state.width, state.workers, state.idle), (2, 3, 3));
    state.reserve();
    state.take(owed(6));
    assert_eq!(state.call(), Some(Called::Idle));
    assert_eq!(state.next().map(|it| it.event), Some(EventId::first_at(6)));
}

#[test]
fn one_look_brings_only_so_many() {
    let lane = Lane::new(1);
    let mut state = lane.lock();
    assert!(state.begin_loading());
    let found: Vec<_> = (0..1000).map(|ms| (0, owed(ms))).collect();
    assert_eq!(state.end_loading(waiting(found, 2000), 10), AT_ONCE);
    assert_eq!((state.waiting(), state.more, state.next_due), (AT_ONCE, true, Some(10)));
}
