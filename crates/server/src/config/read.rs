//! Reading a configuration.

use super::broken::BadValue;
use super::keys::KEYS;
use super::{BrokenConfig, Config, DatabaseUrl, layers};
use crate::places::Places;
use figment::Figment;
use figment::error::Kind;
use std::ffi::OsString;
use std::path::Path;

/// Where the configuration is looked for when nobody says.
const USUAL: &str = "tidings.toml";

/// A configuration, and where its values came from.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// What is configured.
    pub config: Config,
    /// Every key there is.
    pub settings: Vec<Setting>,
}

/// One key, its value and where that came from.
#[derive(Clone, Debug, Eq, PartialEq, serde::Serialize)]
pub struct Setting {
    /// Its name in the file, sections parted by dots.
    pub key: &'static str,
    /// Its value; a secret is masked, and what is not set is empty.
    pub value: String,
    /// The file or the variable; `default`, where nobody said anything.
    pub source: String,
}

impl Config {
    /// Reads the file, or `tidings.toml` where it exists, and these variables, which win.
    ///
    /// # Errors
    ///
    /// [`BrokenConfig`] when a file cannot be read, a key is not known or a value is of no use.
    pub fn read(
        file: Option<&Path>,
        variables: impl IntoIterator<Item = (OsString, OsString)>,
    ) -> Result<Loaded, BrokenConfig> {
        let mut faults = Vec::new();
        let mut figment = Figment::new();
        let usual = Path::new(USUAL);
        if let Some(path) = file.or_else(|| usual.exists().then_some(usual)) {
            figment = match layers::file(path, &mut faults) {
                Some(layer) => figment.merge(layer),
                None => figment,
            };
        }
        for (name, value) in variables {
            if let Some(layer) = layers::variable(&name, value, &mut faults) {
                figment = figment.merge(layer);
            }
        }
        if !faults.is_empty() {
            return Err(BrokenConfig(faults));
        }
        let config: Config = figment.extract().map_err(|error| BrokenConfig::one(fault(error)))?;
        config.check()?;
        let settings = settings(&config, &figment);
        Ok(Loaded { config, settings })
    }

    /// Where the store is.
    ///
    /// # Errors
    ///
    /// [`BrokenConfig`] when the data folder's path cannot be part of a URL.
    pub fn database(&self) -> Result<DatabaseUrl, BrokenConfig> {
        let usual = |error: BadValue| BrokenConfig::one(format!("`data` {error}"));
        match &self.database_url {
            Some(url) => Ok(url.clone()),
            None => DatabaseUrl::in_folder(&self.data).map_err(usual),
        }
    }

    /// Where addresses are, where a file says so.
    ///
    /// # Errors
    ///
    /// [`BrokenConfig`] when the file is of no use.
    pub(crate) fn places(&self) -> Result<Option<Places>, BrokenConfig> {
        self.geo_file.as_deref().map(Places::open).transpose()
    }

    fn check(&self) -> Result<(), BrokenConfig> {
        self.database()?;
        let (missing, there) = match (&self.operator.url, &self.operator.secret) {
            (Some(_), None) => ("operator.secret", "operator.url"),
            (None, Some(_)) => ("operator.url", "operator.secret"),
            _ => return Ok(()),
        };
        Err(BrokenConfig::one(format!("`{there}` is there without `{missing}`")))
    }
}

fn settings(config: &Config, figment: &Figment) -> Vec<Setting> {
    let source = |key: &str| figment.find_metadata(key).map(|it| it.name.to_string());
    let settings = KEYS.iter().map(|key| Setting {
        key: key.name,
        value: (key.show)(config),
        source: source(key.name).unwrap_or_else(|| "default".to_owned()),
    });
    settings.collect()
}

fn fault(error: figment::Error) -> String {
    let key = error.path.join(".");
    let from = error.metadata.map(|it| it.name).unwrap_or_default();
    let what = match error.kind {
        Kind::Message(what) => what,
        Kind::InvalidType(_, expected) if expected.starts_with("struct") => "is a section".into(),
        Kind::InvalidType(_, expected) => format!("must be {expected}"),
        kind => kind.to_string(),
    };
    format!("`{key}`, from {from}: {what}")
}
