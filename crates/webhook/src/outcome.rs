//! How an attempt ended.

use std::fmt;
use std::str::FromStr;

/// What came of one request.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Outcome {
    /// The endpoint answered.
    Answered {
        /// With this status.
        status: u16,
        /// And asked for so many seconds of peace, where it did.
        retry_after: Option<u64>,
    },
    /// No answer came: no connection, no address that may be reached, no time left.
    Failed,
}

/// Which answers count as success.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Success {
    /// Any status from 200 to 299.
    #[default]
    Any2xx,
    /// The status 200 only.
    Only200,
}

/// What an outcome means for its delivery.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Ended {
    /// The endpoint took it.
    Taken,
    /// It did not, and asks for at least so many seconds before the next attempt.
    Refused {
        /// Zero where it did not ask.
        wait: u64,
    },
    /// The endpoint is gone for good (410): its webhook pauses.
    Gone,
}

impl Outcome {
    /// Judges it by a webhook's rule.
    ///
    /// `Retry-After` counts on 429 and 503 only: elsewhere it means something else (RFC 9110,
    /// 10.2.3).
    #[must_use]
    pub const fn judge(self, success: Success) -> Ended {
        match self {
            Self::Answered { status: 410, .. } => Ended::Gone,
            Self::Answered { status: 200, .. } => Ended::Taken,
            Self::Answered { status: 201..300, .. } if matches!(success, Success::Any2xx) => {
                Ended::Taken
            }
            Self::Answered { status: 429 | 503, retry_after: Some(wait) } => {
                Ended::Refused { wait }
            }
            Self::Answered { .. } | Self::Failed => Ended::Refused { wait: 0 },
        }
    }
}

/// A text that is no rule of success.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("must be `2xx` or `200`")]
pub struct UnknownRule;

impl FromStr for Success {
    type Err = UnknownRule;

    fn from_str(text: &str) -> Result<Self, UnknownRule> {
        match text {
            "2xx" => Ok(Self::Any2xx),
            "200" => Ok(Self::Only200),
            _ => Err(UnknownRule),
        }
    }
}

impl fmt::Display for Success {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Any2xx => "2xx",
            Self::Only200 => "200",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answered(status: u16) -> Outcome {
        Outcome::Answered { status, retry_after: Some(7) }
    }

    #[test]
    fn every_status_has_its_meaning() {
        for status in 100..=599 {
            let ended = answered(status).judge(Success::Any2xx);
            let wanted = match status {
                200..=299 => Ended::Taken,
                410 => Ended::Gone,
                429 | 503 => Ended::Refused { wait: 7 },
                _ => Ended::Refused { wait: 0 },
            };
            assert_eq!(ended, wanted, "{status}");
        }
    }

    #[test]
    fn a_strict_webhook_takes_only_200() {
        assert_eq!(answered(200).judge(Success::Only200), Ended::Taken);
        assert_eq!(answered(204).judge(Success::Only200), Ended::Refused { wait: 0 });
        assert_eq!(answered(410).judge(Success::Only200), Ended::Gone);
    }

    #[test]
    fn rules_are_read_as_they_are_written() {
        for rule in [Success::Any2xx, Success::Only200] {
            assert_eq!(rule.to_string().parse(), Ok(rule));
        }
        assert_eq!("201".parse::<Success>(), Err(UnknownRule));
    }
}
