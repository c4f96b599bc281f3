//! Marks in any order come to the same, and to what the words say.

use super::*;
use proptest::prelude::*;

fn marks(said: &[(Mark, i64)]) -> Marks {
    said.iter().map(|(mark, at)| (*mark, Said::at(*at, None))).collect()
}

#[test]
fn who_may_be_written_to() {
    use Block::{Bounced, Complained, Deactivated, Unsubscribed};
    use Mark as M;
    for (said, reasons, since) in [
        (vec![], vec![], None),
        (vec![(M::Joined, 5)], vec![], Some(5)),
        (vec![(M::Joined, 5), (M::Activated, 9)], vec![], Some(9)),
        (vec![(M::Left, 5)], vec![Unsubscribed], Some(5)),
        (vec![(M::Left, 5), (M::Joined, 6)], vec![], Some(6)),
        (vec![(M::Left, 6), (M::Joined, 5)], vec![Unsubscribed], Some(6)),
        (vec![(M::Left, 5), (M::Joined, 5)], vec![Unsubscribed], Some(5)),
        (vec![(M::Left, 5), (M::Activated, 6)], vec![Unsubscribed], Some(5)),
        (vec![(M::Bounced, 5)], vec![Bounced], Some(5)),
        (vec![(M::Bounced, 5), (M::Activated, 6)], vec![], Some(6)),
        (vec![(M::Bounced, 5), (M::Joined, 6)], vec![Bounced], Some(5)),
        (vec![(M::Bounced, 7), (M::Activated, 6)], vec![Bounced], Some(7)),
        (vec![(M::Complained, 5)], vec![Complained], Some(5)),
        (vec![(M::Complained, 5), (M::Activated, 6)], vec![], Some(6)),
        (vec![(M::Complained, 5), (M::Joined, 6)], vec![], Some(6)),
        (vec![(M::Deactivated, 5)], vec![Deactivated], Some(5)),
        (vec![(M::Deactivated, 5), (M::Joined, 6)], vec![Deactivated], Some(5)),
        (vec![(M::Deactivated, 5), (M::Activated, 6)], vec![], Some(6)),
        (vec![(M::Bounced, 5), (M::Left, 7)], vec![Unsubscribed, Bounced], Some(7)),
        (vec![(M::Bounced, 8), (M::Left, 7)], vec![Bounced, Unsubscribed], Some(8)),
        (vec![(M::Bounced, 8), (M::Left, 7), (M::Activated, 9)], vec![Unsubscribed], Some(7)),
    ] {
        assert_eq!(marks(&said).standing(), Standing { reasons, since }, "{said:?}");
    }
}

#[test]
fn a_time_is_when_it_happened_and_never_later_than_now() {
    let id = EventId::first_at(1);
    for (occurred_at, received_at, at) in
        [(Some(5), 9, 5), (None, 9, 9), (Some(10), 9, 9), (Some(-7), 9, 1), (Some(0), 9, 1)]
    {
        assert_eq!(Said::by(id, occurred_at, received_at), Said { at, by: Some(id) });
    }
}

fn anything_said() -> impl Strategy<Value = (Mark, Said)> {
    let mark = (0..Mark::COUNT).prop_map(|at| Mark::iter().nth(at).expect("a mark"));
    // Few times and few events, so that many are the same.
    let by = prop::option::of((1..4_i64).prop_map(EventId::first_at));
    (mark, (1..6_i64, by).prop_map(|(at, by)| Said::at(at, by)))
}

proptest! {
    #[test]
    fn neither_order_nor_repetition_matters(
        said in prop::collection::vec(anything_said(), 0..20),
        again in prop::collection::vec(any::<prop::sample::Index>(), 0..20),
        cut in any::<prop::sample::Index>(),
    ) {
        let straight: Marks = said.iter().copied().collect();
        let mut other = said.clone();
        other.extend(again.iter().filter(|_| !said.is_empty()).map(|at| *at.get(&said)));
        other.reverse();
        // In two halves that are put together, as two commits do.
        let (one, two) = other.split_at(cut.index(other.len() + 1));
        let [one, mut two] = [one, two].map(|half| half.iter().copied().collect::<Marks>());
        two.take(&one);
        prop_assert_eq!(straight, two);
        prop_assert_eq!(straight.standing(), two.standing());
    }

    #[test]
    fn what_stands_changes_nothing_when_it_is_said_again(
        said in prop::collection::vec(anything_said(), 0..20),
    ) {
        let marks: Marks = said.into_iter().collect();
        for mark in Mark::iter() {
            let mut again = marks;
            again.say(mark, Said::at(marks.latest() + 1, None));
            let held = |marks: &Marks| Block::iter().filter(|it| it.holds(marks)).collect::<Vec<_>>();
            let changes = held(&marks) != held(&again) || !marks.said(mark).ever();
            prop_assert!(!(changes && marks.stands(mark)), "{mark}: {marks:?}");
        }
    }

    #[test]
    fn whoever_left_stays_away_until_it_joins(
        said in prop::collection::vec(anything_said(), 0..20),
        at in 1..6_i64,
    ) {
        let mut marks: Marks = said.into_iter().collect();
        marks.say(Mark::Left, Said::at(at, None));
        let joined = marks.said(Mark::Joined).at > marks.said(Mark::Left).at;
        prop_assert_eq!(marks.standing().reasons.contains(&Block::Unsubscribed), !joined);
        marks.say(Mark::Joined, Said::at(marks.latest() + 1, None));
        prop_assert!(!marks.standing().reasons.contains(&Block::Unsubscribed));
    }
}
