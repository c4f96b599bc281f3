//! `cargo xtask fuzz`.

use anyhow::{Result, bail};
use clap::Parser;
use std::process::ExitCode;
use std::time::Duration;
use trial::{Budget, Target, all, keep, run};

/// Tries what reads strangers' words with words that no stranger would send
#[derive(Debug, Parser)]
struct Args {
    /// What to try, such as `timestamps` or `email/ses`; all there is where nothing is named
    #[arg(value_name = "TARGET")]
    targets: Vec<String>,
    /// For how many minutes each; ten for what is shared and one for an adapter, where it is not said
    #[arg(long, value_name = "N")]
    minutes: Option<f64>,
    /// What the inputs follow from
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// Keep an input for some of the outcomes that are new
    #[arg(long)]
    keep: bool,
}

fn main() -> Result<ExitCode> {
    let args = Args::parse();
    // A panic is told as a finding, with its input.
    std::panic::set_hook(Box::new(|_| {}));
    let mut found = false;
    for target in chosen(&args.targets)? {
        let usual = Duration::from_secs(60 * target.minutes);
        let time = args.minutes.map_or(usual, |it| Duration::from_secs_f64(it.max(0.0) * 60.0));
        let report = run(&target, Budget::Time(time), args.seed);
        println!("{}: {report} in {time:?}", target.name);
        if let Some(finding) = &report.finding {
            found = true;
            println!("{}: FOUND: {}", target.name, finding.why);
        }
        if args.keep || report.finding.is_some() {
            for path in keep(&target, &report)? {
                println!("{}: kept {}", target.name, path.display());
            }
        }
    }
    Ok(if found { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

fn chosen(names: &[String]) -> Result<Vec<Target>> {
    let all = all();
    if let Some(unknown) = names.iter().find(|name| !all.iter().any(|it| it.name == **name)) {
        let known: Vec<_> = all.iter().map(|target| target.name.as_str()).collect();
        bail!("there is no target `{unknown}`; there are {}", known.join(", "));
    }
    let chosen = |target: &Target| names.is_empty() || names.contains(&target.name);
    Ok(all.into_iter().filter(chosen).collect())
}
