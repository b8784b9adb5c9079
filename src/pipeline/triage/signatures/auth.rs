//! Failures of proving who uploads: trusted publishing, tokens, accounts.

use crate::pipeline::triage::signature::{Phase, Signature};

const BASE: Signature = Signature { phase: Phase::Auth, ..Signature::BASE };

pub const TABLE: &[Signature] = &Signature::table([
    Signature {
        id: "oidc-fork-pr",
        title: "A pull request from a fork cannot publish",
        patterns: &["called from a pull request on a fork"],
        causes: &[
            "The run was started by a pull request from a fork, and GitHub gives such runs no identity token, whatever the workflow says",
        ],
        fix: "Publish on a tag, a release or a manual start",
        rules: &["tp-pull-request"],
        source: "source of pypa/gh-action-pypi-publish",
        example: "The workflow context indicates that this action was called from a pull request on a fork.",
        over: &["oidc-no-permission"],
        ..BASE
    },
    Signature {
        id: "oidc-no-permission",
        title: "The job may not ask for an identity token",
        patterns: &["missing or insufficient OIDC token permissions", "Unable to get ACTIONS_ID_TOKEN_REQUEST_URL"],
        causes: &[
            "No `id-token: write` on this job. A `permissions` block of the job replaces that of the workflow. If a token was meant: the secret was empty, and the action then chooses trusted publishing",
        ],
        fix: "Add `permissions: id-token: write` to the publishing job, or check the name of the secret",
        rules: &["tp-missing-id-token"],
        source: "pypa/gh-action-pypi-publish#259, #138",
        example: "OpenID Connect token retrieval failed: GitHub: missing or insufficient OIDC token permissions, the ACTIONS_ID_TOKEN_REQUEST_TOKEN environment variable was unset",
        ..BASE
    },
    Signature {
        id: "oidc-no-permission-uv",
        title: "The job may not ask for an identity token (uv)",
        patterns: &["is the id-token: write permission missing", "is the 'id-token: write' permission missing"],
        causes: &["No `id-token: write` on this job. A `permissions` block of the job replaces that of the workflow"],
        fix: "Add `permissions: id-token: write` to the publishing job",
        rules: &["tp-missing-id-token"],
        source: "astral-sh/uv#7548",
        example: "error: Failed to obtain OIDC token: is the `id-token: write` permission missing?",
        over: &["oidc-no-permission", "uv-missing-credentials"],
        ..BASE
    },
    Signature {
        id: "oidc-reusable",
        title: "The publishing step runs in a reusable workflow",
        patterns: &["job_workflow_ref claim does not match"],
        causes: &[
            "The identity names the called workflow, while PyPI knows the calling one: publishing from a reusable workflow is not supported",
        ],
        fix: "Keep building in the reusable workflow, and put the publishing job into the workflow that PyPI's record names",
        rules: &["tp-reusable-workflow"],
        source: "pypa/gh-action-pypi-publish#166; pypi/warehouse#11096",
        example: "* `invalid-publisher`: valid token, but no corresponding publisher (The job_workflow_ref claim does not match, expecting one of ['acme/demo/.github/workflows/release.yml@refs/tags/v1'], got 'acme/ci/.github/workflows/publish.yml@refs/heads/main')",
        over: &["oidc-no-publisher", "oidc-no-publisher-uv"],
        ..BASE
    },
    Signature {
        id: "oidc-prt",
        title: "PyPI refuses runs that `pull_request_target` started",
        patterns: &["invoked via 'pull_request_target' is not supported"],
        causes: &[
            "The run was started by `pull_request_target`, which strangers can trigger; PyPI accepts no upload from it since 2026-03",
        ],
        fix: "Publish on a tag, a release or a manual start",
        rules: &["tp-pull-request-target", "trigger-dangerous"],
        source: "pypi/warehouse#19601",
        example: "* `invalid-publisher`: valid token, but no corresponding publisher (Publishing from a workflow invoked via 'pull_request_target' is not supported.)",
        over: &["oidc-no-publisher", "oidc-no-publisher-uv"],
        ..BASE
    },
    Signature {
        id: "oidc-claim-failed",
        title: "One claim differs from the publisher's record",
        patterns: &["Check failed for required claim '{claim}'", "Check failed for optional claim '{claim}'"],
        causes: &[
            "The claim {claim} is not what the publisher's record on the index says; `repository_owner_id` changes when a repository moves to another owner",
            "One claim is not what the publisher's record on the index says",
        ],
        fix: "Remove the publisher on the index and add it again with the values of the claims in this log",
        rules: &["tp-publisher-record", "tp-environment-mismatch"],
        source: "source of pypi/warehouse",
        example: "* `invalid-publisher`: valid token, but no corresponding publisher (Check failed for required claim 'repository_owner_id')",
        over: &["oidc-no-publisher", "oidc-no-publisher-uv"],
        ..BASE
    },
    Signature {
        id: "oidc-no-publisher-uv",
        title: "The index knows no publisher for this run (uv)",
        patterns: &["error code 422{~}is trusted publishing correctly configured"],
        causes: &[
            "No publisher on the index has repository {repository}, workflow {workflow} and environment {environment}: one of them was renamed or mistyped, the record is on the other index, or a pending one expired after 30 days",
            "No publisher on the index has this owner, repository, workflow file and environment: one of them was renamed or mistyped, the record is on the other index, or a pending one expired after 30 days",
        ],
        fix: "Compare the record on the index field by field with the claims: owner, repository, file name of the workflow, environment",
        rules: &["tp-publisher-record", "tp-environment-mismatch"],
        source: "tail-unica/hopwise#232",
        example: "  Caused by: Server returned error code 422 Unprocessable Entity, is trusted publishing correctly configured?",
        over: &["oidc-no-publisher"],
        ..BASE
    },
    Signature {
        id: "oidc-no-publisher",
        title: "The index knows no publisher for this run",
        patterns: &[
            "invalid-publisher{~}Publisher with matching claims was not found",
            "invalid-publisher{~}All lookup strategies exhausted",
            "valid token, but no corresponding publisher",
        ],
        causes: &[
            "No publisher on the index has repository {repository}, workflow {workflow} and environment {environment}: one of them was renamed or mistyped, the record is on the other index, or a pending one expired after 30 days",
            "No publisher on the index has this owner, repository, workflow file and environment: one of them was renamed or mistyped, the record is on the other index, or a pending one expired after 30 days",
        ],
        fix: "Compare the record on the index field by field with the claims: owner, repository, file name of the workflow, environment",
        rules: &["tp-publisher-record", "tp-environment-mismatch"],
        source: "pypa/gh-action-pypi-publish#173, #217, #361; dennisvang/tufup#176",
        example: "* `invalid-publisher`: valid token, but no corresponding publisher (Publisher with matching claims was not found)",
        ..BASE
    },
    Signature {
        id: "oidc-reusable-warn",
        severity: crate::finding::Severity::Warning,
        title: "The publishing step runs in a reusable workflow, which is not supported",
        patterns: &["calling workflow is a reusable workflow", "invoked from a reusable workflow"],
        causes: &[
            "It works by accident where caller and called lie in one repository; the certificates of attestations name the wrong workflow",
        ],
        fix: "Put the publishing job into the workflow that PyPI's record names",
        rules: &["tp-reusable-workflow"],
        silent: true,
        source: "pypa/gh-action-pypi-publish#283",
        example: "##[warning]The claims in this token suggest that the calling workflow is a reusable workflow.",
        ..BASE
    },
    Signature {
        id: "oidc-pending-exists",
        title: "A pending publisher cannot make a project that exists",
        patterns: &["invalid-pending-publisher{~}project already exists", "valid token, but project already exists"],
        causes: &[
            "A pending publisher is for the first upload of a new name. The project exists, so the index removed the pending record",
        ],
        fix: "Add a publisher in the settings of the project on the index",
        rules: &["tp-publisher-record"],
        source: "pypi/warehouse#18478",
        example: "* `invalid-pending-publisher`: valid token, but project already exists",
        over: &["oidc-no-publisher-uv"],
        ..BASE
    },
    Signature {
        id: "oidc-reused",
        title: "An identity token was exchanged twice",
        patterns: &["invalid-reuse-token", "invalid token: already used"],
        causes: &["The index takes every identity token once; two steps or a retry used the same one"],
        fix: "Exchange once in a job, and run the job again for a new token",
        rules: &["tp-publish-twice"],
        source: "pypi/warehouse#19625",
        example: "* `invalid-reuse-token`: invalid token: already used",
        over: &["oidc-no-publisher-uv"],
        ..BASE
    },
    Signature {
        id: "oidc-payload",
        title: "The index cannot read the identity token",
        patterns: &[
            "invalid-payload{~}malformed JWT",
            "invalid-payload{~}unknown trusted publishing issuer",
            "unknown trusted publishing issuer",
        ],
        causes: &["The token is damaged, or its issuer is none that the index knows, such as a GitLab of your own"],
        fix: "Publish from GitHub, GitLab.com, Google Cloud or ActiveState, or register the issuer with an organisation account",
        rules: &["tp-missing-id-token"],
        source: "PyPI's documentation, source of pypi/warehouse",
        example: "* `invalid-payload`: unknown trusted publishing issuer",
        over: &["oidc-no-publisher-uv"],
        ..BASE
    },
    Signature {
        id: "oidc-invalid-token",
        title: "The identity token is not valid",
        patterns: &["invalid-token{~}malformed or invalid token"],
        causes: &[
            "The token is expired, not signed, or made for the other index: the audience is `pypi` or `testpypi`",
        ],
        fix: "Run the job again; where you fetch the token yourself, ask for the audience of the index",
        rules: &["tp-index-target-mismatch"],
        source: "PyPI's documentation, source of pypi/warehouse",
        example: "* `invalid-token`: malformed or invalid token",
        over: &["oidc-no-publisher-uv"],
        ..BASE
    },
    Signature {
        id: "oidc-disabled",
        title: "The index offers no trusted publishing",
        patterns: &[
            "has trusted publishing disabled",
            "does not indicate trusted publishing support",
            "not-enabled{~}trusted publishing functionality not enabled",
            "Trusted publishing functionality not enabled",
        ],
        causes: &["This index does not know trusted publishing, or has it switched off"],
        fix: "Check the address of the index; a private one needs a token",
        rules: &["tp-publish-url"],
        source: "source of pypa/gh-action-pypi-publish",
        example: "audience retrieval failed: repository at packages.example.org does not indicate trusted publishing support",
        over: &["oidc-no-publisher-uv"],
        ..BASE
    },
    Signature {
        id: "oidc-outage",
        title: "The index does not answer as it should",
        patterns: &[
            "responded with unexpected {status}:",
            "index produced an unexpected {status} response",
            "the index gave us an invalid response",
            "error code 500{~}is trusted publishing correctly configured",
            "error code 502{~}is trusted publishing correctly configured",
            "error code 503{~}is trusted publishing correctly configured",
            "index produced an unexpected",
        ],
        causes: &[
            "The index answered {status} where it gives out tokens: it is down or overloaded",
            "The index answered in a way that says it is down or overloaded",
        ],
        fix: "Look at status.python.org, wait, and run the publishing job again",
        rules: &[],
        source: "source of pypa/gh-action-pypi-publish",
        example: "audience retrieval failed: repository at upload.pypi.org responded with unexpected 503: Service Unavailable",
        over: &["oidc-no-publisher-uv"],
        ..BASE
    },
    Signature {
        id: "oidc-no-env-uv",
        title: "Trusted publishing was asked for outside of a supported service",
        patterns: &["No OIDC token discovered"],
        causes: &["`--trusted-publishing always` needs a run on a service that gives out identity tokens"],
        fix: "Publish from CI, or give a token here",
        rules: &["publish-uv-auto-tp"],
        source: "source of astral-sh/uv",
        example: "error: No OIDC token discovered: are you in a supported trusted publishing environment?",
        ..BASE
    },
    Signature {
        id: "uv-mixed-credentials",
        title: "A credential stands beside trusted publishing",
        patterns: &[
            "{what} are not allowed when using trusted publishing",
            "are not allowed when using trusted publishing",
        ],
        causes: &["With `--trusted-publishing always` uv accepts no user name, password, token or keyring beside it"],
        fix: "Remove the credential, also from `UV_PUBLISH_TOKEN` and its like",
        rules: &["tp-token-shadows-oidc"],
        source: "uv, reproduced",
        example: "error: a username and a password are not allowed when using trusted publishing",
        ..BASE
    },
    Signature {
        id: "uv-missing-credentials",
        title: "uv had no credentials, because trusted publishing failed before",
        patterns: &["Missing credentials for {url}", "Missing credentials for"],
        causes: &["In its automatic mode uv hides why trusted publishing failed, and goes on without credentials"],
        fix: "Publish with `--trusted-publishing always`: then uv says what was wrong, most often a missing `id-token: write`",
        rules: &["publish-uv-auto-tp", "tp-missing-id-token"],
        source: "astral-sh/uv#8584; aignostics/tme-studio#113",
        example: "  Caused by: Missing credentials for https://upload.pypi.org/legacy/",
        after: &["oidc-*"],
        ..BASE
    },
    Signature {
        id: "twine-noninteractive",
        title: "twine has no credential and may not ask for one",
        patterns: &[
            "NonInteractive: Credential not found",
            "Credential not found for password",
            "Credential not found for API token",
            "Enter your API token:{~}EOFError",
            "Enter your username:{~}EOFError",
        ],
        causes: &["No user name or token was given: the secret is empty in this job, or the variable has another name"],
        fix: "Set `TWINE_USERNAME` and `TWINE_PASSWORD` from secrets, or use trusted publishing",
        rules: &["tp-missing-id-token"],
        source: "twine, reproduced",
        example: "ERROR    NonInteractive: Credential not found for password.",
        after: &["token-empty", "oidc-*"],
        ..BASE
    },
    Signature {
        id: "publish-no-credential",
        title: "The publishing tool has no credential and may not ask for one",
        patterns: &[
            "Username for '{url}' [__token__]: Aborted",
            "Enter your username [__TOKEN__]: Aborted",
            "Missing required option: user",
            "Missing required option: auth",
            "raise NoKeyringError(msg){~}NoKeyringError: No recommended backend",
            "Could not find username for upload.",
            "[PdmUsageError]: Username and password are required",
        ],
        causes: &[
            "No user name or no token was given, and in a job nobody can be asked: the secret is empty in this job, or the variable has another name than the tool reads",
        ],
        fix: "Set what the tool reads: `HATCH_INDEX_USER` and `HATCH_INDEX_AUTH`, `FLIT_USERNAME` and `FLIT_PASSWORD`, `PDM_PUBLISH_USERNAME` and `PDM_PUBLISH_PASSWORD`; or publish with trusted publishing",
        rules: &["tp-static-token", "tp-missing-id-token"],
        source: "hatch and flit, reproduced; pypa/hatch#411, #671; pdm-project/pdm#1868",
        example: "Username for 'https://upload.pypi.org/legacy/' [__token__]: Aborted!",
        after: &["oidc-*"],
        ..BASE
    },
    Signature {
        id: "twine-oidc",
        title: "twine could not get an identity token",
        patterns: &["Unable to retrieve an OIDC token from the CI platform"],
        causes: &["twine tried trusted publishing, and the job may not ask for an identity token"],
        fix: "Add `permissions: id-token: write` to the publishing job, or give twine a token",
        rules: &["tp-missing-id-token"],
        source: "source of pypa/twine",
        example: "ERROR    TrustedPublishingFailure: Unable to retrieve an OIDC token from the CI platform for trusted publishing",
        over: &["oidc-no-permission"],
        ..BASE
    },
    Signature {
        id: "token-empty",
        title: "The password is empty",
        patterns: &["you have not passed a password or it is otherwise empty"],
        causes: &[
            "The secret has no value in this job: it belongs to an environment that the job does not name, has another name, or the run comes from a fork",
        ],
        fix: "Name the environment on the job, correct the name of the secret, or use trusted publishing",
        rules: &["tp-no-environment", "tp-static-token"],
        source: "source of pypa/gh-action-pypi-publish",
        example: "##[warning]It looks like you have not passed a password or it is otherwise empty. Please verify that you have passed it directly or, preferably, through a secret.",
        ..BASE
    },
    Signature {
        id: "token-prefix",
        title: "The secret is no token of the index",
        patterns: &["token value does not start with"],
        causes: &["Tokens of PyPI and TestPyPI begin with `pypi-`; the secret holds something else, or a part of it"],
        fix: "Copy the whole token into the secret again, or use trusted publishing",
        rules: &["tp-static-token"],
        source: "thouska/spotpy#289",
        example: "##[warning]It looks like you are trying to use an API token to authenticate in the package index and your token value does not start with \"pypi-\" as it typically should.",
        ..BASE
    },
    Signature {
        id: "token-password",
        title: "Passwords do not upload any more",
        patterns: &[
            "Username/Password authentication is no longer supported",
            "requires all users to enable Two-Factor",
            "require all users to enable Two-Factor",
        ],
        causes: &["The upload was made with the password of an account, which the index refuses since 2024"],
        fix: "Use trusted publishing, or the user name `__token__` with a token",
        rules: &["tp-static-token"],
        source: "LFPy/LFPy#468",
        example: "403 Username/Password authentication is no longer supported. Migrate to API Tokens or Trusted Publishers instead.",
        ..BASE
    },
    Signature {
        id: "token-expired",
        title: "The upload token ran out during the upload",
        patterns: &["Invalid API Token:{~}token is expired", "Invalid API Token{~}expired"],
        causes: &["A token from trusted publishing lives 15 minutes; the upload took longer"],
        fix: "Upload fewer or smaller files at once, or use twine 6.2 or newer, which renews the token",
        rules: &["size-compressed"],
        source: "pypa/twine#1246",
        example: "403 Invalid API Token: token is expired",
        ..BASE
    },
    Signature {
        id: "token-oidc-scope",
        title: "The publisher does not belong to this project",
        patterns: &[
            "OIDC scoped token is not valid for project '{project}'",
            "OIDC scoped token is not valid for project",
        ],
        causes: &[
            "The run proved who it is, but its publisher is not registered for {project}",
            "The run proved who it is, but its publisher is not registered for this project",
        ],
        fix: "Add the publisher in the settings of every project that this workflow uploads",
        rules: &["tp-publisher-record"],
        source: "source of pypi/warehouse; pypi/warehouse#16920",
        example: "403 Invalid API Token: OIDC scoped token is not valid for project 'demo-extra'",
        ..BASE
    },
    Signature {
        id: "token-wrong-scope",
        title: "The token is for another project",
        patterns: &[
            "given token isn't allowed to upload to project '{project}'",
            "given token isn't allowed to upload",
            "project-scoped token is not valid for project: '{project}'",
            "project-scoped token is not valid for project",
        ],
        causes: &["The token is scoped to another project than {project}", "The token is scoped to another project"],
        fix: "Make a token for this project, or better: use trusted publishing",
        rules: &["tp-static-token", "match-name-version"],
        source: "source of pypi/warehouse",
        example: "403 Invalid API Token: project-scoped token is not valid for project: 'demo'",
        ..BASE
    },
    Signature {
        id: "token-not-owner",
        title: "The name belongs to somebody else",
        patterns: &[
            "The user '{user}' isn't allowed to upload to project '{project}'",
            "is not allowed to upload to project '{project}'",
            "isn't allowed to upload to project",
            "You are not allowed to upload to '{project}'",
        ],
        causes: &[
            "The account {user} may not upload to {project}: the name has another owner, even if it has no release",
            "The account may not upload to {project}: the name has another owner",
            "The account may not upload to this project: the name has another owner, even if it has no release",
        ],
        fix: "Ask its owner to add you, or choose another name; PEP 541 says when a name can be taken over",
        rules: &["tp-publisher-record"],
        source: "pypi/warehouse#17254, #11270",
        example: "403 The user 'acme' isn't allowed to upload to project 'demo'. See https://pypi.org/help/#project-name for more information.",
        ..BASE
    },
    Signature {
        id: "token-invalid",
        title: "The index does not know the token",
        patterns: &["Invalid or non-existent authentication information", "Username and/or password are wrong"],
        causes: &[
            "The token was revoked or mistyped, or it is one of PyPI used on TestPyPI or the other way round: they are separate indexes with separate accounts",
        ],
        fix: "Make a token on the index that you upload to, or use trusted publishing",
        rules: &["tp-static-token", "tp-index-target-mismatch"],
        source: "pypa/gh-action-pypi-publish#38, #75; pypi/warehouse#7510",
        example: "ERROR    HTTPError: 403 Forbidden from https://test.pypi.org/legacy/ Invalid or non-existent authentication information.",
        after: &["token-empty", "token-prefix", "token-password"],
        ..BASE
    },
    Signature {
        id: "user-email",
        title: "The account has no verified address",
        patterns: &["does not have a verified primary email", "does not have a verified email"],
        causes: &["The account behind the token has no verified primary e-mail address"],
        fix: "Verify it in the settings of the account, then run the publishing job again",
        rules: &["tp-static-token"],
        source: "source of pypi/warehouse",
        example: "400 User 'acme', associated with the API token used, does not have a verified primary email address.",
        ..BASE
    },
    Signature {
        id: "user-2fa",
        title: "The account has no second factor",
        patterns: &[
            "does not have two-factor authentication enabled",
            "two-factor authentication enabled. Please enable",
        ],
        causes: &[
            "The account behind the token has no two-factor authentication, which the index asks of everybody who uploads",
        ],
        fix: "Switch it on in the settings of the account, then run the publishing job again",
        rules: &["tp-static-token"],
        source: "source of pypi/warehouse",
        example: "400 User 'acme', associated with the API token used, does not have two-factor authentication enabled.",
        ..BASE
    },
]);
