//! A redirect leads only where the project's own key has said, and only into the web.

use crate::scene::{Scene, location};
use event::Channel;
use serde_json::json;
use tests::{Hub, on_both};
use ticket::{Purpose, Ticket};

on_both!(no_spelling_leads_elsewhere, a_token_of_another_is_none, what_is_sent_on_cannot_be_split);

/// What must not be led to, in the spellings by which it is tried.
const EVIL: [&str; 20] = [
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "https:\\\\evil.example",
    "https:evil.example",
    "https:/evil.example",
    "https:///evil.example",
    "https://shop.example@evil.example/",
    "https://shop.example:pass@evil.example/",
    "https://shop.example\\@evil.example/",
    "javascript:alert(1)",
    "JavaScript://shop.example/%0aalert(1)",
    "java\nscript:alert(1)",
    "data:text/html;base64,PHNjcmlwdD4=",
    "vbscript:x",
    "file:///etc/passwd",
    "https://shop.example/\r\nLocation: https://evil.example/",
    "https://shop.example/\nSet-Cookie: a=b",
    " https://evil.example/",
];

async fn no_spelling_leads_elsewhere(hub: &Hub) {
    let scene = Scene::new(hub).await;
    for url in EVIL {
        let link = json!({"channel": "email", "contact": "ann@example.org", "url": url});
        let refused = hub.admin.post(&scene.stage.path("links"), link.clone()).await;
        assert_eq!(refused.places(), ["/url"], "{url:?}");
        let mut ticket = link;
        ticket["purpose"] = "link".into();
        let refused = hub.admin.post(&scene.stage.path("tickets"), ticket).await;
        assert_eq!(refused.places(), ["/url"], "{url:?}");
        // Not even where somebody with the project's key has sealed it.
        let forged =
            Ticket { url: Some(url.to_owned()), ..Ticket::new(Channel::Email, "a@b.example") };
        let reply = scene.get(&scene.forge(Purpose::Link, &forged).await).await;
        assert_eq!(reply.status, 404, "{url:?}");
        assert!(!reply.headers.contains_key("location"), "{url:?}");
        let said = String::from_utf8_lossy(&reply.body);
        assert!(!said.contains("evil"), "{url:?}");
    }
    for query in
        ["?url=https://evil.example", "?lang=https://evil.example", "/https://evil.example"]
    {
        let at = scene.link("email", "a@b.example", "https://shop.example/").await;
        let reply = scene.get(&format!("{at}{query}")).await;
        let to = reply.headers.get("location").map(|it| it.to_str().expect("text").to_owned());
        assert!(to.is_none_or(|to| to == "https://shop.example/"), "{query}");
    }
}

async fn a_token_of_another_is_none(hub: &Hub) {
    let (mine, theirs) = (Scene::new(hub).await, Scene::of(&hub.admin, "other.example").await);
    let leads = Ticket {
        url: Some("https://evil.example/".to_owned()),
        ..Ticket::new(Channel::Email, "ann@example.org")
    };
    let token = theirs.forge(Purpose::Link, &leads).await;
    assert_eq!(location(&mine.get(&token).await), "https://evil.example/");
    assert_eq!(mine.kinds().await.len(), 0, "it counts for the project whose key has sealed it");
    assert_eq!(theirs.kinds().await, ["email.clicked"]);
    // The name of one project and the seal of another.
    let own = mine.forge(Purpose::Link, &leads).await;
    let mixed = format!("{}{}", &own[..3 + 20], &token[3 + 20..]);
    assert_eq!(mine.get(&mixed).await.status, 404);
    // A token for one purpose is none for another.
    let open = mine.ticket("open", "email", "ann@example.org").await;
    let token = open.trim_start_matches("/o/").trim_end_matches(".gif");
    for other in ["/l/", "/c/", "/u/"] {
        assert_eq!(mine.get(&format!("{other}{token}")).await.status, 404, "{other}");
    }
    let theirs_own = theirs.forge(Purpose::Link, &leads).await;
    hub.admin.delete(&format!("{}?force=true", theirs.stage.project)).await.is(204);
    assert_eq!(mine.get(&theirs_own).await.status, 404, "nor of a project that is gone");
}

async fn what_is_sent_on_cannot_be_split(hub: &Hub) {
    let scene = Scene::new(hub).await;
    for (url, wanted) in [
        (
            "https://shop.example/a%0d%0aset-cookie:%20a=b",
            "https://shop.example/a%0d%0aset-cookie:%20a=b",
        ),
        ("https://Bücher.example/ä?q=ö#ü", "https://xn--bcher-kva.example/%C3%A4?q=%C3%B6#%C3%BC"),
        ("https://shop.example", "https://shop.example/"),
        ("http://[2001:db8::1]:8080/\"<>", "http://[2001:db8::1]:8080/%22%3C%3E"),
    ] {
        let at = scene.link("email", "ann@example.org", url).await;
        let reply = scene.get(&at).await;
        assert_eq!(location(&reply), wanted);
        assert_eq!(reply.headers.get_all("location").iter().count(), 1);
        assert!(!reply.headers.contains_key("set-cookie"));
        assert_eq!(scene.stage.all("events").await[0]["click"]["url"], *url, "as it was written");
    }
}
