//! Members of an sdist with holes.

use crate::artifact::sdist::Sdist;
use crate::message;
use crate::rules::members::places;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// The sdist holds sparse members
    ///
    /// A member is stored with holes: a map of what is there, instead of its content.
    ///
    /// ## Why
    /// PyPI refuses such an archive. GNU tar writes it when it is called with `--sparse`.
    ///
    /// ## Fix
    /// Build the sdist with the backend, or pack without `--sparse`.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0.tar.gz
    /// --- demo-1.0/demo/__init__.py
    /// --- demo-1.0/demo/data.bin {sparse}
    /// x
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0.tar.gz
    /// --- demo-1.0/demo/__init__.py
    /// ```
    SdistSparse { id: "sdist-sparse", gate: Upload, severity: Error, since: "0.1.0", reads: any [Sdist] }
}

impl Rule for SdistSparse {
    fn sdist(&self, sdist: &Sdist, check: &mut Check<'_>) {
        let Some(members) = check.need_members(sdist) else { return };
        let sparse = members.iter().zip(&sdist.details).filter(|(_, detail)| detail.sparse);
        check.find_each(
            sdist.file.location(),
            places(&sdist.file, sparse.map(|(member, _)| member.path.as_str())),
            |name| message!("{name} is stored with holes, and PyPI refuses sparse members", name = name),
            |count, names| {
                message!(
                    "{count} members are stored with holes, which PyPI refuses: {names}",
                    count = count,
                    names = names
                )
            },
            &message!("Pack without `--sparse`"),
        );
    }
}
