//! Inputs made of inputs.

use crate::chance::Chance;

/// No input is longer, in bytes.
const LONGEST: usize = 64 << 10;

/// How many changes are made at once, at most.
const MOST: usize = 6;

/// What stands where something else should: limits of numbers, times that are none, ends in the
/// middle of something, marks of the formats that are read here.
const WORDS: &[&str] = &[
    "0",
    "-1",
    "1e309",
    "18446744073709551615",
    "-9223372036854775808",
    "9007199254740993",
    "NaN",
    "null",
    "true",
    "[]",
    "{}",
    "\"\"",
    "\"",
    "\\u0000",
    "\\ud800",
    "%",
    "%00",
    "%zz",
    "+",
    "&",
    "=",
    ";",
    ",",
    ".",
    ":",
    "-",
    "/",
    "@",
    "<",
    ">",
    "(",
    "[",
    "]",
    "{",
    "}",
    "\n",
    "\r\n",
    "\n\n",
    "\t",
    " ",
    "é",
    "\u{202e}",
    "😀",
    "0000-00-00 00:00:00",
    "9999-12-31T23:59:60+23:59",
    "2026-02-29T24:00:00Z",
    "T",
    "Z",
    "+14:00",
    "-00:00",
    "1e10",
    "550 5.1.1",
    "4.4.7",
    "5.",
    "id:",
    "stat:",
    "err:",
    "done date:",
    "text:",
    "Status:",
    "Final-Recipient: rfc822;",
    "Content-Type:",
    "multipart/report",
    "boundary=",
    "--",
    "=?utf-8?q?=?=",
    "whsec_",
    "v1,",
    "Basic ",
    "Bearer ",
    "eyJhbGciOiJub25lIn0.e30.",
    "-----BEGIN CERTIFICATE-----",
    "Mozilla/5.0",
    "bot",
    "+http",
];

/// An input that is like one of these.
pub(crate) fn mutated(inputs: &[Vec<u8>], chance: &mut Chance) -> Vec<u8> {
    let mut input = chance.of(inputs).cloned().unwrap_or_default();
    for _ in 0..=chance.below(MOST) {
        change(&mut input, inputs, chance);
    }
    input.truncate(LONGEST);
    input
}

fn change(input: &mut Vec<u8>, inputs: &[Vec<u8>], chance: &mut Chance) {
    let at = chance.below(input.len() + 1);
    let end = (at + 1 + chance.below(32)).min(input.len());
    match chance.below(10) {
        0 => flip(input, at, chance),
        1 => set(input, at, chance.byte()),
        2 => drop(input.drain(at..end.max(at))),
        3 => {
            let piece = input[at..end.max(at)].to_vec();
            splice(input, at, &piece);
        }
        4 => splice_in_another(input, at, inputs, chance),
        5 => replace_number(input, at, chance),
        6 => input.truncate(at),
        7 => {
            let byte = chance.byte();
            splice(input, at, &vec![byte; 1 + chance.below(300)]);
        }
        _ => {
            let word = chance.of(WORDS).map_or(&b""[..], |word| word.as_bytes());
            // In place of something as often as between.
            if chance.below(2) == 0 {
                drop(input.drain(at..end.max(at)));
            }
            splice(input, at, word);
        }
    }
}

fn flip(input: &mut [u8], at: usize, chance: &mut Chance) {
    if let Some(byte) = input.get_mut(at) {
        *byte ^= 1 << chance.below(8);
    }
}

fn set(input: &mut [u8], at: usize, to: u8) {
    if let Some(byte) = input.get_mut(at) {
        *byte = to;
    }
}

fn splice(input: &mut Vec<u8>, at: usize, piece: &[u8]) {
    drop(input.splice(at..at, piece.iter().copied()));
}

fn splice_in_another(input: &mut Vec<u8>, at: usize, inputs: &[Vec<u8>], chance: &mut Chance) {
    let Some(other) = chance.of(inputs) else { return };
    let from = chance.below(other.len() + 1);
    let to = (from + chance.below(200)).min(other.len());
    let piece = other[from..to].to_vec();
    splice(input, at, &piece);
}

/// Puts another number in place of the next one.
fn replace_number(input: &mut Vec<u8>, at: usize, chance: &mut Chance) {
    let digit = |byte: &u8| byte.is_ascii_digit();
    let Some(begin) = input[at..].iter().position(digit).map(|it| at + it) else { return };
    let length = input[begin..].iter().take_while(|byte| digit(byte)).count();
    let number = match chance.below(4) {
        0 => "0".to_owned(),
        1 => chance.below(100).to_string(),
        2 => (chance.next() >> chance.below(64)).to_string(),
        _ => format!("{}{}", u64::MAX, chance.below(10)),
    };
    drop(input.splice(begin..begin + length, number.bytes()));
}
