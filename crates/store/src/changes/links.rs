//! Links: made by the thousand, deleted one by one.

use super::answered::{keep, not_answered};
use super::{Answer, Remember};
use crate::ingest::storable;
use crate::writer::Changes::{Between, Often, Seldom};
use crate::writer::Kind::{Big, Int, Text, Uuid};
use crate::writer::{Cell, Column, Template, Turn};
use crate::{No, Store, StoreError, sql};
use event::{Channel, LinkId};
use rand::RngExt;
use sea_orm::ConnectionTrait;
use serde_json::{Map, Value};
use std::sync::LazyLock;

/// How many rows one transaction writes, so that callbacks get their turns in between.
const CHUNK: usize = 1000;

/// What codes are made of: nothing that programs take for the end of a URL, or for markup.
const LETTERS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// How long the code of a link is, in characters: short enough for a text message, and 59 bits to
/// guess.
pub const LINK_CODE: usize = 10;

/// How often codes are drawn anew where one of them is taken.
const TRIES: usize = 3;

static LINKS: LazyLock<Template> = LazyLock::new(|| {
    const COLUMNS: &[Column] = &[
        Column("project", Int, false, Seldom),
        Column("id", Uuid, false, Often),
        Column("code", Text, false, Often),
        Column("channel", Text, false, Seldom),
        Column("contact", Text, false, Often),
        Column("message_id", Text, true, Often),
        Column("url", Text, false, Between),
        Column("metadata", Text, false, Between),
        Column("expires_at", Big, false, Between),
    ];
    Template::new(COLUMNS, "INSERT INTO link ({columns}) {rows}")
});

/// Nothing is left of a deleted link but that it was there.
const DELETE: &str = "UPDATE link SET contact = '', message_id = NULL, url = '', metadata = '{}', \
                      expires_at = $1, deleted_at = $1 \
                      WHERE project = $2 AND code = $3 AND deleted_at IS NULL";

/// A link to be made.
#[derive(Clone, Debug)]
pub struct NewLink {
    /// The channel it is sent on.
    pub channel: Channel,
    /// Whom it is made for, as the sender writes it.
    pub contact: String,
    /// The message it stands in.
    pub message_id: Option<String>,
    /// Where it leads.
    pub url: String,
    /// The platform's own ids.
    pub metadata: Map<String, Value>,
    /// When it stops to lead there, in milliseconds since 1970.
    pub expires_at: i64,
}

impl Store {
    /// Makes links. They are on disk when this returns; the answer is made of their codes, which
    /// are in the same order. Where it fails half-way, links may be left that nobody knows of.
    ///
    /// # Errors
    ///
    /// [`StoreError::Taken`] where the same idempotency key was used in the meantime.
    pub async fn create_links(
        &self,
        project: No,
        new: &[NewLink],
        remember: Option<Remember>,
        answer: impl FnOnce(&[String]) -> Answer,
    ) -> Result<Answer, StoreError> {
        let mut codes = Vec::with_capacity(new.len());
        let last = new.len().saturating_sub(1) / CHUNK;
        for (number, chunk) in new.chunks(CHUNK).enumerate() {
            let turn = self.links(project, chunk, remember.as_ref(), &mut codes).await?;
            if number == last {
                let answer = answer(&codes);
                keep(&self.shared, &turn.tx, remember.as_ref(), &answer).await?;
                turn.commit().await?;
                return Ok(answer);
            }
            turn.commit().await?;
        }
        Ok(answer(&codes))
    }

    /// Writes one transaction of links, which is not committed yet.
    async fn links(
        &self,
        project: No,
        chunk: &[NewLink],
        remember: Option<&Remember>,
        codes: &mut Vec<String>,
    ) -> Result<Turn, StoreError> {
        let first = codes.len();
        for attempt in 1.. {
            codes.truncate(first);
            codes.extend(chunk.iter().map(|_| code()));
            let turn = self.turn().await?;
            not_answered(&turn.tx, remember).await?;
            match insert(&turn, project, self.shared.now(), chunk, &codes[first..]).await {
                Ok(()) => return Ok(turn),
                Err(StoreError::Taken(_)) if attempt < TRIES => {}
                Err(error) => return Err(error),
            }
        }
        Err(StoreError::Taken("link"))
    }

    /// Deletes a link; says whether there was one.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the store fails.
    pub async fn delete_link(&self, project: No, code: &str) -> Result<bool, StoreError> {
        let turn = self.turn().await?;
        let values = vec![self.shared.now().into(), project.into(), code.into()];
        let changed = sql::run(&turn.tx, DELETE, values).await?;
        turn.commit().await?;
        Ok(changed > 0)
    }
}

async fn insert(
    turn: &Turn,
    project: No,
    now: i64,
    chunk: &[NewLink],
    codes: &[String],
) -> Result<(), StoreError> {
    let mut rows = LINKS.rows(turn.tx.get_database_backend());
    // One id for all and a place for each, so that they sort as they were given.
    let id = LinkId::at(now);
    for (place, (new, code)) in chunk.iter().zip(codes).enumerate() {
        let message_id = new.message_id.as_deref().map(storable).unwrap_or_default();
        rows.push(&[
            Cell::Number(project.into()),
            Cell::Uuid(id.nth(place).uuid()),
            Cell::Text(code),
            Cell::Text(new.channel.name()),
            Cell::Text(&storable(&new.contact)),
            Cell::Text(&message_id),
            Cell::Text(&new.url),
            Cell::Text(&serde_json::to_string(&new.metadata)?),
            Cell::Number(new.expires_at),
        ]);
    }
    LINKS.execute(&turn.tx, rows).await?;
    Ok(())
}

fn code() -> String {
    let mut rng = rand::rng();
    (0..LINK_CODE).map(|_| char::from(LETTERS[rng.random_range(0..LETTERS.len())])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn codes_are_short_and_all_different() {
        let codes: BTreeSet<String> = (0..10_000).map(|_| code()).collect();
        assert_eq!(codes.len(), 10_000);
        assert!(
            codes.iter().all(|it| it.len() == 10 && it.bytes().all(|c| c.is_ascii_alphanumeric()))
        );
        for place in 0..LINK_CODE {
            let seen: BTreeSet<_> = codes.iter().map(|it| it.as_bytes()[place]).collect();
            assert_eq!(seen.len(), LETTERS.len(), "every letter at every place");
        }
    }
}
