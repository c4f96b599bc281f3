//! What tests need beside a compiler.

use crate::postgres;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::{env, fmt};

/// Something of the system that some tests cannot do without.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Need {
    Postgres,
    Strace,
    Node,
    Python,
    Php,
    Chromium,
    Promtool,
}

impl Need {
    pub const ALL: [Self; 7] = [
        Self::Postgres,
        Self::Strace,
        Self::Node,
        Self::Python,
        Self::Php,
        Self::Chromium,
        Self::Promtool,
    ];

    /// Its word in `TIDINGS_TEST_SKIP`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Postgres => "postgres",
            Self::Strace => "strace",
            Self::Node => "node",
            Self::Python => "python",
            Self::Php => "php",
            Self::Chromium => "chromium",
            Self::Promtool => "promtool",
        }
    }

    /// The packages of Debian that bring it.
    pub fn packages(self) -> &'static [&'static str] {
        match self {
            Self::Postgres => &["postgresql"],
            Self::Strace => &["strace"],
            Self::Node => &["nodejs", "npm"],
            Self::Python => &["python3", "python3-pip", "python3-venv"],
            Self::Php => &["php-cli"],
            // Node drives it, which is a need of its own.
            Self::Chromium => &["chromium"],
            Self::Promtool => &["prometheus"],
        }
    }

    /// Whether it is there and works.
    pub fn is_met(self) -> bool {
        match self {
            Self::Postgres => postgres::binaries().is_some(),
            // A container may forbid tracing although the program is there.
            Self::Strace => works("strace", &["-o", "/dev/null", "true"]),
            Self::Node => works("node", &["--version"]) && works("npm", &["--version"]),
            Self::Python => works("python3", &["-m", "pip", "--version"]),
            Self::Php => works("php", &["-r", "exit(function_exists('openssl_verify') ? 0 : 1);"]),
            Self::Chromium => works("chromium", &["--version"]) && Self::Node.is_met(),
            Self::Promtool => works("promtool", &["--version"]),
        }
    }
}

impl fmt::Display for Need {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The first folder of `PATH` that holds the program.
pub fn on_path(program: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    env::split_paths(&path).find(|folder| folder.join(program).is_file())
}

fn works(program: &str, arguments: &[&str]) -> bool {
    let mut command = Command::new(program);
    command.args(arguments).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}
