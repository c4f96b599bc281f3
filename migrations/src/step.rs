//! A step of the schema.

use sea_orm_migration::async_trait;
use sea_orm_migration::prelude::{MigrationName, MigrationTrait, SchemaManager};
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend, DbErr};

/// Its name, and what it takes on either engine; nothing, where that is not concerned.
pub(crate) struct Step {
    pub(crate) name: &'static str,
    pub(crate) sqlite: &'static str,
    pub(crate) postgres: &'static str,
}

/// All steps, the first one first.
pub(crate) const STEPS: [Step; 10] = [
    Step {
        name: "0001_hub",
        sqlite: include_str!("../sql/0001_hub.sqlite.sql"),
        postgres: include_str!("../sql/0001_hub.postgres.sql"),
    },
    // Many hubs share one PostgreSQL; one process has a SQLite store.
    Step {
        name: "0002_cluster",
        sqlite: "",
        postgres: include_str!("../sql/0002_cluster.postgres.sql"),
    },
    // Keeping house, and parts of tables by days.
    Step {
        name: "0003_days",
        sqlite: include_str!("../sql/0003_days.sqlite.sql"),
        postgres: include_str!("../sql/0003_days.postgres.sql"),
    },
    // Contacts, and whose block list a project uses.
    Step {
        name: "0004_contacts",
        sqlite: include_str!("../sql/0004_contacts.sqlite.sql"),
        postgres: include_str!("../sql/0004_contacts.postgres.sql"),
    },
    // Links that contacts follow.
    Step {
        name: "0005_links",
        sqlite: include_str!("../sql/0005_links.sqlite.sql"),
        postgres: include_str!("../sql/0005_links.postgres.sql"),
    },
    // Messages that the hub sends itself, and browsers that take them.
    Step {
        name: "0006_messages",
        sqlite: include_str!("../sql/0006_messages.sqlite.sql"),
        postgres: include_str!("../sql/0006_messages.postgres.sql"),
    },
    // What webhooks ask for, keys that sign, and who owns endpoints.
    Step {
        name: "0007_options",
        sqlite: include_str!("../sql/0007_options.sqlite.sql"),
        postgres: include_str!("../sql/0007_options.postgres.sql"),
    },
    // How endpoints fare, and what the operator is to be told.
    Step {
        name: "0008_lanes",
        sqlite: include_str!("../sql/0008_lanes.sqlite.sql"),
        postgres: include_str!("../sql/0008_lanes.postgres.sql"),
    },
    // Events in the order in which they were committed.
    Step {
        name: "0009_feeds",
        sqlite: include_str!("../sql/0009_feeds.sqlite.sql"),
        postgres: include_str!("../sql/0009_feeds.postgres.sql"),
    },
    // Work on many deliveries that goes on by itself.
    Step {
        name: "0010_jobs",
        sqlite: include_str!("../sql/0010_jobs.sqlite.sql"),
        postgres: include_str!("../sql/0010_jobs.postgres.sql"),
    },
];

impl MigrationName for Step {
    fn name(&self) -> &'static str {
        self.name
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let sql = match manager.get_database_backend() {
            DbBackend::Postgres => self.postgres,
            _ => self.sqlite,
        };
        if !sql.is_empty() {
            manager.get_connection().execute_unprepared(sql).await?;
        }
        Ok(())
    }
}
