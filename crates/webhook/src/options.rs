//! What a webhook asks for besides the usual.

use crate::json::{Json, NoBody};
use crate::{Encoding, Format, Profile, Shape};
use serde::{Deserialize, Serialize};

/// How a webhook's deliveries are written, shown and signed.
///
/// Kept as one JSON text; what is left out of it is as usual.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(default)]
pub struct Options {
    /// The form of the body.
    pub format: Format,
    /// How fields are written, where the form has a choice.
    pub encoding: Encoding,
    /// What of an event is shown.
    pub shape: Shape,
    /// How deliveries are signed: at least one.
    pub signatures: Vec<Profile>,
    /// What `x-copernica-id` says, where a profile has it; the project's id, where there is none.
    pub sender_id: Option<String>,
    /// The limit on an attempt, in seconds; the hub's own, where there is none.
    pub deadline_seconds: Option<u16>,
    /// Whether the header `authorization` was written as user and password in the URL.
    pub userinfo: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            format: Format::default(),
            encoding: Encoding::default(),
            shape: Shape::default(),
            signatures: vec![Profile::V1],
            sender_id: None,
            deadline_seconds: None,
            userinfo: false,
        }
    }
}

impl Options {
    /// What `content-type` says.
    #[must_use]
    pub const fn content_type(&self) -> &'static str {
        self.format.content_type(self.encoding)
    }

    /// Whether bodies go out as they are kept.
    #[must_use]
    pub fn is_as_kept(&self) -> bool {
        self.format == Format::Standard && self.shape.is_whole()
    }

    /// A body in this form and shape: a pure function of the kept one, of these options and of the
    /// form's revision.
    ///
    /// # Errors
    ///
    /// [`NoBody`] where the bytes are none that the hub kept.
    pub fn body(&self, kept: &[u8]) -> Result<Vec<u8>, NoBody> {
        let envelope = self.shape.of(Json::read(kept)?);
        Ok(self.format.write(self.encoding, &envelope))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use strum::IntoEnumIterator;

    #[test]
    fn what_is_left_out_is_as_usual() {
        assert_eq!(serde_json::from_str::<Options>("{}").ok(), Some(Options::default()));
        assert!(Options::default().is_as_kept());
        let options = Options {
            signatures: Profile::iter().collect(),
            format: Format::SmtPeter,
            ..Options::default()
        };
        let text = serde_json::to_string(&options).expect("JSON");
        assert_eq!(serde_json::from_str::<Options>(&text).ok(), Some(options));
    }

    #[test]
    fn names_are_the_same_in_both_ways_to_write_them() {
        for profile in Profile::iter() {
            assert_eq!(serde_json::to_value(profile).expect("JSON"), profile.to_string());
        }
        for format in Format::iter() {
            assert_eq!(serde_json::to_value(format).expect("JSON"), format.to_string());
            assert_eq!(Format::of_number(format.number()), Some(format));
        }
    }
}
