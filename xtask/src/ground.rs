//! What the tests stand on: everything they need, or the word that it is missing.

use crate::need::Need;
use crate::options::Options;
use crate::postgres::{self, Postgres};
use crate::{clients, hub, packages};
use anyhow::{Result, bail};
use std::env;
use std::ffi::OsString;
use std::fmt::Display;
use std::path::Path;

const SKIP: &str = "TIDINGS_TEST_SKIP";

/// What the tests are given. Dropping it stops what was started.
#[derive(Default)]
pub struct Ground {
    /// The environment of the tests.
    pub variables: Vec<(&'static str, OsString)>,
    skipped: Vec<(Need, String)>,
    cluster: Option<Postgres>,
}

impl Ground {
    /// Installs, starts and fetches what the tests need; what cannot be had is skipped.
    ///
    /// # Errors
    ///
    /// When the environment asks to skip what nobody knows, or Cargo does not answer.
    pub fn prepare(options: &Options) -> Result<Self> {
        let mut ground = Self::default();
        let given = env::var(SKIP).unwrap_or_default();
        for need in needs(&given)? {
            ground.skip(need, format!("{SKIP} says so"));
        }
        let own = env::var_os(postgres::VARIABLE).is_some();
        let mut wanted: Vec<Need> = ground.wanted().collect();
        wanted.retain(|need| !(own && *need == Need::Postgres));
        ground.skipped.extend(packages::bring(&wanted));
        ground.fetch_clients(&hub::target()?.join("clients"));
        ground.fetch_driver(&hub::target()?.join("clients"));
        if !own && ground.wants(Need::Postgres) {
            ground.start_postgres(options.fsync);
        }
        let skipped: Vec<&str> = ground.skipped.iter().map(|(need, _)| need.name()).collect();
        ground.variables.push((SKIP, skipped.join(",").into()));
        if options.long {
            ground.variables.push(("TIDINGS_TEST_LONG", "1".into()));
        }
        Ok(ground)
    }

    /// One line for each need that is skipped.
    pub fn skipped(&self) -> impl Iterator<Item = String> {
        self.skipped.iter().map(|(need, why)| format!("SKIPPED: what needs {need} ({why})"))
    }

    fn wanted(&self) -> impl Iterator<Item = Need> {
        Need::ALL.into_iter().filter(|need| self.wants(*need))
    }

    fn wants(&self, need: Need) -> bool {
        self.skipped.iter().all(|(skipped, _)| *skipped != need)
    }

    fn skip(&mut self, need: Need, why: impl Display) {
        self.skipped.push((need, why.to_string()));
    }

    fn fetch_clients(&mut self, folder: &Path) {
        if self.wants(Need::Python) {
            match clients::python(folder) {
                Ok(path) => self.variables.push(("TIDINGS_TEST_PYTHONPATH", path.into())),
                Err(error) => self.skip(Need::Python, format!("{error:#}")),
            }
        }
        if self.wants(Need::Node) {
            match clients::node(folder) {
                Ok(path) => self.variables.push(("TIDINGS_TEST_NODE_PATH", path.into())),
                Err(error) => self.skip(Need::Node, format!("{error:#}")),
            }
        }
    }

    fn fetch_driver(&mut self, folder: &Path) {
        if self.wants(Need::Chromium) {
            match clients::browser(folder) {
                Ok(path) => self.variables.push(("TIDINGS_TEST_BROWSER", path.into())),
                Err(error) => self.skip(Need::Chromium, format!("{error:#}")),
            }
        }
    }

    fn start_postgres(&mut self, fsync: bool) {
        let Some(binaries) = postgres::binaries() else {
            return self.skip(Need::Postgres, "its programs are gone");
        };
        match Postgres::start(&binaries, fsync) {
            Ok(cluster) => {
                self.variables.push((postgres::VARIABLE, cluster.url().into()));
                self.cluster = Some(cluster);
            }
            Err(error) => self.skip(Need::Postgres, format!("{error:#}")),
        }
    }
}

/// The needs of a list that is separated by commas.
fn needs(list: &str) -> Result<Vec<Need>> {
    let words = list.split(',').map(str::trim).filter(|word| !word.is_empty());
    words
        .map(|word| match Need::ALL.into_iter().find(|need| need.name() == word) {
            Some(need) => Ok(need),
            None => {
                bail!("{SKIP} names `{word}`; there are {}", Need::ALL.map(Need::name).join(", "))
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_names_needs_and_nothing_else() {
        assert_eq!(needs("").expect("a list"), []);
        assert_eq!(needs("node, postgres,").expect("a list"), [Need::Node, Need::Postgres]);
        assert!(
            needs("node,chrome").expect_err("an unknown word").to_string().contains("`chrome`")
        );
    }
}
