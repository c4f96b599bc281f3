//! `tidings listen` and `tidings replay`: events for a server that the hub cannot call.

use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::net::TcpListener;
use std::process::Stdio;
use tests::{Engine, Place, Sink, Stage, admin, until};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const ADMIN: &str = "the-admin-key-of-all-hubs-in-tests";

/// A place whose hubs all listen at the same address, and that address.
fn place() -> (Place, String) {
    let free = TcpListener::bind("127.0.0.1:0").and_then(|it| it.local_addr()).expect("a port");
    let place = Place::new(Engine::Sqlite).expect("it needs no server");
    (place.with("TIDINGS_LISTEN", &free.to_string()), format!("http://{free}"))
}

fn command(place: &Place, hub: &str, arguments: &[&str]) -> Command {
    let mut command = Command::from(place.command(arguments));
    command.args(["--project", "shop.example", "--url", hub, "--output", "json"]);
    command.env("TIDINGS_API_KEY", ADMIN).kill_on_drop(true);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// Waits until it listens.
async fn listens(child: &mut Child) {
    let mut said = BufReader::new(child.stderr.take().expect("a pipe")).lines();
    while let Some(line) = said.next_line().await.expect("a line") {
        if line == "listening" {
            // It may say more, and must not be kept from it.
            tokio::spawn(async move { while let Ok(Some(_)) = said.next_line().await {} });
            return;
        }
    }
    panic!("it ended");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_happens_is_handed_over_as_to_a_webhook_even_if_the_hub_is_killed() {
    let (place, hub) = place();
    let (program, addr) = place.start().await;
    let stage = Stage::new(&admin(addr)).await;
    let (webhook, local) = (Sink::saying(200).await, Sink::saying(200).await);
    stage.hook(&webhook.url(), json!({"secret": SECRET})).await;
    stage.publish(1).await;
    let to = local.url();
    let arguments = ["listen", "--forward-to", &to, "--secret", SECRET, "--count", "5"];
    let mut child = command(&place, &hub, &arguments).spawn().expect("it runs");
    listens(&mut child).await;
    let mut events = stage.publish(2).await;
    local.once(2).await;
    program.kill().await;
    let (_program, addr) = place.start().await;
    let stage = stage.at(admin(addr));
    events.extend(stage.publish(3).await);
    let arrived = local.once(5).await;
    let ended = child.wait_with_output().await.expect("it ends");
    assert!(ended.status.success(), "{ended:?}");
    assert_eq!(arrived.iter().map(tests::Arrived::id).collect::<Vec<_>>(), events);
    let lines: Vec<Value> = String::from_utf8_lossy(&ended.stdout)
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect();
    assert_eq!(lines.len(), 5);
    assert!(lines.iter().all(|it| it["status"] == 200 && it["kind"] == "email.delivered"));
    // A webhook gets the same bytes.
    let bodies = async || {
        let all = webhook.arrived();
        let all: BTreeMap<_, _> = all.into_iter().map(|it| (it.id().to_owned(), it)).collect();
        events.iter().all(|id| all.contains_key(id)).then_some(all)
    };
    let delivered = until(bodies).await;
    for one in &arrived {
        one.verify(SECRET).expect("the signature holds");
        assert_eq!(one.body, delivered[one.id()].body);
        assert_eq!(one.header("content-type"), delivered[one.id()].header("content-type"));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_happened_is_handed_over_again() {
    let (place, hub) = place();
    let (_program, addr) = place.start().await;
    let stage = Stage::new(&admin(addr)).await;
    let mut events = stage.publish(130).await;
    let new = json!({"kind": "sms.delivered", "contact": "+15622089096"});
    let sent = stage.admin.post(&stage.path("events"), new).await.is(202);
    events.push(tests::text(&sent["data"][0], "id"));
    let sink = Sink::saying(200).await;
    let run = async |arguments: &[&str]| {
        let ran = command(&place, &hub, arguments).output().await.expect("it runs");
        let lines = String::from_utf8_lossy(&ran.stdout).lines().count();
        (ran.status.code(), lines, String::from_utf8_lossy(&ran.stderr).into_owned())
    };
    let to = sink.url();
    let (code, lines, said) = run(&["replay", "--forward-to", &to, "--secret", SECRET]).await;
    assert_eq!((code, lines), (Some(0), 131), "{said}");
    let arrived = sink.once(131).await;
    assert_eq!(arrived.iter().map(tests::Arrived::id).collect::<Vec<_>>(), events);
    arrived[130].verify(SECRET).expect("the signature holds");

    let refuses = Sink::saying(500).await;
    let to = refuses.url();
    let (code, lines, said) = run(&["replay", "--forward-to", &to, "--kind", "sms.*"]).await;
    assert_eq!((code, lines), (Some(3), 1), "{said}");
    let early = ["replay", "--forward-to", &to, "--until", "2020-01-01T00:00:00Z"];
    assert_eq!(run(&early).await.0, Some(0));

    let webhook = Sink::saying(200).await;
    let hook = stage.hook(&webhook.url(), json!({})).await;
    let again = ["replay", "--webhook", &hook.id, "--channel", "sms"];
    let (code, lines, said) = run(&again).await;
    assert_eq!((code, lines), (Some(0), 1), "{said}");
    assert_eq!(webhook.once(1).await[0].id(), events[130]);

    let (code, _, said) = run(&["replay", "--webhook", "whk_none"]).await;
    assert_eq!(code, Some(1), "{said}");
    let (code, ..) = run(&["replay"]).await;
    assert_eq!(code, Some(2), "it has to be said where to");
}
