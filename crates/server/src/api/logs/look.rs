//! Which files there are.

use super::day::Day;
use super::form::Form;
use crate::api::access::Reads;
use crate::api::describe::{InPages, InProject};
use crate::api::input::{Paging, Query};
use crate::api::list::List;
use crate::problem::Problem;
use axum::Json;
use serde::Serialize;
use strum::IntoEnumIterator;
use utoipa::ToSchema;

/// How long after its end a day is over for good, in milliseconds: what arrived on it is kept by
/// then.
const MARGIN: i64 = 60_000;

/// A day on which something happened.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Log {
    /// The day, in UTC: of the time at which events arrived.
    #[schema(format = Date, example = "2026-03-24")]
    day: String,
    /// Whether nothing more comes to it.
    complete: bool,
    /// The files that it can be read as: `GET …/logs/` and this.
    #[schema(example = json!(["2026-03-24.ndjson", "2026-03-24.csv"]))]
    files: Vec<String>,
}

/// Lists the days of a project on which events arrived, each with its log files.
#[utoipa::path(
    get,
    path = "/v1/projects/{project}/logs",
    operation_id = "listLogs",
    tag = "Feeds",
    params(InProject, InPages),
    responses((status = 200, description = "A page of days.", body = List<Log>))
)]
pub(super) async fn list(
    asked: Reads,
    Query(paging): Query<Paging<Day>>,
) -> Result<Json<List<Log>>, Problem> {
    let limit = usize::from(paging.limit);
    let before = paging.cursor.map(|day| day.0);
    let mut days = asked.hub.store.days(asked.project.no, before, paging.limit + 1).await?;
    let more = days.len() > limit;
    days.truncate(limit);
    let next = days.last().filter(|_| more).map(|day| Day(*day).to_string());
    let now = asked.hub.now();
    Ok(Json(List { data: days.into_iter().map(|day| Log::of(Day(day), now)).collect(), next }))
}

impl Log {
    fn of(day: Day, now: i64) -> Self {
        let name = |form| format!("{day}.{}", <&str>::from(form));
        Self {
            day: day.to_string(),
            complete: now >= day.0 + Day::LONG + MARGIN,
            files: Form::iter().map(name).collect(),
        }
    }
}
