//! What hubs ask the database, and what it says.

use crate::No;
use crate::agenda::Us;
use crate::hub::Members;
use crate::table::{End, Id, Pair};
use std::rc::Rc;

/// A statement, or a transaction, on its way.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub(crate) hub: usize,
    /// The life of the process that asks.
    pub(crate) life: u32,
    pub(crate) run: No,
    pub(crate) query: Query,
}

#[derive(Clone, Debug)]
pub(crate) enum Query {
    Begin {
        begun: Us,
    },
    Commit(Commit),
    /// Takes the lock again, and makes due what the store says the run holds and it does not.
    Mend {
        begun: Us,
    },
    Runs,
    Fence {
        run: No,
        beat_at: Us,
        silent: bool,
    },
    /// Makes due what an ended run held of a time; the last one of all that is left.
    Slice {
        run: No,
        from: Us,
        to: Option<Us>,
    },
    /// What waits: of its own, and of those that do not send as far as it knows.
    Walk {
        after: (No, No),
        members: Rc<Members>,
    },
    Claim {
        lane: No,
        owners: Vec<No>,
    },
    Waiting {
        run: No,
        lane: No,
        most: usize,
    },
}

/// What a run writes at once.
#[derive(Clone, Debug, Default)]
pub(crate) struct Commit {
    pub(crate) begun: Us,
    /// Its clock, and its low water.
    pub(crate) beat: Option<(Us, Us)>,
    /// The lanes that events are for.
    pub(crate) new: Vec<No>,
    pub(crate) outcomes: Vec<Outcome>,
    pub(crate) park: Vec<Id>,
}

/// How an attempt ended: when the next one is due, if there has to be one.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Outcome {
    pub(crate) id: Id,
    pub(crate) run: No,
    pub(crate) again: Option<Us>,
}

#[derive(Clone, Debug)]
pub(crate) enum Said {
    Failed,
    /// The run has ended by another's hand.
    Fenced,
    Began(No),
    Taken(Vec<Id>),
    Done(bool),
    Runs(Vec<Row>),
    Pairs(Vec<Pair>),
    Claimed {
        some: bool,
        full: bool,
    },
    Found(Vec<(Us, Id)>),
}

/// What a look sees of a run.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Row {
    pub(crate) no: No,
    pub(crate) beat_at: Us,
    pub(crate) low_water: Us,
    pub(crate) end: End,
}
