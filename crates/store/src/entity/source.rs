//! The rows of `source`: a provider account that feeds a project.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, DeriveEntityModel, Eq, PartialEq)]
#[sea_orm(table_name = "source")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub no: i32,
    pub id: Uuid,
    pub version: i64,
    pub project: i32,
    pub built_in: bool,
    pub channel: String,
    pub provider: String,
    pub title: String,
    pub paused: bool,
    pub secrets: Vec<u8>,
    pub tokens: Vec<u8>,
    pub settings: String,
    pub created_at: i64,
    pub deleted_at: Option<i64>,
}

#[derive(Clone, Copy, Debug, DeriveRelation, EnumIter)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
