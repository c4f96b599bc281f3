//! A push service's and a browser's side, for tests: written anew from the RFCs, so that it does not
//! share a mistake with what it checks.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use p256::ecdh::diffie_hellman;
use p256::elliptic_curve::sec1::ToEncodedPoint;
use p256::{PublicKey, SecretKey};
use ring::{aead, hkdf, signature};
use serde_json::Value;

/// A browser that has subscribed.
pub struct Browser {
    key: SecretKey,
    auth: Vec<u8>,
}

impl std::fmt::Debug for Browser {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Browser")
    }
}

struct Length(usize);

impl hkdf::KeyType for Length {
    fn len(&self) -> usize {
        self.0
    }
}

impl Browser {
    /// A browser with that private key and that secret, in base64url.
    #[must_use]
    pub fn new(key: &str, auth: &str) -> Option<Self> {
        let key = SecretKey::from_slice(&URL_SAFE_NO_PAD.decode(key).ok()?).ok()?;
        Some(Self { key, auth: URL_SAFE_NO_PAD.decode(auth).ok()? })
    }

    /// Its public key, in base64url.
    #[must_use]
    pub fn p256dh(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.key.public_key().to_encoded_point(false).as_bytes())
    }

    /// Its secret, in base64url.
    #[must_use]
    pub fn auth(&self) -> String {
        URL_SAFE_NO_PAD.encode(&self.auth)
    }

    /// Decrypts the body of a push (RFC 8291, RFC 8188); none where it is not for this browser.
    #[must_use]
    pub fn decrypt(&self, body: &[u8]) -> Option<Vec<u8>> {
        let (salt, rest) = body.split_at_checked(16)?;
        let (_record_size, rest) = rest.split_at_checked(4)?;
        let (length, rest) = rest.split_first()?;
        let (sender, sealed) = rest.split_at_checked(usize::from(*length))?;
        let theirs = PublicKey::from_sec1_bytes(sender).ok()?;
        let shared = diffie_hellman(self.key.to_nonzero_scalar(), theirs.as_affine());
        let mine = self.key.public_key().to_encoded_point(false);
        let info = [b"WebPush: info\0", mine.as_bytes(), sender];
        let ikm = derive(&self.auth, shared.raw_secret_bytes(), &info, 32)?;
        let key = derive(salt, &ikm, &[b"Content-Encoding: aes128gcm\0"], 16)?;
        let nonce = derive(salt, &ikm, &[b"Content-Encoding: nonce\0"], 12)?;
        let key = aead::UnboundKey::new(&aead::AES_128_GCM, &key).ok()?;
        let nonce = aead::Nonce::try_assume_unique_for_key(&nonce).ok()?;
        let mut sealed = sealed.to_vec();
        let key = aead::LessSafeKey::new(key);
        let clear = key.open_in_place(nonce, aead::Aad::empty(), &mut sealed).ok()?;
        let end = clear.iter().rposition(|byte| *byte != 0)?;
        (clear[end] == 2).then(|| clear[..end].to_vec())
    }
}

fn derive(salt: &[u8], key: &[u8], info: &[&[u8]], length: usize) -> Option<Vec<u8>> {
    let mut out = vec![0; length];
    let prk = hkdf::Salt::new(hkdf::HKDF_SHA256, salt).extract(key);
    prk.expand(info, Length(length)).ok()?.fill(&mut out).ok()?;
    Some(out)
}

/// What a VAPID header says (RFC 8292), where its signature holds: the public key, and the claims.
#[must_use]
pub fn vapid(authorization: &str) -> Option<(String, Value)> {
    let parts = authorization.strip_prefix("vapid ")?;
    let part = |name: &str| parts.split(',').find_map(|it| it.trim().strip_prefix(name));
    let (token, key) = (part("t=")?, part("k=")?);
    let (signed, tag) = token.rsplit_once('.')?;
    let (head, claims) = signed.split_once('.')?;
    let head: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(head).ok()?).ok()?;
    let public = URL_SAFE_NO_PAD.decode(key).ok()?;
    let checked = signature::UnparsedPublicKey::new(&signature::ECDSA_P256_SHA256_FIXED, public);
    checked.verify(signed.as_bytes(), &URL_SAFE_NO_PAD.decode(tag).ok()?).ok()?;
    let claims = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(claims).ok()?).ok()?;
    (head["alg"] == "ES256").then(|| (key.to_owned(), claims))
}
