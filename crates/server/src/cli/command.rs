//! Every command there is.

use super::{
    EXITS, backup, completions, config, demo, events, keys, listen, mail_in, migrate, normalise,
    openapi, providers, replay, restore, serve, verify,
};
use anyhow::Result;
use clap::{Parser, Subcommand};
use std::process::ExitCode;

/// One signed feed of events, out of the callbacks of mail, SMS, web push, Telegram and Viber
/// providers.
#[derive(Debug, Parser)]
#[command(name = "tidings", version, after_help = EXITS, arg_required_else_help = true)]
pub(super) struct Cli {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Run the hub: API, callbacks, dispatch, dashboard
    Serve(serve::Args),
    /// Show the hub at work, on a temporary store and with recorded callbacks
    Demo(demo::Args),
    /// Say what the hub makes of one recorded callback
    Normalise(normalise::Args),
    /// List the events there are
    Events(events::Args),
    /// List the providers there are
    Providers(providers::Args),
    /// Say whether the signature of a recorded delivery holds, and why not
    Verify(verify::Args),
    /// Hand what happens in a project to a server that the hub cannot call
    Listen(listen::Args),
    /// Send events again, to a webhook or to a server that the hub cannot call
    Replay(replay::Args),
    /// Hand a mail that came back, on the standard input, to a hub
    MailIn(mail_in::Args),
    /// Bring the store to the newest schema
    Migrate(migrate::Args),
    /// Copy a store on SQLite to a file, while a hub runs on it or not
    Backup(backup::Args),
    /// Make a store out of such a copy
    Restore(restore::Args),
    /// List, make and delete keys to the API, while no hub is running on the store
    Keys(keys::Args),
    /// Show the configuration, and where each value came from
    Config(config::Args),
    /// Print the description of the API
    Openapi(openapi::Args),
    /// Print what a shell needs to complete commands
    Completions(completions::Args),
}

impl Command {
    pub(super) fn run(self) -> Result<ExitCode> {
        match self {
            Self::Serve(args) => serve::run(&args),
            Self::Demo(args) => demo::run(&args),
            Self::Normalise(args) => normalise::run(&args),
            Self::Events(args) => events::run(&args),
            Self::Providers(args) => providers::run(&args),
            Self::Verify(args) => verify::run(&args),
            Self::Listen(args) => listen::run(&args),
            Self::Replay(args) => replay::run(&args),
            Self::MailIn(args) => mail_in::run(&args),
            Self::Migrate(args) => migrate::run(&args),
            Self::Backup(args) => backup::run(&args),
            Self::Restore(args) => restore::run(&args),
            Self::Keys(args) => keys::run(args),
            Self::Config(args) => config::run(&args),
            Self::Openapi(args) => openapi::run(&args),
            Self::Completions(args) => completions::run(&args),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_commands_are_sound_and_say_how_they_end() {
        let mut cli = Cli::command();
        cli.build();
        cli.clone().debug_assert();
        for command in cli.get_subcommands().filter(|it| it.get_name() != "help") {
            let said = command.get_after_help().map(ToString::to_string).unwrap_or_default();
            assert!(said.contains("Exit codes: 0 "), "{}", command.get_name());
        }
    }
}
