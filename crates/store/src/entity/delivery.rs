//! The rows of `delivery`: one event owed to one webhook.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, DeriveEntityModel, Eq, PartialEq)]
#[sea_orm(table_name = "delivery")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub project: i32,
    #[sea_orm(primary_key, auto_increment = false)]
    pub event: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub webhook: i32,
    pub state: i16,
    pub format: i16,
    pub attempts: i16,
    pub slot: i16,
    pub due_at: Option<i64>,
    pub owner: i32,
    pub started_at: Option<i64>,
    pub duration_ms: Option<i32>,
    pub status: Option<i16>,
    pub error: Option<String>,
    pub response: Option<Vec<u8>>,
}

#[derive(Clone, Copy, Debug, DeriveRelation, EnumIter)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
