//! `/openapi.json` and `/docs`.

use serde_json::Value;
use tests::{Hub, on_both};

on_both!(the_description_is_there, the_page_needs_nobody_else);

async fn the_description_is_there(hub: &Hub) {
    let api = hub.stranger().get("/openapi.json").await.is(200);
    assert_eq!(api["openapi"], "3.1.0");
    // Every reference leads somewhere.
    let mut references = Vec::new();
    gather(&api, &mut references);
    assert!(references.len() > 100);
    for reference in references {
        let pointer = reference.strip_prefix('#').expect("a local reference");
        assert!(api.pointer(pointer).is_some(), "{reference}");
    }
}

fn gather(value: &Value, references: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            references.extend(members.get("$ref").and_then(Value::as_str).map(ToOwned::to_owned));
            members.values().for_each(|it| gather(it, references));
        }
        Value::Array(values) => values.iter().for_each(|it| gather(it, references)),
        _ => {}
    }
}

async fn the_page_needs_nobody_else(hub: &Hub) {
    let page = hub.stranger().get("/docs/").await;
    assert_eq!(page.status, 200);
    let policy = page.headers["content-security-policy"].to_str().expect("text");
    assert!(policy.contains("script-src 'self';"), "{policy}");
    assert!(!policy.contains("unsafe"), "{policy}");
    let text = String::from_utf8_lossy(&page.body).into_owned();
    let scripts: Vec<_> =
        text.split("src=\"").skip(1).filter_map(|it| it.split('"').next()).collect();
    assert!(!scripts.is_empty());
    for script in scripts {
        assert!(!script.contains("//"), "{script}");
        let script = script.trim_start_matches("./");
        assert_eq!(hub.stranger().get(&format!("/docs/{script}")).await.status, 200, "{script}");
    }
    assert!(!text.contains("<script>"), "no script stands in the page itself");
    let start = hub.stranger().get("/docs/swagger-initializer.js").await;
    let start = String::from_utf8_lossy(&start.body).into_owned();
    assert!(start.contains("/openapi.json") && start.contains("\"validatorUrl\": \"none\""));
    assert!(!start.contains("https://"), "{start}");
}
