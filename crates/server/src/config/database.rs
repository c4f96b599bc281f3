//! Where the store is.

use super::broken::BadValue;
use std::fmt;
use std::path::Path;
use std::str::FromStr;
use url::Url;

/// `sqlite://PATH` or `postgres://…`. Prints without its password.
#[derive(Clone, Eq, PartialEq)]
pub struct DatabaseUrl(String);

impl DatabaseUrl {
    /// The file that holds everything, in a data folder.
    ///
    /// # Errors
    ///
    /// When the path has characters that such a URL has another use for.
    pub(crate) fn in_folder(data: &Path) -> Result<Self, BadValue> {
        let path = data.join("tidings.db");
        let path = path.to_str().ok_or_else(|| BadValue::new("must be of Unicode characters"))?;
        if path.contains(['%', '?']) {
            return Err(BadValue::new("must be a path without `%` and `?`"));
        }
        format!("sqlite://{path}").parse()
    }

    /// The whole of it, for what connects.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// The file it names, unless it is a server.
    #[must_use]
    pub fn file(&self) -> Option<&Path> {
        let path = self.0.strip_prefix("sqlite://")?;
        Some(Path::new(path.split('?').next().unwrap_or(path)))
    }
}

impl FromStr for DatabaseUrl {
    type Err = BadValue;

    fn from_str(text: &str) -> Result<Self, BadValue> {
        match text.split_once("://") {
            Some(("sqlite", "")) => Err(BadValue::new("must name a file after `sqlite://`")),
            // What is not there yet is made.
            Some(("sqlite", path)) if !path.contains('?') => Ok(Self(format!("{text}?mode=rwc"))),
            Some(("sqlite" | "postgres" | "postgresql", _)) => Ok(Self(text.to_owned())),
            _ => Err(BadValue::new("must begin with `sqlite://` or `postgres://`")),
        }
    }
}

impl fmt::Display for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.file().is_some() {
            return f.write_str(&self.0);
        }
        match Url::parse(&self.0) {
            Ok(mut url) => {
                if url.password().is_some() {
                    _ = url.set_password(Some("***"));
                }
                // Drivers take a password from there as well.
                url.set_query(None);
                f.write_str(url.as_str())
            }
            Err(_) => f.write_str("postgres://***"),
        }
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_are_not_printed() {
        for url in [
            "postgres://me:hunter2@db.example/tidings",
            "postgres://db.example/tidings?user=me&password=hunter2",
            "postgres://me:hunter2@/no host",
        ] {
            let printed = url.parse::<DatabaseUrl>().expect("a URL").to_string();
            assert!(!printed.contains("hunter2"), "{printed}");
        }
    }

    #[test]
    fn a_file_that_is_not_there_is_made() {
        let url = DatabaseUrl::in_folder(Path::new("a b")).expect("a path");
        assert_eq!(url.expose(), "sqlite://a b/tidings.db?mode=rwc");
        assert_eq!(url.file(), Some(Path::new("a b/tidings.db")));
        let url: DatabaseUrl = "sqlite://x.db?mode=ro".parse().expect("a URL");
        assert_eq!(url.expose(), "sqlite://x.db?mode=ro");
        assert_eq!(url.file(), Some(Path::new("x.db")));
        for wrong in ["sqlite://", "sqlite::memory:", "mysql://a/b", "tidings.db", ""] {
            assert!(wrong.parse::<DatabaseUrl>().is_err(), "{wrong}");
        }
        assert!(DatabaseUrl::in_folder(Path::new("100%")).is_err());
    }
}
