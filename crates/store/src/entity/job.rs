//! The rows of `job`: work on many deliveries that goes on by itself.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, DeriveEntityModel, Eq, PartialEq)]
#[sea_orm(table_name = "job")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub project: i32,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub kind: String,
    pub state: String,
    pub webhook: Option<i32>,
    pub scope: String,
    pub owner: Option<i32>,
    pub round: i16,
    pub at_event: Uuid,
    pub at_webhook: i32,
    pub total: Option<i64>,
    pub done: i64,
    pub made: i64,
    pub skipped: i64,
    pub error: Option<String>,
    pub created_at: i64,
    pub started_at: Option<i64>,
    pub ended_at: Option<i64>,
}

#[derive(Clone, Copy, Debug, DeriveRelation, EnumIter)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
