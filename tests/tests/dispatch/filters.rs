//! Webhooks that want some events of a kind and not others.

use serde_json::{Value, json};
use tests::{Hub, Sink, Stage, on_both, text};

on_both!(
    crate::HUBS;
    what_does_not_pass_is_not_owed,
    a_dry_run_asks_the_filter,
    a_test_says_whether_it_would_pass,
    a_changed_filter_counts_from_the_next_event_on,
    filters_hold_for_events_that_many_want,
    a_filter_that_is_none_is_refused_with_its_place,
);

fn hard() -> Value {
    json!({"field": "bounce.class", "operator": "eq", "value": "hard"})
}

async fn publish(stage: &Stage, class: &str, order: &str) -> String {
    let new = json!({
        "kind": "email.bounced", "contact": "ann@example.org", "bounce": {"class": class},
        "metadata": {"order": order}
    });
    let taken = stage.admin.post(&stage.path("events"), new).await.is(202);
    text(&taken["data"][0], "id")
}

async fn what_does_not_pass_is_not_owed(hub: &Hub) {
    let stage = Stage::new(&hub.admin).await;
    let (some, all) = (Sink::saying(200).await, Sink::saying(200).await);
    let filter = json!({"all": [
        hard(),
        {"not": {"any": [
            {"field": "metadata.order", "operator": "prefix", "value": "B-"},
            {"field": "metadata.order", "operator": "in", "value": ["A-3", "A-4"]}
        ]}}
    ]});
    let hook = stage.hook(&some.url(), json!({"filter": filter})).await;
    assert_eq!(hub.admin.get(&hook.path).await.is(200)["filter"], filter);
    stage.hook(&all.url(), json!({})).await;
    let mut events = Vec::new();
    for (class, order) in
        [("hard", "A-1"), ("soft", "A-2"), ("hard", "A-3"), ("hard", "B-1"), ("hard", "A-5")]
    {
        events.push(publish(&stage, class, order).await);
    }
    all.once(5).await;
    let mut arrived: Vec<_> = some.once(2).await.iter().map(|it| it.id().to_owned()).collect();
    arrived.sort();
    assert_eq!(arrived, [events[0].clone(), events[4].clone()]);
    for (event, owed) in events.iter().zip([2, 1, 1, 1, 2]) {
        let deliveries = stage.get(&format!("events/{event}/deliveries")).await;
        assert_eq!(deliveries["data"].as_array().map(Vec::len), Some(owed));
    }
}

async fn a_dry_run_asks_the_filter(hub: &Hub) {
    let stage = Stage::new(&hub.admin).await;
    let sink = Sink::saying(200).await;
    let hook = stage.hook(&sink.url(), json!({"filter": hard()})).await;
    for class in ["hard", "soft", "hard"] {
        publish(&stage, class, "A-1").await;
    }
    let run = async |path: &str, asked: Value| {
        hub.admin.post(path, asked).await.is(200)["matched"].clone()
    };
    let own = format!("{}/dry-run", hook.path);
    let any = stage.path("webhooks/dry-run");
    assert_eq!(run(&own, json!({})).await, 2, "its own filter");
    assert_eq!(run(&own, json!({"filter": null})).await, 3, "none");
    let soft = json!({"not": hard()});
    assert_eq!(run(&own, json!({"filter": soft})).await, 1, "another");
    assert_eq!(run(&any, json!({"events": ["*"], "filter": hard()})).await, 2);
    assert_eq!(run(&any, json!({"events": ["sms.*"], "filter": hard()})).await, 0);
    assert_eq!(run(&any, json!({"events": ["*"]})).await, 3);
    let wrong = json!({"events": ["*"], "filter": {"field": "bounce.clas"}});
    let problem = hub.admin.post(&any, wrong).await.problem(422);
    assert!(problem["errors"].to_string().contains("/filter/field"), "{problem}");
}

async fn a_test_says_whether_it_would_pass(hub: &Hub) {
    let stage = Stage::new(&hub.admin).await;
    let sink = Sink::saying(200).await;
    let filter = json!({"field": "contact", "operator": "suffix", "value": "@example.org"});
    let asked = json!({"events": ["email.bounced"], "filter": filter});
    let hook = stage.hook(&sink.url(), asked).await;
    for (asked, wanted) in [
        (json!({"contact": "ann@example.org"}), json!(true)),
        (json!({"contact": "ann@example.com"}), json!(false)),
        (json!({"contact": "ann@example.org", "kind": "email.read"}), json!(false)),
        (json!({"body": "hello"}), Value::Null),
    ] {
        let path = format!("{}/test", hook.path);
        let tested = hub.admin.post(&path, asked.clone()).await.is(200);
        assert_eq!(tested["wanted"], wanted, "{asked}");
        assert_eq!(tested["outcome"], "delivered", "it is sent either way");
    }
}

async fn a_changed_filter_counts_from_the_next_event_on(hub: &Hub) {
    let stage = Stage::new(&hub.admin).await;
    let sink = Sink::saying(200).await;
    let hook = stage.hook(&sink.url(), json!({"filter": hard()})).await;
    publish(&stage, "soft", "A-1").await;
    hub.admin.patch(&hook.path, json!({"filter": null})).await.is(200);
    let event = publish(&stage, "soft", "A-2").await;
    assert_eq!(sink.once(1).await[0].id(), event);
}

/// More than one commit writes deliveries for at once.
const MANY: usize = 300;

async fn filters_hold_for_events_that_many_want(hub: &Hub) {
    let stage = Stage::new(&hub.admin).await;
    let sink = Sink::saying(200).await;
    for place in 0..MANY + 20 {
        let class = if place % 16 == 0 { "soft" } else { "hard" };
        let filter = json!({"field": "bounce.class", "operator": "eq", "value": class});
        stage.hook(&sink.url(), json!({"filter": filter})).await;
    }
    let event = publish(&stage, "hard", "A-1").await;
    sink.once(MANY).await;
    let shown = stage.get(&format!("events/{event}")).await;
    assert_eq!(shown["matched"], MANY, "{shown}");
}

async fn a_filter_that_is_none_is_refused_with_its_place(hub: &Hub) {
    let stage = Stage::new(&hub.admin).await;
    let is = |operator: &str, value: Value| json!({"field": "metadata.a", "operator": operator, "value": value});
    let deep = (0..9).fold(is("eq", json!(1)), |inner, _| json!({"not": inner}));
    for (filter, pointer) in [
        (json!({}), "/filter"),
        (json!([]), "/filter"),
        (json!({"all": [], "any": [is("eq", json!(1))]}), "/filter"),
        (json!({"all": []}), "/filter/all"),
        (json!({"any": [is("eq", json!(1)), {"field": "nothing"}]}), "/filter/any/1/field"),
        (json!({"any": [{"field": "contact"}]}), "/filter/any/0/operator"),
        (json!({"not": {"field": "contact", "operator": "eq"}}), "/filter/not/value"),
        (is("like", json!("a")), "/filter/operator"),
        (is("eq", json!([1])), "/filter/value"),
        (is("eq", json!(null)), "/filter/value"),
        (is("in", json!("a")), "/filter/value"),
        (is("in", json!([])), "/filter/value"),
        (is("prefix", json!("")), "/filter/value"),
        (is("exists", json!(1)), "/filter/value"),
        (is("gt", json!("1")), "/filter/value"),
        (json!({"field": "contact", "operator": "eq", "value": "a", "x": 1}), "/filter/x"),
        (deep, "/filter/not/not/not/not/not/not/not/not"),
        (json!({"any": vec![is("eq", json!(1)); 100]}), "/filter"),
    ] {
        let new = json!({"url": "https://hooks.example/", "events": ["*"], "filter": filter});
        let problem = hub.admin.post(&stage.path("webhooks"), new).await.problem(422);
        let places = problem["errors"].to_string();
        assert!(places.contains(&format!("\"{pointer}\"")), "{filter}: {places}");
    }
}
