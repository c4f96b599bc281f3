//! Web pushes, held against decoders that know nothing of the libraries that make them.

use http::{HeaderMap, HeaderValue};
use proptest::prelude::*;
use sender::testkit::{Browser, vapid};
use sender::webpush::{
    LARGEST, NotASubscription, Notification, Push, Signed, Subscription, Unsendable, Urgency,
    Vapid, Way, is_topic, read, request,
};
use sender::{Accepted, Call, Outcome, Reply};
use std::time::Duration;

// RFC 8291, appendix A.
const KEY: &str = "q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94";
const PUBLIC: &str =
    "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4";
const AUTH: &str = "BTBZMqHH6r4Tts7J_aSIgg";
const PUSH: &str = "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27ml\
                    mlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPT\
                    pK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN";

fn browser() -> Browser {
    Browser::new(KEY, AUTH).expect("the RFC's keys")
}

fn subscription(endpoint: &str) -> Subscription {
    Subscription::new(endpoint, PUBLIC, AUTH).expect("a subscription")
}

fn call(payload: &[u8], topic: Option<&str>) -> Result<Call, Unsendable> {
    let signed = Signed { authorization: "vapid t=a.b.c, k=d".to_owned(), until: 0 };
    let push = Push { payload, ttl: 60, urgency: Some(Urgency::High), topic };
    request(&subscription("https://fcm.googleapis.com/fcm/send/abc"), push, &signed)
}

#[test]
fn the_decoder_reads_what_the_rfc_encrypts() {
    use base64::Engine;
    let push = base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(PUSH).expect("base64");
    let clear = browser().decrypt(&push).expect("the RFC's keys open it");
    assert_eq!(clear, b"When I grow up, I want to be a watermelon");
    assert_eq!(browser().p256dh(), PUBLIC);
    let mut bent = push.clone();
    *bent.last_mut().expect("bytes") ^= 1;
    assert_eq!(browser().decrypt(&bent), None);
}

#[test]
fn a_push_is_what_its_service_wants() {
    let call = call(b"hello", Some("news")).expect("a call");
    assert_eq!(call.url.as_str(), "https://fcm.googleapis.com/fcm/send/abc");
    let header = |name: &str| call.headers[name].to_str().expect("text").to_owned();
    assert_eq!(header("ttl"), "60");
    assert_eq!(header("urgency"), "high");
    assert_eq!(header("topic"), "news");
    assert_eq!(header("content-encoding"), "aes128gcm");
    assert_eq!(header("authorization"), "vapid t=a.b.c, k=d");
    assert_eq!(browser().decrypt(&call.body).as_deref(), Some(&b"hello"[..]));
    assert!(!format!("{call:?}").contains("fcm/send"), "an endpoint is a secret");
}

#[test]
fn the_largest_push_is_sent_and_a_larger_is_not() {
    let largest = vec![b'a'; LARGEST];
    let sent = call(&largest, None).expect("a call");
    assert!(sent.body.len() <= 4096, "services take 4 KiB");
    assert_eq!(browser().decrypt(&sent.body), Some(largest.clone()));
    let larger = [largest, vec![b'a']].concat();
    assert_eq!(call(&larger, None).err(), Some(Unsendable::TooLarge));
    assert_eq!(call(b"a", Some("no topic")).err(), Some(Unsendable::Broken));
}

#[test]
fn what_the_worker_is_told_is_all_there() {
    let shown = Notification {
        title: "Grüße".to_owned(),
        topic: Some("t".to_owned()),
        urgency: Some(Urgency::VeryLow),
        ..Notification::default()
    };
    let way = Way {
        message_id: "pcl_1",
        token: "a.b",
        beacon: "https://hub.example/sdk/x/beacon",
        device: "mobile",
    };
    let told: serde_json::Value = serde_json::from_slice(&shown.payload(way)).expect("JSON");
    assert_eq!(
        told,
        serde_json::json!({
            "v": 1, "id": "pcl_1", "token": "a.b", "to": "https://hub.example/sdk/x/beacon",
            "device": "mobile", "show": {"title": "Grüße", "topic": "t", "urgency": "very-low"},
        })
    );
}

#[test]
fn a_service_knows_who_sends() {
    let key = Vapid::generate().expect("a key");
    let vapid_key = Vapid::new(&key).expect("it is one");
    for (endpoint, audience) in [
        ("https://web.push.apple.com/abc", "https://web.push.apple.com"),
        ("https://push.example.com:8443/abc?d", "https://push.example.com:8443"),
        ("http://127.0.0.1:9000/abc", "http://127.0.0.1:9000"),
    ] {
        let endpoint = endpoint.parse().expect("a URL");
        let now = 1_790_000_000;
        let signed = vapid_key.sign(&endpoint, "mailto:a@b.example", now).expect("it signs");
        let (public, claims) = vapid(&signed.authorization).expect("the signature holds");
        assert_eq!(public, vapid_key.public_key());
        assert_eq!(claims["aud"], audience);
        assert_eq!(claims["sub"], "mailto:a@b.example");
        let expires = claims["exp"].as_i64().expect("a number");
        assert!(expires > now && expires <= now + 24 * 3600);
        assert!(signed.until < expires);
        let forged = signed.authorization.replace("vapid t=ey", "vapid t=eY");
        assert_eq!(vapid(&forged), None);
    }
    for text in ["", "a", &key[1..], "=".repeat(43).as_str()] {
        assert!(Vapid::new(text).is_err(), "{text:?}");
    }
    assert!(!format!("{vapid_key:?}").contains(&key));
}

#[test]
fn what_is_no_subscription_is_refused() {
    let endpoint = "https://fcm.googleapis.com/a";
    let padded = format!("{PUBLIC}=");
    assert!(Subscription::new(endpoint, &padded, &format!("{AUTH}==")).is_ok());
    let off_the_curve = format!("{}A", &PUBLIC[..PUBLIC.len() - 1]);
    for (endpoint, public, auth, wrong) in [
        ("fcm.googleapis.com", PUBLIC, AUTH, NotASubscription::Endpoint),
        ("data:,a", PUBLIC, AUTH, NotASubscription::Endpoint),
        (endpoint, &off_the_curve, AUTH, NotASubscription::PublicKey),
        (endpoint, AUTH, AUTH, NotASubscription::PublicKey),
        (endpoint, PUBLIC, "BTBZ", NotASubscription::Secret),
        (endpoint, PUBLIC, "?", NotASubscription::Secret),
    ] {
        assert_eq!(Subscription::new(endpoint, public, auth), Err(wrong), "{endpoint} {public}");
    }
    let long = format!("{endpoint}/{}", "a".repeat(2048));
    assert_eq!(Subscription::new(&long, PUBLIC, AUTH), Err(NotASubscription::Endpoint));
}

/// As a service answered: status, a header, the body; and what that comes to.
type Answered = (u16, Option<(&'static str, &'static str)>, &'static str, &'static str);

const ANSWERED: &[Answered] = &[
    (201, Some(("ttl", "60")), "", "accepted 60"),
    (201, None, "", "accepted"),
    (200, Some(("x-wns-notificationstatus", "received")), "", "accepted"),
    (201, Some(("x-wns-notificationstatus", "dropped")), "", "refused throttled"),
    (200, Some(("X-WNS-NotificationStatus", "channelThrottled")), "", "refused throttled"),
    (301, Some(("location", "https://a.example")), "", "refused config"),
    (400, None, r#"{"code":400,"errno":110,"error":"Bad Request"}"#, "refused config"),
    (400, None, "<HTML><TITLE>UnauthorizedRegistration</TITLE></HTML>", "refused config"),
    (401, None, r#"{"code":401,"errno":109,"message":"Invalid VAPID audience"}"#, "refused config"),
    (403, None, r#"{"reason":"BadJwtToken"}"#, "refused config"),
    (404, None, "", "refused invalid ends"),
    (410, None, "push subscription has unsubscribed or expired.\n", "refused invalid ends"),
    (410, None, r#"{"code":410,"errno":106,"error":"Gone"}"#, "refused invalid ends"),
    (413, None, r#"{"code":413,"errno":104}"#, "refused payload"),
    (406, None, "", "later"),
    (429, Some(("retry-after", "120")), "", "later 120"),
    (503, Some(("retry-after", "120")), r#"{"code":503,"errno":201}"#, "later 120"),
    (502, None, r#"{"code":502,"errno":900}"#, "later"),
    (999, None, "", "refused config"),
];

#[test]
fn every_answer_has_a_meaning() {
    for (status, header, body, wanted) in ANSWERED {
        let mut headers = HeaderMap::new();
        if let Some((name, value)) = header {
            let name: http::HeaderName = name.parse().expect("a name");
            headers.insert(name, HeaderValue::from_static(value));
        }
        let waits = header.filter(|(name, _)| *name == "retry-after");
        let retry_after = waits.map(|(_, it)| Duration::from_secs(it.parse().expect("a number")));
        let reply =
            Reply { status: *status, headers: &headers, body: body.as_bytes(), retry_after };
        let said = match read(&reply) {
            Outcome::Accepted(Accepted { message_id: None, ttl, delivered: false }) => {
                ttl.map_or("accepted".to_owned(), |ttl| format!("accepted {ttl}"))
            }
            Outcome::Refused(refusal) => {
                assert_eq!(refusal.kind.name(), "webpush.undelivered");
                assert_eq!(refusal.reason.text.is_some(), !body.is_empty(), "{status}");
                let ends = if refusal.ends { " ends" } else { "" };
                format!("refused {}{ends}", refusal.reason.code.unwrap_or_default())
            }
            Outcome::Later { after: Some(after), .. } => format!("later {}", after.as_secs()),
            Outcome::Later { after: None, .. } => "later".to_owned(),
            other => format!("{other:?}"),
        };
        assert_eq!(said, *wanted, "{status} {body}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_browser_reads_what_was_sent(payload in prop::collection::vec(any::<u8>(), 1..LARGEST)) {
        // The delimiter stands behind the last byte, whatever that is.
        let call = call(&payload, None).expect("a call");
        prop_assert_eq!(browser().decrypt(&call.body), Some(payload));
    }

    #[test]
    fn a_topic_is_what_a_header_holds(text in "[A-Za-z0-9_-]{0,33}|\\PC{0,8}") {
        prop_assert_eq!(is_topic(&text), call(b"a", Some(&text)).is_ok() && !text.is_empty());
    }
}
