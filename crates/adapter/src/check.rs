//! Secrets and settings that can never do what they are for: found when a source is set up, not when
//! its callbacks are refused.

use crate::bytes::unbase64;
use crate::proof::key_of_certificate;
use serde_json::Value;
use spki::ObjectIdentifier;
use spki::SubjectPublicKeyInfoRef;
use spki::der::Decode;
use url::Url;

/// Why a value is refused; ends the sentence that begins with its name.
pub type Unfit = &'static str;

const EC: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");
const P256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.3.1.7");
const ED25519: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.101.112");
const RSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");

/// The bits of an RSA key below which none counts.
pub const LONG_RSA: usize = 2048;

/// The same for providers that make short ones.
pub const SHORT_RSA: usize = 1024;

/// Passes a P-256 public key: DER `SubjectPublicKeyInfo` in base 64, as it begins with `MFkw`.
///
/// # Errors
///
/// [`Unfit`] when it is none.
pub fn p256_key(text: &str) -> Result<(), Unfit> {
    let fits = unbase64(text).is_some_and(|der| {
        let Ok(info) = SubjectPublicKeyInfoRef::from_der(&der) else { return false };
        let curve = info.algorithm.parameters_oid().ok();
        let point = info.subject_public_key.as_bytes();
        info.algorithm.oid == EC
            && curve == Some(P256)
            && point.is_some_and(|point| point.len() == 65 && point[0] == 4)
    });
    unless(fits, "must be a public key on P-256 in base 64, as it begins with MFkw")
}

/// Passes the bytes of an Ed25519 public key: 32 alone, or DER `SubjectPublicKeyInfo`.
///
/// # Errors
///
/// [`Unfit`] when they are none.
pub fn ed25519_key(key: Option<Vec<u8>>) -> Result<(), Unfit> {
    let fits = key.is_some_and(|key| {
        let info = SubjectPublicKeyInfoRef::from_der(&key);
        key.len() == 32 || info.is_ok_and(|info| info.algorithm.oid == ED25519)
    });
    unless(fits, "must be an Ed25519 public key in base 64")
}

/// Passes the bytes of an RSA public key of so many bits or more: DER `SubjectPublicKeyInfo`.
///
/// # Errors
///
/// [`Unfit`] when they are none.
pub fn rsa_key(der: Option<Vec<u8>>, bits: usize) -> Result<(), Unfit> {
    let fits = der.is_some_and(|der| {
        let Ok(info) = SubjectPublicKeyInfoRef::from_der(&der) else { return false };
        let key = info.subject_public_key.as_bytes();
        info.algorithm.oid == RSA && key.is_some_and(|key| key.len() > bits / 8)
    });
    unless(fits, "must be an RSA public key in base 64, and not a short one")
}

/// Passes an X.509 certificate in PEM with an RSA key.
///
/// # Errors
///
/// [`Unfit`] when it is none.
pub fn rsa_certificate(pem: &str) -> Result<(), Unfit> {
    let fits = rsa_key(key_of_certificate(pem.as_bytes()), LONG_RSA);
    fits.map_err(|_| "must be a certificate in PEM with an RSA key")
}

/// Passes the secret of a Standard Webhooks sender: base 64, behind `whsec_` or not.
///
/// # Errors
///
/// [`Unfit`] when it is none.
pub fn standard_secret(text: &str) -> Result<(), Unfit> {
    let fits = unbase64(text.trim_start_matches("whsec_")).is_some_and(|key| !key.is_empty());
    unless(fits, "must be `whsec_` and a key in base 64")
}

/// Passes a key in base 64.
///
/// # Errors
///
/// [`Unfit`] when it is none.
pub fn base64(text: &str) -> Result<(), Unfit> {
    let fits = unbase64(text).is_some_and(|key| !key.is_empty());
    unless(fits, "must be in base 64")
}

/// Passes a setting that is the origin of a site: scheme, host and port, and no more.
///
/// # Errors
///
/// [`Unfit`] when it is none.
pub fn origin(value: &Value) -> Result<(), Unfit> {
    let fits = value.as_str().is_some_and(|text| {
        let url = Url::parse(text).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
        let origin = url.map(|url| url.origin().ascii_serialization());
        origin.as_deref() == Some(text.trim_end_matches('/'))
    });
    unless(fits, "must be an origin such as `https://shop.example.com`")
}

/// Passes what fits.
///
/// # Errors
///
/// What is said of what does not.
pub fn unless(fits: bool, said: &'static str) -> Result<(), Unfit> {
    if fits { Ok(()) } else { Err(said) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const P256_KEY: &str = "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEMLSpWC72wdeyksyT3nEaSI1s3LgmsHD5eRxDYuFWO8dpFFEYD7rl19rc1G6+jMmsqki+C5Jrd5+PHchPYKSTRg==";
    const ED25519_KEY: &str = "+T3F0uW421i06pVlhVgfNu1pX0QzFHy47Oz8LOOKf50=";

    #[test]
    fn only_a_key_of_its_kind_passes() {
        let cut = &P256_KEY[..P256_KEY.len() - 8];
        assert_eq!(p256_key(P256_KEY), Ok(()));
        for text in ["", "MFkw", cut, ED25519_KEY, "-----BEGIN PUBLIC KEY-----"] {
            assert!(p256_key(text).is_err(), "{text}");
        }
        let info = "MCowBQYDK2VwAyEA+T3F0uW421i06pVlhVgfNu1pX0QzFHy47Oz8LOOKf50=";
        for text in [ED25519_KEY, info] {
            assert_eq!(ed25519_key(unbase64(text)), Ok(()));
        }
        for text in ["", "A", P256_KEY, &ED25519_KEY[4..]] {
            assert!(ed25519_key(unbase64(text)).is_err(), "{text}");
        }
        for key in [None, Some(Vec::new()), unbase64(P256_KEY), unbase64(ED25519_KEY)] {
            assert!(rsa_key(key.clone(), SHORT_RSA).is_err(), "{key:?}");
        }
        assert!(rsa_certificate("-----BEGIN CERTIFICATE-----").is_err());
    }

    #[test]
    fn a_secret_and_an_origin_have_their_forms() {
        assert_eq!(standard_secret("whsec_Ym94LW9mZmljZQ=="), Ok(()));
        assert_eq!(standard_secret("Ym94LW9mZmljZQ=="), Ok(()));
        for text in ["whsec_", "whsec_!", "re_123", ""] {
            assert!(standard_secret(text).is_err(), "{text}");
        }
        assert_eq!(base64("Ym94LW9mZmljZQ=="), Ok(()));
        for text in ["", "!", "whsec_Ym94LW9mZmljZQ=="] {
            assert!(base64(text).is_err(), "{text}");
        }
        for (text, fits) in [
            ("https://shop.example.com", true),
            ("https://shop.example.com:8443/", true),
            ("http://localhost:3000", true),
            ("https://shop.example.com/blog", false),
            ("https://SHOP.example.com", false),
            ("shop.example.com", false),
            ("ftp://shop.example.com", false),
            ("https://me@shop.example.com", false),
            ("", false),
        ] {
            assert_eq!(origin(&json!(text)).is_ok(), fits, "{text}");
        }
    }
}
