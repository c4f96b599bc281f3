//! The file as it is written: in whole blocks, past the page cache where the file system lets us.
//!
//! Nobody reads a record while the hub runs, so a copy of it in the cache is of no use, and a sync
//! that has to look for what is new there takes longer.

use std::fs::File;
use std::io::{self, ErrorKind, Seek, SeekFrom, Write};
use std::path::Path;

/// What every write begins and ends at. A disk with larger blocks gets its writes through the cache.
pub(super) const BLOCK: usize = 4096;

/// Writes records and waits until they are on disk.
#[derive(Debug)]
pub(crate) struct Disk {
    cached: File,
    /// The same file, past the cache.
    direct: Option<File>,
    /// Holds what is written, at an address that is a multiple of a block.
    room: Vec<u8>,
}

impl Disk {
    pub(super) fn new(cached: File, path: &Path) -> Self {
        Self { cached, direct: open_direct(path), room: Vec::new() }
    }

    pub(super) fn cached(&mut self) -> &mut File {
        &mut self.cached
    }

    /// Writes a record and zeros up to the end of its last block; when this returns they are on
    /// disk.
    pub(super) fn write(&mut self, place: u64, record: &[u8]) -> io::Result<()> {
        let blocks = aligned(&mut self.room, record);
        if let Some(direct) = &mut self.direct {
            match write_to(direct, place, blocks) {
                // There are file systems that say only now that they do not.
                Err(error) if is_no(error.kind()) => self.direct = None,
                done => return done,
            }
        }
        write_to(&mut self.cached, place, blocks)
    }
}

const fn is_no(kind: ErrorKind) -> bool {
    matches!(kind, ErrorKind::InvalidInput | ErrorKind::Unsupported)
}

/// How much of the file a record takes up.
pub(super) const fn blocks(length: usize) -> u64 {
    length.next_multiple_of(BLOCK) as u64
}

fn aligned<'a>(room: &'a mut Vec<u8>, record: &[u8]) -> &'a [u8] {
    let length = record.len().next_multiple_of(BLOCK);
    if room.len() < length + BLOCK {
        *room = vec![0; (length + BLOCK).next_power_of_two()];
    }
    let address = room.as_ptr().addr();
    let begin = address.next_multiple_of(BLOCK) - address;
    let blocks = &mut room[begin..begin + length];
    blocks[..record.len()].copy_from_slice(record);
    blocks[record.len()..].fill(0);
    blocks
}

fn write_to(file: &mut File, place: u64, blocks: &[u8]) -> io::Result<()> {
    file.seek(SeekFrom::Start(place))?;
    file.write_all(blocks)?;
    file.sync_data()
}

#[cfg(target_os = "linux")]
fn open_direct(path: &Path) -> Option<File> {
    use std::os::unix::fs::OpenOptionsExt;
    File::options().write(true).custom_flags(libc::O_DIRECT).open(path).ok()
}

#[cfg(not(target_os = "linux"))]
fn open_direct(_path: &Path) -> Option<File> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Larger and smaller records in turn, so that what an earlier one left would show.
    #[test]
    fn a_record_is_written_in_whole_blocks() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("file");
        let file = File::options().create(true).truncate(true).write(true).open(&path);
        let mut disk = Disk::new(file.expect("it opens"), &path);
        for (place, length) in [(0, 3 * BLOCK), (3 * BLOCK, 5), (4 * BLOCK, BLOCK + 1)] {
            disk.write(place as u64, &vec![1; length]).expect("it is written");
        }
        let written = std::fs::read(&path).expect("it reads");
        assert_eq!(written.len(), 6 * BLOCK);
        let ones = |from: usize, to: usize| written[from..to].iter().all(|byte| *byte == 1);
        let zeros = |from: usize, to: usize| written[from..to].iter().all(|byte| *byte == 0);
        assert!(ones(0, 3 * BLOCK + 5) && zeros(3 * BLOCK + 5, 4 * BLOCK));
        assert!(ones(4 * BLOCK, 5 * BLOCK + 1) && zeros(5 * BLOCK + 1, 6 * BLOCK));
    }
}
