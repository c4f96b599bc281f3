//! Lists of contacts, and of those that are blocked.

use crate::setup::{act, addresses, path};
use http::Method;
use serde_json::json;
use tests::{Hub, Stage, on_both, text};

on_both!(lists_are_filtered, lists_go_page_by_page, what_is_no_filter_is_refused);

async fn lists_are_filtered(hub: &Hub) {
    let stage = Stage::new(&hub.admin).await;
    let events = json!([
        {"kind": "email.bounced", "contact": "a@x.example", "occurred_at": "2026-03-01T00:00:00Z"},
        {"kind": "email.spam", "contact": "b@x.example", "occurred_at": "2026-03-02T00:00:00Z"},
        {"kind": "email.bounced", "contact": "b@x.example", "occurred_at": "2026-03-03T00:00:00Z"},
        {"kind": "email.subscribed", "contact": "c@x.example", "occurred_at": "2026-03-04T00:00:00Z"},
        {"kind": "sms.unsubscribed", "contact": "+442079460018", "user": "u-1"},
        {"kind": "sms.subscribed", "contact": "+442079460019", "user": "u-1"}
    ]);
    stage.admin.post(&stage.path("events"), events).await.is(202);
    stage
        .admin
        .ask(Method::PUT, &path(&stage, "email", "d@x.example"), Some(json!({})))
        .await
        .is(201);
    let (a, b, c, d) = ("a@x.example", "b@x.example", "c@x.example", "d@x.example");
    let (left, joined) = ("+442079460018", "+442079460019");
    for (query, wanted) in [
        ("contacts", vec![a, b, c, d, left, joined]),
        ("contacts?channel=email", vec![a, b, c, d]),
        ("contacts?state=blocked", vec![a, b, left]),
        ("contacts?state=active", vec![c, d, joined]),
        ("contacts?reason=bounced", vec![a, b]),
        ("contacts?reason=complained", vec![b]),
        ("contacts?reason=complained&state=active", vec![]),
        ("contacts?user=u-1", vec![left, joined]),
        ("contacts?since=2026-03-03T00:00:00Z", vec![b, c, left, joined]),
        ("contacts?until=2026-03-03T00:00:00Z", vec![a]),
        ("contacts?since=2026-03-02T00:00:00Z&until=2026-03-04T00:00:00Z", vec![b]),
        ("suppressions", vec![a, b, left]),
        ("suppressions?channel=sms", vec![left]),
        ("suppressions?reason=unsubscribed", vec![left]),
        ("suppressions?user=u-1", vec![left]),
        ("suppressions?since=2026-03-03T00:00:00Z", vec![b, left]),
    ] {
        assert_eq!(addresses(&stage.get(query).await), wanted, "{query}");
    }
}

async fn lists_go_page_by_page(hub: &Hub) {
    let stage = Stage::new(&hub.admin).await;
    let contact = |n: usize| match n % 3 {
        0 => ("email", format!("1{n:06}@x.example")),
        1 => ("sms", format!("1{n:06}")),
        _ => ("telegram", format!("1{n:06}")),
    };
    for n in 0..7 {
        let (channel, address) = contact(n);
        act(&stage, channel, &address, if n % 2 == 0 { "unsubscribe" } else { "subscribe" }).await;
    }
    for (list, count) in [("contacts", 7), ("suppressions", 4), ("contacts?channel=sms", 2)] {
        let all = addresses(&stage.get(list).await);
        assert_eq!(all.len(), count, "{list}");
        let sign = if list.contains('?') { '&' } else { '?' };
        let mut seen = Vec::new();
        let mut page = stage.get(&format!("{list}{sign}limit=2")).await;
        loop {
            assert!(addresses(&page).len() <= 2);
            seen.extend(addresses(&page));
            let Some(next) = page["next"].as_str() else { break };
            page = stage.get(&format!("{list}{sign}limit=2&cursor={next}")).await;
        }
        assert_eq!(seen, all, "{list}");
    }
    let channels: Vec<_> =
        stage.all("contacts").await.iter().map(|it| text(it, "channel")).collect();
    assert!(channels.is_sorted(), "{channels:?}");
}

async fn what_is_no_filter_is_refused(hub: &Hub) {
    let stage = Stage::new(&hub.admin).await;
    for (query, wrong) in [
        ("contacts?channel=mail", "channel"),
        ("contacts?state=bounced", "state"),
        ("contacts?reason=spam", "reason"),
        ("contacts?user=", "user"),
        ("contacts?since=2026", "since"),
        ("contacts?cursor=x", "cursor"),
        ("contacts?limit=0", "limit"),
        ("contacts?kind=email.bounced", "kind"),
        ("suppressions?state=active", "state"),
        ("contacts/export?limit=2", "limit"),
        ("contacts/export?reason=spam", "reason"),
    ] {
        let reply = stage.admin.get(&stage.path(query)).await;
        assert_eq!(reply.places(), [wrong], "{query}");
    }
}
