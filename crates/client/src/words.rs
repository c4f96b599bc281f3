//! Where the words of a user agent begin.

use crate::rules::Table;

/// What is read of a user agent, in bytes: real ones have 300 at most.
const MOST: usize = 1024;

/// A user agent in lower case, and where words begin in it.
pub(crate) struct Words {
    text: String,
    starts: Vec<usize>,
}

impl Words {
    pub(crate) fn of(user_agent: &str) -> Self {
        let whole = user_agent.len() <= MOST;
        let end = if whole { user_agent.len() } else { user_agent.floor_char_boundary(MOST) };
        let text = user_agent[..end].trim().to_ascii_lowercase();
        let (mut starts, mut inside) = (Vec::with_capacity(32), false);
        for (place, byte) in text.bytes().enumerate() {
            let of_word = byte.is_ascii_alphanumeric();
            if of_word && !inside {
                starts.push(place);
            }
            inside = of_word;
        }
        Self { text, starts }
    }

    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// What stands from each beginning of a word to the end.
    fn rests(&self) -> impl Iterator<Item = &[u8]> {
        self.starts.iter().map(|&start| &self.text.as_bytes()[start..])
    }

    /// Whether a word begins so.
    pub(crate) fn has(&self, mark: &str) -> bool {
        self.rests().any(|rest| rest.starts_with(mark.as_bytes()))
    }

    /// What the first rule of the table that fits says.
    pub(crate) fn first(&self, table: &Table) -> Option<&'static str> {
        let fits = |rest: &[u8]| {
            let mut rules = table.beginning_with(rest[0]).iter();
            rules.find(|&&place| rest.starts_with(table.rules[place].0.as_bytes())).copied()
        };
        let first = self.rests().filter_map(fits).min()?;
        Some(table.rules[first].1)
    }

    /// The words, each from its beginning up to what is neither letter nor digit.
    pub(crate) fn each(&self) -> impl Iterator<Item = &[u8]> {
        self.rests().map(|rest| {
            let end = rest.iter().position(|byte| !byte.is_ascii_alphanumeric());
            &rest[..end.unwrap_or(rest.len())]
        })
    }
}
