//! Delivery receipts as message centres word them: SMPP 3.4, appendix B.

/// What a receipt says: `id:… sub:… dlvrd:… submit date:… done date:… stat:… err:… text:…`.
#[derive(Debug, Default, Eq, PartialEq)]
pub(crate) struct Receipt {
    /// The message centre's id of the message: decimal or hexadecimal, as it likes.
    pub id: Option<String>,
    /// What became of it, in capitals.
    pub stat: String,
    /// The operator's error code; letters as well as digits.
    pub err: Option<String>,
}

impl Receipt {
    /// Reads a receipt, whatever the case of its keys; none where there is no state, or where it
    /// was cut short. All that follows `text:` was written by somebody else, and says nothing.
    pub(crate) fn read(text: &str) -> Option<Self> {
        let mut receipt = Self::default();
        let (mut counts, mut last) = (false, "");
        for word in text.split_whitespace() {
            let (key, value) = word.split_once(':').unwrap_or(("", word));
            let key = if key.is_empty() { std::mem::take(&mut last) } else { key };
            match (key.to_ascii_lowercase().as_str(), value) {
                ("text", _) => break,
                // "id: 17" rather than "id:17": the next word is the value.
                (_, "") => last = key,
                ("id", id) => receipt.id = Some(id.to_owned()),
                ("dlvrd", _) => counts = true,
                ("stat", stat) => receipt.stat = stat.to_ascii_uppercase(),
                ("err", err) => receipt.err = Some(err.to_owned()),
                _ => {}
            }
        }
        // Whoever counts the parts gives the error too, of three characters or with more behind.
        let unended = |err: &String| err.len() < 3 && text.ends_with(err.as_str());
        let cut = receipt.err.as_ref().map_or(counts, unended);
        (!receipt.stat.is_empty() && !cut).then_some(receipt)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(text: &str) -> Option<(String, String, String)> {
        let receipt = Receipt::read(text)?;
        Some((receipt.id.unwrap_or_default(), receipt.stat, receipt.err.unwrap_or_default()))
    }

    #[test]
    fn however_it_is_written() {
        for (text, id, stat, err) in [
            (
                "id:17 sub:001 dlvrd:001 submit date:2609091015 done date:2609091016 stat:DELIVRD err:000 text:Hi",
                "17",
                "DELIVRD",
                "000",
            ),
            ("ID:a1-b2 Stat:undeliv Err:0A8", "a1-b2", "UNDELIV", "0A8"),
            (
                "id:17 sub:001 dlvrd:000 submit_date:2609091015 stat:EXPIRED err:1 Text:",
                "17",
                "EXPIRED",
                "1",
            ),
            ("id: 17 stat: REJECTD err: 69 text: stat:DELIVRD", "17", "REJECTD", "69"),
            ("stat:ENROUTE", "", "ENROUTE", ""),
            ("id:17 stat:ACCEPTD err:000 text:id:18 stat:DELIVRD err:001", "17", "ACCEPTD", "000"),
        ] {
            assert_eq!(read(text), Some((id.into(), stat.into(), err.into())), "{text}");
        }
    }

    #[test]
    fn what_is_none_and_what_was_cut() {
        for text in [
            "",
            "Hello",
            "id:17 err:000",
            "text:stat:DELIVRD",
            "id:17 dlvrd:000 stat:UNDELIV",
            "id:17 dlvrd:000 stat:UNDELIV err:",
            "id:17 dlvrd:000 stat:UNDELIV err:00",
            "https://h.example/?stat:DELIVRD",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "((id|stat|err|text|é)?:? ?\\PC{0,4} ?){0,6}") {
            _ = Receipt::read(&text);
        }
    }
}
