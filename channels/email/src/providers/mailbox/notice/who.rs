//! Whom a notice is about, by how addresses stand in its lines.

use super::super::trace::Trace;
use super::wording::{ELSEWHERE, HINTS, LABELS};
use crate::cause::Cause;
use crate::mail::{Mail, addresses};
use crate::smtp;

/// A notice names no more addresses that are looked at.
const MOST: usize = 1_000;

/// An address in a line.
#[derive(Debug)]
pub(super) struct Mention<'a> {
    pub(super) line: usize,
    pub(super) address: &'a str,
    pub(super) weight: Weight,
    /// Whether it is that of the sender, or of the server.
    ours: bool,
}

/// How clearly a line says that the notice is about the address.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(super) enum Weight {
    /// It is somebody to ask, or whom the message was addressed to.
    Beside,
    /// It stands in the text.
    There,
    /// It stands in a line that speaks of a recipient, or in an exchange of servers.
    Likely,
    /// It begins its line, or a word before it says what it is.
    Clear,
}

/// Every address of a notice.
pub(super) fn mentions<'a>(lines: &[&'a str], mail: &Mail, trace: &Trace) -> Vec<Mention<'a>> {
    let ours = ours(mail, trace);
    let mut mentions = Vec::new();
    for (number, line) in lines.iter().enumerate() {
        for (at, address) in addresses(line) {
            let quoted = is_quoted_head(lines, number);
            let weight = if quoted { Weight::Beside } else { weight(line, at, address) };
            let ours = ours.iter().any(|it| it.eq_ignore_ascii_case(address));
            mentions.push(Mention { line: number, address, weight, ours });
        }
        if mentions.len() >= MOST {
            break;
        }
    }
    mentions
}

/// The addresses of the greatest weight that any has; those of the sender and of the server only
/// where there are no others, and they are clear.
pub(super) fn clearest<'a>(mentions: &[Mention<'a>]) -> Vec<&'a str> {
    let of = |ours: bool, least: Weight| {
        let all = mentions.iter().filter(move |it| it.ours == ours && it.weight >= least);
        let best = all.clone().map(|it| it.weight).max();
        all.filter(move |it| Some(it.weight) == best).map(|it| it.address).collect::<Vec<_>>()
    };
    let found = of(false, Weight::Likely);
    if found.is_empty() { of(true, Weight::Clear) } else { found }
}

/// The one address that stands there at all.
pub(super) fn anyone(mentions: &[Mention<'_>]) -> Option<String> {
    let mut there = mentions.iter().filter(|it| !it.ours && it.weight == Weight::There);
    let first = there.next()?.address;
    there.all(|it| it.address.eq_ignore_ascii_case(first)).then(|| first.to_owned())
}

/// Whether a line is of the head of the message as some notices quote it: `To:` and `Subject:` in
/// neighbouring lines.
fn is_quoted_head(lines: &[&str], number: usize) -> bool {
    let name = |line: &str| {
        let line = line.trim_start_matches(|c: char| !c.is_alphanumeric());
        line.split_once(':').map(|(name, _)| name.trim().to_lowercase()).unwrap_or_default()
    };
    let is_to = ["to", "cc", "bcc", "from", "an", "von", "à", "para", "de"];
    let is_subject = ["subject", "betreff", "objet", "asunto", "assunto", "oggetto", "onderwerp"];
    let near = &lines[number.saturating_sub(3)..lines.len().min(number + 4)];
    is_to.contains(&name(lines[number]).as_str())
        && near.iter().any(|line| is_subject.contains(&name(line).as_str()))
}

/// The addresses of whoever sent the message, and of whoever wrote the notice.
fn ours(mail: &Mail, trace: &Trace) -> Vec<String> {
    let own = ["to", "delivered-to", "envelope-to", "from"];
    let own = own.iter().flat_map(|name| mail.head.all(name));
    let sent = ["from", "sender", "return-path", "reply-to", "errors-to"];
    let sent = sent.iter().flat_map(|name| trace.returned.all(name));
    let all = own.chain(sent).flat_map(addresses).map(|(_, address)| address.to_owned());
    let sent_to =
        |it: &String| trace.sent_to.as_ref().is_some_and(|to| to.eq_ignore_ascii_case(it));
    all.filter(|it| !sent_to(it)).collect()
}

/// The one name that stands alone in a line behind a colon, and what follows it: some servers name
/// their own users without a domain. With the domain of whoever wrote the notice it is an address.
pub(super) fn local_user(lines: &[&str], mail: &Mail) -> Option<String> {
    let (_, domain) = mail.from()?.rsplit_once('@')?;
    let mut after_colon = false;
    for line in lines.iter().map(|line| line.trim()).filter(|line| !line.is_empty()) {
        let name = line.trim_matches(['<', '>', '"']);
        let sound = |c: char| c.is_alphanumeric() || "._-+".contains(c);
        if after_colon && (2..=64).contains(&name.len()) && name.chars().all(sound) {
            return Some(format!("{name}@{domain}"));
        }
        after_colon = line.ends_with(':');
    }
    None
}

fn weight(line: &str, at: usize, address: &str) -> Weight {
    let local = address.split('@').next().unwrap_or_default().to_ascii_lowercase();
    if OFFICES.contains(&local.as_str()) {
        return Weight::Beside;
    }
    let lower = line.to_lowercase();
    let before = line[..at].to_lowercase();
    let made = ["generated from", "expanded from", "forwarded from"];
    if made.iter().any(|it| before.contains(it)) {
        return Weight::Likely;
    }
    let exchange = lower.trim_start_matches(['>', ' ']).starts_with("rcpt to")
        || ["<<<", ">>>", "--->", "<---"].iter().any(|it| lower.trim_start().starts_with(it))
        || smtp::reply(line.trim_start()).code.is_some()
            && before.trim_start().starts_with(['4', '5']);
    if exchange {
        return Weight::Likely;
    }
    if ELSEWHERE.are_in(&before) {
        return Weight::Beside;
    }
    let lead = before.trim_matches(|c: char| !c.is_alphabetic());
    let labelled = LABELS.iter().any(|it| {
        let rest = lead.strip_suffix(it);
        rest.is_some_and(|rest| !rest.ends_with(char::is_alphanumeric))
    });
    if lead.is_empty() || labelled {
        return Weight::Clear;
    }
    let likely = HINTS.iter().any(|it| lower.contains(it)) || Cause::of(line).is_some();
    if likely { Weight::Likely } else { Weight::There }
}

/// Local parts of people to ask.
const OFFICES: [&str; 13] = [
    "postmaster",
    "mailer-daemon",
    "abuse",
    "helpdesk",
    "hostmaster",
    "webmaster",
    "support",
    "noreply",
    "no-reply",
    "admin",
    "administrator",
    "spam",
    "mailmaster",
];
