//! What was asked for.

/// The arguments after the command.
#[derive(Debug, Default, Eq, PartialEq)]
pub struct Options {
    /// Takes the long runs in.
    pub long: bool,
    /// Makes the PostgreSQL cluster wait for the disk.
    pub fsync: bool,
    /// What the runner of the tests is to read, in the order given.
    pub runner: Vec<String>,
}

impl Options {
    /// Takes out what is for us; after `--` nothing is.
    pub fn parse(mut arguments: impl Iterator<Item = String>) -> Self {
        let mut options = Self::default();
        while let Some(argument) = arguments.next() {
            match argument.as_str() {
                "--long" => options.long = true,
                "--fsync" => options.fsync = true,
                "--" => {
                    options.runner.push(argument);
                    options.runner.extend(arguments);
                    break;
                }
                _ => options.runner.push(argument),
            }
        }
        options
    }

    /// Whether the runner is told which packages to test, so that it must not be told "all".
    pub fn chooses_packages(&self) -> bool {
        let own = self.runner.iter().take_while(|argument| *argument != "--");
        own.into_iter().any(|argument| {
            let long = argument.split('=').next() == Some("--package");
            long || argument == "--workspace" || argument.starts_with("-p")
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Options {
        Options::parse(line.split_whitespace().map(String::from))
    }

    #[test]
    fn ours_are_taken_out_and_the_rest_is_passed_on_in_order() {
        let options = parse("-p store --long retries --fsync -- --long");
        assert!(options.long && options.fsync);
        assert_eq!(options.runner, ["-p", "store", "retries", "--", "--long"]);
        assert!(!parse("-- --long").long);
    }

    #[test]
    fn packages_are_chosen_before_the_dashes_only() {
        for line in ["-p store", "-pstore", "--package store", "--package=store", "--workspace"] {
            assert!(parse(line).chooses_packages(), "{line}");
        }
        for line in ["", "retries", "--profile long", "-- -p"] {
            assert!(!parse(line).chooses_packages(), "{line}");
        }
    }
}
