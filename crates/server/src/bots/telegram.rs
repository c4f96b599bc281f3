//! What a Telegram bot answers.

use super::{Heard, Occasion, texts};
use crate::Hub;
use crate::post::Account;
use event::{Channel, Marks, ParcelId};
use sender::telegram::{Button, Does, Text};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};
use store::{Address, ContactEdit, NewParcel, ParcelChange, ParcelState, ProfileEdit};
use store::{Source, StoreError};
use telegram::{Asked, Request};

/// The field of a profile that says it.
const LANGUAGE: &str = "language";

/// For how long an answer is worth sending, in milliseconds.
const PATIENCE: i64 = 600_000;

/// Hears what an update asks; an update that comes again is answered once.
pub(super) async fn hear(hub: &Hub, source: &Source, body: &[u8]) -> Result<Heard, StoreError> {
    let Ok(Account::Telegram(bot)) = Account::of(hub, source) else { return Ok(Heard::default()) };
    let Some(asked) = telegram::asked(body) else { return Ok(Heard::default()) };
    if asked.what == Request::Start {
        keep_language(hub, source, &asked).await?;
    }
    let texts = texts(source, asked.language.as_deref());
    let text = match &asked.what {
        Request::Press { query, button } => {
            let text = match button {
                telegram::Button::Confirms => texts.say(Occasion::Confirmed),
                telegram::Button::Leaves => texts.say(Occasion::Left),
                telegram::Button::Other => None,
            };
            let call = Some(bot.answer_press(query, &text.unwrap_or_default()));
            return Ok(Heard { call, ..Heard::default() });
        }
        Request::Start => texts.say(Occasion::Start),
        Request::End => texts.say(Occasion::End),
    };
    let Some(text) = text else { return Ok(Heard::default()) };
    let own = own(source, &asked);
    if !hub.store.parcels_of(source.project, &[own]).await?.is_empty() {
        return Ok(Heard::default());
    }
    let confirm = texts.say(Occasion::ConfirmButton).filter(|_| asked.what == Request::Start);
    let button = |text| Button { text, does: Does::Data("c:start".to_owned()) };
    let buttons = confirm.map(|text| vec![button(text)]).into_iter().collect();
    let text = Text { text, buttons, ..Text::default() };
    let answer = answer(hub, source, &asked, &text, own);
    Ok(Heard { answers: vec![ParcelChange::New(Box::new(answer))], call: None })
}

/// Messages that come later are in the language of who started the bot, unless the platform has said
/// which one that is.
async fn keep_language(hub: &Hub, source: &Source, asked: &Asked) -> Result<(), StoreError> {
    let (list, now) = (hub.store.registry().list(source.project), hub.now());
    let address = Address::new(Channel::Telegram, &asked.chat.to_string());
    let (Some(address), Some(language)) = (address, asked.language.as_deref()) else {
        return Ok(());
    };
    let known = hub.store.contact(list, &address).await?.and_then(|contact| contact.fields);
    if known.is_some_and(|fields| fields.contains_key(LANGUAGE)) {
        return Ok(());
    }
    let fields = Map::from_iter([(LANGUAGE.to_owned(), Value::from(language))]);
    let profile = ProfileEdit::Tell(fields);
    let edit = ContactEdit { address, marks: Marks::default(), user: None, profile };
    hub.store.edit_contacts(list, vec![edit], now).await
}

/// What makes an answer count once.
fn own(source: &Source, asked: &Asked) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update("answer");
    hash.update(source.no.to_le_bytes());
    hash.update(&asked.update);
    hash.finalize().into()
}

fn answer(hub: &Hub, source: &Source, asked: &Asked, text: &Text, own: [u8; 32]) -> NewParcel {
    let now = hub.now();
    let id = ParcelId::at(now);
    NewParcel {
        id,
        message: id,
        own: Some(own),
        source: source.no,
        channel: Channel::Telegram,
        contact: asked.chat.to_string(),
        user: None,
        state: ParcelState::Queued,
        // Nothing in it can fail: keys are text and no number is beyond JSON.
        body: serde_json::to_string(text).unwrap_or_default(),
        metadata: serde_json::Map::new(),
        topic: None,
        quiet: true,
        made_at: now,
        ends_at: now + PATIENCE,
        message_id: Some(id.to_string()),
        reason: None,
    }
}
