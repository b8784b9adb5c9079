# /// script
# requires-python = ">=3.10"
# dependencies = ["packaging==26.3"]
# ///
"""Checks the built distributions of your-project for what PyPI refuses and for what breaks after it was accepted.

    uv run --script scripts/release/validate_metadata.py [--tag TAG] [DIST]

DIST is the folder that `uv build` filled, by default dist. With a tag, the built version must be the tag's. All problems are
named at once, and nothing is changed. On GitHub the version becomes the output `version` of the step.
"""

import argparse
import configparser
import os
import pathlib
import sys
import tarfile
import zipfile

from packaging.metadata import parse_email
from packaging.requirements import InvalidRequirement, Requirement
from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.utils import (
    InvalidSdistFilename,
    InvalidWheelFilename,
    canonicalize_name,
    parse_sdist_filename,
    parse_wheel_filename,
)
from packaging.version import InvalidVersion, Version

PROJECT = "your-project"

# What a user imports.
IMPORTS = ["your_project"]

CONTENT_TYPES = ["text/markdown", "text/x-rst", "text/plain"]
MODULE_ENDS = (".py", ".pyi", ".so", ".pyd")


class Problems:
    """What is wrong, in the order in which it was found."""

    def __init__(self):
        self.errors = 0

    def error(self, where, what):
        self.errors += 1
        self.say("error", where, what)

    def warning(self, where, what):
        self.say("warning", where, what)

    def say(self, level, where, what):
        on_github = os.environ.get("GITHUB_ACTIONS") == "true"
        print(f"::{level}::{where}: {what}" if on_github else f"{level}: {where}: {what}")


class Distribution:
    """A wheel or an sdist: the paths of its files, its metadata, its entry points."""

    def __init__(self, path):
        self.path = path
        self.is_wheel = path.suffix == ".whl"
        self.names = []
        self.metadata = b""
        self.entry_points = ""
        if self.is_wheel:
            with zipfile.ZipFile(path) as archive:
                self.names = [name for name in archive.namelist() if not name.endswith("/")]
                self.metadata = self.read(archive, ".dist-info/METADATA") or b""
                self.entry_points = (self.read(archive, ".dist-info/entry_points.txt") or b"").decode()
        else:
            with tarfile.open(path) as archive:
                files = [member for member in archive.getmembers() if member.isfile()]
                self.names = [member.name for member in files]
                for member in files:
                    if member.name.count("/") == 1 and member.name.endswith("/PKG-INFO"):
                        self.metadata = archive.extractfile(member).read()

    def read(self, archive, end):
        for name in self.names:
            if name.endswith(end) and name.count("/") == 1:
                return archive.read(name)
        return None

    def modules(self):
        """The modules of a wheel, as paths without an ending: `demo`, `demo/cli`."""
        found = set()
        for name in self.names:
            parts = name.split("/")
            if parts[0].endswith(".data") and len(parts) > 2 and parts[1] in ("purelib", "platlib"):
                parts = parts[2:]
            if parts[0].endswith((".dist-info", ".data")) or not parts[-1].endswith(MODULE_ENDS):
                continue
            parts[-1] = parts[-1].split(".")[0]
            if parts[-1] == "__init__":
                parts.pop()
            # A folder without __init__.py is a package too.
            found.update("/".join(parts[:length]) for length in range(1, len(parts) + 1))
        return found


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tag", help="the tag that is released, such as v1.2.0")
    parser.add_argument("dist", nargs="?", default="dist", type=pathlib.Path)
    arguments = parser.parse_args()
    problems = Problems()
    found = collect(arguments.dist, problems)
    versions = {}
    for distribution in found:
        version = check(distribution, problems)
        if version is not None:
            versions[distribution.path.name] = version
    if len(set(versions.values())) > 1:
        told = ", ".join(f"{name} is {version}" for name, version in sorted(versions.items()))
        problems.error(arguments.dist, f"the files are of different versions: {told}; build both from one commit")
    if arguments.tag:
        check_tag(arguments.tag, versions, problems)
    if problems.errors:
        print(f"{problems.errors} error(s): nothing is published")
        return 1
    version = next(iter(versions.values()))
    print(f"{PROJECT} {version}: {', '.join(sorted(versions))}")
    if os.environ.get("GITHUB_OUTPUT"):
        with open(os.environ["GITHUB_OUTPUT"], "a", encoding="utf-8") as output:
            output.write(f"version={version}\n")
    return 0


def collect(folder, problems):
    """The distributions of the folder; uploaders send or refuse whatever else lies there."""
    files = sorted(path for path in folder.glob("*") if not path.name.startswith("."))
    wheels = [path for path in files if path.suffix == ".whl"]
    sdists = [path for path in files if path.name.endswith(".tar.gz")]
    for path in files:
        if path not in wheels and path not in sdists:
            problems.error(folder, f"{path.name} is no distribution; keep it out of the folder that is published")
    if not wheels:
        problems.error(folder, "no wheel was built")
    if len(sdists) != 1:
        problems.error(folder, f"one sdist should be here, and there are {len(sdists)}")
    found = []
    for path in wheels + sdists:
        try:
            found.append(Distribution(path))
        except (OSError, EOFError, ValueError, KeyError, zipfile.BadZipFile, tarfile.TarError) as error:
            problems.error(path.name, f"it cannot be opened: {error}")
    return found


def check(distribution, problems):
    """Checks one file; its version, if it has one."""
    name = distribution.path.name
    if not distribution.metadata:
        problems.error(name, "it holds no metadata")
        return None
    raw, unparsed = parse_email(distribution.metadata)
    for field in unparsed:
        problems.error(name, f"the metadata field {field} cannot be read")
    if canonicalize_name(raw.get("name", "")) != canonicalize_name(PROJECT):
        problems.error(name, f"the name is {raw.get('name')!r}, and this project is {PROJECT!r}")
    version = check_version(raw.get("version", ""), name, problems)
    check_file_name(distribution, version, problems)
    check_python(raw, name, problems)
    check_license(raw, distribution, problems)
    check_readme(raw, name, problems)
    check_requirements(raw, name, problems)
    if distribution.is_wheel:
        check_contents(distribution, problems)
        check_entry_points(distribution, problems)
    return version


def check_version(text, name, problems):
    try:
        version = Version(text)
    except InvalidVersion:
        problems.error(name, f"the version {text!r} is none that Python knows")
        return None
    if version.local:
        problems.error(
            name,
            f"the version {version} has a local part, which PyPI refuses: the build saw no tag on this commit, a shallow "
            "checkout or changed files",
        )
    return version


def check_file_name(distribution, version, problems):
    name = distribution.path.name
    try:
        if distribution.is_wheel:
            project, named, _, tags = parse_wheel_filename(name)
            for tag in tags:
                if tag.platform.startswith("linux_"):
                    problems.error(name, f"PyPI refuses the platform {tag.platform}; build it with cibuildwheel")
        else:
            project, named = parse_sdist_filename(name)
    except (InvalidWheelFilename, InvalidSdistFilename) as error:
        problems.error(name, str(error))
        return
    if project != canonicalize_name(PROJECT) or (version is not None and named != version):
        problems.error(name, f"the file is called after {project} {named}, and its metadata says {version}")


def check_python(raw, name, problems):
    text = raw.get("requires_python")
    if text is None:
        problems.warning(name, "there is no requires-python, so it installs where it cannot run")
        return
    try:
        SpecifierSet(text)
    except InvalidSpecifier:
        problems.error(name, f"requires-python is {text!r}, which is no version specifier")


def check_license(raw, distribution, problems):
    name = distribution.path.name
    files = raw.get("license_files", [])
    for file in files:
        held = any(path.endswith(("/" + file, "/licenses/" + file)) for path in distribution.names)
        if not held:
            problems.error(name, f"the licence file {file} is declared and not packed; PyPI refuses that")
    classified = any(classifier.startswith("License ::") for classifier in raw.get("classifiers", []))
    if not (files or classified or raw.get("license_expression") or raw.get("license")):
        problems.warning(name, "no licence is declared, so nobody may use it")


def check_readme(raw, name, problems):
    kind = raw.get("description_content_type")
    if not raw.get("description", "").strip():
        problems.warning(name, "there is no README, so the project's page stays empty")
    elif kind is None:
        problems.error(name, "the README has no content type: write readme = \"README.md\", or give content-type")
    elif kind.split(";")[0].strip().lower() not in CONTENT_TYPES:
        problems.error(name, f"PyPI does not know the content type {kind!r} of the README")


def check_requirements(raw, name, problems):
    for text in raw.get("requires_dist", []):
        try:
            requirement = Requirement(text)
        except InvalidRequirement as error:
            problems.error(name, f"the dependency {text!r} cannot be read: {error}")
            continue
        if requirement.url:
            problems.error(
                name,
                f"the dependency {requirement.name} is a direct URL ({requirement.url}), and PyPI refuses the whole file: "
                f"depend on a released version of {requirement.name}",
            )


def check_contents(wheel, problems):
    modules = wheel.modules()
    if not modules:
        problems.error(wheel.path.name, "the wheel holds no module: package discovery found nothing to pack")
        return
    for name in IMPORTS:
        if name.replace(".", "/") not in modules:
            tops = ", ".join(sorted(module for module in modules if "/" not in module))
            problems.error(
                wheel.path.name,
                f"the wheel holds no module {name}; it holds {tops}. What users import is listed as IMPORTS in this script",
            )


def check_entry_points(wheel, problems):
    parser = configparser.ConfigParser(delimiters=("=",), interpolation=None)
    parser.optionxform = str
    try:
        parser.read_string(wheel.entry_points)
    except configparser.Error as error:
        problems.error(wheel.path.name, f"the entry points cannot be read: {error}")
        return
    modules = wheel.modules()
    for group in ("console_scripts", "gui_scripts"):
        for command, value in parser[group].items() if parser.has_section(group) else ():
            module, _, function = value.split("[")[0].strip().partition(":")
            if not function:
                problems.error(wheel.path.name, f"the command {command} points to {value}, which names no function")
            path = module.strip().replace(".", "/")
            # A command of another distribution is left to the smoke test, which installs that one too.
            ours = path.split("/")[0] in modules
            if ours and path not in modules:
                problems.error(
                    wheel.path.name,
                    f"the command {command} points to {value}, and the wheel holds no module {module}",
                )


def check_tag(tag, versions, problems):
    spelled = tag.removeprefix("v")
    try:
        tagged = Version(spelled)
    except InvalidVersion:
        problems.error(tag, f"the tag is no version: write it as v{next(iter(versions.values()), '1.2.0')}")
        return
    for name, version in versions.items():
        if tagged != version:
            problems.error(
                tag,
                f"the tag says {tagged}, and {name} is {version}: change the version, or tag the commit that has {tagged}",
            )
        elif spelled != str(version):
            problems.warning(tag, f"the tag spells {version} as {spelled}; v{version} is what tools search for")


if __name__ == "__main__":
    sys.exit(main())
