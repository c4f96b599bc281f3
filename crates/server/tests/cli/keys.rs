//! `tidings keys`.

use crate::program::Folder;
use serde_json::json;

#[test]
fn a_key_is_made_listed_and_deleted() {
    let folder = Folder::new();
    assert_eq!(folder.run(&["keys", "list", "--output", "json"]).json(), json!([]));
    let arguments = ["keys", "create", "--title", "mine\u{1b}[2J", "--output", "json"];
    let made = folder.run(&arguments).json();
    let (id, key) = (made["id"].as_str().expect("an id"), made["key"].as_str().expect("a key"));
    assert!(key.len() >= 32 && id.starts_with("key_"), "{made}");

    let all = folder.run(&["keys", "list", "--output", "json"]).json();
    assert_eq!(all[0]["id"], id);
    assert_eq!(all[0]["role"], "admin");
    assert_eq!(all[0]["hint"], key[key.len() - 4..]);
    assert!(!all.to_string().contains(key), "a key is shown once");
    let table = folder.run(&["keys", "list"]).well();
    assert!(table.contains("mine\\u001b[2J"), "{table}");

    assert_eq!(folder.run(&["keys", "delete", id]).well(), "");
    assert_eq!(folder.run(&["keys", "list", "--output", "json"]).json(), json!([]));
    let why = folder.run(&["keys", "delete", id]).badly(1);
    assert!(why.contains("no such key"), "{why}");
}

#[test]
fn what_does_not_go_together_is_wrong_usage() {
    let folder = Folder::new();
    for (arguments, why) in [
        (&["keys", "create", "--role", "read"][..], "--project"),
        (&["keys", "create", "--project", "shop.example"], "no project `shop.example`"),
        (&["keys", "delete", "evt_1"], "no id of a key"),
    ] {
        let complained = folder.run(arguments).badly(2);
        assert!(complained.contains(why), "{complained}");
    }
}
