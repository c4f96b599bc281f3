//! Importing and exporting.

use crate::setup::{act, contact, kinds, path, publish};
use http::Request;
use serde_json::{Value, json};
use tests::{Hub, Reply, Stage, on_both, text};

on_both!(
    what_is_exported_is_imported_again,
    a_table_of_few_columns_says_what_it_says,
    an_import_lifts_nothing_that_is_later,
    an_import_makes_events_where_asked,
    an_import_is_taken_as_a_whole_or_not_at_all,
    what_is_no_table_is_refused,
    many_rows_go_both_ways,
);

async fn import(stage: &Stage, query: &str, table: impl Into<Vec<u8>>) -> Reply {
    let path = stage.path(&format!("contacts/import{query}"));
    let request = Request::post(path).header("content-type", "text/csv; charset=utf-8");
    stage.admin.send(request.body(table.into().into()).expect("a request")).await
}

async fn export(stage: &Stage, query: &str) -> String {
    let reply = stage.admin.get(&stage.path(&format!("contacts/export{query}"))).await;
    assert_eq!(reply.status, 200, "{reply:?}");
    let content_type = reply.headers["content-type"].to_str().expect("text");
    assert!(content_type.starts_with("text/csv"), "{content_type}");
    assert!(reply.headers["content-disposition"].to_str().expect("text").contains("contacts.csv"));
    String::from_utf8(reply.body.to_vec()).expect("UTF-8")
}

/// All contacts without the events that marked them.
async fn all(stage: &Stage) -> Vec<Value> {
    let mut all = stage.all("contacts").await;
    for mark in all.iter_mut().flat_map(|it| it["marks"].as_object_mut().into_iter().flatten()) {
        mark.1["event"] = json!(null);
    }
    all
}

/// Contacts with marks, with fields, and with neither.
async fn happen(stage: &Stage) {
    for (kind, contact, at) in [
        ("email.bounced", "a@x.example", "2026-03-01T00:00:00.123Z"),
        ("email.unsubscribed", "a@x.example", "2026-03-02T00:00:00Z"),
        ("email.spam", "b@x.example", "2026-03-03T00:00:00Z"),
        ("email.subscribed", "c@x.example", "2026-03-04T00:00:00Z"),
        ("email.activated", "c@x.example", "2026-03-05T00:00:00Z"),
        ("sms.unsubscribed", "+442079460018", "2026-03-06T00:00:00Z"),
        ("telegram.subscribed", "11", "2026-03-07T00:00:00Z"),
    ] {
        publish(stage, json!({"kind": kind, "contact": contact, "occurred_at": at})).await;
    }
    for (channel, address, body) in [
        (
            "email",
            "a@x.example",
            json!({"fields": {"quote": "say \"hi\",\r\nBob", "zip": "01234"}}),
        ),
        (
            "viber",
            "v=",
            json!({"user": "=u,1", "fields": {"ünïcode": "Лев", "zip": "-", "quote": ["a", {"b": 1}]}}),
        ),
        ("webpush", "s-1", json!({})),
    ] {
        let path = path(stage, channel, address);
        let reply = stage.admin.ask(http::Method::PUT, &path, Some(body)).await;
        assert!(reply.status.is_success(), "{reply:?}");
    }
}

async fn what_is_exported_is_imported_again(hub: &Hub) {
    let stage = Stage::of(&hub.admin, "a.example").await;
    happen(&stage).await;
    let table = export(&stage, "").await;
    let head = "channel,address,state,reason,since,user,mark.bounced,mark.complained,mark.left,\
                mark.deactivated,mark.joined,mark.activated,field.quote,field.zip,field.ünïcode";
    assert_eq!(table.lines().next(), Some(head));
    let formulas = [",'=u,1", ",=", ",-,"].map(|cell| table.contains(cell));
    assert_eq!(formulas, [false; 3], "programs for tables calculate nothing: {table}");
    assert!(table.contains(r#""'=u,1""#) && table.contains(",'-,"), "{table}");
    let other = Stage::of(&hub.admin, "b.example").await;
    let said = import(&other, "", table.clone()).await.is(200);
    assert_eq!(said, json!({"contacts": 7, "events": 0}));
    assert_eq!(all(&other).await, all(&stage).await);
    assert_eq!(export(&other, "").await, table);
    // Again, and by a program that writes a mark in front: nothing changes.
    import(&other, "", format!("\u{feff}{table}")).await.is(200);
    assert_eq!(export(&other, "").await, table);
    assert_eq!(other.all("events").await.len(), 0);
    let blocked = export(&stage, "?state=blocked&channel=email").await;
    let blocked: Vec<_> = blocked.lines().filter(|line| line.starts_with("email,")).collect();
    assert!(blocked.len() == 2 && blocked[1].starts_with("email,b@x.example,blocked,complained,"));
}

async fn a_table_of_few_columns_says_what_it_says(hub: &Hub) {
    let stage = Stage::new(&hub.admin).await;
    let table = "address , channel,state,reason,since,field.city\n\
                 Bob <Bob@X.Example>,email,blocked,bounced,2026-03-01T01:00:00+01:00,Lyon\n\
                 00442079460018,sms,,unsubscribed,,\n\
                 \"ann@x.example\",email,active,,,\n\
                 Bob@x.example,email,blocked,complained,2999-01-01T00:00:00Z,\n";
    let said = import(&stage, "?events=false", table).await.is(200);
    assert_eq!(said["contacts"], 3);
    let bob = contact(&stage, "email", "Bob@x.example").await;
    assert_eq!(bob["reasons"], json!(["complained", "bounced"]));
    let bounced = json!({"at": "2026-03-01T00:00:00.000Z", "event": null});
    assert_eq!((&bob["marks"]["bounced"], &bob["fields"]), (&bounced, &json!({"city": "Lyon"})));
    assert!(text(&bob, "since").starts_with("20"), "not later than now: {bob}");
    assert!(text(&bob, "since").as_str() < "2999");
    assert_eq!(contact(&stage, "sms", "+442079460018").await["reason"], "unsubscribed");
    let ann = contact(&stage, "email", "ann@x.example").await;
    assert_eq!((&ann["state"], &ann["marks"]), (&json!("active"), &json!({})));
    assert_eq!(import(&stage, "", "channel,address\n").await.is(200)["contacts"], 0);
    let open = "channel,address,field.n\nsms,+442079460018,\"oops\nsms,+442079460019,x\n";
    assert_eq!(import(&stage, "", open).await.places(), ["/2"], "a quote that is not closed");
    let twice = "channel,address,user,field.n\nsms,+442079460020,a,1\nsms,+442079460020,b,2\n";
    assert_eq!(import(&stage, "", twice).await.is(200)["contacts"], 1);
    let shown = contact(&stage, "sms", "+442079460020").await;
    assert_eq!((&shown["user"], &shown["fields"]["n"]), (&json!("b"), &json!("2")), "the later");
    let masked = "channel,address,reason\nsms,*******4567,unsubscribed\n";
    assert_eq!(import(&stage, "", masked).await.is(200)["contacts"], 1, "as a provider tells it");
    assert_eq!(import(&stage, "", "channel,address\nsms,hello\n").await.places(), ["/2/address"]);
}

async fn an_import_lifts_nothing_that_is_later(hub: &Hub) {
    let stage = Stage::new(&hub.admin).await;
    act(&stage, "email", "a@x.example", "unsubscribe").await;
    let table = "channel,address,state,mark.joined\n\
                 email,a@x.example,active,\n\
                 email,a@x.example,active,2026-03-01T00:00:00Z\n";
    import(&stage, "", table).await.is(200);
    assert_eq!(contact(&stage, "email", "a@x.example").await["state"], "blocked");
    import(
        &stage,
        "",
        "channel,address,reason,since\nsms,+442079460018,unsubscribed,2026-03-01T00:00:00Z\n",
    )
    .await
    .is(200);
    let joined = "channel,address,mark.joined\nsms,+442079460018,2026-03-02T00:00:00Z\n";
    import(&stage, "", joined).await.is(200);
    assert_eq!(contact(&stage, "sms", "+442079460018").await["state"], "active");
}

async fn an_import_makes_events_where_asked(hub: &Hub) {
    let stage = Stage::new(&hub.admin).await;
    let table = "channel,address,reason,since,user,field.city\n\
                 email,a@x.example,bounced,2026-03-01T00:00:00Z,u-1,Lyon\n\
                 sms,+442079460018,unsubscribed,2026-03-02T00:00:00Z,,Kyiv\n\
                 email,b@x.example,,,,\n\
                 telegram,11,unsubscribed,2026-03-03T00:00:00Z,,\n";
    let said = import(&stage, "?events=true", table).await.is(200);
    assert_eq!(said, json!({"contacts": 4, "events": 4}));
    let made =
        ["email.bounced", "email.profile_updated", "sms.unsubscribed", "telegram.unsubscribed"];
    assert_eq!(kinds(&stage).await, made);
    let bounced = &stage.all("events?kind=email.bounced").await[0];
    assert_eq!(bounced["occurred_at"], "2026-03-01T00:00:00.000Z");
    assert_eq!((&bounced["user"], &bounced["bounce"]["class"]), (&json!("u-1"), &json!("hard")));
    let found = contact(&stage, "email", "a@x.example").await;
    assert_eq!((&found["reason"], &found["user"]), (&json!("bounced"), &json!("u-1")));
    assert_eq!(found["marks"]["bounced"]["event"], bounced["id"]);
    let again = import(&stage, "?events=true", table).await.is(200);
    assert_eq!(again["events"], 1, "the profile, of which no time is told");
    let web = "channel,address,reason\nwebpush,s-1,unsubscribed\n";
    assert_eq!(import(&stage, "?events=true", web).await.places(), ["/2/channel"]);
    import(&stage, "", web).await.is(200);
    let path = stage.path("contacts/import?events=true");
    let undated = "channel,address,reason\nsms,+442079460019,unsubscribed\n";
    for events in [1, 0] {
        let request = Request::post(&path).header("content-type", "text/csv");
        let request = request.header("idempotency-key", "k").body(undated.into());
        let said = stage.admin.send(request.expect("a request")).await.is(200);
        assert_eq!(said["events"], events);
    }
}

async fn an_import_is_taken_as_a_whole_or_not_at_all(hub: &Hub) {
    let stage = Stage::new(&hub.admin).await;
    let table = "channel,address,state,reason,since,user,mark.bounced\n\
                 email,a@x.example,blocked,bounced,,,\n\
                 mail,a@x.example,,,,,\n\
                 email,,,,,,\n\
                 email,a@x.example,blocked,,,,\n\
                 email,a@x.example,active,bounced,,,\n\
                 email,a@x.example,gone,spam,yesterday,,\n\
                 sms,+442079460018,blocked,bounced,,,\n\
                 sms,+442079460018,,,,,2026-03-01T00:00:00Z\n\
                 email,a@x.example\n\
                 sms,+442079460018,blocked,unsubscribed,,,\n";
    let reply = import(&stage, "?events=true", table).await;
    let places = [
        "/3/channel",
        "/4/address",
        "/5/reason",
        "/6/reason",
        "/7/since",
        "/7/reason",
        "/7/state",
        "/8/reason",
        "/9/mark.bounced",
        "/10",
    ];
    assert_eq!(reply.places(), places, "{:?}", reply.faults());
    assert!(reply.faults()[0].1.contains("did you mean `email`?"));
    assert_eq!(stage.all("contacts").await.len() + stage.all("events").await.len(), 0);
}

async fn what_is_no_table_is_refused(hub: &Hub) {
    let stage = Stage::new(&hub.admin).await;
    for (table, places) in [
        ("", vec!["/1/channel", "/1/address"]),
        ("channel;address\n", vec!["/1/channel;address", "/1/channel", "/1/address"]),
        ("channel,adress\n", vec!["/1/adress", "/1/address"]),
        ("channel,address,channel\n", vec!["/1/channel"]),
        ("channel,address,field.,mark.gone\n", vec!["/1/field.", "/1/mark.gone"]),
    ] {
        assert_eq!(import(&stage, "", table).await.places(), places, "{table}");
    }
    let latin = b"channel,address\nemail,\xfcml@x.example\n".to_vec();
    assert_eq!(import(&stage, "", latin).await.places(), ["/2"]);
    assert_eq!(import(&stage, "?events=yes", "channel,address\n").await.places(), ["events"]);
    stage.admin.post(&stage.path("contacts/import"), json!({})).await.problem(415);
    let many = "email,a@x.example\n".repeat(100_001);
    assert_eq!(import(&stage, "", format!("channel,address\n{many}")).await.places(), [""]);
    let bad = "mail,a@x.example\n".repeat(1000);
    assert_eq!(import(&stage, "", format!("channel,address\n{bad}")).await.places().len(), 50);
    assert_eq!(stage.all("contacts").await, [Value::Null; 0]);
}

async fn many_rows_go_both_ways(hub: &Hub) {
    const MANY: usize = 20_000;
    let stage = Stage::of(&hub.admin, "a.example").await;
    let rows =
        (0..MANY).map(|n| format!("email,u{n:06}@x.example,bounced,2026-03-01T00:00:00Z,{n}\n"));
    let rows: String = rows.collect();
    let began = std::time::Instant::now();
    let table = format!("channel,address,reason,since,field.n\n{rows}");
    assert_eq!(import(&stage, "", table).await.is(200)["contacts"], MANY);
    println!("{MANY} rows with fields imported in {:?}", began.elapsed());
    let began = std::time::Instant::now();
    let out = export(&stage, "").await;
    println!("{MANY} rows exported in {:?}", began.elapsed());
    assert_eq!(out.lines().count(), MANY + 1);
    let last = "email,u019999@x.example,blocked,bounced,2026-03-01T00:00:00.000Z,,\
                2026-03-01T00:00:00.000Z,,,,,,19999";
    assert_eq!(out.lines().last(), Some(last));
}
