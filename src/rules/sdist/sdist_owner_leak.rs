//! Names of users and groups in the headers of an sdist.

use std::collections::BTreeSet;

use crate::artifact::sdist::Sdist;
use crate::finding::Fact;
use crate::message;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// The sdist tells the account of who built it
    ///
    /// Members carry the name of a user or a group of the builder's machine. Names that mean no person, such as `root`
    /// and those of CI runners, are left out.
    ///
    /// ## Why
    /// The name of an account is published for good, and the archive differs from one that somebody else builds.
    ///
    /// ## Fix
    /// Build in CI; or use a backend that writes empty names, as hatchling, flit, pdm-backend, poetry-core and uv do.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0.tar.gz {owner=mkowalski}
    /// --- demo-1.0/demo/__init__.py
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0.tar.gz {owner=root}
    /// --- demo-1.0/demo/__init__.py
    /// ```
    SdistOwnerLeak { id: "sdist-owner-leak", gate: Safe, severity: Info, since: "0.1.0", reads: any [Sdist] }
}

/// Accounts of systems, containers and CI runners.
const NOBODY: [&str; 24] = [
    "",
    "root",
    "wheel",
    "staff",
    "users",
    "nobody",
    "nogroup",
    "runner",
    "docker",
    "runneradmin",
    "build",
    "builder",
    "circleci",
    "travis",
    "vsts",
    "vsts_azpcontainer",
    "ubuntu",
    "admin",
    "administrators",
    "None",
    "user",
    "app",
    "ci",
    "gitlab-runner",
];

impl Rule for SdistOwnerLeak {
    fn sdist(&self, sdist: &Sdist, check: &mut Check<'_>) {
        if check.need_members(sdist).is_none() {
            return;
        }
        let names = sdist.details.iter().flat_map(|detail| [detail.user.as_str(), detail.group.as_str()]);
        let persons: BTreeSet<&str> = names.filter(|name| !NOBODY.contains(name)).collect();
        if persons.is_empty() {
            return;
        }
        check.find(
            sdist.file.location(),
            message!(
                "Members belong to {names}, accounts of the machine that built the sdist",
                names = Fact::list(persons)
            ),
            message!("Build in CI, or with a backend that writes no names"),
        );
    }
}
