//! What recordings cannot show: how much is read, and by which of several signs a message is found.

use super::*;
use crate::verp::return_address;
use event::{BounceClass, Event};
use proptest::prelude::*;

const REPORT: &str = "Content-Type: message/delivery-status\n\n\
    Final-Recipient: rfc822; bob@example.org\nAction: failed\nStatus: 5.1.1\n";

fn told(mail: &str, keys: &[&str]) -> Vec<Event> {
    let keys: Vec<String> = keys.iter().map(|it| (*it).to_owned()).collect();
    unwrapped(&Mail::read(mail.as_bytes()).expect("a mail"), &keys).events
}

fn report(to: &str, returned: &str) -> String {
    format!(
        "From: MAILER-DAEMON@mx.example\nTo: {to}\nContent-Type: multipart/report; boundary=b\n\n\
         --b\n{REPORT}\n--b\nContent-Type: message/rfc822\n\n{returned}\n--b--\n"
    )
}

#[test]
fn a_signed_address_comes_before_the_id_and_a_forged_one_counts_for_nothing() {
    let signed = |key| return_address(key, "bounces", "example.com", "m-7").expect("it fits");
    for (to, returned, keys, message, rfc_id) in [
        (signed("k"), "Message-ID: <a@b>", &["k"][..], Some("m-7"), Some("a@b")),
        (signed("k"), "Message-ID: <a@b>", &["old", "k"], Some("m-7"), Some("a@b")),
        (signed("x"), "Message-ID: <a@b>", &["k"], Some("a@b"), Some("a@b")),
        (signed("k"), "Message-ID: <a@b>", &[], Some("a@b"), Some("a@b")),
        (signed("k"), "Subject: Hi", &["k"], Some("m-7"), None),
        (signed("x"), "Subject: Hi", &["k"], None, None),
    ] {
        let events = told(&report(&to, returned), keys);
        assert_eq!(events[0].message_id.as_deref(), message, "{to}");
        let found = events[0].details.message.as_ref().and_then(|it| it.rfc_id.as_deref());
        assert_eq!(found, rfc_id, "{to}");
        assert_eq!(events[0].recipient.as_deref(), Some("bob@example.org"));
    }
}

#[test]
fn the_returned_message_may_hold_the_signed_address() {
    let signed = return_address("k", "bounces", "example.com", "m-7").expect("it fits");
    let events =
        told(&report("postmaster@example.com", &format!("Return-Path: <{signed}>")), &["k"]);
    assert_eq!(events[0].message_id.as_deref(), Some("m-7"));
}

#[test]
fn any_depth_and_any_length_are_borne() {
    let deep: String = (0..50_000).fold(String::from("From: a@b.example\n"), |mail, n| {
        mail + &format!("Content-Type: multipart/mixed; boundary=x{n}\n\n--x{n}\n")
    });
    assert!(told(&deep, &[]).is_empty());
    let nested = "Content-Type: message/rfc822\n\n".repeat(50_000);
    assert!(told(&format!("From: a@b.example\n{nested}"), &[]).is_empty());
    let many = "--b\nContent-Type: text/plain\n\nbob@example.org\n".repeat(20_000);
    let many = format!(
        "From: MAILER-DAEMON@b.example\nContent-Type: multipart/mixed; boundary=b\n\n{many}"
    );
    assert_eq!(told(&many, &[]).len(), 0, "addresses without a word of failure");
    let long = format!(
        "From: MAILER-DAEMON@b.example\nSubject: Undeliverable\n\n{}",
        "a@b.example\n".repeat(200_000)
    );
    assert_eq!(told(&long, &[]).len(), 1);
    let padded = format!("{}{}", report("a@b.example", "Subject: Hi"), "x".repeat(3 << 20));
    assert_eq!(
        told(&padded, &[])[0].details.bounce.as_ref().map(|it| it.class),
        Some(BounceClass::Hard)
    );
}

/// What would cost time by the square of its length, were it not bounded: it would take minutes.
#[test]
fn no_mail_costs_more_than_its_length() {
    let server = "From: MAILER-DAEMON@b.example\nSubject: Undeliverable\n";
    let report = "From: a@b.example\nContent-Type: multipart/report; boundary=b\n\n--b\n\
                  Content-Type: message/delivery-status\n\nFinal-Recipient: utf-8; ";
    let numbered = |before: &str, after: &str| {
        (0..20_000).fold(String::new(), |all, n| all + &format!("{before}a{n}@b.example{after}"))
    };
    for mail in [
        format!("{server}\n{}", "a@b.example ".repeat(80_000)),
        format!("{server}To: {}\n\nGone", "a@b.example, ".repeat(80_000)),
        format!("{report}{}", "\\x{".repeat(300_000)),
        format!("{report}{}", numbered("\nFinal-Recipient: rfc822; ", "\nAction: failed\n")),
        report.replace("delivery-status\n\n", "feedback-report\n\nFeedback-Type: abuse\n")
            + &numbered("\nOriginal-Rcpt-To: ", ""),
    ] {
        assert!(told(&mail, &["key"]).len() <= 1_000);
    }
}

proptest! {
    #[test]
    fn no_mail_makes_it_panic(
        text in "(From: |To: |Content-Type: multipart/report; boundary=b\n|--b|--\n|\n\n|\n|@|a@b.example|\
                 Content-Type: message/delivery-status\n|Final-Recipient: |Action: failed|550 5.1.1 |\
                 Feedback-Type: abuse|é|\\PC){0,40}"
    ) {
        if let Some(mail) = Mail::read(text.as_bytes()) {
            _ = unwrapped(&mail, &["key".to_owned()]);
        }
    }
}
