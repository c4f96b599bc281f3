//! A click on Telegram proves that the message was seen.

use crate::scene::{Scene, location, path};
use http::Method;
use serde_json::json;
use tests::{Hub, on_both, text};

on_both!(the_first_click_of_a_message_and_user_is_a_view);

const VIEWED: &str = "telegram.viewed";
const CLICKED: &str = "telegram.clicked";

/// Makes a link; gives its path.
async fn link(scene: &Scene, contact: &str, message: Option<&str>) -> String {
    let mut new =
        json!({"channel": "telegram", "contact": contact, "url": "https://shop.example/"});
    if let Some(message) = message {
        new["message_id"] = message.into();
    }
    path(&scene.links(new).await[0]["short_url"])
}

async fn the_first_click_of_a_message_and_user_is_a_view(hub: &Hub) {
    let scene = Scene::new(hub).await;
    let ann = link(&scene, "1111111", Some("5:1")).await;
    // Software that looks ahead has seen nothing.
    scene.open(Method::HEAD, &ann, &[]).await;
    let same = link(&scene, "1111111", Some("5:1")).await;
    let bob = link(&scene, "1111112", Some("5:1")).await;
    let next = link(&scene, "1111111", Some("5:2")).await;
    let nowhere = link(&scene, "1111111", None).await;
    for at in [&ann, &ann, &same, &bob, &next, &nowhere] {
        location(&scene.get(at).await);
    }
    let wanted = [
        (CLICKED, "1111111", Some("5:1")),
        (VIEWED, "1111111", Some("5:1")),
        (CLICKED, "1111111", Some("5:1")),
        (CLICKED, "1111111", Some("5:1")),
        (CLICKED, "1111111", Some("5:1")),
        (VIEWED, "1111112", Some("5:1")),
        (CLICKED, "1111112", Some("5:1")),
        (VIEWED, "1111111", Some("5:2")),
        (CLICKED, "1111111", Some("5:2")),
        (CLICKED, "1111111", None),
    ];
    for (event, (kind, contact, message)) in scene.events(10).await.iter().zip(wanted) {
        assert_eq!([text(event, "kind"), text(event, "contact")], [kind, contact]);
        assert_eq!(event["message_id"].as_str(), message);
    }
}
