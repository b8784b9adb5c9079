"""What the same tools say outside the browser, for tests/e2e/smoke_real.spec.js. Prints JSON.

  programs FOLDER            installs the wheels of a folder and runs each console script with --help
  build SDIST WHEELS OUT     builds an sdist with these wheels as its build environment, and hashes what is in the wheel
  readme                     renders 200 generated descriptions and those of a corpus (PREFLIGHT_UPLOAD_CORPUS)
"""

import hashlib
import importlib.metadata
import io
import json
import os
import random
import subprocess
import sys
import tarfile
import tempfile
import tomllib
import zipfile
from email.parser import Parser
from pathlib import Path

PLAIN = {"PATH": os.environ["PATH"], "HOME": "/nonexistent", "COLUMNS": "80", "LINES": "24", "LANG": "C.UTF-8"}


def unpacked(wheels, target):
    for wheel in wheels:
        zipfile.ZipFile(wheel).extractall(target)
    return str(target)


def programs(folder):
    with tempfile.TemporaryDirectory() as work:
        site = unpacked(sorted(Path(folder).glob("*.whl")), Path(work, "site"))
        found = {}
        for distribution in importlib.metadata.distributions(path=[site]):
            for entry in distribution.entry_points:
                if entry.group != "console_scripts":
                    continue
                module, _, attribute = entry.value.partition(":")
                # As pip writes it; the name of the script is what help texts show.
                script = Path(work, entry.name)
                script.write_text(f"import sys\nfrom {module} import {attribute.split('.')[0]}\nsys.exit({attribute}())\n")
                run = subprocess.run(
                    [sys.executable, script, "--help"], capture_output=True, stdin=subprocess.DEVNULL, cwd=work,
                    env={**PLAIN, "PYTHONPATH": site}, timeout=120,
                )
                found.setdefault(distribution.metadata["Name"].lower().replace("_", "-"), {})[entry.name] = {
                    "exit": run.returncode, "stdout": run.stdout.decode(), "stderr": run.stderr.decode(),
                }
        return found


HOOK = """
import importlib, sys
sys.path[:0] = sys.argv[3:]
module, _, attribute = sys.argv[1].partition(":")
backend = importlib.import_module(module)
for part in filter(None, attribute.split(".")):
    backend = getattr(backend, part)
print("WHEEL", backend.build_wheel(sys.argv[2]))
"""


def build(sdist, wheels, out):
    with tempfile.TemporaryDirectory() as work:
        site = unpacked(wheels, Path(work, "site"))
        with tarfile.open(sdist) as archive:
            archive.extractall(Path(work, "source"), filter="data")
        (top,) = Path(work, "source").iterdir()
        project = top / "pyproject.toml"
        table = tomllib.loads(project.read_text()).get("build-system", {}) if project.exists() else {}
        backend = table.get("build-backend", "setuptools.build_meta:__legacy__")
        own = [str(top / path) for path in table.get("backend-path", [])]
        run = subprocess.run(
            [sys.executable, "-c", HOOK, backend, work, *own], capture_output=True, cwd=top, env={**PLAIN, "PYTHONPATH": site},
        )
        if run.returncode:
            raise SystemExit(run.stderr.decode())
        name = run.stdout.decode().split("WHEEL ")[-1].strip()
        with zipfile.ZipFile(Path(work, name)) as wheel:
            files = [info for info in wheel.infolist() if not info.is_dir()]
            return {"wheel": name, "hashes": sorted(f"{hashlib.sha256(wheel.read(i)).hexdigest()} {i.filename}" for i in files)}


PIECES = [
    "A paragraph with *emphasis*, **strong**, ``code`` and `a link <https://example.org>`_.\n\n",
    "Title\n=====\n\n", "Short\n===\n\n", "Sub\n---\n\n", "Other\n~~~~~\n\n", "* one\n* two\n\n  more\n\n", "1. one\n2. two\n\n",
    "* one\n no indent\n\n", ".. code:: python\n\n    print('x')\n\n", ".. code-block:: python\n   :linenos:\n\n   x = 1\n\n",
    ".. image:: https://example.org/a.png\n   :alt: A\n   :width: 50%\n\n", ".. unknown-directive:: x\n\n", "A :unknown:`role`.\n\n",
    "An open *emphasis.\n\n", "A |substitution|.\n\n.. |substitution| replace:: text\n\n", "A |missing|.\n\n", "Term\n  definition\n\n",
    ":field: value\n:other: value\n\n", "+---+---+\n| a | b |\n+---+---+\n| 1 | 2 |\n+---+---+\n\n", "=== ===\na   b\n=== ===\n1   2\n=== ===\n\n",
    "=== ==\na b\n=== ==\n\n", ".. note::\n\n   A note.\n\n", ".. raw:: html\n\n   <b>no</b>\n\n", ".. include:: /etc/passwd\n\n",
    "See [1]_.\n\n.. [1] A footnote.\n\n", "See [2]_.\n\n", "See target_.\n\n.. _target: https://example.org\n\n", "See nowhere_.\n\n",
    "> quoted\n\n", "::\n\n    literal\n\n", "    quoted block\n\n", ".. comment\n\n", "----\n\n", ".. contents::\n\n",
    ".. math:: a^2\n\n", "text -- with --- \"quotes\" and an address nobody@example.org\n\n", ".. csv-table::\n   :header: a, b\n\n   1, 2\n\n",
    ".. admonition:: Own\n\n   text\n\n", ".. figure:: a.png\n\n   Caption\n\n", "Title\n=====\nTitle\n=====\n\n", ".. role:: raw-html(raw)\n   :format: html\n\n",
]


def generated():
    chance = random.Random(7)
    return ["".join(chance.choices(PIECES, k=chance.randint(1, 6))) for _ in range(199)] + [""]


def corpus():
    folder = os.environ.get("PREFLIGHT_UPLOAD_CORPUS")
    texts = []
    for path in sorted(Path(folder).glob("*/*")) if folder else []:
        try:
            if path.suffix == ".whl":
                archive = zipfile.ZipFile(path)
                names = [name for name in archive.namelist() if name.endswith(".dist-info/METADATA")]
                data = archive.read(names[0])
            elif path.name.endswith(".tar.gz"):
                archive = tarfile.open(path)
                data = archive.extractfile(next(n for n in archive.getnames() if n.endswith("/PKG-INFO") and n.count("/") == 1)).read()
            else:
                continue
            # As text: the parser of bytes replaces what is not ASCII in the payload.
            metadata = Parser().parsestr(data.decode("utf-8"))
            kind = metadata.get("Description-Content-Type", "text/x-rst").partition(";")[0].strip()
            text = metadata.get_payload() or metadata.get("Description", "")
            if kind == "text/x-rst" and isinstance(text, str):
                texts.append(text)
        except Exception:  # the corpus is of broken files
            continue
    return sorted(set(texts))


def readme():
    """With PyPI's sanitiser, and beside it the HTML that goes into it: the browser has no nh3."""
    import nh3
    from readme_renderer import rst

    clean, written = nh3.clean, []
    nh3.clean = lambda html, **options: written.append(html) or clean(html, **options)
    answers = []
    for text in generated() + corpus():
        written.clear()
        html = rst.render(text, io.StringIO())
        answers.append({"text": text, "rendered": html is not None, "html": written[-1] if html is not None else ""})
    return answers


if __name__ == "__main__":
    action, *arguments = sys.argv[1:]
    if action == "build":
        arguments[1] = list(filter(None, arguments[1].split(",")))
    print(json.dumps(globals()[action](*arguments)))
