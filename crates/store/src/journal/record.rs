//! How a record lies in the file: a checksum, a length and a number in front of what it holds.

use super::LONGEST;

/// How many bytes stand in front.
pub(super) const HEAD: usize = 16;

/// Random bytes that the checksum begins with: records of earlier runs are none to this one.
pub(super) type Salt = [u8; 16];

/// Makes a record in place of what was in the buffer.
pub(super) fn write(
    record: &mut Vec<u8>,
    salt: &Salt,
    number: u64,
    payload: impl FnOnce(&mut Vec<u8>),
) {
    record.clear();
    record.resize(HEAD, 0);
    payload(record);
    let length = u32::try_from(record.len() - HEAD).unwrap_or(u32::MAX);
    record[4..8].copy_from_slice(&length.to_le_bytes());
    record[8..HEAD].copy_from_slice(&number.to_le_bytes());
    let sum = checksum(salt, &record[4..HEAD], &record[HEAD..]);
    record[..4].copy_from_slice(&sum.to_le_bytes());
}

/// How long the record of that number is, where this is its head.
pub(super) fn length(head: &[u8; HEAD], number: u64) -> Option<usize> {
    let length = usize::try_from(u32::from_le_bytes(head[4..8].try_into().ok()?)).ok()?;
    let found = u64::from_le_bytes(head[8..].try_into().ok()?);
    (found == number && length <= LONGEST).then_some(length)
}

/// Whether a record is as it was written.
pub(super) fn is_whole(head: &[u8; HEAD], payload: &[u8], salt: &Salt) -> bool {
    checksum(salt, &head[4..], payload).to_le_bytes() == head[..4]
}

fn checksum(salt: &Salt, head: &[u8], payload: &[u8]) -> u32 {
    let mut sum = crc32fast::Hasher::new();
    for part in [&salt[..], head, payload] {
        sum.update(part);
    }
    sum.finalize()
}
