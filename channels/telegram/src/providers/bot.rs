//! Updates of a Telegram bot.
//! Auth: a secret token in a header, which the hub makes and setWebhook passes on.
//! Shape: one JSON object a request, with one member that says what it is.
//! See <https://core.telegram.org/bots/api#update>.

use crate::settings;
use crate::update::{self, Place, Said, What};
use adapter::check::{self, Unfit};
use adapter::proof::{self, Proof};
use adapter::{
    Adapter, Callback, Covers, Facts, Malformed, Parsed, Refusal, Secret, Setting, Setup, Skipped,
    Verified, lenient,
};
use event::{Channel, Event, EventKind};
use serde_json::{Map, Value};

pub(super) struct Bot;

const SECRET: &str = "x-telegram-bot-api-secret-token";

static FACTS: Facts = Facts {
    channel: Channel::Telegram,
    name: "bot",
    title: "Telegram bot",
    proof: "A secret token in a header, passed on to Telegram by setWebhook.",
    covers: Covers::Nothing,
    docs: "https://core.telegram.org/bots/api#update",
    steps: "With the bot's token the hub calls setWebhook itself. Without, call it with the callback URL, the secret token, and allowed_updates naming message, callback_query, my_chat_member, chat_member and message_reaction: the last two are not told unasked. To see who joins a channel the bot must be its administrator.",
    secrets: &[
        Secret {
            name: "secret_token",
            required: true,
            made_here: true,
            proves: true,
            about: "What setWebhook is given as secret_token: 1 to 256 of A-Z, a-z, 0-9, _ and -.",
            check: token,
        },
        Secret::sending(
            "bot_token",
            false,
            "What BotFather gave: with it the hub sends messages, answers, and asks for updates.",
        )
        .formed(bot_token),
    ],
    settings: &[
        Setting {
            name: "mode",
            about: "webhook or polling; by default a webhook where the hub's public URL is https.",
            check: settings::mode,
        },
        Setting {
            name: "texts",
            about: "What the bot says, by language and occasion: {\"en\": {\"start\": \"Welcome!\"}}.",
            check: settings::texts,
        },
    ],
    kinds: &[
        EventKind::TelegramBotSubscribed,
        EventKind::TelegramBotUnsubscribed,
        EventKind::TelegramSubscribed,
        EventKind::TelegramUnsubscribed,
        EventKind::TelegramViewed,
    ],
};

/// Passes what the Bot API takes in a path.
fn bot_token(value: &str) -> Result<(), Unfit> {
    let fits = value.split_once(':').is_some_and(|(number, secret)| {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"_-".contains(&byte);
        let digits = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
        digits && !secret.is_empty() && secret.bytes().all(plain)
    });
    check::unless(fits, "must be like `123456:ABC-DEF`, as BotFather gave it")
}

/// Passes what Telegram takes as a secret token.
fn token(value: &str) -> Result<(), Unfit> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"_-".contains(&byte);
    let fits = value.len() <= 256 && value.bytes().all(plain);
    check::unless(fits, "must be up to 256 letters, digits, `_` and `-`")
}

impl Adapter for Bot {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    fn verify(&self, callback: &Callback, setup: &Setup) -> Result<Proof, Refusal> {
        let secrets = setup.secrets.get("secret_token")?;
        proof::equal(callback.header(SECRET)?.as_bytes(), secrets, SECRET)
    }

    fn parse(&self, verified: &Verified<'_>) -> Result<Parsed, Malformed> {
        let update: Map<String, Value> = serde_json::from_slice(verified.body())?;
        let said = match update::read(&update).and_then(|said| meaning(&said)) {
            Ok(events) => events,
            Err(skipped) => return Ok(Parsed::skip(skipped)),
        };
        let id = update.get("update_id").and_then(lenient::as_text);
        let mut parsed = Parsed::default();
        for event in said {
            // Of one update each kind comes once, so that its id is enough for all.
            parsed.push(Ok(Event { event_id: id.clone(), ..event }));
        }
        Ok(parsed)
    }
}

/// What was done, in the hub's words; to see a message comes before what was done with it.
fn meaning(said: &Said) -> Result<Vec<Event>, Skipped> {
    match &said.what {
        What::Wrote { answers, .. } => {
            let viewed = answers.map(|answered| (EventKind::TelegramViewed, Some(answered)));
            let decided = decision(said).map(|kind| (kind, said.message));
            let told: Vec<_> = viewed.into_iter().chain(decided).collect();
            if told.is_empty() { Err(nothing(said, "message")) } else { tell(said, &told) }
        }
        What::Pressed { .. } => {
            let viewed = Some((EventKind::TelegramViewed, said.message));
            let decided = decision(said).map(|kind| (kind, said.message));
            tell(said, &viewed.into_iter().chain(decided).collect::<Vec<_>>())
        }
        // In a channel, and by administrators who hide in a group, it is nobody's.
        What::Reacted if said.user.is_none() => Err(Skipped::known("message_reaction of nobody")),
        What::Reacted => tell(said, &[(EventKind::TelegramViewed, said.message)]),
        What::Bot { was, is } | What::Member { was, is, .. } => match (was, is, decision(said)) {
            (_, _, Some(kind)) => tell(said, &[(kind, None)]),
            (Some(_), Some(_), None) => Err(nothing(said, "membership")),
            (_, _, None) => Err(Skipped::unknown("a status of a member")),
        },
    }
}

/// What holds no event, as far as can be told: without its place an update could be anything.
fn nothing(said: &Said, word: &str) -> Skipped {
    match said.chat {
        Some(chat) if chat.place != Place::Elsewhere => Skipped::known(word),
        _ => Skipped::unknown(format!("{word} elsewhere")),
    }
}

/// What the contact decided, if anything.
fn decision(said: &Said) -> Option<EventKind> {
    let place = said.chat.map(|chat| chat.place);
    match (&said.what, place) {
        (
            What::Wrote { allows: true, .. } | What::Bot { was: Some(false), is: Some(true) },
            Some(Place::Private),
        ) => Some(EventKind::TelegramBotSubscribed),
        (What::Wrote { command, .. }, Some(Place::Private)) => {
            match command.as_ref()?.name.as_str() {
                "start" => Some(EventKind::TelegramBotSubscribed),
                "end" | "stop" => Some(EventKind::TelegramBotUnsubscribed),
                _ => None,
            }
        }
        (What::Pressed { data }, _) => match data.as_deref()?.split_once(':')?.0 {
            "c" => Some(EventKind::TelegramSubscribed),
            "u" => Some(EventKind::TelegramUnsubscribed),
            _ => None,
        },
        (What::Bot { was: Some(true), is: Some(false) }, Some(Place::Private)) => {
            Some(EventKind::TelegramBotUnsubscribed)
        }
        // A group is where people talk; bots come and go as tools.
        (What::Member { was, is, is_bot: false, .. }, Some(Place::Channel)) => match (was, is) {
            (Some(false), Some(true)) => Some(EventKind::TelegramSubscribed),
            (Some(true), Some(false)) => Some(EventKind::TelegramUnsubscribed),
            _ => None,
        },
        _ => None,
    }
}

/// Tells each kind, with the message it is about.
fn tell(said: &Said, kinds: &[(EventKind, Option<i64>)]) -> Result<Vec<Event>, Skipped> {
    let Some(user) = said.user else { return Err(Skipped::unknown("an update without user")) };
    let told = kinds.iter().map(|(kind, message)| {
        let mut event = Event::new(*kind);
        event.recipient = Some(user.to_string());
        let chat = said.chat.map(|chat| chat.id);
        event.message_id = chat.zip(*message).map(|(chat, message)| format!("{chat}:{message}"));
        event.occurred_at = said.at;
        let own = match (&said.what, kind) {
            (What::Wrote { command, .. }, EventKind::TelegramBotSubscribed) => {
                event.details.start_payload = command.as_ref().and_then(|it| it.payload.clone());
                None
            }
            (What::Pressed { data }, _) => data.clone().map(|data| ("data", data)),
            (What::Member { by_link, .. }, _) => by_link.clone().map(|name| ("invite_link", name)),
            _ => None,
        };
        event.details.metadata.extend(own.map(|(key, text)| (key.to_owned(), text.into())));
        event
    });
    Ok(told.collect())
}
