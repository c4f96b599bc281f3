//! What makes two requests one event.

use event::{Fingerprint, Mark, Marks};
use sha2::{Digest, Sha256};
use ticket::Does;

/// A fingerprint, and the time it is kept by.
pub(super) type Unique = (Fingerprint, i64);

const HOUR: i64 = 3_600_000;

/// For how long a page that was opened may lie until its button is pressed, in milliseconds.
const DAY: i64 = 24 * HOUR;

/// A button that was pressed, on a page or in a mail program.
#[derive(Clone, Copy, Debug)]
pub(super) struct Press<'a> {
    /// The token of its URL.
    pub(super) token: &'a str,
    /// When its page was made, as the page says.
    pub(super) page_of: Option<i64>,
}

impl Press<'_> {
    /// The same each time that one button of one page is pressed. Where no page says when it was
    /// made, as for mail programs, which have none, it is the hour.
    ///
    /// It is another one once the opposite was said of the contact: who leaves, comes back and
    /// leaves again by the same page has left, and must not be told so for nothing.
    pub(super) fn unique(self, does: Does, marks: &Marks, now: i64) -> Unique {
        let recent = self.page_of.filter(|at| (now - DAY..=now).contains(at));
        let at = recent.unwrap_or(now - now.rem_euclid(HOUR));
        let mut hash = Sha256::new();
        hash.update("what a contact decided");
        hash.update([does as u8, u8::from(recent.is_some())]);
        hash.update(at.to_le_bytes());
        hash.update(opposite(does, marks).to_le_bytes());
        hash.update(self.token);
        (Fingerprint(hash.finalize().into()), at)
    }
}

/// When that was said last which a decision undoes.
fn opposite(does: Does, marks: &Marks) -> i64 {
    let said = |mark| marks.said(mark).at;
    match does {
        Does::Subscribe => said(Mark::Left).max(said(Mark::Complained)),
        _ => said(Mark::Joined),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use event::Said;

    fn press(token: &str, does: Does, page_of: Option<i64>, now: i64) -> Unique {
        Press { token, page_of }.unique(does, &Marks::default(), now)
    }

    #[test]
    fn the_same_button_counts_once() {
        let now = 500 * HOUR + 7;
        let page = Some(now - 1000);
        let first = press("t", Does::Unsubscribe, page, now);
        assert_eq!(press("t", Does::Unsubscribe, page, now + DAY / 2), first);
        for other in [
            press("u", Does::Unsubscribe, page, now),
            press("t", Does::Subscribe, page, now),
            press("t", Does::Unsubscribe, Some(now), now),
            press("t", Does::Unsubscribe, None, now),
        ] {
            assert_ne!(other, first);
        }
    }

    #[test]
    fn without_a_page_the_hour_counts() {
        let now = 500 * HOUR + 7;
        let first = press("t", Does::OneClick, None, now);
        assert_eq!(press("t", Does::OneClick, None, now + HOUR - 8), first);
        assert_ne!(press("t", Does::OneClick, None, now + HOUR), first);
        // A time that no page can say is none.
        for made_up in [now + 1, now - DAY - 1, i64::MIN, i64::MAX] {
            assert_eq!(press("t", Does::OneClick, Some(made_up), now), first, "{made_up}");
        }
    }

    #[test]
    fn it_counts_anew_once_it_was_undone() {
        for (does, undo, own) in [
            (Does::Unsubscribe, Mark::Joined, Mark::Left),
            (Does::OneClick, Mark::Joined, Mark::Left),
            (Does::Subscribe, Mark::Left, Mark::Joined),
            (Does::Subscribe, Mark::Complained, Mark::Joined),
        ] {
            let now = 500 * HOUR + 7;
            let with = |mark| [(mark, Said::at(now - 1, None))].into_iter().collect::<Marks>();
            let press =
                |marks: &Marks| Press { token: "t", page_of: None }.unique(does, marks, now);
            let first = press(&Marks::default());
            assert_eq!(press(&with(own)), first, "{does:?}");
            assert_ne!(press(&with(undo)), first, "{does:?} {undo}");
        }
    }
}
