//! The records behind a mark, as they lie in the file: what a backup keeps of the journal.

use super::record::{self, HEAD};
use super::{Mark, SIZE, disk, private};
use serde::{Deserialize, Serialize};
use std::io::{self, Seek, SeekFrom, Write};
use std::path::Path;

/// Records, each with its place in the file.
#[derive(Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
pub(crate) struct Chain(Vec<(u64, Vec<u8>)>);

impl Chain {
    /// Those behind a mark in a copy of the file, as far as they are whole.
    pub(crate) fn behind(mark: &[u8], file: &[u8]) -> Self {
        let mut chain = Self::default();
        let Some(mut mark) = Mark::from_bytes(mark) else { return chain };
        while let Some((place, record)) = next(mark, file) {
            let end = place + disk::blocks(record.len());
            mark = Mark { number: mark.number + 1, end, ..mark };
            chain.0.push((place, record.to_owned()));
        }
        chain
    }

    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        postcard::to_allocvec(self).unwrap_or_default()
    }

    pub(crate) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        postcard::from_bytes(bytes).ok()
    }

    /// Makes the file with these records in it, and zeros elsewhere.
    pub(crate) fn write(&self, path: &Path) -> io::Result<()> {
        let mut file = private().create_new(true).open(path)?;
        // No write to it may need room later.
        let zeros = vec![0; 1 << 20];
        (0..SIZE >> 20).try_for_each(|_| file.write_all(&zeros))?;
        for (place, record) in &self.0 {
            file.seek(SeekFrom::Start(*place))?;
            file.write_all(record)?;
        }
        file.sync_all()
    }
}

/// The record behind a mark. One that did not fit behind the last one stands at the beginning.
fn next(mark: Mark, file: &[u8]) -> Option<(u64, &[u8])> {
    let at = |place: u64| {
        let rest = file.get(usize::try_from(place).ok()?..)?;
        let head: &[u8; HEAD] = rest.get(..HEAD)?.try_into().ok()?;
        let length = record::length(head, mark.number + 1)?;
        let payload = rest.get(HEAD..HEAD + length)?;
        record::is_whole(head, payload, &mark.salt).then_some((place, &rest[..HEAD + length]))
    };
    [mark.end, 0].into_iter().find_map(at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journal::{Journal, open, read};

    #[test]
    fn what_is_behind_the_mark_is_read_again() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.journal");
        let begin = Mark::new();
        let mut journal = Journal::begin(open(&path).expect("it opens"), begin);
        let first = journal.append(&[]).expect("it is written");
        let last = journal.append(&[]).expect("it is written");
        let file = std::fs::read(&path).expect("it reads");
        for (mark, records) in [(begin, 2), (first, 1), (last, 0)] {
            let chain = Chain::behind(&mark.to_bytes(), &file);
            assert_eq!(chain.0.len(), records);
            assert_eq!(Chain::from_bytes(&chain.to_bytes()), Some(chain));
        }
        let copy = folder.path().join("b.journal");
        Chain::behind(&first.to_bytes(), &file).write(&copy).expect("it is written");
        let mut disk = open(&copy).expect("it opens");
        assert_eq!(read(&mut disk, first).expect("it reads").map(|it| it.1), Some(last));
        assert!(read(&mut disk, last).expect("it reads").is_none());
        assert_eq!(Chain::behind(&first.to_bytes(), &file[..disk_end(first)]), Chain::default());
    }

    fn disk_end(mark: Mark) -> usize {
        usize::try_from(mark.end).expect("a place")
    }
}
