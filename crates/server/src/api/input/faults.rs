//! Mistakes, gathered.

use crate::problem::{Fault, Problem};
use std::fmt::Display;

/// The mistakes found in a body so far.
#[derive(Debug, Default)]
pub(in crate::api) struct Faults {
    found: Vec<Fault>,
    place: String,
}

impl Faults {
    /// Mistakes in a part of the body: pointers begin there.
    pub(in crate::api) fn within(place: String) -> Self {
        Self { found: Vec::new(), place }
    }

    /// How many there are.
    pub(in crate::api) fn count(&self) -> usize {
        self.found.len()
    }

    /// Notes a mistake.
    pub(in crate::api) fn add(&mut self, pointer: &str, detail: impl Display) {
        let pointer = Some(format!("{}{pointer}", self.place));
        self.found.push(Fault { pointer, detail: detail.to_string(), ..Fault::default() });
    }

    /// The value, or the mistake noted.
    pub(in crate::api) fn take<T, E: Display>(
        &mut self,
        pointer: &str,
        value: Result<T, E>,
    ) -> Option<T> {
        value.map_err(|error| self.add(pointer, error)).ok()
    }

    /// The value, or the mistake that there is none noted.
    pub(in crate::api) fn need<T>(&mut self, pointer: &str, value: Option<T>) -> Option<T> {
        if value.is_none() {
            self.add(pointer, "is required");
        }
        value
    }

    /// Adds the mistakes of a part.
    pub(in crate::api) fn append(&mut self, part: Self) {
        self.found.extend(part.found);
    }

    /// Checks each of at most so many things that a body holds, as a list or alone; gives those that
    /// passed.
    pub(in crate::api) fn each<T, R>(
        &mut self,
        what: &str,
        most: usize,
        all: Vec<T>,
        is_list: bool,
        mut check: impl FnMut(T, &mut Self) -> Option<R>,
    ) -> Vec<R> {
        if !(1..=most).contains(&all.len()) {
            self.add("", format!("must be 1 to {most} {what}"));
            return Vec::new();
        }
        let mut passed = Vec::with_capacity(all.len());
        for (place, one) in all.into_iter().enumerate() {
            let place = if is_list { format!("/{place}") } else { String::new() };
            let mut part = Self::within(place);
            passed.extend(check(one, &mut part));
            self.append(part);
        }
        passed
    }

    /// Passes when there are no mistakes.
    pub(in crate::api) fn none(self) -> Result<(), Problem> {
        if self.found.is_empty() { Ok(()) } else { Err(Problem::invalid(self.found)) }
    }

    /// The value, which is there unless mistakes are.
    pub(in crate::api) fn or<T>(self, value: Option<T>) -> Result<T, Problem> {
        match value {
            Some(value) if self.found.is_empty() => Ok(value),
            _ => Err(Problem::invalid(self.found)),
        }
    }
}

/// A JSON pointer (RFC 6901) through these names.
pub(in crate::api) fn pointer<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    let escaped = names.into_iter().map(|name| name.replace('~', "~0").replace('/', "~1"));
    escaped.fold(String::new(), |pointer, name| pointer + "/" + &name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pointer_escapes_what_would_part_it() {
        assert_eq!(pointer(["headers", "a/b~c", "0"]), "/headers/a~1b~0c/0");
        assert_eq!(pointer([]), "");
    }
}
