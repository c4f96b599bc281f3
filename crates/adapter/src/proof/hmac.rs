//! HMAC over SHA-1 and SHA-256.

use super::{Proof, first_that};
use crate::Refusal;
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;
use sha2::Sha256;

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
    /// Checks an HMAC-SHA1 tag over the parts of a message.
    hmac_sha1, Sha1
}

hmac_proof! {
    /// Checks an HMAC-SHA256 tag over the parts of a message.
    hmac_sha256, Sha256
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bytes::unhex;

    /// RFC 4231, test case 2, and the same of RFC 2202.
    #[test]
    fn the_published_vectors_hold() {
        let message: [&[u8]; 2] = [b"what do ya want ", b"for nothing?"];
        let tag = unhex("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
        assert!(hmac_sha256(&["Jefe"], &message, &tag.expect("hex"), "tag").is_ok());
        let tag = unhex("effcdf6ae5eb2fa2d27416d5f184df9c259a7c79").expect("hex");
        assert!(hmac_sha1(&["Jefe"], &message, &tag, "tag").is_ok());
        assert!(hmac_sha1(&["Jeff"], &message, &tag, "tag").is_err());
        assert!(hmac_sha1(&["Jefe"], &message, &tag[..19], "tag").is_err());
        assert!(hmac_sha1::<&str>(&[], &message, &tag, "tag").is_err());
    }
}
