//! What a test needs of the system, as `cargo xtask test` brings it.
//!
//! A need is met, or it is skipped and the list of skips says so; a test that finds neither fails,
//! so that nothing goes untested in silence.

use std::env;
use std::path::PathBuf;

/// The URL of a superuser's database; `None` when tests that need one are skipped.
///
/// # Panics
///
/// When there is neither a URL nor a skip.
#[must_use]
pub fn postgres() -> Option<String> {
    met("postgres", "TIDINGS_TEST_POSTGRES")
}

/// The `PYTHONPATH` that finds the client of Standard Webhooks; `None` when that is skipped.
///
/// # Panics
///
/// When there is neither a path nor a skip.
#[must_use]
pub fn python_path() -> Option<PathBuf> {
    met("python", "TIDINGS_TEST_PYTHONPATH").map(PathBuf::from)
}

/// The `NODE_PATH` that finds the client of Standard Webhooks; `None` when that is skipped.
///
/// # Panics
///
/// When there is neither a path nor a skip.
#[must_use]
pub fn node_path() -> Option<PathBuf> {
    met("node", "TIDINGS_TEST_NODE_PATH").map(PathBuf::from)
}

/// The `NODE_PATH` that finds what drives a browser; `None` when tests that need one are skipped.
///
/// # Panics
///
/// When there is neither a path nor a skip.
#[must_use]
pub fn browser() -> Option<PathBuf> {
    met("chromium", "TIDINGS_TEST_BROWSER").map(PathBuf::from)
}

/// Whether `php` is to be used; `false` when tests that need it are skipped.
#[must_use]
pub fn php() -> bool {
    wanted("php")
}

/// Whether `promtool` is to be used; `false` when tests that need it are skipped.
#[must_use]
pub fn promtool() -> bool {
    wanted("promtool")
}

/// Whether `strace` is to be used; `false` when tests that need it are skipped.
#[must_use]
pub fn strace() -> bool {
    wanted("strace")
}

fn wanted(need: &str) -> bool {
    let wanted = !is_skipped(need, &skips());
    if !wanted {
        say_skipped(need);
    }
    wanted
}

/// Whether the long runs are asked for.
#[must_use]
pub fn long() -> bool {
    env::var_os("TIDINGS_TEST_LONG").is_some_and(|value| value == "1")
}

fn met(need: &str, variable: &str) -> Option<String> {
    match decide(need, env::var(variable).ok(), &skips()) {
        Need::Met(value) => Some(value),
        Need::Skipped => {
            say_skipped(need);
            None
        }
        Need::Forgotten => panic!(
            "{variable} is not set: run `cargo xtask test`, or set TIDINGS_TEST_SKIP={need} to \
             leave out what needs it"
        ),
    }
}

#[derive(Debug, PartialEq)]
enum Need {
    Met(String),
    Skipped,
    Forgotten,
}

fn decide(need: &str, value: Option<String>, skips: &str) -> Need {
    match value.filter(|value| !value.is_empty()) {
        _ if is_skipped(need, skips) => Need::Skipped,
        Some(value) => Need::Met(value),
        None => Need::Forgotten,
    }
}

fn is_skipped(need: &str, skips: &str) -> bool {
    skips.split(',').any(|skip| skip.trim() == need)
}

fn skips() -> String {
    env::var("TIDINGS_TEST_SKIP").unwrap_or_default()
}

fn say_skipped(need: &str) {
    eprintln!("SKIPPED: this test needs {need}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_neither_met_nor_skipped_is_forgotten() {
        let url = || Some(String::from("postgres://"));
        let met = || Need::Met(String::from("postgres://"));
        for (value, skips, decision) in [
            (url(), "", met()),
            (url(), "node,python", met()),
            (url(), "node, postgres", Need::Skipped),
            (None, "postgres", Need::Skipped),
            (None, "", Need::Forgotten),
            (None, "postgresql", Need::Forgotten),
            (Some(String::new()), "node", Need::Forgotten),
        ] {
            assert_eq!(decide("postgres", value.clone(), skips), decision, "{value:?} {skips}");
        }
    }
}
