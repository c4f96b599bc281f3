//! Projects that share a block list.

use crate::setup::{act, addresses, contact, path};
use http::Method;
use serde_json::{Value, json};
use tests::{Hub, Stage, on_both, text};

on_both!(
    projects_share_a_list,
    a_list_is_shared_by_who_sees_both,
    lists_do_not_hang_on_one_another,
    a_list_in_use_is_not_deleted,
    a_list_goes_with_its_project,
);

async fn share(stage: &Stage, list: &Stage) -> String {
    let owner = list.project.trim_start_matches("/v1/projects/").to_owned();
    let patched = stage.admin.patch(&stage.project, json!({"block_list": owner})).await.is(200);
    assert_eq!(patched["block_list"], json!(owner));
    owner
}

async fn projects_share_a_list(hub: &Hub) {
    let (shop, club) =
        (Stage::of(&hub.admin, "shop.example").await, Stage::of(&hub.admin, "club.example").await);
    act(&club, "email", "own@x.example", "unsubscribe").await;
    share(&club, &shop).await;
    act(&shop, "email", "a@x.example", "unsubscribe").await;
    act(&club, "email", "b@x.example", "deactivate").await;
    let wanted = ["a@x.example", "b@x.example"];
    for stage in [&shop, &club] {
        assert_eq!(addresses(&stage.get("suppressions").await), wanted);
        let asked = json!({"channel": "email", "addresses": wanted});
        let found = stage.admin.post(&stage.path("suppressions/check"), asked).await.is(200);
        assert!(found["data"].as_array().expect("a list").iter().all(|it| it["blocked"] == true));
    }
    // The events stay with who made them.
    assert_eq!(shop.all("events").await.len(), 1);
    assert_eq!(club.all("events").await.len(), 2);
    act(&club, "email", "a@x.example", "subscribe").await;
    assert_eq!(contact(&shop, "email", "a@x.example").await["state"], "active");
    let own = club.admin.patch(&club.project, json!({"block_list": null})).await.is(200);
    assert_eq!(own["block_list"], json!(null));
    assert_eq!(addresses(&club.get("contacts").await), ["own@x.example"], "as it was left");
    assert_eq!(addresses(&shop.get("contacts").await), wanted);
}

async fn a_list_is_shared_by_who_sees_both(hub: &Hub) {
    let (shop, club) =
        (Stage::of(&hub.admin, "shop.example").await, Stage::of(&hub.admin, "club.example").await);
    let new = json!({"title": "w", "role": "write", "project": "club.example"});
    let key = text(&hub.admin.post("/v1/keys", new).await.is(201), "key");
    let writer = hub.client(&key);
    act(&shop, "email", "a@x.example", "unsubscribe").await;
    for name in ["shop.example", "nobody.example"] {
        let reply = writer.patch(&club.project, json!({"block_list": name})).await;
        assert_eq!(reply.faults(), [("/block_list".into(), "there is no such project".into())]);
    }
    hub.admin.patch(&club.project, json!({"block_list": "Shop.Example"})).await.is(200);
    // What is shared is seen by all that share it, by their own path.
    let path_at_club = path(&club, "email", "a@x.example");
    let seen = writer.get(&path_at_club).await.is(200);
    let event = text(&seen["marks"]["left"], "event");
    writer.get(&path(&shop, "email", "a@x.example")).await.problem(404);
    writer.get(&club.path(&format!("events/{event}"))).await.problem(404);
    writer.patch(&club.project, json!({"title": "Club"})).await.is(200);
    writer.patch(&club.project, json!({"block_list": null})).await.is(200);
    writer.get(&path_at_club).await.problem(404);
}

async fn lists_do_not_hang_on_one_another(hub: &Hub) {
    let [a, b, c] = ["a.example", "b.example", "c.example"].map(|it| Stage::of(&hub.admin, it));
    let (a, b, c) = (a.await, b.await, c.await);
    share(&b, &a).await;
    for (project, list, why) in [(&c, "b.example", "a.example"), (&a, "c.example", "b.example")] {
        let problem = hub.admin.patch(&project.project, json!({"block_list": list})).await;
        let problem = problem.problem(409);
        assert_eq!(problem["type"], "urn:tidings:problem:in-use");
        assert!(problem["detail"].as_str().expect("words").contains(why), "{problem}");
        assert_eq!(hub.admin.get(&project.project).await.is(200)["block_list"], json!(null));
    }
    // Itself is its own.
    hub.admin.patch(&a.project, json!({"block_list": "a.example"})).await.is(200);
    assert_eq!(hub.admin.get(&a.project).await.is(200)["block_list"], json!(null));
    share(&c, &a).await;
    let reply = hub.admin.patch(&c.project, json!({"block_list": 7})).await;
    assert_eq!(reply.places(), ["/block_list"]);
}

async fn a_list_in_use_is_not_deleted(hub: &Hub) {
    let (a, b) =
        (Stage::of(&hub.admin, "a.example").await, Stage::of(&hub.admin, "b.example").await);
    share(&b, &a).await;
    let problem = hub.admin.delete(&format!("{}?force=true", a.project)).await.problem(409);
    assert!(problem["detail"].as_str().expect("words").contains("b.example"), "{problem}");
    hub.admin.delete(&b.project).await.is(204);
    hub.admin.delete(&a.project).await.is(204);
}

async fn a_list_goes_with_its_project(hub: &Hub) {
    let a = Stage::of(&hub.admin, "a.example").await;
    // On this channel a field makes no event: nothing but the contact is in the project.
    let path = path(&a, "sms", "+442079460018");
    a.admin.ask(Method::PUT, &path, Some(json!({"fields": {"a": 1}}))).await.is(201);
    hub.admin.delete(&a.project).await.problem(409);
    hub.admin.delete(&format!("{}?force=true", a.project)).await.is(204);
    let anew = Stage::of(&hub.admin, "a.example").await;
    assert_eq!(anew.all("contacts").await, [Value::Null; 0]);
}
