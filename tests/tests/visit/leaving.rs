//! Subscribing and unsubscribing.

use crate::scene::Scene;
use event::{Channel, from_ms};
use http::Method;
use serde_json::json;
use tests::{Hub, on_both};
use ticket::{Purpose, Ticket};

on_both!(
    looking_changes_nothing,
    a_contact_confirms,
    a_contact_leaves_and_comes_back,
    one_click_leaves,
    each_channel_has_its_kinds,
    what_is_no_answer_changes_nothing,
    a_way_to_leave_does_not_expire,
);

const FORM: &str = "application/x-www-form-urlencoded";

async fn looking_changes_nothing(hub: &Hub) {
    let scene = Scene::new(hub).await;
    for purpose in ["confirm", "leave"] {
        let at = scene.ticket(purpose, "email", "ann@example.org").await;
        for method in [Method::GET, Method::HEAD, Method::GET] {
            let reply = scene.open(method, &at, &[("purpose", "prefetch")]).await;
            assert_eq!(reply.status, 200);
            assert_eq!(reply.headers["cache-control"], "no-store");
        }
        let odd = scene.get(&format!("{at}?List-Unsubscribe=One-Click&do=unsubscribe")).await;
        assert_eq!(odd.status, 200);
    }
    assert_eq!(scene.kinds().await.len(), 0);
}

async fn a_contact_confirms(hub: &Hub) {
    let scene = Scene::new(hub).await;
    let at = scene.ticket("confirm", "email", "Ann@Example.org").await;
    let page = scene.get(&at).await;
    let done = scene.press(&at, &page).await;
    assert_eq!(done.status, 200);
    assert!(String::from_utf8_lossy(&done.body).contains("You are subscribed"));
    assert_eq!(scene.press(&at, &page).await.status, 200, "pressed twice");
    let event = &scene.events(1).await[0];
    assert_eq!(
        (&event["kind"], &event["contact"]),
        (&json!("email.subscribed"), &json!("Ann@example.org"))
    );
    assert_eq!(event["again"], json!(null));
}

async fn a_contact_leaves_and_comes_back(hub: &Hub) {
    let scene = Scene::new(hub).await;
    let at = scene.ticket("leave", "telegram", "1111111").await;
    let page = scene.get(&at).await;
    let left = scene.press(&at, &page).await;
    assert_eq!(scene.press(&at, &page).await.status, 200, "pressed twice");
    let back = scene.press(&at, &left).await;
    let again = scene.press(&at, &back).await;
    assert_eq!([&left, &back, &again].map(|it| it.status.as_u16()), [200, 200, 200]);
    let events = scene.events(3).await;
    let told: Vec<_> =
        events.iter().map(|it| (it["kind"].as_str(), it["again"].as_bool())).collect();
    assert_eq!(
        told,
        [
            (Some("telegram.unsubscribed"), None),
            (Some("telegram.subscribed"), Some(true)),
            (Some("telegram.unsubscribed"), None),
        ]
    );
}

async fn one_click_leaves(hub: &Hub) {
    let scene = Scene::new(hub).await;
    let multipart = "--b\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\n\
                     One-Click\r\n--b--\r\n";
    for (kind, body) in [
        (FORM, "List-Unsubscribe=One-Click"),
        ("multipart/form-data; boundary=b", multipart),
        ("Application/X-WWW-Form-Urlencoded; charset=utf-8", "List-Unsubscribe=One-Click"),
    ] {
        let before = scene.kinds().await.len();
        let sealed = json!({
            "purpose": "leave", "channel": "email", "contact": "Ann@Example.org",
            "message_id": "m-1", "metadata": {"list": "offers"}
        });
        let sealed = scene.seal(sealed).await;
        let at = crate::scene::path(&sealed["url"]);
        for _ in 0..3 {
            let reply = scene.post(&at, kind, body).await;
            assert_eq!((reply.status.as_u16(), reply.body.len()), (200, 0), "{kind}");
            assert!(!reply.headers.contains_key("set-cookie"));
        }
        let events = scene.events(before + 1).await;
        let event = events.last().expect("one");
        assert_eq!(event["kind"], "email.list_unsubscribed", "{kind}");
        assert_eq!(
            (&event["contact"], &event["message_id"]),
            (&json!("Ann@example.org"), &json!("m-1"))
        );
        assert_eq!(event["metadata"], json!({"list": "offers"}));
    }
}

async fn each_channel_has_its_kinds(hub: &Hub) {
    let scene = Scene::new(hub).await;
    let address = |channel: &str, number: u8| match channel {
        "email" => format!("ann{number}@example.org"),
        _ => format!("111111{number}"),
    };
    for (channel, device, kind, returns) in [
        ("email", None, "email.unsubscribed", true),
        ("sms", None, "sms.unsubscribed", true),
        ("telegram", None, "telegram.unsubscribed", true),
        ("viber", None, "viber.unsubscribed", true),
        ("webpush", Some("desktop"), "webpush.desktop_unsubscribed", false),
        ("webpush", Some("mobile"), "webpush.mobile_unsubscribed", false),
    ] {
        let before = scene.kinds().await.len();
        let contact = address(channel, 1);
        let mut ticket = json!({"purpose": "leave", "channel": channel, "contact": contact});
        if let Some(device) = device {
            ticket["device"] = device.into();
        }
        let at = crate::scene::path(&scene.seal(ticket).await["url"]);
        let left = scene.press(&at, &scene.get(&at).await).await;
        assert_eq!(scene.kinds().await.split_off(before), [kind]);
        let offered = String::from_utf8_lossy(&left.body).contains("<button");
        assert_eq!(offered, returns, "permission to push is given in the browser");
        let back = scene.post(&at, FORM, "do=subscribe").await;
        assert_eq!(back.status, if returns { 200 } else { 400 }, "{channel}");
    }
    for (channel, kind) in [
        ("sms", "sms.subscribed"),
        ("viber", "viber.subscribed"),
        ("telegram", "telegram.subscribed"),
        ("email", "email.subscribed"),
    ] {
        let before = scene.kinds().await.len();
        let at = scene.ticket("confirm", channel, &address(channel, 2)).await;
        scene.press(&at, &scene.get(&at).await).await;
        assert_eq!(scene.kinds().await.split_off(before), [kind]);
    }
}

async fn what_is_no_answer_changes_nothing(hub: &Hub) {
    let scene = Scene::new(hub).await;
    let leave = scene.ticket("leave", "email", "ann@example.org").await;
    let confirm = scene.ticket("confirm", "email", "ann@example.org").await;
    for (kind, body, status) in [
        (FORM, "List-Unsubscribe=Two-Clicks", 400),
        (FORM, "do=delete", 400),
        ("application/json", r#"{"do": "unsubscribe"}"#, 400),
        ("multipart/form-data; boundary=b", "--b\r\nbroken", 400),
        ("multipart/form-data", "do=unsubscribe", 400),
    ] {
        for at in [&leave, &confirm] {
            assert_eq!(scene.post(at, kind, body).await.status, status, "{at} {body}");
        }
    }
    assert_eq!(scene.post(&confirm, FORM, "").await.status, 400, "nobody pressed anything");
    let large = format!("do=unsubscribe&a={}", "x".repeat(20_000));
    assert_eq!(scene.post(&leave, FORM, &large).await.status, 400);
    for nothing in ["/u/x", "/c/x", &leave.replace("/u/", "/c/"), &format!("{leave}A")] {
        assert_eq!(scene.get(nothing).await.status, 404, "{nothing}");
        assert_eq!(scene.post(nothing, FORM, "List-Unsubscribe=One-Click").await.status, 404);
    }
    let old = Ticket { expires_at: Some(from_ms(1)), ..Ticket::new(Channel::Email, "a@b.example") };
    let old = scene.forge(Purpose::Confirm, &old).await;
    assert_eq!(scene.get(&old).await.status, 410);
    assert_eq!(scene.post(&old, FORM, "").await.status, 410);
    assert_eq!(scene.kinds().await.len(), 0);
}

async fn a_way_to_leave_does_not_expire(hub: &Hub) {
    let scene = Scene::new(hub).await;
    let old = Ticket { expires_at: Some(from_ms(1)), ..Ticket::new(Channel::Email, "a@b.example") };
    let at = scene.forge(Purpose::Leave, &old).await;
    assert_eq!(scene.get(&at).await.status, 200);
    assert_eq!(scene.post(&at, FORM, "List-Unsubscribe=One-Click").await.status, 200);
    assert_eq!(scene.kinds().await, ["email.list_unsubscribed"]);
}
