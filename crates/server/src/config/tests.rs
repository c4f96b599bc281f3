//! The configuration as a whole.

use super::keys::{KEYS, Key};
use super::{BrokenConfig, Config, Loaded, LogFormat};
use std::fs;

const KEY: &str = "0123456789abcdef0123456789abcdef";

/// Reads a file of that text, and these variables. The file's folder is not told of.
fn read(file: &str, variables: &[(&str, &str)]) -> Result<Loaded, BrokenConfig> {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("tidings.toml");
    fs::write(&path, file).expect("a file");
    let short = |text: String| text.replace(&format!("{}/", folder.path().display()), "");
    let variables = variables.iter().map(|(name, value)| (name.into(), value.into()));
    let mut loaded = Config::read(Some(&path), variables)
        .map_err(|broken| BrokenConfig(broken.0.into_iter().map(short).collect()))?;
    for setting in &mut loaded.settings {
        setting.source = short(std::mem::take(&mut setting.source));
    }
    Ok(loaded)
}

fn faults(file: &str, variables: &[(&str, &str)]) -> String {
    read(file, variables).expect_err("broken").0.join("\n")
}

#[test]
fn the_environment_wins() {
    let file = "listen = '127.0.0.1:1'\npublic_url = 'https://a.example'\n[limits]\nbody = 5\n";
    let variables = [
        ("TIDINGS_LISTEN", "127.0.0.1:2"),
        ("TIDINGS_LIMITS_DEADLINE", "3 s"),
        ("TIDINGS_LOG_FORMAT", "json"),
        ("TIDINGS_ALLOW_NETWORKS", "127.0.0.0/8,::1"),
        ("TIDINGS_DATA", ""),
        ("TIDINGS_TEST_POSTGRES", "x"),
        ("TIDINGS_BIN", "x"),
        ("PATH", "x"),
    ];
    let Loaded { config, settings } = read(file, &variables).expect("sound");
    assert_eq!(config.listen.port(), 2);
    assert_eq!(config.limits.body.0, 5);
    assert_eq!(config.limits.deadline.0.as_secs(), 3);
    assert_eq!(config.log_format, LogFormat::Json);
    assert_eq!(config.allow_networks.0.len(), 2);
    let source = |key| {
        let found = settings.iter().find(|it| it.key == key);
        found.expect("a key").source.clone()
    };
    assert_eq!(source("listen"), "environment variable TIDINGS_LISTEN");
    assert_eq!(source("public_url"), "tidings.toml");
    assert_eq!(source("limits.body"), "tidings.toml");
    assert_eq!(source("limits.deadline"), "environment variable TIDINGS_LIMITS_DEADLINE");
    assert_eq!(source("data"), "default");
}

/// A value of each key that is not the usual one.
const VALUES: [(&str, &str); KEYS.len()] = [
    ("data", "here"),
    ("database_url", "postgres://db.example/tidings"),
    ("listen", "[::1]:80"),
    ("public_url", "https://hub.example/"),
    ("admin_key", KEY),
    ("secret_key", KEY),
    ("role", "callbacks"),
    ("geo_file", "places.mmdb"),
    ("allow_networks", "10.0.0.0/8"),
    ("trusted_proxies", "192.0.2.0/24"),
    ("operator.url", "https://op.example/hook"),
    ("operator.secret", "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3"),
    ("outgoing.addresses", "192.0.2.8/32"),
    ("outgoing.name", "egress.example.com"),
    ("messages.push_hosts", "push.example.org"),
    ("messages.telegram_url", "http://127.0.0.1:8081/"),
    ("messages.viber_url", "http://127.0.0.1:8082/"),
    ("log", "warn"),
    ("log_format", "json"),
    ("limits.body", "1 MiB"),
    ("limits.request", "1 s"),
    ("limits.kept", "2 MiB"),
    ("limits.response", "3 KiB"),
    ("limits.deadline", "4 s"),
    ("limits.retention", "7 d"),
    ("limits.links", "8 d"),
    ("limits.streams", "9"),
    ("limits.host", "9"),
    ("limits.disable_after", "3 d"),
];

#[test]
fn every_key_is_read_from_both() {
    let values = VALUES;
    assert_eq!(values.map(|it| it.0), KEYS.each_ref().map(|key| key.name));
    let lines: Vec<_> = values.iter().map(|(key, value)| format!("{key} = '{value}'")).collect();
    let names = KEYS.each_ref().map(Key::variable);
    let variables: Vec<_> =
        names.iter().zip(values).map(|(name, (_, value))| (name.as_str(), value)).collect();
    let from_file = read(&lines.join("\n"), &[]).expect("sound");
    let from_variables = read("", &variables).expect("sound");
    let usual = read("", &[]).expect("sound");
    for (index, (key, value)) in values.iter().enumerate() {
        let shown = from_file.settings[index].value.clone();
        assert_eq!(shown, from_variables.settings[index].value, "{key}");
        assert_ne!(shown, usual.settings[index].value, "{key} is not read");
        assert!(["***", "https://op.example/***", *value].contains(&shown.as_str()), "{key}");
    }
}

#[test]
fn a_key_that_is_not_known_names_the_nearest() {
    let all = faults(
        "lisen = 1\n[limits]\nbodies = 1\n[operater]\nurl = ''\n[limit]\nbody = 1",
        &[("TIDINGS_PUBLIC_URI", "x"), ("TIDINGS_CONFIG", "x")],
    );
    for fault in [
        "unknown key `lisen` in tidings.toml; the nearest is `listen`",
        "unknown key `limits.bodies` in tidings.toml; the nearest is `limits.body`",
        "unknown key `operater` in tidings.toml; the nearest is `operator`",
        "unknown key `limit` in tidings.toml; the nearest is `limits`",
        "unknown environment variable TIDINGS_PUBLIC_URI; the nearest is TIDINGS_PUBLIC_URL",
        "unknown environment variable TIDINGS_CONFIG; the nearest is TIDINGS_",
    ] {
        assert!(all.contains(fault), "{fault} in\n{all}");
    }
}

#[test]
fn a_bad_value_names_its_key_and_where_it_came_from() {
    let file = |text: &str| faults(text, &[]);
    let variable = |name: &str, value: &str| faults("", &[(name, value)]);
    let all = [
        file("listen = 'localhost'"),
        file("listen = ['a']"),
        file("limits = 1"),
        file("admin_key = 1.5"),
        file("admin_key = 'short'"),
        file("admin_key = 'a b c d e f g h i j k l m n o p q r s t u v w x y z'"),
        file("allow_networks = ['10.0.0.0/8', '10.0.0/8']"),
        file("limits.deadline = '0 s'"),
        file("a = 1\nadmin_key = 'hunter2"),
        file("[operator]\nurl = 'https://op.example'"),
        variable("TIDINGS_ALLOW_NETWORKS", "10.0.0.0/33"),
        variable("TIDINGS_DATABASE_URL", "mysql://me:hunter2@db"),
        variable("TIDINGS_PUBLIC_URL", "https://hub.example/tidings"),
        variable("TIDINGS_OPERATOR_SECRET", "whsec_hunter2"),
        variable("TIDINGS_LOG", "=,="),
        variable("TIDINGS_LOG_FORMAT", "xml"),
        variable("TIDINGS_DATA", "100%"),
    ];
    insta::assert_snapshot!(all.join("\n"));
}

#[test]
fn secrets_are_not_printed() {
    let file = format!(
        "admin_key = '{KEY}'\nsecret_key = '{KEY}'\ndatabase_url = 'postgres://me:{KEY}@db/x'\n\
         [operator]\nurl = 'https://op.example/{KEY}'\n\
         secret = 'whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3'"
    );
    let Loaded { config, settings } = read(&file, &[]).expect("sound");
    let printed = format!("{config:?} {settings:?}");
    assert!(!printed.contains(KEY) && !printed.contains("MDEy"), "{printed}");
    assert_eq!(config.admin_key.expect("a key").expose(), KEY);
}

#[test]
fn a_file_that_is_asked_for_must_be_there() {
    let missing = std::path::Path::new("there-is-no-such.toml");
    let fault = Config::read(Some(missing), []).expect_err("broken").to_string();
    assert!(fault.contains("cannot read there-is-no-such.toml"), "{fault}");
}

#[test]
fn the_readme_tells_of_every_key() {
    for key in &KEYS {
        let row = format!("| `{}` | `{}` |", key.name, key.variable());
        assert!(include_str!("../../README.md").contains(&row), "{row}");
    }
}
