//! What an event is recognised by when it comes out: the mark in its message's id.

use std::fmt::{Display, Formatter, Result};

const BEGIN: &[u8] = b"bench-";

/// Which event of which run, and when its callback was sent.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Mark {
    /// The run.
    pub run: u32,
    /// The event's number within the run.
    pub event: u32,
    /// When it was sent: microseconds since the run began.
    pub sent: u32,
}

impl Display for Mark {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        write!(f, "bench-{}-{}-{}", self.run, self.event, self.sent)
    }
}

impl Mark {
    /// The first mark in a body.
    pub fn find(body: &[u8]) -> Option<Self> {
        let place = body.windows(BEGIN.len()).position(|it| it == BEGIN)?;
        let (run, rest) = number(&body[place + BEGIN.len()..])?;
        let (event, rest) = number(rest.strip_prefix(b"-")?)?;
        let (sent, _) = number(rest.strip_prefix(b"-")?)?;
        Some(Self { run, event, sent })
    }
}

/// The number that a text begins with, and what is after it.
fn number(text: &[u8]) -> Option<(u32, &[u8])> {
    let length = text.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let (digits, rest) = text.split_at(length);
    Some((str::from_utf8(digits).ok()?.parse().ok()?, rest))
}
