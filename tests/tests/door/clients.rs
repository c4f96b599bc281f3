//! What is told of who opened and clicked.

use serde_json::{Value, json};
use std::net::{IpAddr, Ipv6Addr};
use std::path::Path;
use std::process::{Command, Output};
use tests::{Engine, Hub, Stage, geo_file, on_both};

on_both!(
    a_client_is_told_by_its_user_agent,
    a_client_is_told_the_same_when_its_callback_is_read_again,
);

const CHROME: &str = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 \
    (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36";
const GMAIL: &str =
    "Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)";

/// An opening as SMTP2GO tells it.
fn opened(id: &str, ip: &str, user_agent: &str) -> Value {
    json!({
        "event": "open", "id": id, "email_id": "1", "rcpt": "ann@example.org",
        "srchost": ip, "user-agent": user_agent,
    })
}

const JSON: (&str, &str) = ("content-type", "application/json");

/// What is told of the client of an event that a callback brings.
async fn client(stage: &Stage, path: &str, callback: &Value) -> Value {
    stage.call(path, &[JSON], &callback.to_string()).await.is(200);
    stage.get("events").await["data"][0]["client"].clone()
}

async fn a_client_is_told_by_its_user_agent(hub: &Hub) {
    let stage = Stage::new(&hub.admin).await;
    let path = stage.source("email/smtp2go", json!({})).await;
    let told = client(&stage, &path, &opened("1", "198.51.100.7", CHROME)).await;
    assert_eq!(
        told,
        json!({
            "user_agent": CHROME, "name": "Chrome", "device": "desktop", "os": "Windows",
            "ip": "198.51.100.7",
        })
    );
    let told = client(&stage, &path, &opened("2", "198.51.100.7", "Mozilla/5.0")).await;
    assert_eq!((&told["name"], &told["machine"]), (&json!("Apple Mail"), &json!(true)));
    assert_eq!(stage.get("events").await["data"][0]["machine"], true);
    let mut said = opened("3", "198.51.100.7", CHROME);
    said["client"] = "Chrome 131".into();
    said["client-os"] = "Windows 11".into();
    let told = client(&stage, &path, &said).await;
    let told = [&told["name"], &told["os"], &told["device"]];
    assert_eq!(told, ["Chrome 131", "Windows 11", "desktop"], "a provider's word stays");
}

async fn a_client_is_told_the_same_when_its_callback_is_read_again(hub: &Hub) {
    let stage = Stage::new(&hub.admin).await;
    let made = stage.new_source("email/smtp2go", json!({})).await;
    let one = stage.path(&format!("sources/{}", tests::text(&made, "id")));
    stage.admin.patch(&one, json!({"settings": {"keep_raw": "all"}})).await.is(200);
    let path = tests::path_of(&made);
    let told = client(&stage, &path, &opened("1", "198.51.100.7", CHROME)).await;
    let kept = tests::text(&stage.get("callbacks").await["data"][0], "id");
    let again = stage.admin.act(&stage.path(&format!("callbacks/{kept}/reprocess"))).await.is(200);
    let events = stage.get("events").await;
    assert_eq!(again["events"], json!([events["data"][0]["id"]]));
    assert_eq!(events["data"][0]["client"], told);
}

/// A network as the file has it.
fn network(address: &str, prefix: u8, entry: Value) -> (Ipv6Addr, u8, Value) {
    match address.parse().expect("an address") {
        IpAddr::V4(it) => (it.to_ipv6_compatible(), 96 + prefix, entry),
        IpAddr::V6(it) => (it, prefix, entry),
    }
}

fn places() -> Vec<u8> {
    let city = json!({
        "city": {"geoname_id": 3_413_829, "names": {"de": "Reykjavík!", "en": "Reykjavik"}},
        "continent": {"code": "EU", "names": {"en": "Europe"}},
        "country": {"iso_code": "IS", "names": {"en": "Iceland"}},
        "subdivisions": [{"iso_code": "1"}],
    });
    let country = json!({"continent": {"code": "SA"}, "country": {"iso_code": "UY"}});
    geo_file(
        "GeoLite2-City",
        &[
            network("198.51.100.0", 25, city),
            network("2001:db8::", 32, country),
            network("203.0.113.0", 24, json!({"traits": {"is_satellite_provider": 1}})),
        ],
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_is_where_its_address_is() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("places.mmdb");
    std::fs::write(&file, places()).expect("a file");
    let file = file.to_str().expect("a path of text");
    let hub = Hub::start(Engine::Sqlite, &[("TIDINGS_GEO_FILE", file)]).await.expect("a hub");
    let stage = Stage::new(&hub.admin).await;
    let path = stage.source("email/smtp2go", json!({})).await;
    let iceland = json!({"continent": "EU", "country": "IS", "city": "Reykjavik"});
    let uruguay = json!({"continent": "SA", "country": "UY"});
    for (nth, (ip, user_agent, geo)) in [
        ("198.51.100.7", CHROME, iceland.clone()),
        ("::ffff:198.51.100.127", CHROME, iceland.clone()),
        ("198.51.100.128", CHROME, Value::Null),
        ("2001:db8:1::9", CHROME, uruguay),
        ("2001:db9::1", CHROME, Value::Null),
        ("203.0.113.9", CHROME, Value::Null),
        ("mail.example.org", CHROME, Value::Null),
        ("198.51.100.7", GMAIL, Value::Null),
        ("198.51.100.7", "Mozilla/5.0", iceland),
    ]
    .into_iter()
    .enumerate()
    {
        let told = client(&stage, &path, &opened(&nth.to_string(), ip, user_agent)).await;
        assert_eq!(told["geo"], geo, "{ip} {user_agent}");
    }
    let mut said = opened("said", "198.51.100.7", CHROME);
    said["geoip-country"] = "NO".into();
    let told = client(&stage, &path, &said).await;
    assert_eq!(told["geo"], json!({"country": "NO"}), "a provider's word stays");
}

fn run(arguments: &[&str], folder: &Path, file: &Path) -> Output {
    let mut command: Command = tests::hub();
    command.args(arguments).current_dir(folder).env("TIDINGS_GEO_FILE", file);
    command.env("TIDINGS_LISTEN", "127.0.0.1:0").output().expect("the program runs")
}

#[test]
fn a_file_of_places_that_is_none_is_refused_at_the_start() {
    let folder = tempfile::tempdir().expect("a folder");
    let whole = places();
    let cases: [(&str, Option<&[u8]>, &str); 5] = [
        ("missing.mmdb", None, "cannot be read: No such file"),
        ("empty.mmdb", Some(b""), "is no MaxMind database"),
        ("cut.mmdb", Some(&whole[..whole.len() / 2]), "is no MaxMind database"),
        ("page.mmdb", Some(b"<html>please log in</html>"), "is no MaxMind database"),
        ("asn.mmdb", Some(&geo_file("GeoLite2-ASN", &[])), "tells neither countries nor cities"),
    ];
    for (name, bytes, said) in cases {
        let file = folder.path().join(name);
        if let Some(bytes) = bytes {
            std::fs::write(&file, bytes).expect("a file");
        }
        for command in [&["serve"][..], &["config", "check"]] {
            let output = run(command, folder.path(), &file);
            let why = String::from_utf8_lossy(&output.stderr);
            assert_eq!(output.status.code(), Some(2), "{name}: {why}");
            assert!(why.contains("`geo_file`") && why.contains(name), "{why}");
            assert!(why.contains(said), "{why}");
        }
    }
    assert!(!folder.path().join("tidings-data").exists(), "nothing was begun");
    let file = folder.path().join("sound.mmdb");
    std::fs::write(&file, whole).expect("a file");
    assert!(run(&["config", "check"], folder.path(), &file).status.success());
}
