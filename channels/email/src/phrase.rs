//! Phrases with gaps, many looked for at once.

use aho_corasick::AhoCorasick;
use std::collections::BTreeMap;

/// How far apart the pieces of one phrase may stand, in bytes: an address or a name fits between.
const GAP: usize = 72;

/// Of a text that is longer, the beginning is looked at, in bytes.
const ENOUGH: usize = 8 << 10;

/// What phrases mean, and the phrases: in lower case, with ` * ` for a few words.
pub(crate) type Group<T> = (T, &'static [&'static str]);

/// Finds which of many phrases a text holds, in one pass over it.
pub(crate) struct Finder<T> {
    pieces: AhoCorasick,
    /// In the order of the groups: the meaning and the pieces of each phrase, by their number.
    phrases: Vec<(T, Vec<usize>)>,
    /// For each piece, the first phrase that it is the whole of.
    whole: Vec<Option<usize>>,
    /// For each piece, the phrases of several that begin with it.
    begun: Vec<Vec<usize>>,
    /// For each piece, whether it is part of a phrase of several.
    part: Vec<bool>,
}

/// Where pieces were found: which, from where, to where.
type Places = [(usize, usize, usize)];

impl<T: Copy> Finder<T> {
    /// A finder for these groups, the weightiest first.
    pub(crate) fn new(groups: &[Group<T>]) -> Self {
        let mut numbers = BTreeMap::new();
        let mut pieces = Vec::new();
        let mut phrases: Vec<(T, Vec<usize>)> = Vec::new();
        for (meaning, phrase) in all(groups) {
            let numbered = phrase.split(" * ").map(|piece| {
                *numbers.entry(piece).or_insert_with(|| {
                    pieces.push(piece);
                    pieces.len() - 1
                })
            });
            phrases.push((meaning, numbered.collect()));
        }
        let count = pieces.len();
        let (mut whole, mut begun) = (vec![None; count], vec![Vec::new(); count]);
        let mut part = vec![false; count];
        for (number, (_, of)) in phrases.iter().enumerate() {
            if let [only] = of[..] {
                whole[only].get_or_insert(number);
            } else {
                begun[of[0]].push(number);
                for piece in of {
                    part[*piece] = true;
                }
            }
        }
        let pieces = AhoCorasick::new(&pieces).expect("a few hundred short texts fit");
        Self { pieces, phrases, whole, begun, part }
    }

    /// The meaning of the weightiest phrase that the text holds.
    pub(crate) fn find(&self, text: &str) -> Option<T> {
        let text = plain(text);
        let mut best = self.phrases.len();
        let mut places = Vec::new();
        for found in self.pieces.find_overlapping_iter(&text) {
            let piece = found.pattern().as_usize();
            if begins_a_word(text.as_bytes(), found.start()) {
                best = self.whole[piece].map_or(best, |number| number.min(best));
                if self.part[piece] {
                    places.push((piece, found.start(), found.end()));
                }
            }
        }
        let begun = places.iter().flat_map(|(piece, ..)| &self.begun[*piece]).copied();
        for number in begun {
            if number < best && stand_in_order(&self.phrases[number].1, &places) {
                best = number;
            }
        }
        self.phrases.get(best).map(|(meaning, _)| *meaning)
    }
}

/// Phrases of one meaning.
pub(crate) struct Phrases(Finder<()>);

impl Phrases {
    /// These phrases.
    pub(crate) fn new(phrases: &'static [&'static str]) -> Self {
        Self(Finder::new(&[((), phrases)]))
    }

    /// Whether a text holds one of them.
    pub(crate) fn are_in(&self, text: &str) -> bool {
        self.0.find(text).is_some()
    }
}

/// Every phrase with its meaning.
pub(crate) fn all<T: Copy>(groups: &[Group<T>]) -> impl Iterator<Item = (T, &'static str)> {
    groups.iter().flat_map(|(meaning, phrases)| phrases.iter().map(|it| (*meaning, *it)))
}

fn begins_a_word(text: &[u8], at: usize) -> bool {
    let before = at.checked_sub(1).map(|it| text[it]);
    !text[at].is_ascii_alphanumeric() || !before.is_some_and(|it| it.is_ascii_alphanumeric())
}

/// Whether each piece follows the one before it within the gap.
fn stand_in_order(pieces: &[usize], places: &Places) -> bool {
    let Some((first, rest)) = pieces.split_first() else { return false };
    let of = |piece: usize| places.iter().filter(move |(it, ..)| *it == piece);
    let mut ends: Vec<usize> = of(*first).map(|(.., end)| *end).collect();
    for piece in rest {
        let follows = |start: usize| ends.iter().any(|end| (*end..=end + GAP).contains(&start));
        ends = of(*piece).filter(|(_, at, _)| follows(*at)).map(|(.., end)| *end).collect();
    }
    !ends.is_empty()
}

/// Lower case, with one space for each run of white space, plain apostrophes, and without the
/// addresses and links, whose names say nothing.
fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len().min(ENOUGH));
    for word in text.split_whitespace() {
        if plain.len() + word.len() > ENOUGH {
            break;
        }
        if !plain.is_empty() {
            plain.push(' ');
        }
        let word = word.split_once("://").map_or(word, |(scheme, _)| scheme);
        if word.contains('@') {
            let parts = word.split_inclusive(|c| "<>()[]:;,\"".contains(c));
            parts.filter(|it| !it.contains('@')).for_each(|it| lower(it, &mut plain));
        } else {
            lower(word, &mut plain);
        }
    }
    plain
}

fn lower(word: &str, to: &mut String) {
    let at = to.len();
    if word.is_ascii() {
        to.push_str(word);
        to[at..].make_ascii_lowercase();
    } else {
        let lower = word.chars().flat_map(char::to_lowercase);
        to.extend(lower.map(|c| if c == '\u{2019}' { '\'' } else { c }));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const GROUPS: [Group<u8>; 2] = [(1, &["gone away", "user * unknown"]), (2, &["unknown"])];

    #[test]
    fn the_weightiest_phrase_counts() {
        let finder = Finder::new(&GROUPS);
        for (text, meaning) in [
            ("The user <unknown@example.org> has\n  GONE\taway: unknown", Some(1)),
            ("User <bob@example.org>...Unknown", Some(1)),
            ("Unknown user", Some(2)),
            ("User: see https://example.org/unknown", None),
            ("unknown@example.org", None),
            ("wellunknown", None),
            ("", None),
        ] {
            assert_eq!(finder.find(text), meaning, "{text}");
        }
        let far = format!("user {} unknown", "x ".repeat(GAP));
        assert_eq!(finder.find(&far), Some(2));
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "(user|unknown|gone|away|@|é| |\\PC){0,24}") {
            _ = Finder::new(&GROUPS).find(&text);
        }
    }
}
