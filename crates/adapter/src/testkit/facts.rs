//! Facts are whole and honest, and the registry has what the folders have.

use super::fixture::entries;
use crate::steps::WORDS;
use crate::{Adapter, Facts};
use event::EventKind;
use std::collections::BTreeSet;
use std::path::Path;

pub(super) fn registry_and_folders_agree(adapters: &[&dyn Adapter], fixtures: &Path) {
    let mut registered = BTreeSet::new();
    for adapter in adapters {
        let name = adapter.facts().name;
        assert!(registered.insert(name.to_owned()), "`{name}` is registered twice");
    }
    let folders = entries(fixtures);
    let folders = folders.iter().filter_map(|path| path.file_name()?.to_str());
    let folders: BTreeSet<_> = folders.map(ToOwned::to_owned).collect();
    let lacking: Vec<_> = registered.difference(&folders).collect();
    assert!(lacking.is_empty(), "registered without a folder of recordings: {lacking:?}");
    let unregistered: Vec<_> = folders.difference(&registered).collect();
    assert!(unregistered.is_empty(), "recordings of what is not registered: {unregistered:?}");
}

pub(super) fn are_whole(facts: &Facts) {
    let name = facts.name;
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    assert!(!name.is_empty() && name.chars().all(plain), "`{name}` is no name for a URL");
    assert!(!facts.title.is_empty(), "{name}: no title");
    assert!(facts.docs.starts_with("https://"), "{name}: no link to the documentation");
    assert!(facts.steps.contains(WORDS), "{name}: the steps do not say where {WORDS} belongs");
    let secrets = facts.secrets.iter().map(|secret| secret.about);
    let settings = facts.settings.iter().map(|setting| setting.about);
    for sentence in [facts.proof, facts.steps].into_iter().chain(secrets).chain(settings) {
        assert!(sentence.ends_with('.'), "{name}: `{sentence}` is no sentence");
    }
}

/// What is listed is shown by a recording, and what a recording shows is listed.
pub(super) fn list_the_kinds_that_are_shown(facts: &Facts, shown: &BTreeSet<EventKind>) {
    let listed: BTreeSet<_> = facts.kinds.iter().copied().collect();
    assert_eq!(listed.len(), facts.kinds.len(), "{}: a kind is listed twice", facts.name);
    let unseen: Vec<_> = listed.difference(shown).map(|kind| kind.name()).collect();
    assert!(unseen.is_empty(), "{}: listed, and shown by no recording: {unseen:?}", facts.name);
}
