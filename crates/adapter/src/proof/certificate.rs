//! Certificates, of which nothing counts but the key: they come from an address that is vouched for.

use crate::bytes::unbase64;
use spki::der::asn1::AnyRef;
use spki::der::{Decode, Reader, SliceReader};

/// The public key of an X.509 certificate in PEM, as DER `SubjectPublicKeyInfo`; of several the
/// first. Neither its dates nor its issuer are looked at.
#[must_use]
pub fn key_of_certificate(pem: &[u8]) -> Option<Vec<u8>> {
    let (_, rest) = std::str::from_utf8(pem).ok()?.split_once("-----BEGIN CERTIFICATE-----")?;
    let (base64, _) = rest.split_once("-----END CERTIFICATE-----")?;
    let base64: String = base64.split_ascii_whitespace().collect();
    let certificate = unbase64(&base64)?;
    let mut signed = SliceReader::new(inside(&certificate)?).ok()?;
    let mut fields = SliceReader::new(inside(signed.tlv_bytes().ok()?)?).ok()?;
    // Serial number, algorithm, issuer, dates and subject stand before the key, and the version
    // before them all, tagged as [0], unless it is the first.
    let versioned = fields.peek_byte() == Some(0xa0);
    for _ in 0..5 + usize::from(versioned) {
        fields.tlv_bytes().ok()?;
    }
    fields.tlv_bytes().ok().map(<[u8]>::to_vec)
}

fn inside(element: &[u8]) -> Option<&[u8]> {
    AnyRef::from_der(element).ok().map(AnyRef::value)
}

#[cfg(test)]
mod tests {
    use super::*;

    const CERTIFICATE: &str = "-----BEGIN CERTIFICATE-----
MIIBbTCCAROgAwIBAgIUPIdsdTkPZokmkXLvxPQ3HmCbR9YwCgYIKoZIzj0EAwIw
DDEKMAgGA1UEAwwBazAeFw0yNjExMjExMjE2NTlaFw00MDA3MzAxMjE2NTlaMAwx
CjAIBgNVBAMMAWswWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAAQwtKlYLvbB17KS
zJPecRpIjWzcuCawcPl5HENi4VY7x2kUURgPuuXX2tzUbr6MyayqSL4Lkmt3n48d
yE9gpJNGo1MwUTAdBgNVHQ4EFgQUvQZuUt4RyT1+wpzYAz7qvqc9bn0wHwYDVR0j
BBgwFoAUvQZuUt4RyT1+wpzYAz7qvqc9bn0wDwYDVR0TAQH/BAUwAwEB/zAKBggq
hkjOPQQDAgNIADBFAiBrI7W87StQxwCIopOEonOI+VbXFdKtS9gNCDYtthoPbgIh
ANUDYnRQV4vRteFRZOPI3l8ejSXVJQQbHYPoNh7AI3Nw
-----END CERTIFICATE-----
";
    const KEY: &str = "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEMLSpWC72wdeyksyT3nEaSI1s3LgmsHD5eRxDYuFWO8dpFFEYD7rl19rc1G6+jMmsqki+C5Jrd5+PHchPYKSTRg==";

    #[test]
    fn the_key_is_found() {
        assert_eq!(key_of_certificate(CERTIFICATE.as_bytes()), unbase64(KEY));
        let crlf = CERTIFICATE.replace('\n', "\r\n");
        assert_eq!(key_of_certificate(crlf.as_bytes()), unbase64(KEY));
    }

    #[test]
    fn what_is_cut_has_none() {
        for end in 0..CERTIFICATE.len() - 26 {
            assert_eq!(key_of_certificate(&CERTIFICATE.as_bytes()[..end]), None, "{end}");
        }
        let hollow = "-----BEGIN CERTIFICATE-----\nMAIwAA==\n-----END CERTIFICATE-----";
        assert_eq!(key_of_certificate(hollow.as_bytes()), None);
    }
}
