//! Failures of the checks that run between building and uploading.

use crate::pipeline::triage::signature::{Phase, Signature};

const BASE: Signature = Signature { phase: Phase::Check, ..Signature::BASE };

pub const TABLE: &[Signature] = &Signature::table([
    Signature {
        id: "version-mismatch",
        title: "The tag and the built files say different versions",
        patterns: &[],
        causes: &[
            "The tag says {tag} and the built files say {version}",
            "A check of the project's own stopped the run: the tag says {tag}, and what it is compared with says {written}",
            "The tag and the built files say different versions: the version was not raised, or the tag is on the wrong commit",
        ],
        fix: "Raise the version, commit, and move the tag there; let the workflow compare both before it uploads",
        rules: &["version-tag-unchecked", "match-name-version"],
        source: "theagentplane/chronicle#15; EONRaider/NETProtocols#111",
        example: "HEAD is now at 1a2b3c4 refs/tags/v1.1.0\nSuccessfully built demo-1.0.0.tar.gz and demo-1.0.0-py3-none-any.whl",
        ..BASE
    },
    Signature {
        id: "twine-glob",
        title: "There is nothing to check or to upload",
        patterns: &["Cannot find file (or expand pattern): '{path}'", "Cannot find file (or expand pattern)"],
        causes: &[
            "Nothing lies at {path}: nothing was built, or the files lie elsewhere",
            "Nothing lies at that path: nothing was built, or the files lie elsewhere",
        ],
        fix: "Compare the path with where the build wrote its files and where the artifact was unpacked",
        rules: &["artifact-path"],
        source: "twine, reproduced",
        example: "ERROR    InvalidDistribution: Cannot find file (or expand pattern): 'dist/*'",
        after: &["build-*", "artifact-*"],
        ..BASE
    },
    Signature {
        id: "twine-unknown-format",
        title: "A file in the folder is no distribution",
        patterns: &["Unknown distribution format: '{file}'", "Unknown distribution format"],
        causes: &[
            "Among the files to upload lies {file}, and twine stops at everything that is neither a wheel nor an sdist",
            "Something other than a wheel or an sdist lies among the files to upload, and twine stops at it",
        ],
        fix: "Write checksums, SBOMs and signatures into another folder, and upload only `*.whl` and `*.tar.gz`",
        rules: &["artifact-extra-files", "input-unrecognized"],
        source: "timlnx/bitmath#149; pypa/gh-action-pypi-publish#193, #357",
        example: "ERROR    InvalidDistribution: Unknown distribution format: 'sbom.cdx.json'",
        ..BASE
    },
    Signature {
        id: "twine-old",
        title: "twine is older than the metadata of the files",
        patterns: &[
            "Invalid distribution metadata: '{version}' is not a valid metadata version",
            "Metadata is missing required fields: Name, Version",
            "Metadata is missing required fields",
        ],
        causes: &[
            "This twine, or the one inside the publishing action, does not know Metadata-Version {version}, which the backend writes; the index was not asked",
            "This twine, or the one inside the publishing action, does not know the Metadata-Version that the backend writes, and then finds no field at all",
        ],
        fix: "Use `pypa/gh-action-pypi-publish` 1.12.3 or newer for metadata 2.4, 1.14.2 or newer for 2.5, or a current twine",
        rules: &["publish-action-too-old", "metadata-version-support"],
        source: "pypa/gh-action-pypi-publish#351, #354; runwayml/confingy#36; aptos-labs/aptos-python-sdk#133",
        example: "ERROR    InvalidDistribution: Metadata is missing required fields: Name, Version. Make sure the distribution includes the files where those fields are specified, and is using a supported Metadata-Version: 1.0, 1.1, 1.2, 2.0, 2.1, 2.2, 2.3.",
        over: &["metadata-unknown"],
        ..BASE
    },
    Signature {
        id: "twine-old-packaging",
        title: "twine runs with a `packaging` that is too old",
        patterns: &["unrecognized or malformed field '{field}'", "unrecognized or malformed field"],
        causes: &[
            "The `packaging` beside twine does not know the field {field}",
            "The `packaging` beside twine does not know a field of the metadata",
        ],
        fix: "Upgrade both, in an environment of their own: `pipx run twine` or `uvx twine`",
        rules: &["unpinned-build-tools", "metadata-version-support"],
        source: "pypa/twine#1216, #1244",
        example: "ERROR    InvalidDistribution: Invalid distribution metadata: unrecognized or malformed field 'license-file'",
        ..BASE
    },
    Signature {
        id: "twine-markup",
        title: "The description does not render",
        patterns: &["syntax errors in markup and would not be rendered", "has syntax errors in markup"],
        causes: &["The README is not valid in the markup that the metadata names; the lines after it say where"],
        fix: "Correct it, or set the right content type for the `readme`",
        rules: &["metadata-description-unrenderable"],
        source: "twine, reproduced",
        example: "ERROR    `long_description` has syntax errors in markup and would not be rendered on PyPI.",
        over: &["twine-strict"],
        ..BASE
    },
    Signature {
        id: "twine-strict",
        title: "The strict check fails on a warning",
        patterns: &["FAILED due to warnings", "FAILED, due to warnings"],
        causes: &[
            "`twine check --strict` takes warnings for failures: a missing description, or one without a content type",
        ],
        fix: "Set `readme` in `[project]`",
        rules: &["metadata-content-type"],
        source: "twine, reproduced",
        example: "Checking dist/demo-1.0-py3-none-any.whl: FAILED due to warnings",
        ..BASE
    },
]);
