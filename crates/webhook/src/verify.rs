//! Whether a delivery's signature holds: what a receiver does, for the sandbox and for people who
//! wonder why theirs does not.

use crate::Secret;
use crate::sign::Tag;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::HeaderMap;
use time::{Duration, OffsetDateTime};

/// How far `webhook-timestamp` may be from now. The specification leaves it to the receiver; its
/// libraries all take five minutes.
const TOLERANCE: Duration = Duration::minutes(5);

/// Why a delivery's signature does not hold.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum NotVerified {
    /// A header is not there, or is not text.
    #[error("header `{0}` is missing")]
    Missing(&'static str),
    /// The timestamp is not a number of seconds.
    #[error("`webhook-timestamp` is not a number of seconds since 1970")]
    Timestamp,
    /// The timestamp is too far from now; holds by how many seconds, positive where it is past.
    #[error("`webhook-timestamp` is {0} s away from now; at most 300 s are allowed")]
    Stale(i64),
    /// No signature of version 1 is among the values.
    #[error("`webhook-signature` holds no value that begins with `v1,`")]
    Version,
    /// No value is the signature of this body under any of the secrets.
    #[error(
        "no signature matches: the secret is another one, or id, timestamp or body were changed \
         on the way (sign the raw bytes, before any parsing)"
    )]
    Mismatch,
}

/// Checks a delivery by the secrets it may have been signed with.
///
/// # Errors
///
/// [`NotVerified`] says what is wrong.
pub fn verify(
    secrets: &[Secret],
    headers: &HeaderMap,
    body: &[u8],
    now: OffsetDateTime,
) -> Result<(), NotVerified> {
    let id = text(headers, "webhook-id")?;
    let timestamp = text(headers, "webhook-timestamp")?;
    let values = text(headers, "webhook-signature")?;
    let seconds: i64 = timestamp.parse().map_err(|_| NotVerified::Timestamp)?;
    let age = now.unix_timestamp().saturating_sub(seconds);
    if age.unsigned_abs() > TOLERANCE.whole_seconds().unsigned_abs() {
        return Err(NotVerified::Stale(age));
    }
    let mut given = values.split(' ').filter_map(|value| value.strip_prefix("v1,")).peekable();
    given.peek().ok_or(NotVerified::Version)?;
    let tags: Vec<Tag> = secrets.iter().map(|it| it.tag(id, seconds, body)).collect();
    let matches = |value: &str| {
        let value = STANDARD.decode(value).unwrap_or_default();
        tags.iter().fold(false, |found, tag| same(tag, &value) | found)
    };
    if given.any(matches) { Ok(()) } else { Err(NotVerified::Mismatch) }
}

fn text<'a>(headers: &'a HeaderMap, name: &'static str) -> Result<&'a str, NotVerified> {
    let value = headers.get(name).and_then(|value| value.to_str().ok());
    value.ok_or(NotVerified::Missing(name))
}

/// Compares in a time that does not tell where two tags differ.
fn same(tag: &Tag, value: &[u8]) -> bool {
    let differences = tag.iter().zip(value).fold(0, |all, (a, b)| all | (a ^ b));
    value.len() == tag.len() && differences == 0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SigningKeys;

    const NOW: i64 = 1_774_340_600;

    fn headers(signature: &str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert("webhook-id", "evt_1".parse().expect("a value"));
        headers.insert("webhook-timestamp", NOW.into());
        headers.insert("webhook-signature", signature.parse().expect("a value"));
        headers
    }

    fn check(
        secrets: &[Secret],
        signature: &str,
        body: &str,
        late: i64,
    ) -> Result<(), NotVerified> {
        let now = OffsetDateTime::from_unix_timestamp(NOW + late).expect("a time");
        verify(secrets, &headers(signature), body.as_bytes(), now)
    }

    #[test]
    fn what_is_wrong_is_told_apart() {
        let (old, new) = (Secret::new([1; 32]), Secret::new([2; 32]));
        let both = SigningKeys::new(&[old.clone(), new.clone()]).sign("evt_1", NOW, b"{}");
        let both = both.as_str();
        for secret in [old.clone(), new.clone()] {
            assert_eq!(check(&[secret], both, "{}", 0), Ok(()));
        }
        assert_eq!(check(&[old.clone(), new], both, "{}", 300), Ok(()));
        let one = std::slice::from_ref(&old);
        assert_eq!(check(one, both, "{}", 301), Err(NotVerified::Stale(301)));
        assert_eq!(check(one, both, "{}", -301), Err(NotVerified::Stale(-301)));
        assert_eq!(check(one, both, "{} ", 0), Err(NotVerified::Mismatch));
        assert_eq!(check(&[Secret::new([3; 32])], both, "{}", 0), Err(NotVerified::Mismatch));
        assert_eq!(check(one, "v1,", "{}", 0), Err(NotVerified::Mismatch));
        assert_eq!(check(one, "v2,AAAA", "{}", 0), Err(NotVerified::Version));
        let missing = verify(one, &HeaderMap::new(), b"{}", OffsetDateTime::UNIX_EPOCH);
        assert_eq!(missing, Err(NotVerified::Missing("webhook-id")));
    }
}
