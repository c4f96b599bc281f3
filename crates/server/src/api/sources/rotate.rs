//! Changing the callback URL of a source.

use super::find;
use super::wire::Source;
use crate::api::access::{At, Writes};
use crate::api::describe::{InProject, WithId};
use crate::api::input::{Faults, MaybeBody};
use crate::api::wire::unguessable;
use crate::problem::Problem;
use axum::Json;
use event::SourceId;
use serde::Deserialize;
use store::{PatchSource, Token};
use utoipa::ToSchema;

/// A day: providers take a new URL at once, people do not.
const USUAL: u32 = 24 * 3600;

const LONGEST: u32 = 30 * 24 * 3600;

/// How many old URLs may still work; the oldest make room.
const MOST: usize = 8;

/// How a callback URL is changed.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"overlap_seconds": 3600}))]
pub(super) struct Rotate {
    /// For how long the old URL still works, in seconds: a day, where it is not said.
    #[schema(maximum = 2_592_000)]
    overlap_seconds: Option<u32>,
}

/// Gives a source a new callback URL.
#[utoipa::path(
    post,
    path = "/v1/projects/{project}/sources/{id}/token/rotate",
    operation_id = "rotateSourceToken",
    tag = "Sources",
    params(InProject, WithId),
    request_body = Option<Rotate>,
    responses((status = 200, description = "The source with its new URL.", body = Source))
)]
pub(super) async fn rotate(
    asked: Writes,
    At(id): At<SourceId>,
    MaybeBody(body): MaybeBody<Rotate>,
) -> Result<Json<Source>, Problem> {
    let hub = &asked.hub;
    let source = find(hub, &asked.project, id)?;
    let overlap = body.overlap_seconds.unwrap_or(USUAL);
    if overlap > LONGEST {
        let mut faults = Faults::default();
        faults.add("/overlap_seconds", format!("must be at most {LONGEST} seconds (30 days)"));
        faults.none()?;
    }
    let now = hub.now();
    let rotate = |old: &store::Source| PatchSource {
        tokens: Some(rotated(&old.tokens, unguessable(), now, now + i64::from(overlap) * 1000)),
        ..PatchSource::default()
    };
    let source = hub.store.update_source(source.id, rotate).await?;
    Ok(Json(Source::show_url(hub, &source)))
}

/// The new token before the old ones that still count; none of these counts beyond `until`.
fn rotated(old: &[Token], text: String, now: i64, until: i64) -> Vec<Token> {
    let ending = old.iter().map(|token| {
        let until = token.until.map_or(until, |earlier| earlier.min(until));
        Token { text: token.text.clone(), until: Some(until) }
    });
    let living = ending.filter(|token| token.until.is_some_and(|until| now < until)).take(MOST);
    std::iter::once(Token { text, until: None }).chain(living).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token(text: &str, until: Option<i64>) -> Token {
        Token { text: text.to_owned(), until }
    }

    #[test]
    fn old_tokens_end_and_ended_ones_go() {
        let old = [token("b", None), token("a", Some(50)), token("z", Some(10))];
        let new = rotated(&old, "c".to_owned(), 10, 100);
        assert!(new == [token("c", None), token("b", Some(100)), token("a", Some(50))]);
        assert!(rotated(&old, "c".to_owned(), 10, 10) == [token("c", None)]);
    }

    #[test]
    fn they_do_not_pile_up() {
        let mut tokens = vec![token("0", None)];
        for n in 1..100 {
            tokens = rotated(&tokens, n.to_string(), 0, 100);
        }
        assert_eq!(tokens.len(), MOST + 1);
        assert_eq!(tokens[1].text, "98");
    }
}
