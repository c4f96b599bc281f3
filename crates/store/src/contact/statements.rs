//! The statements about contacts.

use crate::writer::Changes::{Between, Often, Seldom};
use crate::writer::Kind::{Big, Int, Text, Uuid};
use crate::writer::{Column, Template};
use std::sync::LazyLock;

/// What an upsert takes the later of, each with the columns beside its time.
const SAID: [(&str, &[&str]); 7] = [
    ("bounced", &["at", "by"]),
    ("complained", &["at", "by"]),
    ("left", &["at", "by"]),
    ("deactivated", &["at", "by"]),
    ("joined", &["at", "by"]),
    ("activated", &["at", "by"]),
    ("user", &["id", "at", "by"]),
];

/// Whether it is said later than what is known; of what was said at one time, by a later event.
fn newer(what: &str) -> String {
    "(excluded.WHAT_at > contact.WHAT_at OR excluded.WHAT_at = contact.WHAT_at \
     AND (excluded.WHAT_by > contact.WHAT_by \
     OR contact.WHAT_by IS NULL AND excluded.WHAT_by IS NOT NULL))"
        .replace("WHAT", what)
}

fn keep_later(what: &str, column: &str) -> String {
    let (newer, column) = (newer(what), format!("{what}_{column}"));
    format!("{column} = CASE WHEN {newer} THEN excluded.{column} ELSE contact.{column} END")
}

/// Marks contacts, and says whose they are. A contact that all is known of already is only locked.
pub(crate) static CONTACTS: LazyLock<Template> = LazyLock::new(|| {
    const COLUMNS: &[Column] = &[
        Column("project", Int, false, Between),
        Column("channel", Text, false, Between),
        Column("address", Text, false, Often),
        Column("bounced_at", Big, false, Often),
        Column("bounced_by", Uuid, true, Often),
        Column("complained_at", Big, false, Seldom),
        Column("complained_by", Uuid, true, Seldom),
        Column("left_at", Big, false, Often),
        Column("left_by", Uuid, true, Often),
        Column("deactivated_at", Big, false, Seldom),
        Column("deactivated_by", Uuid, true, Seldom),
        Column("joined_at", Big, false, Seldom),
        Column("joined_by", Uuid, true, Seldom),
        Column("activated_at", Big, false, Seldom),
        Column("activated_by", Uuid, true, Seldom),
        Column("user_id", Text, true, Seldom),
        Column("user_at", Big, false, Seldom),
        Column("user_by", Uuid, true, Seldom),
    ];
    let columns = |(what, columns): &(&'static str, &'static [&str])| {
        let what = *what;
        columns.iter().map(move |column| keep_later(what, column))
    };
    let kept: Vec<_> = SAID.iter().flat_map(columns).collect();
    let news: Vec<_> = SAID.iter().map(|(what, _)| newer(what)).collect();
    let text = format!(
        "INSERT INTO contact ({{columns}}) {{rows}} ON CONFLICT (project, channel, address) \
         DO UPDATE SET {} WHERE {}",
        kept.join(", "),
        news.join(" OR ")
    );
    Template::new(COLUMNS, text)
});

/// The contacts among those addresses.
pub(crate) static AMONG: LazyLock<Template> = LazyLock::new(|| {
    Template::new(
        KEY,
        "WITH v ({columns}) AS ({rows}) SELECT c.* FROM v JOIN contact c \
         ON c.project = v.project AND c.channel = v.channel AND c.address = v.address",
    )
});

const KEY: &[Column] = &[
    Column("project", Int, false, Between),
    Column("channel", Text, false, Between),
    Column("address", Text, false, Often),
];

/// Writes profiles of contacts that are there.
pub(super) static PROFILES: LazyLock<Template> = LazyLock::new(|| {
    const COLUMNS: &[Column] = &[
        Column("project", Int, false, Between),
        Column("channel", Text, false, Between),
        Column("address", Text, false, Often),
        Column("fields", Text, true, Often),
        Column("stamps", Text, true, Often),
    ];
    Template::new(
        COLUMNS,
        "INSERT INTO contact ({columns}) {rows} ON CONFLICT (project, channel, address) \
         DO UPDATE SET fields = excluded.fields, stamps = excluded.stamps",
    )
});
