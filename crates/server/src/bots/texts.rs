//! What a bot says by itself, in the contact's language.

use serde_json::Value;
use store::Source;

/// When a bot says something by itself.
#[derive(Clone, Copy, Debug, Eq, PartialEq, strum::EnumIter, strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub(crate) enum Occasion {
    /// The contact begins.
    Start,
    /// The contact leaves by a command.
    End,
    /// The button was pressed by which a contact agrees.
    Confirmed,
    /// The button was pressed by which a contact leaves.
    Left,
    /// What the button says by which a contact agrees.
    ConfirmButton,
    /// What the button says by which a contact leaves.
    LeaveButton,
}

/// What is said where the source says nothing, by language, in the order of the occasions. There is
/// no button to agree by until somebody says what there is to agree to.
const USUAL: [(&str, [&str; 6]); 4] = [
    (
        "en",
        [
            "Welcome! You will get our messages here. Send /end to stop.",
            "You will get no more messages from us. Send /start to come back.",
            "Thank you!",
            "You are unsubscribed.",
            "",
            "Unsubscribe",
        ],
    ),
    (
        "nl",
        [
            "Welkom! U ontvangt onze berichten hier. Stuur /end om te stoppen.",
            "U ontvangt geen berichten meer van ons. Stuur /start om terug te komen.",
            "Bedankt!",
            "U bent afgemeld.",
            "",
            "Afmelden",
        ],
    ),
    (
        "uk",
        [
            "Вітаємо! Тут ви отримуватимете наші повідомлення. Щоб припинити, надішліть /end.",
            "Ви більше не отримуватимете наших повідомлень. Щоб повернутися, надішліть /start.",
            "Дякуємо!",
            "Вас відписано.",
            "",
            "Відписатися",
        ],
    ),
    (
        "de",
        [
            "Willkommen! Sie bekommen unsere Nachrichten hier. Mit /end hören Sie auf.",
            "Sie bekommen keine Nachrichten mehr von uns. Mit /start kommen Sie zurück.",
            "Vielen Dank!",
            "Sie sind abgemeldet.",
            "",
            "Abmelden",
        ],
    ),
];

/// What a source's bot says to a contact of that language (IETF, such as `pt-br`).
pub(crate) fn texts<'a>(source: &'a Source, language: Option<&str>) -> Texts<'a> {
    let language = language.unwrap_or("en").split(['-', '_']).next().unwrap_or("en");
    Texts { own: source.settings.get("texts"), language: language.to_ascii_lowercase() }
}

/// What a bot says to a contact.
pub(crate) struct Texts<'a> {
    own: Option<&'a Value>,
    language: String,
}

impl Texts<'_> {
    /// What it says on that occasion: the source's text in that language, the hub's, the source's in
    /// English, the hub's in English. None where that is empty.
    pub(crate) fn say(&self, on: Occasion) -> Option<String> {
        let own = |language: &str| {
            let text = self.own?.get(language)?.get(<&str>::from(on))?;
            text.as_str()
        };
        let usual = |language: &str| {
            let (_, texts) = USUAL.iter().find(|(known, _)| *known == language)?;
            texts.get(on as usize).copied()
        };
        let said = own(&self.language).or_else(|| usual(&self.language));
        let said = said.or_else(|| own("en")).or_else(|| usual("en"));
        said.filter(|text| !text.is_empty()).map(ToOwned::to_owned)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use strum::IntoEnumIterator;

    #[test]
    fn it_speaks_the_contacts_language_where_it_can() {
        let own = json!({"en": {"start": "Hi"}, "pl": {"start": "Cześć", "end": ""}});
        let say = |own: Option<&Value>, language: &str, on| {
            Texts { own, language: language.to_owned() }.say(on)
        };
        for (language, on, wanted) in [
            ("pl", Occasion::Start, Some("Cześć")),
            ("pl", Occasion::End, None),
            ("pl", Occasion::Left, Some("You are unsubscribed.")),
            ("de", Occasion::Left, Some("Sie sind abgemeldet.")),
            ("en", Occasion::Start, Some("Hi")),
            ("fr", Occasion::Start, Some("Hi")),
            ("fr", Occasion::ConfirmButton, None),
        ] {
            assert_eq!(say(Some(&own), language, on).as_deref(), wanted, "{language} {on:?}");
        }
        assert!(say(None, "fr", Occasion::Start).is_some_and(|text| text.contains("/end")));
    }

    #[test]
    fn every_text_is_there_in_every_language_and_fits() {
        assert_eq!(Occasion::iter().count(), telegram::OCCASIONS.len());
        for (language, texts) in USUAL {
            for (occasion, text) in Occasion::iter().zip(texts) {
                let name = <&str>::from(occasion);
                let known = telegram::OCCASIONS.iter().find(|(known, _)| *known == name);
                let (_, longest) = known.expect("the adapter knows it");
                assert!(text.chars().count() <= *longest, "{language} {name}");
                assert_eq!(text.is_empty(), occasion == Occasion::ConfirmButton, "{language}");
            }
        }
    }
}
