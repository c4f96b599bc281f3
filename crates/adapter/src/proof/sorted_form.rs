//! The URL followed by the sorted form: Twilio's scheme, which others took over.

use super::{Proof, hmac_sha1};
use crate::Refusal;

/// Checks an HMAC-SHA1 tag over one of several spellings of a URL, followed by every distinct
/// pair of the form, sorted: key and value without anything between.
///
/// Source: Twilio, "Validating requests are coming from Twilio".
///
/// # Errors
///
/// [`Refusal::Mismatch`] when no key made the tag for any of the URLs.
pub fn url_and_sorted_form<'a, K: AsRef<[u8]>>(
    keys: &[K],
    urls: &[String],
    form: impl IntoIterator<Item = (&'a str, &'a str)>,
    tag: &[u8],
    what: &'static str,
) -> Result<Proof, Refusal> {
    let mut pairs: Vec<_> = form.into_iter().collect();
    pairs.sort_unstable();
    pairs.dedup();
    let pairs = pairs.iter().flat_map(|(key, value)| [key.as_bytes(), value.as_bytes()]);
    let mut message: Vec<&[u8]> = std::iter::once(&b""[..]).chain(pairs).collect();
    for url in urls {
        message[0] = url.as_bytes();
        if let Ok(proof) = hmac_sha1(keys, &message, tag, what) {
            return Ok(proof);
        }
    }
    Err(Refusal::Mismatch(what))
}
