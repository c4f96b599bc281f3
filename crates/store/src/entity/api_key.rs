//! The rows of `api_key`: a key to the API.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, DeriveEntityModel, Eq, PartialEq)]
#[sea_orm(table_name = "api_key")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub no: i32,
    pub id: Uuid,
    pub version: i64,
    pub project: Option<i32>,
    pub role: String,
    pub title: String,
    pub hash: Vec<u8>,
    pub hint: String,
    pub created_at: i64,
    pub deleted_at: Option<i64>,
}

#[derive(Clone, Copy, Debug, DeriveRelation, EnumIter)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
