//! What other people wrote: clients of Standard Webhooks and of HTTP signatures, which check what
//! the hub signs, and the cipher that Python has no module of its own for.

use anyhow::{Result, ensure};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

const PYTHON_VERSION: &str = "1.1.0";
const MESSAGES_VERSION: &str = "3.0.0";
const CIPHER_VERSION: &str = "50.0.2";
const NODE_VERSION: &str = "1.1.1";
const CAVAGE_VERSION: &str = "1.4.0";
const DRIVER_VERSION: &str = "1.65.1";

/// Puts the Python client below the folder, one of RFC 9421 and the ciphers with what they are built
/// on, and answers the `PYTHONPATH` that finds them.
pub fn python(clients: &Path) -> Result<PathBuf> {
    let pip = |folder: &Path, rest: &[&str]| {
        let mut pip = Command::new("python3");
        pip.args(["-m", "pip", "install", "--quiet", "--target"]).arg(folder).args(rest);
        pip.envs([("PIP_DISABLE_PIP_VERSION_CHECK", "1"), ("PIP_ROOT_USER_ACTION", "ignore")]);
        pip
    };
    let folder = format!("python-{PYTHON_VERSION}-{CIPHER_VERSION}-{MESSAGES_VERSION}");
    once(&clients.join(folder), |folder| {
        let client = format!("standardwebhooks=={PYTHON_VERSION}");
        let cipher = format!("cryptography=={CIPHER_VERSION}");
        let messages = format!("http-message-signatures=={MESSAGES_VERSION}");
        [pip(folder, &["--no-deps", &client]), pip(folder, &[&cipher, &messages])]
    })
}

/// Puts the npm client below the folder, and one of the older draft of HTTP signatures, and answers
/// the `NODE_PATH` that finds them.
pub fn node(clients: &Path) -> Result<PathBuf> {
    let folder = clients.join(format!("node-{NODE_VERSION}-{CAVAGE_VERSION}"));
    let client = format!("standardwebhooks@{NODE_VERSION}");
    npm(&folder, &[&client, &format!("http-signature@{CAVAGE_VERSION}")])
}

/// Puts what drives a browser below the folder, without a browser, and answers the `NODE_PATH` that
/// finds it.
pub fn browser(clients: &Path) -> Result<PathBuf> {
    let package = format!("playwright-core@{DRIVER_VERSION}");
    npm(&clients.join(format!("browser-{DRIVER_VERSION}")), &[&package])
}

fn npm(folder: &Path, packages: &[&str]) -> Result<PathBuf> {
    let folder = once(folder, |folder| {
        let mut npm = Command::new("npm");
        npm.args(["install", "--loglevel=error", "--no-audit", "--no-fund", "--ignore-scripts"]);
        npm.arg("--prefix").arg(folder).args(packages);
        npm.env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
        [npm]
    })?;
    Ok(folder.join("node_modules"))
}

/// Makes the folder by the commands, unless it is there; a half-made one is never taken for whole.
fn once<const N: usize>(folder: &Path, install: impl Fn(&Path) -> [Command; N]) -> Result<PathBuf> {
    if !folder.is_dir() {
        let partial = folder.with_extension("partial");
        if partial.exists() {
            fs::remove_dir_all(&partial)?;
        }
        fs::create_dir_all(&partial)?;
        for mut command in install(&partial) {
            let status = command.stdin(Stdio::null()).stdout(Stdio::null()).status()?;
            ensure!(status.success(), "the installer ended with {status}");
        }
        fs::rename(&partial, folder)?;
    }
    Ok(folder.to_owned())
}
