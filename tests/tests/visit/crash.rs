//! A click that was answered is there after a kill.

use crate::scene::{Scene, location};
use tests::{Engine, Place, admin, text};

const ROUNDS: usize = 5;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_followed_a_moment_ago_is_there_after_a_kill() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        if let Some(place) = Place::new(engine) {
            survive(&place).await;
        }
    }
}

async fn survive(place: &Place) {
    let (mut program, addr) = place.start().await;
    let mut scene = Scene::of(&admin(addr), "shop.example").await;
    let at = scene.link("telegram", "1111111", "https://shop.example/").await;
    let leave = scene.ticket("leave", "email", "ann@example.org").await;
    for round in 1..=ROUNDS {
        location(&scene.get(&at).await);
        program.kill().await;
        let (next, addr) = place.start().await;
        program = next;
        scene.stage = scene.stage.at(admin(addr));
        scene.reader = admin(addr).without_key();
        let form = "application/x-www-form-urlencoded";
        assert_eq!(scene.post(&leave, form, "List-Unsubscribe=One-Click").await.status, 200);
        let kinds = scene.kinds().await;
        let count = |wanted: &str| kinds.iter().filter(|kind| *kind == wanted).count();
        assert_eq!(count("telegram.clicked"), round);
        assert_eq!(count("telegram.viewed"), 1, "known over a restart");
        assert_eq!(count("email.list_unsubscribed"), 1, "known over a restart");
    }
    let code = at.trim_start_matches("/l/");
    let link = scene.stage.get(&format!("links/{code}")).await;
    assert_eq!(text(&link, "code"), code);
    program.tell_to_stop();
    assert!(program.ended().await.success());
}
