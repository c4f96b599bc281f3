//! Where a contact is: its channel and address, in paths and cursors.

use crate::api::access::in_path;
use crate::api::input::unknown;
use crate::problem::{Kind, Problem};
use axum::extract::FromRequestParts;
use data_encoding::BASE64URL_NOPAD;
use event::{Channel, check_contact};
use http::request::Parts;
use std::fmt;
use std::str::FromStr;
use store::Address;
use strum::IntoEnumIterator;
use utoipa::IntoParams;

/// Which contact.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Path)]
#[expect(dead_code, reason = "only describes what `Of` takes from the path")]
pub(super) struct InContact {
    /// The channel.
    #[param(example = "email")]
    channel: String,
    /// The address, percent-encoded; its canonical form is found by the channel.
    #[param(example = "bob@example.org")]
    address: String,
}

/// The contact that the path names.
#[derive(Debug)]
pub(super) struct Of(pub(super) Address);

impl<S: Sync> FromRequestParts<S> for Of {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Problem> {
        let nothing = |detail| Problem::about(Kind::NotFound, detail);
        let channel = channel(&in_path(parts, "channel").await?).map_err(nothing)?;
        let text = in_path(parts, "address").await?;
        let address = Address::new(channel, &text);
        address.map(Self).ok_or_else(|| nothing(NO_ADDRESS.to_owned()))
    }
}

/// What is said of a text that is no address.
pub(in crate::api) const NO_ADDRESS: &str = "must be 1 to 1000 bytes, and not blank";

/// An address that somebody hands in.
///
/// # Errors
///
/// What it must be, where nobody could be written to there.
pub(in crate::api) fn address(channel: Channel, text: &str) -> Result<Address, &'static str> {
    let address = Address::new(channel, text).ok_or(NO_ADDRESS)?;
    check_contact(channel, address.text()).map(|()| address)
}

/// The channel of that name.
pub(in crate::api) fn channel(name: &str) -> Result<Channel, String> {
    name.parse().map_err(|_| unknown("channel", name, Channel::iter().map(Channel::name)))
}

/// Where a page of contacts begins.
#[derive(Clone, Debug)]
pub(in crate::api) struct Cursor(pub(in crate::api) Address);

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = format!("{} {}", self.0.channel(), self.0.text());
        f.write_str(&BASE64URL_NOPAD.encode(text.as_bytes()))
    }
}

impl FromStr for Cursor {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let bytes = BASE64URL_NOPAD.decode(text.as_bytes()).map_err(|_| ())?;
        let text = String::from_utf8(bytes).map_err(|_| ())?;
        let (channel, address) = text.split_once(' ').ok_or(())?;
        let channel = channel.parse().map_err(|_| ())?;
        Address::new(channel, address).map(Self).ok_or(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_cursor_comes_back(pick in 0..5_usize, text in "\\PC{1,40}") {
            let channel = Channel::iter().nth(pick).expect("five channels");
            if let Some(address) = Address::new(channel, &text) {
                let cursor: Cursor = Cursor(address.clone()).to_string().parse().expect("a cursor");
                prop_assert_eq!(cursor.0, address);
            }
        }

        #[test]
        fn no_text_makes_it_panic(text in "\\PC{0,40}") {
            _ = text.parse::<Cursor>();
        }
    }
}
