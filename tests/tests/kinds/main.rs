//! Every kind of event, made to happen through each of its doors.
//!
//! What comes of it is held against the table in `docs/kinds.md`, word for word: a door that the
//! page names has to be walked here, and one that is walked here has to be on the page.

mod callbacks;
mod contacts;
mod messages;
mod page;
mod visits;
mod walk;

#[path = "../messages/browser.rs"]
#[expect(dead_code, reason = "the tests of messages need more of it")]
mod browser;
#[path = "../messages/scene.rs"]
#[expect(dead_code, reason = "the tests of messages need more of it")]
mod scene;
#[path = "../messages/service.rs"]
#[expect(dead_code, reason = "the tests of messages need more of it")]
mod service;
#[path = "../contacts/setup.rs"]
#[expect(dead_code, reason = "the tests of contacts need more of it")]
mod setup;

use event::EventKind;
use scene::{Scene, on_both_scenes};
use strum::IntoEnumIterator as _;
use walk::Walk;

on_both_scenes!(every_kind_happens_by_each_of_its_doors);

async fn every_kind_happens_by_each_of_its_doors(scene: &Scene) {
    let mut walk = Walk::new(scene).await;
    callbacks::walk(&mut walk).await;
    visits::walk(&mut walk).await;
    contacts::walk(&mut walk).await;
    messages::walk(&mut walk).await;
    let walked = walk.end().await;
    let told = page::doors();
    assert_eq!(walked, told, "what was walked, and what docs/kinds.md tells");
    for kind in EventKind::iter() {
        assert!(walked.contains_key(&kind.to_string()), "{kind} has no door");
    }
}
