//! Tickets that the hub seals, and the key by which platforms seal them.

use crate::scene::{Scene, location, path};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use tests::{Hub, on_both, text};

on_both!(
    a_sealed_link_works_without_a_row,
    the_lines_of_a_mail_are_ready_to_paste,
    what_is_no_ticket_is_refused,
    the_key_is_for_those_who_write,
    ten_thousand_tickets_are_sealed_at_once,
);

async fn a_sealed_link_works_without_a_row(hub: &Hub) {
    let scene = Scene::new(hub).await;
    let sealed = scene
        .seal(json!({
            "purpose": "link", "channel": "viber", "contact": "01234567890A=", "message_id": "m",
            "url": "https://shop.example/?a=b", "metadata": {"n": 1}, "expires_at": "2100-01-01T00:00:00Z"
        }))
        .await;
    let token = text(&sealed, "token");
    let bytes = URL_SAFE_NO_PAD.decode(&token).expect("base64url");
    for part in ["01234567890A=", "shop.example"] {
        assert!(!bytes.windows(5).any(|it| part.as_bytes().windows(5).any(|p| p == it)), "{part}");
    }
    assert_eq!(location(&scene.get(&path(&sealed["url"])).await), "https://shop.example/?a=b");
    let event = &scene.events(1).await[0];
    assert_eq!(
        (&event["kind"], &event["contact"]),
        (&json!("viber.clicked"), &json!("01234567890A="))
    );
    assert_eq!((&event["metadata"], &event["message_id"]), (&json!({"n": 1}), &json!("m")));
    assert_eq!(scene.stage.all("links").await.len(), 0);
    assert_ne!(
        text(
            &scene
                .seal(json!({"purpose": "open", "channel": "email", "contact": "a@x.example"}))
                .await,
            "token"
        ),
        token
    );
}

async fn the_lines_of_a_mail_are_ready_to_paste(hub: &Hub) {
    let scene = Scene::new(hub).await;
    let leave = |channel: &str, contact: &str| json!({"purpose": "leave", "channel": channel, "contact": contact});
    let sealed = scene.seal(leave("email", "a@x.example")).await;
    let line = format!("List-Unsubscribe: <{}>", text(&sealed, "url"));
    assert_eq!(sealed["list_unsubscribe"], line);
    assert!(line.len() < 998 && line.is_ascii());
    assert_eq!(
        sealed["list_unsubscribe_post"],
        "List-Unsubscribe-Post: List-Unsubscribe=One-Click"
    );
    let open = json!({"purpose": "open", "channel": "email", "contact": "a@x.example"});
    for other in [leave("sms", "1111111"), open] {
        assert!(scene.seal(other).await.get("list_unsubscribe").is_none());
    }
    let mut long = leave("email", "a@x.example");
    long["metadata"] = json!({"a": "x".repeat(1000)});
    let refused = hub.admin.post(&scene.stage.path("tickets"), long).await;
    assert_eq!(refused.places(), ["/metadata"], "no line of a mail is as long");
}

async fn what_is_no_ticket_is_refused(hub: &Hub) {
    let scene = Scene::new(hub).await;
    let path = scene.stage.path("tickets");
    let with = |more: Value| {
        let mut new = json!({"purpose": "leave", "channel": "email", "contact": "a@b.example"});
        new.as_object_mut().expect("an object").extend(more.as_object().expect("one").clone());
        new
    };
    for (new, places) in [
        (json!({}), vec!["/purpose", "/channel", "/contact"]),
        (with(json!({"purpose": "leav"})), vec!["/purpose"]),
        (with(json!({"purpose": "link"})), vec!["/url"]),
        (
            with(json!({"purpose": "open", "channel": "sms", "contact": "+15622089096"})),
            vec!["/channel"],
        ),
        (with(json!({"channel": "sms"})), vec!["/contact"]),
        (with(json!({"purpose": "confirm", "channel": "webpush"})), vec!["/channel"]),
        (with(json!({"channel": "webpush"})), vec!["/device"]),
        (with(json!({"channel": "webpush", "device": "tv"})), vec!["/device"]),
        (with(json!({"device": "mobile"})), vec!["/device"]),
        (with(json!({"url": "https://a.example/"})), vec!["/url"]),
        (with(json!({"expires_at": "2100-01-01T00:00:00Z"})), vec!["/expires_at"]),
        (
            with(json!({"purpose": "confirm", "expires_at": "2020-01-01T00:00:00Z"})),
            vec!["/expires_at"],
        ),
        (json!([with(json!({})), with(json!({"contact": ""}))]), vec!["/1/contact"]),
    ] {
        assert_eq!(hub.admin.post(&path, new.clone()).await.places(), places, "{new}");
    }
    let fault = hub.admin.post(&path, with(json!({"purpose": "leav"}))).await.faults().remove(0);
    assert!(fault.1.contains("did you mean `leave`?"), "{}", fault.1);
}

async fn the_key_is_for_those_who_write(hub: &Hub) {
    let (scene, other) = (Scene::new(hub).await, Scene::of(&hub.admin, "other.example").await);
    let keyed = async |role: &str| {
        let new = json!({"title": role, "role": role, "project": "shop.example"});
        hub.client(&text(&hub.admin.post("/v1/keys", new).await.is(201), "key"))
    };
    let at = scene.stage.path("ticket-key");
    keyed("read").await.get(&at).await.problem(403);
    let shown = keyed("write").await.get(&at).await.is(200);
    assert_eq!(shown, {
        let mut again = shown.clone();
        again["key"] = hub.admin.get(&at).await.is(200)["key"].clone();
        again
    });
    assert_ne!(shown["key"], other.stage.get("ticket-key").await["key"]);
    for (purpose, status) in [("link", 302), ("open", 200), ("confirm", 200), ("leave", 200)] {
        let example = shown["examples"].as_array().expect("a list").iter();
        let example = example.clone().find(|it| it["purpose"] == purpose).expect("one for each");
        let token = text(example, "token");
        assert!(token.starts_with(&text(&shown, "head")[..22]), "{purpose}");
        let url = text(&shown["urls"], purpose).replace("{token}", &token);
        assert_eq!(url, text(example, "url"));
        assert_eq!(scene.get(&path(&example["url"])).await.status, status, "{purpose}");
        let bytes = URL_SAFE_NO_PAD.decode(&token).expect("base64url");
        assert_eq!(URL_SAFE_NO_PAD.encode(&bytes[17..29]), text(example, "nonce"));
    }
}

async fn ten_thousand_tickets_are_sealed_at_once(hub: &Hub) {
    let scene = Scene::new(hub).await;
    let one = |number: usize| json!({"purpose": "open", "channel": "email", "contact": format!("u{number}@example.org")});
    let all: Vec<_> = (0..10_001).map(one).collect();
    let made = hub.admin.post(&scene.stage.path("tickets"), json!(all[..10_000])).await.is(200);
    assert_eq!(made["data"].as_array().map(Vec::len), Some(10_000));
    scene.get(&path(&made["data"][9_999]["url"])).await;
    assert_eq!(scene.events(1).await[0]["contact"], "u9999@example.org");
    let refused = hub.admin.post(&scene.stage.path("tickets"), json!(all)).await;
    assert_eq!(refused.places(), [""]);
}
