"""What is in an artifact, what it requires, and which of it is here. Reads data, runs nothing of it.

The only module that uses `packaging`: the interpreter that runs this is never the one that runs the package.
"""

import hashlib
import keyword
import tomllib
from configparser import ConfigParser, Error as ConfigError
from email.parser import BytesParser

from packaging.markers import UndefinedEnvironmentName
from packaging.requirements import InvalidRequirement, Requirement
from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.tags import Tag
from packaging.utils import InvalidWheelFilename, canonicalize_name, parse_wheel_filename
from packaging.version import InvalidVersion, Version

from . import archive
from .archive import Refused

PYTHON = "3.14"
# Top-level folders that are no API; importing them would say nothing about the release.
NOT_IMPORTED = {"test", "tests", "testing", "doc", "docs", "example", "examples", "benchmark", "benchmarks", "scripts"}
NOT_IMPORTED |= {"conftest", "noxfile", "setup"}


class Wheel:
    """Metadata of one wheel."""

    def __init__(self, name):
        self.file = name
        self.archive = archive.open_wheel(name)
        self.info = archive.dist_info(self.archive)
        try:
            self.metadata = BytesParser().parsebytes(self.archive.read(self.info + "/METADATA"))
        except KeyError:
            raise Refused("METADATA is missing") from None
        self.name = canonicalize_name(str(self.metadata.get("Name", "")))
        try:
            self.version = Version(str(self.metadata.get("Version", "")))
        except InvalidVersion:
            raise Refused(f"`{self.metadata.get('Version')}` is no version") from None

    def requirements(self):
        for line in self.metadata.get_all("Requires-Dist", []):
            try:
                yield Requirement(str(line))
            except InvalidRequirement:
                raise Refused(f"`{line}` is no requirement") from None

    def entry_points(self):
        try:
            text = self.archive.read(self.info + "/entry_points.txt").decode("utf-8")
        except KeyError:
            return {}
        parser = ConfigParser(delimiters=("=",), interpolation=None, strict=False)
        parser.optionxform = str
        try:
            parser.read_string(text)
        except ConfigError as error:
            raise Refused(f"entry_points.txt cannot be read: {error}") from None
        groups = ("console_scripts", "gui_scripts")
        return {group: dict(parser.items(group)) for group in groups if parser.has_section(group)}


def runs_here(file):
    """Why a wheel's tags do not fit this interpreter; None where they do."""
    try:
        tags = parse_wheel_filename(file.rpartition("/")[2])[3]
    except (InvalidWheelFilename, InvalidVersion) as error:
        return str(error)
    own = {Tag("cp314", abi, "pyemscripten_2026_0_wasm32") for abi in ("cp314", "abi3", "none")}
    for tag in tags:
        if tag in own:
            return None
        digits = tag.interpreter[2:]
        if tag.abi == "none" and tag.platform == "any" and tag.interpreter[:2] in ("py", "cp"):
            if digits == "3" or (digits.startswith("3") and digits[1:].isdigit() and int(digits[1:]) <= 14):
                return None
    return "its tags are for " + ", ".join(sorted(str(tag) for tag in tags)[:4]) + ", and a browser runs only pure Python"


def environment(platform, extra=""):
    """What markers see: the visitor's platform, for which the release is installed, not this one."""
    names = {
        "linux": ("posix", "linux", "Linux"),
        "darwin": ("posix", "darwin", "Darwin"),
        "win32": ("nt", "win32", "Windows"),
    }
    os_name, sys_platform, system = names.get(platform, names["linux"])
    return {
        "implementation_name": "cpython", "implementation_version": PYTHON + ".2", "os_name": os_name,
        "platform_machine": "x86_64", "platform_release": "", "platform_system": system, "platform_version": "",
        "platform_python_implementation": "CPython", "python_full_version": PYTHON + ".2", "python_version": PYTHON,
        "sys_platform": sys_platform, "extra": extra,
    }


def asked(requirement, platform, extras):
    if requirement.marker is None:
        return True
    try:
        return any(requirement.marker.evaluate(environment(platform, extra)) for extra in ("", *extras))
    except UndefinedEnvironmentName:
        return True


def resolve(wanted, candidates, platform):
    """Files of `candidates` that the requirements ask for, transitively, and what is missing: [(requirement, who asks)].

    Takes the highest version that fits and never goes back: where that leads nowhere, it says what is missing.
    """
    by_name = {}
    for wheel in candidates:
        by_name.setdefault(wheel.name, []).append(wheel)
    chosen, missing, seen = {}, [], set()
    queue = list(wanted)
    while queue:
        requirement, who = queue.pop(0)
        key = (str(requirement), who)
        if key in seen or len(seen) > 2000:
            continue
        seen.add(key)
        name = canonicalize_name(requirement.name)
        fitting = [w for w in by_name.get(name, []) if requirement.specifier.contains(w.version, prereleases=True)]
        if name in chosen and chosen[name] not in fitting:
            missing.append(f"{requirement} (asked by {who}; {chosen[name].version} is here)")
            continue
        if not fitting:
            here = ", ".join(str(w.version) for w in by_name.get(name, []))
            missing.append(f"{requirement} (asked by {who}{'; ' + here + ' is here' if here else ''})")
            continue
        wheel = chosen.setdefault(name, max(fitting, key=lambda w: w.version))
        why_not = runs_here(wheel.file)
        if why_not:
            missing.append(f"{requirement} (asked by {who}; {wheel.file}: {why_not})")
            continue
        queue += [(r, wheel.name) for r in wheel.requirements() if asked(r, platform, requirement.extras)]
    return [w for w in chosen.values() if runs_here(w.file) is None], missing


def wheels(files):
    """Those of the files that can be read as wheels; a broken one beside the artifact is its own finding."""
    found = []
    for file in files:
        try:
            found.append(Wheel(file))
        except Refused:
            pass
    return found


def dropped(target):
    """Names of other wheels that were dropped. The worker tells names through the step."""
    return [name for name in FILES if name != target and not name.startswith("dropped/") and name.lower().endswith(".whl")]


FILES = []


def plan(step):
    """A wheel: installs it for a trial, finds what is to be imported and run, and what is missing."""
    FILES[:] = step.get("files", [])
    try:
        return _plan(step)
    except Refused as reason:
        return {"verdict": "fails", "cause": str(reason)}


def _plan(step):
    target, platform = step["target"], step.get("platform", "linux")
    wheel = Wheel(target)
    result = {"name": str(wheel.metadata.get("Name")), "version": str(wheel.version), "different": _compare(wheel, step)}
    try:
        specifier = SpecifierSet(str(wheel.metadata.get("Requires-Python") or ""))
    except InvalidSpecifier:
        specifier = SpecifierSet("")
    if not specifier.contains(PYTHON + ".2", prereleases=True):
        cause = f"Requires-Python is `{specifier}`, and this interpreter is CPython {PYTHON}"
        return {**result, "verdict": "undecided", "cause": cause}
    why_not = runs_here(target)
    if why_not:
        return {**result, "verdict": "undecided", "cause": why_not}
    files, problems = archive.install(wheel.archive, "/trial/site", "/trial", check=True)
    scripts = wheel.entry_points()
    lines = {name: value for group in scripts.values() for name, value in group.items()}
    extras = {e.strip() for value in lines.values() if "[" in value for e in value.partition("[")[2].rstrip("] ").split(",")}
    every = list(wheel.requirements())
    installed, missing = resolve([(r, wheel.name) for r in every if asked(r, platform, extras)], _others(wheel), platform)
    here = {w.name for w in installed} | {wheel.name}
    elsewhere = sorted({r.name for w in [wheel, *installed] for r in w.requirements() if canonicalize_name(r.name) not in here})
    modules, namespaces = _modules(wheel.archive)
    plain = [name.split("/", 2)[2] for name in wheel.archive.namelist() if _is_script(name)]
    # Installers do not look at RECORD, so this alone is no failure; a rule of its own judges it.
    cause = "" if not problems else f"{len(problems)} contradictions to RECORD: " + "; ".join(problems[:3])
    return {
        **result, "verdict": "works", "cause": cause, "files": files, "missing": missing,
        "installed": [w.file for w in installed], "modules": [m for m in modules if m.partition(".")[0] not in NOT_IMPORTED],
        "scripts": sorted(lines) + plain, "entries": lines, "gui": sorted(scripts.get("gui_scripts", {})),
        "own": sorted({m.partition(".")[0] for m in modules}), "namespaces": namespaces,
        # Names that other requirements would bring: of extras, of other platforms, and what is missing.
        "elsewhere": elsewhere,
    }


def _others(wheel):
    return wheels(dropped(wheel.file))


def _is_script(name):
    parts = name.split("/")
    return len(parts) == 3 and parts[0].endswith(".data") and parts[1] == "scripts" and parts[2] != ""


def _modules(wheel):
    """Names to import: regular top-level packages and modules, and in namespace packages the first regular ones."""
    paths = set()
    for name in wheel.namelist():
        parts = name.split("/")
        if parts[0].endswith(".data"):
            if len(parts) < 4 and not (len(parts) == 3 and name.endswith(".py")) or parts[1] not in ("purelib", "platlib"):
                continue
            parts = parts[2:]
        if parts[0].endswith(".dist-info") or not parts[-1].endswith((".py", ".so")):
            continue
        paths.add(tuple(parts))
    regular = {p[:-1] for p in paths if p[-1] == "__init__.py"}
    found, namespaces = set(), set()
    for path in sorted(paths):
        for depth in range(1, len(path)):
            if path[:depth] in regular:
                found.add(path[:depth])
                break
        else:
            stem = path[-1].split(".", 1)[0]
            found.add((*path[:-1], stem))
            namespaces.update(path[:1] if len(path) > 1 else ())
    for path in found:
        if len(path) > 1:
            namespaces.add(path[0])
    fits = lambda path: all(part.isidentifier() and not keyword.iskeyword(part) for part in path)  # noqa: E731
    # `__main__` is started, not imported.
    return sorted(".".join(p) for p in found if fits(p) and p[-1] != "__main__"), sorted(namespaces)


def _compare(wheel, step):
    """How a wheel that was built here differs from the one that was dropped."""
    if "compare" not in step:
        return []
    other = archive.open_wheel(step["compare"])
    mine, theirs = _hashes(wheel.archive), _hashes(other)
    lines = [f"only in the wheel that was built here: {name}" for name in sorted(mine.keys() - theirs.keys())]
    lines += [f"only in the dropped wheel: {name}" for name in sorted(theirs.keys() - mine.keys())]
    lines += [f"different: {name}" for name in sorted(mine.keys() & theirs.keys()) if mine[name] != theirs[name]]
    return lines


def _hashes(opened):
    return {info.filename: hashlib.sha256(archive.content(opened, info)).hexdigest() for info in archive.members(opened)}


def backend(step):
    """An sdist: which backend builds it, and whether that and what it asks for is here."""
    FILES[:] = step.get("files", [])
    try:
        return _backend(step)
    except Refused as reason:
        return {"verdict": "fails", "cause": str(reason)}


def _backend(step):
    target = step["target"]
    table = _build_system(target)
    requires = [*table["requires"], *step.get("more", [])]
    try:
        wanted = [(Requirement(str(r)), "the sdist") for r in requires]
    except InvalidRequirement as error:
        return {"verdict": "fails", "cause": f"build-system.requires: {error}"}
    wanted = [(r, who) for r, who in wanted if asked(r, step.get("platform", "linux"), ())]
    own = wheels(archive.packed("backends") + archive.packed("reader"))
    chosen, missing = resolve(wanted, own + wheels(dropped(target)), step.get("platform", "linux"))
    versions = [f"{w.name} {w.version}" for w in chosen]
    result = {**table, "versions": versions, "install": [w.file for w in chosen], "missing": missing}
    if missing:
        return {**result, "verdict": "undecided", "cause": "to build it, this is missing here: " + "; ".join(missing[:5])}
    return {**result, "verdict": "works", "cause": ""}


def _build_system(target):
    """`[build-system]`, with the defaults of PEP 517 for a project without one."""
    default = {"requires": ["setuptools>=40.8.0"], "backend": "setuptools.build_meta:__legacy__", "backend-path": []}
    with archive.open_tar(target) as tar:
        for count, member in enumerate(tar):
            if count > archive.MOST_FILES:
                break
            if member.name.count("/") != 1 or not member.name.endswith("/pyproject.toml") or not member.isreg():
                continue
            try:
                table = tomllib.loads(tar.extractfile(member).read(1 << 20).decode("utf-8")).get("build-system")
            except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
                raise Refused(f"pyproject.toml cannot be read: {error}") from None
            if not isinstance(table, dict):
                return default
            return {
                "requires": [str(r) for r in table.get("requires", [])],
                "backend": str(table.get("build-backend", default["backend"])),
                "backend-path": [str(path) for path in table.get("backend-path", [])],
            }
    return default
