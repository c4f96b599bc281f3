//! The door for providers' callbacks, from outside.

mod clients;
mod down;
mod fetched;
mod files;
mod framing;
mod kept;
mod proof;
mod providers;
mod repeats;
mod waiting;

/// A door that is small enough to be filled.
const SMALL: &[(&str, &str)] = &[("TIDINGS_LIMITS_BODY", "64 KiB")];

/// How long a callback may be there, in bytes.
const LARGEST: usize = 64 << 10;
