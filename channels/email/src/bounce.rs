//! Whether a bounce tells that the address is dead.
//!
//! A provider's verdict counts, save where the far side named a cause that says nothing about the
//! address: a full mailbox, a message too large, a policy, a way that could not be found, time
//! that ran out. To call such a bounce hard would put a living address on the block list.

use crate::known::known;
use event::{Bounce, BounceClass, Event, EventKind, Response};

/// Judges a bounce by the provider's verdict, where it has one, and by what the far side said.
pub(crate) fn judged(verdict: Option<BounceClass>, said: &Response) -> (EventKind, Bounce) {
    let class = class(verdict, said);
    let kind = match class {
        BounceClass::Hard => EventKind::EmailBounced,
        BounceClass::Soft | BounceClass::Undetermined => EventKind::EmailSoftBounced,
    };
    (kind, of(class, said))
}

/// Puts into an event what the far side said; where it did not take the message, the verdict, too.
/// A bounce comes in as `EmailBounced` and goes out as what it was judged to be.
pub(crate) fn tell(event: &mut Event, verdict: Option<BounceClass>, said: Response) {
    match event.kind {
        EventKind::EmailDelivered => {}
        EventKind::EmailDeferred => event.details.bounce = Some(deferred(&said)),
        EventKind::EmailBounced => {
            let (kind, bounce) = judged(verdict, &said);
            event.kind = kind;
            event.details.bounce = Some(bounce);
        }
        _ => return,
    }
    event.details.response = known(said);
}

/// A delivery that is still being tried.
pub(crate) fn deferred(said: &Response) -> Bounce {
    of(BounceClass::Soft, said)
}

fn of(class: BounceClass, said: &Response) -> Bounce {
    Bounce { class, code: said.code, enhanced: said.enhanced.clone() }
}

fn class(verdict: Option<BounceClass>, said: &Response) -> BounceClass {
    let enhanced = said.enhanced.as_deref().unwrap_or_default();
    let words = said.text.as_deref().unwrap_or_default().to_lowercase();
    if spares_the_address(enhanced) || INNOCENT.iter().any(|it| words.contains(it)) {
        return BounceClass::Soft;
    }
    match (verdict, enhanced.chars().next(), said.code.map(|code| code / 100)) {
        (Some(class @ (BounceClass::Hard | BounceClass::Soft)), ..) => class,
        (_, Some('5'), _) | (_, None, Some(5)) => BounceClass::Hard,
        (_, Some('4'), _) | (_, None, Some(4)) => BounceClass::Soft,
        _ => BounceClass::Undetermined,
    }
}

/// Enhanced status codes (RFC 3463) whose cause is not the address: x.2.2 a full mailbox, x.2.3 a
/// message too long for it, x.3 the system, x.4 the network, x.6 the content, x.7 policy.
fn spares_the_address(enhanced: &str) -> bool {
    let parts = enhanced.split_once('.').and_then(|(_, it)| it.split_once('.'));
    let Some((subject, detail)) = parts else { return false };
    matches!((subject, detail), ("2", "2" | "3") | ("3" | "4" | "6" | "7", _))
}

/// Words of mail servers that name a cause other than the address.
const INNOCENT: [&str; 27] = [
    "quota",
    "mailbox full",
    "mailbox is full",
    "inbox is full",
    "inbox full",
    "out of storage",
    "insufficient system storage",
    "message size",
    "size limit",
    "size exceeds",
    "too large",
    "too big",
    "policy",
    "content",
    "spam",
    "virus",
    "blocked",
    "blacklist",
    "blocklist",
    "block list",
    "reputation",
    "greylist",
    "graylist",
    "rate limit",
    "too many",
    "too old",
    "timed out",
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::smtp::reply;
    use BounceClass::{Hard, Soft, Undetermined};

    #[test]
    fn the_verdict_counts_unless_the_cause_is_not_the_address() {
        for (verdict, said, wanted) in [
            (Some(Hard), "550 5.1.1 No such user", Hard),
            (Some(Hard), "", Hard),
            (Some(Hard), "450 4.1.1 Unknown for now", Hard),
            (Some(Hard), "550 5.2.1 Mailbox disabled", Hard),
            (Some(Hard), "552 5.2.2 No room", Soft),
            (Some(Hard), "552 5.2.3 Too long for it", Soft),
            (Some(Hard), "554 5.3.0 Sorry", Soft),
            (Some(Hard), "550 5.4.1 No way there", Soft),
            (Some(Hard), "550 5.6.7 Cannot convert", Soft),
            (Some(Hard), "550 5.7.1 Access denied", Soft),
            (Some(Hard), "552 Mailbox full", Soft),
            (Some(Hard), "554 Rejected for policy reasons", Soft),
            (Some(Soft), "550 5.1.1 No such user", Soft),
            (Some(Undetermined), "550 5.1.1 No such user", Hard),
            (None, "550 5.1.1 No such user", Hard),
            (None, "550 5.0.0 No", Hard),
            (None, "550 No", Hard),
            (None, "421 4.4.7 Too old", Soft),
            (None, "421 Try later", Soft),
            (None, "No such user", Undetermined),
            (Some(Undetermined), "", Undetermined),
        ] {
            let (kind, bounce) = judged(verdict, &reply(said));
            assert_eq!(bounce.class, wanted, "{verdict:?} {said}");
            assert_eq!(kind == EventKind::EmailBounced, wanted == Hard, "{verdict:?} {said}");
        }
    }

    #[test]
    fn it_carries_the_codes() {
        let (_, bounce) = judged(Some(Hard), &reply("550 5.1.1 No such user"));
        assert_eq!(bounce, Bounce { class: Hard, code: Some(550), enhanced: Some("5.1.1".into()) });
        assert_eq!(deferred(&reply("451 4.7.1 Later")).class, Soft);
    }
}
