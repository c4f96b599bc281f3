//! What people see of the demo.

use super::judge::Judge;
use super::project::{DOMAIN, Project, Source};
use super::sandbox::BIN;
use super::told::Told;
use crate::config::Secret;
use crate::observe::escaped;
use crate::serve::Running;
use anyhow::Result;
use std::env;
use std::io::{IsTerminal, Write, stdout};

const GREEN: &str = "\u{1b}[32m";
const RED: &str = "\u{1b}[31m";
const PLAIN: &str = "\u{1b}[0m";

/// The standard output.
#[derive(Clone, Copy)]
pub(super) struct Screen {
    colours: bool,
}

impl Screen {
    /// With colours where a person looks at it who has not said `NO_COLOR`.
    pub(super) fn new() -> Self {
        let unwanted = env::var_os("NO_COLOR").is_some_and(|it| !it.is_empty());
        Self { colours: stdout().is_terminal() && !unwanted }
    }

    /// Says what was set up.
    pub(super) fn begins(running: &Running, project: &Project) -> Result<()> {
        let sources: Vec<String> = project.sources.iter().map(Source::name).collect();
        say(&format!(
            "A hub at {}, on a store that is gone afterwards\n\n\
             Project  {DOMAIN}\n\
             Sources  {}\n\
             Webhook  {} to {}\n\n",
            running.hub.public_url,
            sources.join(", "),
            project.events.join(", "),
            project.endpoint,
        ))
    }

    /// Shows an event that arrived.
    pub(super) fn event(self, told: &Told) -> Result<()> {
        say(&self.line(told))
    }

    /// Says how a pass went.
    pub(super) fn verdict(self, judge: &Judge) -> Result<()> {
        say(&self.summary(judge))
    }

    /// Says how to look around.
    pub(super) fn goes_on(running: &Running) -> Result<()> {
        let root = &running.hub.public_url;
        let key = running.admin_key.as_ref().map_or("", Secret::expose);
        say(&format!(
            "\nAPI        {root}v1/projects/{DOMAIN}/events\n\
             Docs       {root}docs\n\
             Sandbox    {root}sandbox/{BIN}\n\
             Admin key  {key}\n\n\
             curl -H \"Authorization: Bearer {key}\" {root}v1/projects/{DOMAIN}/events\n\n\
             Callbacks go on coming in, until Ctrl-C\n\n",
        ))
    }

    /// Says what went wrong with a callback.
    pub(super) fn trouble(self, error: &anyhow::Error) -> Result<()> {
        say(&format!("{} {}\n", self.mark(false), escaped(&format!("{error:#}"))))
    }

    fn mark(self, good: bool) -> String {
        let (colour, mark) = if good { (GREEN, "✓") } else { (RED, "✗") };
        if self.colours { format!("{colour}{mark}{PLAIN}") } else { mark.to_owned() }
    }

    fn summary(self, judge: &Judge) -> String {
        let lost = judge.missing().map(|(provider, kind)| {
            format!("{} {kind} of {provider} did not come\n", self.mark(false))
        });
        format!("\n{}{} {judge}\n", lost.collect::<String>(), self.mark(judge.is_content()))
    }

    /// Anybody can put a request into the bin, so nothing of it is printed as it is.
    fn line(self, told: &Told) -> String {
        let mark = self.mark(told.doubt.is_none());
        let channel = told.kind.map_or("?", |kind| kind.channel().title());
        let kind = told.kind.map_or_else(|| "?".to_owned(), |kind| kind.to_string());
        let contact = escaped(&told.contact);
        let line = format!("{mark} {channel:8}  {kind:28}  {contact:26}");
        let doubt = told.doubt.as_deref().map(|doubt| format!("  {}", escaped(doubt)));
        format!("{}\n", format!("{line}{}", doubt.unwrap_or_default()).trim_end())
    }
}

fn say(text: &str) -> Result<()> {
    let mut out = stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use event::EventKind;

    #[test]
    fn a_line_says_what_came_and_whether_it_is_believed() {
        let screen = Screen { colours: false };
        let mut told = Told {
            kind: Some(EventKind::EmailBounced),
            contact: "bruno@example.net".to_owned(),
            ..Told::default()
        };
        let line = "✓ Email     email.bounced                 bruno@example.net\n";
        assert_eq!(screen.line(&told), line);
        told.doubt = Some("no signature matches".to_owned());
        let line = "✗ Email     email.bounced                 bruno@example.net           no signature matches\n";
        assert_eq!(screen.line(&told), line);
        let stranger = Told { contact: "a\n\u{1b}[31m".to_owned(), ..Told::default() };
        assert!(!screen.line(&stranger).trim_end().contains(char::is_control));
        let coloured = Screen { colours: true }.line(&stranger);
        assert!(coloured.starts_with("\u{1b}[32m✓\u{1b}[0m "), "{coloured}");
    }

    #[test]
    fn the_summary_names_what_is_missing() {
        let mut judge = Judge::default();
        judge.expect("twilio", EventKind::SmsFailed);
        let screen = Screen { colours: false };
        let summary = "\n✗ sms.failed of twilio did not come\n\
                       ✗ 1 events sent, 0 delivered, 0 verified\n";
        assert_eq!(screen.summary(&judge), summary);
        let (kind, provider) = (Some(EventKind::SmsFailed), "twilio".to_owned());
        judge.hear(Told { kind, provider, ..Told::default() });
        assert_eq!(screen.summary(&judge), "\n✓ 1 events sent, 1 delivered, 1 verified\n");
    }
}
