//! Whether a source can be set up that way.

use crate::Hub;
use crate::adapters::Adapters;
use crate::api::input::{Faults, pointer, unknown};
use crate::door;
use adapter::check;
use adapter::{Adapter, Facts, Secrets};
use event::Channel;
use serde_json::{Map, Value};
use store::Source;
use strum::IntoEnumIterator;
use url::Url;

/// Secrets that any source may have.
const SECRETS: [&str; 2] = ["basic", "bearer"];

/// Settings that any source may have.
const SETTINGS: [&str; 3] = ["registered_url", "verification_file", "keep_raw"];

/// How long a file for a provider may be, in bytes; they have one line.
const LONGEST_FILE: usize = 4096;

/// Finds the adapter of a channel and a provider.
pub(super) fn adapter(
    adapters: Adapters,
    channel: Option<&str>,
    provider: Option<&str>,
    faults: &mut Faults,
) -> Option<&'static dyn Adapter> {
    let channel = channel.and_then(|name| {
        let known = || Channel::iter().map(Channel::name);
        let channel = name.parse().map_err(|_| unknown("channel", name, known()));
        faults.take("/channel", channel)
    })?;
    let provider = provider?;
    let of_channel = adapters.all().map(Adapter::facts).filter(|it| it.channel == channel);
    let found = adapters.find(channel, provider);
    let what = format!("provider of {}", channel.title());
    let found = found.ok_or_else(|| unknown(&what, provider, of_channel.map(|it| it.name)));
    faults.take("/provider", found)
}

/// Checks secrets; `null` passes, as it stands for none.
pub(super) fn secrets(facts: &Facts, given: &Map<String, Value>, faults: &mut Faults) {
    for (name, value) in given {
        let place = pointer(["secrets", name]);
        if !facts.is_secret(name) {
            let own = facts.secrets.iter().map(|secret| secret.name);
            faults.add(&place, none_such(facts, "secret", name, own.chain(SECRETS)));
        } else if !value.is_null() {
            let formed = Secrets::default().insert(name.clone(), value);
            if faults.take(&place, formed).is_some() {
                values(facts, name, value, faults);
            }
        }
    }
}

/// Checks the values of a secret, each in its place.
fn values(facts: &Facts, name: &str, value: &Value, faults: &mut Faults) {
    let own = facts.secrets.iter().find(|secret| secret.name == name);
    let check = |text: &str| match own {
        Some(own) => (own.check)(text),
        None if name == "basic" => check::unless(text.contains(':'), "must be `user:password`"),
        None => Ok(()),
    };
    match value {
        Value::String(text) => {
            faults.take(&pointer(["secrets", name]), check(text));
        }
        Value::Array(list) => {
            for (place, text) in list.iter().enumerate() {
                let place = pointer(["secrets", name, &place.to_string()]);
                faults.take(&place, check(text.as_str().unwrap_or_default()));
            }
        }
        _ => {}
    }
}

/// Checks settings; `null` passes, as it stands for none.
pub(super) fn settings(facts: &Facts, given: &Map<String, Value>, faults: &mut Faults) {
    for (name, value) in given {
        let place = pointer(["settings", name]);
        if !facts.is_setting(name) {
            let own = facts.settings.iter().map(|setting| setting.name);
            faults.add(&place, none_such(facts, "setting", name, own.chain(SETTINGS)));
        } else if !value.is_null() {
            let own = facts.settings.iter().find(|setting| setting.name == name);
            faults.take(&place, own.map_or_else(|| shared(name, value), |it| (it.check)(value)));
        }
    }
}

/// Checks that no other source has a file of the same name that says otherwise; `source` may be
/// there already.
pub(super) fn file(
    hub: &Hub,
    source: Option<&Source>,
    given: &Map<String, Value>,
    faults: &mut Faults,
) {
    const NAME: &str = "verification_file";
    if given.get(NAME).is_some_and(|file| door::is_taken(hub, file, source)) {
        let place = pointer(["settings", NAME]);
        faults.add(&place, "another source has a file of that name that says otherwise");
    }
}

fn none_such<'a>(
    facts: &Facts,
    what: &str,
    name: &str,
    known: impl Iterator<Item = &'a str>,
) -> String {
    let known: Vec<_> = known.map(|name| format!("`{name}`")).collect();
    format!("{} has no {what} `{name}`; it has {}", facts.title, known.join(", "))
}

/// Checks a setting that any source may have.
fn shared(name: &str, value: &Value) -> Result<(), &'static str> {
    match name {
        "registered_url" => {
            let url = value.as_str().and_then(|text| Url::parse(text).ok());
            let called = url.is_some_and(|url| matches!(url.scheme(), "http" | "https"));
            check::unless(called, "must be the URL that the provider calls")
        }
        "verification_file" => {
            let (Some(name), Some(content), Some(2)) = (
                value["name"].as_str(),
                value["content"].as_str(),
                value.as_object().map(Map::len),
            ) else {
                return Err("must be `{\"name\": …, \"content\": …}`");
            };
            if !door::may_be_served(name) {
                return Err(
                    "must name a file that the hub has none of itself: up to 100 letters, \
                            digits, `.`, `-` and `_`, with an ending",
                );
            }
            let short = content.len() <= LONGEST_FILE;
            check::unless(short, "must have a content of 4,096 bytes at most")
        }
        "keep_raw" => match value.as_str() {
            Some("unread" | "all") => Ok(()),
            _ => Err("must be `unread` or `all`"),
        },
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use adapter::{Covers, Setting};
    use serde_json::json;

    #[test]
    fn settings_of_any_source_have_their_form() {
        for (name, value, passes) in [
            ("registered_url", json!("https://user:pw@example.com/in"), true),
            ("registered_url", json!("example.com"), false),
            ("registered_url", json!("file:///etc"), false),
            ("registered_url", json!(7), false),
            ("verification_file", json!({"name": "a.txt", "content": ""}), true),
            ("verification_file", json!({"name": "a/b.txt", "content": ""}), false),
            ("verification_file", json!({"name": "", "content": ""}), false),
            ("verification_file", json!({"name": "docs", "content": ""}), false),
            ("verification_file", json!({"name": "a.txt", "content": "a".repeat(4096)}), true),
            ("verification_file", json!({"name": "a.txt", "content": "a".repeat(4097)}), false),
            ("verification_file", json!({"name": "a.txt"}), false),
            ("verification_file", json!({"name": "a.txt", "content": "", "x": 1}), false),
            ("verification_file", json!("a.txt"), false),
            ("keep_raw", json!("all"), true),
            ("keep_raw", json!(true), false),
        ] {
            assert_eq!(shared(name, &value).is_ok(), passes, "{name} {value}");
        }
    }
    #[test]
    fn a_setting_of_the_provider_is_its_own_to_check() {
        static FACTS: Facts = Facts {
            channel: Channel::Email,
            name: "parrot",
            title: "Parrot",
            proof: adapter::proof::BY_ADDRESS,
            covers: Covers::Nothing,
            docs: "https://parrot.example.com",
            steps: "Teach it.",
            secrets: &[],
            settings: &[Setting { name: "loud", about: "Whether.", check: Setting::flag }],
            kinds: &[],
        };
        for (given, wrong) in [
            (json!({ "loud": "true" }), None),
            (json!({ "loud": null }), None),
            (json!({ "loud": "very" }), Some("/settings/loud")),
            (json!({ "quiet": true }), Some("/settings/quiet")),
            (json!({ "keep_raw": true }), Some("/settings/keep_raw")),
        ] {
            let mut faults = Faults::default();
            settings(&FACTS, given.as_object().expect("an object"), &mut faults);
            let said = faults.none().err().map(|problem| format!("{problem:?}"));
            assert_eq!(said.is_some(), wrong.is_some(), "{given}");
            assert!(said.unwrap_or_default().contains(wrong.unwrap_or_default()), "{given}");
        }
    }
}
