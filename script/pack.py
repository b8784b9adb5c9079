"""Archives that script/pack.js asks for. Runs in the interpreter that will read them, so that the bytecode fits."""

import importlib.util
import io
import marshal
import zipfile

# One date for all members, so that the same input gives the same bytes.
DATE = (1980, 1, 1, 0, 0, 0)


def _write(members):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, content in members:
            archive.writestr(zipfile.ZipInfo(name, DATE), content)
    return out.getvalue()


def _read(content):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return [(name, archive.read(name)) for name in archive.namelist() if not name.endswith("/")]


def stored(files):
    """A zip without compression, of pairs of name and JavaScript bytes."""
    return _write([(name, bytes(content.to_py())) for name, content in files])


def restored(wheel):
    """The same wheel without compression."""
    return _write(_read(bytes(wheel.to_py())))


def compile_library(archive):
    """The standard library as modules without source: starting does not compile it each time."""
    header = importlib.util.MAGIC_NUMBER + bytes(12)
    members = []
    for name, content in _read(bytes(archive.to_py())):
        if name.endswith(".py"):
            code = compile(content, "/lib/python314.zip/" + name, "exec", dont_inherit=True, optimize=0)
            name, content = name + "c", header + marshal.dumps(code)
        members.append((name, content))
    return _write(members)
