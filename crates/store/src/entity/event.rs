//! The rows of `event`: one thing that happened.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, DeriveEntityModel, Eq, PartialEq)]
#[sea_orm(table_name = "event")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub project: i32,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub source: i32,
    pub kind: i16,
    pub contact: Option<String>,
    pub message_id: Option<String>,
    pub occurred_at: Option<i64>,
    pub received_at: i64,
    pub matched: i32,
    pub owed: Option<Vec<u8>>,
    pub owner: i32,
    pub body: Vec<u8>,
    pub seq: Option<i64>,
}

#[derive(Clone, Copy, Debug, DeriveRelation, EnumIter)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
