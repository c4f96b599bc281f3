//! Filters on what stands in events: on the wire, and checked.

use crate::api::input::{Faults, unknown};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use webhook::{Operand, Shape, Test, known_members};

/// How many conditions a filter may hold, how deep in each other, and how many values a list.
const MOST: usize = 100;
const DEEPEST: usize = 8;
const LONGEST_LIST: usize = 100;

/// How long a text may be, in bytes.
const LONGEST_TEXT: usize = 1000;

/// A condition on what stands in an event: `all`, `any` or `not` of other conditions, or `field`,
/// `operator` and `value`.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[schema(as = WebhookFilter, example = json!({"all": [
    {"field": "bounce.class", "operator": "eq", "value": "hard"},
    {"not": {"field": "contact", "operator": "suffix", "value": "@shop.example"}}
]}))]
pub(super) struct Filter {
    /// Conditions that all hold.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(no_recursion, min_items = 1)]
    all: Option<Vec<Self>>,
    /// Conditions of which one holds at least.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(no_recursion, min_items = 1)]
    any: Option<Vec<Self>>,
    /// A condition that does not hold.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(no_recursion)]
    not: Option<Box<Self>>,
    /// A member of `data`, such as `bounce.class` or `metadata.order`. Of a list it is enough that
    /// one element is so.
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<String>,
    /// How it is compared.
    #[serde(skip_serializing_if = "Option::is_none")]
    operator: Option<Operator>,
    /// With what: a text, a number or a truth value; a list of them for `in`.
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<Value>,
}

/// How a member is compared. What is not there, or of another type, meets `ne` and `exists: false`
/// and nothing else.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = FilterOperator)]
enum Operator {
    /// It is that.
    Eq,
    /// It is not that.
    Ne,
    /// It is one of a list.
    In,
    /// It begins so.
    Prefix,
    /// It ends so.
    Suffix,
    /// It holds that.
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

impl Filter {
    /// Notes what is wrong with it.
    pub(super) fn check(&self, faults: &mut Faults) {
        self.check_at("/filter", 1, faults);
        if self.count() > MOST {
            faults.add("/filter", format!("must hold at most {MOST} conditions"));
        }
    }

    fn count(&self) -> usize {
        1 + self.inner().map(|(_, one)| one.count()).sum::<usize>()
    }

    /// The conditions in it, and where they stand.
    fn inner(&self) -> impl Iterator<Item = (String, &Self)> {
        let lists = [("all", &self.all), ("any", &self.any)].into_iter();
        let listed = lists.flat_map(|(name, list)| {
            let list = list.iter().flatten().enumerate();
            list.map(move |(place, one)| (format!("/{name}/{place}"), one))
        });
        listed.chain(self.not.iter().map(|one| ("/not".to_owned(), &**one)))
    }

    fn check_at(&self, place: &str, depth: usize, faults: &mut Faults) {
        let tests = self.field.is_some() || self.operator.is_some() || self.value.is_some();
        let forms = [self.all.is_some(), self.any.is_some(), self.not.is_some(), tests];
        if forms.into_iter().filter(|it| *it).count() != 1 {
            let detail = "must have one of `all`, `any`, `not`, or `field`, `operator` and `value`";
            return faults.add(place, detail);
        }
        if depth > DEEPEST {
            return faults.add(place, format!("must not be deeper than {DEEPEST}"));
        }
        for (name, list) in [("all", &self.all), ("any", &self.any)] {
            if list.as_ref().is_some_and(Vec::is_empty) {
                faults.add(&format!("{place}/{name}"), "must hold at least one condition");
            }
        }
        for (inner, one) in self.inner() {
            one.check_at(&format!("{place}{inner}"), depth + 1, faults);
        }
        if tests {
            self.check_test(place, faults);
        }
    }

    fn check_test(&self, place: &str, faults: &mut Faults) {
        let field = faults.need(&format!("{place}/field"), self.field.as_deref());
        if let Some(field) = field.filter(|field| !Shape::has_member(field)) {
            let detail = unknown("member", field, known_members());
            faults.add(&format!("{place}/field"), detail);
        }
        let operator = faults.need(&format!("{place}/operator"), self.operator);
        let value = faults.need(&format!("{place}/value"), self.value.as_ref());
        if let Some((operator, value)) = operator.zip(value) {
            faults.take(&format!("{place}/value"), operator.check(value));
        }
    }

    /// As it is kept; none where it is none.
    pub(super) fn taken(&self) -> Option<webhook::Filter> {
        let list = |all: &[Self]| all.iter().map(Self::taken).collect::<Option<Vec<_>>>();
        if let Some(all) = &self.all {
            return list(all).map(webhook::Filter::All);
        }
        if let Some(any) = &self.any {
            return list(any).map(webhook::Filter::Any);
        }
        if let Some(not) = &self.not {
            return not.taken().map(|it| webhook::Filter::Not(Box::new(it)));
        }
        let field = self.field.clone()?;
        let (operator, value) = (self.operator?.into(), operand(self.value.as_ref()?)?);
        Some(webhook::Filter::Is(Test { field, operator, value }))
    }

    pub(super) fn show(filter: &webhook::Filter) -> Self {
        let list = |all: &[webhook::Filter]| Some(all.iter().map(Self::show).collect());
        match filter {
            webhook::Filter::All(all) => Self { all: list(all), ..Self::default() },
            webhook::Filter::Any(any) => Self { any: list(any), ..Self::default() },
            webhook::Filter::Not(one) => {
                Self { not: Some(Box::new(Self::show(one))), ..Self::default() }
            }
            webhook::Filter::Is(test) => Self {
                field: Some(test.field.clone()),
                operator: Some(test.operator.into()),
                value: Some(value(&test.value)),
                ..Self::default()
            },
        }
    }
}

impl Operator {
    /// Whether it compares with such a value.
    fn check(self, value: &Value) -> Result<(), String> {
        let fits = match self {
            Self::Eq | Self::Ne => scalar(value),
            Self::In => {
                let list = value.as_array().map(Vec::as_slice).unwrap_or_default();
                (1..=LONGEST_LIST).contains(&list.len()) && list.iter().all(scalar)
            }
            Self::Prefix | Self::Suffix | Self::Contains => {
                scalar(value) && value.as_str().is_some_and(|it| !it.is_empty())
            }
            Self::Exists => value.is_boolean(),
            Self::Gt | Self::Gte | Self::Lt | Self::Lte => value.is_number(),
        };
        if fits { Ok(()) } else { Err(self.wants()) }
    }

    fn wants(self) -> String {
        match self {
            Self::Eq | Self::Ne => {
                format!("must be a text of at most {LONGEST_TEXT} bytes, a number or a truth value")
            }
            Self::In => format!(
                "must be a list of 1 to {LONGEST_LIST} texts, numbers or truth values, each at most \
                 {LONGEST_TEXT} bytes"
            ),
            Self::Prefix | Self::Suffix | Self::Contains => {
                format!("must be a text of 1 to {LONGEST_TEXT} bytes")
            }
            Self::Exists => "must be `true` or `false`".to_owned(),
            Self::Gt | Self::Gte | Self::Lt | Self::Lte => "must be a number".to_owned(),
        }
    }
}

fn scalar(value: &Value) -> bool {
    match value {
        Value::String(text) => text.len() <= LONGEST_TEXT,
        value => value.is_number() || value.is_boolean(),
    }
}

fn operand(value: &Value) -> Option<Operand> {
    Some(match value {
        Value::Bool(truth) => Operand::Bool(*truth),
        Value::Number(number) => Operand::Number(number.as_f64()?),
        Value::String(text) => Operand::Text(text.clone()),
        Value::Array(all) => Operand::List(all.iter().map(operand).collect::<Option<_>>()?),
        Value::Null | Value::Object(_) => return None,
    })
}

/// A value as it was given; whole numbers as such.
#[expect(clippy::cast_possible_truncation, reason = "a whole number of at most 53 bits")]
fn value(operand: &Operand) -> Value {
    match operand {
        Operand::Bool(truth) => (*truth).into(),
        Operand::Number(number) if number.fract() == 0.0 && number.abs() < 9e15 => {
            (*number as i64).into()
        }
        Operand::Number(number) => (*number).into(),
        Operand::Text(text) => text.clone().into(),
        Operand::List(all) => all.iter().map(value).collect(),
    }
}

/// Two enums of the same variants, each made of the other.
macro_rules! same {
    ($($variant:ident),+) => {
        impl From<Operator> for webhook::Operator {
            fn from(it: Operator) -> Self {
                match it { $(Operator::$variant => Self::$variant),+ }
            }
        }

        impl From<webhook::Operator> for Operator {
            fn from(it: webhook::Operator) -> Self {
                match it { $(webhook::Operator::$variant => Self::$variant),+ }
            }
        }
    };
}

same!(Eq, Ne, In, Prefix, Suffix, Contains, Exists, Gt, Gte, Lt, Lte);
