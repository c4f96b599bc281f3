//! Where the words of a user agent begin.

/// What is read of a user agent, in bytes: real ones have 300 at most.
const MOST: usize = 1024;

/// A user agent in lower case, and where words begin in it.
pub(crate) struct Words {
    text: String,
    starts: Vec<usize>,
    /// The ASCII characters that words begin with, as bits.
    firsts: u128,
}

impl Words {
    pub(crate) fn of(user_agent: &str) -> Self {
        let whole = user_agent.len() <= MOST;
        let end = if whole { user_agent.len() } else { user_agent.floor_char_boundary(MOST) };
        let text = user_agent[..end].trim().to_ascii_lowercase();
        let (mut starts, mut firsts, mut inside) = (Vec::with_capacity(32), 0, false);
        for (place, byte) in text.bytes().enumerate() {
            let of_word = byte.is_ascii_alphanumeric();
            if of_word && !inside {
                starts.push(place);
                firsts |= 1 << byte;
            }
            inside = of_word;
        }
        Self { text, starts, firsts }
    }

    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// Whether a word begins so.
    pub(crate) fn has(&self, mark: &str) -> bool {
        let first = mark.bytes().next().filter(u8::is_ascii);
        let possible = first.is_some_and(|first| self.firsts & (1 << first) != 0);
        possible && self.starts.iter().any(|&start| self.text[start..].starts_with(mark))
    }

    /// What the first mark of the table that fits stands for.
    pub(crate) fn first<T: Copy>(&self, table: &[(&str, T)]) -> Option<T> {
        table.iter().find(|(mark, _)| self.has(mark)).map(|(_, value)| *value)
    }

    /// The words, each from its beginning up to what is neither letter nor digit.
    pub(crate) fn each(&self) -> impl Iterator<Item = &str> {
        let word = |&start: &usize| {
            let rest = &self.text[start..];
            let end = rest.find(|it: char| !it.is_ascii_alphanumeric());
            &rest[..end.unwrap_or(rest.len())]
        };
        self.starts.iter().map(word)
    }
}
