//! HMAC over MD5, SHA-1 and SHA-2.

use super::{Proof, first_that};
use crate::Refusal;
use hmac::{Hmac, KeyInit, Mac};
use md5::Md5;
use sha1::Sha1;
use sha2::{Sha256, Sha384, Sha512};

macro_rules! hmac_proof {
    ($(#[$doc:meta])* $name:ident, $hash:ty) => {
        $(#[$doc])*
        ///
        /// # Errors
        ///
        /// [`Refusal::Mismatch`] when none of the keys made the tag.
        pub fn $name<K: AsRef<[u8]>>(
            keys: &[K],
            message: &[&[u8]],
            tag: &[u8],
            what: &'static str,
        ) -> Result<Proof, Refusal> {
            let made = |key: &K| {
                let Ok(mut mac) = Hmac::<$hash>::new_from_slice(key.as_ref()) else {
                    return false;
                };
                for part in message {
                    mac.update(part);
                }
                mac.verify_slice(tag).is_ok()
            };
            first_that(keys, made, what)
        }
    };
}

hmac_proof! {
    /// Checks an HMAC-MD5 tag over the parts of a message.
    hmac_md5, Md5
}

hmac_proof! {
    /// Checks an HMAC-SHA1 tag over the parts of a message.
    hmac_sha1, Sha1
}

hmac_proof! {
    /// Checks an HMAC-SHA256 tag over the parts of a message.
    hmac_sha256, Sha256
}

hmac_proof! {
    /// Checks an HMAC-SHA384 tag over the parts of a message.
    hmac_sha384, Sha384
}

hmac_proof! {
    /// Checks an HMAC-SHA512 tag over the parts of a message.
    hmac_sha512, Sha512
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bytes::unhex;

    /// RFC 4231, test case 2, and the same of RFC 2202 (of MD5 and SHA-1).
    #[test]
    fn the_published_vectors_hold() {
        let message: [&[u8]; 2] = [b"what do ya want ", b"for nothing?"];
        let tag = unhex("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
        assert!(hmac_sha256(&["Jefe"], &message, &tag.expect("hex"), "tag").is_ok());
        let tag = unhex("effcdf6ae5eb2fa2d27416d5f184df9c259a7c79").expect("hex");
        assert!(hmac_sha1(&["Jefe"], &message, &tag, "tag").is_ok());
        let tag = unhex("750c783e6ab0b503eaa86e310a5db738").expect("hex");
        assert!(hmac_md5(&["Jefe"], &message, &tag, "tag").is_ok());
        let tag = unhex(
            "af45d2e376484031617f78d2b58a6b1b9c7ef464f5a01b47e42ec3736322445e8e2240ca5e69e2c78b3239ecfab21649",
        );
        assert!(hmac_sha384(&["Jefe"], &message, &tag.expect("hex"), "tag").is_ok());
        let tag = unhex(
            "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea2505549758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737",
        );
        assert!(hmac_sha512(&["Jefe"], &message, &tag.expect("hex"), "tag").is_ok());
        let tag = unhex("effcdf6ae5eb2fa2d27416d5f184df9c259a7c79").expect("hex");
        assert!(hmac_sha1(&["Jeff"], &message, &tag, "tag").is_err());
        assert!(hmac_sha1(&["Jefe"], &message, &tag[..19], "tag").is_err());
        assert!(hmac_sha1::<&str>(&[], &message, &tag, "tag").is_err());
    }
}
