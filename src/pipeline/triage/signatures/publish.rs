//! Failures of the upload that tools and actions report themselves, attestations included.

use crate::finding::Severity;
use crate::pipeline::triage::signature::{Phase, Signature};

const BASE: Signature = Signature { phase: Phase::Publish, ..Signature::BASE };

pub const TABLE: &[Signature] = &Signature::table([
    Signature {
        id: "attest-ignored",
        severity: Severity::Warning,
        title: "A password switched trusted publishing and attestations off",
        patterns: &["explicit password was also set, disabling Trusted Publishing", "password was also set, disabling"],
        causes: &[
            "The job could use trusted publishing, but a password was given too: the files went up without attestations, and this version can never get them",
        ],
        fix: "Remove `password` from the step, and revoke the token",
        rules: &["tp-token-shadows-oidc"],
        silent: true,
        source: "source of pypa/gh-action-pypi-publish",
        example: "##[warning]The workflow was run with the 'attestations: true' input, but an explicit password was also set, disabling Trusted Publishing. As a result, the attestations input is ignored.",
        ..BASE
    },
    Signature {
        id: "attest-index",
        severity: Severity::Warning,
        title: "The index takes no attestations",
        patterns: &["does not support PEP 740 attestations", "Only PyPI and TestPyPI support attestations"],
        causes: &["Attestations were asked for, and this index does not take them"],
        fix: "Set `attestations: false` for this index",
        rules: &["publish-attestations-off"],
        silent: true,
        source: "source of pypa/gh-action-pypi-publish",
        example: "##[warning]The workflow was run with 'attestations: true' input, but the specified repository URL does not support PEP 740 attestations.",
        ..BASE
    },
    Signature {
        id: "attest-missing-file",
        title: "Attestations were asked for and not made",
        patterns: &[
            "Upload with attestations requested, but {file} has no associated attestations",
            "has no associated attestations",
        ],
        causes: &[
            "`twine upload --attestations` found no attestation beside {file}",
            "`twine upload --attestations` found no attestation beside the file",
        ],
        fix: "Make them first, for instance with `pypi-attestations sign`, or leave `--attestations` out",
        rules: &["publish-uv-no-attestations"],
        source: "twine, reproduced",
        example: "ERROR    InvalidDistribution: Upload with attestations requested, but dist/demo-1.0-py3-none-any.whl has no associated attestations",
        ..BASE
    },
    Signature {
        id: "attest-exists",
        title: "The files have attestations already",
        patterns: &["already has a publish attestation", "already have publish attestation"],
        causes: &[
            "Attestations were made before: the publishing action runs twice in this job, or old files lie in `dist/`",
        ],
        fix: "Publish once in a job, one job for each index, from an artifact that holds only the built files",
        rules: &["tp-publish-twice", "build-stale-dist"],
        source: "pypa/gh-action-pypi-publish#319",
        example: "##[error]The following distributions already have publish attestations: dist/demo-1.0.tar.gz",
        ..BASE
    },
    Signature {
        id: "attest-notfile",
        title: "A folder is named like a distribution",
        patterns: &["look like distributions but are not actually files"],
        causes: &[
            "The artifact was unpacked into folders named after the files, so the action finds folders where files should be",
        ],
        fix: "Download one artifact by its name, or set `merge-multiple: true`",
        rules: &["artifact-path"],
        source: "source of pypa/gh-action-pypi-publish",
        example: "##[error]The following paths look like distributions but are not actually files: dist/demo-1.0-py3-none-any.whl",
        ..BASE
    },
    Signature {
        id: "attest-rejected",
        title: "PyPI refuses the attestations",
        patterns: &["Invalid attestations supplied during upload"],
        causes: &[
            "The certificate of the attestation names another workflow than the publisher's record, as in reusable workflows, or the upload did not use trusted publishing",
        ],
        fix: "Publish from the workflow that the record names, without a password",
        rules: &["tp-reusable-workflow", "tp-token-shadows-oidc"],
        source: "pypa/gh-action-pypi-publish#283",
        example: "400 Invalid attestations supplied during upload: Verification failed: Certificate's Build Config URI does not match expected Trusted Publisher",
        ..BASE
    },
    Signature {
        id: "sigstore-outage",
        title: "Sigstore did not answer",
        patterns: &[
            "rekor.sigstore.dev{~}timed out",
            "rekor{~}Read timed out",
            "502 Server Error{~}rekor",
            "503 Server Error{~}rekor",
            "Server Error{~}sigstore.dev",
            "Connection to timestamp{~}timed out",
            "Connection to timestamp",
            "HTTPSConnectionPool(host='rekor{~}timed out",
            "fulcio.sigstore.dev{~}timed out",
        ],
        causes: &["The service that notes attestations did not answer; your files and your workflow are not the cause"],
        fix: "Run the publishing job again, with the same artifact",
        rules: &[],
        source: "pypa/gh-action-pypi-publish#377, #364; pypi/pypi-attestations#161",
        example: "requests.exceptions.HTTPError: 502 Server Error: Bad Gateway for url: https://rekor.sigstore.dev/api/v1/log/entries/",
        ..BASE
    },
    Signature {
        id: "no-dists",
        title: "There is nothing to publish",
        patterns: &[
            "no Python distribution packages to publish",
            "No files to publish. Run poetry build first",
            "No such file or directory: '/github/workspace/{folder}'",
        ],
        causes: &[
            "The folder of the publishing step holds no wheel and no sdist: nothing was built, or the artifact was unpacked elsewhere",
        ],
        fix: "Download the artifact into `dist/`, or set `packages-dir` to where it lies",
        rules: &["artifact-path", "artifact-name-mismatch"],
        source: "msaleme/red-team-blue-team-agent-fabric#436; vllm-project/aibrix#1388",
        example: "##[warning]It looks like there are no Python distribution packages to publish in the directory 'dist'.",
        over: &["twine-glob"],
        after: &["build-*", "artifact-*"],
        ..BASE
    },
    Signature {
        id: "uv-no-files",
        title: "uv finds nothing to publish",
        patterns: &["No files found to publish", "didn't match any wheels or source distributions"],
        causes: &["Nothing lies in `dist/` or at the paths that uv was given"],
        fix: "Download the artifact into `dist/`, or give uv the path",
        rules: &["artifact-path", "artifact-name-mismatch"],
        source: "uv, reproduced",
        example: "error: No files found to publish",
        after: &["build-*", "artifact-*", "uv-skipped-name"],
        ..BASE
    },
    Signature {
        id: "uv-no-index",
        title: "uv does not know the index",
        patterns: &[
            "No indexes were found, can't use index: {index}",
            "Index is missing a publish URL: {index}",
            "No indexes were found, can't use index",
            "Index not found: {index}. Found indexes",
        ],
        causes: &[
            "uv looks for the index {index} with a `publish-url` in `pyproject.toml`, and this job has no checkout or no such entry",
            "uv looks for the index in `pyproject.toml`, and this job has no checkout or no such entry",
        ],
        fix: "Check out first, or give the address with `--publish-url`",
        rules: &["publish-uv-index-no-checkout"],
        source: "uv, reproduced",
        example: "error: No indexes were found, can't use index: `testpypi`",
        ..BASE
    },
    Signature {
        id: "uv-hash-mismatch",
        title: "The index has this file with other bytes",
        patterns: &["Local file and index file do not match for {file}", "Local file and index file do not match"],
        causes: &[
            "{file} is on the index already and was built again since",
            "The file is on the index already and was built again since",
        ],
        fix: "Publish a new version; to finish a half upload, run only the publishing job again",
        rules: &["version-tag-unchecked"],
        source: "source of astral-sh/uv",
        example: "error: Local file and index file do not match for demo-1.0-py3-none-any.whl. Local: sha256=aa, Remote: sha256=bb",
        ..BASE
    },
    Signature {
        id: "uv-skipped-name",
        title: "uv left a file out because of its name",
        patterns: &["{file} has a non-normalized filename", "has a non-normalized filename"],
        causes: &[
            "Not uploaded: {file}. The name is not the normalised one, and uv skips such files without an error",
            "A file was not uploaded: its name is not the normalised one, and uv skips it without an error",
        ],
        fix: "Build with a current backend, which writes normalised names",
        rules: &["sdist-filename", "wheel-filename-not-normalized", "wheel-filename-version-form"],
        silent: true,
        source: "astral-sh/uv#8030",
        example: "warning: `dist/My.Demo-1.0.tar.gz` has a non-normalized filename (expected `my_demo-1.0.tar.gz`), skipping",
        ..BASE
    },
    Signature {
        id: "url-simple",
        title: "The address is that of an index to install from",
        patterns: &[
            "are you using the simple index URL",
            "trying to upload to pypi.org but have an invalid URL",
            "but have an invalid URL",
            "HTTPError: 405 Method Not Allowed from {url}",
            "HTTPError: 404 Not Found from https://pypi.org/",
            "HTTPError: 404 Not Found from https://test.pypi.org/",
        ],
        causes: &["Files are uploaded to another address than they are installed from"],
        fix: "Use `https://upload.pypi.org/legacy/`, or `https://test.pypi.org/legacy/`",
        rules: &["tp-publish-url"],
        source: "source of astral-sh/uv and pypa/twine",
        example: "error: POST requests are not supported by the endpoint, are you using the simple index URL instead of the upload URL?",
        ..BASE
    },
    Signature {
        id: "url-slash",
        title: "The address lacks its last slash",
        patterns: &["/legacy/ (with a trailing slash)", "missing a trailing slash", "{url} attempted to redirect to"],
        causes: &[
            "The index answers with a redirect to the address with `/` at its end, and uploads do not follow redirects",
        ],
        fix: "Write the address with the slash: `https://upload.pypi.org/legacy/`",
        rules: &["tp-publish-url"],
        source: "source of pypi/warehouse and pypa/twine",
        example: "An upload was attempted to /legacy but the expected upload URL is /legacy/ (with a trailing slash)",
        ..BASE
    },
    Signature {
        id: "upload-api-old",
        title: "PyPI has switched off what the tool speaks to",
        patterns: &[
            "This API has been deprecated and removed from legacy PyPI",
            "This API has moved to https://upload.pypi.org/legacy/",
            "You're trying to upload to the legacy PyPI site '{url}'",
            "410 Client Error: This API is no longer supported, instead simply upload the file",
            "Server Error{~} for url: https://pypi.python.org/pypi",
            "to https://pypi.python.org/pypi{~}HTTPError: 500 Server Error",
            "to https://pypi.python.org/pypi{~}Upload failed (5",
        ],
        causes: &[
            "The files go to `pypi.python.org`, or are registered before they are uploaded, as until 2017. A twine before 1.8 does so by itself, a newer one where `.pypirc` or the workflow says so",
        ],
        fix: "Use a current twine, take the old address out of `.pypirc` and out of the workflow, and leave `register` out",
        rules: &["tp-publish-url"],
        source: "pypa/twine#270, #353, #200, #140; pypi/legacy#457; travis-ci/dpl#675",
        example: "HTTPError: 410 Client Error: Gone (This API has been deprecated and removed from legacy PyPI in favor of using the APIs available in the new PyPI.org implementation of PyPI",
        ..BASE
    },
    Signature {
        id: "duplicate-skipped",
        severity: Severity::Info,
        title: "A file was on the index already and was left out",
        patterns: &[
            "Skipping {file} because it appears to already exist",
            "File {file} already exists, skipping",
            "{file} ... already exists",
        ],
        causes: &[
            "On the index already, and so not uploaded by this run: {file}. With a forgotten version the run ends green all the same",
            "A file was on the index already, so this run did not upload it",
        ],
        fix: "If a new version was meant, raise it; compare the tag with the built version before the upload",
        rules: &["version-skip-existing-masks"],
        silent: true,
        source: "mareforma/mareforma#46",
        example: "WARNING  Skipping demo-1.0-py3-none-any.whl because it appears to already exist",
        ..BASE
    },
    Signature {
        id: "upload-outage",
        title: "The index broke while it took a file",
        patterns: &[
            "HTTPError: 500{~}from http",
            "HTTPError: 502{~}from http",
            "HTTPError: 503{~}from http",
            "HTTPError: 504{~}from http",
            "Upload failed with status code 500",
            "Upload failed with status code 502",
            "Upload failed with status code 503",
            "Upload failed with status code 504",
            "Server returned status code 500",
            "Server returned status code 502",
            "Server returned status code 503",
            "Server returned status code 504",
            "Server Error: {~} for url: https://upload.pypi.org/legacy/",
            "Server Error: {~} for url: https://test.pypi.org/legacy/",
        ],
        causes: &[
            "The index is down or overloaded; your files and your workflow are not the cause. Some of the files may be online already",
        ],
        fix: "Look at status.python.org, wait, and run the publishing job again, with the same artifact: files that are there with the same bytes are taken",
        rules: &[],
        source: "source of twine and uv; pypa/packaging-problems#345",
        example: "ERROR    HTTPError: 503 Service Unavailable from https://upload.pypi.org/legacy/",
        after: &["index-readonly", "oidc-outage"],
        ..BASE
    },
    Signature {
        id: "upload-unexplained",
        title: "The index refused a file, and the tool does not say why",
        patterns: &[
            "HTTPError: 400 Bad Request from {url} Bad Request",
            "HTTPError: 403 Forbidden from {url} Forbidden",
            "Client error '400 Bad Request' for url '{url}/legacy/",
            "Client error '403 Forbidden' for url '{url}/legacy/",
            "400 Client Error: Bad Request for url: {url}/legacy/",
            "403 Client Error: Forbidden for url: {url}/legacy/",
        ],
        causes: &[
            "{url} refused a file, and without `--verbose` the tool leaves the reason out. Often the version is there already; else the credential is wrong, or the metadata is refused",
            "The index refused a file, and without `--verbose` the tool leaves the reason out",
        ],
        fix: "Set `verbose: true` on the publishing action, or run `twine upload --verbose`, and paste the log again; check the built files here meanwhile",
        rules: &["wheel-local-version", "dep-direct-url"],
        source: "pypa/gh-action-pypi-publish#303, #321; pypa/hatch#1809; pypa/flit#696",
        example: "ERROR    HTTPError: 400 Bad Request from https://test.pypi.org/legacy/ Bad Request",
        after: &["version-mismatch"],
        ..BASE
    },
    Signature {
        id: "network-down",
        title: "The runner could not reach a server",
        patterns: &[
            "error sending request for url ({url})",
            "Temporary failure in name resolution",
            "Could not resolve host: {url}",
            "NewConnectionError(",
            "ReadTimeoutError(",
            "('Connection aborted.'",
            "reason: read ECONNRESET",
            "other side closed",
        ],
        causes: &[
            "No answer came from {url}; your files and your workflow are not the cause",
            "A server could not be reached; your files and your workflow are not the cause",
        ],
        fix: "Run the failed jobs again, with the same artifacts",
        rules: &[],
        source: "source of uv and urllib3",
        example: "  Caused by: error sending request for url (https://pypi.org/_/oidc/audience)",
        after: &["*"],
        ..BASE
    },
]);
