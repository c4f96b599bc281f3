//! A table of rules.

use std::sync::OnceLock;

/// Marks, which are beginnings of words in lower case, and what each stands for; the first that
/// fits wins. Found by their first byte, or a user agent would be held against every one of them.
pub(crate) struct Table {
    pub(crate) rules: &'static [(&'static str, &'static str)],
    by_first: OnceLock<Vec<Vec<usize>>>,
}

impl Table {
    pub(crate) const fn new(rules: &'static [(&'static str, &'static str)]) -> Self {
        Self { rules, by_first: OnceLock::new() }
    }

    /// The places of the rules whose marks begin with that byte, in order.
    pub(crate) fn beginning_with(&self, first: u8) -> &[usize] {
        let by_first = self.by_first.get_or_init(|| {
            let mut by_first = vec![Vec::new(); usize::from(u8::MAX) + 1];
            for (place, (mark, _)) in self.rules.iter().enumerate() {
                if let Some(first) = mark.bytes().next() {
                    by_first[usize::from(first)].push(place);
                }
            }
            by_first
        });
        &by_first[usize::from(first)]
    }
}
