//! Pages: in four languages, without scripts, for everybody.

use crate::html::Document;
use crate::scene::Scene;
use event::{Channel, from_ms};
use http::Method;
use serde_json::json;
use std::collections::BTreeSet;
use tests::{Hub, Reply, on_both};
use ticket::{Purpose, Ticket};

on_both!(
    every_page_is_whole_in_every_language,
    the_language_is_the_readers,
    what_others_wrote_is_only_text,
    nobody_else_shows_or_keeps_a_page,
    everybody_can_read_it,
);

const LANGUAGES: [&str; 4] = ["en", "nl", "uk", "de"];

const FORM: &str = "application/x-www-form-urlencoded";

/// Every page there is, each with its name, in that language.
async fn pages(scene: &Scene, lang: &str) -> Vec<(&'static str, Reply)> {
    let get = async |at: &str| scene.open(Method::GET, at, &[("accept-language", lang)]).await;
    let post = async |at: &str, form: &str| {
        let headers = [("accept-language", lang), ("content-type", FORM)];
        scene.stage.call(at, &headers, form).await
    };
    let confirm = scene.ticket("confirm", "sms", "+15622089096").await;
    let leave = scene.ticket("leave", "email", "ann@example.org").await;
    let old = Ticket { expires_at: Some(from_ms(1)), ..Ticket::new(Channel::Sms, "+1") };
    let old = scene.forge(Purpose::Confirm, &old).await;
    vec![
        ("confirm", get(&confirm).await),
        ("leave", get(&leave).await),
        ("subscribed", post(&confirm, "do=subscribe").await),
        ("left", post(&leave, "do=unsubscribe").await),
        ("back", post(&leave, "do=subscribe").await),
        ("unknown", get("/u/x").await),
        ("gone", get(&old).await),
        ("malformed", post(&leave, "do=x").await),
    ]
}

async fn every_page_is_whole_in_every_language(hub: &Hub) {
    let scene = Scene::new(hub).await;
    let mut seen = BTreeSet::new();
    for lang in LANGUAGES {
        for (name, page) in pages(&scene, lang).await {
            let what = format!("{name} in {lang}");
            assert_eq!(page.headers["content-language"], lang, "{what}");
            let document = Document::of(&page);
            whole(&document, lang, &what);
            let asks = ["confirm", "leave"].contains(&name);
            let outcome = document.all("p").filter(|it| it.attributes.contains_key("role")).count();
            assert_eq!(outcome, usize::from(!asks), "{what}: an outcome is a status message");
            let buttons: Vec<_> = document.all("button").collect();
            let pressed = asks || ["left", "back"].contains(&name);
            assert_eq!(buttons.len(), usize::from(pressed), "{what}");
            assert!(buttons.iter().all(|it| it.text.trim().len() > 3), "{what}");
            let heading = document.only("h1").text.clone();
            assert!(
                seen.insert((name, heading.clone())),
                "{what} says `{heading}` as another does"
            );
        }
    }
}

/// What holds for each page.
fn whole(document: &Document, lang: &str, what: &str) {
    assert_eq!(document.only("html").attribute("lang"), lang, "{what}");
    let heading = document.only("h1").text.trim();
    assert!(!heading.is_empty(), "{what}");
    assert!(
        document.only("title").text.starts_with(heading),
        "{what}: {:?}",
        document.only("title")
    );
    assert_eq!(document.all("main").count(), 1, "{what}");
    assert!(document.only("h1").within.contains(&"main".to_owned()), "{what}");
    let viewport =
        document.all("meta").find(|it| it.attributes.get("name").is_some_and(|n| n == "viewport"));
    let viewport = viewport.expect("a viewport").attribute("content");
    assert!(
        !viewport.contains("scalable") && !viewport.contains("maximum"),
        "{what}: it can be enlarged"
    );
    assert_eq!(document.only("link").attribute("href"), "/u/style.css", "{what}");
    for element in document.elements() {
        let bare = !["script", "style", "iframe", "img"].contains(&element.name.as_str());
        assert!(bare, "{what}: {element:?}");
        let plain = |it: &String| it != "style" && !it.starts_with("on") && it != "autofocus";
        assert!(element.attributes.keys().all(plain), "{what}: {element:?}");
    }
    forms_and_links(document, lang, what);
}

/// What can be pressed says what it does.
fn forms_and_links(document: &Document, lang: &str, what: &str) {
    assert!(document.all("input").all(|it| it.attribute("type") == "hidden"), "{what}");
    for button in document.all("button") {
        assert_eq!(button.attribute("type"), "submit", "{what}");
        assert!(button.within.contains(&"form".to_owned()), "{what}");
    }
    for link in document.all("a") {
        let to = link.attribute("href").trim_start_matches("?lang=");
        assert!(LANGUAGES.contains(&to) && to != lang, "{what}: {link:?}");
        assert_eq!([link.attribute("lang"), link.attribute("hreflang")], [to, to], "{what}");
        assert!(!link.text.trim().is_empty(), "{what}");
    }
    for nav in document.all("nav") {
        assert!(!nav.attribute("aria-label").is_empty(), "{what}");
    }
}

async fn the_language_is_the_readers(hub: &Hub) {
    let scene = Scene::new(hub).await;
    let at = scene.ticket("leave", "email", "ann@example.org").await;
    for (query, accepted, wanted) in [
        ("", "", "en"),
        ("", "fr-FR", "en"),
        ("", "uk-UA,uk;q=0.9,en;q=0.8", "uk"),
        ("", "fr, de-AT;q=0.7, nl;q=0.6", "de"),
        ("?lang=nl", "uk", "nl"),
        ("?lang=xx", "uk", "uk"),
    ] {
        let headers = [("accept-language", accepted)];
        let page = scene.open(Method::GET, &format!("{at}{query}"), &headers).await;
        assert_eq!(page.headers["content-language"], wanted, "{query} {accepted}");
        assert_eq!(page.headers["vary"], "accept-language");
        // The answer comes in the language of the question.
        let action = Document::of(&page).only("form").attribute("action").to_owned();
        assert_eq!(action, format!("?lang={wanted}"));
        let done = scene.press(&format!("{at}{action}"), &page).await;
        assert_eq!(done.headers["content-language"], wanted);
    }
}

async fn what_others_wrote_is_only_text(hub: &Hub) {
    let scene = Scene::new(hub).await;
    let title = "</title><script>alert(1)</script> & {messages} \"'";
    hub.admin.patch(&scene.stage.project, json!({"title": title})).await.is(200);
    let at =
        scene.forge(Purpose::Leave, &Ticket::new(Channel::Email, "<b>ann@<i>example.org")).await;
    for page in [scene.get(&at).await, scene.press(&at, &scene.get(&at).await).await] {
        let document = Document::of(&page);
        assert!(document.only("title").text.contains("script"), "shown as it is");
        assert_eq!(document.all("script").count() + document.all("b").count(), 0);
        assert!(document.only("main").text.contains("{messages}"), "{document:?}");
    }
    let page = scene.get(&scene.ticket("leave", "email", "annabel@example.org").await).await;
    let document = Document::of(&page);
    let said = &document.only("main").text;
    assert!(said.contains("a…@example.org") && !said.contains("annabel"), "{said}");
    let page = scene.get(&scene.ticket("leave", "sms", "+15622089096").await).await;
    let document = Document::of(&page);
    let said = &document.only("main").text;
    assert!(said.contains("…96") && !said.contains("562"), "{said}");
}

async fn nobody_else_shows_or_keeps_a_page(hub: &Hub) {
    let scene = Scene::new(hub).await;
    let leave = scene.ticket("leave", "email", "ann@example.org").await;
    let link = scene.link("email", "ann@example.org", "https://shop.example/").await;
    for at in [leave.as_str(), link.as_str(), "/u/x", "/l/x", "/o/x.gif"] {
        let reply = scene.get(at).await;
        let policy = reply.headers["content-security-policy"].to_str().expect("text");
        for part in [
            "default-src 'none'",
            "style-src 'self'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        ] {
            assert!(policy.contains(part), "{at}: {policy}");
        }
        assert_eq!(reply.headers["referrer-policy"], "no-referrer", "{at}");
        assert_eq!(reply.headers["x-content-type-options"], "nosniff", "{at}");
        assert!(reply.headers["x-robots-tag"].to_str().expect("text").contains("noindex"), "{at}");
        assert!(
            reply.headers["cache-control"].to_str().expect("text").contains("no-store"),
            "{at}"
        );
    }
}

async fn everybody_can_read_it(hub: &Hub) {
    let style = hub.stranger().get("/u/style.css").await;
    assert_eq!(
        (style.status.as_u16(), &style.headers["content-type"]),
        (200, &"text/css; charset=utf-8".parse().expect("one"))
    );
    let style = String::from_utf8_lossy(&style.body).into_owned();
    assert!(!style.contains("url(") && !style.contains("@import"), "it loads nothing");
    for (paper, ink) in [
        ("#ffffff", "#1b1f24"),
        ("#ffffff", "#4a525c"),
        ("#ffffff", "#0b4fa3"),
        ("#14171b", "#f1f3f5"),
        ("#14171b", "#c0c7cf"),
        ("#14171b", "#9cc6ff"),
        ("#9cc6ff", "#0b1b30"),
    ] {
        assert!(style.contains(paper) && style.contains(ink), "{paper} {ink}");
        assert!(contrast(paper, ink) >= 7.0, "{paper} on {ink}: {}", contrast(paper, ink));
    }
}

/// The contrast of two colours (WCAG 2.2).
fn contrast(one: &str, other: &str) -> f64 {
    let channel = |text: &str| {
        let part = f64::from(u8::from_str_radix(text, 16).expect("a number")) / 255.0;
        if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
    };
    let light = |colour: &str| {
        let part = |at: usize| channel(&colour[at..at + 2]);
        0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5)
    };
    let (one, other) = (light(one), light(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}
