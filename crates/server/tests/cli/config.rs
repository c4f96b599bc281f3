//! `tidings config` and `tidings migrate`.

use crate::program::Folder;
use serde_json::json;

#[test]
fn every_value_is_shown_with_where_it_came_from() {
    let folder = Folder::new();
    folder.write("tidings.toml", "listen = '127.0.0.1:1'\nlog = 'warn'\n");
    let key = "hunter2hunter2hunter2hunter2hunter2";
    let mut command = folder.command(&["config", "--output", "json"]);
    command.env("TIDINGS_LISTEN", "127.0.0.1:2").env("TIDINGS_ADMIN_KEY", key);
    let output = command.output().expect("the program runs");
    let said = String::from_utf8(output.stdout).expect("text");
    assert!(!said.contains("hunter2"), "{said}");
    let all: serde_json::Value = serde_json::from_str(&said).expect("JSON");
    let row = |key: &str| all.as_array()?.iter().find(|it| it["key"] == key).cloned();
    let row = |key: &str| row(key).expect(key);
    let variable = |name: &str| format!("environment variable {name}");
    assert_eq!(row("listen")["value"], "127.0.0.1:2");
    assert_eq!(row("listen")["source"], variable("TIDINGS_LISTEN"));
    assert_eq!(row("log"), json!({"key": "log", "value": "warn", "source": "tidings.toml"}));
    assert_eq!(row("admin_key")["value"], "***");
    assert_eq!(row("limits.body")["source"], "default");
    assert!(folder.run(&["config"]).well().contains("127.0.0.1:1"));
}

#[test]
fn a_broken_configuration_ends_with_two_wherever_it_is_read() {
    let folder = Folder::new();
    folder.write("broken.toml", "lisen = '127.0.0.1:1'\n");
    folder.write("sound.toml", "listen = '127.0.0.1:1'\n");
    for arguments in
        [&["config"][..], &["config", "check"], &["serve"], &["migrate"], &["keys", "list"]]
    {
        let arguments = [arguments, &["--config", "broken.toml"]].concat();
        let why = folder.run(&arguments).badly(2);
        assert!(why.contains("unknown key `lisen` in broken.toml"), "{why}");
        assert!(why.contains("nearest is `listen`"), "{why}");
    }
    let said = folder.run(&["config", "check", "--config", "sound.toml"]).well();
    assert_eq!(said, "the configuration is sound\n");
    // What only `serve` would find out is found out here as well.
    let shared = "listen = '127.0.0.1:1'\ndatabase_url = 'postgres://127.0.0.1:1/x'\n";
    folder.write("shared.toml", shared);
    let why = folder.run(&["config", "check", "--config", "shared.toml"]).badly(2);
    assert!(why.contains("TIDINGS_SECRET_KEY"), "{why}");
    let missing = folder.run(&["config", "--config", "missing.toml"]).badly(2);
    assert!(missing.contains("missing.toml"), "{missing}");
    let short = folder.command(&["serve"]).env("TIDINGS_ADMIN_KEY", "short").output();
    assert_eq!(short.expect("the program runs").status.code(), Some(2));
    assert!(!folder.path("tidings-data").exists(), "nothing was begun");
}

#[test]
fn hubs_on_postgres_must_be_told_the_key() {
    let folder = Folder::new();
    let url = "postgres://me:hunter2@127.0.0.1:1/tidings";
    let mut command = folder.command(&["serve"]);
    command.env("TIDINGS_DATABASE_URL", url).env("TIDINGS_LISTEN", "127.0.0.1:0");
    let output = command.output().expect("the program runs");
    assert_eq!(output.status.code(), Some(2));
    let why = String::from_utf8(output.stderr).expect("text");
    assert!(why.contains("TIDINGS_SECRET_KEY") && !why.contains("hunter2"), "{why}");
}

#[test]
fn the_schema_is_looked_at_before_it_is_moved() {
    let folder = Folder::new();
    let look = || folder.run(&["migrate", "--dry-run", "--output", "json"]).json();
    let steps = look();
    assert!(!steps["steps"].as_array().expect("a list").is_empty());
    assert_eq!(steps["taken"], false);
    assert!(!folder.path("tidings-data").exists(), "looking makes nothing");
    let taken = folder.run(&["migrate", "--output", "json"]).json();
    assert_eq!(taken["steps"], steps["steps"]);
    assert_eq!(taken["taken"], true);
    assert_eq!(look()["steps"], json!([]));
    assert_eq!(folder.run(&["migrate"]).well(), "the store has the newest schema\n");
}
