//! What recordings cannot show: their clock is the date that is signed.

use super::*;
use serde_json::Value;
use time::Duration;

fn recorded(secrets: &[u8]) -> (Callback, Setup) {
    let recording = include_bytes!("../../../fixtures/smtpeter/delivery.http");
    let callback = Callback::from_recording(recording).expect("a recording");
    let secrets: Value = serde_json::from_slice(secrets).expect("an object");
    let secrets = secrets.as_object().cloned().unwrap_or_default();
    (callback, Setup::from_object(secrets, &FACTS).expect("a setup"))
}

#[test]
fn an_old_signature_proves_nothing() {
    let setup = include_bytes!("../../../fixtures/smtpeter/setup.json");
    for (later, believed) in [(0, true), (5, true), (6, false), (-5, true), (-6, false)] {
        let (mut callback, setup) = recorded(setup);
        callback.received_at += Duration::minutes(later);
        assert_eq!(SmtPeter.verify(&callback, &setup).is_ok(), believed, "{later} minutes");
    }
}

#[test]
fn only_the_own_account_has_a_key_looked_for() {
    let (callback, setup) = recorded(br#"{"copernica_id": "environment-7731"}"#);
    let key = SmtPeter.key(&callback, &setup).expect("a key").expect("a key");
    assert_eq!(key.url().as_str(), "dns:one._domainkey.copernica.com?type=TXT");
    let (callback, setup) = recorded(br#"{"copernica_id": "environment-1"}"#);
    assert!(SmtPeter.key(&callback, &setup).is_err());
}

#[test]
fn a_key_that_was_fetched_counts_unless_one_is_pinned() {
    let own: Value =
        serde_json::from_slice(include_bytes!("../../../fixtures/smtpeter/setup.json"))
            .expect("an object");
    let record = format!("v=DKIM1; k=rsa; p={}", own["public_key"].as_str().expect("a text"));
    let (callback, mut setup) = recorded(br#"{"copernica_id": "environment-7731"}"#);
    setup.key = Some(record.clone().into());
    assert!(SmtPeter.verify(&callback, &setup).is_ok());
    let (_, mut pinned) = recorded(include_bytes!("../../../fixtures/smtpeter/other.json"));
    pinned.secrets.insert("copernica_id".to_owned(), &"environment-7731".into()).expect("a text");
    pinned.key = Some(record.into());
    assert!(SmtPeter.verify(&callback, &pinned).is_err());
}
