//! Which reports have certainly not been seen: most of them, told without a look into the table.
//!
//! A filter of all fingerprints in the table says no, or perhaps. It is filled beside the work at
//! the start; until it is, everything is perhaps.

use crate::shared::Shared;
use crate::{Ingest, NewEvent, No, StoreError};
use event::Fingerprint;
use fastbloom::BloomFilter;
use foldhash::fast::RandomState;
use sea_orm::{ConnectionTrait, Statement, Value};

/// How many fingerprints the first layer is made for; each next one takes twice as many.
const FIRST: usize = 1 << 16;

/// How often a layer says perhaps of what it does not hold.
const WRONG: f64 = 0.001;

/// How many rows are read at a time, and how many at most: beyond, the filter would cost more
/// memory than it is worth, and the table is asked.
const PAGE: usize = 8192;
const MOST: usize = 40_000_000;

const SEEN: &str = "SELECT project, source, occurred_at, fingerprint FROM seen \
                    WHERE (project, source, occurred_at, fingerprint) > ($1, $2, $3, $4) \
                    ORDER BY project, source, occurred_at, fingerprint LIMIT $5";

/// What makes two reports one event.
pub(crate) type Claim = (No, No, i64, Fingerprint);

/// The claim of an event; none where every report counts.
pub(crate) fn claim(ingest: &Ingest, event: &NewEvent) -> Option<Claim> {
    Some((ingest.project, ingest.source, event.seen_by, event.fingerprint?))
}

/// Claims that were made. Forgets none; may think of one that it holds it.
#[derive(Debug)]
pub(crate) struct Recall {
    layers: Vec<Layer>,
    /// Whether it knows all that the table holds.
    complete: bool,
}

#[derive(Debug)]
struct Layer {
    filter: BloomFilter<RandomState>,
    room: usize,
}

impl Layer {
    fn new(size: usize) -> Self {
        let filter = BloomFilter::with_false_pos(WRONG).hasher(RandomState::default());
        Self { filter: filter.expected_items(size), room: size }
    }
}

impl Recall {
    /// Knows nothing of the table yet.
    pub(crate) fn new() -> Self {
        Self { layers: vec![Layer::new(FIRST)], complete: false }
    }

    pub(crate) fn add(&mut self, claim: &Claim) {
        let size = FIRST << self.layers.len().min(16);
        if self.layers.last().is_none_or(|layer| layer.room == 0) {
            self.layers.push(Layer::new(size));
        }
        if let Some(layer) = self.layers.last_mut() {
            layer.filter.insert(claim);
            layer.room -= 1;
        }
    }

    /// Whether the table may hold it.
    pub(crate) fn may_hold(&self, claim: &Claim) -> bool {
        !self.complete || self.layers.iter().any(|layer| layer.filter.contains(claim))
    }

    /// Knows from now on what another one knows, which was filled from the table.
    pub(crate) fn complete(&mut self, other: Self) {
        self.layers.splice(..0, other.layers);
        self.complete = other.complete;
    }
}

/// Fills one from the table; it is not complete where there is too much in it.
pub(crate) async fn fill(shared: &Shared) -> Result<Recall, StoreError> {
    let mut recall = Recall::new();
    let mut last: Claim = (No::MIN, No::MIN, i64::MIN, Fingerprint([0; 32]));
    let mut count = 0;
    loop {
        let page = page(shared, &last).await?;
        for claim in &page {
            recall.add(claim);
        }
        count += page.len();
        match page.last() {
            Some(claim) if page.len() == PAGE && count < MOST => last = *claim,
            _ => break,
        }
    }
    recall.complete = count < MOST;
    Ok(recall)
}

async fn page(shared: &Shared, after: &Claim) -> Result<Vec<Claim>, StoreError> {
    let (project, source, seen_by, fingerprint) = *after;
    let most = i64::try_from(PAGE).unwrap_or(i64::MAX);
    let values: [Value; 5] =
        [project.into(), source.into(), seen_by.into(), fingerprint.0.to_vec().into(), most.into()];
    let backend = shared.read.get_database_backend();
    let rows = shared.read.query_all_raw(Statement::from_sql_and_values(backend, SEEN, values));
    let read = rows.await?.into_iter().map(|row| {
        let fingerprint: Vec<u8> = row.try_get_by_index(3)?;
        let fingerprint = fingerprint.try_into();
        let fingerprint = fingerprint.map_err(|_| StoreError::Unreadable("seen.fingerprint"))?;
        let (project, source) = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
        Ok((project, source, row.try_get_by_index(2)?, Fingerprint(fingerprint)))
    });
    read.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn claims(from: u32, to: u32) -> impl Iterator<Item = Claim> {
        (from..to).map(|number| {
            let mut fingerprint = [0; 32];
            fingerprint[..4].copy_from_slice(&number.to_le_bytes());
            (1, 2, 3, Fingerprint(fingerprint))
        })
    }

    #[test]
    fn it_forgets_nothing_and_is_seldom_wrong() {
        let mut filled = Recall::new();
        claims(0, 300_000).for_each(|claim| filled.add(&claim));
        filled.complete = true;
        let mut recall = Recall::new();
        claims(300_000, 400_000).for_each(|claim| recall.add(&claim));
        assert!(
            claims(500_000, 500_100).all(|claim| recall.may_hold(&claim)),
            "it knows too little"
        );
        recall.complete(filled);
        assert!(claims(0, 400_000).all(|claim| recall.may_hold(&claim)));
        let wrong = claims(500_000, 600_000).filter(|claim| recall.may_hold(claim)).count();
        assert!(wrong < 1_000, "{wrong} of 100,000");
    }
}
