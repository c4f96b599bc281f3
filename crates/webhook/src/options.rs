//! What a webhook asks for besides the usual.

use crate::json::{Json, NoBody};
use crate::{Batch, Encoding, Filter, Format, Order, Profile, RateLimit, Shape};
use serde::{Deserialize, Serialize};

/// How a webhook's deliveries are chosen, written, shown, signed and paced.
///
/// Kept as one JSON text; what is left out of it is as usual.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
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
    /// How many events go out together; each alone, where there is none.
    pub batch: Option<Batch>,
    /// Whether the header `authorization` was written as user and password in the URL.
    pub userinfo: bool,
    /// How many requests it gets in a stretch of time at most.
    pub rate_limit: Option<RateLimit>,
    /// Which events of its kinds it wants; all, where there is none.
    pub filter: Option<Filter>,
    /// What it gets one after the other; nothing, where there is none.
    pub order: Option<Order>,
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
            batch: None,
            userinfo: false,
            rate_limit: None,
            filter: None,
            order: None,
        }
    }
}

impl Options {
    /// What `content-type` says.
    #[must_use]
    pub const fn content_type(&self) -> &'static str {
        match (self.format, self.batch) {
            (Format::CloudEvents, Some(_)) => "application/cloudevents-batch+json",
            _ => self.format.content_type(self.encoding),
        }
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

    /// Several bodies as one: a list of what each would be alone.
    ///
    /// # Errors
    ///
    /// [`NoBody`] where one of them is none that the hub kept.
    pub fn bodies<'a>(&self, kept: impl Iterator<Item = &'a [u8]>) -> Result<Vec<u8>, NoBody> {
        let mut all = vec![b'['];
        for (place, kept) in kept.enumerate() {
            if place > 0 {
                all.push(b',');
            }
            if self.is_as_kept() {
                all.extend_from_slice(kept);
            } else {
                all.extend(self.body(kept)?);
            }
        }
        all.push(b']');
        Ok(all)
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
    fn a_list_holds_what_each_would_be_alone() {
        let kept =
            [r#"{"type":"email.read","data":{"id":"a","n":1.10}}"#, r#"{"data":{"id":"b"}}"#];
        let bodies = |options: &Options| {
            let list = options.bodies(kept.iter().map(|it| it.as_bytes())).expect("bodies");
            String::from_utf8(list).expect("UTF-8")
        };
        assert_eq!(bodies(&Options::default()), format!("[{},{}]", kept[0], kept[1]));
        let thin = Shape { thin: true, ..Shape::default() };
        let thin = Options { shape: thin, ..Options::default() };
        let wanted = r#"[{"type":"email.read","data":{"id":"a"}},{"data":{"id":"b"}}]"#;
        assert_eq!(bodies(&thin), wanted);
        assert!(thin.bodies([&b"x"[..]].into_iter()).is_err());
        assert_eq!(thin.bodies(std::iter::empty()).as_deref(), Ok(&b"[]"[..]));
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
