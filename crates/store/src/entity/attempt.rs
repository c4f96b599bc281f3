//! The rows of `attempt`: one request made for a delivery.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, DeriveEntityModel, Eq, PartialEq)]
#[sea_orm(table_name = "attempt")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub project: i32,
    #[sea_orm(primary_key, auto_increment = false)]
    pub event: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub webhook: i32,
    #[sea_orm(primary_key, auto_increment = false)]
    pub number: i16,
    pub started_at: i64,
    pub duration_ms: i32,
    pub status: Option<i16>,
    pub error: Option<String>,
    pub response: Option<Vec<u8>>,
}

#[derive(Clone, Copy, Debug, DeriveRelation, EnumIter)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
