//! The engines a store runs on.

use crate::postgres::new_database;
use std::path::Path;

/// What a store runs on.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Engine {
    /// A file.
    Sqlite,
    /// The cluster that `cargo xtask test` brings.
    Postgres,
}

impl Engine {
    /// The URL of an empty database; `None` when tests that need its engine are skipped.
    #[must_use]
    pub fn new_database(self, folder: &Path) -> Option<String> {
        match self {
            Self::Sqlite => Some(format!("sqlite://{}/tidings.db", folder.display())),
            Self::Postgres => crate::postgres().map(|cluster| new_database(&cluster)),
        }
    }
}

/// Runs each of these tests on a hub of its own on either engine: functions of a `&Hub`. Variables
/// for those hubs may stand before, with a semicolon.
#[macro_export]
macro_rules! on_both {
    ($($name:ident),* $(,)?) => {
        $crate::on_both!(&[]; $($name),*);
    };
    ($variables:expr; $($name:ident),* $(,)?) => {
        mod sqlite {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                $crate::Hub::with($crate::Engine::Sqlite, $variables, super::$name).await;
            })*
        }

        mod postgres {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                $crate::Hub::with($crate::Engine::Postgres, $variables, super::$name).await;
            })*
        }
    };
}
