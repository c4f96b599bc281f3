//! Reports of what became of a message (RFC 3464, and 6533 for addresses beyond ASCII).

use super::notice::Notice;
use super::trace::Trace;
use crate::mail::{Mail, clipped, field, time, typed};
use crate::{bounce, smtp};
use adapter::{Parsed, Skipped};
use event::{Event, EventKind, Response};

/// No report tells of more recipients: senders part what they send to more.
const MOST: usize = 1_000;

/// What a report says of each recipient; none where the mail carries no report that names one.
pub(super) fn read(mail: &Mail, trace: &Trace) -> Option<Parsed> {
    let mut parsed = Parsed::default();
    let groups: Vec<Group> = mail.reports("delivery-status").flat_map(groups).take(MOST).collect();
    if groups.is_empty() {
        return None;
    }
    let notice = Notice::of(mail, trace);
    for group in groups {
        let Some(recipient) = group.recipient(trace) else { continue };
        match group.event(recipient, &notice, trace) {
            Ok(event) if parsed.events.contains(&event) => {}
            told => parsed.push(told),
        }
    }
    (!parsed.events.is_empty() || !parsed.skipped.is_empty()).then_some(parsed)
}

/// What a report says of one recipient.
#[derive(Debug, Default)]
struct Group {
    original: Option<String>,
    last: Option<String>,
    action: Option<String>,
    status: Option<String>,
    diagnosis: Option<String>,
    host: Option<String>,
    tried_at: Option<String>,
}

/// The groups of a report. Empty lines should part them and do not always: they may be missing, or
/// stand between all lines; so a group ends where a field comes again.
fn groups(report: &str) -> Vec<Group> {
    let mut groups = Vec::new();
    let mut group = Group::default();
    for (name, value) in unfolded(report) {
        let names_one = name == "final-recipient" || name == "original-recipient";
        let is_told = group.action.is_some() || group.status.is_some();
        if group.has(&name) || names_one && is_told && group.is_named() {
            groups.push(std::mem::take(&mut group));
        }
        group.take(&name, &value);
    }
    groups.push(group);
    groups.retain(|group| group.is_named() || group.action.is_some());
    groups
}

/// Fields, folded lines put together, across empty lines.
fn unfolded(report: &str) -> Vec<(String, String)> {
    let mut fields: Vec<(String, String)> = Vec::new();
    for line in report.lines().filter(|line| !line.trim().is_empty()) {
        match (field(line), fields.last_mut()) {
            (Some((name, value)), _) if !line.starts_with([' ', '\t']) => {
                fields.push((name.to_ascii_lowercase(), value.to_owned()));
            }
            // Lines that should have been folded are not always indented.
            (_, Some((_, value))) => {
                value.push(' ');
                value.push_str(line.trim());
            }
            _ => {}
        }
    }
    fields
}

impl Group {
    fn place(&mut self, name: &str) -> Option<&mut Option<String>> {
        Some(match name {
            "original-recipient" => &mut self.original,
            "final-recipient" => &mut self.last,
            "action" => &mut self.action,
            "status" => &mut self.status,
            "diagnostic-code" => &mut self.diagnosis,
            "remote-mta" => &mut self.host,
            "last-attempt-date" => &mut self.tried_at,
            _ => return None,
        })
    }

    fn has(&mut self, name: &str) -> bool {
        self.place(name).is_some_and(|it| it.is_some())
    }

    fn take(&mut self, name: &str, value: &str) {
        if let Some(place) = self.place(name) {
            *place = Some(clipped(value).to_owned());
        }
    }

    fn is_named(&self) -> bool {
        self.original.is_some() || self.last.is_some()
    }

    /// The address as the sender wrote it, else as it was in the end.
    fn recipient(&self, trace: &Trace) -> Option<String> {
        let named = [&self.original, &self.last].into_iter().flatten();
        named.map(String::as_str).find_map(typed).or_else(|| trace.sent_to.clone())
    }

    fn event(
        &self,
        recipient: String,
        notice: &Notice<'_>,
        trace: &Trace,
    ) -> Result<Event, Skipped> {
        let kind = self.kind()?;
        let said = self.said(|| notice.about(&recipient));
        let verdict = notice.verdict(&said);
        let mut event = trace.event(kind, Some(recipient));
        event.occurred_at = self.tried_at.as_deref().and_then(time).or(event.occurred_at);
        bounce::tell(&mut event, verdict, said);
        Ok(event)
    }

    /// RFC 3464's words, in ours; the status where the word is missing.
    fn kind(&self) -> Result<EventKind, Skipped> {
        let word = self.action.as_deref().unwrap_or_default().trim().to_ascii_lowercase();
        let word = word.split(|c: char| !c.is_ascii_alphabetic()).next().unwrap_or_default();
        Ok(match word {
            "failed" | "failure" | "fail" | "expired" | "error" | "reject" | "rejected" => {
                EventKind::EmailBounced
            }
            "delayed" | "delay" | "deferred" => EventKind::EmailDeferred,
            "delivered" | "deliverable" => EventKind::EmailDelivered,
            // Handed on to a server that reports nothing, or to the members of a list.
            "relayed" | "expanded" => EventKind::EmailProcessed,
            "" => match self.status.as_deref().and_then(|it| it.trim().chars().next()) {
                Some('2') => EventKind::EmailDelivered,
                Some('4' | '5') => EventKind::EmailBounced,
                _ if self.diagnosis.is_some() => EventKind::EmailBounced,
                _ => return Err(Skipped::unknown("report without action")),
            },
            word => return Err(Skipped::unknown(format!("action {word}"))),
        })
    }

    /// What the far side said: the diagnosis, or where there is none what people are told of this
    /// recipient. The status counts, but for one that leaves open what the diagnosis tells.
    fn said(&self, told: impl FnOnce() -> Option<String>) -> Response {
        let status = self.status.as_deref().unwrap_or_default();
        let mut status = status.split(|c: char| c.is_whitespace() || "();,".contains(c));
        let status = status.find_map(smtp::enhanced);
        let vague = status.is_none_or(|it| it.ends_with(".0.0"));
        let diagnosis = self.diagnosis.as_deref().map(untyped).filter(|it| !it.is_empty());
        // Where the status says enough, what people are told may be about anything.
        let told = if diagnosis.is_none() && vague { told() } else { None };
        let mut said = smtp::reply(diagnosis.or(told.as_deref()).unwrap_or_default());
        let same_class = said
            .enhanced
            .as_deref()
            .is_some_and(|it| status.is_none_or(|status| status.as_bytes()[0] == it.as_bytes()[0]));
        if !(vague && same_class) {
            said.enhanced = status.map(ToOwned::to_owned).or(said.enhanced);
        }
        said.host = self.host.as_deref().map(untyped).filter(|it| !it.is_empty()).map(Into::into);
        said
    }
}

/// A value without the type before it: `smtp; 550 …`, `dns; mx.example.org`.
fn untyped(value: &str) -> &str {
    let typed = value.split_once(';').filter(|(kind, _)| {
        let kind = kind.trim();
        !kind.is_empty() && kind.len() <= 20 && !kind.contains(char::is_whitespace)
    });
    typed.map_or(value, |(_, rest)| rest).trim()
}
