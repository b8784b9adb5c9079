"""The field's other tools: how each is run on a file, and what kinds of message it gives.

A runner gets the folder of the tools and a file, and returns the kinds of what the tool reported of it, one for each
message; None where the tool does not apply. It never returns the path of a file.
"""

import json
import re
import subprocess
import tarfile
import tempfile
from pathlib import Path


def run(*command):
    environment = {"PATH": "/usr/bin:/bin", "NO_COLOR": "1", "TERM": "dumb", "COLUMNS": "400", "HOME": tempfile.gettempdir()}
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, env=environment, check=False)
    return done.returncode, done.stdout, done.stderr


def check_wheel_contents(tools, file):
    if file.suffix != ".whl":
        return None
    code, out, err = run(tools / "check-wheel-contents", file)
    kinds = re.findall(r"\.whl: (W\d+): ", out)
    if code and not kinds:
        kinds = ["fatal: " + (err or out).strip().splitlines()[-1].split(": ", 1)[-1]]
    return kinds


def pydistcheck(tools, file):
    _, out, _ = run(tools / "pydistcheck", file)
    return re.findall(r"^\d+\. \[([a-z-]+)\]", out, re.MULTILINE)


def twine(tools, file):
    code, out, err = run(tools / "twine", "check", "--strict", file)
    text = re.sub(r"\x1b\[\d+m", "", out + err)
    kinds = []
    for _, words in re.findall(r"(WARNING|ERROR)\s+(.+)", text):
        words = re.sub(r"\s+", " ", words).strip()
        kinds.append(re.sub(r"^`(\w+)`.*", r"\1", words))
    return kinds or (["failed"] if code else [])


def validate_pyproject(tools, file):
    if file.suffix == ".whl":
        return None
    with tarfile.open(file) as archive, tempfile.TemporaryDirectory() as folder:
        found = [it for it in archive if it.name.count("/") == 1 and it.name.endswith("/pyproject.toml")]
        if not found:
            return None
        copy = Path(folder) / "pyproject.toml"
        copy.write_bytes(archive.extractfile(found[0]).read())
        code, out, err = run(tools / "validate-pyproject", copy)
    if code == 0:
        return []
    first = next((line for line in (err + out).splitlines() if "[ERROR]" in line), "failed")
    return [re.sub(r".*\[ERROR\]\s*", "", first).strip()]


def auditwheel(tools, file):
    if file.suffix != ".whl" or "linux" not in file.stem.rsplit("-", 1)[-1]:
        return None
    _, out, err = run(tools / "auditwheel", "show", "--json", file)
    try:
        shown = json.loads(out)
    except ValueError:
        return ["failed: " + (err or out).strip().splitlines()[-1]]
    claimed = {policy(tag) for tag in file.stem.rsplit("-", 1)[-1].split(".")}
    kinds = []
    if policy(shown["overall_tag"]) is None or all(policy(shown["overall_tag"]) > tag for tag in claimed if tag):
        kinds.append("wheel does not hold to its tag")
    kinds += [word for word in ("pyfpe", "ucs2", "unsupported_isa") if shown.get(word)]
    if shown["external_libs"]:
        kinds.append("external libraries")
    if shown["policy_upgrades"]:
        kinds.append("could hold to an older policy without some libraries")
    best = policy(shown["overall_tag"])
    if best and all(best < tag for tag in claimed if tag):
        kinds.append("could have an older tag")
    return kinds


def policy(tag):
    """The minor version of glibc that a manylinux tag stands for."""
    old = {"manylinux1": 5, "manylinux2010": 12, "manylinux2014": 17}
    name = tag.split("_", 1)[0]
    if name in old:
        return old[name]
    found = re.match(r"manylinux_2_(\d+)_", tag)
    return int(found.group(1)) if found else None


def abi3audit(tools, file):
    if file.suffix != ".whl" or "abi3" not in file.stem.split("-")[-2]:
        return None
    _, out, err = run(tools / "abi3audit", "--report", file)
    try:
        specs = json.loads(out)["specs"].values()
    except (ValueError, KeyError):
        return ["failed: " + (err or out).strip().splitlines()[-1]]
    kinds = []
    for spec in specs:
        for module in spec["wheel"]:
            result = module["result"]
            if result["non_abi3_symbols"]:
                kinds.append("symbols outside the stable ABI")
            if not result["is_abi3_baseline_compatible"]:
                kinds.append("symbols newer than the tag")
    return kinds


#: Name, what it is called in the document, runner.
PEERS = [
    ("check-wheel-contents", "check-wheel-contents", check_wheel_contents),
    ("twine", "twine check --strict", twine),
    ("pydistcheck", "pydistcheck", pydistcheck),
    ("validate-pyproject", "validate-pyproject", validate_pyproject),
    ("auditwheel", "auditwheel show", auditwheel),
    ("abi3audit", "abi3audit", abi3audit),
]
