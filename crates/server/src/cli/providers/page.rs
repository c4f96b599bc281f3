//! The page of all providers, in Markdown: `docs/providers.md`.

use crate::Adapters;
use adapter::{Adapter, CALLBACK_URL, Covers, Facts};
use event::Channel;
use std::fmt::{self, Write};
use strum::IntoEnumIterator;

const INTRODUCTION: &str = "\
<!-- Written by `UPDATE_EXPECT=1 cargo test -p server --test cli`: changes belong to the adapters. -->

# Providers

A source is an account at one of these. `POST /v1/projects/{project}/sources` makes it, and answers
with its callback URL and with the steps that stand here, the URL in its place. A source may be made
before its secrets are known: it waits for those that must be set, and `PATCH` sets them.

Any source may have the secret `basic` (`user:password`, which goes into the URL that you enter) or
`bearer`, as a proof beside the provider's own; for one that signs nothing it is a good idea. Each
secret may be a list while it is changed at the provider. Any source may have the settings
`registered_url` (the URL that the provider calls and signs, where it is not the callback URL),
`verification_file` (`name` and `content` of a file that the provider asks for) and `keep_raw`
(`unread`, or `all` to keep every callback as it came).
";

/// The whole page.
pub(super) fn page() -> Result<String, fmt::Error> {
    let mut page = INTRODUCTION.to_owned();
    for channel in Channel::iter() {
        write!(page, "\n## {}\n", channel.title())?;
        for facts in Adapters.all().map(Adapter::facts).filter(|it| it.channel == channel) {
            write(&mut page, facts)?;
        }
    }
    Ok(page)
}

fn write(page: &mut String, facts: &Facts) -> fmt::Result {
    let Facts { title, channel, name, proof, docs, .. } = facts;
    writeln!(page, "\n### {title}\n")?;
    writeln!(page, "`{channel}/{name}`, [documented by the provider]({docs}).\n")?;
    writeln!(page, "Proof: {proof} {}\n", covered(facts.covers))?;
    for (number, step) in (1..).zip(facts.setup(CALLBACK_URL)) {
        writeln!(page, "{number}. {step}")?;
    }
    let kinds: Vec<_> = facts.kinds.iter().map(|kind| format!("`{}`", kind.name())).collect();
    writeln!(page, "\nReports {}.", kinds.join(", "))
}

const fn covered(covers: Covers) -> &'static str {
    match covers {
        Covers::Bytes => "It covers every byte of the body.",
        Covers::Values => "It covers the values that are read.",
        Covers::Nothing => "It does not cover the body.",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_provider_has_its_place() {
        let page = page().expect("a page");
        for facts in Adapters.all().map(Adapter::facts) {
            assert!(
                page.contains(&format!(
                    "\n### {}\n\n`{}/{}`",
                    facts.title, facts.channel, facts.name
                ))
            );
        }
        let marks = page.lines().skip(1).filter(|line| line.contains(['<', '*']));
        assert_eq!(marks.collect::<Vec<_>>(), [""; 0], "nothing may be read as a mark");
    }
}
