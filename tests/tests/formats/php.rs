//! Forms, read by PHP, whose brackets they use.

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use serde_json::{Map, Value, json};
use std::io::Write;
use std::process::{Command, Stdio};
use webhook::{Format, Options};

/// How many forms are read, and how many in long runs.
const COUNT: usize = 10_000;
const LONG: usize = 100_000;

/// Reads a form a line, and says what it holds.
const SCRIPT: &str = "while (($line = fgets(STDIN)) !== false) { parse_str(rtrim($line, \"\\n\"), $all); \
                      echo json_encode($all, JSON_FORCE_OBJECT | JSON_UNESCAPED_UNICODE), \"\\n\"; }";

#[test]
fn php_reads_a_form_as_it_was() {
    if !tests::php() {
        return;
    }
    let mut runner = TestRunner::deterministic();
    let envelopes = envelopes();
    let options = Options { format: Format::Form, ..Options::default() };
    let count = if tests::long() { LONG } else { COUNT };
    let (mut wanted, mut forms) = (Vec::with_capacity(count), Vec::new());
    for _ in 0..count {
        let envelope = envelopes.new_tree(&mut runner).expect("an envelope").current();
        forms.extend(options.body(envelope.to_string().as_bytes()).expect("a form"));
        forms.push(b'\n');
        wanted.push(plain(&envelope).unwrap_or_else(|| json!({})));
    }
    let said = read_by_php(forms);
    let mut lines = said.lines();
    for wanted in wanted {
        let read: Value = serde_json::from_str(lines.next().expect("a line")).expect("JSON");
        assert_eq!(read, wanted);
    }
    println!("{count} forms were read as they were");
}

fn read_by_php(forms: Vec<u8>) -> String {
    let mut php = Command::new("php");
    php.args(["-d", "max_input_vars=10000", "-r", SCRIPT]);
    let mut child = php.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("php runs");
    let mut pipe = child.stdin.take().expect("a pipe");
    let writes = std::thread::spawn(move || pipe.write_all(&forms));
    let output = child.wait_with_output().expect("it ends");
    writes.join().expect("no panic").expect("it reads");
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// What the hub keeps: names of its own outside, those of senders within.
fn envelopes() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "[ -~]{0,8}|\\PC{0,4}".prop_map(Value::from),
    ];
    let inner = leaf.prop_recursive(2, 8, 3, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
            // A name that begins with a space means another thing to PHP.
            proptest::collection::btree_map("[!-Z\\^-~][ -Z\\^-~]{0,5}", inner, 0..3)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    });
    let data = proptest::collection::btree_map("[a-z_]{1,6}", inner, 1..4);
    data.prop_map(
        |data| json!({"type": "email.read", "data": data.into_iter().collect::<Map<_, _>>()}),
    )
}

/// A value as forms can carry it: all texts, and nothing that is empty and nests; lists by place.
fn plain(value: &Value) -> Option<Value> {
    let members: Map<String, Value> = match value {
        Value::String(text) => return Some(text.clone().into()),
        Value::Number(_) | Value::Bool(_) => return Some(value.to_string().into()),
        Value::Null => return Some("".into()),
        Value::Array(elements) => {
            let all = elements.iter().enumerate();
            all.filter_map(|(place, it)| Some((place.to_string(), plain(it)?))).collect()
        }
        Value::Object(members) => {
            members.iter().filter_map(|(name, it)| Some((name.clone(), plain(it)?))).collect()
        }
    };
    (!members.is_empty()).then_some(Value::Object(members))
}
