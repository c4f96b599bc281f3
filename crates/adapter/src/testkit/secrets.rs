//! A source that has a secret refuses what is not proven by it.

use super::fixture::{Case, Provider};
use crate::{Adapter, Secrets, Setup};
use serde_json::Value;

/// With other secrets, or with none where some are required, a callback is refused, or it says
/// nothing: a ping that comes before the secrets are known may pass.
pub(super) fn others_and_none_are_refused(adapter: &dyn Adapter, provider: &Provider, case: &Case) {
    let names: Vec<_> = case.setup.secrets.names().collect();
    if !names.is_empty() {
        let other = changed(&case.setup, provider, |_| true);
        assert!(says_nothing(adapter, case, &other), "{}: believes other secrets", case.name);
    }
    if adapter.facts().secrets.iter().any(|secret| secret.required) {
        let none = Setup { secrets: Secrets::default(), ..case.setup.clone() };
        assert!(says_nothing(adapter, case, &none), "{}: believes without secrets", case.name);
    }
}

/// Every secret that proves anything decides about some recording.
pub(super) fn each_counts(adapter: &dyn Adapter, provider: &Provider) {
    for secret in adapter.facts().secrets.iter().filter(|secret| secret.proves) {
        let decides = |case: &Case| {
            let other = changed(&case.setup, provider, |name| name == secret.name);
            let believed = |setup| crate::verify(adapter, &case.callback, setup).is_ok();
            believed(&case.setup) && !believed(&other)
        };
        let name = adapter.facts().name;
        assert!(
            provider.cases.iter().any(decides),
            "{name}: `{}` makes no difference",
            secret.name
        );
    }
}

/// What sources are set up with is not refused when they are.
pub(super) fn pass_as_they_are(adapter: &dyn Adapter, case: &Case) {
    let secrets = adapter.facts().secrets.iter().flat_map(|secret| {
        let values = case.setup.secrets.find(secret.name).unwrap_or_default().iter();
        values.map(|value| (secret.name, (secret.check)(value)))
    });
    let settings = adapter.facts().settings.iter().filter_map(|setting| {
        let value = case.setup.settings.get(setting.name)?;
        Some((setting.name, (setting.check)(value)))
    });
    for (name, passes) in secrets.chain(settings) {
        assert_eq!(passes, Ok(()), "{}: `{name}` cannot be set up", case.name);
    }
}

fn says_nothing(adapter: &dyn Adapter, case: &Case, setup: &Setup) -> bool {
    let Ok(verified) = crate::verify(adapter, &case.callback, setup) else { return true };
    adapter
        .parse(&verified)
        .is_ok_and(|parsed| parsed.events.is_empty() && parsed.skipped.is_empty())
}

/// The same setup with other values of the chosen secrets.
fn changed(setup: &Setup, provider: &Provider, chosen: impl Fn(&str) -> bool) -> Setup {
    let mut changed = setup.clone();
    for name in setup.secrets.names().filter(|name| chosen(name)) {
        let values = setup.secrets.find(name).unwrap_or_default();
        let made_up: Value = values.iter().map(|value| another(value)).collect();
        let other = provider.other.get(name).unwrap_or(&made_up);
        let inserted = changed.secrets.insert(name.to_owned(), other);
        inserted.unwrap_or_else(|error| panic!("{}: {error}", provider.cases[0].name));
    }
    changed
}

/// A text of the same length and the same classes of characters, different in every letter and
/// digit.
fn another(value: &str) -> String {
    let next = |c: char| match c {
        'z' => 'a',
        'Z' => 'A',
        '9' => '0',
        'a'..='y' | 'A'..='Y' | '0'..='8' => char::from_u32(c as u32 + 1).unwrap_or(c),
        _ => c,
    };
    value.chars().map(next).collect()
}
