//! What the sender put into the callback URL to get it back.

use adapter::Fields;
use serde_json::{Map, Value};

/// The sender's own parameters of the callback URL. With GET they stand beside the provider's, all
/// of which begin with a capital, or are named here.
pub(crate) fn parameters(query: &Fields, theirs: &[&str]) -> Map<String, Value> {
    let own =
        |key: &str| !theirs.contains(&key) && !key.starts_with(|c: char| c.is_ascii_uppercase());
    let pairs = query.pairs().filter(|(key, _)| own(key));
    pairs.map(|(key, value)| (key.to_owned(), value.into())).collect()
}
