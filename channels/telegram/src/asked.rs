//! What an update asks of a bot, beside what it tells.

use crate::update::{self, Place, Said, What};
use serde_json::{Map, Value};

/// What an update asks of a bot.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Asked {
    /// The update's own number: repeats keep it.
    pub update: String,
    /// Where.
    pub chat: i64,
    /// Who, by an IETF language such as `pt-br`, where that is told.
    pub language: Option<String>,
    /// What.
    pub what: Request,
}

/// What is asked of a bot.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Request {
    /// A contact begins, by a command.
    Start,
    /// A contact leaves, by a command.
    End,
    /// A button was pressed, and waits until it is told so.
    Press {
        /// What the answer has to name.
        query: String,
        /// What the button is for.
        button: Button,
    },
}

/// What a button is for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Button {
    /// A contact agrees by it.
    Confirms,
    /// A contact leaves by it.
    Leaves,
    /// Something that only its maker knows.
    Other,
}

/// What a webhook's body, or an update that was polled for, asks of its bot; none where that is
/// nothing.
#[must_use]
pub fn asked(body: &[u8]) -> Option<Asked> {
    let update: Map<String, Value> = serde_json::from_slice(body).ok()?;
    let said = update::read(&update).ok()?;
    let kinds = ["message", "callback_query"];
    let body = kinds.iter().find_map(|kind| update.get(*kind))?;
    let what = request(&said, body)?;
    let language = body["from"]["language_code"].as_str().map(ToOwned::to_owned);
    let update = update.get("update_id")?.as_i64()?.to_string();
    Some(Asked { update, chat: said.chat?.id, language, what })
}

fn request(said: &Said, body: &Value) -> Option<Request> {
    match &said.what {
        What::Wrote { command: Some(command), .. } => {
            said.chat.filter(|chat| chat.place == Place::Private)?;
            match command.name.as_str() {
                "start" => Some(Request::Start),
                "end" | "stop" => Some(Request::End),
                _ => None,
            }
        }
        What::Pressed { data } => {
            let button = match data.as_deref().and_then(|data| data.split_once(':')) {
                Some(("c", _)) => Button::Confirms,
                Some(("u", _)) => Button::Leaves,
                _ => Button::Other,
            };
            Some(Request::Press { query: body["id"].as_str()?.to_owned(), button })
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn told(update: &Value) -> Option<(i64, Option<String>, Request)> {
        asked(update.to_string().as_bytes()).map(|it| (it.chat, it.language, it.what))
    }

    fn wrote(text: &str, place: &str) -> Value {
        let length = text.split(' ').next().map(str::len);
        json!({"update_id": 7, "message": {
            "message_id": 1, "date": 1_774_340_600, "text": text,
            "chat": {"id": 77, "type": place, "first_name": "Ann", "title": "Friends"},
            "from": {"id": 77, "is_bot": false, "first_name": "Ann", "language_code": "uk"},
            "entities": [{"type": "bot_command", "offset": 0, "length": length}],
        }})
    }

    fn pressed(data: &str) -> Value {
        json!({"update_id": 8, "callback_query": {
            "id": "q-1", "chat_instance": "1", "data": data,
            "from": {"id": 77, "is_bot": false, "first_name": "Ann"},
            "message": {"message_id": 1, "date": 1_774_340_600, "text": "Hi",
                "chat": {"id": 77, "type": "private", "first_name": "Ann"}},
        }})
    }

    #[test]
    fn commands_and_presses_ask_for_an_answer() {
        let in_ukrainian = |what| Some((77, Some("uk".to_owned()), what));
        assert_eq!(told(&wrote("/start abc", "private")), in_ukrainian(Request::Start));
        assert_eq!(told(&wrote("/end", "private")), in_ukrainian(Request::End));
        assert_eq!(told(&wrote("/stop@ShopBot", "private")), in_ukrainian(Request::End));
        for (data, button) in
            [("c:7", Button::Confirms), ("u:pcl_7", Button::Leaves), ("buy", Button::Other)]
        {
            let press = Request::Press { query: "q-1".to_owned(), button };
            assert_eq!(told(&pressed(data)), Some((77, None, press)));
        }
    }

    #[test]
    fn all_else_asks_for_nothing() {
        for update in [
            wrote("/start", "supergroup"),
            wrote("/help", "private"),
            json!({"update_id": 9, "message": {"message_id": 1, "date": 1, "text": "Hi",
                "chat": {"id": 77, "type": "private", "first_name": "Ann"}}}),
            json!({"update_id": 9, "poll": {}}),
            json!({}),
        ] {
            assert_eq!(told(&update), None, "{update}");
        }
        assert_eq!(asked(b"no JSON"), None);
    }
}
