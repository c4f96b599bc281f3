//! Contacts that are not shown as they are.

use super::ContactShown;
use crate::json::Json;
use event::{Channel, bare_address, contact};
use sha2::{Digest, Sha256};
use std::fmt::Write as _;

/// The addresses in an envelope, and what stands in their place.
pub(super) struct Hidden(Vec<(String, String)>);

/// Below this length, in bytes, an address is only looked for as a word: a short code such as
/// `12345` may be part of any number.
const SHORT: usize = 6;

/// Members that hold no address, whatever their text looks like.
const OURS: [&str; 7] = ["id", "project", "provider", "source", "received_at", "channel", "group"];

impl Hidden {
    /// The addresses of an envelope; none where they are shown as they are.
    pub(super) fn of(envelope: &Json<'_>, shown: ContactShown) -> Self {
        let hide: fn(&str) -> String = match shown {
            ContactShown::Clear => return Self(Vec::new()),
            ContactShown::Masked => masked,
            ContactShown::Hashed => hashed,
        };
        let data = |path: &[&str]| envelope.get("data")?.at(path);
        let channel: Option<Channel> =
            data(&["channel"]).and_then(Json::word).and_then(|it| it.parse().ok());
        let canonical = |address: &str| channel.map_or(address.into(), |it| contact(it, address));
        let recipients = data(&["message", "recipients"]).map_or(&[][..], Json::elements);
        let named = [data(&["contact"]), data(&["recipient"])].into_iter().flatten();
        let mut found = Vec::new();
        for address in named.chain(recipients).filter_map(Json::word) {
            let (canonical, bare) = (canonical(address), bare_address(address).to_owned());
            let shown = hide(&canonical);
            for address in [address.to_owned(), canonical, bare] {
                spellings(&address, &shown, &mut found);
            }
        }
        // A longer one may hold a shorter one.
        found.sort_by(|(a, _), (b, _)| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
        found.dedup_by(|(a, _), (b, _)| a == b);
        Self(found)
    }

    /// Hides them, wherever they stand.
    pub(super) fn hide(&self, data: &mut Json<'_>) {
        if let (false, Json::Object(members)) = (self.0.is_empty(), data) {
            let all = members.iter_mut().filter(|(name, _)| !OURS.contains(&&**name));
            all.for_each(|(_, value)| self.hide_in(value));
        }
    }

    fn hide_in(&self, value: &mut Json<'_>) {
        match value {
            Json::Null | Json::Bool(_) => {}
            Json::List(elements) => elements.iter_mut().for_each(|it| self.hide_in(it)),
            Json::Object(members) => members.iter_mut().for_each(|(_, it)| self.hide_in(it)),
            Json::Text(text) => {
                if let Some(hidden) = self.hidden(text) {
                    *value = Json::text(hidden);
                }
            }
            // Ids of users are numbers now and then.
            Json::Number(number) => {
                if let Some((_, shown)) = self.0.iter().find(|(it, _)| it == number) {
                    *value = Json::text(shown.clone());
                }
            }
        }
    }

    /// The text with all of them hidden; none where it holds none.
    fn hidden(&self, text: &str) -> Option<String> {
        let mut hidden = String::new();
        let (mut at, mut copied) = (0, 0);
        while at < text.len() {
            let rest = &text[at..];
            let begins = |it: &&(String, String)| begins(text, at, &it.0);
            if let Some((address, shown)) = self.0.iter().find(begins) {
                hidden.push_str(&text[copied..at]);
                hidden.push_str(shown);
                at += address.len();
                copied = at;
            } else {
                at += rest.chars().next().map_or(1, char::len_utf8);
            }
        }
        (copied > 0).then(|| hidden + &text[copied..])
    }
}

/// Whether that address stands there, in whatever case; a short one as a word.
fn begins(text: &str, at: usize, address: &str) -> bool {
    let end = at + address.len();
    let Some(found) = text.as_bytes().get(at..end) else { return false };
    if !found.eq_ignore_ascii_case(address.as_bytes()) || !text.is_char_boundary(end) {
        return false;
    }
    let joins = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let alone = !joins(text[..at].chars().next_back()) && !joins(text[end..].chars().next());
    address.len() >= SHORT || alone
}

/// An address as it is written in texts, in URLs and forms, and in senders that carry it.
fn spellings(address: &str, shown: &str, found: &mut Vec<(String, String)>) {
    if address.is_empty() {
        return;
    }
    let encoded: String = form_urlencoded::byte_serialize(address.as_bytes()).collect();
    let plain = address.trim_start_matches('+');
    for spelling in [address, &encoded, &address.replace('@', "="), plain] {
        if !spelling.is_empty() {
            found.push((spelling.to_owned(), shown.to_owned()));
        }
    }
}

/// `b***@example.org`; of anything but mail addresses the last two characters.
fn masked(address: &str) -> String {
    if let Some((mailbox, domain)) = address.rsplit_once('@') {
        let mut mailbox = mailbox.chars();
        // Of a mailbox of one letter nothing is left to hide behind.
        let first = mailbox.next().filter(|_| mailbox.next().is_some());
        return format!("{}***@{domain}", first.map(String::from).unwrap_or_default());
    }
    let characters: Vec<char> = address.chars().collect();
    let shown = if characters.len() > 4 { &characters[characters.len() - 2..] } else { &[] };
    format!("***{}", shown.iter().collect::<String>())
}

fn hashed(address: &str) -> String {
    let mut text = String::from("sha256:");
    for byte in Sha256::digest(address) {
        // Writing to a text cannot fail.
        _ = write!(text, "{byte:02x}");
    }
    text
}
