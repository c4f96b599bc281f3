//! Messages of bots: what is sent, and what recorded answers come to.

use http::HeaderMap;
use sender::telegram::{self, Button, Does, ParseMode, Text, Update};
use sender::viber::{self, Message};
use sender::{Accepted, Call, Outcome, Reply};
use serde_json::{Value, json};
use url::Url;

fn url(text: &str) -> Url {
    Url::parse(text).expect("a URL")
}

fn sent(call: &Call) -> Value {
    assert_eq!(call.headers["content-type"], "application/json");
    serde_json::from_slice(&call.body).expect("JSON")
}

fn reply<'a>(headers: &'a HeaderMap, status: u16, body: &'a str) -> Reply<'a> {
    Reply { status, headers, body: body.as_bytes(), retry_after: None }
}

fn telegram_bot() -> telegram::Bot {
    telegram::Bot::new(&url("https://api.telegram.org/"), "123456:ABC-DEF_1").expect("a token")
}

#[test]
fn a_telegram_message_is_one_call() {
    let text = Text {
        text: "<b>Hi</b>".to_owned(),
        parse_mode: Some(ParseMode::Html),
        buttons: vec![
            vec![
                Button { text: "Shop".to_owned(), does: Does::Url(url("https://shop.example/")) },
                Button { text: "No".to_owned(), does: Does::Data("u:pcl_1".to_owned()) },
            ],
            vec![],
        ],
        ..Text::default()
    };
    let call = text.call(&telegram_bot(), 77);
    assert_eq!(call.url.as_str(), "https://api.telegram.org/bot123456:ABC-DEF_1/SendMessage");
    assert!(!format!("{call:?}").contains("ABC-DEF"), "the token is secret");
    assert_eq!(
        sent(&call),
        json!({
            "chat_id": 77, "text": "<b>Hi</b>", "parse_mode": "HTML", "disable_notification": false,
            "reply_markup": {"inline_keyboard": [[
                {"text": "Shop", "url": "https://shop.example/"},
                {"text": "No", "callback_data": "u:pcl_1"},
            ]]},
        })
    );
}

#[test]
fn a_picture_takes_the_text_below_it() {
    let picture = Text {
        text: "<b>Hi</b>".to_owned(),
        parse_mode: Some(ParseMode::Html),
        photo: Some(url("https://shop.example/a.png")),
        buttons: Vec::new(),
        silent: true,
    };
    let call = picture.call(&telegram_bot(), -100_123);
    assert!(call.url.path().ends_with("/SendPhoto"));
    assert_eq!(
        sent(&call),
        json!({
            "chat_id": -100_123, "photo": "https://shop.example/a.png", "caption": "<b>Hi</b>",
            "parse_mode": "HTML", "disable_notification": true,
        })
    );
}

#[test]
fn a_body_is_kept_as_it_was_given() {
    let text = Text {
        text: "a".to_owned(),
        buttons: vec![vec![Button { text: "b".to_owned(), does: Does::Data("c".to_owned()) }]],
        ..Text::default()
    };
    let kept = serde_json::to_string(&text).expect("JSON");
    assert_eq!(serde_json::from_str::<Text>(&kept).expect("the same"), text);
}

#[test]
fn a_bot_asks_for_what_is_not_told_unasked() {
    let hook = telegram_bot().set_webhook(url("https://hub.example/in/abc"), "s3cret");
    let body = sent(&hook);
    assert_eq!(body["url"], "https://hub.example/in/abc");
    assert_eq!(body["secret_token"], "s3cret");
    let wanted =
        json!(["message", "callback_query", "my_chat_member", "chat_member", "message_reaction"]);
    assert_eq!(body["allowed_updates"], wanted);
    let poll = sent(&telegram_bot().get_updates(Some(5_000_000_000), 25));
    assert_eq!(poll["offset"], 5_000_000_000_i64);
    assert_eq!(poll["timeout"], 25);
    assert_eq!(poll["allowed_updates"], wanted);
    assert!(sent(&telegram_bot().get_updates(None, 0)).get("offset").is_none());
    let press = telegram_bot().answer_press("99", "Thanks");
    assert_eq!(sent(&press), json!({"callback_query_id": "99", "text": "Thanks"}));
}

#[test]
fn only_a_token_is_one() {
    let api = url("https://api.telegram.org/");
    for text in ["", "abc", "12:", ":abc", "12:a/b", "12:a b", "1/2:abc", "12:a?b"] {
        assert!(telegram::Bot::new(&api, text).is_err(), "{text:?}");
    }
    let api = url("http://127.0.0.1:8081/api");
    let bot = telegram::Bot::new(&api, "1:a").expect("a token");
    assert_eq!(bot.delete_webhook().url.as_str(), "http://127.0.0.1:8081/api/bot1:a/DeleteWebhook");
    for text in ["", "a\nb"] {
        assert!(viber::Bot::new(&api, text).is_err(), "{text:?}");
    }
}

#[test]
fn polled_updates_are_taken_as_they_stand() {
    let body = r#"{"ok":true,"result":[{"update_id":5000000000, "message":{"a":1}},{"x":1},7]}"#;
    let all = Update::all(body.as_bytes()).expect("updates");
    assert_eq!(all.len(), 1);
    assert_eq!(all[0].id, 5_000_000_000);
    assert_eq!(all[0].body, br#"{"update_id":5000000000, "message":{"a":1}}"#);
    assert!(Update::all(br#"{"ok":false}"#).is_none());
}

fn told(outcome: Outcome) -> String {
    match outcome {
        Outcome::Accepted(Accepted { message_id, delivered, .. }) => {
            let word = if delivered { "delivered" } else { "accepted" };
            format!("{word} {}", message_id.unwrap_or_default())
        }
        Outcome::Refused(refusal) => {
            let ends = if refusal.ends { " ends" } else { "" };
            format!("{} {}{ends}", refusal.kind.name(), refusal.reason.code.unwrap_or_default())
        }
        Outcome::Later { after, .. } => {
            format!("later {}", after.map_or(0, |after| after.as_secs()))
        }
        Outcome::Moved { to } => format!("moved {to}"),
    }
}

fn refusal(code: u16, words: &str) -> String {
    json!({"ok": false, "error_code": code, "description": words}).to_string()
}

/// What the API says where it refuses a message, and what that comes to.
const REFUSED: &[(u16, &str, &str)] = &[
    (403, "Forbidden: bot was blocked by the user", "blocked ends"),
    (403, "Forbidden: user is deactivated", "deactivated ends"),
    (403, "Forbidden: bot can't initiate conversation with a user", "no_conversation"),
    (403, "Forbidden: bot was kicked from the channel chat", "kicked ends"),
    (403, "Forbidden: something new", "forbidden"),
    (400, "Bad Request: chat not found", "invalid"),
    (400, "Bad Request: PEER_ID_INVALID", "invalid"),
    (400, "Bad Request: message text is empty", "payload"),
    (400, "Bad Request: message is too long", "payload"),
    (400, "Bad Request: can't parse entities: Unsupported start tag \"x\"", "payload"),
    (401, "Unauthorized", "config"),
    (404, "Not Found", "config"),
];

#[test]
fn every_refusal_of_telegram_has_a_meaning() {
    let headers = HeaderMap::new();
    for (code, words, wanted) in REFUSED {
        let body = refusal(*code, words);
        let said = told(telegram::read(&reply(&headers, *code, &body)));
        assert_eq!(said, format!("telegram.failed {wanted}"), "{words}");
    }
}

#[test]
fn every_other_answer_of_telegram_has_a_meaning() {
    let sent =
        json!({"ok": true, "result": {"message_id": 42, "chat": {"id": -1005, "type": "x"}}});
    let moved = json!({
        "ok": false, "error_code": 400,
        "description": "Bad Request: group chat was upgraded to a supergroup chat",
        "parameters": {"migrate_to_chat_id": -10077},
    });
    let often = json!({
        "ok": false, "error_code": 429, "description": "Too Many Requests: retry after 7",
        "parameters": {"retry_after": 7},
    });
    let headers = HeaderMap::new();
    for (status, body, wanted) in [
        (200, sent.to_string(), "delivered -1005:42"),
        (400, moved.to_string(), "moved -10077"),
        (429, often.to_string(), "later 7"),
        (500, refusal(500, "Internal Server Error"), "later 0"),
        (502, "<html>Bad Gateway</html>".to_owned(), "later 0"),
    ] {
        assert_eq!(told(telegram::read(&reply(&headers, status, &body))), wanted, "{body}");
    }
    let wrong = refusal(400, "Bad Request: bad webhook: HTTPS url must be provided for webhook");
    let said = telegram::result(&reply(&headers, 400, &wrong)).expect_err("refused");
    assert!(said.contains("HTTPS url"), "{said}");
    let done = telegram::result(&reply(&headers, 200, r#"{"ok":true,"result":true}"#));
    assert_eq!(done, Ok(json!(true)));
}

#[test]
fn a_viber_message_is_one_call() {
    let bot = viber::Bot::new(&url("https://chatapi.viber.com/"), "t-1").expect("a token");
    let message = Message { text: "Hi".to_owned(), ..Message::default() };
    let call = bot.send("01234567890A=", &message, "A shop with a very long name indeed");
    assert_eq!(call.url.as_str(), "https://chatapi.viber.com/pa/send_message");
    assert_eq!(call.headers["x-viber-auth-token"], "t-1");
    let name = "A shop with a very long name";
    assert_eq!(
        sent(&call),
        json!({
            "receiver": "01234567890A=", "type": "text", "text": "Hi", "sender": {"name": name},
        })
    );
    let message = Message {
        text: "Look".to_owned(),
        image: Some(url("https://shop.example/a.jpg")),
        button: Some(viber::Button { text: "A <b>".to_owned(), url: url("https://shop.example/") }),
        sender: Some(viber::Sender {
            name: "Ann".to_owned(),
            avatar: Some(url("https://shop.example/ann.png")),
        }),
        tracking_data: Some("t".to_owned()),
    };
    assert_eq!(
        message.wire("Shop"),
        json!({
            "type": "picture", "text": "Look", "media": "https://shop.example/a.jpg",
            "sender": {"name": "Ann", "avatar": "https://shop.example/ann.png"},
            "tracking_data": "t",
            "keyboard": {"Type": "keyboard", "Buttons": [{
                "ActionType": "open-url", "ActionBody": "https://shop.example/",
                "Text": "A &lt;b&gt;",
            }]},
        })
    );
    let hook = sent(&bot.set_webhook(&url("https://hub.example/in/a")));
    assert_eq!(hook["url"], "https://hub.example/in/a");
    assert_eq!(hook["event_types"], json!(["delivered", "seen", "failed", "conversation_started"]));
}

#[test]
fn every_answer_of_viber_has_a_meaning() {
    let status = |status: i64| json!({"status": status, "status_message": "x"}).to_string();
    for (http, body, wanted) in [
        (
            200,
            r#"{"status":0,"status_message":"ok","message_token":5741311803571721087}"#.to_owned(),
            "accepted 5741311803571721087",
        ),
        (200, r#"{"status":0,"message_token":"17"}"#.to_owned(), "accepted 17"),
        (200, status(2), "viber.failed config"),
        (200, status(3), "viber.failed payload"),
        (200, status(5), "viber.rejected invalid"),
        (200, status(6), "viber.rejected not_subscribed ends"),
        (200, status(10), "viber.failed config"),
        (200, status(12), "later 0"),
        (200, status(999), "viber.failed payload"),
        (500, "oops".to_owned(), "later 0"),
        (429, String::new(), "later 0"),
        (401, String::new(), "viber.failed config"),
    ] {
        let headers = HeaderMap::new();
        assert_eq!(told(viber::read(&reply(&headers, http, &body))), wanted, "{body}");
    }
    let headers = HeaderMap::new();
    assert_eq!(viber::result(&reply(&headers, 200, &status(0))), Ok(()));
    assert_eq!(viber::result(&reply(&headers, 200, &status(1))), Err("x (1)".to_owned()));
}
