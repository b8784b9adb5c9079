//! Failures of building: the backend, its configuration, the version, the files.

use crate::finding::Severity;
use crate::pipeline::triage::signature::{Phase, Signature};

const BASE: Signature = Signature { phase: Phase::Build, ..Signature::BASE };

pub const TABLE: &[Signature] = &Signature::table([
    Signature {
        id: "build-backend-missing",
        title: "The build backend is not installed for the build",
        patterns: &[
            "Backend '{backend}' is not available",
            "BackendUnavailable: Cannot import '{backend}'",
            "depends on {module}, but doesn't declare it as a build dependency",
            "doesn't declare it as a build dependency",
            "setup.py\", line {~}No module named '{module}'",
        ],
        causes: &[
            "The build backend {backend} could not be imported: it is not in `build-system.requires`",
            "The build imports {module}, which is not in `build-system.requires`",
            "The build imports something that is not in `build-system.requires`",
        ],
        fix: "List it under `[build-system] requires`, and build in isolation",
        rules: &["pyproject-build-system"],
        source: "build, pip and uv, reproduced",
        example: "ERROR Backend 'hatchling.build' is not available.",
        over: &["smoke-import", "build-generic"],
        ..BASE
    },
    Signature {
        id: "build-pkg-resources",
        title: "The module `pkg_resources` is gone",
        patterns: &["No module named 'pkg_resources'", "depends on pkg_resources, but doesn't declare it"],
        causes: &[
            "Something still imports `pkg_resources`, such as `setup.py` or a dependency. It came with setuptools, which dropped it in 82; no package of that name brings it back",
        ],
        fix: "Use `importlib.metadata`, `importlib.resources` or `packaging` in its place; until then require `setuptools<82` where it is imported",
        rules: &[],
        source: "setuptools and uv, reproduced; mammothb/editdistpy#21; dmwm/WMCore#12482",
        example: "ModuleNotFoundError: No module named 'pkg_resources'",
        over: &["smoke-import", "build-backend-missing", "build-generic"],
        ..BASE
    },
    Signature {
        id: "build-hatch-files",
        title: "Hatchling finds no package to ship",
        patterns: &["Unable to determine which files to ship inside the wheel"],
        causes: &["No folder is named like the project, so hatchling does not know what belongs into the wheel"],
        fix: "Name it: `[tool.hatch.build.targets.wheel] packages = [\"src/your_package\"]`",
        rules: &["pyproject-discovery-implicit"],
        source: "jupyterhub/kubespawner#832",
        example: "ValueError: Unable to determine which files to ship inside the wheel using the following heuristics: https://hatch.pypa.io/latest/plugins/builder/wheel/#default-file-selection",
        over: &["build-generic"],
        ..BASE
    },
    Signature {
        id: "build-flat-layout",
        title: "Setuptools finds several packages at the top and takes none",
        patterns: &["Multiple top-level packages discovered", "Multiple top-level modules discovered"],
        causes: &["Several folders or modules at the top could be the package, so setuptools refuses to guess"],
        fix: "Move the package into `src/`, or name it under `[tool.setuptools] packages`",
        rules: &["pyproject-discovery-implicit"],
        source: "pypa/setuptools#3197",
        example: "error: Multiple top-level packages discovered in a flat-layout: ['demo', 'assets'].",
        over: &["build-generic"],
        ..BASE
    },
    Signature {
        id: "build-uv-module",
        title: "The uv backend finds no module of the project's name",
        patterns: &[
            "Expected a Python module at: {path}",
            "Expected a Python module at {path}",
            "Missing source directory at: {path}",
        ],
        causes: &[
            "The uv backend looks for the module at {path}, and it is not there",
            "The uv backend does not find the module",
        ],
        fix: "Rename the folder, or set `module-name` and `module-root` under `[tool.uv.build-backend]`",
        rules: &["pyproject-discovery-implicit"],
        source: "uv, reproduced",
        example: "  Caused by: Expected a Python module at: `src/demo/__init__.py`",
        over: &["build-generic"],
        ..BASE
    },
    Signature {
        id: "build-scm-none",
        title: "The version comes from version control, and there is none",
        patterns: &[
            "unable to detect version for",
            "unable to detect version from version control",
            "was unable to detect version for",
        ],
        causes: &["The version is taken from git, and the build sees neither a repository nor a tag"],
        fix: "Check out with `fetch-depth: 0` and tags, build from the sdist, or set `SETUPTOOLS_SCM_PRETEND_VERSION_FOR_…`",
        rules: &["version-dynamic-history"],
        source: "pypa/setuptools-scm#278",
        example: "LookupError: setuptools-scm was unable to detect version for /home/runner/work/demo/demo.",
        over: &["build-generic"],
        ..BASE
    },
    Signature {
        id: "build-scm-shallow",
        severity: Severity::Warning,
        title: "The version is taken from a clone without history",
        patterns: &["is shallow and may cause errors", "is shallow and may cause incorrect version"],
        causes: &[
            "The version is counted from the last tag, and a shallow clone has neither tag nor history: it comes out as `0.1.dev1+…`, which PyPI refuses",
        ],
        fix: "Set `fetch-depth: 0` on `actions/checkout`",
        rules: &["version-dynamic-history"],
        silent: true,
        source: "pypa/setuptools-scm#790",
        example: "UserWarning: \"/home/runner/work/demo/demo\" is shallow and may cause errors",
        ..BASE
    },
    Signature {
        id: "build-readme",
        title: "The README that the project names is not there",
        patterns: &[
            "Readme file does not exist: {file}",
            "README file does not exist",
            "failed to open file {~}README",
            "Description file {file} does not exist",
            "Declared README file does not exist",
            "readme file not found",
        ],
        causes: &[
            "The file {file} that `readme` names does not lie beside `pyproject.toml`",
            "The file that `readme` names does not lie beside `pyproject.toml`",
        ],
        fix: "Add it or correct the path; in an sdist it has to be packed too",
        rules: &["sdist-readme-missing"],
        source: "hatchling, poetry and uv, reproduced",
        example: "OSError: Readme file does not exist: README.md",
        over: &["build-generic"],
        ..BASE
    },
    Signature {
        id: "build-license-old",
        title: "The setuptools that builds is too old for the licence fields",
        patterns: &[
            "project.license must be valid exactly by one definition (2 matches found)",
            "project must not contain {~}license-files{~} properties",
        ],
        causes: &[
            "`license = \"…\"` as an SPDX expression and `license-files` under `[project]` are known to setuptools since 77, and an older one builds here: pinned, taken from the runner, or the last one for an old Python",
        ],
        fix: "Write `requires = [\"setuptools>=77\"]` under `[build-system]`, and build with Python 3.9 or newer",
        rules: &["pyproject-backend-too-old"],
        source: "setuptools, reproduced; pydata/xarray#10588; openvinotoolkit/nncf#3564; pythological/kanren#91",
        example: "configuration error: `project.license` must be valid exactly by one definition (2 matches found):",
        over: &["build-version", "build-generic"],
        ..BASE
    },
    Signature {
        id: "build-version",
        title: "The version or the project table is not valid",
        patterns: &[
            "Invalid version {version} from field",
            "Invalid version: '{version}'",
            "Invalid metadata format in: pyproject.toml",
            "error: Failed to parse: pyproject.toml",
            "Failed to build {~}Failed to parse: pyproject.toml",
            "not part of a valid version",
            "does not match the required schema",
            "project.version must be pep440",
            "configuration error: project{~}must",
            "invalid pyproject.toml config",
        ],
        causes: &[
            "{version} is no version as PEP 440 defines them, so the build stops",
            "The project table has a value that is not allowed there; the lines after it name the key",
        ],
        fix: "Correct the value in `[project]`; a version looks like `1.2.0`, `1.2.0rc1` or `1.2.0.post1`",
        rules: &["version-pep440", "pyproject-invalid"],
        source: "hatchling, setuptools and uv, reproduced; kgnlp/allophant#3",
        example: "ValueError: Invalid version `1.0-final` from field `project.version`",
        over: &["build-generic"],
        ..BASE
    },
    Signature {
        id: "build-license-classifier",
        title: "A licence expression and a licence classifier exclude each other",
        patterns: &[
            "License classifiers have been superseded",
            "License classifiers are deprecated{~}license expression",
        ],
        causes: &[
            "`license` is an SPDX expression and a classifier `License :: …` stands beside it, which setuptools refuses",
        ],
        fix: "Delete the classifiers that begin with `License ::`",
        rules: &["metadata-license-conflict"],
        source: "setuptools, reproduced",
        example: "setuptools.errors.InvalidConfigError: License classifiers have been superseded by license expressions (see https://peps.python.org/pep-0639/).",
        over: &["build-generic"],
        ..BASE
    },
    Signature {
        id: "build-not-project",
        title: "The build runs in a folder without a project",
        patterns: &[
            "does not appear to be a Python project",
            "could not find a pyproject.toml file in",
            "make sure you have checked out the target repository",
        ],
        causes: &["Where the build runs there is neither `pyproject.toml` nor `setup.py`"],
        fix: "Check out first, or set `working-directory` to the folder of the project",
        rules: &["build-one-format"],
        source: "build and uv, reproduced",
        example: "ERROR Source /home/runner/work/demo/demo does not appear to be a Python project: no pyproject.toml or setup.py",
        over: &["build-generic"],
        ..BASE
    },
    Signature {
        id: "build-python",
        title: "No Python of the wanted version",
        patterns: &[
            "No interpreter found for Python {version}",
            "No interpreter found for",
            "The version '{version}' with architecture",
            "Version {version} with arch {~} not found",
        ],
        causes: &[
            "There is no Python {version} for this runner",
            "There is no Python of the wanted version for this runner",
        ],
        fix: "Install it with `uv python install` or `actions/setup-python`, or correct `requires-python` and `.python-version`",
        rules: &["pyproject-python-cap"],
        source: "uv, reproduced",
        example: "error: No interpreter found for Python 3.14 in managed installations or search path",
        ..BASE
    },
    Signature {
        id: "build-requires",
        title: "What the build requires cannot be installed",
        patterns: &[
            "Installing packages in isolated environment{~}Could not find a version that satisfies the requirement {requirement}",
            "Failed to resolve requirements from `build-system.requires`",
            "Failed to resolve requirements from build-system.requires",
            "pip subprocess to install build dependencies did not run successfully",
        ],
        causes: &[
            "No index that is asked has {requirement}, which `requires` under `[build-system]` names",
            "What `requires` under `[build-system]` names cannot be installed; the lines after it say which",
        ],
        fix: "Correct the name or the version under `[build-system]`, and build in a clean clone with `uv build`",
        rules: &["pyproject-build-system"],
        source: "build, pip and uv, reproduced",
        example: "* Installing packages in isolated environment:\n  - setuptools>=99\nERROR: Could not find a version that satisfies the requirement setuptools>=99 (from versions: 80.9.0)",
        over: &["smoke-index-lag", "smoke-resolve", "build-generic"],
        ..BASE
    },
    Signature {
        id: "build-lock-stale",
        title: "The lock file does not fit the project",
        patterns: &[
            "The lockfile at uv.lock needs to be updated, but",
            "pyproject.toml changed significantly since poetry.lock was last generated",
        ],
        causes: &[
            "`pyproject.toml` was changed and the lock file was not written again. `uv.lock` holds the project's own version too, so raising that is enough",
        ],
        fix: "Run `uv lock` or `poetry lock` after every change, raising the version included, and commit both files together",
        rules: &["version-lock-stale"],
        source: "uv and poetry, reproduced; TomerFi/switcher_webapi#1047; mloda-ai/mloda#1149",
        example: "error: The lockfile at `uv.lock` needs to be updated, but `--locked` was provided.",
        ..BASE
    },
    Signature {
        id: "build-header",
        title: "The compiler does not find a header",
        patterns: &["fatal error: {file}: No such file or directory", "fatal error: '{file}' file not found"],
        causes: &[
            "{file} is not there where the extension is compiled: the library that brings it is not installed",
            "A header is not there where the extension is compiled",
        ],
        fix: "Install the library with its headers before the build, with cibuildwheel in `CIBW_BEFORE_ALL`; if the header is yours, get it into the sdist",
        rules: &["sdist-package-missing"],
        source: "gcc and clang",
        example: "src/core.c:3:10: fatal error: zlib.h: No such file or directory",
        over: &["build-generic"],
        ..BASE
    },
    Signature {
        id: "wheel-repair",
        title: "The wheel cannot be made to run elsewhere",
        patterns: &[
            "cannot repair {wheel} to {tag} ABI because",
            "required library {library} could not be located",
            "Unable to find library: {library}",
            "do not satisfy target MacOS version {macos}:",
            "DelocationError:",
        ],
        causes: &[
            "The wheel was built where the system's libraries are newer than {tag} allows",
            "The wheel links {library}, and auditwheel or delvewheel does not find it",
            "A library in the wheel asks for a newer macOS than the wheel's tag, {macos}",
            "auditwheel, delocate or delvewheel could not pack a library that the wheel links, or it is newer than the wheel's tag allows",
        ],
        fix: "Build with cibuildwheel in its images, with the libraries installed there (`CIBW_BEFORE_ALL`), or choose a newer platform: `--plat`, `manylinux-x86_64-image`, `MACOSX_DEPLOYMENT_TARGET`",
        rules: &["tag-unknown-platform"],
        source: "pypa/cibuildwheel#1982; pypa/auditwheel#518; matthew-brett/delocate#178",
        example: "auditwheel: error: cannot repair \"dist/demo-1.0-cp312-cp312-linux_x86_64.whl\" to \"manylinux2014_x86_64\" ABI because of the presence of too-recent versioned symbols.",
        over: &["build-generic"],
        ..BASE
    },
    Signature {
        id: "cibuildwheel-none",
        title: "cibuildwheel is left with nothing to build",
        patterns: &["No build identifiers selected"],
        causes: &[
            "`build`, `skip`, the architectures and `requires-python` together leave no Python to build for, or this cibuildwheel is older than the Python that is wanted",
        ],
        fix: "See with `cibuildwheel --print-build-identifiers` what is left, and use a current cibuildwheel",
        rules: &[],
        source: "pypa/cibuildwheel#1717, #1015",
        example: "cibuildwheel: No build identifiers selected: BuildSelector(build_config='cp312-*', skip_config='')",
        ..BASE
    },
    Signature {
        id: "cibuildwheel-pure",
        title: "cibuildwheel built a wheel without compiled code",
        patterns: &["Build failed because a pure Python wheel was generated"],
        causes: &[
            "The wheel came out as `py3-none-any`: the project has nothing to compile, or its extension was left out of the build. cibuildwheel stops at both",
        ],
        fix: "Build a project of Python alone with `python -m build` or `uv build`; else look in the lines before for the extension that was skipped",
        rules: &[],
        source: "pypa/cibuildwheel#2038; ArthurBernard/Fynance#120",
        example: "Build failed because a pure Python wheel was generated.",
        ..BASE
    },
    Signature {
        id: "cibuildwheel-only",
        title: "This cibuildwheel does not start on Windows any more",
        patterns: &["Invalid --only='\"\"', must be a build selector with a known platform"],
        causes: &[
            "Actions of cibuildwheel before 2.16.5 hand PowerShell an empty option in a way that it now passes on",
        ],
        fix: "Use `pypa/cibuildwheel` 2.16.5 or newer",
        rules: &["uses-stale-major"],
        source: "pypa/cibuildwheel#1740; OpenAstronomy/github-actions-workflows#183; SETI/rms-cspyce#160",
        example: "Invalid --only='\"\"', must be a build selector with a known platform",
        ..BASE
    },
    Signature {
        id: "build-generic",
        title: "The build backend failed",
        patterns: &[
            "build backend returned an error",
            "Backend subprocess exited",
            "Getting requirements to build wheel did not run successfully",
            "metadata-generation-failed",
            "Failed building wheel for",
            "cibuildwheel: Command {command} failed with",
        ],
        causes: &[
            "cibuildwheel stopped because {command} failed. What it said stands in the lines before this one",
            "The build backend stopped. What it said stands in the lines before and after this one",
        ],
        fix: "Run the same build at home: `python -m build` or `uv build` in a clean clone",
        rules: &[],
        source: "build, pip and uv, reproduced",
        example: "ERROR Backend subprocess exited when trying to invoke build_wheel",
        after: &["*"],
        ..BASE
    },
]);
