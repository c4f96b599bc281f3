//! `tidings keys`.

use super::config::Place;
use super::output::How;
use super::usage::Usage;
use super::{EXITS, wait_for};
use crate::serve::{clock, new_key, open_store};
use anyhow::Result;
use clap::{Subcommand, ValueEnum};
use event::{KeyId, from_ms, rfc3339};
use serde_json::{Value, json};
use std::process::ExitCode;
use store::{Answer, Key, NewKey, No, Registry, Role, Store};

#[derive(Debug, clap::Args)]
#[command(after_help = EXITS)]
pub(super) struct Args {
    #[command(subcommand)]
    what: What,
    #[command(flatten)]
    place: Place,
}

#[derive(Debug, Subcommand)]
enum What {
    /// List the keys, without the keys themselves: those are not kept
    #[command(after_help = EXITS)]
    List {
        #[command(flatten)]
        how: How,
    },
    /// Make a key, and print it this once
    #[command(after_help = EXITS)]
    Create {
        #[command(flatten)]
        new: Wanted,
        #[command(flatten)]
        how: How,
    },
    /// Delete a key: it opens nothing from then on
    #[command(after_help = EXITS)]
    Delete {
        /// Its id
        id: String,
    },
}

#[derive(Debug, clap::Args)]
struct Wanted {
    /// Bind it to this project, by domain or id; without it the key opens all of them
    #[arg(long, value_name = "PROJECT")]
    project: Option<String>,
    /// What it may do: `read` or `write` one project; without one it is `admin`
    #[arg(long)]
    role: Option<May>,
    /// What people call it
    #[arg(long, default_value = "Made by hand")]
    title: String,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum May {
    Admin,
    Write,
    Read,
}

pub(super) fn run(args: Args) -> Result<ExitCode> {
    let config = args.place.load()?.config;
    wait_for(async move {
        let store = open_store(&config, clock, None).await?;
        let done = act(&store, args.what).await;
        store.close().await;
        done
    })?;
    Ok(ExitCode::SUCCESS)
}

async fn act(store: &Store, what: What) -> Result<()> {
    match what {
        What::List { how } => list(&store.registry(), how),
        What::Create { new, how } => create(store, new, how).await,
        What::Delete { id } => {
            let id: KeyId = id.parse().map_err(|_| Usage(format!("`{id}` is no id of a key")))?;
            Ok(store.delete_key(id).await?)
        }
    }
}

fn list(registry: &Registry, how: How) -> Result<()> {
    let all: Vec<_> = registry.keys().rev().map(|key| told(registry, key)).collect();
    let names = ["id", "role", "project", "title", "hint", "created_at"];
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let rows = all.iter().map(|key| names.map(|name| text(&key[name])));
    how.print(&all, ["ID", "ROLE", "PROJECT", "TITLE", "ENDS IN", "MADE AT"], rows)
}

fn told(registry: &Registry, key: &Key) -> Value {
    let project = key.project.and_then(|no| registry.project_no(no));
    json!({
        "id": key.id.to_string(),
        "role": key.role.to_string(),
        "project": project.map(|project| &project.domain),
        "title": key.title,
        "hint": key.hint,
        "created_at": rfc3339(from_ms(key.created_at)),
    })
}

async fn create(store: &Store, new: Wanted, how: How) -> Result<()> {
    let registry = store.registry();
    let project = new.project.as_deref().map(|it| find(&registry, it)).transpose()?;
    let role = match (project, new.role) {
        (None, None | Some(May::Admin)) => Role::Admin,
        (Some(_), None | Some(May::Read)) => Role::Read,
        (Some(_), Some(May::Write)) => Role::Write,
        (Some(_), Some(May::Admin)) => {
            return Err(Usage("an admin key is for all projects: leave out one".into()).into());
        }
        (None, Some(_)) => {
            return Err(Usage("a key with that role needs a `--project`".into()).into());
        }
    };
    let text = new_key();
    let new = NewKey { project, role, title: new.title, text: text.expose().to_owned() };
    let answer = |key: &Key| Answer { status: 201, body: key.id.to_string() };
    let id = store.create_key(new, None, answer).await?.body;
    how.print_line(&json!({ "id": id, "key": text.expose() }), text.expose())
}

fn find(registry: &Registry, project: &str) -> Result<No, Usage> {
    let found = match project.parse() {
        Ok(id) => registry.project(id),
        Err(_) => registry.domain(&project.to_ascii_lowercase()),
    };
    let none = || Usage(format!("there is no project `{project}`"));
    found.map(|project| project.no).ok_or_else(none)
}
