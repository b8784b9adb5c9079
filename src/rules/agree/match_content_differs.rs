//! Modules of a wheel against those of its sdist, by their bytes. Modules that only one of them has are left out.

use std::collections::BTreeMap;

use crate::artifact::sdist::Sdist;
use crate::artifact::wheel::Wheel;
use crate::inspect::Release;
use crate::message;
use crate::rules::agree::pairs::releases;
use crate::rules::members::places;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// A module of the wheel differs from that of the sdist
    ///
    /// The same module has other bytes in the wheel than in the sdist of the same release. Files that builds generate,
    /// such as `_version.py`, are left out, and so are the line ends of Windows.
    ///
    /// ## Why
    /// Who builds from the sdist gets another program than who installs the wheel, and what was reviewed is not what
    /// runs.
    ///
    /// ## Fix
    /// Build the wheel from the sdist, as `python -m build` and `uv build` do without further options, on one commit.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// answer = 42
    /// === demo-1.0.tar.gz
    /// --- demo-1.0/demo/__init__.py
    /// answer = 41
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// answer = 42
    /// === demo-1.0.tar.gz
    /// --- demo-1.0/src/demo/__init__.py
    /// answer = 42
    /// ```
    MatchContentDiffers { id: "match-content-differs", gate: Agree, severity: Warning, since: "0.1.0", reads: all [Wheel, Sdist] }
}

/// Folders of an sdist that packages lie in.
const ROOTS: [&str; 4] = ["", "src/", "lib/", "python/"];

impl Rule for MatchContentDiffers {
    fn release(&self, release: &Release, check: &mut Check<'_>) {
        for (sdist, _, wheel, _) in releases(release, check) {
            let differ = differing(sdist, wheel);
            check.find_each(
                wheel.file.location(),
                places(&wheel.file, differ),
                |name| message!("{name} is not what the sdist holds under the same name", name = name),
                |count, names| {
                    message!("{count} modules are not what the sdist holds: {names}", count = count, names = names)
                },
                &message!("Build the wheel from the sdist, on one commit"),
            );
        }
    }
}

fn differing<'w>(sdist: &Sdist, wheel: &'w Wheel) -> Vec<&'w str> {
    let sums = &sdist.contents.checksums;
    let by_path: BTreeMap<&str, u32> = sums.iter().map(|(path, sum)| (sdist.inner_path(path), *sum)).collect();
    let members = wheel.members.iter().zip(&wheel.details).filter(|(member, _)| member.is_file());
    // delvewheel adds to `__init__.py` where the bundled libraries lie, and leaves this file.
    let repaired = wheel.members.iter().any(|member| member.path.ends_with(".dist-info/DELVEWHEEL"));
    let is_generated = |name: &str| is_generated(name) || repaired && name == "__init__.py";
    let sources = members.filter(|(member, _)| member.path.ends_with(".py") && !is_generated(member.file_name()));
    let differ = sources.filter(|(member, detail)| {
        let mut candidates = ROOTS.iter().filter_map(|root| by_path.get(format!("{root}{}", member.path).as_str()));
        // A checkout on Windows may change the ends of lines.
        let plain = wheel.contents.checksums.get(&member.path);
        // In two places at once: which one was built is not known.
        matches!((candidates.next(), candidates.next()), (Some(sum), None) if *sum != detail.crc32 && plain != Some(sum))
    });
    differ.map(|(member, _)| member.path.as_str()).collect()
}

/// Whether builds write a file of this name: version, commit and configuration.
fn is_generated(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    ["version", "commit", "revision", "build", "__config__", "__about__", "_meta", "distributor"]
        .iter()
        .any(|word| name.contains(word))
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::check;

    /// Most wheels for Windows: git gives the sources the line ends of the system.
    #[test]
    fn line_ends_of_windows_are_no_difference() {
        let fixture = |answer: u8| {
            format!(
                "=== demo-1.0-py3-none-any.whl\n--- demo/__init__.py {{hex}}\n61203d2031{answer:02x}0d0a\n\
                 === demo-1.0.tar.gz\n--- demo-1.0/demo/__init__.py\na = 12\n"
            )
        };
        check(&fixture(b'2'), &[]);
        check(&fixture(b'3'), &["match-content-differs"]);
    }

    /// `numpy` and `shapely` for Windows.
    #[test]
    fn what_delvewheel_adds_is_no_difference() {
        check(
            "=== demo-1.0-py3-none-any.whl\n--- demo/__init__.py\nimport os\n--- demo-1.0.dist-info/DELVEWHEEL\nVersion: 1\n\
             === demo-1.0.tar.gz\n--- demo-1.0/demo/__init__.py\n",
            &[],
        );
    }
}
