//! The forms that a body can have.

mod cloudevents;
mod fields;
mod form;
mod mime;
mod smtp2go;
mod smtpeter;
#[cfg(test)]
mod tests;
mod wooxy;

use crate::json::Json;
use serde::{Deserialize, Serialize};

/// How a body is written.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    Deserialize,
    Eq,
    PartialEq,
    Serialize,
    strum::Display,
    strum::EnumIter,
    strum::EnumString,
)]
#[serde(rename_all = "lowercase")]
#[strum(serialize_all = "lowercase")]
pub enum Format {
    /// The envelope of Standard Webhooks, as it is kept.
    #[default]
    Standard,
    /// CloudEvents 1.0, structured, in JSON.
    CloudEvents,
    /// The envelope as a form, nested in brackets as PHP nests.
    Form,
    /// SMTP2GO's words and fields.
    Smtp2Go,
    /// SMTPeter's and Copernica's types and fields.
    SmtPeter,
    /// Wooxy's object of six members.
    Wooxy,
}

/// How the fields of a flat body are written, where there is a choice.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Encoding {
    /// `application/x-www-form-urlencoded`.
    #[default]
    Form,
    /// A JSON object.
    Json,
}

const JSON: &str = "application/json";
const FORM: &str = "application/x-www-form-urlencoded";

impl Format {
    /// The number that a delivery remembers: which form, and in its low byte which revision of it.
    #[must_use]
    pub const fn number(self) -> i16 {
        match self {
            Self::Standard => crate::FORMAT,
            Self::CloudEvents => 0x0101,
            Self::Form => 0x0201,
            Self::Smtp2Go => 0x0301,
            Self::SmtPeter => 0x0401,
            Self::Wooxy => 0x0501,
        }
    }

    /// The form of that number, whatever its revision.
    #[must_use]
    pub const fn of_number(number: i16) -> Option<Self> {
        Some(match number >> 8 {
            0 => Self::Standard,
            1 => Self::CloudEvents,
            2 => Self::Form,
            3 => Self::Smtp2Go,
            4 => Self::SmtPeter,
            5 => Self::Wooxy,
            _ => return None,
        })
    }

    /// What `Content-Type` says of it.
    #[must_use]
    pub const fn content_type(self, encoding: Encoding) -> &'static str {
        match (self, encoding) {
            (Self::Standard | Self::Wooxy, _) | (Self::Smtp2Go, Encoding::Json) => JSON,
            (Self::CloudEvents, _) => "application/cloudevents+json",
            (Self::Form | Self::SmtPeter, _) | (Self::Smtp2Go, Encoding::Form) => FORM,
        }
    }

    /// Whether its fields can be written in more than one way.
    #[must_use]
    pub const fn has_encodings(self) -> bool {
        matches!(self, Self::Smtp2Go)
    }

    /// Whether several bodies of it can be one: only where they are JSON.
    #[must_use]
    pub fn takes_batches(self, encoding: Encoding) -> bool {
        self.content_type(encoding) != FORM
    }

    /// Writes an envelope in this form.
    pub(crate) fn write(self, encoding: Encoding, envelope: &Json<'_>) -> Vec<u8> {
        match self {
            Self::Standard => written(envelope),
            Self::CloudEvents => written(&cloudevents::of(envelope)),
            Self::Form => form::of(envelope),
            Self::Smtp2Go => smtp2go::of(envelope, encoding).write(encoding),
            Self::SmtPeter => smtpeter::of(envelope).write(Encoding::Form),
            Self::Wooxy => written(&wooxy::of(envelope)),
        }
    }
}

fn written(json: &Json<'_>) -> Vec<u8> {
    let mut to = Vec::with_capacity(1 << 10);
    json.write(&mut to);
    to
}
