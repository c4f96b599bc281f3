//! What a beacon proves itself with: `P.S`, where `P` is base64url of
//! `message_id|subscription_id|exp`, and `S` base64url of HMAC-SHA256 over `P`.

use adapter::bytes::unbase64url;
use adapter::proof::{self, Proof};
use adapter::{Callback, Refusal};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use time::OffsetDateTime;

const TOKEN: &str = "token";

/// For how long a browser may say by its token that it has left, in seconds: it gets a new one each
/// day that a page is open.
const LIVES: i64 = 400 * 86_400;

/// Makes a token for a message to a subscription, or with an empty message id for what is about
/// the subscription itself.
///
/// It is good until `exp` (unix seconds), which should leave time for beacons that are kept while
/// offline. The subscription id must hold no `|`; a message id may.
///
/// # Examples
///
/// ```
/// let token = webpush::token("key", "m-1", "sub-1", 1_790_000_000);
/// assert!(token.starts_with("bS0xfHN1Yi0xfDE3OTAwMDAwMDA."));
/// ```
///
/// # Panics
///
/// Never: HMAC takes keys of any length.
#[must_use]
pub fn token(key: &str, message_id: &str, subscription_id: &str, exp: i64) -> String {
    let payload = URL_SAFE_NO_PAD.encode(format!("{message_id}|{subscription_id}|{exp}"));
    let mut mac =
        Hmac::<Sha256>::new_from_slice(key.as_bytes()).expect("HMAC takes keys of any length");
    mac.update(payload.as_bytes());
    let tag = URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes());
    format!("{payload}.{tag}")
}

/// Makes a token for a subscription, which it gets at that time (milliseconds since 1970).
#[must_use]
pub fn subscription_token(key: &str, subscription_id: &str, now: i64) -> String {
    token(key, "", subscription_id, now / 1000 + LIVES)
}

/// The subscription that a token is about which one of these keys made, and which is about no
/// message. How old it is does not matter: it names a browser, and says nothing of it.
#[must_use]
pub fn browser_of(token: &str, keys: &[String]) -> Option<String> {
    prove(token, keys).ok()?;
    let claims = Claims::read(token)?;
    claims.message_id.is_none().then_some(claims.subscription_id)
}

/// What a token says.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Claims {
    /// The message, where it is about one.
    pub(crate) message_id: Option<String>,
    /// The subscription.
    pub(crate) subscription_id: String,
    exp: i64,
}

impl Claims {
    /// Reads a token without asking who made it.
    pub(crate) fn read(token: &str) -> Option<Self> {
        let (payload, _) = token.split_once('.')?;
        let text = String::from_utf8(unbase64url(payload)?).ok()?;
        let mut parts = text.rsplitn(3, '|');
        let exp = parts.next()?.parse().ok()?;
        let subscription_id = parts.next().filter(|id| !id.is_empty())?.to_owned();
        let message_id = Some(parts.next()?).filter(|id| !id.is_empty()).map(ToOwned::to_owned);
        Some(Self { message_id, subscription_id, exp })
    }

    /// A time after the subscription got its token, by less than a second: a token counts in whole
    /// ones.
    pub(crate) fn subscribed_by(&self) -> Option<OffsetDateTime> {
        let got = self.exp.checked_sub(LIVES).filter(|_| self.message_id.is_none())?;
        OffsetDateTime::from_unix_timestamp(got.checked_add(1)?).ok()
    }

    /// Whether its time was over when the callback arrived.
    pub(crate) fn is_over(&self, callback: &Callback) -> bool {
        let exp = OffsetDateTime::from_unix_timestamp(self.exp);
        exp.is_ok_and(|exp| exp < callback.received_at)
    }
}

/// Proves that one of the keys made the token. Says nothing about its time.
pub(crate) fn prove(token: &str, keys: &[String]) -> Result<Proof, Refusal> {
    let (payload, tag) = token.split_once('.').ok_or(Refusal::Mismatch(TOKEN))?;
    let tag = unbase64url(tag).ok_or(Refusal::Mismatch(TOKEN))?;
    proof::hmac_sha256(keys, &[payload.as_bytes()], &tag, TOKEN)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A stream of numbers that look like chance, the same each time.
    fn chance() -> impl FnMut(usize) -> usize {
        let mut state = 0x9e37_79b9_7f4a_7c15_u64;
        move |below| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            usize::try_from(state >> 33).expect("31 bits") % below
        }
    }

    #[test]
    fn of_100_000_changed_tokens_none_is_believed() {
        const LETTERS: &[u8] =
            b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=";
        let keys = ["key".to_owned()];
        let whole = token(&keys[0], "pcl_1", "sub_1", 1_790_000_000);
        let mut pick = chance();
        for number in 0..100_000 {
            let mut changed = whole.clone().into_bytes();
            let (at, letter) = (pick(changed.len()), LETTERS[pick(LETTERS.len())]);
            match number % 5 {
                0 => changed.insert(at, letter),
                1 => _ = changed.remove(at),
                2 => changed.truncate(at),
                3 => {
                    let other = pick(changed.len());
                    changed.swap(at, other);
                }
                _ => changed[at] = letter,
            }
            let changed = String::from_utf8(changed).expect("ASCII");
            let believed = prove(&changed, &keys).is_ok();
            assert!(!believed || changed == whole, "{changed}");
        }
    }

    proptest! {
        #[test]
        fn what_was_put_in_comes_out(
            key in "\\PC{0,80}",
            message in "\\PC{0,16}",
            subscription in "[^|]{1,16}",
            exp: i64,
        ) {
            let token = token(&key, &message, &subscription, exp);
            prop_assert!(prove(&token, std::slice::from_ref(&key)).is_ok());
            prop_assert!(prove(&token, &[key.clone() + "x"]).is_err());
            prop_assert_eq!(browser_of(&token, &[key.clone() + "x"]), None);
            let about = message.is_empty().then(|| subscription.clone());
            prop_assert_eq!(browser_of(&token, &[key]), about);
            let claims = Claims::read(&token).expect("a token");
            prop_assert_eq!(claims.message_id.unwrap_or_default(), message);
            prop_assert_eq!(claims.subscription_id, subscription);
            prop_assert_eq!(claims.exp, exp);
        }

        #[test]
        fn no_text_makes_it_panic(text in "\\PC{0,32}|[A-Za-z0-9_-]{0,16}\\.[A-Za-z0-9_-]{0,16}") {
            _ = Claims::read(&text);
            _ = prove(&text, &["key".to_owned()]);
        }
    }
}
