//! The rows of `browser`: what takes web pushes.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, DeriveEntityModel, Eq, PartialEq)]
#[sea_orm(table_name = "browser")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub project: i32,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub source: i32,
    pub endpoint: Vec<u8>,
    pub keys: Vec<u8>,
    pub form_factor: String,
    pub user_id: Option<String>,
    pub origin: String,
    pub made_at: i64,
}

#[derive(Clone, Copy, Debug, DeriveRelation, EnumIter)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
