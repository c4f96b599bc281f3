//! The examples of `docs/links.md` seal tickets that the hub opens.

use crate::scene::{Scene, location, path};
use serde_json::{Value, json};
use std::io::Write;
use std::process::{Command, Stdio};
use tests::{Engine, Hub};

#[tokio::test]
async fn node_seals_tickets() {
    if tests::node_path().is_none() {
        return;
    }
    let driver = "const given = JSON.parse(require(\"node:fs\").readFileSync(0, \"utf8\"));\n\
                  console.log(ticketUrl(given.shown, given.purpose, given.ticket));\n";
    let mut command = Command::new("node");
    command.arg("-e").arg(example("js") + driver);
    seals(command).await;
}

#[tokio::test]
async fn python_seals_tickets() {
    let Some(path) = tests::python_path() else { return };
    let driver = "import sys\ngiven = json.load(sys.stdin)\n\
                  print(ticket_url(given[\"shown\"], given[\"purpose\"], given[\"ticket\"]))\n";
    let mut command = Command::new("python3");
    command.arg("-c").arg(example("python") + driver).env("PYTHONPATH", path);
    seals(command).await;
}

/// The page's example in that language.
fn example(language: &str) -> String {
    let page = std::fs::read_to_string(tests::root().join("docs/links.md")).expect("the page");
    let (_, rest) = page.split_once(&format!("```{language}\n")).expect("an example");
    rest.split("```").next().expect("its end").to_owned()
}

/// Has a program seal a ticket for each purpose, and opens them.
async fn seals(mut command: Command) {
    let hub = Hub::start(Engine::Sqlite, &[]).await.expect("it needs no server");
    let scene = Scene::new(&hub).await;
    let shown = scene.stage.get("ticket-key").await;
    for (purpose, more, kind) in [
        ("link", json!({"url": "https://shop.example/ü?a=b"}), "email.clicked"),
        ("open", json!({}), "email.read"),
        ("confirm", json!({"expires_at": "2100-01-01T00:00:00Z"}), "email.subscribed"),
        ("leave", json!({"campaign": "is not known to the hub"}), "email.unsubscribed"),
    ] {
        let mut ticket = json!({
            "channel": "email", "contact": "Ann@Example.org", "message_id": "ключ \u{2028} 1",
            "metadata": {"order": "A-1009"}
        });
        ticket.as_object_mut().expect("one").extend(more.as_object().expect("one").clone());
        let given = json!({"shown": shown, "purpose": purpose, "ticket": ticket});
        let at = path(&Value::String(say(&mut command, &given)));
        match purpose {
            "link" => {
                assert_eq!(location(&scene.get(&at).await), "https://shop.example/%C3%BC?a=b");
            }
            "open" => assert_eq!(scene.get(&at).await.status, 200),
            _ => assert_eq!(scene.press(&at, &scene.get(&at).await).await.status, 200),
        }
        let event = scene.stage.all("events").await.remove(0);
        assert_eq!((&event["kind"], &event["contact"]), (&json!(kind), &json!("Ann@example.org")));
        assert_eq!(event["message_id"], "ключ \u{2028} 1");
        assert_eq!(event["metadata"], json!({"order": "A-1009"}));
    }
    scene.events(4).await;
    hub.running.stop().await;
}

fn say(command: &mut Command, given: &Value) -> String {
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("the program runs");
    let mut pipe = child.stdin.take().expect("a pipe");
    pipe.write_all(given.to_string().as_bytes()).expect("it reads");
    drop(pipe);
    let output = child.wait_with_output().expect("it ends");
    assert!(output.status.success());
    String::from_utf8(output.stdout).expect("text").trim().to_owned()
}
