//! Which events of its kinds a webhook wants, by what stands in them.

use crate::json::{Json, NoBody};
use serde::{Deserialize, Serialize};

/// A condition on the members of `data`.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Filter {
    /// All of these hold.
    All(Vec<Self>),
    /// At least one of these holds.
    Any(Vec<Self>),
    /// This does not hold.
    Not(Box<Self>),
    /// What stands at a path is so. Of a list it is enough that one element is.
    Is(Test),
}

/// A condition on one member.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Test {
    /// Where it stands in `data`, such as `bounce.class`.
    pub field: String,
    /// How it is compared.
    pub operator: Operator,
    /// With what.
    pub value: Operand,
}

/// How a member is compared.
#[derive(
    Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize, strum::Display, strum::EnumIter,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Operator {
    /// It is that: of one type and equal; numbers by what they amount to.
    Eq,
    /// It is not there, or is not that.
    Ne,
    /// It is one of a list.
    In,
    /// It is a text that begins so.
    Prefix,
    /// It is a text that ends so.
    Suffix,
    /// It is a text that holds that.
    Contains,
    /// It is there (`true`), or is not (`false`).
    Exists,
    /// It is a number above that.
    Gt,
    /// It is a number that is that or above.
    Gte,
    /// It is a number below that.
    Lt,
    /// It is a number that is that or below.
    Lte,
}

/// What a member is compared with.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Operand {
    /// A truth value.
    Bool(bool),
    /// A number.
    Number(f64),
    /// A text.
    Text(String),
    /// Several of those.
    List(Vec<Self>),
}

/// An event's body as it is kept, read once for all who want to know what stands in it.
#[derive(Debug)]
pub struct Read<'a>(Json<'a>);

impl<'a> Read<'a> {
    /// Reads a body.
    ///
    /// # Errors
    ///
    /// [`NoBody`] where the bytes are none that the hub kept.
    pub fn new(kept: &'a [u8]) -> Result<Self, NoBody> {
        Json::read(kept).map(Self)
    }

    /// The text of a member of `data`.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<&str> {
        match self.0.at(&["data", name])? {
            Json::Text(text) => Some(text),
            _ => None,
        }
    }
}

impl Filter {
    /// Whether an event passes.
    #[must_use]
    pub fn passes(&self, event: &Read<'_>) -> bool {
        event.0.get("data").is_some_and(|data| self.holds(data))
    }

    fn holds(&self, data: &Json<'_>) -> bool {
        match self {
            Self::All(all) => all.iter().all(|one| one.holds(data)),
            Self::Any(any) => any.iter().any(|one| one.holds(data)),
            Self::Not(one) => !one.holds(data),
            Self::Is(test) => test.holds(data),
        }
    }
}

impl Test {
    fn holds(&self, data: &Json<'_>) -> bool {
        let found = find(data, &self.field);
        match (self.operator, &self.value) {
            (Operator::Exists, wanted) => *wanted == Operand::Bool(found.is_some()),
            (Operator::Ne, value) => !found.is_some_and(|it| some(it, |it| value.is(it))),
            (operator, value) => {
                found.is_some_and(|it| some(it, |it| operator.compares(it, value)))
            }
        }
    }
}

/// What stands at a path. Names that hold dots, which senders give, are found as well.
fn find<'a, 'b>(value: &'b Json<'a>, path: &str) -> Option<&'b Json<'a>> {
    let found = match value.get(path) {
        Some(found) => Some(found),
        None => path.match_indices('.').find_map(|(dot, _)| {
            value.get(&path[..dot]).and_then(|inner| find(inner, &path[dot + 1..]))
        }),
    };
    found.filter(|it| !matches!(it, Json::Null))
}

/// Whether it holds of a value, or of an element of a list.
fn some(value: &Json<'_>, holds: impl Fn(&Json<'_>) -> bool) -> bool {
    match value {
        Json::List(elements) => elements.iter().any(holds),
        value => holds(value),
    }
}

impl Operator {
    fn compares(self, it: &Json<'_>, value: &Operand) -> bool {
        match (self, it, value) {
            (Self::Eq, it, value) => value.is(it),
            (Self::In, it, Operand::List(all)) => all.iter().any(|one| one.is(it)),
            (Self::Prefix, Json::Text(it), Operand::Text(text)) => it.starts_with(&**text),
            (Self::Suffix, Json::Text(it), Operand::Text(text)) => it.ends_with(&**text),
            (Self::Contains, Json::Text(it), Operand::Text(text)) => it.contains(&**text),
            (_, Json::Number(it), Operand::Number(number)) => {
                it.parse::<f64>().is_ok_and(|it| self.orders(it, *number))
            }
            _ => false,
        }
    }

    fn orders(self, it: f64, number: f64) -> bool {
        match self {
            Self::Gt => it > number,
            Self::Gte => it >= number,
            Self::Lt => it < number,
            Self::Lte => it <= number,
            _ => false,
        }
    }
}

impl Operand {
    fn is(&self, it: &Json<'_>) -> bool {
        match (self, it) {
            (Self::Bool(wanted), Json::Bool(it)) => wanted == it,
            (Self::Number(wanted), Json::Number(it)) => it.parse() == Ok(*wanted),
            (Self::Text(wanted), Json::Text(it)) => wanted == it,
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const BODY: &str = r#"{"type":"email.bounced","data":{"contact":"bob@example.org",
        "bounce":{"class":"hard","code":550},"client":{"machine":true},
        "metadata":{"order":"A-1009","a.b":"dotted","n":1.50,"none":null,"tags":["x","yes"]}}}"#;

    fn passes(field: &str, operator: Operator, value: impl Into<Operand>) -> bool {
        let (field, value) = (field.to_owned(), value.into());
        let read = Read::new(BODY.as_bytes()).expect("a body");
        Filter::Is(Test { field, operator, value }).passes(&read)
    }

    impl From<&str> for Operand {
        fn from(text: &str) -> Self {
            Self::Text(text.to_owned())
        }
    }

    impl From<f64> for Operand {
        fn from(number: f64) -> Self {
            Self::Number(number)
        }
    }

    impl From<bool> for Operand {
        fn from(truth: bool) -> Self {
            Self::Bool(truth)
        }
    }

    #[test]
    fn each_operator_has_its_meaning() {
        use Operator::{Contains, Eq, Exists, Gt, Gte, Lt, Lte, Ne, Prefix, Suffix};
        for (field, operator, value, wanted) in [
            ("bounce.class", Eq, Operand::from("hard"), true),
            ("bounce.class", Eq, "soft".into(), false),
            ("bounce.class", Ne, "soft".into(), true),
            ("bounce.code", Eq, 550.0.into(), true),
            ("bounce.code", Eq, "550".into(), false),
            ("client.machine", Eq, true.into(), true),
            ("click.url", Eq, "x".into(), false),
            ("click.url", Ne, "x".into(), true),
            ("click", Exists, false.into(), true),
            ("bounce", Exists, true.into(), true),
            ("metadata.none", Exists, true.into(), false),
            ("contact", Suffix, "@example.org".into(), true),
            ("contact", Prefix, "bob@".into(), true),
            ("contact", Prefix, "ob@".into(), false),
            ("contact", Contains, "b@ex".into(), true),
            ("bounce.code", Gt, 550.0.into(), false),
            ("bounce.code", Gte, 550.0.into(), true),
            ("bounce.code", Lt, 600.0.into(), true),
            ("bounce.code", Lte, 549.0.into(), false),
            ("contact", Gt, 1.0.into(), false),
            ("metadata.a.b", Eq, "dotted".into(), true),
            ("metadata.n", Eq, 1.5.into(), true),
            ("metadata.tags", Eq, "yes".into(), true),
            ("metadata.tags", Ne, "yes".into(), false),
            ("metadata.tags", Prefix, "ye".into(), true),
        ] {
            assert_eq!(
                passes(field, operator, value.clone()),
                wanted,
                "{field} {operator} {value:?}"
            );
        }
        let codes = Operand::List(vec![1.0.into(), 550.0.into(), "hard".into()]);
        assert!(passes("bounce.code", Operator::In, codes.clone()));
        assert!(passes("bounce.class", Operator::In, codes.clone()));
        assert!(!passes("contact", Operator::In, codes));
    }

    #[test]
    fn conditions_are_put_together() {
        let is = |class: &str| {
            let (field, value) = ("bounce.class".to_owned(), class.into());
            Filter::Is(Test { field, operator: Operator::Eq, value })
        };
        let (hard, soft) = (|| is("hard"), || is("soft"));
        let read = Read::new(BODY.as_bytes()).expect("a body");
        for (filter, wanted) in [
            (Filter::All(vec![hard(), soft()]), false),
            (Filter::Any(vec![hard(), soft()]), true),
            (Filter::Not(Box::new(soft())), true),
            (Filter::All(vec![hard(), Filter::Not(Box::new(soft()))]), true),
            (Filter::Any(vec![Filter::All(vec![soft()]), soft()]), false),
        ] {
            assert_eq!(filter.passes(&read), wanted, "{filter:?}");
            let text = serde_json::to_string(&filter).expect("JSON");
            assert_eq!(serde_json::from_str::<Filter>(&text).ok(), Some(filter));
        }
    }

    proptest! {
        #[test]
        fn not_is_the_opposite(field in "(bounce|metadata|x)(\\.[a-z]{0,5}){0,2}", text in ".{0,4}") {
            let value = || Operand::Text(text.clone());
            let (eq, ne) = (Operator::Eq, Operator::Ne);
            prop_assert_ne!(passes(&field, eq, value()), passes(&field, ne, value()));
        }
    }
}
