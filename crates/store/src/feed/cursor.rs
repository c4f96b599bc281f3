//! Places in a feed as others keep them: sealed, as the numbers of a run tell how much there is of
//! other projects.

use super::Position;
use crate::{No, Store};

impl Store {
    /// A place in a project's feed, sealed for those who read it.
    #[must_use]
    pub fn seal_position(&self, project: No, position: &Position) -> Vec<u8> {
        self.shared.key.seal(&place(project), position)
    }

    /// What was sealed; none where it was not, or not for that project.
    #[must_use]
    pub fn open_position(&self, project: No, sealed: &[u8]) -> Option<Position> {
        self.shared.key.open(&place(project), sealed).ok()
    }
}

fn place(project: No) -> String {
    format!("feed.{project}")
}
