//! What is logged, and how.

use super::broken::BadValue;
use std::fmt;
use std::str::FromStr;
use tracing_subscriber::EnvFilter;

/// Notices of PostgreSQL, and steps of the schema that the hub reports itself.
const QUIET: &str = "sqlx::postgres::notice=warn,sea_orm_migration::migrator=warn";

/// Which of the hub's own reports are worth a line, such as `info` or `warn,dispatch=debug`.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct LogFilter(String);

impl LogFilter {
    /// What judges a report. The small talk of libraries is left out unless it is asked for.
    #[must_use]
    pub fn filter(&self) -> EnvFilter {
        EnvFilter::new(format!("{QUIET},{}", self.0))
    }
}

impl Default for LogFilter {
    fn default() -> Self {
        Self("info".to_owned())
    }
}

impl FromStr for LogFilter {
    type Err = BadValue;

    fn from_str(text: &str) -> Result<Self, BadValue> {
        match EnvFilter::try_new(text) {
            Ok(_) => Ok(Self(text.to_owned())),
            Err(_) => Err(BadValue::new("must be like `info` or `warn,dispatch=debug`")),
        }
    }
}

impl fmt::Display for LogFilter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The form of a line in the log.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum LogFormat {
    /// For people.
    #[default]
    Text,
    /// One JSON object a line.
    Json,
}

impl FromStr for LogFormat {
    type Err = BadValue;

    fn from_str(text: &str) -> Result<Self, BadValue> {
        match text {
            "text" => Ok(Self::Text),
            "json" => Ok(Self::Json),
            _ => Err(BadValue::new("must be `text` or `json`")),
        }
    }
}

impl fmt::Display for LogFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Text => "text",
            Self::Json => "json",
        })
    }
}
