//! Whether everything that was sent has come back, and nothing else.

use super::told::Told;
use event::EventKind;
use std::collections::HashSet;
use std::fmt;

/// An event that a recording makes, and whether it came.
#[derive(Debug)]
struct Owed {
    provider: &'static str,
    kind: EventKind,
    came: bool,
    believed: bool,
}

/// What is owed, and what came of it.
#[derive(Debug, Default)]
pub(super) struct Judge {
    owed: Vec<Owed>,
    heard: HashSet<String>,
    doubted: usize,
}

impl Judge {
    /// Expects one more event.
    pub(super) fn expect(&mut self, provider: &'static str, kind: EventKind) {
        self.owed.push(Owed { provider, kind, came: false, believed: false });
    }

    /// Takes in what came. Nothing where it came before: every event comes at least once.
    pub(super) fn hear(&mut self, mut told: Told) -> Option<Told> {
        if told.doubt.is_none() && !self.heard.insert(told.id.clone()) {
            return None;
        }
        let mut owed = self.owed.iter_mut().filter(|it| !it.came);
        let owed = owed.find(|it| Some(it.kind) == told.kind && it.provider == told.provider);
        match owed {
            Some(owed) => {
                owed.came = true;
                owed.believed = told.doubt.is_none();
            }
            None => {
                told.doubt.get_or_insert_with(|| "no provider has sent it".to_owned());
            }
        }
        self.doubted += usize::from(told.doubt.is_some());
        Some(told)
    }

    /// Whether nothing is owed any more.
    pub(super) fn has_all(&self) -> bool {
        self.owed.iter().all(|it| it.came)
    }

    /// Whether everything came, could be believed, and was sent.
    pub(super) fn is_content(&self) -> bool {
        !self.owed.is_empty() && self.owed.iter().all(|it| it.believed) && self.doubted == 0
    }

    /// What did not come: by whom, and its kind.
    pub(super) fn missing(&self) -> impl Iterator<Item = (&'static str, EventKind)> {
        self.owed.iter().filter(|it| !it.came).map(|it| (it.provider, it.kind))
    }
}

impl fmt::Display for Judge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = |counts: fn(&Owed) -> bool| self.owed.iter().filter(|it| counts(it)).count();
        let (came, believed) = (count(|it| it.came), count(|it| it.believed));
        write!(f, "{} events sent, {came} delivered, {believed} verified", self.owed.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use EventKind::{EmailRead, SmsFailed};

    fn judge() -> Judge {
        let mut judge = Judge::default();
        for (provider, kind) in
            [("twilio", SmsFailed), ("twilio", SmsFailed), ("smtp2go", EmailRead)]
        {
            judge.expect(provider, kind);
        }
        judge
    }

    fn told(id: &str, provider: &str, kind: EventKind) -> Told {
        let (id, provider) = (id.to_owned(), provider.to_owned());
        Told { id, provider, kind: Some(kind), ..Told::default() }
    }

    /// All that is owed, in another order than it was sent.
    fn all() -> [Told; 3] {
        [
            told("1", "smtp2go", EmailRead),
            told("2", "twilio", SmsFailed),
            told("3", "twilio", SmsFailed),
        ]
    }

    fn after(all: impl IntoIterator<Item = Told>) -> Judge {
        let mut judge = judge();
        all.into_iter().for_each(|told| _ = judge.hear(told));
        judge
    }

    #[test]
    fn it_is_content_when_everything_came_and_was_believed() {
        let judge = after(all());
        assert!(judge.has_all() && judge.is_content());
        assert_eq!(judge.to_string(), "3 events sent, 3 delivered, 3 verified");
        assert!(!Judge::default().is_content(), "nothing was shown");
    }

    #[test]
    fn it_is_not_when_one_is_missing() {
        for left_out in 0..3 {
            let mut some = all().to_vec();
            let missing = some.remove(left_out);
            let judge = after(some);
            assert!(!judge.has_all() && !judge.is_content());
            assert_eq!(judge.to_string(), "3 events sent, 2 delivered, 2 verified");
            let found: Vec<_> = judge.missing().map(|(_, kind)| Some(kind)).collect();
            assert_eq!(found, [missing.kind]);
        }
    }

    #[test]
    fn it_is_not_when_a_signature_is_bad() {
        for bad in 0..3 {
            let mut all = all();
            all[bad].doubt = Some("no signature matches".to_owned());
            let judge = after(all.clone());
            assert!(judge.has_all() && !judge.is_content());
            assert_eq!(judge.to_string(), "3 events sent, 3 delivered, 2 verified");
            // A good copy does not make up for the bad one.
            let good = Told { doubt: None, ..all[bad].clone() };
            assert!(!after(all.into_iter().chain([good])).is_content());
        }
    }

    #[test]
    fn a_repeat_is_no_second_event() {
        let [first, second, _] = all();
        let judge = after([first, second.clone(), second]);
        assert!(!judge.has_all() && !judge.is_content());
        let [first, second, third] = all();
        assert!(after([first.clone(), second, first, third]).is_content());
    }

    #[test]
    fn what_nobody_sent_is_not_believed() {
        for stranger in [
            told("4", "twilio", SmsFailed),
            told("4", "twilio", EmailRead),
            told("4", "sendgrid", EmailRead),
            Told::default(),
        ] {
            let mut judge = after(all());
            let heard = judge.hear(stranger).expect("it is told of");
            assert_eq!(heard.doubt.as_deref(), Some("no provider has sent it"));
            assert!(judge.has_all() && !judge.is_content());
        }
    }
}
