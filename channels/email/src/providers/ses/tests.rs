//! What recordings cannot show.

use super::*;
use serde_json::Value;
use serde_json::json;

/// Kept out of the recordings: there a flipped bit must be noticed.
#[test]
fn raw_delivery_counts_where_it_is_asked_for() {
    let body =
        json!({"notificationType": "Delivery", "mail": {"destination": ["bob@example.org"]}});
    let file = format!(
        "POST https://hub.example.org/in/x HTTP/1.1\nDate: Wed, 09 Sep 2026 10:15:30 GMT\n\
         X-Amz-Sns-Topic-Arn: arn:box\nX-Amz-Sns-Rawdelivery: true\n\n{body}"
    );
    let callback = Callback::from_recording(file.as_bytes()).expect("a recording");
    let events = |setup: Value| {
        let setup = setup.as_object().cloned().unwrap_or_default();
        let setup = Setup::from_object(setup, &FACTS).expect("a setup");
        assert_eq!(Ses.key(&callback, &setup).ok().flatten(), None);
        let verified = adapter::verify(&Ses, &callback, &setup).ok()?;
        Some(Ses.parse(&verified).expect("an event").events.len())
    };
    assert_eq!(events(json!({"topic_arn": "arn:box", "raw_delivery": true})), Some(1));
    assert_eq!(events(json!({"topic_arn": "arn:fox", "raw_delivery": true})), None);
    assert_eq!(events(json!({"topic_arn": "arn:box", "raw_delivery": false})), None);
    assert_eq!(events(json!({"raw_delivery": true})), None);
}

#[test]
fn only_the_own_topic_has_a_certificate_fetched() {
    let recording = include_bytes!("../../../fixtures/ses/certificate_not_fetched.http");
    let callback = Callback::from_recording(recording).expect("a recording");
    let key = |topic: &str| {
        let setup = json!({"topic_arn": topic}).as_object().cloned().unwrap_or_default();
        let setup = Setup::from_object(setup, &FACTS).expect("a setup");
        Ses.key(&callback, &setup).map(|key| key.map(|key| key.url().to_string()))
    };
    let place = "https://sns.eu-north-1.amazonaws.com/SimpleNotificationService-7731.pem";
    let topic = "arn:aws:sns:eu-north-1:773100000001:box-office-mail";
    assert_eq!(key(topic), Ok(Some(place.to_owned())));
    assert!(key("arn:aws:sns:eu-north-1:773100000001:fox").is_err());
}
