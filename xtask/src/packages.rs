//! Debian's packages, installed where that is allowed.

use crate::need::{Need, on_path};
use std::process::Command;

/// Installs what is missing, and answers what still is, each with the reason.
pub fn bring(needs: &[Need]) -> Vec<(Need, String)> {
    let missing: Vec<Need> = needs.iter().copied().filter(|need| !need.is_met()).collect();
    if missing.is_empty() {
        return Vec::new();
    }
    let allowed = may_install();
    if allowed.is_ok() {
        // A stale list may still name what there is to fetch, so its failure is not the end.
        apt(&["update", "--quiet=2"]);
    }
    // One at a time: what cannot be had takes nothing else with it.
    let refused =
        missing.into_iter().map(|need| (need, allowed.and_then(|()| install(need)).err()));
    let refused: Vec<_> = refused.collect();
    let unmet = refused.into_iter().filter(|(need, _)| !need.is_met());
    unmet.map(|(need, refused)| (need, reason(need, refused))).collect()
}

fn may_install() -> Result<(), &'static str> {
    if on_path("apt-get").is_none() {
        return Err("there is no apt-get here");
    }
    if is_root() { Ok(()) } else { Err("only root may install packages") }
}

fn install(need: Need) -> Result<(), &'static str> {
    eprintln!("Installing {} …", need.packages().join(" "));
    let mut arguments = vec!["install", "--yes", "--quiet=2", "--no-install-recommends"];
    arguments.extend(need.packages());
    if apt(&arguments) { Ok(()) } else { Err("apt-get could not install it") }
}

fn apt(arguments: &[&str]) -> bool {
    let mut command = Command::new("apt-get");
    command.args(arguments).env("DEBIAN_FRONTEND", "noninteractive");
    command.status().is_ok_and(|status| status.success())
}

/// Whether this is run by the superuser.
pub fn is_root() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|output| output.stdout.trim_ascii() == b"0")
}

fn reason(need: Need, refused: Option<&str>) -> String {
    let why = refused.unwrap_or("it is installed and does not work");
    format!("{why}; packages: {}", need.packages().join(" "))
}
