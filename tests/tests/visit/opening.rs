//! The open pixel.

use crate::scene::Scene;
use event::{Channel, from_ms};
use http::Method;
use serde_json::json;
use tests::{Hub, on_both};
use ticket::{Purpose, Ticket};

on_both!(each_opening_counts, whatever_is_asked_for_is_a_picture);

async fn each_opening_counts(hub: &Hub) {
    let scene = Scene::new(hub).await;
    let at = scene.ticket("open", "email", "Ann@Example.org").await;
    assert!(at.strip_prefix("/o/").and_then(|it| it.strip_suffix(".gif")).is_some(), "{at}");
    for (method, machine) in
        [(Method::GET, json!(null)), (Method::GET, json!(null)), (Method::HEAD, json!(true))]
    {
        let reply = scene.open(method.clone(), &at, &[("user-agent", "Thunderbird")]).await;
        assert_eq!(
            (reply.status.as_u16(), &reply.headers["content-type"]),
            (200, &"image/gif".parse().expect("one"))
        );
        let control = reply.headers["cache-control"].to_str().expect("text");
        assert!(control.contains("no-store") && control.contains("max-age=0"), "{control}");
        if method == Method::GET {
            assert_eq!(reply.body.len(), 43);
            assert!(reply.body.starts_with(b"GIF89a") && reply.body.ends_with(b";"));
        }
        let event = scene.stage.all("events").await.remove(0);
        assert_eq!(
            (&event["kind"], &event["contact"]),
            (&json!("email.read"), &json!("Ann@example.org"))
        );
        assert_eq!(
            (&event["machine"], &event["client"]["user_agent"]),
            (&machine, &json!("Thunderbird"))
        );
    }
    scene.events(3).await;
}

async fn whatever_is_asked_for_is_a_picture(hub: &Hub) {
    let scene = Scene::new(hub).await;
    let at = scene.ticket("open", "email", "ann@example.org").await;
    let link = scene.ticket("leave", "email", "ann@example.org").await.replace("/u/", "/o/");
    let old = Ticket { expires_at: Some(from_ms(1)), ..Ticket::new(Channel::Email, "a@b.example") };
    let sms = scene.forge(Purpose::Open, &Ticket::new(Channel::Sms, "+1")).await;
    for nothing in [
        at.replace(".gif", ""),
        at.replace(".gif", ".png"),
        format!("{}A.gif", at.trim_end_matches(".gif")),
        format!("{link}.gif"),
        "/o/x.gif".to_owned(),
        scene.forge(Purpose::Open, &old).await,
        sms,
    ] {
        let reply = scene.get(&nothing).await;
        assert_eq!((reply.status.as_u16(), reply.body.len()), (200, 43), "{nothing}");
    }
    assert_eq!(scene.kinds().await.len(), 0, "and no event");
}
