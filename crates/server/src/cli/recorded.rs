//! Requests on file.

use anyhow::{Context, Result};
use std::fs;
use std::io::{self, Read};
use std::path::Path;

/// How a command ends that was given something else than a recorded request.
pub(super) const MALFORMED: u8 = 4;

/// Reads a file; `-` is the standard input.
pub(super) fn read(path: &Path) -> Result<Vec<u8>> {
    if path == Path::new("-") {
        let mut bytes = Vec::new();
        io::stdin().lock().read_to_end(&mut bytes).context("cannot read the standard input")?;
        return Ok(bytes);
    }
    fs::read(path).with_context(|| format!("cannot read {}", path.display()))
}
