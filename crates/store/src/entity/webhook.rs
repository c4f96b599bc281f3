//! The rows of `webhook`: a subscription.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, DeriveEntityModel, Eq, PartialEq)]
#[sea_orm(table_name = "webhook")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub no: i32,
    pub id: Uuid,
    pub version: i64,
    pub project: i32,
    pub title: String,
    pub url: Vec<u8>,
    pub headers: Vec<u8>,
    pub secrets: Vec<u8>,
    pub events: String,
    pub schedule: Option<String>,
    pub success: String,
    pub concurrency: Option<i16>,
    pub format: i16,
    pub state: String,
    pub paused_reason: Option<String>,
    pub verification: String,
    pub options: String,
    pub secrets_until: String,
    pub created_at: i64,
    pub deleted_at: Option<i64>,
}

#[derive(Clone, Copy, Debug, DeriveRelation, EnumIter)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
