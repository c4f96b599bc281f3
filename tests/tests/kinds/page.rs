//! The table of `docs/kinds.md`.

use crate::walk::Doors;
use std::fs;

/// The doors that the page tells of, kind by kind.
pub(crate) fn doors() -> Doors {
    let page = fs::read_to_string(tests::root().join("docs/kinds.md")).expect("the page");
    page.lines().filter_map(row).collect()
}

/// A row such as "| `email.read` | callback, pixel | … |".
fn row(line: &str) -> Option<(String, std::collections::BTreeSet<String>)> {
    let mut cells = line.strip_prefix("| `")?.split('|').map(str::trim);
    let kind = cells.next()?.strip_suffix('`')?.to_owned();
    kind.contains('.').then_some(())?;
    let doors = cells.next()?.split(", ").map(str::to_owned).collect();
    Some((kind, doors))
}
