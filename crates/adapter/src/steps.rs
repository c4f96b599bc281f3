//! What somebody does who sets a source up, step by step.

use crate::{Facts, Secret, Setting};

/// What stands for a callback URL that is not known yet.
pub const CALLBACK_URL: &str = "{callback_url}";

/// How the steps of a provider call it.
pub(crate) const WORDS: &str = "the callback URL";

impl Facts {
    /// What to do to set a source up, in order: in the provider's console, then with what it shows
    /// there. The callback URL stands where it is entered first.
    #[must_use]
    pub fn setup(&self, callback_url: &str) -> Vec<String> {
        let mut steps: Vec<String> = sentences(self.steps).map(ToOwned::to_owned).collect();
        if let Some(first) = steps.iter_mut().find(|step| step.contains(WORDS)) {
            *first = first.replacen(WORDS, &format!("{WORDS} {callback_url}"), 1);
        }
        steps.extend(self.secrets.iter().map(secret));
        steps.extend(self.settings.iter().map(setting));
        steps
    }
}

/// The sentences of a text, each with its full stop: one ends where the next begins with a capital.
fn sentences(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let capital = |at: &usize| rest[at + 2..].starts_with(|it: char| it.is_uppercase());
        let end = rest.match_indices(". ").map(|(at, _)| at).find(capital);
        let (sentence, more) = match end {
            Some(at) => (&rest[..=at], &rest[at + 2..]),
            None => (rest, ""),
        };
        rest = more;
        (!sentence.is_empty()).then_some(sentence)
    })
}

fn secret(secret: &Secret) -> String {
    let Secret { name, about, .. } = secret;
    match (secret.made_here, secret.required) {
        (true, _) => format!("The hub makes the secret `{name}`, unless you set it: {about}"),
        (false, true) => format!("Set the secret `{name}`: {about}"),
        (false, false) => format!("The secret `{name}` may be set: {about}"),
    }
}

fn setting(setting: &Setting) -> String {
    format!("The setting `{}` may be set: {}", setting.name, setting.about)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Covers;
    use event::Channel;

    const FACTS: Facts = Facts {
        channel: Channel::Email,
        name: "acme",
        title: "Acme",
        proof: "A signature.",
        covers: Covers::Bytes,
        docs: "https://acme.example/docs",
        steps: "Under Hooks 2.0 > SMS callback URLs add the callback URL, e.g. by hand. Copy the key. The callback URL is shown once.",
        secrets: &[
            Secret::required("key", "The key."),
            Secret::optional("pin", "A key of old."),
            Secret { made_here: true, ..Secret::required("token", "A token.") },
        ],
        settings: &[Setting { name: "raw", about: "True or false.", check: Setting::flag }],
        kinds: &[],
    };

    #[test]
    fn a_sentence_is_a_step_and_the_first_that_wants_the_url_has_it() {
        assert_eq!(
            FACTS.setup("https://hub.example/in/x.Y. Z"),
            [
                "Under Hooks 2.0 > SMS callback URLs add the callback URL https://hub.example/in/x.Y. Z, e.g. by hand.",
                "Copy the key.",
                "The callback URL is shown once.",
                "Set the secret `key`: The key.",
                "The secret `pin` may be set: A key of old.",
                "The hub makes the secret `token`, unless you set it: A token.",
                "The setting `raw` may be set: True or false.",
            ]
        );
    }
}
