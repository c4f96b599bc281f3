//! Tracked links.

use crate::scene::{Scene, location, path};
use http::Method;
use serde_json::json;
use std::collections::BTreeSet;
use tests::{Hub, on_both, text, until};

on_both!(&[("TIDINGS_TRUSTED_PROXIES", "127.0.0.0/8")];
    a_link_leads_on_and_tells,
    each_click_is_an_event,
    machines_are_told_apart,
    ten_thousand_links_are_made_at_once,
    what_is_no_link_is_refused,
    a_link_can_be_deleted,
    a_link_expires,
    links_can_be_looked_at,
    a_repeated_request_makes_no_more,
);

async fn a_link_leads_on_and_tells(hub: &Hub) {
    let scene = Scene::new(hub).await;
    let made = scene
        .links(json!({
            "channel": "sms", "contact": "0044 20 7946 0018", "message_id": "order-1009",
            "url": "https://shop.example/orders?id=1009", "metadata": {"order": "A-1009"}
        }))
        .await;
    let (code, short) = (text(&made[0], "code"), text(&made[0], "short_url"));
    assert_eq!(made[0]["url"], "https://shop.example/orders?id=1009");
    assert_eq!(code.len(), 10);
    assert!(code.bytes().all(|byte| byte.is_ascii_alphanumeric()), "fit for SMS: {code}");
    assert!(short.ends_with(&format!("/l/{code}")), "{short}");

    let agent = "Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0";
    let headers = [("user-agent", agent), ("x-forwarded-for", "192.0.2.1, 9.9.9.9, 127.0.0.1")];
    let reply = scene.open(Method::GET, &path(&made[0]["short_url"]), &headers).await;
    assert_eq!(location(&reply), "https://shop.example/orders?id=1009");
    assert_eq!(reply.headers["cache-control"], "no-store");
    assert_eq!(reply.headers["referrer-policy"], "no-referrer");
    assert!(reply.body.is_empty());

    // It is there before the answer.
    let event = &scene.stage.all("events").await[0];
    assert_eq!(event["kind"], "sms.clicked");
    assert_eq!(event["contact"], "+442079460018");
    assert_eq!(event["recipient"], "0044 20 7946 0018");
    assert_eq!(event["message_id"], "order-1009");
    assert_eq!(event["click"], json!({"url": "https://shop.example/orders?id=1009"}));
    assert_eq!(event["metadata"], json!({"order": "A-1009"}));
    assert_eq!(event["provider"], "tidings");
    assert_eq!(
        event["client"],
        json!({
            "user_agent": agent, "name": "Firefox", "device": "desktop", "os": "Linux",
            "ip": "9.9.9.9",
        })
    );
    assert_eq!(event["occurred_at"], event["received_at"]);
}

async fn each_click_is_an_event(hub: &Hub) {
    let scene = Scene::new(hub).await;
    for (channel, contact) in [
        ("email", "ann@example.org"),
        ("sms", "+15622089096"),
        ("webpush", "sub-1"),
        ("telegram", "1111111"),
        ("viber", "01234567890A="),
    ] {
        let new = json!({"channel": channel, "contact": contact, "url": "https://shop.example/"});
        let at = path(&scene.links(new).await[0]["short_url"]);
        let before = scene.kinds().await.len();
        for _ in 0..3 {
            location(&scene.get(&at).await);
        }
        let kinds = scene.kinds().await.split_off(before);
        assert_eq!(kinds, vec![format!("{channel}.clicked"); 3]);
    }
}

async fn machines_are_told_apart(hub: &Hub) {
    let scene = Scene::new(hub).await;
    let at = scene.link("email", "ann@example.org", "https://shop.example/").await;
    let browser = ("user-agent", tests::BROWSER);
    for (method, headers, machine) in [
        (Method::GET, vec![browser], json!(null)),
        (Method::GET, vec![], json!(true)),
        (Method::HEAD, vec![browser], json!(true)),
        (Method::GET, vec![browser, ("purpose", "prefetch")], json!(true)),
        (Method::GET, vec![browser, ("sec-purpose", "prefetch;prerender")], json!(true)),
        (Method::GET, vec![("user-agent", "WhatsApp/2.23.20.0")], json!(true)),
    ] {
        let reply = scene.open(method.clone(), &at, &headers).await;
        assert_eq!(location(&reply), "https://shop.example/");
        let event = scene.stage.all("events").await.remove(0);
        assert_eq!((&event["kind"], &event["machine"]), (&json!("email.clicked"), &machine));
        assert_eq!(event["client"]["machine"], machine, "{method} {headers:?}");
    }
    assert_eq!(scene.open(Method::POST, &at, &[]).await.status, 405);
    scene.events(6).await;
}

async fn ten_thousand_links_are_made_at_once(hub: &Hub) {
    let scene = Scene::new(hub).await;
    let one = |number: usize| json!({"channel": "viber", "contact": format!("u{number}"), "url": format!("https://a.example/{number}")});
    let made = scene.links(json!((0..10_000).map(one).collect::<Vec<_>>())).await;
    assert_eq!(made.len(), 10_000);
    let codes: BTreeSet<_> = made.iter().map(|it| text(it, "code")).collect();
    assert_eq!(codes.len(), 10_000);
    for number in [0, 999, 1000, 4096, 9999] {
        let wanted = format!("https://a.example/{number}");
        assert_eq!(text(&made[number], "url"), wanted);
        assert_eq!(location(&scene.get(&path(&made[number]["short_url"])).await), wanted);
    }
    let contacts: Vec<_> = scene.events(5).await.iter().map(|it| text(it, "contact")).collect();
    assert_eq!(contacts, ["u0", "u999", "u1000", "u4096", "u9999"]);
    let one = json!({"channel": "sms", "contact": "+15622089096", "url": "https://a.example/"});
    let many = scene.stage.admin.post(&scene.stage.path("links"), json!(vec![one; 10_001])).await;
    assert_eq!(many.places(), [""]);
}

async fn what_is_no_link_is_refused(hub: &Hub) {
    let scene = Scene::new(hub).await;
    let (admin, path) = (&scene.stage.admin, scene.stage.path("links"));
    let with = |member: &str, value: serde_json::Value| {
        let mut new =
            json!({"channel": "sms", "contact": "+15622089096", "url": "https://a.example/"});
        new[member] = value;
        new
    };
    for (new, places) in [
        (json!({}), vec!["/channel", "/contact"]),
        (json!([]), vec![""]),
        (with("channel", json!("smss")), vec!["/channel"]),
        (with("contact", json!(" ")), vec!["/contact"]),
        (with("url", json!(null)), vec!["/url"]),
        (with("url", json!("//evil.example")), vec!["/url"]),
        (with("metadata", json!({"a": "x".repeat(3000)})), vec!["/metadata"]),
        (with("expires_at", json!("2020-01-01T00:00:00Z")), vec!["/expires_at"]),
        (with("expires_at", json!("soon")), vec!["/expires_at"]),
        (with("purpose", json!("link")), vec!["/purpose"]),
        (with("contact", json!("hello")), vec!["/contact"]),
        (
            json!([with("url", json!("https://a.example/")), with("url", json!("x"))]),
            vec!["/1/url"],
        ),
    ] {
        assert_eq!(admin.post(&path, new.clone()).await.places(), places, "{new}");
    }
    let fault = admin.post(&path, with("channel", json!("smss"))).await.faults().remove(0);
    assert!(fault.1.contains("did you mean `sms`?"), "{}", fault.1);
    assert_eq!(scene.stage.all("links").await.len(), 0, "as a whole or not at all");
}

async fn a_link_can_be_deleted(hub: &Hub) {
    let scene = Scene::new(hub).await;
    let at = scene.link("sms", "+15622089096", "https://shop.example/").await;
    let link = scene.stage.path(&at.replace("/l/", "links/"));
    location(&scene.get(&at).await);
    scene.stage.admin.delete(&link).await.is(204);
    let gone = scene.get(&at).await;
    assert_eq!(gone.status, 410, "the memory of codes has forgotten it");
    assert_eq!(gone.headers["content-type"], "text/html; charset=utf-8");
    scene.stage.admin.delete(&link).await.problem(404);
    scene.stage.admin.get(&link).await.problem(404);
    assert_eq!(scene.stage.all("links").await.len(), 0);
    let page = scene.stage.get("links?limit=1").await;
    assert_eq!(page, json!({"data": [], "next": null}), "no page is of deleted ones only");
    for nothing in ["/l/0000000000", "/l/x", "/l/%FF", "/l/AQ"] {
        assert_eq!(scene.get(nothing).await.status, 404, "{nothing}");
    }
    scene.events(1).await;
}

async fn a_link_expires(hub: &Hub) {
    let scene = Scene::new(hub).await;
    let soon = event::rfc3339(event::from_ms(event::ms(time()) + 1500));
    let new = json!({
        "channel": "sms", "contact": "+15622089096", "url": "https://a.example/", "expires_at": soon
    });
    let at = path(&scene.links(new).await[0]["short_url"]);
    location(&scene.get(&at).await);
    until(async || (scene.get(&at).await.status == 410).then_some(())).await;
    let stays = json!({"channel": "sms", "contact": "+15622089096", "url": "https://a.example/"});
    let made = scene.links(stays).await;
    let shown = scene.stage.get(&format!("links/{}", text(&made[0], "code"))).await;
    let year = &text(&shown, "expires_at")[..4];
    assert!(year > &text(&shown, "created_at")[..4], "400 days, where nobody says: {shown}");
}

fn time() -> time::OffsetDateTime {
    time::OffsetDateTime::now_utc()
}

async fn links_can_be_looked_at(hub: &Hub) {
    let scene = Scene::new(hub).await;
    let one = |number: usize| json!({"channel": "sms", "contact": "+15622089096", "url": format!("https://a.example/{number}")});
    scene.links(json!((0..600).map(one).collect::<Vec<_>>())).await;
    let all = scene.stage.all("links").await;
    let urls: Vec<_> = all.iter().map(|it| text(it, "url")).collect();
    let wanted: Vec<_> =
        (0..600).rev().map(|number| format!("https://a.example/{number}")).collect();
    assert_eq!(urls, wanted, "newest first, each once");
    let one = scene.stage.get(&format!("links/{}", text(&all[7], "code"))).await;
    assert_eq!(one, all[7]);
    assert_eq!((&one["channel"], &one["contact"]), (&json!("sms"), &json!("+15622089096")));
    let kept = hub.admin.delete(&scene.stage.project).await.problem(409);
    assert_eq!(kept["type"], "urn:tidings:problem:in-use", "something is in it");
    let other = Scene::of(&hub.admin, "other.example").await;
    let at = other.stage.path(&format!("links/{}", text(&all[7], "code")));
    hub.admin.get(&at).await.problem(404);
    hub.admin.delete(&at).await.problem(404);
}

async fn a_repeated_request_makes_no_more(hub: &Hub) {
    let scene = Scene::new(hub).await;
    let one = json!({"channel": "sms", "contact": "+15622089096", "url": "https://a.example/"});
    let body = json!(vec![one; 1500]).to_string();
    let send = async || {
        let request = http::Request::post(scene.stage.path("links"))
            .header("content-type", "application/json")
            .header("idempotency-key", "k");
        hub.admin.send(request.body(body.clone().into()).expect("a request")).await
    };
    let (first, again) = (send().await, send().await);
    assert_eq!(first.is(201), again.is(201));
    assert_eq!(again.headers["idempotency-replayed"], "true");
    assert_eq!(scene.stage.all("links").await.len(), 1500);
}
