//! What somebody may have meant.

use crate::nearest::nearest;

/// Says that there is no such thing, and what may have been meant.
pub(in crate::api) fn unknown<'a>(
    what: &str,
    name: &str,
    known: impl IntoIterator<Item = &'a str>,
) -> String {
    match nearest(name, known.into_iter()) {
        Some(nearest) => format!("there is no {what} `{name}`; did you mean `{nearest}`?"),
        None => format!("there is no {what} `{name}`"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_told_with_what_was_meant() {
        let known = ["title", "domain", "require_verification"];
        let told = unknown("member", "titel", known);
        assert_eq!(told, "there is no member `titel`; did you mean `title`?");
        assert_eq!(unknown("member", "x", []), "there is no member `x`");
    }
}
