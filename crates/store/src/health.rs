//! How endpoints fare, as far as it is written down.

use crate::{NewNotice, No, Store, StoreError, sql};
use sea_orm::QueryResult;
use std::collections::HashMap;
use webhook::Health;

const PUT: &str = "INSERT INTO health (webhook, project, health) VALUES ($1, $2, $3) \
                   ON CONFLICT (webhook) DO UPDATE SET health = excluded.health";
const DROP: &str = "DELETE FROM health WHERE webhook = $1";
const TAKEN: &str = "UPDATE health SET taken_at = $1 WHERE webhook = $2";
const ALL: &str = "SELECT webhook, project, health, taken_at FROM health";
const OF_PROJECT: &str = "SELECT webhook, project, health, taken_at FROM health WHERE project = $1";
const OF_WEBHOOK: &str = "SELECT webhook, project, health, taken_at FROM health WHERE webhook = $1";

/// What is to be written down of an endpoint.
#[derive(Clone, Debug)]
pub enum HealthNoted {
    /// How it fares.
    Fares(Health),
    /// It is well, or there is none.
    Well,
    /// At that time (milliseconds since 1970) it took a request, while others take it for failing.
    Taken(i64),
}

/// How an endpoint fares by what is written down.
#[derive(Clone, Debug)]
pub struct Watched {
    /// The webhook.
    pub webhook: No,
    /// Its project.
    pub project: No,
    /// How it fares.
    pub health: Health,
    /// When another hub last noted that it took a request, in milliseconds since 1970.
    pub taken_at: Option<i64>,
}

impl Store {
    /// Writes down how endpoints fare, by webhook and project, and what the operator is to be told
    /// of it: all of it or nothing.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the store fails.
    pub async fn note_health(
        &self,
        all: &[(No, No, HealthNoted)],
        notices: &[NewNotice],
    ) -> Result<(), StoreError> {
        let turn = self.turn().await?;
        for (webhook, project, noted) in all {
            let webhook = (*webhook).into();
            let (sql, values) = match noted {
                HealthNoted::Fares(health) => {
                    let health = serde_json::to_string(health)?;
                    (PUT, vec![webhook, (*project).into(), health.into()])
                }
                HealthNoted::Well => (DROP, vec![webhook]),
                HealthNoted::Taken(at) => (TAKEN, vec![(*at).into(), webhook]),
            };
            sql::run(&turn.tx, sql, values).await?;
        }
        for notice in notices {
            notice.add(&turn.tx).await?;
        }
        turn.commit().await
    }

    /// All endpoints that are not well.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the store fails.
    pub async fn unwell(&self) -> Result<Vec<Watched>, StoreError> {
        self.rows(ALL, Vec::new()).await?.iter().map(Watched::read).collect()
    }

    /// How an endpoint fares; none where it is well.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the store fails.
    pub async fn health(&self, webhook: No) -> Result<Option<Watched>, StoreError> {
        let rows = self.rows(OF_WEBHOOK, vec![webhook.into()]).await?;
        rows.first().map(Watched::read).transpose()
    }

    /// How the endpoints of a project fare that are not well, by webhook.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the store fails.
    pub async fn health_in(&self, project: No) -> Result<HashMap<No, Health>, StoreError> {
        let rows = self.rows(OF_PROJECT, vec![project.into()]).await?;
        let all = rows.iter().map(|row| Watched::read(row).map(|it| (it.webhook, it.health)));
        all.collect()
    }
}

impl Watched {
    fn read(row: &QueryResult) -> Result<Self, StoreError> {
        Ok(Self {
            webhook: row.try_get("", "webhook")?,
            project: row.try_get("", "project")?,
            health: serde_json::from_str(&row.try_get::<String>("", "health")?)?,
            taken_at: row.try_get("", "taken_at")?,
        })
    }
}
