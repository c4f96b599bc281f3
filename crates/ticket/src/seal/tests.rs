//! What a token gives away, and what it takes to make one.

use super::*;
use crate::Device;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use event::{Channel, from_ms};
use proptest::prelude::*;
use proptest::test_runner::{RngAlgorithm, TestRng};
use serde_json::json;
use strum::IntoEnumIterator;

const KEY: [u8; 32] = [7; 32];

fn project() -> ProjectId {
    ProjectId::first_at(1_774_340_600_000)
}

fn ticket() -> Ticket {
    Ticket {
        message_id: Some("order-1009".to_owned()),
        url: Some("https://shop.example/basket?id=1009".to_owned()),
        metadata: json!({"order": "A-1009"}).as_object().cloned().unwrap_or_default(),
        expires_at: Some(from_ms(1_774_340_600_000)),
        ..Ticket::new(Channel::Email, "Ann.Example@mail.example.org")
    }
}

fn open(purpose: Purpose, token: &str) -> Result<Ticket, NotATicket> {
    Key::new(&KEY).open(purpose, &Token::read(token).ok_or(NotATicket)?)
}

#[test]
fn a_ticket_comes_back_for_its_purpose_only() {
    let key = Key::new(&KEY);
    let leave = |channel, device| Ticket { device, ..Ticket::new(channel, "a") };
    for (purpose, ticket) in [
        (Purpose::Link, ticket()),
        (Purpose::Open, leave(Channel::Email, None)),
        (Purpose::Confirm, leave(Channel::Telegram, None)),
        (Purpose::Leave, leave(Channel::WebPush, Some(Device::Mobile))),
    ] {
        let token = key.seal(project(), purpose, &ticket, [1; 12]);
        assert_eq!(Token::read(&token).expect("a token").project(), project());
        for other in Purpose::iter() {
            let wanted = if other == purpose { Ok(ticket.clone()) } else { Err(NotATicket) };
            assert_eq!(open(other, &token), wanted, "{purpose} as {other}");
        }
    }
}

#[test]
fn another_projects_key_opens_nothing() {
    let token = Key::new(&KEY).seal(project(), Purpose::Link, &ticket(), [1; 12]);
    let other = Key::new(&[8; 32]);
    assert_eq!(other.open(Purpose::Link, &Token::read(&token).expect("one")), Err(NotATicket));
    // Nor does it open under another project's name.
    let mut bytes = URL_SAFE_NO_PAD.decode(&token).expect("base64");
    bytes[1..17].copy_from_slice(ProjectId::at(5).uuid().as_bytes());
    assert_eq!(open(Purpose::Link, &URL_SAFE_NO_PAD.encode(&bytes)), Err(NotATicket));
}

#[test]
fn a_ticket_that_must_not_be_used_is_none_whoever_sealed_it() {
    let seal = |ticket: &Ticket| Key::new(&KEY).seal(project(), Purpose::Link, ticket, [1; 12]);
    for url in [None, Some("//evil.example"), Some("javascript:alert(1)"), Some("https://a@b/")] {
        let ticket = Ticket { url: url.map(ToOwned::to_owned), ..ticket() };
        assert_eq!(open(Purpose::Link, &seal(&ticket)), Err(NotATicket), "{url:?}");
    }
}

#[test]
fn nothing_of_an_address_is_in_clear() {
    for nonce in 0..50 {
        let token = Key::new(&KEY).seal(project(), Purpose::Link, &ticket(), [nonce; 12]);
        let bytes = URL_SAFE_NO_PAD.decode(&token).expect("base64");
        let clear = [
            token.to_lowercase().into_bytes(),
            bytes.to_ascii_lowercase(),
            // As if it were base64 of something that is shifted.
            URL_SAFE_NO_PAD
                .decode(&token[1..token.len() - token[1..].len() % 4])
                .unwrap_or_default(),
        ];
        for text in ["ann.example@mail.example.org", "shop.example/basket", "order-1009"] {
            for part in text.as_bytes().windows(5) {
                let found = clear.iter().any(|it| it.windows(5).any(|window| window == part));
                assert!(!found, "{:?} of {text}", std::str::from_utf8(part));
            }
        }
    }
}

/// One of the things that somebody without the key may try.
fn mutate(token: &str, pick: u8, place: usize, with: &[u8]) -> String {
    const ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_=+/.";
    let at = place % token.len();
    let mut text = token.as_bytes().to_vec();
    let letter = |byte: u8| ALPHABET[usize::from(byte) % ALPHABET.len()];
    match pick % 6 {
        0 => text[at] = letter(with[0]),
        1 => text.insert(at, letter(with[0])),
        2 => _ = text.remove(at),
        3 => text.truncate(at),
        4 => text.extend(with.iter().map(|byte| letter(*byte))),
        _ => {
            // Bytes of the sealed part, whatever letters they come to.
            let mut bytes = URL_SAFE_NO_PAD.decode(token).expect("base64");
            let at = place % bytes.len();
            bytes[at] ^= with[0];
            text = URL_SAFE_NO_PAD.encode(bytes).into_bytes();
        }
    }
    String::from_utf8(text).expect("ASCII")
}

#[test]
fn of_a_hundred_thousand_mutations_none_opens() {
    let token = Key::new(&KEY).seal(project(), Purpose::Link, &ticket(), [1; 12]);
    let mut rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[3; 32]);
    let (mut tried, mut opened) = (0, 0);
    while tried < 100_000 {
        let (pick, place) = (rng.next_u32().to_le_bytes()[0], rng.next_u32() as usize);
        let changed = mutate(&token, pick, place, &rng.next_u32().to_le_bytes());
        if changed != token {
            tried += 1;
            opened += u32::from(open(Purpose::Link, &changed).is_ok());
        }
    }
    assert_eq!(opened, 0);
    assert!(open(Purpose::Link, &token).is_ok());
}

proptest! {
    #[test]
    fn every_ticket_comes_back(
        contact in "\\PC{1,40}", id in proptest::option::of("\\PC{1,40}"),
        at in proptest::option::of(0..4_000_000_000_000_i64), nonce: [u8; 12], value in "\\PC*"
    ) {
        prop_assume!(!contact.trim().is_empty());
        let ticket = Ticket {
            message_id: id,
            expires_at: at.map(from_ms),
            metadata: json!({"a": [value, 1, null]}).as_object().cloned().unwrap_or_default(),
            ..Ticket::new(Channel::Email, contact)
        };
        let token = Key::new(&KEY).seal(project(), Purpose::Leave, &ticket, nonce);
        prop_assert!(token.bytes().all(|c| c.is_ascii_alphanumeric() || c == b'-' || c == b'_'));
        prop_assert_eq!(open(Purpose::Leave, &token), Ok(ticket));
    }

    #[test]
    fn no_text_makes_it_panic(text in "\\PC{0,200}|[A-Za-z0-9_-]{0,200}") {
        prop_assert_eq!(open(Purpose::Link, &text), Err(NotATicket));
    }
}
