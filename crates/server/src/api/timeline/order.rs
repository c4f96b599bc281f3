//! What is known of messages, put in the order in which it must have happened.
//!
//! Providers repeat themselves, and their clocks and queues put things in disorder: of one message
//! what is further on its way never stands before what is not.

use event::{Channel, EventId, EventKind, Group};
use std::collections::HashMap;
use store::EventRow;

/// What happened.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub(in crate::api) enum What {
    /// The hub took a message in.
    Queued,
    /// The service took it.
    Sent,
    Event(EventKind),
}

/// One thing that happened.
#[derive(Clone, Debug)]
pub(in crate::api) struct Step {
    /// When, in milliseconds since 1970.
    pub(in crate::api) at: i64,
    pub(in crate::api) what: What,
    pub(in crate::api) channel: Channel,
    pub(in crate::api) contact: Option<String>,
    pub(in crate::api) message: Option<String>,
    /// What tells of it.
    pub(in crate::api) told: Option<EventRow>,
    /// How often that was told.
    pub(in crate::api) times: u32,
}

/// A message to a contact.
type Key = (Channel, Option<String>, Option<String>);

/// How far on its way a message is; none where it says nothing of that.
type Rank = u8;

/// What comes last of all that happened at one time.
const ELSE: Rank = 6;

/// One more than the greatest rank of a message.
const RANKS: usize = 6;

impl What {
    /// Its word on the wire.
    pub(in crate::api) fn name(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Sent => "sent",
            Self::Event(kind) => kind.name(),
        }
    }

    /// How far a message is by it.
    pub(in crate::api) fn status(self) -> Option<&'static str> {
        match self {
            Self::Queued | Self::Sent => Some(self.name()),
            Self::Event(kind) if kind.group() == Group::MessageStatus => {
                kind.name().split_once('.').map(|(_, word)| word)
            }
            Self::Event(_) => None,
        }
    }

    fn rank(self) -> Option<Rank> {
        let kind = match self {
            Self::Queued => return Some(0),
            Self::Sent => return Some(1),
            Self::Event(kind) => kind,
        };
        match (kind, kind.group()) {
            (EventKind::EmailProcessed | EventKind::SmsProcessed, _) => Some(1),
            (EventKind::EmailDeferred, _) => Some(2),
            // A mail may bounce after the first server took it: then the later is the truth.
            (kind, Group::MessageStatus)
                if kind.channel() == Channel::Email || kind.name().ends_with(".delivered") =>
            {
                Some(4)
            }
            (_, Group::MessageStatus) => Some(3),
            (_, Group::MessageEvent) => Some(5),
            (_, Group::ContactEvent) => None,
        }
    }

    /// Whether another of the same can only be a repeat.
    fn happens_once(self) -> bool {
        match self {
            Self::Queued | Self::Sent => true,
            Self::Event(kind) => {
                self.rank().is_some()
                    && !kind.counts_each_time()
                    && kind != EventKind::EmailDeferred
            }
        }
    }
}

impl Step {
    fn key(&self) -> Key {
        (self.channel, self.contact.clone(), self.message.clone())
    }

    fn place(&self) -> (Rank, i64, Option<EventId>, &'static str, Option<String>) {
        let (what, id) = (self.what, self.told.as_ref().map(|told| told.id));
        (what.rank().unwrap_or(ELSE), self.at, id, what.name(), self.message.clone())
    }
}

/// Puts steps in order, the first one first, and each repeat to what it repeats.
pub(in crate::api) fn ordered(mut steps: Vec<Step>) -> Vec<Step> {
    steps.sort_by_cached_key(|step| (step.at, step.place()));
    let mut steps = once(steps);
    // When a message was first known to be so far.
    let mut begins: HashMap<Key, [i64; RANKS]> = HashMap::new();
    for step in steps.iter().filter(|step| step.message.is_some()) {
        if let Some(rank) = step.what.rank() {
            let begin = begins.entry(step.key()).or_insert([i64::MAX; RANKS]);
            let begin = &mut begin[usize::from(rank)];
            *begin = step.at.min(*begin);
        }
    }
    let must_have_been = |step: &Step| {
        let rank = step.what.rank().filter(|_| step.message.is_some());
        let later = rank.and_then(|rank| begins.get(&step.key())?.get(usize::from(rank) + 1..));
        later.into_iter().flatten().copied().chain([step.at]).min().unwrap_or(step.at)
    };
    steps.sort_by_cached_key(|step| (must_have_been(step), step.place()));
    steps
}

fn once(steps: Vec<Step>) -> Vec<Step> {
    let mut known: HashMap<(Key, What), usize> = HashMap::new();
    let mut all: Vec<Step> = Vec::with_capacity(steps.len());
    for step in steps {
        if step.message.is_some() && step.what.happens_once() {
            if let Some(first) = known.get(&(step.key(), step.what)) {
                all[*first].times += step.times;
                continue;
            }
            known.insert((step.key(), step.what), all.len());
        }
        all.push(step);
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use proptest::sample::{Index, select};

    fn step(at: i64, what: What, message: &str) -> Step {
        Step {
            at,
            what,
            channel: Channel::Viber,
            contact: Some("a".to_owned()),
            message: Some(message.to_owned()),
            told: None,
            times: 1,
        }
    }

    fn told(steps: Vec<Step>) -> Vec<(&'static str, u32)> {
        ordered(steps).into_iter().map(|step| (step.what.name(), step.times)).collect()
    }

    #[test]
    fn a_late_report_goes_back_to_its_place() {
        let event = |at, kind| step(at, What::Event(kind), "1");
        let steps = vec![
            event(30, EventKind::ViberDelivered),
            event(20, EventKind::ViberViewed),
            step(40, What::Sent, "1"),
            event(50, EventKind::ViberDelivered),
            step(10, What::Queued, "1"),
            event(15, EventKind::ViberExpired),
            event(25, EventKind::ViberClicked),
            event(25, EventKind::ViberClicked),
        ];
        let wanted = [
            ("queued", 1),
            ("sent", 1),
            ("viber.expired", 1),
            ("viber.delivered", 2),
            ("viber.viewed", 1),
            ("viber.clicked", 1),
            ("viber.clicked", 1),
        ];
        assert_eq!(told(steps), wanted);
    }

    #[test]
    fn mail_may_bounce_after_all() {
        let event = |at, kind| step(at, What::Event(kind), "1");
        let steps = vec![
            event(9, EventKind::EmailBounced),
            event(5, EventKind::EmailDelivered),
            event(6, EventKind::EmailProcessed),
            event(7, EventKind::EmailDeferred),
            event(3, EventKind::EmailDeferred),
        ];
        let names: Vec<_> = told(steps).into_iter().map(|(name, _)| name).collect();
        let wanted = ["processed", "deferred", "deferred", "delivered", "bounced"];
        assert_eq!(names, wanted.map(|word| format!("email.{word}")));
    }

    #[test]
    fn messages_do_not_wait_for_each_other() {
        let steps = vec![
            step(5, What::Event(EventKind::ViberDelivered), "1"),
            step(9, What::Sent, "2"),
            step(7, What::Event(EventKind::ViberUnsubscribed), "2"),
        ];
        let names: Vec<_> = told(steps).into_iter().map(|(name, _)| name).collect();
        assert_eq!(names, ["viber.delivered", "viber.unsubscribed", "sent"]);
    }

    proptest! {
        #[test]
        fn whatever_the_disorder_the_order_is_the_same(
            told in prop::collection::vec((0..9_i64, select(vec![
                What::Queued, What::Sent,
                What::Event(EventKind::ViberDelivered), What::Event(EventKind::ViberViewed),
                What::Event(EventKind::ViberFailed), What::Event(EventKind::ViberExpired),
            ]), select(vec!["1", "2"])), 0..12),
            swaps in prop::collection::vec((any::<Index>(), any::<Index>()), 0..12),
        ) {
            let steps = |told: &[(i64, What, &str)]| {
                told.iter().map(|(at, what, message)| step(*at, *what, message)).collect()
            };
            let mut other = told.clone();
            for (a, b) in swaps.iter().filter(|_| !told.is_empty()) {
                other.swap(a.index(told.len()), b.index(told.len()));
            }
            let show = |steps: Vec<Step>| ordered(steps).into_iter()
                .map(|it| (it.at, it.what, it.message, it.times)).collect::<Vec<_>>();
            let all = show(steps(&told));
            prop_assert_eq!(&all, &show(steps(&other)));
            let times: u32 = all.iter().map(|(.., times)| times).sum();
            prop_assert_eq!(times as usize, told.len());
            for message in ["1", "2"] {
                let of = all.iter().filter(|it| it.2.as_deref() == Some(message));
                let ranks: Vec<_> = of.map(|(_, what, ..)| what.rank()).collect();
                prop_assert!(ranks.is_sorted(), "{all:?}");
            }
        }
    }
}
