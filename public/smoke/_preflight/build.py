"""Builds a wheel from an sdist with the sdist's own backend, called as PEP 517 says, in this interpreter."""

import hashlib
import importlib
import os
import sys
import traceback

import _preflight_worker as worker

from . import archive, lacks

BACKEND = "/backend"
SOURCE = "/source"
OUT = "/out"


def requires(step):
    """What the backend asks for beyond `build-system.requires`."""
    return _guarded(step, _requires)


def build(step):
    return _guarded(step, _build)


def _requires(backend, step):
    hook = getattr(backend, "get_requires_for_build_wheel", None)
    asked = hook({}) if hook else []
    have = {line.partition(" ")[0] for line in step["backend"]["versions"]}
    names = [str(r) for r in asked]
    new = [r for r in names if archive_name(r) not in have or any(c in r for c in "<>=!~[;")]
    return {"verdict": "works", "cause": "", "requires": new}


def archive_name(requirement):
    """The normalised name at the start of a requirement."""
    end = next((i for i, c in enumerate(requirement) if not (c.isalnum() or c in "-_.")), len(requirement))
    return requirement[:end].lower().replace("_", "-").replace(".", "-")


def _build(backend, step):
    os.makedirs(OUT, exist_ok=True)
    name = backend.build_wheel(OUT, {}, None)
    path = os.path.join(OUT, os.path.basename(str(name)))
    archive_file = archive.zipfile.ZipFile(path)
    hashes = [
        f"{hashlib.sha256(archive_file.read(info)).hexdigest()} {info.filename}"
        for info in archive_file.infolist()
        if not info.filename.endswith("/")
    ]
    return {"verdict": "works", "cause": "", "wheel": os.path.basename(path), "hashes": sorted(hashes), "file": path}


def _guarded(step, action):
    plan = step["backend"]
    try:
        for name in plan["install"]:
            archive.install(archive.open_wheel(name), BACKEND, "/backend-env")
        top = archive.unpack_sdist(step["target"], SOURCE, step.get("leftOut", {}))
    except archive.Refused as reason:
        return {"verdict": "fails", "cause": str(reason)}
    os.chdir(top)
    os.environ.pop("PYTHONINSPECT", None)
    sys.argv[:] = ["build"]
    sys.path[:] = [p for p in sys.path if p not in ("", "/preflight/driver.zip")]
    sys.path[:0] = [*(os.path.join(top, p) for p in plan["backend-path"]), BACKEND]
    lacks.stand_in()
    for name in [name for name in sys.modules if name.startswith("_preflight")]:
        del sys.modules[name]
    lacks.watch()
    importlib.invalidate_caches()
    worker.note("phase: building")
    try:
        module, _, attribute = plan["backend"].partition(":")
        backend = importlib.import_module(module)
        for part in filter(None, attribute.split(".")):
            backend = getattr(backend, part)
        return action(backend, step)
    except BaseException as error:
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
        traceback.print_exception(error)
        sys.stderr.flush()
        return _judged(error)


def _judged(error):
    summary = f"{type(error).__name__}: {str(error)[:300]}"
    each, depth = error, 0
    while each is not None and depth < 20:
        reason = lacks.in_words(each)
        if reason:
            return {"verdict": "undecided", "cause": f"{summary} – {reason}"}
        each, depth = each.__cause__ or each.__context__, depth + 1
    used = lacks.notes()
    if used:
        return {"verdict": "undecided", "cause": f"{summary} – before that it used what a browser lacks: {'; '.join(used)}"}
    return {"verdict": "fails", "cause": summary}
