//! A hub: a process, what it knows, and what it is about.

use crate::No;
use crate::agenda::Us;
use crate::costs::LOOK;
use crate::memory::Memory;
use crate::statement::{Outcome, Row};
use crate::table::Id;
use crate::verdict::Seen;
use std::cmp::Reverse;
use std::collections::{BTreeSet, BinaryHeap, HashMap, VecDeque};
use std::rc::Rc;

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Up {
    Runs,
    /// By SIGSTOP: whatever it would do waits.
    Stopped,
    Dead,
}

/// The runs that live, as of a look.
#[derive(Debug, Default)]
pub(crate) struct Members {
    /// The same for the same members.
    pub(crate) no: usize,
    pub(crate) senders: Vec<No>,
    pub(crate) left: Vec<No>,
}

pub(crate) struct Hub {
    pub(crate) up: Up,
    /// Whether its messages are lost.
    pub(crate) cut: bool,
    pub(crate) life: u32,
    /// How much its clock is ahead.
    pub(crate) ahead: Us,
    pub(crate) look_every: Us,
    pub(crate) run: No,
    pub(crate) lease_until: Us,
    pub(crate) members: Rc<Members>,
    pub(crate) writer: Writer,
    pub(crate) watch: Watch,
    pub(crate) refill: Refill,
    pub(crate) memory: Memory,
}

#[derive(Default)]
pub(crate) struct Writer {
    pub(crate) suspect: bool,
    pub(crate) fenced: bool,
    pub(crate) beat_at: Us,
    pub(crate) upkeep_at: Us,
    pub(crate) outcomes: Vec<Outcome>,
    /// What memory alone has, by when it came.
    pub(crate) held: BTreeSet<(Us, Id)>,
}

#[derive(Default)]
pub(crate) struct Watch {
    pub(crate) began: Us,
    pub(crate) seen: Seen,
    pub(crate) rows: Vec<Row>,
    /// Runs that look dead: their beat, and whether they are silent for long.
    pub(crate) to_fence: VecDeque<(No, Us, bool)>,
    pub(crate) to_take: Option<VecDeque<Row>>,
}

#[derive(Default)]
pub(crate) struct Refill {
    pub(crate) look_again: bool,
    pub(crate) woken: bool,
    /// Looks under way.
    pub(crate) busy: usize,
    pub(crate) walk: Option<Walk>,
    pub(crate) todo: VecDeque<No>,
    pub(crate) timers: BinaryHeap<Reverse<(Us, No)>>,
    pub(crate) strangers: HashMap<No, Vec<No>>,
    pub(crate) full_at: Us,
}

/// A look at all that waits, under way.
pub(crate) struct Walk {
    pub(crate) members: Rc<Members>,
    pub(crate) lanes: HashMap<No, Us>,
    pub(crate) strangers: HashMap<No, Vec<No>>,
    pub(crate) owners: BTreeSet<No>,
}

impl Hub {
    pub(crate) fn new(ahead: Us) -> Self {
        Self {
            up: Up::Runs,
            cut: false,
            life: 0,
            ahead,
            look_every: LOOK,
            run: 0,
            lease_until: 0,
            members: Rc::default(),
            writer: Writer::default(),
            watch: Watch::default(),
            refill: Refill::default(),
            memory: Memory::default(),
        }
    }

    /// Whether it is as it should be.
    pub(crate) fn is_well(&self) -> bool {
        self.up == Up::Runs && !self.cut
    }

    /// Lets go of all that an ended run of it knew.
    pub(crate) fn forget(&mut self) {
        self.memory = Memory::default();
        self.writer.held.clear();
        self.refill.strangers.clear();
    }
}
