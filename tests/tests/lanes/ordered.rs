//! An order outlasts a restart.

use crate::on_scenes;
use crate::scene::{Scene, pass};
use serde_json::json;

on_scenes!(what_waits_for_something_earlier_waits_after_a_restart_too);

async fn what_waits_for_something_earlier_waits_after_a_restart_too(scene: Scene) -> Scene {
    let asked = json!({"order": "contact", "schedule": [60, 60, 60, 60]});
    scene.stage.hook(&scene.sink.url(), asked).await;
    let events = scene.stage.publish(3).await;
    scene.attempts(&events[0], 1).await;
    let scene = scene.restart().await;
    pass(66.0);
    scene.attempts(&events[0], 2).await;
    scene.fail(false);
    let scene = scene.restart().await;
    pass(66.0);
    for event in &events {
        scene.stage.delivery(event, "delivered").await;
    }
    let arrived: Vec<_> = scene.sink.arrived().iter().map(|it| it.id().to_owned()).collect();
    let [first, second, third] = [0, 1, 2].map(|place| events[place].clone());
    assert_eq!(arrived, [first.clone(), first.clone(), first, second, third]);
    scene
}
