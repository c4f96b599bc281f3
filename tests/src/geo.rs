//! A file of places in `MaxMind`'s form, small and made up.
//! See <https://maxmind.github.io/MaxMind-DB/>.

use serde_json::{Value, json};
use std::net::Ipv6Addr;

/// How many bytes the pointer of a node has.
const POINTER: usize = 3;

/// What stands before the description at the end of the file.
const MARK: &[u8] = b"\xab\xcd\xefMaxMind.com";

/// What is below a bit of an address.
#[derive(Clone, Copy)]
enum Below {
    Nothing,
    Node(usize),
    /// Where its entry begins.
    Entry(usize),
}

/// The bytes of a database of that type, with entries for networks: address, prefix and what there
/// is to say. IPv4 networks are those below `::/96`.
///
/// # Panics
///
/// When one network lies within another.
#[must_use]
pub fn geo_file(kind: &str, networks: &[(Ipv6Addr, u8, Value)]) -> Vec<u8> {
    let (nodes, data) = tree(networks);
    let pointer = |below: Below| match below {
        Below::Nothing => nodes.len(),
        Below::Node(node) => node,
        Below::Entry(at) => nodes.len() + 16 + at,
    };
    let pointers = nodes.iter().flatten().map(|&it| pointer(it).to_be_bytes());
    let mut file: Vec<u8> = pointers.flat_map(|it| it[it.len() - POINTER..].to_vec()).collect();
    file.extend([0; 16]);
    file.extend(data);
    file.extend(MARK);
    let about = json!({
        "binary_format_major_version": 2,
        "binary_format_minor_version": 0,
        "build_epoch": 1_788_948_930_u64,
        "database_type": kind,
        "description": {"en": "made up"},
        "ip_version": 6,
        "languages": ["en"],
        "node_count": nodes.len(),
        "record_size": POINTER * 8,
    });
    encode(&about, &mut file);
    file
}

/// The nodes of the tree of bits, and the entries behind it.
fn tree(networks: &[(Ipv6Addr, u8, Value)]) -> (Vec<[Below; 2]>, Vec<u8>) {
    let (mut nodes, mut data) = (vec![[Below::Nothing; 2]], Vec::new());
    for (address, prefix, value) in networks {
        let (mut node, bits) = (0, address.to_bits());
        for place in 0..*prefix {
            let bit = usize::from(bits >> (127 - place) & 1 == 1);
            let last = place + 1 == *prefix;
            match (nodes[node][bit], last) {
                (Below::Nothing, true) => nodes[node][bit] = Below::Entry(data.len()),
                (Below::Nothing, false) => {
                    nodes.push([Below::Nothing; 2]);
                    let new = nodes.len() - 1;
                    nodes[node][bit] = Below::Node(new);
                    node = new;
                }
                (Below::Node(next), false) => node = next,
                _ => panic!("{address}/{prefix} lies within another"),
            }
        }
        encode(value, &mut data);
    }
    (nodes, data)
}

/// A value as the format writes it.
fn encode(value: &Value, to: &mut Vec<u8>) {
    match value {
        Value::String(text) => {
            head(2, text.len(), to);
            to.extend(text.as_bytes());
        }
        Value::Object(members) => {
            head(7, members.len(), to);
            for (name, value) in members {
                encode(&name.as_str().into(), to);
                match value.as_u64() {
                    Some(number) => encode_number(name, number, to),
                    None => encode(value, to),
                }
            }
        }
        Value::Array(values) => {
            head(11, values.len(), to);
            for value in values {
                encode(value, to);
            }
        }
        other => panic!("{other} has no place in such a file"),
    }
}

/// A number, which has a type by what it is for.
fn encode_number(name: &str, number: u64, to: &mut Vec<u8>) {
    let kind = match name {
        "build_epoch" => 9,
        "node_count" | "geoname_id" => 6,
        _ => 5,
    };
    let bytes = number.to_be_bytes();
    let first = bytes.iter().position(|byte| *byte != 0).unwrap_or(bytes.len());
    head(kind, bytes.len() - first, to);
    to.extend(&bytes[first..]);
}

/// What stands before a value: its type and its length.
fn head(kind: u8, length: usize, to: &mut Vec<u8>) {
    let length = u8::try_from(length).expect("short");
    let (short, more) = if length < 29 { (length, None) } else { (29, Some(length - 29)) };
    match kind {
        0..8 => to.push(kind << 5 | short),
        _ => to.extend([short, kind - 7]),
    }
    to.extend(more);
}
