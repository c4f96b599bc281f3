//! What pages say, in every language they are written in.
//!
//! A table has every text, or it does not compile. `{project}` and `{messages}` stand for the
//! project's title and for what the channel brings.

mod de;
mod en;
mod nl;
mod uk;

use super::lang::Lang;
use event::Channel;

/// The texts of a language.
#[derive(Debug)]
pub(super) struct Words {
    /// The language's own name.
    pub language: &'static str,
    /// What stands before the choice of languages.
    pub languages: &'static str,
    /// What a channel brings, in the order of the channels.
    messages: [&'static str; 5],
    /// What stands before the masked address.
    pub address: &'static str,
    pub confirm: Asks,
    pub leave: Asks,
    pub subscribed: Tells,
    pub left: Tells,
    pub back: Tells,
    pub unknown: Tells,
    pub gone: Tells,
    pub malformed: Tells,
    pub not_now: Tells,
}

/// A page that asks.
#[derive(Debug)]
pub(super) struct Asks {
    pub heading: &'static str,
    pub question: &'static str,
    pub button: &'static str,
    /// What happens where nobody answers.
    pub otherwise: &'static str,
}

/// A page that tells.
#[derive(Debug)]
pub(super) struct Tells {
    pub heading: &'static str,
    pub text: &'static str,
    /// How it is undone: a sentence and a button. Empty, where it is not.
    pub undo: (&'static str, &'static str),
}

impl Words {
    pub(super) const fn of(lang: Lang) -> &'static Self {
        match lang {
            Lang::En => &en::WORDS,
            Lang::Nl => &nl::WORDS,
            Lang::Uk => &uk::WORDS,
            Lang::De => &de::WORDS,
        }
    }

    /// What the channel brings.
    pub(super) const fn messages(&self, channel: Channel) -> &'static str {
        let [email, sms, webpush, telegram, viber] = self.messages;
        match channel {
            Channel::Email => email,
            Channel::Sms => sms,
            Channel::WebPush => webpush,
            Channel::Telegram => telegram,
            Channel::Viber => viber,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;
    use strum::IntoEnumIterator;

    /// Every text, each with what it is.
    fn all(words: &Words) -> Vec<(String, &'static str)> {
        let mut all = vec![("language".to_owned(), words.language)];
        all.extend(
            [("languages", words.languages), ("address", words.address)]
                .map(|(a, b)| (a.to_owned(), b)),
        );
        all.extend(
            words.messages.iter().enumerate().map(|(n, text)| (format!("messages {n}"), *text)),
        );
        for (name, asks) in [("confirm", &words.confirm), ("leave", &words.leave)] {
            for (part, text) in [
                ("heading", asks.heading),
                ("question", asks.question),
                ("button", asks.button),
                ("otherwise", asks.otherwise),
            ] {
                all.push((format!("{name}.{part}"), text));
            }
        }
        for (name, tells, undone) in [
            ("subscribed", &words.subscribed, false),
            ("left", &words.left, true),
            ("back", &words.back, true),
            ("unknown", &words.unknown, false),
            ("gone", &words.gone, false),
            ("malformed", &words.malformed, false),
            ("not_now", &words.not_now, false),
        ] {
            all.push((format!("{name}.heading"), tells.heading));
            all.push((format!("{name}.text"), tells.text));
            assert_eq!(undone, !tells.undo.1.is_empty(), "{name}.undo");
            if undone {
                all.push((format!("{name}.undo"), tells.undo.0));
                all.push((format!("{name}.button"), tells.undo.1));
            }
        }
        all
    }

    fn places(text: &str) -> BTreeSet<&str> {
        text.split('{').skip(1).map(|rest| rest.split('}').next().unwrap_or_default()).collect()
    }

    #[test]
    fn every_language_says_all_of_it() {
        let english = all(Words::of(Lang::En));
        for lang in Lang::iter() {
            let theirs = all(Words::of(lang));
            assert_eq!(theirs.len(), english.len());
            for ((name, text), (_, english)) in theirs.iter().zip(&english) {
                assert!(!text.trim().is_empty() && *text == text.trim(), "{lang} {name}");
                assert_eq!(places(text), places(english), "{lang} {name}");
                assert!(
                    places(text).iter().all(|it| ["project", "messages"].contains(it)),
                    "{name}"
                );
                let foreign = lang != Lang::En && text.split_whitespace().count() > 1;
                assert!(!foreign || text != english, "{lang} {name} is left in English");
                let cyrillic = text.chars().any(|c| ('а'..='я').contains(&c));
                assert_eq!(cyrillic, lang == Lang::Uk, "{lang} {name}");
            }
        }
    }
}
