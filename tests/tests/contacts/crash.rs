//! Killed in the moment after an answer: what was said of a contact is there all the same.

use crate::setup::{contact, path};
use http::Method;
use serde_json::json;
use tests::{Engine, Place, Stage, admin};

const ROUNDS: usize = 4;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_said_a_moment_ago_is_known_after_a_kill() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        if let Some(place) = Place::new(engine) {
            survive(&place).await;
        }
    }
}

async fn survive(place: &Place) {
    let (mut program, addr) = place.start().await;
    let mut stage = Stage::new(&admin(addr)).await;
    let door = stage.source("email/smtp2go", json!({})).await;
    let form = [("content-type", "application/x-www-form-urlencoded")];
    for round in 0..ROUNDS {
        // By the door, and with a profile by the API: the last two answers before the end.
        let (bob, ann) = (format!("bob{round}@x.example"), format!("ann{round}@x.example"));
        let body = format!("event=bounce&bounce=hard&id={round}&email_id=m&rcpt={bob}");
        let fields = json!({"fields": {"round": round}});
        let ann = path(&stage, "email", &ann);
        let put = stage.admin.ask(Method::PUT, &ann, Some(fields));
        if round % 2 == 0 {
            put.await.is(201);
            assert_eq!(stage.call(&door, &form, &body).await.status, 200);
        } else {
            let (put, said) = tokio::join!(put, stage.call(&door, &form, &body));
            assert_eq!((put.status.as_u16(), said.status.as_u16()), (201, 200));
        }
        program.kill().await;
        let (next, addr) = place.start().await;
        program = next;
        stage = stage.at(admin(addr));
        for round in 0..=round {
            let bob = contact(&stage, "email", &format!("bob{round}@x.example")).await;
            assert_eq!(bob["reason"], "bounced", "{bob}");
            let ann = contact(&stage, "email", &format!("ann{round}@x.example")).await;
            assert_eq!(ann["fields"], json!({"round": round}));
        }
    }
    program.tell_to_stop();
    assert!(program.ended().await.success());
}
