//! Uploads that the index itself refused, in the index's words.

use crate::pipeline::triage::signature::{Phase, Signature};

const BASE: Signature = Signature { phase: Phase::Publish, ..Signature::BASE };

/// twine, asked to skip what exists, prints the answer before it goes on.
const SKIPPED: &[&str] = &["because it appears to already exist"];

pub const TABLE: &[Signature] = &Signature::table([
    Signature {
        id: "name-mismatch-pending",
        title: "The name in the metadata is not that of the pending publisher",
        patterns: &["Non-user identities cannot create new projects"],
        causes: &[
            "The pending publisher was made for another name than the metadata has, or a second project of the repository has none",
        ],
        fix: "Align the name in `[project]` with the pending publisher; make one for each project",
        rules: &["tp-publisher-record", "match-name-version"],
        source: "pypa/flit#677; GalacticDynamics/coordinax#640",
        example: "400 Non-user identities cannot create new projects. This was probably caused by successfully using a pending publisher but specifying the project name incorrectly",
        ..BASE
    },
    Signature {
        id: "file-exists",
        title: "The version is on the index already",
        patterns: &[
            "File already exists ('{file}'",
            "File already exists ({file},",
            "File already exists. See",
            "A file named \"{file}\" already exists for",
        ],
        causes: &[
            "On the index already with other bytes: {file}. The version was not raised, or it was built again since a first upload; the same bytes would be accepted",
            "A file of this name is on the index already with other bytes: the version was not raised, or it was built again since a first upload",
        ],
        fix: "Raise the version and release that; to finish a half upload, run only the publishing job again, with the same artifact",
        rules: &["version-tag-unchecked"],
        source: "retentioneering/retentioneering-tools#127; adafruit/circup#44",
        example: "ERROR    HTTPError: 400 Bad Request from https://upload.pypi.org/legacy/ File already exists ('demo-1.0-py3-none-any.whl', with blake2_256 hash '5a7b').",
        after: &["version-mismatch"],
        unless: SKIPPED,
        ..BASE
    },
    Signature {
        id: "filename-burnt",
        title: "A deleted file's name never comes back",
        patterns: &["filename has already been used", "previously used by a file that has since been deleted"],
        causes: &["A file of this name was uploaded and deleted; the index never takes the name again"],
        fix: "Raise the version; next time yank instead of deleting",
        rules: &["version-testpypi-not-unique"],
        source: "pypi/warehouse#8730, #4985",
        example: "400 This filename was previously used by a file that has since been deleted. Use a different version.",
        unless: SKIPPED,
        ..BASE
    },
    Signature {
        id: "second-sdist",
        title: "The release has an sdist already",
        patterns: &["Only one sdist may be uploaded per release"],
        causes: &[
            "The release has an sdist under another name; skipping existing files does not help, because this name does not exist yet",
        ],
        fix: "Raise the version, and keep the backend, which decides the name, the same",
        rules: &["sdist-filename"],
        source: "pypa/gh-action-pypi-publish#282; pypi/warehouse#15824",
        example: "ERROR    HTTPError: 400 Bad Request from https://test.pypi.org/legacy/ Only one sdist may be uploaded per release.",
        ..BASE
    },
    Signature {
        id: "release-closed",
        title: "The release is too old for new files",
        patterns: &[
            "Uploading new files to releases older than {days} days is not allowed",
            "releases older than {days} days is not allowed",
        ],
        causes: &[
            "The index takes no new files for a release after {days} days",
            "The index takes no new files for a release after 14 days",
        ],
        fix: "Publish a post-release, such as `1.2.0.post1`",
        rules: &[],
        source: "pypi/warehouse#19727, #20260",
        example: "400 Uploading new files to releases older than 14 days is not allowed.",
        ..BASE
    },
    Signature {
        id: "local-version",
        title: "The version has a local part",
        patterns: &[
            "use of local versions in '{version}' is not allowed",
            "use of local versions in {version} is not allowed",
            "Can't use PEP 440 local versions",
            "Cannot use PEP 440 local versions",
            "use of local versions in",
        ],
        causes: &[
            "{version} has a part after `+`, which the index refuses. Versions from git get one where the clone has no tag, has commits after it, or changed files",
            "The version has a part after `+`, which the index refuses. Versions from git get one where the clone has no tag, has commits after it, or changed files",
        ],
        fix: "Build the tagged commit, with `fetch-depth: 0` and no edits before; for test uploads choose a scheme without a local part",
        rules: &["wheel-local-version", "version-local-part", "version-dynamic-history", "version-dirty-tree"],
        source: "hubtty/hubtty#144; DeiC-HPC/cotainr#116",
        example: "400 The use of local versions in <Version('0.1.dev1+g1a2b3c4')> is not allowed.",
        after: &["build-scm-shallow"],
        ..BASE
    },
    Signature {
        id: "platform-tag",
        title: "The wheel's platform is none that PyPI takes",
        patterns: &[
            "has an unsupported platform tag '{tag}'",
            "unsupported platform tag '{tag}'",
            "Binary wheel for an unsupported platform",
        ],
        causes: &[
            "PyPI takes no wheels for {tag}; a plain `linux_…` tag promises nothing about the systems that it runs on",
            "PyPI takes no wheels for this platform tag",
        ],
        fix: "Build with cibuildwheel, or repair the wheel with `auditwheel repair`; a project without compiled code needs `py3-none-any`",
        rules: &["tag-unknown-platform"],
        source: "pypi/warehouse#6545; pypa/twine#1176",
        example: "400 Binary wheel 'demo-1.0-cp312-cp312-linux_x86_64.whl' has an unsupported platform tag 'linux_x86_64'.",
        ..BASE
    },
    Signature {
        id: "sdist-filename",
        title: "The sdist's name is not the normalised one",
        patterns: &[
            "Filename '{file}' is invalid, should be '{expected}'",
            "is invalid, should be '{expected}'",
            "Invalid source distribution filename",
        ],
        causes: &["The sdist has to be named {expected}", "The sdist's name is not the normalised one of PEP 625"],
        fix: "Build with a current backend; setuptools writes such names since 69.3",
        rules: &["sdist-filename"],
        source: "pypi/warehouse#12316",
        example: "400 Filename 'My.Demo-1.0.tar.gz' is invalid, should be 'my_demo-1.0.tar.gz'.",
        ..BASE
    },
    Signature {
        id: "wheel-filename",
        title: "The wheel's name does not fit its metadata",
        patterns: &[
            "should contain the normalized project name '{expected}'",
            "should contain the normalized project name",
            "Start filename for '{project}' with",
            "Start filename for",
            "Version in filename should be '{expected}'",
            "Version in filename should be",
        ],
        causes: &[
            "The name of the file should have {expected} in it",
            "The name of the file does not fit name and version in its metadata",
        ],
        fix: "Do not rename wheels; build again with a current backend",
        rules: &["wheel-filename-not-normalized", "wheel-filename-version-form", "distinfo-mismatch"],
        source: "pypi/warehouse#17378",
        example: "400 Version in filename should be '1.0' not '1.0.0'.",
        ..BASE
    },
    Signature {
        id: "zip-rejected",
        title: "The wheel's archive is not clean",
        patterns: &["ZIP archive not accepted: {reason}.", "ZIP archive not accepted"],
        causes: &[
            "PyPI does not take this zip: {reason}",
            "PyPI does not take this zip: two readers could unpack it differently",
        ],
        fix: "Build again with a current backend, and do not edit the archive afterwards",
        rules: &["zip-trailing-data", "zip-duplicate-entry", "zip-header-mismatch", "zip-malformed"],
        source: "PyPI's documentation of archives",
        example: "400 Invalid distribution file. ZIP archive not accepted: Trailing data",
        over: &["dist-invalid"],
        ..BASE
    },
    Signature {
        id: "tar-rejected",
        title: "The sdist's archive is not clean",
        patterns: &["tar archive not accepted: {reason}.", "tar archive not accepted"],
        causes: &[
            "PyPI does not take this tar: {reason}",
            "PyPI does not take this tar: it has sparse, duplicate or hidden members",
        ],
        fix: "Build again with a current backend, and do not edit the archive afterwards",
        rules: &["sdist-sparse", "sdist-special-file"],
        source: "pypi/warehouse#20404",
        example: "400 Invalid distribution file. tar archive not accepted: sparse member",
        over: &["dist-invalid"],
        ..BASE
    },
    Signature {
        id: "dist-invalid",
        title: "PyPI cannot read the file as a distribution",
        patterns: &["Invalid distribution file. {reason} not found", "Invalid distribution file"],
        causes: &[
            "The file is cut off, renamed, or packed in a way that PyPI does not take; {reason} is missing",
            "The file is cut off, renamed, or packed in a way that PyPI does not take",
        ],
        fix: "Build again with a current backend and upload exactly those files",
        rules: &["archive-unreadable", "archive-wrong-extension", "archive-bomb"],
        source: "pypi/warehouse#17111",
        example: "400 Invalid distribution file. WHEEL not found at demo-1.0.dist-info/WHEEL",
        ..BASE
    },
    Signature {
        id: "license-file-absent",
        title: "A licence file is declared and not packed",
        patterns: &[
            "License-File {file} does not exist in distribution file {distribution}",
            "License-File {file} does not exist in",
        ],
        causes: &[
            "The metadata declares the licence file {file}, and it is not in the archive",
            "The metadata declares a licence file that is not in the archive",
        ],
        fix: "Pack it where the metadata says, often by a newer backend, or correct `license-files`",
        rules: &["metadata-license-file-missing", "sdist-license-missing"],
        source: "apache/arrow#47932; PyO3/pyo3#6303",
        example: "400 License-File LICENSE does not exist in distribution file demo-1.0.tar.gz at demo-1.0/LICENSE",
        ..BASE
    },
    Signature {
        id: "record-absent",
        title: "The wheel lacks RECORD or METADATA",
        patterns: &[
            "does not contain the required {file} file",
            "does not contain the required METADATA",
            "does not contain the required RECORD",
        ],
        causes: &[
            "The wheel has no {file}, which every installer needs",
            "The wheel lacks a file that every installer needs",
        ],
        fix: "Build again with a standard backend",
        rules: &["distinfo-file-missing"],
        source: "source of pypi/warehouse",
        example: "400 Wheel 'demo-1.0-py3-none-any.whl' does not contain the required RECORD file: demo-1.0.dist-info/RECORD",
        ..BASE
    },
    Signature {
        id: "entry-points-bad",
        title: "The entry points cannot be read",
        patterns: &["has invalid entry points defined"],
        causes: &[
            "`entry_points.txt` is no valid INI, or a name in it has other characters than letters, digits, `.`, `-` and `_`",
        ],
        fix: "Correct `[project.scripts]` and `[project.entry-points]`",
        rules: &["entry-unparsable", "entry-name-invalid", "entry-reference-invalid"],
        source: "pypi/warehouse#20081",
        example: "400 Wheel 'demo-1.0-py3-none-any.whl' has invalid entry points defined in the entry_points.txt file",
        ..BASE
    },
    Signature {
        id: "file-too-large",
        title: "The file is larger than the project may upload",
        patterns: &[
            "File too large. Limit for project '{project}' is {limit} MB",
            "File too large. Limit",
            "413 Request Entity Too Large",
            "413 Payload Too Large",
            "413 Content Too Large",
        ],
        causes: &[
            "One file of {project} may have {limit} MB",
            "One file is larger than the limit, 100 MB unless PyPI raised it",
        ],
        fix: "Leave out what users do not need, or ask PyPI for a higher limit",
        rules: &["size-upload-limit", "size-compressed"],
        source: "PyPI's documentation of storage limits",
        example: "400 File too large. Limit for project 'demo' is 100 MB. See https://docs.pypi.org/project-management/storage-limits",
        ..BASE
    },
    Signature {
        id: "project-too-large",
        title: "The project is larger than it may be",
        patterns: &[
            "Project size too large. Limit for project '{project}' total size is {limit} GB",
            "Project size too large",
        ],
        causes: &[
            "All files of {project} together may have {limit} GB",
            "All files of the project together are larger than the limit, 10 GB unless PyPI raised it",
        ],
        fix: "Delete pre-releases that nobody needs, or ask PyPI for a higher limit",
        rules: &["size-upload-limit"],
        source: "PyPI's documentation of storage limits",
        example: "400 Project size too large. Limit for project 'demo' total size is 10 GB.",
        ..BASE
    },
    Signature {
        id: "readme-render",
        title: "The description does not render",
        patterns: &["description failed to render for '{type}'", "description failed to render"],
        causes: &[
            "The description is no valid {type}",
            "The description is not valid in the markup that the metadata names",
        ],
        fix: "Correct the README or its content type; `twine check --strict` shows the same before",
        rules: &["metadata-description-unrenderable", "metadata-content-type"],
        source: "source of pypi/warehouse",
        example: "400 The description failed to render for 'text/x-rst'. See https://pypi.org/help/#description-content-type for more information.",
        ..BASE
    },
    Signature {
        id: "classifier-bad",
        title: "A classifier is unknown or was retired",
        patterns: &[
            "Invalid value for classifiers. Error: '{classifier}' is not",
            "'{classifier}' is not a valid classifier",
            "The classifier '{classifier}' has been deprecated",
            "is not a valid classifier",
            "Classifier '{classifier}' is not a valid classifier",
        ],
        causes: &[
            "The index knows no such classifier, or retired it: {classifier}. TestPyPI's list may be older",
            "A classifier is none that the index knows; TestPyPI's list may be older",
        ],
        fix: "Copy it from https://pypi.org/classifiers/, or remove it",
        rules: &["classifier-unknown", "classifier-deprecated"],
        source: "mitogen-hq/mitogen#891; pypi/warehouse#17343, #5860",
        example: "400 'Programming Language :: Python :: 4' is not a valid classifier. See https://packaging.python.org/specifications/core-metadata for more information.",
        ..BASE
    },
    Signature {
        id: "direct-dependency",
        title: "A dependency is a URL",
        patterns: &[
            "Can't have direct dependency: {requirement}. See",
            "Can't have direct dependency: '{requirement}'",
            "Can't have direct dependency: {requirement}",
        ],
        causes: &[
            "PyPI refuses direct references, also in extras: {requirement}",
            "A dependency is a direct reference, which PyPI refuses, also in extras",
        ],
        fix: "Depend on a released version, or move it into `[dependency-groups]`, which is not published",
        rules: &["dep-direct-url"],
        source: "borgbackup/borg#9239; embeddings-benchmark/mteb#4777",
        example: "400 Can't have direct dependency: helper @ git+https://github.com/acme/helper. See https://packaging.python.org/specifications/core-metadata for more information.",
        ..BASE
    },
    Signature {
        id: "metadata-field-version",
        title: "A field is newer than the metadata's version",
        patterns: &[
            "{field} introduced in metadata version {needed}, not {written}",
            "introduced in metadata version {needed}, not",
            "introduced in metadata version",
        ],
        causes: &[
            "The metadata has {field}, which exists since version {needed}, and says {written}",
            "The metadata has a field that is newer than the version it says",
        ],
        fix: "Upgrade the backend: it writes licence fields without raising Metadata-Version",
        rules: &["metadata-field-too-new"],
        source: "dgasmith/opt_einsum#258; polis-community/red-dwarf#19",
        example: "400 license-file introduced in metadata version 2.4, not 2.1. See https://packaging.python.org/specifications/core-metadata for more information.",
        ..BASE
    },
    Signature {
        id: "metadata-unknown",
        title: "The index does not know this Metadata-Version yet",
        patterns: &["'{version}' is not a valid metadata version", "is not a valid metadata version"],
        causes: &[
            "The backend writes Metadata-Version {version}, and the index does not take it",
            "The backend writes a Metadata-Version that the index does not take",
        ],
        fix: "Pin the backend to a release that writes an older version",
        rules: &["metadata-newer-than-pypi", "metadata-version-support"],
        source: "source of pypi/warehouse",
        example: "400 '2.6' is not a valid metadata version. See https://packaging.python.org/specifications/core-metadata for more information.",
        ..BASE
    },
    Signature {
        id: "license-both",
        title: "The old and the new licence field stand together",
        patterns: &["License is deprecated when License-Expression is present"],
        causes: &["The metadata has both `License` and `License-Expression`"],
        fix: "Keep the SPDX expression: `license = \"MIT\"`, with a backend that knows it",
        rules: &["metadata-license-conflict"],
        source: "source of pypi/warehouse",
        example: "400 License is deprecated when License-Expression is present. Only License-Expression should be present.",
        ..BASE
    },
    Signature {
        id: "metadata-limits",
        title: "A field of the metadata is too long or malformed",
        patterns: &[
            "'{field}' field must be 512 characters or less",
            "must be 512 characters or less",
            "must be 32 characters or less",
            "must be 255 characters or less",
            "is not a valid email address",
            "'{value}' is not a valid url",
            "is not a valid url",
            "Use a single line only",
        ],
        causes: &[
            "{field} is longer than the index takes",
            "{value} is no address that the index takes",
            "A summary, a label, an e-mail address or a URL is not as the index takes it: too long, broken over lines, or misspelled",
        ],
        fix: "Correct the field under `[project]`",
        rules: &["summary-length", "url-label", "url-invalid", "email-syntax"],
        source: "source of pypi/warehouse",
        example: "400 'summary' field must be 512 characters or less. See https://packaging.python.org/specifications/core-metadata for more information.",
        ..BASE
    },
    Signature {
        id: "name-unavailable",
        title: "The name cannot be registered",
        patterns: &[
            "The name '{name}' isn't allowed",
            "The name '{name}' is too similar to an existing project",
            "The name '{name}' conflicts",
            "The name '{name}' is invalid",
            "The name '{name}' is not allowed",
        ],
        causes: &[
            "{name} cannot be registered: it is prohibited, a module of Python's library, or reads like a project that exists",
            "The name cannot be registered",
        ],
        fix: "Choose another name",
        rules: &["name-syntax"],
        source: "pypi/warehouse#14891",
        example: "400 The name 'dem0' is too similar to an existing project. See https://pypi.org/help/#project-name for more information.",
        ..BASE
    },
    Signature {
        id: "index-readonly",
        title: "The index takes no uploads at the moment",
        patterns: &["Uploads are temporarily disabled", "New uploads are temporarily disabled"],
        causes: &["The index is in maintenance; your files are not the cause"],
        fix: "Look at status.python.org, wait, and run the publishing job again",
        rules: &[],
        source: "venth/aws-adfs#359",
        example: "403 New uploads are temporarily disabled. See https://pypi.org/help/#admin-intervention for more information.",
        ..BASE
    },
    Signature {
        id: "rate-limited",
        title: "Too many new projects in one day",
        patterns: &["Too many new projects created"],
        causes: &["An account may register a limited number of new names in a day"],
        fix: "Wait a day, and run the publishing job again",
        rules: &[],
        source: "source of pypi/warehouse",
        example: "429 Too many new projects created",
        ..BASE
    },
    Signature {
        id: "digest-mismatch",
        title: "The file changed while it was uploaded",
        patterns: &["digest supplied does not match"],
        causes: &["The checksum that the tool sent is not that of the bytes that arrived"],
        fix: "Run the publishing job again; nothing may write into `dist/` meanwhile",
        rules: &[],
        source: "source of pypi/warehouse",
        example: "400 The digest supplied does not match a digest calculated from the uploaded file.",
        ..BASE
    },
]);
