//! Whether a bounce tells that the address is dead.
//!
//! A provider's verdict counts, save where the far side named a cause that says nothing about the
//! address: a full mailbox, a message too large, a policy, a way that could not be found, time
//! that ran out. To call such a bounce hard would put a living address on the block list.

use crate::cause::Cause;
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

/// The one judgement, of all that was said: by the status where it names a cause, then by the
/// words, then by the verdict, then by what the codes say in general.
fn class(verdict: Option<BounceClass>, said: &Response) -> BounceClass {
    let enhanced = said.enhanced.as_deref().unwrap_or_default();
    let status = Status::of(enhanced);
    let cause = said.text.as_deref().and_then(Cause::of);
    let dead = cause.is_some_and(Cause::is_dead);
    match (verdict, status) {
        (_, Some(Status::Full)) => return BounceClass::Soft,
        // Servers give 5.7.1 and its like to what they know nothing better for; their words may.
        (_, Some(Status::Elsewhere)) if !dead || enhanced.starts_with('4') => {
            return BounceClass::Soft;
        }
        _ if cause.is_some_and(Cause::is_innocent) => return BounceClass::Soft,
        (Some(class @ (BounceClass::Hard | BounceClass::Soft)), _) => return class,
        _ => {}
    }
    match (enhanced.chars().next(), said.code) {
        // Said of an attempt, and the last one: whoever tried has given up.
        (Some('4'), _) | (_, Some(400..=499)) => BounceClass::Soft,
        _ if dead => BounceClass::Hard,
        // RFC 5321 and 7504: mailbox unavailable, not local, not allowed; no mail accepted here.
        (Some('5'), _) | (None, Some(510..=512 | 521 | 550 | 551 | 553 | 556)) => BounceClass::Hard,
        (None, Some(552)) => BounceClass::Soft,
        _ => BounceClass::Undetermined,
    }
}

/// What an enhanced status code (RFC 3463) says of the cause, where that is not the address.
enum Status {
    /// x.2.2 a full mailbox, x.2.3 a message too long for it.
    Full,
    /// x.1.7 and x.1.8 the sender's address, x.2.4 a list, x.3 the system, x.4 the network, x.5.1
    /// and on the protocol, x.6 the content, x.7 policy.
    Elsewhere,
}

impl Status {
    fn of(enhanced: &str) -> Option<Self> {
        let (subject, detail) = enhanced.split_once('.')?.1.split_once('.')?;
        match (subject, detail) {
            ("2", "2" | "3") => Some(Self::Full),
            ("1", "7" | "8") | ("2", "4") | ("3" | "4" | "6" | "7", _) => Some(Self::Elsewhere),
            ("5", detail) if detail != "0" => Some(Self::Elsewhere),
            _ => None,
        }
    }
}

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
            (None, "550 5.7.1 No such user", Hard),
            (None, "550 5.4.1 Recipient address rejected: Access denied", Hard),
            (None, "550 5.4.4 Host or domain name not found", Hard),
            (None, "450 4.7.1 No such user", Soft),
            (None, "450 4.1.1 User unknown", Soft),
            (None, "550 5.1.8 Domain of sender address does not exist", Soft),
            (None, "550 5.5.4 Wrong parameters", Soft),
            (None, "550 5.5.0 Requested action not taken: mailbox unavailable", Hard),
            (None, "552 No", Soft),
            (None, "554 No", Undetermined),
            (None, "421 4.4.7 Too old", Soft),
            (None, "421 Try later", Soft),
            (None, "No such user", Hard),
            (None, "No", Undetermined),
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
