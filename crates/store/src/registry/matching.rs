//! Who wants an event.

use super::{No, Registry, Subscription, Webhook};
use event::EventKind;
use std::cell::OnceCell;
use webhook::Read;

/// An event, held against the webhooks of its project.
pub(crate) struct Matching<'a> {
    registry: &'a Registry,
    all: &'a [Subscription],
    kind: EventKind,
    body: &'a [u8],
    /// What stands in it, read for the first webhook that asks.
    read: OnceCell<Option<Read<'a>>>,
}

impl<'a> Matching<'a> {
    pub(crate) fn new(
        registry: &'a Registry,
        project: No,
        (kind, body): (EventKind, &'a [u8]),
    ) -> Self {
        let all = registry.subscriptions(project);
        Self { registry, all, kind, body, read: OnceCell::new() }
    }

    /// Only the webhooks numbered above the one and up to the other.
    pub(crate) fn between(self, after: No, last: No) -> Self {
        let place = |no: No| self.all.partition_point(|it| it.webhook <= no);
        Self { all: &self.all[place(after)..place(last.max(after))], ..self }
    }

    /// The webhooks that want it, oldest first.
    pub(crate) fn wanting(&self) -> impl DoubleEndedIterator<Item = &'a Subscription> {
        self.all
            .iter()
            .filter(|it| it.wants(self.kind) && (!it.filtered || self.passes(it.webhook)))
    }

    fn passes(&self, webhook: No) -> bool {
        let webhook = self.registry.webhook_no(webhook);
        let Some(filter) = webhook.and_then(|it| it.options.filter.as_ref()) else { return true };
        let read = self.read.get_or_init(|| Read::new(self.body).ok());
        // What cannot be read is better sent than lost.
        read.as_ref().is_none_or(|read| filter.passes(read))
    }
}

impl Webhook {
    /// Whether it wants an event of that kind with that body, as it is kept.
    #[must_use]
    pub fn wants(&self, kind: EventKind, body: &[u8]) -> bool {
        let passes =
            |filter: &webhook::Filter| Read::new(body).map_or(true, |it| filter.passes(&it));
        self.events.has(kind) && self.options.filter.as_ref().is_none_or(passes)
    }
}
