//! The log.

use super::lines::Lines;
use crate::config::{Config, LogFormat};
use std::io::{Write, stderr};
use std::panic;
use tracing::Subscriber;
use tracing_subscriber::EnvFilter;

/// Begins to log, to the standard error. Only the first call of a process counts.
pub(crate) fn begin(config: &Config) {
    let filter = config.log.filter();
    let set = match config.log_format {
        LogFormat::Text => set(text(filter, || Lines(stderr()))),
        LogFormat::Json => set(json(filter, || Lines(stderr()))),
    };
    if set {
        // What a panic says may hold what was being worked on, so only its place is told.
        panic::set_hook(Box::new(|panic| {
            let place = panic.location().map(ToString::to_string).unwrap_or_default();
            tracing::error!(panic.place = place, "A part of the hub failed unexpectedly");
        }));
    }
}

fn set(subscriber: impl Subscriber + Send + Sync) -> bool {
    tracing::subscriber::set_global_default(subscriber).is_ok()
}

fn text<W: Write + 'static>(
    filter: EnvFilter,
    writer: impl Fn() -> W + Send + Sync + 'static,
) -> impl Subscriber + Send + Sync {
    tracing_subscriber::fmt().with_env_filter(filter).with_ansi(false).with_writer(writer).finish()
}

fn json<W: Write + 'static>(
    filter: EnvFilter,
    writer: impl Fn() -> W + Send + Sync + 'static,
) -> impl Subscriber + Send + Sync {
    let json = tracing_subscriber::fmt().json().flatten_event(true).with_current_span(false);
    json.with_env_filter(filter).with_writer(writer).finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;
    use std::sync::{Arc, Mutex};

    const NASTY: &str = "a\r\nERROR forged\u{1b}[31m\u{2028}\u{0}b";

    #[derive(Clone, Default)]
    struct Memory(Arc<Mutex<Vec<u8>>>);

    impl Write for Memory {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().expect("whole").extend(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    impl Memory {
        fn lines(&self) -> Vec<String> {
            let bytes = self.0.lock().expect("whole").clone();
            let text = String::from_utf8(bytes).expect("text");
            text.split_terminator('\n').map(ToOwned::to_owned).collect()
        }
    }

    fn report() {
        tracing::warn!(http.path = NASTY, user.agent = ?NASTY, error.cause = %NASTY, "{NASTY}");
    }

    #[test]
    fn a_nasty_field_stays_in_its_line() {
        let memory = Memory::default();
        let seen = memory.clone();
        let subscriber = text(EnvFilter::new("info"), move || Lines(memory.clone()));
        tracing::subscriber::with_default(subscriber, report);
        let lines = seen.lines();
        assert_eq!(lines.len(), 1, "{lines:?}");
        assert!(lines[0].contains("WARN") && !lines[0].contains(char::is_control), "{lines:?}");
    }

    #[test]
    fn a_line_of_json_is_json() {
        let memory = Memory::default();
        let seen = memory.clone();
        let subscriber = json(EnvFilter::new("info"), move || Lines(memory.clone()));
        tracing::subscriber::with_default(subscriber, report);
        let lines = seen.lines();
        assert_eq!(lines.len(), 1, "{lines:?}");
        let line: Value = serde_json::from_str(&lines[0]).expect("JSON");
        assert_eq!(line["level"], "WARN");
        assert_eq!(line["http.path"], NASTY);
        assert!(line["message"].as_str().is_some_and(|text| text.contains("forged")));
    }
}
