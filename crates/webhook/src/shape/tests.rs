use super::*;
use proptest::prelude::*;
use serde_json::{Value, json};

fn shaped(shape: &Shape, envelope: &Value) -> Value {
    let text = envelope.to_string();
    let mut written = Vec::new();
    shape.of(Json::read(text.as_bytes()).expect("JSON")).write(&mut written);
    serde_json::from_slice(&written).expect("JSON")
}

fn envelope() -> Value {
    json!({
        "type": "email.bounced",
        "timestamp": "2026-03-24T08:23:20.000Z",
        "data": {
            "id": "evt_1", "project": "example.com", "provider": "x", "source": "src_1",
            "received_at": "2026-03-24T08:23:25.114Z", "channel": "email",
            "group": "message_status", "contact": "Bob@example.org",
            "recipient": "Bob <Bob@Example.ORG>", "message_id": "m-1",
            "bounce": {"class": "hard", "code": 550},
            "response": {"code": 550, "text": "550 <bob@EXAMPLE.org>: unknown, bob"},
            "click": {"url": "https://shop.example/?m=Bob%40example.org&x=1"},
            "message": {
                "sender": "b9f2=Bob=example.org@bounce.example.com",
                "recipients": ["Bob@example.org", "ann@example.net"],
                "headers": {"X-To": "ann@example.net", "X-Id": 7}
            },
            "test": true,
            "metadata": {"who": {"mail": ["BOB@EXAMPLE.ORG"]}, "order": "A-1009"}
        }
    })
}

#[test]
fn a_whole_shape_changes_nothing() {
    assert!(Shape::default().is_whole());
    assert_eq!(shaped(&Shape::default(), &envelope()), envelope());
}

#[test]
fn only_what_is_named_is_shown() {
    let members = ["bounce.class", "metadata.who.mail", "message.sender", "reason", "client.ip"];
    let members = Some(members.map(ToOwned::to_owned).to_vec());
    let shape = Shape { members, ..Shape::default() };
    let wanted = json!({
        "id": "evt_1",
        "bounce": {"class": "hard"},
        "message": {"sender": "b9f2=Bob=example.org@bounce.example.com"},
        "test": true,
        "metadata": {"who": {"mail": ["BOB@EXAMPLE.ORG"]}}
    });
    assert_eq!(shaped(&shape, &envelope())["data"], wanted);
}

#[test]
fn a_thin_body_holds_ids() {
    let shape = Shape { thin: true, ..Shape::default() };
    let wanted = json!({
        "id": "evt_1", "project": "example.com", "source": "src_1", "message_id": "m-1",
        "test": true
    });
    let thin = shaped(&shape, &envelope());
    assert_eq!(thin["data"], wanted);
    assert_eq!(thin["type"], "email.bounced");
}

#[test]
fn mail_headers_are_chosen() {
    let shown = |mail_headers| {
        let shape = Shape { mail_headers, ..Shape::default() };
        shaped(&shape, &envelope())["data"]["message"]["headers"].clone()
    };
    assert_eq!(shown(None), json!({"X-To": "ann@example.net", "X-Id": 7}));
    assert_eq!(shown(Some(Vec::new())), Value::Null);
    assert_eq!(shown(Some(vec!["x-id".into(), "x-no".into()])), json!({"X-Id": 7}));
    assert_eq!(shown(Some(vec!["x-no".into()])), Value::Null);
    let hidden = |names: &[&str]| {
        let mail_headers_out = Some(names.iter().map(|it| (*it).to_owned()).collect());
        let shape = Shape { mail_headers_out, ..Shape::default() };
        shaped(&shape, &envelope())["data"]["message"]["headers"].clone()
    };
    assert_eq!(hidden(&["x-to", "x-no"]), json!({"X-Id": 7}));
    assert_eq!(hidden(&["X-To", "X-Id"]), Value::Null);
}

#[test]
fn a_masked_contact_is_masked_wherever_it_stands() {
    let shape = Shape { contact: ContactShown::Masked, ..Shape::default() };
    let data = &shaped(&shape, &envelope())["data"];
    assert_eq!(data["contact"], "B***@example.org");
    assert_eq!(data["recipient"], "B***@example.org");
    assert_eq!(data["response"]["text"], "550 <B***@example.org>: unknown, bob");
    assert_eq!(data["click"]["url"], "https://shop.example/?m=B***@example.org&x=1");
    assert_eq!(data["message"]["sender"], "b9f2=B***@example.org@bounce.example.com");
    assert_eq!(data["message"]["recipients"], json!(["B***@example.org", "a***@example.net"]));
    assert_eq!(data["message"]["headers"]["X-To"], "a***@example.net");
    assert_eq!(data["metadata"]["who"]["mail"], json!(["B***@example.org"]));
    assert_eq!(data["id"], "evt_1");
}

#[test]
fn a_hash_is_that_of_the_canonical_form() {
    let shape = Shape { contact: ContactShown::Hashed, ..Shape::default() };
    let data = &shaped(&shape, &envelope())["data"];
    // printf %s Bob@example.org | sha256sum
    let hash = "sha256:4896ef3269ddaafd12f0d74cb6eab266926ff98af9cf88d95d576a3f61b48995";
    assert_eq!(data["recipient"], data["contact"]);
    assert_eq!(data["contact"], hash);
}

#[test]
fn numbers_and_ids_of_users_are_hidden_too() {
    let shape = Shape { contact: ContactShown::Masked, ..Shape::default() };
    let of = |channel: &str, contact: &str, rest: Value| {
        let data = json!({
            "channel": channel, "contact": contact, "message_id": rest, "metadata": {"n": 1_111_111}
        });
        shaped(&shape, &json!({"type": "x", "data": data}))["data"].clone()
    };
    let telegram = of("telegram", "1111111", json!("1111111:17"));
    assert_eq!(telegram["message_id"], "***11:17");
    assert_eq!(telegram["metadata"]["n"], "***11");
    let sms = of("sms", "+15622089096", json!("to 15622089096"));
    assert_eq!((&sms["contact"], &sms["message_id"]), (&json!("***96"), &json!("to ***96")));
    let code = of("sms", "12345", json!("a12345 12345"));
    assert_eq!(code["message_id"], "a12345 ***45");
    assert_eq!(of("sms", "123", json!(""))["contact"], "***");
}

proptest! {
    #[test]
    fn no_text_of_a_hidden_event_holds_the_contact(
        mailbox in "[a-z]{2,8}", domain in "[a-z]{3,6}\\.example",
        texts in proptest::collection::vec("[ -~]{0,6}", 4), upper: bool, hashed: bool,
    ) {
        let address = format!("{mailbox}@{domain}");
        let written = if upper { address.to_uppercase() } else { address.clone() };
        let around = |place: usize| format!("{}{written}{}", texts[place], texts[place + 1]);
        let envelope = json!({"type": "x", "data": {
            "channel": "email", "contact": address, "recipient": written,
            "reason": {"text": around(0)}, "metadata": {"a": [around(1), {"b": around(2)}]}
        }});
        let contact = if hashed { ContactShown::Hashed } else { ContactShown::Masked };
        let shape = Shape { contact, ..Shape::default() };
        let text = shaped(&shape, &envelope).to_string().to_lowercase();
        prop_assert!(!text.contains(&address), "{}", text);
    }
}
