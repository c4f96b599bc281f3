//! Return addresses that name their message and prove it (variable envelope return paths).
//!
//! `bounces+m.ID.TAG@example.com`: `ID` is the sender's own id of the message, `TAG` the first 16
//! hexadecimal digits of HMAC-SHA256 over `m.ID`. An id that a local part could not carry, or that
//! would not come back as it went out (capital letters), stands behind `b.` in base 32.

use data_encoding::{BASE32_NOPAD, HEXLOWER};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use subtle::ConstantTimeEq;

/// Digits of a tag: 64 bits, which nobody guesses by sending mail.
const TAG: usize = 16;

/// The longest local part there may be (RFC 5321, section 4.5.3.1).
const LONGEST: usize = 64;

/// No return address can be made.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum NoAddress {
    /// The id is empty.
    #[error("the id is empty")]
    Empty,
    /// It would be longer than mail servers must take; holds how long its local part would be.
    #[error("its local part would have {0} characters, and 64 is the most")]
    TooLong(usize),
}

/// Makes the return address of one message: the envelope's sender when it is sent.
///
/// `key` is the `verp_key` of the source, `mailbox` and `domain` are where its mail comes back to.
///
/// # Errors
///
/// [`NoAddress`] when the id is empty or too long: with the mailbox `bounces`, 37 small letters,
/// digits, dots, hyphens and underscores, or 23 bytes of others.
///
/// # Examples
///
/// ```
/// let address = email::return_address("key", "bounces", "example.com", "order-1009")?;
/// assert_eq!(address, "bounces+m.order-1009.6cc4ff47f82f0b31@example.com");
/// # Ok::<(), email::NoAddress>(())
/// ```
pub fn return_address(
    key: &str,
    mailbox: &str,
    domain: &str,
    id: &str,
) -> Result<String, NoAddress> {
    if id.is_empty() {
        return Err(NoAddress::Empty);
    }
    let named = if is_plain(id) {
        format!("m.{id}")
    } else {
        format!("b.{}", BASE32_NOPAD.encode(id.as_bytes()).to_ascii_lowercase())
    };
    let local = format!("{mailbox}+{named}.{}", tag(key, &named));
    match local.len() {
        ..=LONGEST => Ok(format!("{local}@{domain}")),
        length => Err(NoAddress::TooLong(length)),
    }
}

/// The id in a return address that one of the keys made.
pub(crate) fn id(address: &str, keys: &[String]) -> Option<String> {
    let (local, _) = address.rsplit_once('@')?;
    // Servers on the way may have put their own before it, and may not keep capital letters.
    let local = local.to_ascii_lowercase();
    let starts = local.match_indices(['+', '-', '=']).map(|(at, _)| at + 1);
    starts.map(|at| &local[at..]).find_map(|token| read(token, keys))
}

fn read(token: &str, keys: &[String]) -> Option<String> {
    let (named, given) = token.rsplit_once('.')?;
    let (form, id) = named.split_once('.')?;
    let made = |key: &String| bool::from(tag(key, named).as_bytes().ct_eq(given.as_bytes()));
    if id.is_empty() || given.len() != TAG || !keys.iter().any(made) {
        return None;
    }
    match form {
        "m" => Some(id.to_owned()),
        "b" => {
            let bytes = BASE32_NOPAD.decode(id.to_ascii_uppercase().as_bytes()).ok()?;
            String::from_utf8(bytes).ok()
        }
        _ => None,
    }
}

/// Whether an id comes back as it is.
fn is_plain(id: &str) -> bool {
    let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b"._-".contains(&b);
    let dots = id.starts_with('.') || id.ends_with('.') || id.contains("..");
    id.bytes().all(plain) && !dots
}

fn tag(key: &str, named: &str) -> String {
    let mut mac =
        Hmac::<Sha256>::new_from_slice(key.as_bytes()).expect("HMAC takes keys of any length");
    mac.update(named.as_bytes());
    let mut tag = HEXLOWER.encode(&mac.finalize().into_bytes());
    tag.truncate(TAG);
    tag
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn an_id_has_to_fit() {
        let made = |id: &str| return_address("key", "bounces", "example.com", id);
        assert_eq!(made(""), Err(NoAddress::Empty));
        assert!(made(&"a".repeat(37)).is_ok());
        assert_eq!(made(&"a".repeat(38)), Err(NoAddress::TooLong(65)));
        assert!(made("f81d4fae-7dec-11d0-a765-00a0c91e6bf6").is_ok());
        assert!(made(&"A".repeat(23)).is_ok());
        assert!(made(&"A".repeat(24)).is_err());
    }

    #[test]
    fn servers_on_the_way_may_change_it() {
        let keys = ["old".to_owned(), "key".to_owned()];
        let made = return_address("key", "bounces", "example.com", "Order 1").expect("it fits");
        let (local, _) = made.split_once('@').expect("an address");
        for address in [
            made.clone(),
            made.to_uppercase(),
            format!("SRS0=x7q=aa=example.com={local}@forwarder.example"),
            format!("prvs=1234567890={local}@example.com"),
        ] {
            let wanted = Some("Order 1".to_owned());
            assert_eq!(id(&address, &keys), wanted, "{address}");
            assert_eq!(id(&address, &keys[..1]), None, "{address}");
        }
    }

    proptest! {
        #[test]
        fn what_was_put_in_comes_out(key in "\\PC{0,40}", text in "[a-z0-9._-]{1,37}|\\PC{1,6}") {
            let made = return_address(&key, "bounces", "example.com", &text);
            prop_assume!(made.is_ok());
            let made = made.expect("it fits");
            prop_assert_eq!(id(&made, std::slice::from_ref(&key)), Some(text.clone()));
            prop_assert_eq!(id(&made, &[key + "x"]), None);
            let forged = made.replacen('.', "x.", 1);
            prop_assert_eq!(id(&forged, &["key".to_owned()]), None);
        }

        #[test]
        fn no_text_makes_it_panic(text in "(@|\\+|-|=|\\.|m|b|0|é|\\PC){0,32}") {
            _ = id(&text, &["key".to_owned()]);
        }
    }
}
