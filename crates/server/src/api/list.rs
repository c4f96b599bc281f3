//! Lists.

use super::input::Paging;
use serde::Serialize;
use store::Page;
use utoipa::ToSchema;

/// A page of a list, newest first.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct List<T> {
    /// What is on this page. A page may be short, or empty, and not the last.
    pub(super) data: Vec<T>,
    /// The `cursor` of the next page; `null` on the last.
    pub(super) next: Option<String>,
}

impl<T> List<T> {
    /// A page as the store found it.
    pub(super) fn of<R, C: ToString>(page: Page<R, C>, show: impl FnMut(R) -> T) -> Self {
        let next = page.next.map(|cursor| cursor.to_string());
        Self { data: page.rows.into_iter().map(show).collect(), next }
    }

    /// A page of what is in memory, given newest first.
    pub(super) fn cut<R, C: Copy + Ord + ToString>(
        newest_first: impl Iterator<Item = R>,
        paging: Paging<C>,
        id: impl Fn(&R) -> C,
        show: impl FnMut(R) -> T,
    ) -> Self {
        let limit = usize::from(paging.limit);
        let behind = |row: &R| paging.cursor.is_none_or(|cursor| id(row) < cursor);
        let mut rows: Vec<R> = newest_first.filter(behind).take(limit + 1).collect();
        let more = rows.len() > limit;
        rows.truncate(limit);
        let next = rows.last().filter(|_| more).map(|row| id(row).to_string());
        Self { data: rows.into_iter().map(show).collect(), next }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn page_by_page_everything_comes_once(count in 0..40_u32, limit in 1..12_u16) {
            let mut seen = Vec::new();
            let mut cursor = None;
            loop {
                let paging = Paging { limit, cursor };
                let page = List::cut((0..count).rev(), paging, |row| *row, |row| row);
                prop_assert!(page.data.len() <= usize::from(limit));
                seen.extend(page.data);
                let Some(next) = page.next else { break };
                cursor = Some(next.parse().expect("a number"));
            }
            prop_assert_eq!(seen, (0..count).rev().collect::<Vec<_>>());
        }
    }
}
