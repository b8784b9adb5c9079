"""Writes the small wheels and sdists of the smoke test's own tests into a folder: one sound, the others broken in one way."""

import base64
import hashlib
import io
import sys
import tarfile
import zipfile
from pathlib import Path

CLI = '''\
import argparse

def main():
    parser = argparse.ArgumentParser(prog="demo", description="Shows nothing.")
    parser.add_argument("--loud", action="store_true", help="be loud")
    parser.parse_args()
'''


def wheel(folder, name, files, entry="demo = demo.cli:main", metadata="", tag="py3-none-any", record=None):
    info = f"{name.replace('-', '_')}-1.0.dist-info/"
    members = {
        **files,
        info + "METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n{metadata}",
        info + "WHEEL": f"Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: {tag}\n",
    }
    if entry:
        members[info + "entry_points.txt"] = f"[console_scripts]\n{entry}\n"
    lines = []
    for path, text in members.items():
        digest = base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()
        lines.append(f"{path},sha256={digest},{len(text.encode())}")
    members[info + "RECORD"] = record if record is not None else "\n".join([*lines, info + "RECORD,,", ""])
    with zipfile.ZipFile(folder / f"{name.replace('-', '_')}-1.0-{tag}.whl", "w") as archive:
        for path, text in members.items():
            archive.writestr(zipfile.ZipInfo(path, (2020, 2, 2, 0, 0, 0)), text)


def sdist(folder, name, files):
    with tarfile.open(folder / f"{name}-1.0.tar.gz", "w:gz") as archive:
        for path, text in files.items():
            member = tarfile.TarInfo(f"{name}-1.0/{path}")
            member.size = len(text.encode())
            member.mtime = 1580601600
            archive.addfile(member, io.BytesIO(text.encode()))


def cli(body):
    return {"demo/__init__.py": "", "demo/cli.py": f"import sys\ndef main():\n    {body}\n"}


def wheels(folder):
    sound = {"demo/__init__.py": "", "demo/cli.py": CLI}
    wheel(folder, "sound", sound)
    wheel(folder, "module-missing", {"demo/__init__.py": ""})
    wheel(folder, "attribute-missing", sound, entry="demo = demo.cli:run")
    wheel(folder, "import-error", {"demo/__init__.py": "from .core import nothing\n", "demo/core.py": "", "demo/cli.py": CLI})
    wheel(folder, "inner-module-missing", {"demo/__init__.py": "from . import core\nimport demo.absent\n", "demo/core.py": "", "demo/cli.py": CLI})
    wheel(folder, "exit-2", cli("print('nobody wrote a parser', file=sys.stderr); sys.exit(2)"))
    wheel(folder, "raises-at-import", {"demo/__init__.py": "raise ValueError('not today')\n", "demo/cli.py": CLI})
    wheel(folder, "only-stderr", cli("print('to the wrong stream', file=sys.stderr); return 'and it failed'"))
    wheel(folder, "warns", cli("print('a warning', file=sys.stderr); print('usage: demo')"))
    wheel(folder, "never-ends", cli("\n    while True: pass"))
    wheel(folder, "never-imported", {"demo/__init__.py": "", "demo/cli.py": "while True: pass\n"})
    wheel(folder, "undeclared", {"demo/__init__.py": "import leftpad\n", "demo/cli.py": CLI})
    wheel(folder, "declared", {"demo/__init__.py": "import leftpad\n", "demo/cli.py": CLI}, metadata="Requires-Dist: leftpad>=2\n")
    wheel(folder, "leftpad", {"leftpad.py": "import rightpad\n"}, entry="", metadata="Requires-Dist: rightpad; python_version >= '3'\n")
    wheel(folder, "rightpad", {"rightpad.py": ""}, entry="")
    wheel(folder, "wants", {"demo/__init__.py": "import leftpad\n", "demo/cli.py": CLI}, metadata="Requires-Dist: leftpad\n")
    wheel(folder, "syntax-error", {"demo/__init__.py": "def\n", "demo/cli.py": CLI})
    wheel(folder, "data-missing", cli("open(__file__[:-6] + 'help.txt')"))
    wheel(folder, "old-python", sound, metadata="Requires-Python: <3.14\n")
    rst = "Description-Content-Type: text/x-rst\n\n"
    # Only docutils itself reads the content of such a table.
    table = "Title\n=====\n\n.. csv-table::\n   :header: a, b\n\n   "
    wheel(folder, "described", sound, metadata=f"{rst}{table}left, rїght\n")
    wheel(folder, "unrenderable", sound, metadata=f'{rst}{table}"left, right\n')
    wheel(folder, "native", sound, tag="cp312-cp312-manylinux_2_17_x86_64")
    wheel(folder, "bad-record", sound, record="demo/__init__.py,sha256=AAAA,0\n")
    wheel(folder, "escapes", {**sound, "../../outside.py": ""})
    # What a browser lacks is no fault of a release.
    wheel(folder, "threads", cli("import threading; threading.Thread(target=print).start()"))
    wheel(folder, "threads-caught", cli("import threading\n    try: threading.Thread(target=print).start()\n    except RuntimeError: sys.exit(3)"))
    wheel(folder, "program", cli("import subprocess; subprocess.run(['git', '--version'])"))
    wheel(folder, "network", cli("import urllib.request; urllib.request.urlopen('http://localhost:9/')"))
    wheel(folder, "curses", {"demo/__init__.py": "import curses\n", "demo/cli.py": CLI})
    wheel(folder, "fork", cli("import os; os.fork()"))
    wheel(folder, "time-zone", cli("import zoneinfo; zoneinfo.ZoneInfo('Europe/Paris')"))
    wheel(folder, "users", cli("import pwd, grp, os; print(pwd.getpwuid(os.getuid()).pw_name, grp.getgrgid(os.getgid()).gr_name)"))
    wheel(folder, "asynchronous", cli("import asyncio; asyncio.run(asyncio.sleep(0.01)); print('slept')"))
    wheel(folder, "ends-hard", cli("import os; os._exit(4)"))
    wheel(folder, "recursion", cli("sys.setrecursionlimit(10**8)\n    def f(): f()\n    f()"))
    wheel(folder, "much-memory", cli("x = bytearray(3 * 2**30)"))
    wheel(folder, "much-output", cli("sys.stdout.write('x' * 50_000_000)"))
    wheel(folder, "forges", cli("import js; js.postMessage(js.JSON.parse('{\"end\": {\"result\": \"{\\\\\"verdict\\\\\": \\\\\"<b>works</b>\\\\\", \\\\\"cause\\\\\": [1, 2]}\", \"stdout\": 7}}'))"))


# Every way out that a worker has, tried from Python; what each says is printed.
DOORS = '''
import asyncio, socket, urllib.request
import js
from pyodide.ffi import to_js

URL = {url!r}

def tried(name, action):
    try:
        print(name, "->", action())
    except BaseException as error:
        print(name, "!", type(error).__name__)

async def awaited(name, promise):
    try:
        print(name, "->", (await asyncio.wait_for(promise(), 3)))
    except BaseException as error:
        print(name, "!", type(error).__name__)

def xhr():
    request = js.XMLHttpRequest.new()
    request.open("GET", URL + "xhr", False)
    request.send(None)
    return request.status

def opened(kind):
    async def wait():
        thing = kind.new((URL + "stream").replace("http", "ws") if "Socket" in kind.name else URL + "stream")
        await asyncio.sleep(1)
        return "open" if thing.readyState == 1 else 1 / 0
    return wait

async def stored():
    return await js.navigator.storage.getDirectory()

async def found():
    return js.indexedDB.open("doors")

def main():
    host, port = URL.split("/")[2].split(":")
    tried("socket", lambda: socket.create_connection((host, int(port)), 2).send(b"GET /socket HTTP/1.0\\r\\n\\r\\n"))
    tried("urllib", lambda: urllib.request.urlopen(URL + "urllib", timeout=2))
    tried("XMLHttpRequest", xhr)
    tried("importScripts", lambda: js.importScripts(URL + "importScripts"))
    async def every():
        await awaited("fetch", lambda: js.fetch(URL + "fetch"))
        await awaited("fetch no-cors", lambda: js.fetch(URL + "fetch", to_js({{"mode": "no-cors"}}, dict_converter=js.Object.fromEntries)))
        await awaited("WebSocket", opened(js.WebSocket))
        await awaited("EventSource", opened(js.EventSource))
        await awaited("storage", stored)
        await awaited("IndexedDB", found)
        for name in ("RTCPeerConnection", "WebTransport", "caches", "localStorage"):
            print(name, "->" if hasattr(js, name) else "!", "absent")
    asyncio.run(every())
    print("all doors tried")
'''


PYPROJECT = """\
[build-system]
requires = [{requires}]
build-backend = "{backend}"

[project]
name = "{name}"
version = "1.0"
description = "For a test"
requires-python = ">=3.9"

[project.scripts]
demo = "{name}.cli:main"
{more}"""

POETRY = """\
[build-system]
requires = ["poetry-core>=1.0"]
build-backend = "poetry.core.masonry.api"

[tool.poetry]
name = "made_poetry"
version = "1.0"
description = "For a test"
authors = ["Nobody <nobody@example.org>"]

[tool.poetry.dependencies]
python = ">=3.9"

[tool.poetry.scripts]
demo = "made_poetry.cli:main"
"""


def sdists(folder):
    for name, requires, backend, more in [
        ("made_setuptools", '"setuptools>=61"', "setuptools.build_meta", ""),
        ("made_hatch", '"hatchling"', "hatchling.build", ""),
        ("made_flit", '"flit_core>=3.4"', "flit_core.buildapi", ""),
        ("made_pdm", '"pdm-backend"', "pdm.backend", ""),
        ("made_native", '"maturin>=1"', "maturin", ""),
        ("made_pinned", '"setuptools==60.0.0"', "setuptools.build_meta", ""),
    ]:
        text = PYPROJECT.format(name=name, requires=requires, backend=backend, more=more)
        sdist(folder, name, {"pyproject.toml": text, f"{name}/__init__.py": "", f"{name}/cli.py": CLI, "README.md": "x\n"})
    sdist(folder, "made_poetry", {"pyproject.toml": POETRY, "made_poetry/__init__.py": "", "made_poetry/cli.py": CLI})
    old = 'from setuptools import setup\nsetup(name="made_old", version="1.0", packages=["made_old"])\n'
    sdist(folder, "made_old", {"setup.py": old, "made_old/__init__.py": ""})
    compiled = 'from setuptools import Extension, setup\nsetup(name="made_c", version="1.0", ext_modules=[Extension("made_c", ["made.c"])])\n'
    sdist(folder, "made_c", {"setup.py": compiled, "made.c": "int x;\n"})
    # Most of it is nothing that a build reads, and one large file is.
    text = PYPROJECT.format(name="made_large", requires='"hatchling"', backend="hatchling.build", more="")
    files = {"pyproject.toml": text, "made_large/__init__.py": "", "made_large/cli.py": CLI, f"other/{'long/' * 30}name": "x" * 300_000}
    files |= {"other/zeros": "\0" * 70_000_000, "made_large/data.txt": "data\n" * 60_000, "README.md": "x\n"}
    sdist(folder, "made_large", files)
    broken = 'raise SystemError("this sdist does not build")\n'
    sdist(folder, "made_broken", {"setup.py": broken})


if __name__ == "__main__":
    target = Path(sys.argv[1])
    wheels(target)
    wheel(target, "doors", {"demo/__init__.py": "", "demo/cli.py": DOORS.format(url=sys.argv[2])})
    sdists(target)
