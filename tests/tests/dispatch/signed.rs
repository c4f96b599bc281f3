//! Signatures, while secrets and keys change.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use ring::signature::{ED25519, UnparsedPublicKey};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tests::{Arrived, Hub, Sink, Stage, on_both, text, until};

on_both!(
    crate::HUBS;
    every_delivery_holds_while_secrets_change,
    every_delivery_holds_while_keys_change,
    an_rsa_key_of_the_project_signs,
);

/// How often a secret changes while deliveries run.
const ROTATIONS: usize = 100;

async fn every_delivery_holds_while_secrets_change(hub: &Hub) {
    let stage = Stage::new(&hub.admin).await;
    let sink = Sink::saying(200).await;
    let hook = stage.hook(&sink.url(), json!({})).await;
    let path = format!("{}/secret/rotate", hook.path);
    let mut secrets = vec![hook.secret.clone()];
    let stop = Arc::new(AtomicBool::new(false));
    let load = tokio::spawn(publish(stage.clone(), stop.clone()));
    for _ in 0..ROTATIONS {
        // What arrived before was signed by a secret that was known then.
        let known = sink.arrived().len();
        let rotated = hub.admin.post(&path, json!({"overlap_seconds": 60})).await.is(200);
        secrets.push(text(&rotated, "secret"));
        until(async || (sink.arrived().len() > known).then_some(())).await;
    }
    stop.store(true, Ordering::Release);
    let events = load.await.expect("no panic");
    let arrived = until(async || {
        let arrived = sink.arrived();
        (arrived.len() >= events).then_some(arrived)
    })
    .await;
    hold_by_one_of(&arrived, &secrets);
    let last = stage.publish(1).await.remove(0);
    stage.delivery(&last, "delivered").await;
    let one = sink.arrived().into_iter().find(|it| it.id() == last).expect("it arrived");
    assert_eq!(
        one.header("webhook-signature").split(' ').count(),
        9,
        "eight old ones sign as well"
    );
    assert!(one.verify(&secrets[ROTATIONS - 8]).is_ok());
    assert!(one.verify(&secrets[ROTATIONS - 9]).is_err());
}

/// All hold by a secret that was valid when they were sent, and the newer they are, the newer is the
/// newest of these: eight old ones sign as well, so that nobody is left behind.
fn hold_by_one_of(arrived: &[Arrived], secrets: &[String]) {
    let mut newest = 0;
    for one in arrived {
        let holds = (0..secrets.len()).rev().find(|place| one.verify(&secrets[*place]).is_ok());
        let holds = holds.expect("it holds by a secret that was valid");
        // As many are on their way at a time.
        assert!(holds + 64 >= newest, "{holds} after {newest}");
        newest = newest.max(holds);
    }
    assert_eq!(newest, secrets.len() - 1);
}

/// Publishes until it is told to stop; gives how many events it was.
async fn publish(stage: Stage, stop: Arc<AtomicBool>) -> usize {
    let mut count = 0;
    while !stop.load(Ordering::Acquire) {
        count += stage.publish(5).await.len();
    }
    count
}

/// The keys that a stranger finds, by their names.
async fn keys(hub: &Hub, stage: &Stage) -> HashMap<String, Vec<u8>> {
    let id = stage.project.trim_start_matches("/v1/projects/");
    let set = hub.stranger().get(&format!("/.well-known/jwks/{id}.json")).await.is(200);
    let all = set["keys"].as_array().expect("keys").iter();
    let key = |it: &Value| URL_SAFE_NO_PAD.decode(text(it, "x")).expect("base 64");
    all.map(|it| (text(it, "kid"), key(it))).collect()
}

fn holds_by(one: &Arrived, key: &[u8]) -> bool {
    let text = [one.id(), one.header("webhook-timestamp"), ""].join(".");
    let text = [text.as_bytes(), &one.body].concat();
    let values = one.header("webhook-signature").split(' ');
    let mut values = values.filter_map(|it| STANDARD.decode(it.strip_prefix("v1a,")?).ok());
    values.any(|it| UnparsedPublicKey::new(&ED25519, key).verify(&text, &it).is_ok())
}

async fn every_delivery_holds_while_keys_change(hub: &Hub) {
    let stage = Stage::new(&hub.admin).await;
    let sink = Sink::saying(200).await;
    stage.hook(&sink.url(), json!({"signatures": ["v1a", "rfc9421"]})).await;
    let first = keys(hub, &stage).await;
    let stop = Arc::new(AtomicBool::new(false));
    let load = tokio::spawn(publish(stage.clone(), stop.clone()));
    let rotate = stage.path("signing-keys/rotate");
    for _ in 0..10 {
        let known = sink.arrived().len();
        let asked = json!({"algorithm": "ed25519", "overlap_seconds": 60});
        hub.admin.post(&rotate, asked).await.is(200);
        until(async || (sink.arrived().len() > known + 5).then_some(())).await;
    }
    stop.store(true, Ordering::Release);
    let events = load.await.expect("no panic");
    let arrived = until(async || {
        let arrived = sink.arrived();
        (arrived.len() >= events).then_some(arrived)
    });
    let (arrived, all) = (arrived.await, keys(hub, &stage).await);
    assert_eq!((first.len(), all.len()), (1, 11));
    let first = first.values().next().expect("a key");
    for one in &arrived {
        assert!(holds_by(one, first), "the old key signs until its time is over");
        let named = one.header("signature-input").matches("keyid=").count();
        let signed = one.header("webhook-signature").matches("v1a,").count();
        assert_eq!(named, signed);
    }
    // What was on its way while the last key came may be without it.
    let last = stage.publish(1).await.remove(0);
    stage.delivery(&last, "delivered").await;
    let last = sink.arrived().into_iter().find(|it| it.id() == last).expect("it arrived");
    assert!(all.values().all(|key| holds_by(&last, key)));
}

async fn an_rsa_key_of_the_project_signs(hub: &Hub) {
    let stage = Stage::new(&hub.admin).await;
    let sink = Sink::saying(200).await;
    let asked =
        json!({"signatures": ["v1", "cavage"], "format": "smtpeter", "sender_id": "environment-7"});
    let hook = stage.hook(&sink.url(), asked).await;
    stage.publish(1).await;
    let one = sink.once(1).await.remove(0);
    one.verify(&hook.secret).expect("both sign");
    assert_eq!(one.header("x-copernica-id"), "environment-7");
    let keys = stage.get("signing-keys").await;
    let key_id = text(&keys["data"][0], "key_id");
    let signature = one.header("signature");
    assert!(signature.starts_with(&format!("keyId=\"{key_id}\",algorithm=\"rsa-sha256\"")));
    let names = "host date content-length content-type x-copernica-id digest x-nonce";
    let lines = names.split(' ').map(|name| format!("{name}: {}", one.header(name)));
    let text_signed =
        std::iter::once("(request-target): post /hook".to_owned()).chain(lines).collect::<Vec<_>>();
    let tag = signature.rsplit_once("signature=\"").expect("a value").1.trim_end_matches('"');
    let jwk = &keys["data"][0]["jwk"];
    let part = |name| URL_SAFE_NO_PAD.decode(text(jwk, name)).expect("base 64");
    let key = ring::signature::RsaPublicKeyComponents { n: part("n"), e: part("e") };
    let verified = key.verify(
        &ring::signature::RSA_PKCS1_2048_8192_SHA256,
        text_signed.join("\n").as_bytes(),
        &STANDARD.decode(tag).expect("base 64"),
    );
    assert!(verified.is_ok(), "{text_signed:?}");
}
