//! Words that leave open whether the address is dead: they count where nothing else is said.

use super::{Cause, Group};

pub(super) const GROUPS: &[Group] = &[(Cause::Unavailable, UNAVAILABLE)];

const UNAVAILABLE: &[&str] = &[
    "account unavailable",
    "action not taken: mailbox",
    "address * rejected",
    "address is undeliverable",
    "address rejected",
    "mailbox * unavailable",
    "mailbox is unavailable",
    "mailbox name not allowed",
    "mailbox not available",
    "mailbox unavailable",
    "not available to take",
    "recipient * rejected",
    "recipient rejected",
    "rejected address",
    "rejected recipient",
    "rejected the recipient",
    "user not available",
    "user unavailable",
];
