//! The rows of `project`: a sender's domain.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, DeriveEntityModel, Eq, PartialEq)]
#[sea_orm(table_name = "project")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub no: i32,
    pub id: Uuid,
    pub version: i64,
    pub domain: Option<String>,
    pub title: String,
    pub require_verification: bool,
    pub block_list: Option<i32>,
    pub domains: String,
    pub created_at: i64,
    pub deleted_at: Option<i64>,
}

#[derive(Clone, Copy, Debug, DeriveRelation, EnumIter)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
