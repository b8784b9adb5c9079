//! Failures of installing and starting what was built.

use crate::pipeline::triage::signature::{Phase, Signature};

const BASE: Signature = Signature { phase: Phase::Smoke, ..Signature::BASE };

pub const TABLE: &[Signature] = &Signature::table([
    Signature {
        id: "smoke-spawn-perm",
        title: "A glob named several files, and the second was taken for the command",
        patterns: &["Failed to spawn: {file}.whl{~}Permission denied", "Failed to spawn: dist/{~}Permission denied"],
        causes: &["`dist/*.whl` stood for several files: the first was installed, the second was started as a command"],
        fix: "Name one file, or empty `dist/` before the build (`uv build --clear`)",
        rules: &["smoke-glob-many"],
        source: "uv, reproduced",
        example: "error: Failed to spawn: `dist/demo-1.1-py3-none-any.whl` Caused by: Permission denied (os error 13)",
        ..BASE
    },
    Signature {
        id: "smoke-spawn-missing",
        title: "The command is not in the wheel",
        patterns: &["Failed to spawn: {command} {~}No such file or directory"],
        causes: &[
            "After installing the file there is no command {command}: `[project.scripts]` does not have it, or the wheel lost it",
            "After installing the file there is no such command",
        ],
        fix: "Compare the name with `[project.scripts]`, and `entry_points.txt` in the wheel",
        rules: &["smoke-unknown-command", "match-scripts"],
        source: "uv, reproduced",
        example: "error: Failed to spawn: `demo` Caused by: No such file or directory (os error 2)",
        ..BASE
    },
    Signature {
        id: "smoke-uvx-missing",
        title: "The package has no command of that name",
        patterns: &[
            "An executable named {command} is not provided by package {package}",
            "is not provided by package {package}",
        ],
        causes: &[
            "The package {package} has no command {command}",
            "The package {package} has no such command",
            "The package has no such command",
        ],
        fix: "Compare the name with `[project.scripts]`; `uvx --from PACKAGE COMMAND` starts one of another name",
        rules: &["smoke-unknown-command", "match-scripts"],
        source: "uv, reproduced",
        example: "An executable named `demo` is not provided by package `demo-tool`.",
        ..BASE
    },
    Signature {
        id: "smoke-entrypoint",
        title: "The command starts something that is not in its module",
        patterns: &[
            "cannot import name '{name}' from '{module}'",
            "cannot import name {name} from",
            "module '{module}' has no attribute '{name}'",
        ],
        causes: &[
            "{module} has no {name}, and an entry point or an import asks for it",
            "An entry point or an import asks for a name that its module does not have",
        ],
        fix: "Correct the target under `[project.scripts]`, or the name in the module",
        rules: &["entry-attribute-missing"],
        source: "Python, reproduced",
        example: "ImportError: cannot import name 'main' from 'demo.cli' (/tmp/venv/lib/python3.12/site-packages/demo/cli.py)",
        ..BASE
    },
    Signature {
        id: "smoke-import",
        title: "A module is missing once the package is installed",
        patterns: &["ModuleNotFoundError: No module named '{module}'", "ImportError: No module named {module}"],
        causes: &[
            "Not there once the package is installed: {module}. It was not packed, or it is a dependency that nobody declared",
            "A module is not there once the package is installed",
        ],
        fix: "If it is yours, get it into the wheel; if not, add it to `dependencies`",
        rules: &["entry-module-missing", "content-empty"],
        source: "Python, reproduced",
        example: "ModuleNotFoundError: No module named 'demo.cli'",
        after: &["build-*"],
        ..BASE
    },
    Signature {
        id: "smoke-path",
        title: "The file to install is not there",
        patterns: &[
            "Distribution not found at: {file}",
            "Distribution not found at {file}",
            "WARNING: Requirement 'dist/*.whl' looks like a filename, but the file does not exist",
            "looks like a filename, but the file does not exist",
        ],
        causes: &[
            "There is no file at {file}: nothing was built, or a quoted `*` was not expanded",
            "There is no such file: nothing was built, or a quoted `*` was not expanded",
        ],
        fix: "Name the file as the build printed it, and leave the `*` outside of quotes",
        rules: &["smoke-wheel-missing"],
        source: "uv and pip, reproduced",
        example: "error: Distribution not found at: file:///home/runner/work/demo/demo/dist/*.whl",
        after: &["build-*", "artifact-*"],
        ..BASE
    },
    Signature {
        id: "smoke-testpypi-squat",
        title: "A dependency was taken from TestPyPI, where anybody may have its name",
        patterns: &[
            "Downloading https://test-files.pythonhosted.org/{~}setup.py egg_info",
            "Looking in indexes: https://test.pypi.org/simple{~}Collecting{~}setup.py egg_info",
            "test.pypi.org/simple{~}DESCRIPTION.txt",
            "test-files.pythonhosted.org{~}DESCRIPTION.txt",
            "egg_info{~}DESCRIPTION.txt",
        ],
        causes: &[
            "With TestPyPI as an index, dependencies come from there too, and some names hold old or foreign uploads that do not build",
        ],
        fix: "Install your own package from TestPyPI with `--no-deps`, and its dependencies from PyPI",
        rules: &["testpypi-mixed-indexes"],
        source: "awslabs/cli-agent-orchestrator#270",
        example: "Looking in indexes: https://test.pypi.org/simple/, https://pypi.org/simple/ Collecting fastapi Downloading https://test-files.pythonhosted.org/packages/fastapi-1.0.tar.gz (3 kB) Running command python setup.py egg_info",
        over: &["build-generic", "smoke-index-lag"],
        ..BASE
    },
    Signature {
        id: "smoke-resolve",
        title: "The dependencies cannot be satisfied together",
        patterns: &[
            "No solution found when resolving --with dependencies",
            "No solution found when resolving dependencies",
            "No solution found when resolving tool dependencies",
            "ResolutionImpossible",
        ],
        causes: &["No set of versions satisfies the requirements of what was built; the lines after it name them"],
        fix: "Widen or correct the requirement that is named; right after an upload, wait for the index",
        rules: &["dep-invalid"],
        source: "uv, reproduced",
        example: "  × No solution found when resolving `--with` dependencies:",
        ..BASE
    },
    Signature {
        id: "smoke-index-lag",
        title: "The index does not have the version, or not yet",
        patterns: &[
            "No matching distribution found for {requirement}",
            "Could not find a version that satisfies the requirement {requirement}",
            "there is no version of {requirement} and you require",
            "Because {requirement} was not found in the package registry and",
        ],
        causes: &[
            "The index has no file for {requirement}. Right after an upload it needs a minute or two; on TestPyPI a dependency may not exist at all",
            "The index has no such file",
        ],
        fix: "Try again a few times with a pause, and with uv only with `--refresh-package`, because it keeps what the index said at first; from TestPyPI install only your own package, with `--no-deps`",
        rules: &["postpublish-no-retry", "testpypi-mixed-indexes"],
        source: "mcp-hangar/mcp-hangar#680; pypa/setuptools#2521; DigitalHarborFoundation/FlexEval#115; botingw/rulebook-ai#61",
        example: "ERROR: No matching distribution found for demo==1.2.0",
        over: &["smoke-resolve"],
        ..BASE
    },
]);
