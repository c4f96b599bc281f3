//! Why a message was not taken, by the words that mail servers say it in.
//!
//! The words are tables, a file for each kind of meaning; here is how they are weighed.

mod abroad;
mod gone;
mod nobody;
mod policy;
mod sender;
mod size;
mod way;
mod weak;

use crate::phrase::{self, Finder};
use std::sync::LazyLock;

/// Why a message was not taken.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Cause {
    /// The sender was refused: its address, its domain, its right to send.
    Sender,
    /// The server does not carry mail for that domain, or not for that sender.
    Relay,
    /// The mailbox is full.
    Full,
    /// The message is too large.
    TooLarge,
    /// The message could not be proven to be the sender's (SPF, DKIM, DMARC).
    Unproven,
    /// Nobody has that address.
    NoUser,
    /// Nobody has that domain, or it takes no mail.
    NoHost,
    /// The mailbox was closed or switched off.
    Closed,
    /// The mailbox has another address now.
    Moved,
    /// The server wants the message later, or fewer of them.
    Paced,
    /// The server does not want this host, this message, or both.
    Blocked,
    /// What the message holds is not wanted.
    Content,
    /// Time ran out.
    Expired,
    /// The way there is broken: connection, name service, a loop.
    Network,
    /// The server cannot take mail at all.
    System,
    /// The server says no more than that the mailbox is not available.
    Unavailable,
}

type Group = phrase::Group<Cause>;

impl Cause {
    /// The cause that a text names, the more telling before the less.
    pub(crate) fn of(text: &str) -> Option<Self> {
        FINDER.find(text)
    }

    /// Whether it says that the address will never take mail.
    pub(crate) fn is_dead(self) -> bool {
        matches!(self, Self::NoUser | Self::NoHost | Self::Closed | Self::Moved)
    }

    /// Whether it says nothing about the address.
    pub(crate) fn is_innocent(self) -> bool {
        !self.is_dead() && self != Self::Unavailable
    }
}

/// The groups by weight. A full mailbox exists, and whose sender is refused was not asked about
/// its recipient; what is dead stands before what is blocked, as servers that block on principle
/// say no more than that.
static GROUPS: LazyLock<Vec<Group>> = LazyLock::new(|| {
    let groups = [
        sender::GROUPS,
        size::GROUPS,
        abroad::OF_SIZE,
        nobody::GROUPS,
        abroad::DEAD,
        gone::GROUPS,
        policy::GROUPS,
        abroad::OF_POLICY,
        way::GROUPS,
        weak::GROUPS,
    ];
    groups.concat()
});

static FINDER: LazyLock<Finder<Cause>> = LazyLock::new(|| Finder::new(&GROUPS));

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn words_name_a_cause() {
        for (text, cause) in [
            (
                "550 5.1.1 <bob@example.org>: Recipient address rejected: User unknown",
                Cause::NoUser,
            ),
            ("The email account that you tried to reach does not exist.", Cause::NoUser),
            ("550 No such user here", Cause::NoUser),
            ("Benutzer unbekannt", Cause::NoUser),
            ("552 5.2.2 <bob@example.org>: user is over quota", Cause::Full),
            ("mailbox is full: retry timeout exceeded", Cause::Full),
            ("552 Message size exceeds fixed maximum message size", Cause::TooLarge),
            ("553 sender address rejected: user unknown", Cause::Sender),
            ("Host or domain name not found. Name service error for name=a", Cause::NoHost),
            ("This account has been disabled or discontinued [#102].", Cause::Closed),
            ("550 5.7.1 Message rejected due to its spam score", Cause::Blocked),
            ("451 4.7.1 Greylisting in action, please come back later", Cause::Paced),
            ("550 5.7.26 This mail is unauthenticated", Cause::Unproven),
            ("Requested action not taken: mailbox unavailable", Cause::Unavailable),
            ("connect to mail.example.org: No route to host", Cause::Network),
            ("554 5.7.1 <bob@example.org>: Relay access denied", Cause::Relay),
        ] {
            assert_eq!(Cause::of(text), Some(cause), "{text}");
        }
        for text in ["", "550 Sorry", "Hello, thank you for your order"] {
            assert_eq!(Cause::of(text), None, "{text}");
        }
    }

    #[test]
    fn every_phrase_is_found_as_its_own_cause_or_a_weightier_one() {
        let weight = |cause| GROUPS.iter().position(|(it, _)| *it == cause);
        let mut faults = Vec::new();
        for (cause, phrase) in phrase::all(&GROUPS) {
            let found = Cause::of(&phrase.replace('*', "of that name"));
            let plain = phrase == phrase.to_lowercase().trim();
            if !plain || found.is_none_or(|it| weight(it) > weight(cause)) {
                faults.push(format!("`{phrase}` of {cause:?} is found as {found:?}"));
            }
        }
        assert!(faults.is_empty(), "{faults:#?}");
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "\\PC{0,64}") {
            _ = Cause::of(&text);
        }
    }
}
