//! Files that are something else than their name says. Broken archives are the business of `archive_unreadable`.

use crate::archive::ArchiveProblem;
use crate::artifact::Distribution;
use crate::artifact::sdist::Sdist;
use crate::artifact::wheel::Wheel;
use crate::finding::Fact;
use crate::inspect::{FOREIGN, Release};
use crate::message;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// The file is not what its name says
    ///
    /// A wheel is not a zip archive, an sdist is not a gzip-compressed tar, the extension is not spelled in lower case, or it
    /// is one of a kind of distribution that PyPI does not take: `.egg`, `.tar.bz2`, `.tgz`, `.zip`, installers.
    ///
    /// ## Why
    /// PyPI refuses it and no installer can open it. Often it is an error page that was saved, a tar that was packed with
    /// another compression, or a file that was renamed by hand.
    ///
    /// ## Fix
    /// Build the distribution with a build backend (`python -m build`) and do not rename what it writes.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl {raw}
    /// <!DOCTYPE html><title>404 Not Found</title>
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// ```
    ArchiveWrongExtension {
        id: "archive-wrong-extension", gate: Upload, severity: Error, since: "0.1.0",
        reads: any [Wheel, Sdist, Other],
    }
}

impl Rule for ArchiveWrongExtension {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        judge(wheel, ".whl", check);
    }

    fn sdist(&self, sdist: &Sdist, check: &mut Check<'_>) {
        judge(sdist, ".tar.gz", check);
    }

    fn release(&self, release: &Release, check: &mut Check<'_>) {
        for other in release.others() {
            let lower = other.file.name.to_ascii_lowercase();
            let Some(extension) = FOREIGN.iter().rev().find(|extension| lower.ends_with(*extension)) else { continue };
            check.find(
                other.file.location(),
                message!(
                    "PyPI takes wheels and `.tar.gz` sdists, no {extension}; the file holds {found}",
                    extension = Fact::code(*extension),
                    found = Fact::text(other.found),
                ),
                message!("Build a wheel and an sdist (`python -m build`), and leave this file out of `dist/`"),
            );
        }
    }
}

fn judge(distribution: &dyn Distribution, extension: &'static str, check: &mut Check<'_>) {
    let file = distribution.file();
    for problem in distribution.problems() {
        let ArchiveProblem::NotThisFormat { expected, found } = problem else { continue };
        check.find(
            file.location(),
            message!(
                "{file} is {found}, not {expected}; PyPI and installers cannot open it",
                file = Fact::code(&file.name),
                found = Fact::text(*found),
                expected = Fact::text(*expected),
            ),
            message!("Build it again with a build backend, and look at what was saved under this name"),
        );
    }
    if !file.name.ends_with(extension) {
        check.find(
            file.location(),
            message!(
                "The extension is not {extension} in lower case; PyPI refuses any other",
                extension = Fact::code(extension)
            ),
            message!("Name it as the build backend did, with {extension}", extension = Fact::code(extension)),
        );
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::check_words as check;

    #[test]
    fn an_extension_in_capitals_is_refused_and_the_rest_of_the_name_still_read() {
        check(
            "=== demo-1.0-py3-none-any.WHL\n--- demo/__init__.py\n",
            &["error archive-wrong-extension: The extension is not `.whl` in lower case; PyPI refuses any other"],
        );
    }

    #[test]
    fn a_tar_that_is_a_zip_says_so() {
        check(
            "=== demo-1.0.tar.gz {raw}\nPK\u{3}\u{4}\n",
            &[
                "error archive-wrong-extension: `demo-1.0.tar.gz` is a zip archive, not a gzip-compressed tar; PyPI and installers cannot open it",
            ],
        );
    }
}
