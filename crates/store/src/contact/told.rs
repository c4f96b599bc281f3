//! What the body of an event tells of its contact, beside the mark.

use serde::Deserialize;
use serde_json::{Map, Value};

/// The longest `user` that is taken over, in bytes: an index has its limits.
const LONGEST: usize = 1000;

/// How a body begins to tell of a user. Ours are written without spaces.
const USER: &[u8] = b"\"user\":";

/// What is read of a body.
#[derive(Debug, Default, Deserialize)]
struct Body {
    #[serde(default)]
    data: Told,
}

/// What a body tells.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Told {
    /// The platform's own id of the person; empty where it is taken away.
    #[serde(default)]
    user: Option<String>,
    #[serde(default)]
    profile: Option<Profile>,
}

#[derive(Debug, Default, Deserialize)]
struct Profile {
    #[serde(default)]
    fields: Map<String, Value>,
}

impl Told {
    pub(super) fn by(body: &[u8]) -> Self {
        let body: Option<Body> = serde_json::from_slice(body).ok();
        body.unwrap_or_default().data
    }

    /// As [`by`](Self::by), for bodies of which only the user is asked: most tell of none.
    pub(super) fn user_by(body: &[u8]) -> Option<String> {
        let may_tell = body.windows(USER.len()).any(|part| part == USER);
        may_tell.then(|| Self::by(body).user()).flatten()
    }

    pub(super) fn user(&self) -> Option<String> {
        self.user.clone().filter(|user| user.len() <= LONGEST)
    }

    pub(super) fn fields(self) -> Map<String, Value> {
        self.profile.unwrap_or_default().fields
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use event::{Details, Event, EventId, EventKind, SourceId, from_ms};
    use serde_json::json;
    use webhook::{Envelope, Origin};

    /// What this reads is what is sent.
    #[test]
    fn it_reads_what_an_envelope_holds() {
        let fields = json!({"city": "Kyiv", "user": "not this", "gone": null});
        let fields = fields.as_object().expect("an object").clone();
        let profile = event::Profile { fields: fields.clone(), ..event::Profile::default() };
        let (user, metadata) = (Some("u-1".to_owned()), fields.clone());
        let details = Details { user, profile: Some(profile), metadata, ..Details::default() };
        let event = Event { details, ..Event::new(EventKind::EmailProfileUpdated) };
        let origin = Origin { project: "a.example", provider: "x", source: SourceId::first_at(1) };
        let (id, received_at) = (EventId::first_at(1), from_ms(1));
        let body = Envelope { id, event: &event, contact: None, received_at, origin }.body();
        assert_eq!(Told::user_by(&body).as_deref(), Some("u-1"));
        assert_eq!(Told::by(&body).user().as_deref(), Some("u-1"));
        assert_eq!(Told::by(&body).fields(), fields);
    }

    #[test]
    fn other_bodies_tell_nothing() {
        for body in ["", "{}", r#"{"data":{"metadata":{"user":"x"}}}"#, r#"{"data":{"user":7}}"#] {
            assert_eq!(Told::user_by(body.as_bytes()), None, "{body}");
            assert_eq!(Told::by(body.as_bytes()).fields(), Map::new(), "{body}");
        }
        let long = format!(r#"{{"data":{{"user":"{}"}}}}"#, "x".repeat(LONGEST + 1));
        assert_eq!(Told::user_by(long.as_bytes()), None);
    }
}
