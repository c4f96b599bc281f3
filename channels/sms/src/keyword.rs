//! What a contact says with a single word.

mod words;

use adapter::{Setting, Setup, Skipped};
use event::EventKind;
use serde_json::Value;

/// What a source of a provider with messages that come in may be set up with.
pub(crate) const SETTINGS: &[Setting] = &[STOP_WORDS, START_WORDS];

/// The words by which a contact leaves.
pub(crate) const STOP_WORDS: Setting = Setting {
    name: "stop_words",
    about: "A list of the words by which a contact unsubscribes, in place of the usual ones in all languages (STOP, ARRET, ABMELDEN, СТОП and so on); an empty list for none. A word of both lists unsubscribes.",
    check,
};

/// The words by which a contact comes back.
pub(crate) const START_WORDS: Setting = Setting {
    name: "start_words",
    about: "A list of the words by which a contact subscribes, in place of the usual ones in all languages (START, UNSTOP, YES, СТАРТ and so on); an empty list for none.",
    check,
};

/// What a message from a contact decides, where it is one of the words and nothing else: `STOP`,
/// `stop!`, `Stop all`. Carriers and providers act on the word alone, too: "stop by tomorrow" is
/// chat.
///
/// # Errors
///
/// [`Skipped`], as known, where it is chat.
pub(crate) fn decision(setup: &Setup, text: &str) -> Result<EventKind, Skipped> {
    let said = word(text);
    let one_of = |setting, usual: &[(&str, &[&str])]| match setup.settings.get(setting) {
        Some(own) => texts(own).into_iter().flatten().any(|own| word(own) == said),
        None => usual.iter().any(|(_, words)| words.contains(&said.as_str())),
    };
    if one_of("stop_words", words::STOP) {
        Ok(EventKind::SmsUnsubscribed)
    } else if one_of("start_words", words::START) {
        Ok(EventKind::SmsSubscribed)
    } else {
        Err(Skipped::known("incoming message"))
    }
}

/// A word as it is compared: capitals, without what stands around it or between its letters.
fn word(text: &str) -> String {
    let between = |c: char| c.is_whitespace() || c.is_ascii_punctuation() || is_mark(c);
    text.chars().filter(|&c| !between(c)).flat_map(char::to_uppercase).collect()
}

/// Marks that phones put in, and marks of other scripts.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{feff}' | '…' | '。' | '！'
        | '«' | '»' | '“' | '”' | '„' | '‘' | '’' | '–' | '—')
}

fn texts(list: &Value) -> Option<Vec<&str>> {
    list.as_array()?.iter().map(Value::as_str).collect()
}

fn check(list: &Value) -> Result<(), &'static str> {
    let whole = texts(list).is_some_and(|words| words.iter().all(|it| !word(it).is_empty()));
    whole.then_some(()).ok_or("must be a list of words")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Map, json};

    const LEAVES: Result<EventKind, ()> = Ok(EventKind::SmsUnsubscribed);
    const COMES: Result<EventKind, ()> = Ok(EventKind::SmsSubscribed);

    fn decided(settings: &Value, text: &str) -> Result<EventKind, ()> {
        let settings: Map<_, _> = settings.as_object().cloned().unwrap_or_default();
        decision(&Setup { settings, ..Setup::default() }, text).map_err(|skipped| {
            assert!(skipped.known, "{text}");
        })
    }

    #[test]
    fn a_word_alone_decides() {
        for (text, wanted) in [
            ("STOP", LEAVES),
            (" \"Stop!\" ", LEAVES),
            ("Stop all", LEAVES),
            ("opt-out\r\n", LEAVES),
            ("unsubscribe.", LEAVES),
            ("Arrêt", LEAVES),
            ("abmelden", LEAVES),
            ("стоп", LEAVES),
            ("Відписатися", LEAVES),
            ("הסר\u{200f}", LEAVES),
            ("退订。", LEAVES),
            ("start", COMES),
            ("Yes", COMES),
            ("Старт!", COMES),
            ("stop by tomorrow", Err(())),
            ("HELP", Err(())),
            ("non-stop", Err(())),
            ("", Err(())),
            ("...", Err(())),
        ] {
            assert_eq!(decided(&json!({}), text), wanted, "{text}");
        }
    }

    #[test]
    fn a_source_has_words_of_its_own() {
        let own = json!({ "stop_words": ["Genug", "no more"] });
        assert_eq!(decided(&own, "genug!"), LEAVES);
        assert_eq!(decided(&own, "No more."), LEAVES);
        assert_eq!(decided(&own, "STOP"), Err(()));
        assert_eq!(decided(&own, "START"), COMES);
        let none = json!({ "start_words": [] });
        assert_eq!(decided(&none, "YES"), Err(()));
        assert_eq!(decided(&none, ""), Err(()));
        let both = json!({ "stop_words": ["x"], "start_words": ["x"] });
        assert_eq!(decided(&both, "X"), LEAVES);
    }

    #[test]
    fn a_list_of_words_and_nothing_else() {
        for (value, passes) in [
            (json!(["STOP", "no more"]), true),
            (json!([]), true),
            (json!("STOP"), false),
            (json!(["STOP", 7]), false),
            (json!(["!"]), false),
            (json!([""]), false),
            (json!({ "de": ["STOPP"] }), false),
        ] {
            assert_eq!(check(&value).is_ok(), passes, "{value}");
        }
    }

    /// A word that is not written as it is compared would never be found, and one of both tables
    /// would mean what another language does not.
    #[test]
    fn the_tables_are_in_order() {
        let all = |table: &[(&str, &'static [&'static str])]| -> Vec<&'static str> {
            table.iter().flat_map(|(_, words)| words.iter().copied()).collect()
        };
        let (stop, start) = (all(words::STOP), all(words::START));
        for (at, it) in stop.iter().chain(&start).enumerate() {
            assert_eq!(&word(it), it);
            assert!(!stop.iter().chain(&start).skip(at + 1).any(|other| other == it), "{it} twice");
        }
    }
}
