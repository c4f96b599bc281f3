//! The rules: of each table the first mark that fits wins.

mod machines;
mod programs;
mod systems;
mod table;

pub(crate) use self::machines::{ENDINGS, MACHINES, PEOPLE, PREVIEWS};
pub(crate) use self::programs::{BROWSERS, PROGRAMS, PROXIES};
pub(crate) use self::systems::{DEVICES, SYSTEM_DEVICES, SYSTEMS};
pub(crate) use self::table::Table;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_mark_can_be_found() {
        for table in [&MACHINES, &PROXIES, &PROGRAMS, &BROWSERS, &SYSTEMS, &DEVICES] {
            for (mark, _) in table.rules {
                let plain = mark.starts_with(|it: char| it.is_ascii_alphanumeric());
                assert!(plain && *mark == mark.to_ascii_lowercase(), "{mark}");
            }
        }
    }
}
