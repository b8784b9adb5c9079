"""Writes docs/calibration.md: Preflight and its peers on real releases. `script/calibrate` runs it.

What people judged stands beside this file, as lines of `key: words`, and every key has to be there and to be used:

- `peers.txt`: what a kind of message of a peer is to us. `peer kind: rule, rule; why they may differ`, or `-; why not`.
- `warnings.txt`: for each rule that warns about one of the releases, whether its maintainer would want to know.
- `evidence.txt`: for each error, `rule file: what proves it`.
"""

import argparse
import collections
import json
import re
import subprocess
import sys
import zipfile
from pathlib import Path

from peers import PEERS

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
SEVERITIES = ("error", "warning", "info")


def judged(name):
    lines = (HERE / name).read_text().splitlines()
    pairs = (line.split(": ", 1) for line in lines if line.strip() and not line.startswith("#"))
    return {key: words for key, words in pairs}


def releases(folder):
    """Files of one project and version together, sorted by the name of the project."""
    found = collections.defaultdict(list)
    for file in sorted(folder.iterdir()):
        name, version = file.name.removesuffix(".tar.gz").split("-")[:2]
        found[re.sub(r"[-_.]+", "-", name).lower(), version].append(file)
    return dict(sorted(found.items()))


def inspect(preflight, files):
    done = subprocess.run([preflight, "check", "--format", "json", *files], capture_output=True, text=True, check=False)
    return json.loads(done.stdout)


def backend(file):
    """Who wrote the wheel."""
    with zipfile.ZipFile(file) as wheel:
        name = next(it for it in wheel.namelist() if re.fullmatch(r"[^/]+\.dist-info/WHEEL", it))
        text = wheel.read(name).decode()
    found = re.search(r"^Generator: *(.+)$", text, re.MULTILINE)
    return re.split(r"[ (]", found.group(1))[0] if found else "unknown"


def table(head, rows):
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    return lines + ["| " + " | ".join(str(cell) for cell in row) + " |" for row in rows]


def code(words):
    return f"`{words}`"


def short(file):
    """A file name without what all wheels have: long platform tags break a table."""
    parts = file.removesuffix(".whl").split("-")
    return file if not file.endswith(".whl") or len(file) <= 60 else "-".join(parts[:-1]) + "-….whl"


class Judgements:
    """What people wrote, with a note of what was used."""

    def __init__(self, name):
        self.name, self.entries, self.used = name, judged(name), set()

    def get(self, key):
        self.used.add(key)
        return self.entries.get(key)

    def missing(self, keys):
        wrong = [f"{self.name} says nothing of {key}" for key in sorted(set(keys) - self.entries.keys())]
        return wrong + [f"{self.name} says something of {key}, which is not there" for key in sorted(self.entries.keys() - set(keys))]


def measure(arguments):
    """Reports, findings by file, and kinds of messages by peer and file."""
    findings, backends, kinds = collections.defaultdict(list), {}, collections.defaultdict(dict)
    # Peers take minutes, and say the same again: what they said is kept as long as their versions are.
    versions = (HERE / "requirements.txt").read_text() + (HERE / "peers.py").read_text()
    kept = json.loads(arguments.kept.read_text()) if arguments.kept.exists() else {}
    said = kept["said"] if kept.get("versions") == versions else {}
    for (name, version), files in releases(arguments.artifacts).items():
        for finding in inspect(arguments.preflight, files)["findings"]:
            findings[finding["file"]].append(finding)
        for file in files:
            findings[file.name] += []
            backends[file.name] = backend(file) if file.suffix == ".whl" else ""
            if file.name not in said:
                said[file.name] = {peer: run(arguments.peers, file) for peer, _, run in PEERS}
            for peer, _, _ in PEERS:
                kinds[peer][file.name] = said[file.name][peer]
        print(f"calibrate: {name} {version}", file=sys.stderr)
        arguments.kept.write_text(json.dumps({"versions": versions, "said": said}))
    return dict(sorted(findings.items())), backends, kinds


def files_table(findings, backends):
    count = lambda found, severity: sum(it["severity"] == severity for it in found)
    rows = [
        (code(short(file)), backends[file], *(count(found, severity) for severity in SEVERITIES))
        for file, found in findings.items()
    ]
    totals = [sum(row[2 + i] for row in rows) for i in range(3)]
    return table(("file", "built by", "errors", "warnings", "infos"), [*rows, ("all", "", *totals)])


def rules_table(findings, severity):
    times, files = collections.Counter(), collections.defaultdict(set)
    for file, found in findings.items():
        for it in found:
            if it["severity"] == severity:
                times[it["rule"]] += 1
                files[it["rule"]].add(file)
    order = sorted(times, key=lambda rule: (-len(files[rule]), rule))
    return order, files, times


def peers_section(kinds, findings, judgements):
    lines, used = [], set()
    rules_of = {file: {it["rule"] for it in found} for file, found in findings.items()}
    for peer, title, _ in PEERS:
        asked = {file: found for file, found in kinds[peer].items() if found is not None}
        files = collections.defaultdict(set)
        for file, found in asked.items():
            for kind in found:
                files[kind].add(file)
        lines += ["", f"### {title}", "", f"{len(asked)} files; {sum(1 for found in asked.values() if found)} of them with a message."]
        if not files:
            continue
        rows = []
        for kind in sorted(files, key=lambda kind: (-len(files[kind]), kind)):
            key = f"{peer} {kind}"
            used.add(key)
            rules, _, words = (judgements.get(key) or "-; not judged").partition("; ")
            ids = [] if rules == "-" else rules.split(", ")
            both = sum(1 for file in files[kind] if rules_of[file].intersection(ids))
            rows.append((code(kind), len(files[kind]), ", ".join(map(code, ids)) or "none", both if ids else "", words))
        lines += ["", *table(("message", "files", "our rule", "on as many of them", "why not on all"), rows)]
    return lines, used


def document(arguments, findings, backends, kinds):
    peers, warnings, evidence = Judgements("peers.txt"), Judgements("warnings.txt"), Judgements("evidence.txt")
    wrong = []
    versions = [line for line in (HERE / "requirements.txt").read_text().splitlines() if "==" in line]
    projects = len(releases(arguments.artifacts))
    lines = [
        "# Calibration",
        "",
        f"What Preflight says of the {len(findings)} files of {projects} releases in `tests/artifacts.txt`, which PyPI has and people",
        "use, and what the field's other tools say of them. `script/calibrate` writes this page; what people judged stands in",
        "`tests/calibration/`. A wheel and its sdist are checked together, as their maintainer would. Beside Preflight ran:",
        " and ".join((", ".join(map(code, versions[:-1])), code(versions[-1]))) + ".",
        "",
        "## Files",
        "",
        *files_table(findings, backends),
        "",
        "## Errors",
        "",
    ]
    errors = [it for found in findings.values() for it in found if it["severity"] == "error"]
    keys = {f"{it['rule']} {it['file']}" for it in errors}
    wrong += evidence.missing(keys)
    if errors:
        lines += table(("rule", "file", "evidence"), [(*map(code, key.split(" ", 1)), evidence.get(key)) for key in sorted(keys)])
    else:
        lines += ["None. An error in one of these releases would be a false one, and `tests/it/real.rs` fails on it."]
    lines += ["", *(HERE / "elsewhere.md").read_text().splitlines()]
    order, files, times = rules_table(findings, "warning")
    wrong += warnings.missing(order)
    lines += ["", "## Warnings", "", "Each as the maintainer of the release would take it.", ""]
    lines += table(
        ("rule", "files", "findings", "judged"),
        [(code(rule), len(files[rule]), times[rule], warnings.get(rule)) for rule in order],
    )
    order, files, times = rules_table(findings, "info")
    lines += ["", "## Infos", ""]
    lines += table(("rule", "files", "findings"), [(code(rule), len(files[rule]), times[rule]) for rule in order])
    section, used = peers_section(kinds, findings, peers)
    wrong += peers.missing(used)
    lines += ["", "## Beside other tools", "", *(HERE / "peers.md").read_text().splitlines(), *section, ""]
    return "\n".join(lines), wrong


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--preflight", type=Path, required=True)
    parser.add_argument("--peers", type=Path, required=True, help="the folder of the other tools' commands")
    parser.add_argument("--artifacts", type=Path, default=ROOT / "artifacts")
    parser.add_argument("--out", type=Path, default=ROOT / "docs/calibration.md")
    parser.add_argument("--kept", type=Path, default=ROOT / "target/calibration.json", help="keeps what the peers said")
    arguments = parser.parse_args()
    findings, backends, kinds = measure(arguments)
    text, wrong = document(arguments, findings, backends, kinds)
    arguments.out.write_text(text)
    print("\n".join(f"calibrate: {line}" for line in wrong), file=sys.stderr)
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
