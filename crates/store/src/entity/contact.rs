//! The rows of `contact`: what is known of an address. They are written by statements of their own.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, DeriveEntityModel, Eq, PartialEq)]
#[sea_orm(table_name = "contact")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub project: i32,
    #[sea_orm(primary_key, auto_increment = false)]
    pub channel: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub address: String,
    pub bounced_at: i64,
    pub bounced_by: Option<Uuid>,
    pub complained_at: i64,
    pub complained_by: Option<Uuid>,
    pub left_at: i64,
    pub left_by: Option<Uuid>,
    pub deactivated_at: i64,
    pub deactivated_by: Option<Uuid>,
    pub joined_at: i64,
    pub joined_by: Option<Uuid>,
    pub activated_at: i64,
    pub activated_by: Option<Uuid>,
    pub user_id: Option<String>,
    pub user_at: i64,
    pub user_by: Option<Uuid>,
    pub fields: Option<String>,
    pub stamps: Option<String>,
    pub blocked: i16,
    pub since: Option<i64>,
}

#[derive(Clone, Copy, Debug, DeriveRelation, EnumIter)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
