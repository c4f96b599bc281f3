//! The data folder, and the key in it.

use crate::config::{BrokenConfig, Config, DatabaseUrl, Role};
use anyhow::{Context, Result, ensure};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use std::fs::{self, DirBuilder, File};
use std::io::{ErrorKind, Read, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use store::InstanceKey;
use tempfile::NamedTempFile;

/// What seals secrets in the store, and the file it was just written to, where it was.
pub(super) struct Sealing {
    pub key: InstanceKey,
    made: Option<PathBuf>,
}

impl Sealing {
    /// The key that is configured, or that of the data folder, which is made where it is missing.
    pub(super) fn find(config: &Config, database: &DatabaseUrl) -> Result<Self> {
        check_store(config, database)?;
        if let Some(key) = &config.secret_key {
            let key = key.expose();
            if key.len() < 32 {
                tracing::warn!("The instance key is short: 32 random characters or more are safe");
            }
            return Ok(Self { key: InstanceKey::new(key), made: None });
        }
        let path = config.data.join("secret.key");
        match read(&path)? {
            Some(text) => Ok(Self { key: InstanceKey::new(&text), made: None }),
            None => Ok(Self { key: InstanceKey::new(&make(&path)?), made: Some(path) }),
        }
    }

    /// Takes back a key that was just made: the store turned out to have another.
    pub(super) fn unmake(&self) {
        if let Some(path) = &self.made {
            _ = fs::remove_file(path);
        }
    }
}

/// Whether there is a key, or one can be made; and whether the store can be shared where it has to
/// be.
pub(crate) fn check_store(config: &Config, database: &DatabaseUrl) -> Result<(), BrokenConfig> {
    if database.file().is_some() && config.role != Role::Both {
        return Err(BrokenConfig::one(
            "`role` parts the work of hubs that share one PostgreSQL; a hub on SQLite has its store \
             to itself, and does both",
        ));
    }
    if config.secret_key.is_some() || database.file().is_some() {
        return Ok(());
    }
    Err(BrokenConfig::one(
        "PostgreSQL is shared by hubs, and so must be the key that seals secrets in it: set \
         TIDINGS_SECRET_KEY to the same random text, of 32 characters or more, for all",
    ))
}

/// Makes the data folder where it is missing, for nobody else to look into.
pub(crate) fn make_folder(data: &Path) -> Result<()> {
    let made = DirBuilder::new().recursive(true).mode(0o700).create(data);
    made.with_context(|| format!("cannot make the data folder {}", data.display()))
}

/// Makes the store's file where it is missing, for nobody else to read, wherever it lies.
pub(super) fn make_file(path: &Path) -> Result<()> {
    let made = File::options().create(true).append(true).mode(0o600).open(path);
    made.map(drop).with_context(|| format!("cannot make the store's file {}", path.display()))
}

fn read(path: &Path) -> Result<Option<String>> {
    let cannot = || format!("cannot read the instance key {}", path.display());
    let mut file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error).with_context(cannot),
    };
    let mut text = String::new();
    file.read_to_string(&mut text).with_context(cannot)?;
    ensure!(!text.trim().is_empty(), "the instance key {} is empty", path.display());
    let mode = file.metadata().with_context(cannot)?.permissions().mode();
    if mode & 0o077 != 0 {
        tracing::warn!(file = %path.display(), "Others on this machine can read the instance key");
    }
    Ok(Some(text))
}

fn make(path: &Path) -> Result<String> {
    let cannot = || format!("cannot write the instance key {}", path.display());
    let text = STANDARD_NO_PAD.encode(rand::random::<[u8; 32]>());
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    // Under its name once it is whole: a full disk, or an end in between, leaves nothing there.
    let mut file = NamedTempFile::new_in(folder.unwrap_or(Path::new("."))).with_context(cannot)?;
    writeln!(file, "{text}").and_then(|()| file.as_file().sync_all()).with_context(cannot)?;
    file.persist_noclobber(path).with_context(cannot)?;
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(data: &Path) -> Config {
        Config { data: data.to_owned(), ..Config::default() }
    }

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).expect("a file").permissions().mode() & 0o777
    }

    #[test]
    fn the_key_is_made_once_and_for_its_owner() {
        let folder = tempfile::tempdir().expect("a folder");
        let data = folder.path().join("deep").join("data");
        make_folder(&data).expect("a folder");
        assert_eq!(mode(&data), 0o700);
        let config = config(&data);
        let database = config.database().expect("a URL");
        let first = Sealing::find(&config, &database).expect("a key");
        let path = data.join("secret.key");
        assert_eq!(mode(&path), 0o600);
        let again = Sealing::find(&config, &database).expect("a key");
        let sealed = first.key.seal("a", &"b");
        assert_eq!(again.key.open::<String>("a", &sealed).as_deref(), Ok("b"));
        again.unmake();
        assert!(path.exists(), "only who made it takes it back");
        first.unmake();
        assert!(!path.exists());
    }

    #[test]
    fn an_empty_key_is_no_key() {
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join("secret.key"), "\n").expect("a file");
        let config = config(folder.path());
        let database = config.database().expect("a URL");
        let error = Sealing::find(&config, &database).err().expect("refused");
        assert!(error.to_string().contains("is empty"), "{error}");
    }

    #[test]
    fn a_hub_with_a_store_of_its_own_does_both() {
        let folder = tempfile::tempdir().expect("a folder");
        let config = Config { role: Role::Dispatch, ..config(folder.path()) };
        let database = config.database().expect("a URL");
        let error = Sealing::find(&config, &database).err().expect("refused");
        assert!(error.to_string().contains("`role`"), "{error}");
    }

    #[test]
    fn hubs_that_share_a_store_must_be_told_the_key() {
        let database: DatabaseUrl = "postgres://db.example/tidings".parse().expect("a URL");
        let error = Sealing::find(&Config::default(), &database).err().expect("refused");
        assert!(error.to_string().contains("TIDINGS_SECRET_KEY"), "{error}");
        assert!(error.is::<BrokenConfig>());
    }
}
