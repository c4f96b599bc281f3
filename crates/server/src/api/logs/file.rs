//! Reading a file.

use super::day::Day;
use super::form::Form;
use crate::Hub;
use crate::api::access::{Reads, in_path};
use crate::api::describe::InProject;
use crate::problem::Problem;
use axum::body::{Body, Bytes};
use axum::extract::FromRequestParts;
use axum::response::{IntoResponse, Response};
use event::EventId;
use futures::stream::try_unfold;
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use http::request::Parts;
use std::sync::Arc;
use store::No;
use utoipa::IntoParams;

/// How many events are read at a time.
const PAGE: u16 = 250;

/// Which file within the project.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Path)]
#[expect(dead_code, reason = "only describes what `AtFile` takes from the path")]
struct WithFile {
    /// A day of UTC, and the form: `ndjson` or `csv`.
    #[param(example = "2026-03-24.ndjson")]
    file: String,
}

/// The file in the path.
#[derive(Debug)]
pub(super) struct AtFile(Day, Form);

impl<S: Sync> FromRequestParts<S> for AtFile {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Problem> {
        let name = in_path(parts, "file").await?;
        let file = name
            .split_once('.')
            .and_then(|(day, form)| Some(Self(day.parse().ok()?, form.parse().ok()?)));
        file.ok_or_else(Problem::not_found)
    }
}

/// Reads the log of a day: its events by the time at which they arrived.
///
/// As NDJSON it has a line for each, as lists show them. As CSV it has a row, and what has no column
/// of its own stands in `details` as JSON; cells that a spreadsheet would take for formulas begin
/// with an apostrophe.
#[utoipa::path(
    get,
    path = "/v1/projects/{project}/logs/{file}",
    operation_id = "readLog",
    tag = "Feeds",
    params(InProject, WithFile),
    responses(
        (status = 200, description = "The events of the day.",
         content((String = "application/x-ndjson"), (String = "text/csv"))),
    )
)]
pub(super) async fn file(asked: Reads, AtFile(day, form): AtFile) -> Result<Response, Problem> {
    let (hub, project) = (asked.hub, asked.project.no);
    // A day without events is no file, and is found out before anything is said.
    if hub.store.day(project, day.0, None, 1).await?.is_empty() {
        return Err(Problem::not_found());
    }
    let name = format!("attachment; filename=\"{day}.{}\"", <&str>::from(form));
    let rest = Rest { hub, project, day, form, after: None, begun: false, done: false };
    let headers = [(CONTENT_TYPE, form.content_type().to_owned()), (CONTENT_DISPOSITION, name)];
    Ok((headers, Body::from_stream(try_unfold(rest, Rest::next))).into_response())
}

/// What is still to be written.
struct Rest {
    hub: Arc<Hub>,
    project: No,
    day: Day,
    form: Form,
    after: Option<EventId>,
    begun: bool,
    done: bool,
}

impl Rest {
    /// The next piece; an error breaks the answer off, so that nobody takes a part for the whole.
    async fn next(mut self) -> Result<Option<(Bytes, Self)>, axum::BoxError> {
        if !std::mem::replace(&mut self.begun, true) {
            return Ok(Some((self.form.head(), self)));
        }
        if self.done {
            return Ok(None);
        }
        let rows = self.hub.store.day(self.project, self.day.0, self.after, PAGE).await;
        let rows = rows.inspect_err(|error| {
            tracing::warn!(error.cause = ?error, "The store did not answer; a log breaks off");
        })?;
        self.done = rows.len() < usize::from(PAGE);
        self.after = rows.last().map(|row| row.id);
        Ok(Some((self.form.show(&rows)?, self)))
    }
}
