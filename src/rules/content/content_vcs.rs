//! What version control leaves in a wheel. The same list serves `sdist-junk`.

use crate::artifact::wheel::Wheel;
use crate::finding::Severity;
use crate::message;
use crate::rules::members::{Junk, junk, payload, places};
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// The wheel holds files of version control
    ///
    /// A folder such as `.git`, `.hg` or `.svn`, or a file such as `.gitignore`, is installed with the package.
    ///
    /// ## Why
    /// The folder holds the whole history, and its configuration may hold credentials. A single `.gitignore` is harmless, and
    /// project templates need it, so it is only worth knowing.
    ///
    /// ## Fix
    /// Exclude it from the package data.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo/.git/config
    /// [core]
    /// ```
    ///
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo/data/.gitignore
    /// *
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// ```
    ContentVcs { id: "content-vcs", gate: Safe, severity: Warning, since: "0.1.0", reads: any [Wheel] }
}

impl Rule for ContentVcs {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        let Some(files) = payload(wheel, check) else { return };
        let of = |kind: Junk| {
            let paths = files.iter().map(|member| member.path.as_str()).filter(move |path| junk(path) == Some(kind));
            places(&wheel.file, paths)
        };
        check.find_each(
            wheel.file.location(),
            of(Junk::Repository),
            |name| {
                message!(
                    "{name} belongs to version control, which holds the history and may hold credentials",
                    name = name
                )
            },
            |count, names| {
                message!(
                    "{count} files belong to version control, with the history and maybe credentials: {names}",
                    count = count,
                    names = names
                )
            },
            &message!("Exclude the folder from the package, and build from a clean checkout"),
        );
        let added = check.find_each(
            wheel.file.location(),
            of(Junk::RepositoryFile),
            |name| message!("{name} only tells version control what to do", name = name),
            |count, names| {
                message!("{count} files only tell version control what to do: {names}", count = count, names = names)
            },
            &message!("Exclude it, unless the package needs it as a template"),
        );
        for finding in added {
            finding.severity = Severity::Info;
        }
    }
}
