//! What happened, a file a day.

use serde_json::{Value, json};
use tests::{Hub, Stage, on_both, text};

on_both!(a_day_is_a_file_in_either_form, what_is_no_file_is_not_there);

async fn a_day_is_a_file_in_either_form(hub: &Hub) {
    let stage = Stage::new(&hub.admin).await;
    assert_eq!(stage.get("logs").await, json!({"data": [], "next": null}));
    let mut events = stage.publish(300).await;
    let formula = json!({"kind": "email.bounced", "contact": "=cmd@example.org"});
    let taken = hub.admin.post(&stage.path("events"), formula).await.is(202);
    events.push(text(&taken["data"][0], "id"));
    let listed = stage.get("logs").await;
    let day = &listed["data"][0];
    assert_eq!(day["complete"], false);
    // It may have become midnight meanwhile.
    let mut lines = Vec::new();
    for day in listed["data"].as_array().expect("days").iter().rev() {
        let name = day["files"][0].as_str().expect("a name").to_owned();
        lines.extend(read(hub, &stage, &name, "application/x-ndjson").await);
    }
    let lines: Vec<Value> =
        lines.iter().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let ids: Vec<_> = lines.iter().map(|it| text(it, "id")).collect();
    assert_eq!(ids.len(), 301);
    let mut sorted = events.clone();
    sorted.sort_unstable();
    assert_eq!(ids, sorted);
    let shown = stage.get(&format!("events/{}", events[300])).await;
    assert!(lines.contains(&shown), "{shown}");
    let name = format!("{}.csv", text(day, "day"));
    let rows = read(hub, &stage, &name, "text/csv; charset=utf-8; header=present").await;
    assert!(rows[0].starts_with("id,received_at,occurred_at,kind,"), "{}", rows[0]);
    assert!(rows.last().expect("a row").contains(",'=cmd@example.org,"), "{:?}", rows.last());
}

async fn what_is_no_file_is_not_there(hub: &Hub) {
    let stage = Stage::new(&hub.admin).await;
    stage.publish(1).await;
    let day = text(&stage.get("logs").await["data"][0], "day");
    for file in [&day, &format!("{day}.txt"), "2020-01-01.csv", "2020-02-30.csv", "x.csv"] {
        hub.admin.get(&stage.path(&format!("logs/{file}"))).await.problem(404);
    }
    assert_eq!(hub.admin.get(&stage.path("logs?cursor=x")).await.places(), ["cursor"]);
}

async fn read(hub: &Hub, stage: &Stage, file: &str, content_type: &str) -> Vec<String> {
    let reply = hub.admin.get(&stage.path(&format!("logs/{file}"))).await;
    assert_eq!(reply.status, 200);
    assert_eq!(reply.headers["content-type"], content_type);
    let name = format!("attachment; filename=\"{file}\"");
    assert_eq!(reply.headers["content-disposition"], name);
    String::from_utf8_lossy(&reply.body).lines().map(ToOwned::to_owned).collect()
}
