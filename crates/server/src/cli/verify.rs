//! `tidings verify`.

use super::output::How;
use super::recorded::{MALFORMED, read};
use super::usage::Usage;
use anyhow::Result;
use http::{HeaderMap, HeaderName, HeaderValue};
use serde_json::json;
use std::io::{Write, stderr};
use std::path::PathBuf;
use std::process::ExitCode;
use time::OffsetDateTime;
use time::format_description::well_known::{Rfc2822, Rfc3339};
use webhook::Secret;

const EXITS: &str = "The recording is a request line, header lines, an empty line, and the body, \
                     byte for byte as it arrived.\n\nExit codes: 0 it holds, 1 it does not hold, \
                     2 wrong usage, 4 not a recorded delivery.";

#[derive(Debug, clap::Args)]
#[command(after_help = EXITS)]
pub(super) struct Args {
    /// The webhook's secret, `whsec_…`; may be given again while secrets rotate
    #[arg(long, value_name = "SECRET", required = true)]
    secret: Vec<String>,
    /// Judge its age at that time, `now` or RFC 3339; without it at that of the Date header, or,
    /// where there is none, not at all
    #[arg(long, value_name = "TIME")]
    at: Option<String>,
    /// The recorded delivery; `-` is the standard input
    #[arg(value_name = "FILE.http")]
    file: PathBuf,
    #[command(flatten)]
    how: How,
}

pub(super) fn run(args: &Args) -> Result<ExitCode> {
    let secrets: Result<Vec<Secret>, _> = args.secret.iter().map(|it| Secret::parse(it)).collect();
    let secrets = secrets.map_err(|error| Usage(format!("the secret {error}")))?;
    let given = args.at.as_deref().map(time_of).transpose()?;
    let file = read(&args.file)?;
    let Some((headers, body)) = split(&file) else {
        writeln!(stderr(), "tidings: not a recorded request")?;
        return Ok(ExitCode::from(MALFORMED));
    };
    let now = given.or_else(|| stamped(&headers, "date")).or_else(|| sent(&headers));
    let now = now.unwrap_or_else(OffsetDateTime::now_utc);
    match webhook::verify(&secrets, &headers, body, now) {
        Ok(()) => {
            args.how.print_line(&json!({ "verified": true }), "the signature holds")?;
            Ok(ExitCode::SUCCESS)
        }
        Err(why) => {
            let told = json!({ "verified": false, "reason": why.to_string() });
            args.how.print_line(&told, &format!("the signature does not hold: {why}"))?;
            Ok(ExitCode::FAILURE)
        }
    }
}

fn time_of(text: &str) -> Result<OffsetDateTime, Usage> {
    if text == "now" {
        return Ok(OffsetDateTime::now_utc());
    }
    let time = OffsetDateTime::parse(text, &Rfc3339);
    time.map_err(|_| Usage(format!("`--at {text}` is neither `now` nor a time of RFC 3339")))
}

fn stamped(headers: &HeaderMap, name: &str) -> Option<OffsetDateTime> {
    OffsetDateTime::parse(headers.get(name)?.to_str().ok()?, &Rfc2822).ok()
}

/// When it says it was sent: judged at that time nothing is too old.
fn sent(headers: &HeaderMap) -> Option<OffsetDateTime> {
    let seconds = headers.get("webhook-timestamp")?.to_str().ok()?.parse().ok()?;
    OffsetDateTime::from_unix_timestamp(seconds).ok()
}

/// Parts headers and body. The request line is not looked at: what receivers record there differs.
fn split(file: &[u8]) -> Option<(HeaderMap, &[u8])> {
    let mut headers = HeaderMap::new();
    let mut lines = file.split_inclusive(|byte| *byte == b'\n');
    let mut read = lines.next()?.len();
    for line in lines {
        read += line.len();
        let line = std::str::from_utf8(line).ok()?.trim_end_matches(['\r', '\n']);
        if line.is_empty() {
            return Some((headers, &file[read..]));
        }
        let (name, value) = line.split_once(':')?;
        let name: HeaderName = name.parse().ok()?;
        headers.append(name, HeaderValue::from_str(value.trim()).ok()?);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_body_begins_after_the_first_empty_line() {
        for file in ["POST / HTTP/1.1\nA: b\n\n\nc\n", "POST / HTTP/1.1\r\nA: b\r\n\r\n\nc\n"] {
            let (headers, body) = split(file.as_bytes()).expect("a request");
            assert_eq!(headers["a"], "b");
            assert_eq!(body, b"\nc\n");
        }
        for file in ["", "POST / HTTP/1.1\nA: b\n", "POST / HTTP/1.1\nA b\n\n"] {
            assert!(split(file.as_bytes()).is_none(), "{file}");
        }
    }
}
