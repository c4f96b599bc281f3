//! Many hubs on one PostgreSQL.

use sea_orm_migration::async_trait;
use sea_orm_migration::prelude::{MigrationName, MigrationTrait, SchemaManager};
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend, DbErr};

pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "0002_cluster"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // One process has a SQLite store.
        if manager.get_database_backend() == DbBackend::Postgres {
            let sql = include_str!("../sql/0002_cluster.postgres.sql");
            manager.get_connection().execute_unprepared(sql).await?;
        }
        Ok(())
    }
}
