//! What the files of a release are for, in a sentence or two: for the panels "What is this file?" and beside fields.

/// What a member of a distribution is, by its path; `None` for files that only their project knows.
#[must_use]
pub fn file(path: &str) -> Option<&'static str> {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let in_info = folder.ends_with(".dist-info");
    Some(match name {
        "METADATA" if in_info => {
            "The core metadata of the wheel: name, version, requirements, and the README behind the first empty line. PyPI \
             makes the project page of it, and installers resolve dependencies with it. It is written by the build backend \
             from pyproject.toml; nobody edits it by hand."
        }
        "PKG-INFO" => {
            "The core metadata of the sdist, in the same form as METADATA of a wheel. Fields that are named under Dynamic may \
             differ in the wheel; all others must be the same there. A PKG-INFO below an .egg-info folder is a by-product of \
             setuptools."
        }
        "WHEEL" if in_info => {
            "How to install the wheel: the version of the format, which backend wrote it, whether the files go to purelib or \
             platlib, and one Tag line for every tag of the file name."
        }
        "RECORD" if in_info => {
            "Every file of the wheel with its SHA-256 and its size, as CSV. Installers compare it while they unpack, and \
             uninstall by it. RECORD itself is listed without a hash, because it cannot hold its own."
        }
        "entry_points.txt" if in_info || folder.ends_with(".egg-info") => {
            "Names that point to objects in the code. Of those under [console_scripts] and [gui_scripts] installers make \
             commands; others are plugins that programs look up by the name of the group."
        }
        "top_level.txt" => {
            "The import names at the top, one a line, as setuptools writes them. Nothing requires this file."
        }
        "direct_url.json" if in_info => {
            "Where an installer got the files from. It has no place in a wheel that is published."
        }
        "INSTALLER" | "REQUESTED" if in_info => {
            "Written by an installer. It has no place in a wheel that is published."
        }
        "pyproject.toml" => {
            "The source of it all: [build-system] names the backend that builds the sdist and the wheel, [project] holds the \
             metadata, [tool] the settings of tools."
        }
        "setup.py" => {
            "Setuptools runs this program when it builds. With a complete pyproject.toml it is rarely needed."
        }
        "setup.cfg" => "Settings of setuptools from before pyproject.toml; still read.",
        "MANIFEST.in" => "What setuptools puts into the sdist beyond the files that it finds by itself.",
        "py.typed" => {
            "Says to type checkers that the annotations of this package may be trusted (PEP 561). It is empty."
        }
        "__init__.py" => "Makes a package of the folder, and runs when it is imported.",
        "__main__.py" => "Runs on `python -m` and the name of the package.",
        _ if name.ends_with(".pth") && folder.is_empty() => {
            "Python reads this file at every start: lines are folders to import from, or code to run."
        }
        _ if folder.ends_with(".dist-info/licenses") || folder.contains(".dist-info/licenses/") => {
            "A licence file, carried along because License-File names it."
        }
        _ if name.starts_with("LICENSE") || name.starts_with("LICENCE") || name.starts_with("COPYING") => {
            "The licence. `license-files` under [project] brings it into both distributions."
        }
        _ => return None,
    })
}

/// What a field of the core metadata says, and whether it is odd: deprecated, or unknown to the specification.
#[must_use]
pub fn field(name: &str) -> (&'static str, bool) {
    match name.to_ascii_lowercase().as_str() {
        "metadata-version" => ("Version of the metadata format", false),
        "name" => ("The project", false),
        "version" => ("The release", false),
        "summary" => ("One line, shown under the name", false),
        "dynamic" => ("A field that may differ between the sdist and wheels built from it", false),
        "description" => ("The README, where it stands among the fields", false),
        "description-content-type" => ("How PyPI renders the README", false),
        "keywords" => ("Words to be found by, separated by commas", false),
        "author" | "maintainer" => ("A name", false),
        "author-email" | "maintainer-email" => ("Addresses, with names where they are known", false),
        "license-expression" => ("The licence as an SPDX expression", false),
        "license-file" => ("A licence file that is in the distribution", false),
        "license" => ("The licence in free words; License-Expression takes its place", true),
        "classifier" => ("A term of PyPI's list", false),
        "requires-dist" => ("A requirement", false),
        "requires-python" => ("Versions of Python that it is for", false),
        "requires-external" => ("Something outside Python that it needs", false),
        "project-url" => ("A label and a link, shown in the sidebar", false),
        "home-page" => ("The website; Project-URL takes its place", true),
        "download-url" => ("Where to get it; Project-URL takes its place", true),
        "provides-extra" => ("An extra that can be asked for in brackets", false),
        "import-name" | "import-namespace" => ("A name to import", false),
        "platform" => ("A platform in free words; hardly anybody reads it", false),
        "supported-platform" => ("A platform that a binary was built for", false),
        "provides-dist" | "obsoletes-dist" => ("Another project that it replaces; hardly anybody reads it", false),
        "requires" | "provides" | "obsoletes" => ("Deprecated since version 1.2 of the format", true),
        // WHEEL
        "wheel-version" => ("Version of the wheel format", false),
        "generator" => ("What built it", false),
        "root-is-purelib" => ("Whether the files go to purelib, where there is no compiled code", false),
        "tag" => ("A tag of the file name", false),
        "build" => ("The build number of the file name", false),
        _ => ("The specification does not know this field", true),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_files_of_the_format_are_explained_where_they_belong() {
        assert!(file("a-1.dist-info/METADATA").is_some_and(|text| text.starts_with("The core metadata")));
        assert!(file("a/METADATA").is_none());
        assert!(file("a-1/PKG-INFO").is_some());
        assert!(file("a/b.py").is_none());
    }

    #[test]
    fn old_and_unknown_fields_are_odd() {
        assert!(field("License").1 && field("X-Made-Up").1);
        assert!(!field("requires-dist").1);
    }
}
