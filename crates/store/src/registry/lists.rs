//! Block lists that projects share.

use super::{No, Registry};
use crate::StoreError;
use event::ProjectId;

impl Registry {
    /// The project whose block list that one uses: its own, unless it says otherwise.
    #[must_use]
    pub fn list(&self, project: No) -> No {
        self.project_no(project).and_then(|it| it.block_list).unwrap_or(project)
    }

    /// The domains of the projects that use the block list of that one, but for itself.
    fn users_of_list(&self, project: No) -> Vec<&str> {
        let users = self.projects().filter(|it| it.block_list == Some(project));
        users.map(|it| it.domain.as_str()).collect()
    }

    /// Refuses where others use the block list of that project.
    pub(crate) fn nobody_uses_list(&self, project: No) -> Result<(), StoreError> {
        let users = self.users_of_list(project);
        if users.is_empty() {
            return Ok(());
        }
        let users = users.join(", ");
        Err(StoreError::InUse(format!("its block list is used by {users}").into()))
    }

    /// Refuses where the block list that a project uses is not its owner's own, or where others use
    /// the list that it has left: whose list it is would depend on how one asks.
    pub(crate) fn lists_are_flat(&self, id: ProjectId) -> Result<(), StoreError> {
        let project = self.project(id).ok_or(StoreError::Gone("project"))?;
        let Some(list) = project.block_list else { return Ok(()) };
        self.nobody_uses_list(project.no)?;
        let owner = self.project_no(list).ok_or(StoreError::Gone("project"))?;
        match owner.block_list.and_then(|list| self.project_no(list)) {
            Some(other) => {
                let (owner, other) = (&owner.domain, &other.domain);
                let why = format!("{owner} itself uses the block list of {other}: name that one");
                Err(StoreError::InUse(why.into()))
            }
            None => Ok(()),
        }
    }
}
