//! The journal: what was acknowledged and is not in SQLite yet.
//!
//! One file of a fixed size beside the database, written over in place, round and round, so that a
//! sync has nothing to do but the bytes themselves. A record holds the callbacks that were
//! acknowledged together. The store says up to which record it has taken everything over, in the
//! transaction that does so; what lies behind that is read again at the next start.

mod chain;
mod disk;
mod entry;
mod record;
mod ring;

pub(crate) use self::chain::Chain;
pub(crate) use self::disk::Disk;
use self::record::{HEAD, Salt};
use self::ring::Ring;
use crate::{Ingest, StoreError};
use std::fs::{File, OpenOptions};
use std::io::{self, ErrorKind, Read, Seek, SeekFrom, Write};
use std::path::Path;

/// How large the file is. What was acknowledged reaches SQLite within a moment, so this holds
/// far more than is ever in it.
pub(crate) const SIZE: u64 = 16 << 20;

/// The most that one record holds; longer callbacks go to SQLite at once.
pub(crate) const LONGEST: usize = 2 << 20;

/// A record, and where it ends. The store has a mark, too: all up to it is taken over.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Mark {
    /// What the records of one run are told apart by from those of all others.
    salt: Salt,
    /// The record's number, from 1 on.
    number: u64,
    end: u64,
}

impl Mark {
    /// How records are written. Another way gets another number, and records of one are not read
    /// as the other's.
    const FORMAT: u8 = 1;

    const SIZE: usize = 33;

    /// Before the first record of a new run.
    pub(crate) fn new() -> Self {
        Self { salt: rand::random(), number: 0, end: 0 }
    }

    pub(crate) fn to_bytes(self) -> [u8; Self::SIZE] {
        let mut bytes = [Self::FORMAT; Self::SIZE];
        bytes[1..17].copy_from_slice(&self.salt);
        bytes[17..25].copy_from_slice(&self.number.to_le_bytes());
        bytes[25..].copy_from_slice(&self.end.to_le_bytes());
        bytes
    }

    /// None where it is of another format.
    pub(crate) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let bytes: &[u8; Self::SIZE] = bytes.try_into().ok()?;
        let number = |at: usize| bytes[at..at + 8].try_into().map(u64::from_le_bytes).ok();
        let salt = bytes[1..17].try_into().ok()?;
        let ours = bytes[0] == Self::FORMAT;
        ours.then_some(Self { salt, number: number(17)?, end: number(25)? })
    }

    /// Whether this one is no older than another of the same run.
    pub(crate) fn covers(self, other: Self) -> bool {
        self.salt == other.salt && self.number >= other.number
    }
}

/// Writes records.
#[derive(Debug)]
pub(crate) struct Journal {
    disk: Disk,
    ring: Ring,
    last: Mark,
    /// Where a write failed. What it was to write may be there all the same, and whole.
    failed: Option<u64>,
    /// The record that is being made, kept for its room.
    record: Vec<u8>,
}

/// Why something is not in the journal.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NotKept {
    /// There is no room before more has been taken over, or not in one record.
    #[error("the journal is full")]
    Full,
    /// The file system failed.
    #[error(transparent)]
    Io(#[from] io::Error),
}

impl Journal {
    /// Begins to write behind that mark, all before it being taken over.
    pub(crate) fn begin(disk: Disk, mark: Mark) -> Self {
        Self { disk, ring: Ring::new(SIZE), last: mark, failed: None, record: Vec::new() }
    }

    /// Writes one record. When this returns its mark, the record is on disk; where it fails, it is
    /// none: the next one is written over it, or it is wiped out before.
    ///
    /// The caller's thread waits for the disk. Handing it to another thread and back takes about as
    /// long as the sync, and under load much longer; the others go on meanwhile.
    pub(crate) fn append(&mut self, ingests: &[&Ingest]) -> Result<Mark, NotKept> {
        let number = self.last.number + 1;
        record::write(&mut self.record, &self.last.salt, number, |payload| {
            entry::write(ingests, payload);
        });
        let length = self.record.len();
        let blocks = disk::blocks(length);
        let place = self.ring.place(blocks).filter(|_| length <= LONGEST);
        let place = place.ok_or(NotKept::Full)?;
        if let Some(failed) = self.failed.filter(|failed| *failed != place) {
            // A start would take it for this one, which has the same number.
            self.disk.write(failed, &[0; HEAD])?;
        }
        self.failed = Some(place);
        self.disk.write(place, &self.record)?;
        self.failed = None;
        self.ring.put(place, blocks);
        self.last = Mark { number, end: place + blocks, ..self.last };
        Ok(self.last)
    }

    /// The store has taken over all up to there: its room is free.
    pub(crate) fn taken_over(&mut self, mark: Mark) {
        self.ring.free(mark.end, mark.number == self.last.number);
    }
}

/// Opens the file, or makes it. It is filled at once: from then on no write needs room, nor a
/// change of what the file system knows of it, unless that never writes a block twice.
pub(crate) fn open(path: &Path) -> io::Result<Disk> {
    let mut file = private().open(path)?;
    let mut length = file.seek(SeekFrom::End(0))?;
    let zeros = vec![0; 1 << 20];
    while length < SIZE {
        let more = zeros.len().min(usize::try_from(SIZE - length).unwrap_or(usize::MAX));
        file.write_all(&zeros[..more])?;
        length += more as u64;
    }
    file.sync_all()?;
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        File::open(folder)?.sync_all()?;
    }
    Ok(Disk::new(file, path))
}

/// How files beside the database are opened, and made for their owner alone.
pub(crate) fn private() -> OpenOptions {
    let mut options = File::options();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// Reads the record behind a mark; none where nothing was written there, or not all of it.
pub(crate) fn read(disk: &mut Disk, mark: Mark) -> Result<Option<(Vec<Ingest>, Mark)>, StoreError> {
    let file = disk.cached();
    // A record that did not fit behind the last one stands at the beginning.
    for place in [mark.end, 0] {
        if let Some(payload) = read_at(file, place, mark)? {
            let end = place + disk::blocks(HEAD + payload.len());
            let ingests = entry::read(&payload).ok_or(StoreError::Unreadable("journal"))?;
            return Ok(Some((ingests, Mark { number: mark.number + 1, end, ..mark })));
        }
    }
    Ok(None)
}

fn read_at(file: &mut File, place: u64, mark: Mark) -> Result<Option<Vec<u8>>, StoreError> {
    file.seek(SeekFrom::Start(place))?;
    let mut head = [0; HEAD];
    if !is_read(file, &mut head)? {
        return Ok(None);
    }
    let Some(length) = record::length(&head, mark.number + 1) else { return Ok(None) };
    let mut payload = vec![0; length];
    let whole = is_read(file, &mut payload)? && record::is_whole(&head, &payload, &mark.salt);
    Ok(whole.then_some(payload))
}

/// Fills a buffer; says whether the file is that long.
fn is_read(file: &mut File, buffer: &mut [u8]) -> io::Result<bool> {
    match file.read_exact(buffer) {
        Err(error) if error.kind() == ErrorKind::UnexpectedEof => Ok(false),
        read => read.map(|()| true),
    }
}

#[cfg(test)]
mod tests;
