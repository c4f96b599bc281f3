#![doc = include_str!("../README.md")]

mod lock;
mod reach;
mod step;

use self::reach::reach;
use self::step::STEPS;
use sea_orm_migration::prelude::{MigrationTrait, MigratorTrait};
use sea_orm_migration::sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend, Statement,
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

/// The newest step of the oldest binaries that work with the schema as it is now. What knows no
/// parcels would take reports in, and what they tell of would expire all the same.
const OLDEST: &str = "0006_messages";

const SAY_OLDEST: &str = "INSERT INTO meta (name, value) VALUES ('oldest', $1) \
                          ON CONFLICT (name) DO UPDATE SET value = excluded.value";

struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        let boxed = |step| Box::new(step) as Box<dyn MigrationTrait>;
        STEPS.into_iter().map(boxed).collect()
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
    let db = connect(url).await?;
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
    let db = connect(url).await?;
    let steps = if is_newer(&db).await? {
        Vec::new()
    } else {
        Migrator::get_pending_migrations(&db).await?
    };
    db.close().await?;
    Ok(steps.iter().map(|step| step.name().to_owned()).collect())
}

async fn connect(url: &str) -> Result<DatabaseConnection, DbErr> {
    reach(url).await?;
    let mut options = ConnectOptions::new(url);
    options.max_connections(1).sqlx_logging(false);
    Database::connect(options).await
}

async fn climb(db: &DatabaseConnection) -> Result<usize, NotMigrated> {
    if db.get_database_backend() == DbBackend::Sqlite {
        db.execute_unprepared("PRAGMA page_size = 8192").await?;
    }
    if is_newer(db).await? {
        return Ok(0);
    }
    let steps = Migrator::get_pending_migrations(db).await?.len();
    if steps > 0 {
        Migrator::up(db, None).await?;
        let values = [OLDEST.as_bytes().to_vec().into()];
        let say = Statement::from_sql_and_values(db.get_database_backend(), SAY_OLDEST, values);
        db.execute_raw(say).await?;
    }
    Ok(steps)
}

/// Whether the schema has steps that are not known here, and this binary may work with it all the
/// same: while an upgrade rolls, two versions run side by side.
///
/// The names of the steps taken are read by hand: the library takes an unknown one for an error
/// without saying what to do about it.
async fn is_newer(db: &DatabaseConnection) -> Result<bool, NotMigrated> {
    Migrator::install(db).await?;
    let taken = "SELECT version FROM seaql_migrations ORDER BY version";
    let known: Vec<_> = Migrator::migrations().iter().map(|it| it.name().to_owned()).collect();
    for row in db.query_all_raw(statement(db, taken)).await? {
        let step: String = row.try_get_by_index(0)?;
        if !known.contains(&step) {
            let oldest = "SELECT value FROM meta WHERE name = 'oldest'";
            let oldest = db.query_one_raw(statement(db, oldest)).await?;
            let oldest: Option<Vec<u8>> = oldest.map(|row| row.try_get_by_index(0)).transpose()?;
            if known.iter().any(|name| Some(name.as_bytes()) == oldest.as_deref()) {
                return Ok(true);
            }
            return Err(NotMigrated::Newer { step, known: known.len() });
        }
    }
    Ok(false)
}

fn statement(db: &DatabaseConnection, sql: &str) -> Statement {
    Statement::from_string(db.get_database_backend(), sql)
}
