//! What strace wrote down, as the few steps that matter here.

use std::collections::HashMap;

/// Something the hub asked of the system. Places count the lines of the trace: strace stops every
/// thread at the beginning and at the end of a call, so that what led to what stands above it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Call {
    pub(crate) name: String,
    /// What the call is about: a path, or both ends of a connection.
    pub(crate) about: String,
    /// All that its lines say of it.
    pub(crate) text: String,
    pub(crate) begins: usize,
    pub(crate) ends: usize,
    /// What it returned; negative where it failed.
    pub(crate) result: i64,
}

/// The calls of a trace that was made with `-f -yy`, in the order of their ends. Those that never
/// ended are left out.
pub(crate) fn read(trace: &str) -> Vec<Call> {
    let mut open: HashMap<&str, (&str, &str, usize)> = HashMap::new();
    let mut calls = Vec::new();
    for (place, line) in trace.lines().enumerate() {
        let Some((thread, rest)) = line.split_once(' ') else { continue };
        let Some((_, said)) = rest.trim_start().split_once(' ') else { continue };
        if let Some((_, rest)) = said.strip_prefix("<... ").and_then(|it| it.split_once('>')) {
            let Some((name, arguments, begins)) = open.remove(thread) else { continue };
            calls.extend(ended(name, &[arguments, rest].concat(), begins, place));
        } else if let Some((name, arguments)) = said.split_once('(') {
            if let Some(arguments) = arguments.strip_suffix("<unfinished ...>") {
                open.insert(thread, (name, arguments, place));
            } else {
                calls.extend(ended(name, arguments, place, place));
            }
        }
    }
    calls
}

fn ended(name: &str, text: &str, begins: usize, ends: usize) -> Option<Call> {
    let (_, result) = text.rsplit_once(") = ")?;
    let result = result.split([' ', '<']).next()?.parse().ok()?;
    let (name, about) = (name.to_owned(), about(text));
    Some(Call { name, about, text: text.to_owned(), begins, ends, result })
}

/// What the first argument is decoded to: what stands between `<` and `>`, which a connection has
/// in its midst too.
fn about(arguments: &str) -> String {
    let first = arguments.split(',').next().unwrap_or_default();
    let first = first.split(") = ").next().unwrap_or_default();
    let inner = first.split_once('<').and_then(|(_, rest)| rest.rsplit_once('>'));
    inner.map_or_else(String::new, |(about, _)| about.to_owned())
}
