//! A hub that services can call has them know where.

use crate::scene::{Scene, Source};
use crate::service::refuses;
use serde_json::{Value, json};
use tests::{Engine, text};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn services_are_told_where_to_call_on_sqlite() {
    Scene::called_by("https://hub.example", Engine::Sqlite, services_are_told).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn services_are_told_where_to_call_on_postgres() {
    Scene::called_by("https://hub.example", Engine::Postgres, services_are_told).await;
}

async fn services_are_told(scene: &Scene) {
    // What fails is told again.
    scene.telegram.answer(refuses(500, "Internal Server Error", &json!({})));
    let bot = scene.telegram_bot(json!({})).await;
    let told = scene.telegram.calls("setwebhook", 2).await;
    for told in &told {
        assert_eq!(told["url"], bot.made["callback_url"]);
        assert_eq!(told["secret_token"], bot.secret("secret_token"));
        assert!(told["allowed_updates"].to_string().contains("chat_member"), "{told}");
    }
    let viber = scene.viber_bot(json!({})).await;
    let told = scene.viber.calls("set_webhook", 1).await.remove(0);
    assert_eq!(told["url"], viber.made["callback_url"]);
    assert_eq!(scene.viber.asked()[0].header("x-viber-auth-token"), "viber-token");
    // A new URL is told, and an old one is not told again.
    let rotated = rotate(scene, &bot).await;
    let told = scene.telegram.calls("setwebhook", 3).await.remove(2);
    assert_eq!(told["url"], rotated["callback_url"]);
    rotate(scene, &viber).await;
    scene.viber.calls("set_webhook", 2).await;
    scene.telegram.calls("setwebhook", 3).await;
    assert!(scene.telegram.times("getupdates").is_empty());
}

async fn rotate(scene: &Scene, source: &Source) -> Value {
    let path = scene.stage.path(&format!("sources/{}", text(&source.made, "id")));
    scene.stage.admin.act(&format!("{path}/token/rotate")).await.is(200)
}
