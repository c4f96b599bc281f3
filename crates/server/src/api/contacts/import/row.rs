//! One row of a table, read.

use crate::api::contacts::cell;
use crate::api::contacts::place::{NO_ADDRESS, address, channel};
use crate::api::contacts::say;
use crate::api::contacts::table::Column;
use crate::api::input::{Faults, moment, unknown};
use event::{Block, Bounce, BounceClass, Channel, Details, Event, EventKind, Mark, Marks};
use event::{Profile, Said, from_ms, ms};
use serde_json::{Map, Value};
use store::{Address, ContactEdit, ProfileEdit};
use strum::IntoEnumIterator;

/// How long your ids may be, in bytes.
const LONGEST_USER: usize = 255;

/// The cells of a row that are not empty.
pub(super) struct Cells<'a>(pub(super) Vec<(&'a Column, &'a str)>);

impl Cells<'_> {
    fn of(&self, wanted: &Column) -> Option<&str> {
        self.0.iter().find(|(column, _)| *column == wanted).map(|(_, cell)| *cell)
    }

    /// The time in a column, in milliseconds since 1970; now, where it would lie in the future.
    fn time(&self, column: &Column, now: i64, faults: &mut Faults) -> Option<i64> {
        let text = self.of(column)?;
        let at = faults.take(&format!("/{}", column.name()), moment(text));
        at.map(|at| ms(at).min(now))
    }
}

/// What a row says of a contact.
#[derive(Debug)]
pub(super) struct Row {
    address: Address,
    /// Each with the time that the row gives, if it does.
    marks: Vec<(Mark, Option<i64>)>,
    user: Option<String>,
    fields: Map<String, Value>,
    now: i64,
}

impl Row {
    /// Reads a row; what is wrong with it is noted.
    pub(super) fn read(
        cells: &Cells<'_>,
        now: i64,
        events: bool,
        faults: &mut Faults,
    ) -> Option<Self> {
        let on = faults.need("/channel", cells.of(&Column::Channel));
        let on = on.and_then(|name| faults.take("/channel", channel(name)));
        let text = faults.need("/address", cells.of(&Column::Address));
        let marks = marks(cells, on, now, faults);
        let user = cells.of(&Column::User).map(|text| cell::plain(text).to_owned());
        if user.as_ref().is_some_and(|user| user.len() > LONGEST_USER) {
            faults.add("/user", format!("must be 1 to {LONGEST_USER} bytes"));
        }
        let fields = cells.0.iter().filter_map(|(column, cell)| match column {
            Column::Field(name) => Some((name.clone(), cell::field(cell))),
            _ => None,
        });
        let (on, fields) = (on?, fields.collect());
        if events && on == Channel::WebPush && !marks.is_empty() {
            faults.add("/channel", "webpush makes no events here: nothing tells the form factor");
        }
        let text = cell::plain(text?);
        // Providers mask addresses, and say whom they block by them; lists may hold such a one.
        let address = if marks.is_empty() {
            address(on, text)
        } else {
            Address::new(on, text).ok_or(NO_ADDRESS)
        };
        let address = faults.take("/address", address)?;
        Some(Self { address, marks, user, fields, now })
    }

    /// As the store takes it.
    pub(super) fn edit(self) -> ContactEdit {
        let marks: Marks = self
            .marks
            .iter()
            .map(|(mark, at)| (*mark, Said::at(at.unwrap_or(self.now), None)))
            .collect();
        // One of which nothing else is said is known from now on all the same.
        let tells = !self.fields.is_empty() || self.marks.is_empty();
        let profile = if tells { ProfileEdit::Tell(self.fields) } else { ProfileEdit::Keep };
        ContactEdit { address: self.address, marks, user: self.user, profile }
    }

    /// Whom it is about.
    pub(super) const fn address(&self) -> &Address {
        &self.address
    }

    /// Says what a later row says of the same contact as well, which holds where both say something.
    pub(super) fn add(&mut self, later: Self) {
        self.marks.extend(later.marks);
        self.user = later.user.or(self.user.take());
        self.fields.extend(later.fields);
    }

    /// The events that say the same.
    pub(super) fn events(&self) -> Vec<Event> {
        let channel = self.address.channel();
        let marks = self.marks.iter().filter_map(|(mark, at)| {
            let event = say::about(&self.address, say::kind(*mark, channel, false)?);
            let bounce = Bounce { class: BounceClass::Hard, ..Bounce::default() };
            let bounce = (*mark == Mark::Bounced).then_some(bounce);
            let details = Details { bounce, user: self.user.clone(), ..Details::default() };
            // The same row again says the same, if it says when.
            let event_id = at.map(|at| format!("import {at}"));
            Some(Event { occurred_at: at.map(from_ms), event_id, details, ..event })
        });
        let mut events: Vec<_> = marks.collect();
        if channel == Channel::Email && !self.fields.is_empty() {
            let profile = Some(Profile { fields: self.fields.clone(), ..Profile::default() });
            let details = Details { profile, user: self.user.clone(), ..Details::default() };
            let event = say::about(&self.address, EventKind::EmailProfileUpdated);
            events.push(Event { details, ..event });
        }
        events
    }
}

/// What the columns say of whether it may be written to.
fn marks(
    cells: &Cells<'_>,
    channel: Option<Channel>,
    now: i64,
    faults: &mut Faults,
) -> Vec<(Mark, Option<i64>)> {
    let mut marks = Vec::new();
    for mark in Mark::iter() {
        let column = Column::Mark(mark);
        if let Some(at) = cells.time(&column, now, faults) {
            check(mark, channel, &column, faults);
            marks.push((mark, Some(at)));
        }
    }
    let since = cells.time(&Column::Since, now, faults);
    let state = cells.of(&Column::State);
    let reason = cells.of(&Column::Reason).and_then(|text| {
        let known = Block::iter().map(Block::name);
        faults.take("/reason", text.parse::<Block>().map_err(|_| unknown("reason", text, known)))
    });
    match (state, reason) {
        (Some("active"), Some(_)) => faults.add("/reason", "is for those who are blocked"),
        (Some("blocked"), None) if !Block::iter().any(|it| has(&marks, it.mark())) => {
            faults.add("/reason", "is required: who is blocked is so for a reason");
        }
        (Some(text), _) if !matches!(text, "active" | "blocked") => {
            faults.add("/state", unknown("state", text, ["active", "blocked"]));
        }
        _ => {}
    }
    if let Some(mark) = reason.map(Block::mark)
        && !has(&marks, mark)
    {
        check(mark, channel, &Column::Reason, faults);
        marks.push((mark, since));
    }
    marks
}

fn has(marks: &[(Mark, Option<i64>)], wanted: Mark) -> bool {
    marks.iter().any(|(mark, _)| *mark == wanted)
}

/// Notes a mark that the channel does not know: nothing could lift it.
fn check(mark: Mark, channel: Option<Channel>, column: &Column, faults: &mut Faults) {
    if let Some(channel) = channel.filter(|channel| !mark.is_on(*channel)) {
        let pointer = format!("/{}", column.name());
        faults.add(
            &pointer,
            format!("{channel} knows nothing of that kind: its contacts unsubscribe"),
        );
    }
}
