//! The rows of `signing_key`: a key pair of a project.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, DeriveEntityModel, Eq, PartialEq)]
#[sea_orm(table_name = "signing_key")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub no: i32,
    pub version: i64,
    pub project: i32,
    pub name: String,
    pub algorithm: String,
    pub secret: Vec<u8>,
    pub active: bool,
    pub until: Option<i64>,
    pub created_at: i64,
    pub deleted_at: Option<i64>,
}

#[derive(Clone, Copy, Debug, DeriveRelation, EnumIter)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
