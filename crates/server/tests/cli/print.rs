//! The commands that print what the program knows.

use crate::program::Folder;
use std::io::Read;
use std::path::Path;
use std::process::Stdio;
use std::{env, fs};

#[test]
fn the_catalogue_is_printed() {
    let folder = Folder::new();
    let all = folder.run(&["events", "--output", "json"]).json();
    let all = all.as_array().expect("a list");
    assert_eq!(all.len(), 55);
    let bounced = all.iter().find(|it| it["kind"] == "email.bounced").expect("a kind");
    assert_eq!(bounced["channel"], "email");
    assert_eq!(bounced["group"], "message_status");
    assert!(bounced["meaning"].as_str().expect("text").starts_with("Hard bounce"));
    let table = folder.run(&["events"]).well();
    assert_eq!(table.lines().count(), 56);
    assert!(table.starts_with("EVENT "), "{table}");
}

#[test]
fn the_providers_are_printed() {
    let folder = Folder::new();
    let all = folder.run(&["providers", "--output", "json"]).json();
    for channel in ["email", "sms", "webpush", "telegram", "viber"] {
        let of_channel = |it: &&serde_json::Value| it["channel"] == channel;
        let provider = all.as_array().expect("a list").iter().find(of_channel);
        assert!(!provider.expect(channel)["kinds"].as_array().expect("a list").is_empty());
    }
    assert!(folder.run(&["providers"]).well().contains("\nemail/sendgrid "));
}

/// `UPDATE_EXPECT=1` writes it.
#[test]
fn the_page_of_the_providers_is_of_today() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/providers.md");
    let printed = Folder::new().run(&["providers", "--output", "markdown"]).well();
    if env::var_os("UPDATE_EXPECT").is_some() {
        fs::write(&page, &printed).expect("it can be written");
    }
    let kept = fs::read_to_string(&page).expect("it is there");
    assert!(kept == printed, "stale: UPDATE_EXPECT=1 cargo test -p server --test cli page");
    assert!(printed.contains("add the callback URL {callback_url} and choose every event."));
}

#[test]
fn the_description_of_the_api_is_printed() {
    let description = Folder::new().run(&["openapi"]).json();
    assert!(description["openapi"].as_str().expect("a version").starts_with("3."));
}

#[test]
fn shells_learn_the_commands() {
    let folder = Folder::new();
    for shell in ["bash", "zsh", "fish"] {
        assert!(folder.run(&["completions", shell]).well().contains("normalise"), "{shell}");
    }
    assert_eq!(folder.run(&["completions", "cmd"]).code, Some(2));
}

#[test]
fn a_reader_who_goes_away_is_no_crash() {
    let folder = Folder::new();
    for arguments in [&["events"][..], &["completions", "bash"], &["config"], &["--help"]] {
        let mut command = folder.command(arguments);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
        let child = child.as_mut().expect("the program runs");
        drop(child.stdout.take());
        let mut complained = String::new();
        let mut pipe = child.stderr.take().expect("a pipe");
        pipe.read_to_string(&mut complained).expect("text");
        assert_eq!(complained, "", "{arguments:?}");
        assert_eq!(child.wait().expect("it ends").code(), Some(0), "{arguments:?}");
    }
}

#[test]
fn help_is_no_failure_and_a_word_nobody_knows_is() {
    let folder = Folder::new();
    assert!(folder.run(&["--version"]).well().starts_with("tidings "));
    assert!(folder.run(&["normalise", "--help"]).well().contains("3 refused"));
    for arguments in [&[][..], &["normalize"], &["events", "--output", "xml"]] {
        assert_eq!(folder.run(arguments).code, Some(2), "{arguments:?}");
    }
}
