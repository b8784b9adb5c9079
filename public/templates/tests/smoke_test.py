"""Smoke test of an installed your-project: it imports, it is the version it should be, and its commands start.

    uv run --isolated --no-project --with dist/*.whl tests/smoke_test.py [VERSION]

Run it once with the wheel and once with the sdist, each installed alone, and never inside the checkout's environment: there,
the source tree answers for files that the distribution does not hold. It needs nothing but the standard library.
"""

import importlib
import importlib.metadata
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tempfile

PROJECT = "your-project"

# What a user imports.
IMPORTS = ["your_project"]

# Every command, with arguments that make it answer and end.
COMMANDS = {
    "your-command": ["--help"],
}

SECONDS = 60


def main():
    expected = sys.argv[1] if len(sys.argv) > 1 and sys.argv[1] else None
    try:
        distribution = importlib.metadata.distribution(PROJECT)
    except importlib.metadata.PackageNotFoundError:
        return report([f"{PROJECT} is not installed here: install the wheel or the sdist first"])
    problems = []
    if expected is not None and distribution.version != expected:
        problems.append(f"version {distribution.version} is installed, and {expected} should be: is another file in dist/?")
    for name in IMPORTS:
        problems += check_import(name, distribution)
    entry_points = {point.name: point for point in distribution.entry_points if point.group == "console_scripts"}
    for name in COMMANDS:
        if name not in entry_points:
            problems.append(f"the command {name} is not declared: [project.scripts] does not reach the built distribution")
    for point in entry_points.values():
        problems += check_command(point, distribution)
    if not problems:
        print(f"{PROJECT} {distribution.version}: imports {', '.join(IMPORTS)}; commands: {', '.join(entry_points) or 'none'}")
    return report(problems)


def report(problems):
    on_github = os.environ.get("GITHUB_ACTIONS") == "true"
    for problem in problems:
        print(("::error::" if on_github else "error: ") + problem.replace("\n", "%0A" if on_github else "\n  "))
    return 1 if problems else 0


def check_import(name, distribution):
    try:
        module = importlib.import_module(name)
    except Exception as error:
        return [f"import {name} fails: {reason(error, name, distribution)}"]
    where = getattr(module, "__file__", None)
    if where and not is_installed(where):
        return [f"import {name} takes {where}, which is not the installed distribution: run this outside of the checkout"]
    return []


def is_installed(path):
    """Whether a file lies where installers put packages."""
    path = os.path.realpath(path)
    folders = [entry for entry in sys.path if os.path.basename(entry) in ("site-packages", "dist-packages")]
    return any(path.startswith(os.path.realpath(folder) + os.sep) for folder in folders)


def reason(error, name, distribution):
    """Why an import failed, in words that name the cause."""
    if isinstance(error, ModuleNotFoundError) and error.name:
        if name == error.name or name.startswith(error.name + "."):
            return f"the distribution holds no module {error.name}; it holds {held(distribution)}"
        if error.name.split(".")[0] in (imported.split(".")[0] for imported in IMPORTS):
            return f"it imports {error.name}, which the distribution does not hold: the build leaves it out"
        return f"it imports {error.name}, which is not installed: declare it under [project] dependencies"
    return f"{type(error).__name__}: {error}"


def held(distribution):
    files = [str(file).replace(os.sep, "/") for file in distribution.files or []]
    files = [file for file in files if ".dist-info/" not in file and not file.startswith("..")]
    tops = sorted({file.split("/")[0] for file in files if not file.startswith("__pycache__")})
    return ", ".join(tops) if tops else "no module at all: package discovery found nothing"


def check_command(point, distribution):
    module = point.value.split("[")[0].split(":")[0].strip()
    try:
        found = importlib.util.find_spec(module) is not None
    except Exception as error:
        return [f"the command {point.name} points to {point.value}, and {reason(error, module, distribution)}"]
    if not found:
        return [f"the command {point.name} points to {point.value}, and the distribution holds no module {module}"]
    program = shutil.which(point.name) or os.path.join(sysconfig.get_path("scripts"), point.name)
    failed, output = run([program] + COMMANDS.get(point.name, ["--help"]))
    if failed:
        return [f"{failed}\n{last_lines(output)}"]
    expected = distribution.version
    if re.search(r"(^|\s)--version\b", output):
        failed, output = run([program, "--version"])
        if failed:
            return [f"{failed}\n{last_lines(output)}"]
        if expected not in output:
            return [f"{point.name} --version says {output.strip()!r}, and {expected} is installed"]
    return []


def run(command):
    """Runs a command in an empty folder; what went wrong, and what it printed."""
    called = " ".join([os.path.basename(command[0])] + command[1:])
    try:
        with tempfile.TemporaryDirectory() as folder:
            done = subprocess.run(
                command,
                cwd=folder,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                timeout=SECONDS,
            )
    except OSError as error:
        return f"{called} does not start: {error}", ""
    except subprocess.TimeoutExpired as error:
        return f"{called} does not end within {SECONDS} seconds", (error.stdout or b"").decode(errors="replace")
    output = done.stdout.decode(errors="replace")
    return (f"{called} ends with {done.returncode}" if done.returncode else ""), output


def last_lines(output):
    return "\n".join(output.strip().splitlines()[-5:])


if __name__ == "__main__":
    sys.exit(main())
