//! Updates read through teloxide's types.

use super::{Chat, Command, Place, Said, What, command};
use adapter::when;
use serde_json::{Value, json};
use teloxide::types::{
    CallbackQuery, ChatMemberUpdated, Message, MessageEntityKind, MessageKind,
    MessageReactionUpdated, Update, UpdateKind, UserId,
};
use time::OffsetDateTime;

/// Reads an update, reduced to its id and the member that says what it is: the types stumble over
/// any other member that comes before it. None where they cannot read it, or lose a part of it.
pub(super) fn read(id: Option<&Value>, kind: &str, body: &Value) -> Option<Said> {
    if depth(body) > DEPTH || is_of_nobody(kind, body) {
        return None;
    }
    // As text: the types read a kind only from a text that lends it.
    let text = json!({ "update_id": id, kind: body }).to_string();
    match serde_json::from_str::<Update>(&text).ok()?.kind {
        UpdateKind::Message(message) => wrote(&message),
        UpdateKind::CallbackQuery(query) => Some(pressed(query)),
        UpdateKind::MessageReaction(reaction) => Some(reacted(&reaction)),
        UpdateKind::MyChatMember(member) => Some(bot(&member)),
        UpdateKind::ChatMember(member) => Some(joined(&member)),
        _ => None,
    }
}

/// How deep an update may be for the types: a message takes them some 100 kB of stack, and the
/// messages in it as much again. A pressed button under an answer to a message has 8 levels.
const DEPTH: usize = 8;

fn depth(value: &Value) -> usize {
    match value {
        Value::Array(list) => 1 + list.iter().map(depth).max().unwrap_or(0),
        Value::Object(object) => 1 + object.values().map(depth).max().unwrap_or(0),
        _ => 0,
    }
}

/// A reaction that names neither a user nor a chat makes the types panic (teloxide-core 0.13).
fn is_of_nobody(kind: &str, body: &Value) -> bool {
    kind == "message_reaction" && body["user"].is_null() && body["actor_chat"].is_null()
}

fn wrote(message: &Message) -> Option<Said> {
    // Other kinds have no place for the message that was answered.
    let allows = match message.kind {
        MessageKind::Common(_) => false,
        MessageKind::WriteAccessAllowed(_) => true,
        _ => return None,
    };
    let answered = message.reply_to_message();
    let by_a_bot = |it: &&Message| it.from.as_ref().is_some_and(|user| user.is_bot);
    Some(Said {
        user: user(message.from.as_ref().map(|it| it.id)),
        chat: Some(chat(&message.chat)),
        message: Some(message.id.0.into()),
        at: at(message.date.timestamp()),
        what: What::Wrote {
            command: leading_command(message),
            answers: answered.filter(by_a_bot).map(|it| it.id.0.into()),
            allows,
        },
    })
}

fn leading_command(message: &Message) -> Option<Command> {
    let mut entities = message.entities()?.iter();
    let leads = entities.find(|it| it.kind == MessageEntityKind::BotCommand && it.offset == 0)?;
    command(message.text()?, leads.length)
}

fn pressed(query: CallbackQuery) -> Said {
    let message = query.message.as_ref();
    Said {
        user: user(Some(query.from.id)),
        chat: message.map(|it| chat(it.chat())),
        message: message.map(|it| it.id().0.into()),
        at: None,
        what: What::Pressed { data: query.data },
    }
}

fn reacted(reaction: &MessageReactionUpdated) -> Said {
    Said {
        user: user(reaction.actor.user().map(|it| it.id)),
        chat: Some(chat(&reaction.chat)),
        message: Some(reaction.message_id.0.into()),
        at: at(reaction.date.timestamp()),
        what: What::Reacted,
    }
}

fn bot(member: &ChatMemberUpdated) -> Said {
    let (was, is) = presence(member);
    let who = user(Some(member.from.id));
    membership(member, who, What::Bot { was, is })
}

fn joined(member: &ChatMemberUpdated) -> Said {
    let (was, is) = presence(member);
    let contact = &member.new_chat_member.user;
    let by_link = member.invite_link.as_ref().and_then(|link| link.name.clone());
    let what = What::Member { was, is, by_link, is_bot: contact.is_bot };
    membership(member, user(Some(contact.id)), what)
}

fn presence(member: &ChatMemberUpdated) -> (Option<bool>, Option<bool>) {
    let old = member.old_chat_member.kind.is_present();
    let new = member.new_chat_member.kind.is_present();
    (Some(old), Some(new))
}

fn membership(member: &ChatMemberUpdated, user: Option<i64>, what: What) -> Said {
    let (chat, at) = (Some(chat(&member.chat)), at(member.date.timestamp()));
    Said { user, chat, message: None, at, what }
}

fn user(id: Option<UserId>) -> Option<i64> {
    id.and_then(|id| id.0.try_into().ok())
}

fn chat(chat: &teloxide::types::Chat) -> Chat {
    let place = match chat {
        chat if chat.is_private() => Place::Private,
        chat if chat.is_channel() => Place::Channel,
        _ => Place::Group,
    };
    Chat { id: chat.id.0, place }
}

fn at(seconds: i64) -> Option<OffsetDateTime> {
    when::of(&seconds.into())
}
