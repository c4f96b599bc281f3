//! Clicks on shortened links, alone or as CloudEvents in a list.

use adapter::{Parsed, Skipped, lenient};
use event::{Click, Client, Event, EventKind};
use serde::Deserialize;
use serde_json::{Map, Value};
use time::OffsetDateTime;

const LINK_CLICKED: &str = "com.twilio.daptbt.link-shortening.link-clicked";

pub(super) fn read(entries: Vec<Value>) -> Parsed {
    let read = |entry| Entry::deserialize(entry).map_err(|_| Skipped::unknown("no object"));
    entries.into_iter().map(|entry| read(entry).and_then(Entry::into_event)).collect()
}

/// A CloudEvent of Event Streams, with what it is about in `data`; or the click callback of a
/// messaging service, which is bare.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Entry {
    #[serde(deserialize_with = "lenient::text")]
    id: Option<String>,
    #[serde(rename = "type", deserialize_with = "lenient::text")]
    word: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    event_type: Option<String>,
    data: Value,
    #[serde(flatten)]
    bare: Map<String, Value>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Clicked {
    #[serde(deserialize_with = "lenient::text")]
    message_sid: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    sms_sid: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    to: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    link: Option<String>,
    #[serde(deserialize_with = "lenient::time")]
    click_time: Option<OffsetDateTime>,
    #[serde(deserialize_with = "lenient::text")]
    user_agent: Option<String>,
}

impl Entry {
    fn into_event(self) -> Result<Event, Skipped> {
        let data = match (self.word.as_deref(), self.event_type.as_deref()) {
            (Some(LINK_CLICKED), _) => self.data,
            (None, Some("click")) => Value::Object(self.bare),
            (word, event_type) => {
                return Err(Skipped::unknown(word.or(event_type).unwrap_or("no type")));
            }
        };
        let clicked = Clicked::deserialize(data).unwrap_or_default();
        let Some(recipient) = clicked.to else {
            return Err(Skipped::unknown("click without recipient"));
        };
        let mut event = Event::new(EventKind::SmsClicked);
        event.recipient = Some(recipient);
        event.message_id = clicked.message_sid.or(clicked.sms_sid);
        event.event_id = self.id;
        event.occurred_at = clicked.click_time;
        event.details.click = clicked.link.map(|url| Click { url });
        let agent = clicked.user_agent;
        event.details.client =
            agent.map(|agent| Client { user_agent: Some(agent), ..Client::default() });
        Ok(event)
    }
}
