use super::*;
use crate::Options;
use serde_json::{Value, json};

fn bounced() -> Value {
    json!({
        "type": "email.bounced",
        "timestamp": "2026-03-24T08:23:20.114Z",
        "data": {
            "id": "evt_1", "project": "example.com", "provider": "sendgrid", "source": "src_1",
            "received_at": "2026-03-24T08:23:25.114Z", "channel": "email",
            "group": "message_status", "contact": "Bob@example.org",
            "recipient": "Bob@Example.org", "message_id": "m 1",
            "bounce": {"class": "hard", "code": 550, "enhanced": "5.1.1"},
            "response": {"code": 550, "text": "no such <user>", "host": "mx.example", "stage": "rcpt"},
            "message": {"recipients": ["a@x.example", "b@x.example"], "headers": {"X-Team": "shop"}},
            "metadata": {"order": "A-1009", "n": 1.5, "tags": ["x", "y"], "deep": [{"a]b": null}]}
        }
    })
}

fn in_form(format: Format, encoding: Encoding, envelope: &Value) -> String {
    let options = Options { format, encoding, ..Options::default() };
    let body = options.body(envelope.to_string().as_bytes()).expect("a body");
    String::from_utf8(body).expect("UTF-8")
}

/// The pairs of a form, decoded.
fn pairs(form: &str) -> Vec<String> {
    let pairs = form_urlencoded::parse(form.as_bytes());
    pairs.map(|(key, value)| format!("{key}={value}")).collect()
}

fn has(form: &str, wanted: &[&str]) {
    let pairs = pairs(form);
    for pair in wanted {
        assert!(pairs.iter().any(|it| it == pair), "{pair} is not in {pairs:#?}");
    }
}

#[test]
fn a_cloud_event_has_its_attributes() {
    let event = in_form(Format::CloudEvents, Encoding::Form, &bounced());
    let event: Value = serde_json::from_str(&event).expect("JSON");
    let mut wanted = json!({
        "specversion": "1.0", "id": "evt_1",
        "source": "/projects/example.com/sources/src_1", "type": "email.bounced",
        "time": "2026-03-24T08:23:20.114Z", "subject": "m 1",
        "datacontenttype": "application/json",
    });
    wanted["data"] = bounced()["data"].clone();
    assert_eq!(event, wanted);
}

#[test]
fn a_form_nests_in_brackets() {
    let form = in_form(Format::Form, Encoding::Form, &bounced());
    assert!(form.contains("data%5Bbounce%5D%5Bcode%5D=550&"), "{form}");
    has(
        &form,
        &[
            "type=email.bounced",
            "data[message_id]=m 1",
            "data[message][recipients][]=a@x.example",
            "data[message][recipients][]=b@x.example",
            "data[metadata][n]=1.5",
            "data[metadata][deep][0][a%5Db]=",
        ],
    );
}

#[test]
fn smtp2go_is_told_in_its_words() {
    let form = in_form(Format::Smtp2Go, Encoding::Form, &bounced());
    has(
        &form,
        &[
            "event=bounce",
            "bounce=hard",
            "rcpt=Bob@Example.org",
            "email_id=m 1",
            "time=2026-03-24T08:23:20.114Z",
            "message=550 5.1.1 no such <user>",
            "context=RCPT TO:<Bob@Example.org>",
            "X-Team=shop",
            "n=1.5",
            r#"tags=["x","y"]"#,
        ],
    );
    let json: Value =
        serde_json::from_str(&in_form(Format::Smtp2Go, Encoding::Json, &bounced())).expect("JSON");
    assert_eq!((&json["event"], &json["host"]), (&json!("bounce"), &json!("mx.example")));
    let sms = json!({"type": "sms.failed", "timestamp": "2026-03-24T08:23:20.000Z",
        "data": {"id": "evt_1", "recipient": "+15622089096", "message_id": "7", "reason": {"code": "30003"}}});
    has(
        &in_form(Format::Smtp2Go, Encoding::Form, &sms),
        &[
            "event=sms_failed",
            "destination_number=+15622089096",
            "message_id=7",
            "status_code=30003",
        ],
    );
    let other = json!({"type": "viber.viewed", "timestamp": "2026-03-24T08:23:20.000Z",
        "data": {"id": "evt_1", "contact": "x"}});
    has(&in_form(Format::Smtp2Go, Encoding::Form, &other), &["event=viber.viewed", "rcpt=x"]);
}

#[test]
fn smtpeter_is_told_in_its_words() {
    let form = in_form(Format::SmtPeter, Encoding::Form, &bounced());
    has(
        &form,
        &[
            "id=m 1",
            "type=failure",
            "timestamp=2026-03-24 08:23:20",
            "time=1774340600",
            "action=failed",
            "state=rcpt",
            "code=550",
            "extended=5.1.1",
            "description=no such <user>",
            "recipient=Bob@Example.org",
            "tags[]=x",
            "tags[]=order:A-1009",
        ],
    );
    let profile = json!({"type": "email.profile_updated", "timestamp": "2026-03-24T08:23:20.000Z",
        "data": {"id": "evt_1", "contact": "c@x.example",
            "profile": {"id": "7", "sub_id": "8", "fields": {"Name": "Carol", "n": 1}, "interests": ["t"]},
            "metadata": {"database": "3"}}});
    has(
        &in_form(Format::SmtPeter, Encoding::Form, &profile),
        &[
            "type=update",
            "profile=7",
            "subprofile=8",
            "database=3",
            "fields[Name]=Carol",
            "fields[n]=1",
            "fields[email]=c@x.example",
            "interests[]=t",
        ],
    );
}

#[test]
fn what_no_code_tells_is_told_by_its_class() {
    let plain = |kind| json!({"type": kind, "timestamp": "2026-03-24T08:23:20.000Z", "data": {"id": "evt_1"}});
    for (kind, pair) in
        [("email.bounced", "extended=5.0.0"), ("email.soft_bounced", "extended=4.0.0")]
    {
        has(&in_form(Format::SmtPeter, Encoding::Form, &plain(kind)), &[pair]);
    }
    let failed = in_form(Format::SmtPeter, Encoding::Form, &plain("email.failed"));
    assert!(!failed.contains("extended"), "{failed}");
}

#[test]
fn wooxy_is_told_in_six_members() {
    let wooxy = in_form(Format::Wooxy, Encoding::Form, &bounced());
    let headers = r#""headers":{"X-Team":"shop","deep":[{"a]b":null}],"n":1.5,"order":"A-1009","tags":["x","y"]}"#;
    let wanted = format!(
        r#"{{"datetime":1774340600,"event":"hard","email":"Bob@Example.org","id":"m 1","userId":null,{headers}}}"#
    );
    assert_eq!(wooxy, wanted);
    let bare =
        json!({"type": "sms.clicked", "timestamp": "?", "data": {"id": "evt_1", "user": "u"}});
    assert_eq!(
        in_form(Format::Wooxy, Encoding::Form, &bare),
        r#"{"datetime":null,"event":"sms.clicked","email":null,"id":"evt_1","userId":"u","headers":{}}"#
    );
}

#[test]
fn lines_of_strangers_end_no_header() {
    let spam = json!({"type": "email.spam", "timestamp": "2026-03-24T08:23:20.000Z",
        "data": {"id": "evt_1", "recipient": "a@x.example\r\nRemoval-Recipient: b@x.example"}});
    let form = in_form(Format::SmtPeter, Encoding::Form, &spam);
    let mime = pairs(&form).into_iter().find(|it| it.starts_with("mime=")).expect("a mail");
    assert!(!mime.lines().any(|line| line.starts_with("Removal-Recipient")), "{mime}");
}
