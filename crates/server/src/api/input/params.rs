//! Parameters of a query.

use super::check::moment;
use super::nearest::unknown;
use crate::problem::{Fault, Problem};
use axum::extract::FromRequestParts;
use event::ms;
use http::request::Parts;
use std::fmt::Display;
use std::str::FromStr;

/// How many things a page of a list holds where nobody says.
const USUAL: u16 = 50;

/// How many it holds at most.
const MOST: u16 = 250;

/// The parameters of a request, taken one by one.
#[derive(Debug)]
pub(in crate::api) struct Params {
    given: Vec<(String, String)>,
    known: Vec<&'static str>,
    faults: Vec<Fault>,
}

impl Params {
    fn of(query: &str) -> Self {
        let given = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
        Self { given, known: Vec::new(), faults: Vec::new() }
    }

    /// All values of a parameter.
    pub(in crate::api) fn all(&mut self, name: &'static str) -> Vec<String> {
        self.known.push(name);
        let named = |(given, _): &mut (String, String)| given == name;
        self.given.extract_if(.., named).map(|(_, value)| value).collect()
    }

    /// The value of a parameter that may be given once.
    pub(in crate::api) fn one<T, E: Display>(
        &mut self,
        name: &'static str,
        read: impl FnOnce(&str) -> Result<T, E>,
    ) -> Option<T> {
        let values = self.all(name);
        if values.len() > 1 {
            self.fault(name, "is given more than once");
        }
        let value = read(values.first()?);
        value.map_err(|error| self.fault(name, error)).ok()
    }

    /// The value of a parameter that is one of a few words.
    pub(in crate::api) fn word<T: FromStr>(
        &mut self,
        name: &'static str,
        words: &[&'static str],
    ) -> Option<T> {
        self.one(name, |text| {
            text.parse().map_err(|_| unknown("value", text, words.iter().copied()))
        })
    }

    /// The value of a parameter that is a text.
    pub(in crate::api) fn text(&mut self, name: &'static str) -> Option<String> {
        self.one(name, |text| match text {
            "" => Err("must not be empty"),
            text => Ok(text.to_owned()),
        })
    }

    /// The value of a parameter that is a point in time, in milliseconds since 1970.
    pub(in crate::api) fn time(&mut self, name: &'static str) -> Option<i64> {
        self.one(name, |text| moment(text).map(ms))
    }

    /// How many things a page holds at most.
    pub(in crate::api) fn limit(&mut self) -> u16 {
        self.one("limit", |text| match text.parse() {
            Ok(limit @ 1..=MOST) => Ok(limit),
            _ => Err(format!("must be a number from 1 to {MOST}")),
        })
        .unwrap_or(USUAL)
    }

    /// Notes a mistake.
    pub(in crate::api) fn fault(&mut self, name: &str, detail: impl Display) {
        let (parameter, detail) = (Some(name.to_owned()), detail.to_string());
        self.faults.push(Fault { parameter, detail, ..Fault::default() });
    }

    /// Passes when there are no mistakes, and no parameters that nobody asked for.
    fn none_left(mut self) -> Result<(), Problem> {
        for (name, _) in std::mem::take(&mut self.given) {
            let detail = unknown("parameter", &name, self.known.iter().copied());
            self.fault(&name, detail);
        }
        if self.faults.is_empty() { Ok(()) } else { Err(Problem::invalid(self.faults)) }
    }
}

/// What can be read from the parameters of a query.
pub(in crate::api) trait FromParams: Sized {
    /// Takes what it knows; mistakes are noted there.
    fn take(params: &mut Params) -> Self;
}

/// The query of a request.
#[derive(Debug)]
pub(in crate::api) struct Query<T>(pub(in crate::api) T);

impl<T: FromParams, S: Sync> FromRequestParts<S> for Query<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Problem> {
        let mut params = Params::of(parts.uri.query().unwrap_or_default());
        let query = T::take(&mut params);
        params.none_left()?;
        Ok(Self(query))
    }
}

impl<A: FromParams, B: FromParams> FromParams for (A, B) {
    fn take(params: &mut Params) -> Self {
        (A::take(params), B::take(params))
    }
}

/// Which page of a list.
#[derive(Clone, Copy, Debug)]
pub(in crate::api) struct Paging<C> {
    /// How many things the page holds at most.
    pub(in crate::api) limit: u16,
    /// Where the page begins: `next` of the page before.
    pub(in crate::api) cursor: Option<C>,
}

impl<C: FromStr> FromParams for Paging<C> {
    fn take(params: &mut Params) -> Self {
        let limit = params.limit();
        let cursor = params.one("cursor", |text| text.parse().map_err(|_| "is no cursor"));
        Self { limit, cursor }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use event::EventId;

    fn faults(query: &str) -> Vec<(Option<String>, String)> {
        let mut params = Params::of(query);
        Paging::<EventId>::take(&mut params);
        params.time("since");
        match params.none_left() {
            Ok(()) => Vec::new(),
            Err(problem) => {
                let faults = serde_json::to_value(problem).expect("JSON")["errors"].clone();
                let faults = faults.as_array().expect("a list").clone();
                let text = |it: &serde_json::Value| it.as_str().unwrap_or_default().to_owned();
                let fault = |it: serde_json::Value| {
                    (it["parameter"].as_str().map(ToOwned::to_owned), text(&it["detail"]))
                };
                faults.into_iter().map(fault).collect()
            }
        }
    }

    #[test]
    fn what_is_wrong_with_a_query_is_said_at_once() {
        let cursor = EventId::first_at(7);
        assert_eq!(faults(&format!("limit=250&cursor={cursor}&since=2026-03-24T08:23:20Z")), []);
        assert_eq!(faults(""), []);
        let found = faults("limit=251&cursor=x&sincs=1&since=yesterday&limit=1");
        let names: Vec<_> = found.iter().filter_map(|(name, _)| name.as_deref()).collect();
        assert_eq!(names, ["limit", "limit", "cursor", "since", "sincs"]);
        assert_eq!(found[4].1, "there is no parameter `sincs`; did you mean `since`?");
    }
}
