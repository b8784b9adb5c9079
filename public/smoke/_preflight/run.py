"""Installs the wheel and its dependencies, then imports one module or runs one script, and says what came of it."""

import importlib
import os
import site
import sys
import traceback
import types

import _preflight_worker as worker

from . import archive, lacks
from .archive import ENV, SITE

# Import names that differ from the distribution's, where a missing module must be told from an undeclared one.
IMPORT_NAMES = {
    "attr": "attrs", "bs4": "beautifulsoup4", "crypto": "pycryptodome", "cv2": "opencv-python", "dateutil": "python-dateutil",
    "docx": "python-docx", "dotenv": "python-dotenv", "git": "gitpython", "github": "pygithub", "jose": "python-jose",
    "jwt": "pyjwt", "magic": "python-magic", "openssl": "pyopenssl", "pil": "pillow", "pkg_resources": "setuptools",
    "pptx": "python-pptx", "serial": "pyserial", "sklearn": "scikit-learn", "slugify": "python-slugify", "socks": "pysocks",
    "usb": "pyusb", "win32api": "pywin32", "yaml": "pyyaml", "zmq": "pyzmq",
}


def run(step):
    facts = step["facts"]
    try:
        for name in [step["target"], *facts["installed"]]:
            archive.install(archive.open_wheel(name))
    except archive.Refused as reason:
        return {"verdict": "undecided", "cause": str(reason)}
    _as_installed(facts)
    if step.get("standIns"):
        sys.meta_path.append(StandIns)
    worker.note("phase: importing")
    return _module(step["module"], facts) if step["do"] == "module" else _script(step["script"], facts)


def _as_installed(facts):
    """The interpreter as a program in a fresh environment finds it."""
    os.makedirs("/work", exist_ok=True)
    os.makedirs(ENV + "/bin", exist_ok=True)
    os.chdir("/work")
    os.environ.pop("PYTHONINSPECT", None)
    sys.prefix = sys.exec_prefix = ENV
    sys.executable = ENV + "/bin/python"
    sys.path[:] = [p for p in sys.path if p not in ("", "/preflight/driver.zip")]
    lacks.stand_in()
    _as_pipes()
    for name in [name for name in sys.modules if name.startswith("_preflight")]:
        del sys.modules[name]
    lacks.watch()
    site.addsitedir(SITE)


def _as_pipes():
    """The streams as a pipe has them; Pyodide writes line by line."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace", line_buffering=False, write_through=False)


def _module(name, facts):
    sys.path.insert(0, "")
    try:
        importlib.import_module(name)
    except BaseException as error:
        return _failed(error, facts, f"importing `{name}`")
    finally:
        _flush()
    return {"verdict": "works", "cause": ""}


def _script(name, facts):
    """As the script that pip writes: import the function, call it, exit with what it returns."""
    sys.argv[:] = [f"{ENV}/bin/{name}", "--help"]
    sys.path.insert(0, ENV + "/bin")
    entry = facts["entries"].get(name)
    if entry is None:
        return _plain_script(name, facts)
    target, _, attribute = entry.partition("[")[0].strip().partition(":")
    try:
        function = importlib.import_module(target.strip())
    except BaseException as error:
        return _failed(error, facts, f"importing `{target.strip()}`", entry=target.strip())
    try:
        for part in attribute.strip().split("."):
            function = getattr(function, part)
    except AttributeError as error:
        traceback.print_exception(error)
        _flush()
        return {"verdict": "fails", "cause": f"`{target.strip()}` has no `{attribute.strip()}`, which the script calls", "exit": 1}
    if name in facts["gui"]:
        return {"verdict": "works", "cause": "a graphical program: its function was found and not started"}
    worker.note("phase: running")
    return _called(lambda: sys.exit(function()), facts)


def _plain_script(name, facts):
    """A file of `.data/scripts`."""
    path = f"{ENV}/bin/{name}"
    with open(path, "rb") as file:
        source = file.read()
    if b"python" not in source.split(b"\n", 1)[0]:
        return {"verdict": "undecided", "cause": "it is no Python script, and a browser starts no other program"}
    worker.note("phase: running")
    main = types.ModuleType("__main__")
    main.__file__ = path
    sys.modules["__main__"] = main
    return _called(lambda: exec(compile(source, path, "exec"), main.__dict__), facts)


def _called(program, facts):
    try:
        program()
        code = 0
    except SystemExit as end:
        code = _code(end)
    except BaseException as error:
        return _failed(error, facts, "it")
    finally:
        _at_exit()
    if code == 0:
        return {"verdict": "works", "cause": "", "exit": 0}
    used = lacks.notes()
    if used:
        cause = f"it ended with exit code {code}, after it used what a browser lacks: {'; '.join(used)}"
        return {"verdict": "undecided", "cause": cause, "exit": code}
    return {"verdict": "fails", "cause": f"`--help` ended with exit code {code}", "exit": code}


def _code(end):
    if end.code is None:
        return 0
    if isinstance(end.code, int):
        return end.code & 0xFF
    print(end.code, file=sys.stderr)
    return 1


def _at_exit():
    """The interpreter goes on after a program; what a real one does at its end is done here."""
    import atexit
    import logging

    try:
        atexit._run_exitfuncs()
        logging.shutdown()
    except BaseException:
        traceback.print_exc()
    _flush()


def _flush():
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (AttributeError, OSError, ValueError):
            pass


def _failed(error, facts, what, entry=""):
    """An exception that ended the step: printed as Python prints it, without our own frames, and judged."""
    _flush()
    if isinstance(error, SystemExit):
        code = _code(error)
        verdict = "undecided" if lacks.notes() else "fails"
        return {"verdict": verdict, "cause": f"{what} ended the program with exit code {code}", "exit": code}
    trace = error.__traceback__
    while trace is not None and "_preflight" in trace.tb_frame.f_code.co_filename:
        trace = trace.tb_next
    try:
        traceback.print_exception(type(error), error, trace)
    except BaseException:
        print(type(error).__name__, file=sys.stderr)
    _flush()
    verdict, cause = judge(error, facts, entry)
    return {"verdict": verdict, "cause": cause, "exit": 1}


def judge(error, facts, entry=""):
    """Whether an exception is the release's own fault, or cannot be decided here."""
    chain, seen = [], set()
    while error is not None and id(error) not in seen and len(chain) < 20:
        seen.add(id(error))
        chain.append(error)
        error = error.__cause__ or error.__context__
    head = chain[0]
    summary = f"{type(head).__name__}: {str(head)[:300]}"
    own = _own_fault(head, facts, entry)
    if own:
        return "fails", own
    for each in chain:
        reason = lacks.in_words(each) or _elsewhere(each, facts)
        if reason:
            return "undecided", f"{summary} – {reason}"
    used = lacks.notes()
    if used:
        return "undecided", f"{summary} – before that it used what a browser lacks: {'; '.join(used)}"
    if isinstance(head, ModuleNotFoundError):
        return "fails", f"`{head.name}` is imported, and no requirement brings it"
    return "fails", summary


def _own_fault(error, facts, entry):
    """What no other environment would change: parts of the package itself that are not there."""
    if isinstance(error, ModuleNotFoundError) and error.name:
        top = error.name.partition(".")[0]
        if top in facts["own"] and (top not in facts["namespaces"] or not facts["missing"]):
            return f"the module `{error.name}` is not in the wheel"
        if entry and entry.partition(".")[0] == top and top not in {_plain(n) for n in facts["elsewhere"]}:
            return f"the module `{error.name}`, which the script calls, is not in the wheel"
    if isinstance(error, SyntaxError) and str(error.filename).startswith(SITE):
        tops = {SITE + "/" + name for name in facts["own"]}
        if any(str(error.filename).startswith((top + "/", top + ".py")) for top in tops):
            return f"{type(error).__name__} in {str(error.filename)[len(SITE) + 1:]}, line {error.lineno}: {error.msg}"
    return None


def _elsewhere(error, facts):
    """A module that a requirement would bring which is not installed here: missing, of an extra, or of another platform."""
    if not isinstance(error, ModuleNotFoundError) or not error.name:
        return None
    top = error.name.partition(".")[0]
    if top in facts["own"] and top not in facts["namespaces"]:
        return None
    for name in facts["elsewhere"]:
        if _same(top, name):
            return f"`{error.name}` comes from the requirement {name}, which is not installed here"
    if facts["missing"]:
        return f"`{error.name}` may come from a requirement that is missing here: {'; '.join(facts['missing'][:5])}"
    return None


def _plain(name):
    return name.lower().replace("-", "_").replace(".", "_")


def _same(module, distribution):
    module, distribution = module.lower(), _plain(distribution)
    known = IMPORT_NAMES.get(module)
    return known is not None and _plain(known) == distribution or module.strip("_") == distribution.strip("_") or (
        len(module) > 3 and module in distribution
    )


class StandIns:
    """On request: a module that is missing is an object that does anything. A diagnosis, never a verdict."""

    @classmethod
    def find_spec(cls, name, path=None, target=None):
        from importlib.machinery import ModuleSpec

        if lacks.is_lacking(name) or name.partition(".")[0] in ("sitecustomize", "usercustomize"):
            return None
        return ModuleSpec(name, cls, is_package=True)

    @staticmethod
    def create_module(spec):
        from unittest.mock import MagicMock

        lacks.note(f"a stand-in for {spec.name}")
        module = MagicMock(name=spec.name)
        module.__path__, module.__name__, module.__spec__ = [], spec.name, spec
        return module

    @staticmethod
    def exec_module(module):
        pass
