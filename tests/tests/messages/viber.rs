//! Viber as it calls back.

use crate::scene::{Scene, Source};
use ring::hmac;
use serde_json::Value;
use tests::Reply;

/// Calls back as Viber does.
pub(crate) async fn call_back(scene: &Scene, bot: &Source, body: Value) -> Reply {
    let body = body.to_string();
    let key = hmac::Key::new(hmac::HMAC_SHA256, b"viber-token");
    let tag = hmac::sign(&key, body.as_bytes());
    let tag = tag.as_ref().iter().fold(String::new(), |tag, byte| tag + &format!("{byte:02x}"));
    scene.stage.call(&bot.path, &[("x-viber-content-signature", &tag)], &body).await
}
