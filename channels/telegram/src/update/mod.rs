//! What an update says, whichever way it is read.

mod raw;
mod typed;

use adapter::Skipped;
use serde_json::{Map, Value};
use time::OffsetDateTime;

/// What an update says that the hub has a use for.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Said {
    /// Who did it.
    pub(crate) user: Option<i64>,
    /// Where.
    pub(crate) chat: Option<Chat>,
    /// The message it was done with, or to.
    pub(crate) message: Option<i64>,
    /// When.
    pub(crate) at: Option<OffsetDateTime>,
    /// What was done.
    pub(crate) what: What,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Chat {
    pub(crate) id: i64,
    pub(crate) place: Place,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Place {
    Private,
    Channel,
    Group,
    /// Of a type that is not told, or unheard of.
    Elsewhere,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum What {
    /// Wrote a message: a command, an answer to a message of a bot, the consent to be written to.
    Wrote { command: Option<Command>, answers: Option<i64>, allows: bool },
    /// Pressed a button.
    Pressed { data: Option<String> },
    /// Put a reaction on a message, or took it off.
    Reacted,
    /// Let the bot in, or shut it out: whether it was there, whether it is now.
    Bot { was: Option<bool>, is: Option<bool> },
    /// Joined a chat, or left it.
    Member { was: Option<bool>, is: Option<bool>, by_link: Option<String>, is_bot: bool },
}

/// A command at the beginning of a message.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Command {
    /// Without slash and the bot's name, in small letters.
    pub(crate) name: String,
    /// What follows it.
    pub(crate) payload: Option<String>,
}

/// Reads an update: by teloxide's types, else from the raw JSON.
pub(crate) fn read(update: &Map<String, Value>) -> Result<Said, Skipped> {
    let (kind, body) = kind_of(update)?;
    let said = typed::read(update.get("update_id"), kind, body).or_else(|| raw::read(kind, body));
    said.ok_or_else(|| Skipped::unknown(kind))
}

/// Finds the one member of an update that says what it is, among any that are new.
fn kind_of(update: &Map<String, Value>) -> Result<(&'static str, &Value), Skipped> {
    let found =
        |kinds: &[&'static str]| kinds.iter().find_map(|kind| Some((*kind, update.get(*kind)?)));
    let others = || update.keys().map(String::as_str).filter(|key| *key != "update_id");
    found(&READ).ok_or_else(|| match found(&CHAT) {
        Some((kind, _)) => Skipped::known(kind),
        None => Skipped::unknown(others().next().unwrap_or("an empty update")),
    })
}

/// Kinds of updates that may hold an event.
const READ: [&str; 5] =
    ["message", "callback_query", "message_reaction", "my_chat_member", "chat_member"];

/// Kinds of updates that hold none: chat, trade, polls, and counts of what nobody in particular did.
const CHAT: [&str; 18] = [
    "business_connection",
    "business_message",
    "channel_post",
    "chat_boost",
    "chat_join_request",
    "chosen_inline_result",
    "deleted_business_messages",
    "edited_business_message",
    "edited_channel_post",
    "edited_message",
    "inline_query",
    "message_reaction_count",
    "poll",
    "poll_answer",
    "pre_checkout_query",
    "purchased_paid_media",
    "removed_chat_boost",
    "shipping_query",
];

/// Takes a command out of a text whose first entity is one, so many UTF-16 units long.
fn command(text: &str, length: usize) -> Option<Command> {
    let mut units = 0;
    let end = text.char_indices().find_map(|(at, c)| {
        let ends = units >= length;
        units += c.len_utf16();
        ends.then_some(at)
    });
    let (command, payload) = text.split_at(end.unwrap_or(text.len()));
    let name = command.strip_prefix('/')?.split('@').next()?.to_lowercase();
    let payload = Some(payload.trim()).filter(|it| !it.is_empty()).map(ToOwned::to_owned);
    Some(Command { name, payload })
}

#[cfg(test)]
mod tests {
    use super::*;
    use adapter::Callback;
    use proptest::prelude::*;
    use proptest::sample::{Index, select};
    use serde_json::json;
    use std::path::Path;

    #[test]
    fn a_command_is_parted_from_its_payload() {
        for (text, length, name, payload) in [
            ("/start", 6, "start", None),
            ("/start seat-12", 6, "start", Some("seat-12")),
            ("/START@SeatBot  x ", 14, "start", Some("x")),
            ("/end", 400, "end", None),
            ("/st\u{1f600}rt x", 7, "st\u{1f600}rt", Some("x")),
        ] {
            let command = command(text, length).expect("a command");
            assert_eq!((command.name.as_str(), command.payload.as_deref()), (name, payload));
        }
        assert_eq!(command("start", 5), None);
    }

    #[expect(clippy::disallowed_methods, reason = "recordings are files")]
    fn recorded() -> Vec<Map<String, Value>> {
        let folder = Path::new("fixtures/bot").read_dir().expect("recordings");
        let paths = folder.map(|entry| entry.expect("an entry").path());
        let recordings = paths.filter(|path| path.extension().is_some_and(|it| it == "http"));
        let bodies = recordings.filter_map(|path| {
            let callback = Callback::from_recording(&std::fs::read(path).expect("a file"));
            serde_json::from_slice(&callback.expect("a recording").body).ok()
        });
        bodies.collect()
    }

    /// Where teloxide's types read an update, they read the same as the raw reading: otherwise an
    /// update would mean another thing as soon as the library does not know a part of it.
    fn agree(update: &Map<String, Value>) {
        let Ok((kind, body)) = kind_of(update) else { return };
        if let Some(said) = typed::read(update.get("update_id"), kind, body) {
            assert_eq!(raw::read(kind, body), Some(said), "{update:?}");
        }
    }

    #[test]
    fn both_readings_of_a_recording_agree() {
        let typed = |update: &&Map<String, Value>| {
            let (kind, body) = kind_of(update).ok()?;
            typed::read(update.get("update_id"), kind, body)
        };
        let recorded = recorded();
        recorded.iter().for_each(agree);
        let read = recorded.iter().filter(|it| typed(it).is_some()).count();
        assert!(read >= 15, "the types read {read} recordings only");
    }

    #[test]
    fn a_deep_update_is_none_for_the_types() {
        let read = |message: &Value| typed::read(Some(&json!(1)), "message", message);
        let chat = json!({"id": 1, "type": "private", "first_name": "A"});
        let mut message = json!({"message_id": 1, "date": 1, "chat": chat, "text": "x"});
        assert!(read(&message).is_some());
        for _ in 0..100 {
            let mut around = json!({"message_id": 1, "date": 1, "chat": chat, "text": "x"});
            around["reply_to_message"] = message;
            message = around;
        }
        assert_eq!(read(&message), None);
        assert!(raw::read("message", &message).is_some());
    }

    fn put(value: &mut Value, away: &mut usize, junk: &Value) -> bool {
        if *away == 0 {
            *value = junk.clone();
            return true;
        }
        *away -= 1;
        match value {
            Value::Array(list) => list.iter_mut().any(|it| put(it, away, junk)),
            Value::Object(object) => object.values_mut().any(|it| put(it, away, junk)),
            _ => false,
        }
    }

    proptest! {
        #[test]
        fn both_readings_of_a_changed_recording_agree(
            pick: Index,
            away in 0..60_usize,
            junk in select(vec![
                Value::Null, json!(-7), json!(1_788_948_930), json!(u64::MAX),
                json!(true), json!("private"), json!("channel"), json!("left"), json!("c:1"), json!("group"),
                json!(""), json!([]), json!({}),
            ]),
        ) {
            let mut update = Value::Object(pick.get(&recorded()).clone());
            put(&mut update, &mut { away }, &junk);
            if let Value::Object(update) = update {
                agree(&update);
            }
        }
    }
}
