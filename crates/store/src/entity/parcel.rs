//! The rows of `parcel`: a message to a contact.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, DeriveEntityModel, Eq, PartialEq)]
#[sea_orm(table_name = "parcel")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub project: i32,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub message: Uuid,
    pub own: Option<Vec<u8>>,
    pub source: i32,
    pub channel: String,
    pub contact: String,
    pub user_id: Option<String>,
    pub state: i16,
    pub body: String,
    pub metadata: String,
    pub topic: Option<String>,
    pub quiet: i16,
    pub made_at: i64,
    pub ends_at: i64,
    pub due_at: Option<i64>,
    pub attempts: i16,
    pub sent_at: Option<i64>,
    pub expires_at: Option<i64>,
    pub message_id: Option<String>,
    pub viewed_at: Option<i64>,
    pub reason: Option<String>,
}

#[derive(Clone, Copy, Debug, DeriveRelation, EnumIter)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
