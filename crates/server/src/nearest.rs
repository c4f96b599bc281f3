//! What somebody may have meant.

/// The name that is spelt most like this one.
pub(crate) fn nearest<'a>(name: &str, names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    names.min_by_key(|it| strsim::damerau_levenshtein(name, it))
}
