//! JSON Web Tokens (RFC 7519) that are signed with a secret both sides know.

use super::{Proof, has_sha256, hmac_sha256, hmac_sha384, hmac_sha512};
use crate::bytes::{unbase64url, unhex};
use crate::{Callback, Refusal, when};
use serde_json::{Map, Value};
use time::{Duration, OffsetDateTime};

/// By how much two clocks may differ.
const LEEWAY: Duration = Duration::seconds(30);

/// What a token says. It counts only together with the proof it came with.
#[derive(Debug)]
pub struct Claims(Map<String, Value>);

impl Claims {
    /// The named claim, where it is a text.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name)?.as_str()
    }

    /// The named claim, where it is a time.
    #[must_use]
    pub fn time(&self, name: &str) -> Option<OffsetDateTime> {
        when::of(self.0.get(name)?)
    }

    /// Passes when the named claim is the SHA-256 of the bytes, as hexadecimal digits.
    ///
    /// # Errors
    ///
    /// [`Refusal`] when it is missing or another.
    pub fn has_sha256(&self, name: &'static str, bytes: &[u8]) -> Result<(), Refusal> {
        let hash = self.text(name).ok_or(Refusal::Missing(name))?;
        has_sha256(bytes, &unhex(hash).ok_or(Refusal::Mismatch(name))?, name)
    }
}

/// What a token says, proven or not: for those who have checked it, and read it again.
#[must_use]
pub fn claims_of(token: &str) -> Option<Map<String, Value>> {
    object(token.split('.').nth(1)?)
}

/// Checks a token that is signed with HMAC (`HS256`, `HS384`, `HS512`), and that it counts at the
/// time of arrival: not before `nbf`, not after `exp`, where it has them.
///
/// What the claims say about the callback is the caller's to check.
///
/// # Errors
///
/// [`Refusal`] when it is no such token, none of the keys made it, or its time is past or to come.
pub fn json_web_token(
    token: &str,
    callback: &Callback,
    keys: &[String],
    what: &'static str,
) -> Result<(Proof, Claims), Refusal> {
    let (message, tag) = token.rsplit_once('.').ok_or(Refusal::Mismatch(what))?;
    let (header, claims) = message.split_once('.').ok_or(Refusal::Mismatch(what))?;
    let header = object(header).ok_or(Refusal::Mismatch(what))?;
    let tag = unbase64url(tag).ok_or(Refusal::Mismatch(what))?;
    let message = [message.as_bytes()];
    let proof = match header.get("alg").and_then(Value::as_str) {
        Some("HS256") => hmac_sha256(keys, &message, &tag, what),
        Some("HS384") => hmac_sha384(keys, &message, &tag, what),
        Some("HS512") => hmac_sha512(keys, &message, &tag, what),
        _ => Err(Refusal::Mismatch(what)),
    }?;
    let claims = Claims(object(claims).ok_or(Refusal::Mismatch(what))?);
    let time = |name| match claims.0.get(name) {
        None => Ok(None),
        Some(time) => when::of(time).map(Some).ok_or(Refusal::Mismatch(what)),
    };
    let early = time("nbf")?.is_some_and(|from| callback.received_at < from - LEEWAY);
    let late = time("exp")?.is_some_and(|until| callback.received_at >= until + LEEWAY);
    if early || late { Err(Refusal::Stale(what)) } else { Ok((proof, claims)) }
}

fn object(part: &str) -> Option<Map<String, Value>> {
    serde_json::from_slice(&unbase64url(part)?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64::Engine;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    use hmac::{Hmac, KeyInit, Mac};
    use serde_json::json;
    use sha2::Sha512;

    fn callback(seconds: i64) -> Callback {
        let file = b"GET https://h.example/ HTTP/1.1\nDate: Thu, 1 Jan 1970 00:00:00 GMT\n\n";
        let mut callback = Callback::from_recording(file).expect("a recording");
        callback.received_at += Duration::seconds(seconds);
        callback
    }

    fn read(token: &str, seconds: i64, key: &str) -> Result<Claims, Refusal> {
        let read = json_web_token(token, &callback(seconds), &[key.to_owned()], "token");
        read.map(|(_, claims)| claims)
    }

    fn signed(header: &Value, claims: &Value) -> String {
        let part = |it: &Value| URL_SAFE_NO_PAD.encode(it.to_string());
        let message = format!("{}.{}", part(header), part(claims));
        let mut mac = Hmac::<Sha512>::new_from_slice(b"key").expect("any length will do");
        mac.update(message.as_bytes());
        format!("{message}.{}", URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes()))
    }

    /// The first token of jwt.io, which half of the world has tried its code on.
    const WELL_KNOWN: &str = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4gRG9lIiwiaWF0IjoxNTE2MjM5MDIyfQ.SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c";

    #[test]
    fn the_well_known_token_is_read() {
        let claims = read(WELL_KNOWN, 0, "your-256-bit-secret").expect("a token");
        assert_eq!(claims.text("name"), Some("John Doe"));
        assert_eq!(claims.time("iat").map(OffsetDateTime::unix_timestamp), Some(1_516_239_022));
        assert_eq!(claims.time("name"), None);
        assert!(read(WELL_KNOWN, 0, "another").is_err());
        assert_eq!(claims_of(WELL_KNOWN).expect("claims")["name"], "John Doe");
        assert_eq!(claims_of("e30"), None);
        assert!(read(&WELL_KNOWN.replace("NTE2", "NTE3"), 0, "your-256-bit-secret").is_err());
    }

    #[test]
    fn only_what_is_signed_counts() {
        let claims = json!({});
        assert!(read(&signed(&json!({"alg": "HS512"}), &claims), 0, "key").is_ok());
        for alg in ["none", "HS256", "RS512", "hs512"] {
            assert!(read(&signed(&json!({"alg": alg}), &claims), 0, "key").is_err(), "{alg}");
        }
        for token in ["", ".", "..", "a.b.c", "e30.e30.", "e30.e30", &WELL_KNOWN[..100]] {
            assert!(read(token, 0, "your-256-bit-secret").is_err(), "{token}");
        }
    }

    #[test]
    fn it_counts_in_its_time_alone() {
        let token = signed(&json!({"alg": "HS512"}), &json!({"nbf": 1000, "exp": 1060}));
        for (seconds, counts) in [(969, false), (970, true), (1089, true), (1090, false)] {
            assert_eq!(read(&token, seconds, "key").is_ok(), counts, "{seconds}");
        }
        let token = signed(&json!({"alg": "HS512"}), &json!({"exp": "never"}));
        assert!(read(&token, 0, "key").is_err());
    }

    #[test]
    fn a_hash_must_be_named() {
        let hash = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        let claims = Claims(Map::from_iter([("hash".to_owned(), json!(hash))]));
        assert!(claims.has_sha256("hash", b"abc").is_ok());
        assert!(claims.has_sha256("hash", b"abd").is_err());
        assert!(claims.has_sha256("other", b"abc").is_err());
    }
}
