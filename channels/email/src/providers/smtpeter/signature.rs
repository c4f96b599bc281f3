//! HTTP signatures of the older draft, which RFC 9421 is not.
//! See <https://datatracker.ietf.org/doc/html/draft-cavage-http-signatures-11>.

use adapter::bytes::unbase64;
use adapter::proof::{self, Proof};
use adapter::{Callback, KeyRequest, Refusal};
use time::format_description::well_known::Rfc2822;
use time::{Duration, OffsetDateTime};

const SIGNATURE: &str = "signature";
const DIGEST: &str = "digest";
const DATE: &str = "date";

/// What has to be signed, or it proves nothing about this callback.
const COVERED: [&str; 5] = ["(request-target)", "host", DATE, DIGEST, super::SENDER];

/// The documentation wants a recent date and leaves it at that; its library takes a minute.
const TOLERANCE: Duration = Duration::minutes(5);

/// The parameters of the header `Signature`.
pub(super) struct Signature<'a> {
    key_id: &'a str,
    algorithm: &'a str,
    headers: &'a str,
    tag: &'a str,
}

impl<'a> Signature<'a> {
    /// Reads `name="value"` wherever it stands: samples lack a comma here and there.
    pub(super) fn of(callback: &'a Callback) -> Result<Self, Refusal> {
        let pieces: Vec<_> = callback.header(SIGNATURE)?.split('"').collect();
        let find = |wanted: &str| {
            let named =
                |name: &str| name.trim_matches(|c: char| !c.is_ascii_alphabetic()) == wanted;
            let found = pieces.chunks_exact(2).find(|pair| named(pair[0]));
            found.map(|pair| pair[1]).ok_or(Refusal::Missing(SIGNATURE))
        };
        let [key_id, algorithm] = [find("keyId")?, find("algorithm")?];
        Ok(Self { key_id, algorithm, headers: find("headers")?, tag: find(SIGNATURE)? })
    }

    /// The DKIM record that holds the key: a name of Copernica's.
    pub(super) fn key(&self) -> Result<KeyRequest, Refusal> {
        KeyRequest::txt(self.key_id, |name| name.to_ascii_lowercase().ends_with(".copernica.com"))
    }

    /// Checks the signature over the headers, and that it covers this callback and is of today.
    pub(super) fn verify<K: AsRef<[u8]>>(
        &self,
        callback: &Callback,
        keys: &[K],
    ) -> Result<Proof, Refusal> {
        self.key()?;
        let signed: Vec<_> = self.headers.split_whitespace().map(str::to_lowercase).collect();
        let covered = COVERED.iter().all(|name| signed.iter().any(|it| it == name));
        if !covered || !self.algorithm.eq_ignore_ascii_case("rsa-sha256") {
            return Err(Refusal::Mismatch(SIGNATURE));
        }
        proof::has_sha256(&callback.body, &digest(callback)?, DIGEST)?;
        let lines = signed.iter().map(|name| Some(format!("{name}: {}", value(callback, name)?)));
        let lines = lines.collect::<Option<Vec<_>>>().ok_or(Refusal::Missing(SIGNATURE))?;
        let signature = unbase64(self.tag).ok_or(Refusal::Mismatch(SIGNATURE))?;
        let proof = proof::rsa_sha256(keys, lines.join("\n").as_bytes(), &signature, SIGNATURE)?;
        let at = OffsetDateTime::parse(callback.header(DATE)?.trim(), &Rfc2822);
        proof::near(at.map_err(|_| Refusal::Mismatch(DATE))?, callback, TOLERANCE, DATE)?;
        Ok(proof)
    }
}

/// What stands for a name in the text that is signed; a header that came twice, with a comma.
fn value(callback: &Callback, name: &str) -> Option<String> {
    if name == "(request-target)" {
        let (_, rest) = callback.url.split_once("://")?;
        let target = rest.find('/').map_or("/", |at| &rest[at..]);
        return Some(format!("{} {target}", callback.method.as_str().to_lowercase()));
    }
    let values = callback.headers.get_all(name).iter().map(|it| it.to_str().map(str::trim).ok());
    let values = values.collect::<Option<Vec<_>>>()?;
    (!values.is_empty()).then(|| values.join(", "))
}

/// The SHA-256 of the header `Digest` (RFC 3230), which may hold others beside it.
fn digest(callback: &Callback) -> Result<Vec<u8>, Refusal> {
    let mut digests = callback.header(DIGEST)?.split(',').filter_map(|it| it.split_once('='));
    let sha256 = digests.find(|(name, _)| name.trim().eq_ignore_ascii_case("sha-256"));
    sha256.and_then(|(_, hash)| unbase64(hash)).ok_or(Refusal::Mismatch(DIGEST))
}
