//! Which language a visitor reads.

use axum::extract::FromRequestParts;
use http::HeaderMap;
use http::header::ACCEPT_LANGUAGE;
use http::request::Parts;
use std::convert::Infallible;
use strum::{Display, EnumIter, EnumString, IntoStaticStr};

/// The parameter of the query that says it.
const LANG: &str = "lang";

/// A language that pages are written in.
#[derive(
    Clone, Copy, Debug, Default, Display, EnumIter, EnumString, Eq, Hash, IntoStaticStr, PartialEq,
)]
#[strum(serialize_all = "lowercase")]
pub(super) enum Lang {
    /// English.
    #[default]
    En,
    /// Dutch.
    Nl,
    /// Ukrainian.
    Uk,
    /// German.
    De,
}

impl Lang {
    /// Its tag (BCP 47).
    pub(super) fn tag(self) -> &'static str {
        self.into()
    }

    /// The language of a tag, whatever the region.
    fn of(tag: &str) -> Option<Self> {
        let primary = tag.split(['-', '_']).next().unwrap_or_default().trim().to_ascii_lowercase();
        primary.parse().ok()
    }

    /// What a browser asks for first among those there are.
    fn accepted(headers: &HeaderMap) -> Option<Self> {
        let values = headers.get_all(ACCEPT_LANGUAGE).iter().filter_map(|it| it.to_str().ok());
        let ranges = values.flat_map(|value| value.split(',')).filter_map(range);
        // Of several that weigh the same the first counts.
        let better = |best: Option<(Self, f32)>, next: (Self, f32)| match best {
            Some(best) if best.1 >= next.1 => Some(best),
            _ => Some(next),
        };
        ranges.fold(None, better).map(|(lang, _)| lang)
    }

    /// What the query says, which a link on a page has put there.
    fn chosen(query: &str) -> Option<Self> {
        let mut fields = form_urlencoded::parse(query.as_bytes());
        fields.find(|(name, _)| name == LANG).and_then(|(_, tag)| Self::of(&tag))
    }
}

impl<S: Sync> FromRequestParts<S> for Lang {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Infallible> {
        let chosen = Self::chosen(parts.uri.query().unwrap_or_default());
        Ok(chosen.or_else(|| Self::accepted(&parts.headers)).unwrap_or_default())
    }
}

/// A range and its weight; none where there are no pages in it, or it is not wanted.
fn range(text: &str) -> Option<(Lang, f32)> {
    let mut parts = text.split(';').map(str::trim);
    let lang = Lang::of(parts.next()?)?;
    let weight = parts.find_map(|part| part.strip_prefix("q=")?.trim().parse::<f32>().ok());
    let weight = weight.unwrap_or(1.0);
    (weight > 0.0).then_some((lang, weight))
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;

    #[test]
    fn the_first_language_there_is_counts() {
        for (accepted, wanted) in [
            ("", None),
            ("*", None),
            ("fr-FR, fr;q=0.9", None),
            ("nl", Some(Lang::Nl)),
            ("nl-BE,en;q=0.8", Some(Lang::Nl)),
            ("fr, de-AT;q=0.7, en;q=0.8", Some(Lang::En)),
            ("uk-UA,uk;q=0.9,ru;q=0.8,en;q=0.7", Some(Lang::Uk)),
            ("de, nl", Some(Lang::De)),
            ("en;q=0, nl;q=0.1", Some(Lang::Nl)),
            ("DE_ch ; q=0.5", Some(Lang::De)),
            ("en;q=x, nl;q=1.0", Some(Lang::En)),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(ACCEPT_LANGUAGE, HeaderValue::from_str(accepted).expect("a header"));
            assert_eq!(Lang::accepted(&headers), wanted, "{accepted}");
        }
    }

    #[test]
    fn the_query_may_say_it() {
        for (query, wanted) in
            [("lang=uk", Some(Lang::Uk)), ("a=b&lang=de-DE", Some(Lang::De)), ("lang=fr", None)]
        {
            assert_eq!(Lang::chosen(query), wanted, "{query}");
        }
    }
}
