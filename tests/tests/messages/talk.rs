//! What bots hear, and what they say by themselves.

use crate::scene::{Scene, Source, kinds, on_both_scenes};
use crate::viber::call_back;
use serde_json::{Value, json};
use tests::{Reply, text};

on_both_scenes!(
    a_bot_answers_in_the_contacts_language,
    a_button_to_leave_is_in_the_contacts_language,
    a_bot_says_what_its_source_says,
    what_is_done_with_a_message_is_seen_once,
    a_bot_that_cannot_be_called_asks,
    who_opens_a_conversation_is_welcome,
    who_writes_to_a_viber_bot_has_subscribed,
    a_look_at_a_conversation_shows_all_that_had_arrived,
);

/// A bot that is called.
async fn called_bot(scene: &Scene, texts: Value) -> Source {
    scene.telegram_bot(json!({"mode": "webhook", "texts": texts})).await
}

/// Calls back as the Bot API does.
async fn tell(scene: &Scene, bot: &Source, update: &Value) -> Reply {
    let secret = bot.secret("secret_token");
    let headers = [("x-telegram-bot-api-secret-token", secret.as_str())];
    scene.stage.call(&bot.path, &headers, &update.to_string()).await
}

fn ann(language: &str) -> Value {
    json!({"id": 77, "is_bot": false, "first_name": "Ann", "language_code": language})
}

fn chat() -> Value {
    json!({"id": 77, "type": "private", "first_name": "Ann"})
}

fn command(update: i64, text: &str, language: &str) -> Value {
    let length = text.split(' ').next().map(str::len);
    json!({"update_id": update, "message": {
        "message_id": update, "date": 1_774_340_600, "text": text, "chat": chat(),
        "from": ann(language), "entities": [{"type": "bot_command", "offset": 0, "length": length}],
    }})
}

fn press(update: i64, message: i64, data: &str) -> Value {
    json!({"update_id": update, "callback_query": {
        "id": format!("q-{update}"), "chat_instance": "1", "data": data, "from": ann("de"),
        "message": {"message_id": message, "date": 1_774_340_600, "text": "Hi", "chat": chat()},
    }})
}

async fn a_bot_answers_in_the_contacts_language(scene: &Scene) {
    let bot = called_bot(scene, json!({})).await;
    let start = command(1, "/start from-shop", "uk");
    // Telegram repeats what was not answered in time: the contact is told once.
    for _ in 0..2 {
        let said = tell(scene, &bot, &start).await;
        assert_eq!((said.status.as_u16(), said.body.len()), (200, 0), "a body would be run");
    }
    let said = scene.telegram.calls("sendmessage", 1).await.remove(0);
    assert_eq!(said["chat_id"], 77);
    assert!(text(&said, "text").contains("Вітаємо"), "{said}");
    tell(scene, &bot, &command(2, "/end", "de")).await.is(200);
    let said = scene.telegram.calls("sendmessage", 2).await.remove(1);
    assert!(text(&said, "text").contains("keine Nachrichten"), "who leaves is told: {said}");
    let events = scene.events(2).await;
    assert_eq!(kinds(&events), ["telegram.bot_subscribed", "telegram.bot_unsubscribed"]);
    assert_eq!(events[0]["start_payload"], "from-shop");
    // No event tells of the hub's own answers.
    let timeline = scene.stage.get("contacts/telegram/77").await;
    assert_eq!(timeline["state"], "blocked");
}

async fn a_button_to_leave_is_in_the_contacts_language(scene: &Scene) {
    let bot = called_bot(scene, json!({})).await;
    tell(scene, &bot, &command(1, "/start", "uk")).await.is(200);
    scene.telegram.calls("sendmessage", 1).await;
    scene.send_one("telegram", "77", json!({"text": "Hi", "unsubscribe_button": true})).await;
    let said = scene.telegram.calls("sendmessage", 2).await.remove(1);
    let button = &said["reply_markup"]["inline_keyboard"][0][0];
    assert_eq!(button["text"], "Відписатися", "{said}");
    let known = scene.stage.get("contacts/telegram/77").await;
    assert_eq!(known["fields"], json!({"language": "uk"}));
}

async fn a_bot_says_what_its_source_says(scene: &Scene) {
    let texts = json!({"en": {"start": "Hi!", "confirm_button": "I agree", "end": ""}});
    let bot = called_bot(scene, texts).await;
    tell(scene, &bot, &command(1, "/start", "fr")).await.is(200);
    let said = scene.telegram.calls("sendmessage", 1).await.remove(0);
    assert_eq!(said["text"], "Hi!");
    let button = &said["reply_markup"]["inline_keyboard"][0][0];
    assert_eq!(button["text"], "I agree");
    tell(scene, &bot, &press(2, 40, &text(button, "callback_data"))).await.is(200);
    let told = scene.telegram.calls("answercallbackquery", 1).await.remove(0);
    assert_eq!(
        (&told["callback_query_id"], &told["text"]),
        (&json!("q-2"), &json!("Vielen Dank!"))
    );
    tell(scene, &bot, &press(3, 40, "u:1")).await.is(200);
    let told = scene.telegram.calls("answercallbackquery", 2).await.remove(1);
    assert_eq!(told["text"], "Sie sind abgemeldet.");
    tell(scene, &bot, &command(4, "/end", "en")).await.is(200);
    let events = scene.events(5).await;
    let wanted = ["bot_subscribed", "viewed", "subscribed", "unsubscribed", "bot_unsubscribed"];
    assert_eq!(kinds(&events), wanted.map(|word| format!("telegram.{word}")));
    scene.telegram.calls("sendmessage", 1).await;
}

async fn what_is_done_with_a_message_is_seen_once(scene: &Scene) {
    let bot = called_bot(scene, json!({})).await;
    let message = json!({
        "channel": "telegram", "to": "77", "metadata": {"order": 7},
        "body": {"text": "https://shop.example/", "buttons": [[{"text": "Buy", "data": "buy"}]]},
    });
    let id = text(&scene.send(message).await[0], "id");
    assert_eq!(scene.message(&id, "delivered").await["message_id"], "77:40");
    let reaction = json!({"update_id": 1, "message_reaction": {
        "chat": chat(), "message_id": 40, "user": ann("en"), "date": 1_774_340_700,
        "old_reaction": [], "new_reaction": [{"type": "emoji", "emoji": "👍"}],
    }});
    let mut reply = command(2, "thanks", "en");
    reply["message"]["entities"] = json!([]);
    reply["message"]["reply_to_message"] = json!({
        "message_id": 40, "date": 1_774_340_600, "text": "Hi", "chat": chat(),
        "from": {"id": 9, "is_bot": true, "first_name": "Shop"},
    });
    for update in [reaction, reply, press(3, 40, "buy")] {
        tell(scene, &bot, &update).await.is(200);
    }
    // Who follows a link has seen it as well.
    let said = text(&scene.telegram.calls("sendmessage", 1).await[0], "text");
    let (_, code) = said.split_once("/l/").expect("a tracked link");
    scene.stage.admin.without_key().get(&format!("/l/{code}")).await;
    let events = scene.events(3).await;
    assert_eq!(kinds(&events), ["telegram.delivered", "telegram.viewed", "telegram.clicked"]);
    assert_eq!(events[1]["metadata"]["order"], 7, "{}", events[1]);
    assert_eq!(events[1]["occurred_at"], "2026-03-24T08:25:00.000Z", "the first proof");
    assert!(scene.message(&id, "delivered").await["viewed_at"].is_string());
}

async fn a_bot_that_cannot_be_called_asks(scene: &Scene) {
    let done = |result: Value| json!({"ok": true, "result": result}).to_string();
    scene.telegram.answer(crate::service::says(200, &[], &done(json!(true))));
    let updates = json!([command(7, "/start", "en"), {"update_id": 8, "poll": {}}]);
    scene.telegram.answer(crate::service::says(200, &[], &done(updates)));
    scene.telegram_bot(json!({})).await;
    assert_eq!(kinds(&scene.events(1).await), ["telegram.bot_subscribed"]);
    scene.telegram.calls("sendmessage", 1).await;
    // A webhook is taken away first; to ask for the next is to say that these are kept.
    scene.telegram.calls("deletewebhook", 1).await;
    let asked = tests::until(async || {
        let asked = scene.telegram.asked();
        let polls = asked.iter().filter(|it| crate::service::method(it) == "getupdates");
        let polls: Vec<_> = polls.map(crate::service::body).collect();
        (polls.len() > 1).then_some(polls)
    })
    .await;
    assert_eq!((&asked[0]["offset"], &asked[1]["offset"]), (&Value::Null, &json!(9)));
    assert!(asked[0]["allowed_updates"].to_string().contains("message_reaction"));
    assert!(scene.telegram.times("setwebhook").is_empty());
}

fn heard(event: &str, mut more: Value) -> Value {
    let mut heard = json!({"event": event, "timestamp": 1_774_340_700_000_i64});
    heard.as_object_mut().expect("one").append(more.as_object_mut().expect("one"));
    heard
}

async fn who_opens_a_conversation_is_welcome(scene: &Scene) {
    let settings = json!({"name": "Shop", "welcome": {"text": "Hi!", "tracking_data": "first"}});
    let bot = scene.viber_bot(settings).await;
    let opened = heard(
        "conversation_started",
        json!({"user": {"id": "01234567890A="},
        "message_token": 1, "type": "open", "subscribed": false}),
    );
    let said = call_back(scene, &bot, opened.clone()).await.is(200);
    let wanted = json!({"sender": {"name": "Shop"}, "type": "text", "text": "Hi!",
        "tracking_data": "first"});
    assert_eq!(said, wanted);
    let silent = scene.viber_bot(json!({})).await;
    assert!(call_back(scene, &silent, opened).await.body.is_empty());
    scene.events(0).await;
}

async fn who_writes_to_a_viber_bot_has_subscribed(scene: &Scene) {
    let bot = scene.viber_bot(json!({})).await;
    let user = json!({"id": "01234567890A="});
    let wrote = |token: u64| {
        heard(
            "message",
            json!({"sender": user, "message_token": token,
            "message": {"type": "text", "text": "Hi"}}),
        )
    };
    for token in [1, 2] {
        call_back(scene, &bot, wrote(token)).await.is(200);
    }
    let left = json!({"event": "unsubscribed", "timestamp": 1_774_340_800_000_i64,
        "user_id": user["id"], "message_token": 3});
    call_back(scene, &bot, left).await.is(200);
    let mut again = wrote(4);
    again["timestamp"] = json!(1_774_340_900_000_i64);
    call_back(scene, &bot, again).await.is(200);
    let events = scene.events(3).await;
    let wanted = ["viber.subscribed", "viber.unsubscribed", "viber.subscribed"];
    assert_eq!(kinds(&events), wanted);
    assert_eq!((&events[0]["again"], &events[2]["again"]), (&Value::Null, &json!(true)));
}

async fn a_look_at_a_conversation_shows_all_that_had_arrived(scene: &Scene) {
    let bot = scene.viber_bot(json!({})).await;
    let mut tokens = Vec::new();
    for order in 0..4 {
        let to = if order == 1 { "11234567890A=" } else { "01234567890A=" };
        let message = json!({"channel": "viber", "to": to, "body": {"text": "Hi"},
            "metadata": {"order": order}});
        let id = text(&scene.send(message).await[0], "id");
        let token = text(&scene.message(&id, "sent").await, "message_id");
        tokens.push((id, token.parse::<u64>().expect("a number"), to));
    }
    let told = |word: &str, token: u64, to: &str| {
        heard(word, json!({"user_id": to, "message_token": token}))
    };
    for (_, token, to) in &tokens[..2] {
        call_back(scene, &bot, told("delivered", *token, to)).await.is(200);
    }
    let (_, third, to) = &tokens[2];
    call_back(scene, &bot, told("delivered", *third, to)).await.is(200);
    let (_, last, _) = &tokens[3];
    call_back(scene, &bot, told("delivered", *last, to)).await.is(200);
    call_back(scene, &bot, told("seen", *third, to)).await.is(200);
    let events = scene.events(6).await;
    let seen: Vec<_> = events[4..].iter().map(|event| event["metadata"]["order"].clone()).collect();
    assert_eq!(kinds(&events)[4..], ["viber.viewed", "viber.viewed"]);
    assert_eq!(seen, [2, 0], "not another's, and not what came later");
    call_back(scene, &bot, told("seen", *last, to)).await.is(200);
    scene.events(7).await;
}
