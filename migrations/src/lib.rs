#![doc = include_str!("../README.md")]

mod lock;
mod m0001_hub;
mod m0002_cluster;
mod m0003_days;

use sea_orm_migration::prelude::{MigrationTrait, MigratorTrait};
use sea_orm_migration::sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend,
};
use sea_orm_migration::{async_trait, sea_orm::DbErr};

/// Why a store could not be brought to the newest schema.
#[derive(Debug, thiserror::Error)]
pub enum NotMigrated {
    /// A newer binary has been here.
    #[error(
        "the store has a newer schema (step `{step}`) than this binary knows ({known} steps): \
         start the newer binary, or restore a backup from before it"
    )]
    Newer {
        /// The first step that is not known here.
        step: String,
        /// How many steps this binary knows.
        known: usize,
    },
    /// The engine refused, or could not be reached.
    #[error(transparent)]
    Engine(#[from] DbErr),
}

struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m0001_hub::Migration),
            Box::new(m0002_cluster::Migration),
            Box::new(m0003_days::Migration),
        ]
    }
}

/// Brings the store at that address to the newest schema; gives how many steps it took.
///
/// The address is `sqlite://PATH?mode=rwc` or `postgres://…`.
///
/// # Errors
///
/// [`NotMigrated`] when the store is newer than this binary, or the engine fails.
pub async fn up(url: &str) -> Result<usize, NotMigrated> {
    let mut options = ConnectOptions::new(url);
    options.max_connections(1).sqlx_logging(false);
    let db = Database::connect(options).await?;
    let steps = lock::held(&db, climb(&db)).await;
    db.close().await?;
    steps
}

/// The steps of the schema that are still to be taken at that address, in order.
///
/// # Errors
///
/// [`NotMigrated`] as for [`up`].
pub async fn pending(url: &str) -> Result<Vec<String>, NotMigrated> {
    let mut options = ConnectOptions::new(url);
    options.max_connections(1).sqlx_logging(false);
    let db = Database::connect(options).await?;
    refuse_newer(&db).await?;
    let steps = Migrator::get_pending_migrations(&db).await?;
    db.close().await?;
    Ok(steps.iter().map(|step| step.name().to_owned()).collect())
}

async fn climb(db: &DatabaseConnection) -> Result<usize, NotMigrated> {
    if db.get_database_backend() == DbBackend::Sqlite {
        db.execute_unprepared("PRAGMA page_size = 8192").await?;
    }
    refuse_newer(db).await?;
    let steps = Migrator::get_pending_migrations(db).await?.len();
    if steps > 0 {
        Migrator::up(db, None).await?;
    }
    Ok(steps)
}

/// The names of the steps taken are read by hand: the library takes an unknown one for an error
/// without saying what to do about it.
async fn refuse_newer(db: &DatabaseConnection) -> Result<(), NotMigrated> {
    Migrator::install(db).await?;
    let taken = "SELECT version FROM seaql_migrations ORDER BY version";
    let known: Vec<_> = Migrator::migrations().iter().map(|it| it.name().to_owned()).collect();
    for row in db.query_all_raw(statement(db, taken)).await? {
        let step: String = row.try_get_by_index(0)?;
        if !known.contains(&step) {
            return Err(NotMigrated::Newer { step, known: known.len() });
        }
    }
    Ok(())
}

fn statement(db: &DatabaseConnection, sql: &str) -> sea_orm_migration::sea_orm::Statement {
    sea_orm_migration::sea_orm::Statement::from_string(db.get_database_backend(), sql)
}
