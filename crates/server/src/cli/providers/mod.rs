//! `tidings providers`.

mod page;

use super::EXITS;
use super::normalise::name;
use super::output::{How, Output, say};
use crate::Adapters;
use adapter::{CALLBACK_URL, Facts};
use anyhow::Result;
use clap::ValueEnum;
use serde_json::{Value, json};
use std::process::ExitCode;

#[derive(Debug, clap::Args)]
#[command(after_help = EXITS)]
pub(super) struct Args {
    /// The form of what is printed
    #[arg(long, value_enum, default_value_t, value_name = "FORM")]
    output: Form,
}

#[derive(Clone, Copy, Debug, Default, ValueEnum)]
enum Form {
    /// For people
    #[default]
    Table,
    /// For programs
    Json,
    /// The page of all providers, and how each is set up
    Markdown,
}

pub(super) fn run(args: &Args) -> Result<ExitCode> {
    let output = match args.output {
        Form::Table => Output::Table,
        Form::Json => Output::Json,
        Form::Markdown => return say(&page::page()?).map(|()| ExitCode::SUCCESS),
    };
    let all: Vec<_> = Adapters.all().map(|adapter| told(adapter.facts())).collect();
    let rows = Adapters.all().map(|adapter| {
        let facts = adapter.facts();
        let secrets: Vec<_> = facts.secrets.iter().map(|secret| secret.name).collect();
        [name(adapter), facts.title.to_owned(), secrets.join(", "), facts.proof.to_owned()]
    });
    How { output }.print(&all, ["PROVIDER", "TITLE", "SECRETS", "PROOF"], rows)?;
    Ok(ExitCode::SUCCESS)
}

fn told(facts: &Facts) -> Value {
    let secrets = facts.secrets.iter().map(|it| {
        json!({
            "name": it.name,
            "required": it.required,
            "made_here": it.made_here,
            "about": it.about,
        })
    });
    let settings = facts.settings.iter().map(|it| json!({ "name": it.name, "about": it.about }));
    json!({
        "channel": facts.channel.name(),
        "name": facts.name,
        "title": facts.title,
        "proof": facts.proof,
        "docs": facts.docs,
        "steps": facts.steps,
        "setup": facts.setup(CALLBACK_URL),
        "secrets": secrets.collect::<Vec<_>>(),
        "settings": settings.collect::<Vec<_>>(),
        "kinds": facts.kinds.iter().map(|kind| kind.name()).collect::<Vec<_>>(),
    })
}
