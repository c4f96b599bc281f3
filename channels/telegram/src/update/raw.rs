//! Updates read from the raw JSON: of every part only what is needed, and whatever else is there.

use super::{Chat, Place, Said, What, command};
use adapter::when;
use serde_json::Value;

/// Reads the body of an update of one of the kinds that may hold an event; none where the part
/// that makes it one is missing.
pub(super) fn read(kind: &str, body: &Value) -> Option<Said> {
    body.as_object()?;
    let mut said = Said {
        user: user(&body["from"]),
        chat: chat(&body["chat"]),
        message: body["message_id"].as_i64(),
        at: when::of(&body["date"]),
        what: What::Reacted,
    };
    match kind {
        "message" => said.what = wrote(body),
        "callback_query" => {
            let message = &body["message"];
            said.chat = chat(&message["chat"]);
            said.message = message["message_id"].as_i64();
            said.at = None;
            said.what = What::Pressed { data: text(&body["data"]) };
        }
        "message_reaction" => said.user = user(&body["user"]),
        "my_chat_member" => said.what = What::Bot { was: was(body), is: is(body) },
        "chat_member" => {
            let member = &body["new_chat_member"]["user"];
            said.user = user(member);
            said.what = What::Member {
                was: was(body),
                is: is(body),
                by_link: text(&body["invite_link"]["name"]),
                is_bot: member["is_bot"] == true,
            };
        }
        _ => return None,
    }
    if let Some(chat) = &mut said.chat {
        // A chat with one person has that person's id.
        if chat.place == Place::Elsewhere && Some(chat.id) == said.user {
            chat.place = Place::Private;
        }
    }
    Some(said)
}

fn wrote(body: &Value) -> What {
    let entities = body["entities"].as_array().into_iter().flatten();
    let mut commands = entities.filter(|it| it["type"] == "bot_command" && it["offset"] == 0);
    let length = commands.next().and_then(|it| usize::try_from(it["length"].as_u64()?).ok());
    let command = length.and_then(|length| command(body["text"].as_str()?, length));
    let answered = &body["reply_to_message"];
    let answers = answered["message_id"].as_i64().filter(|_| answered["from"]["is_bot"] == true);
    What::Wrote { command, answers, allows: body["write_access_allowed"].is_object() }
}

fn user(user: &Value) -> Option<i64> {
    user["id"].as_i64()
}

fn chat(chat: &Value) -> Option<Chat> {
    let place = match chat["type"].as_str() {
        Some("private") => Place::Private,
        Some("channel") => Place::Channel,
        Some("group" | "supergroup") => Place::Group,
        _ => Place::Elsewhere,
    };
    Some(Chat { id: chat["id"].as_i64()?, place })
}

fn was(body: &Value) -> Option<bool> {
    present(&body["old_chat_member"])
}

fn is(body: &Value) -> Option<bool> {
    present(&body["new_chat_member"])
}

fn present(member: &Value) -> Option<bool> {
    match member["status"].as_str()? {
        "creator" | "administrator" | "member" => Some(true),
        "restricted" => member["is_member"].as_bool(),
        "left" | "kicked" => Some(false),
        _ => None,
    }
}

fn text(value: &Value) -> Option<String> {
    value.as_str().map(ToOwned::to_owned)
}
