//! What of an event is shown: which members, and how the contact.

mod contact;
mod members;

pub use self::members::known_members;

use self::contact::Hidden;
use crate::json::Json;
use serde::{Deserialize, Serialize};

/// What of an event a webhook is shown. All of it, where nothing is said.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(default)]
pub struct Shape {
    /// The members of `data` that are shown, such as `contact` or `bounce.class`; all, where there
    /// is no list. Beside them always stand the event's id and whether it is a test.
    pub members: Option<Vec<String>>,
    /// How the contact is shown, wherever it stands.
    pub contact: ContactShown,
    /// The mail headers that are shown of those that a provider reported, by name, in whatever case;
    /// all, where there is no list.
    pub mail_headers: Option<Vec<String>>,
    /// The mail headers that are not shown, by name, in whatever case.
    pub mail_headers_out: Option<Vec<String>>,
    /// Whether only ids are shown.
    pub thin: bool,
}

/// How a contact is shown.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ContactShown {
    /// As it is.
    #[default]
    Clear,
    /// With as much of it as tells people apart: `b***@example.org`, `***96`.
    Masked,
    /// As `sha256:` and the SHA-256 of its canonical form in hex.
    Hashed,
}

/// What a thin body holds of `data`.
const THIN: [&str; 5] = ["id", "project", "source", "message_id", "test"];

impl Shape {
    /// Whether it shows all as it is.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        *self == Self::default()
    }

    /// An envelope with what is to be shown of it.
    pub(crate) fn of<'a>(&self, mut envelope: Json<'a>) -> Json<'a> {
        let hidden = Hidden::of(&envelope, self.contact);
        let Json::Object(members) = &mut envelope else { return envelope };
        for (_, data) in members.iter_mut().filter(|(name, _)| name == "data") {
            self.cut(data);
            hidden.hide(data);
        }
        envelope
    }

    fn cut(&self, data: &mut Json<'_>) {
        if let Json::Object(members) = data {
            if self.thin {
                members.retain(|(name, _)| THIN.contains(&&**name));
            } else if let Some(shown) = &self.members {
                members::keep(members, shown);
            }
            if self.mail_headers.is_some() || self.mail_headers_out.is_some() {
                cut_headers(members, |name| self.shows_header(name));
            }
        }
    }

    fn shows_header(&self, name: &str) -> bool {
        let stands = |names: &Vec<String>| names.iter().any(|it| it.eq_ignore_ascii_case(name));
        self.mail_headers.as_ref().is_none_or(stands)
            && !self.mail_headers_out.as_ref().is_some_and(stands)
    }
}

type Members<'a> = Vec<(std::borrow::Cow<'a, str>, Json<'a>)>;

fn cut_headers(data: &mut Members<'_>, shown: impl Fn(&str) -> bool) {
    let message = data.iter_mut().find(|(name, _)| name == "message");
    let Some((_, Json::Object(message))) = message else { return };
    message.retain_mut(|(name, headers)| match headers {
        Json::Object(headers) if name == "headers" => {
            headers.retain(|(name, _)| shown(name));
            !headers.is_empty()
        }
        _ => true,
    });
    if message.is_empty() {
        data.retain(|(name, _)| name != "message");
    }
}

#[cfg(test)]
mod tests;
