//! The rules: of each table the first mark that fits wins.

mod machines;
mod programs;
mod systems;

pub(crate) use self::machines::{ENDINGS, MACHINES, PEOPLE};
pub(crate) use self::programs::{BROWSERS, PROGRAMS, PROXIES};
pub(crate) use self::systems::{DEVICES, SYSTEM_DEVICES, SYSTEMS};

/// Marks, which are beginnings of words in lower case, and what each stands for.
type Table = &'static [(&'static str, &'static str)];
