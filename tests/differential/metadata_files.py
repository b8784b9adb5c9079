"""Whole metadata files, and what packaging makes of them on the way from an upload tool to the index.

The value of a case holds the bytes of the file as Latin-1. Of the answer each part is what another step says: `tool`, the
headers that twine cannot read; `errors`, the invalid fields with their messages; `crash`, an exception that nobody catches.
"""

import email._policybase
import re
import sys

import packaging.metadata
import packaging.version

if sys.version_info < (3, 13, 1):
    # Before, a value that begins in the second line kept the end of the first.
    def header_source_parse(self, sourcelines):
        name, value = sourcelines[0].split(":", 1)
        value = "".join((value, *sourcelines[1:])).lstrip(" \t\r\n")
        return (name, value.rstrip("\r\n"))

    email._policybase.Compat32.header_source_parse = header_source_parse

HEADERS = """Metadata-Version Name Version Summary Description Keywords Home-page Author Author-email License Classifier Platform
Supported-Platform Download-URL Requires Provides Obsoletes Maintainer Maintainer-email Requires-Dist Provides-Dist Obsoletes-Dist
Requires-Python Requires-External Project-URL Description-Content-Type Provides-Extra Dynamic License-Expression License-File
Import-Name Import-Namespace X-Custom Bogus""".split()

VALUES = {
    "Metadata-Version": "1.0 1.1 1.2 2.0 2.1 2.2 2.3 2.4 2.5 2.6 3.0 2.10 02.1 2 UNKNOWN 1.00".split(),
    "Name": ["demo", "Demo.X", "-demo", "demo-", "a b", "d\u00e9mo", "", "UNKNOWN", "x" * 70, "demo_1"],
    "Version": ["1.0", "1.0.dev1", "1.0+local", "v1.0", "1..0", "", "latest", "UNKNOWN", "1!2.0rc1"],
    "Summary": ["One line", "Two\n        lines", "", "UNKNOWN", "{field}", "{x}", "{0}", "caf\u00e9"],
    "Requires-Dist": ["attrs", "attrs>=20", "attrs (>=20)", "attrs >=", "a; python_version<'3'", "a @ https://x.org/a.whl", "a;;b", "", "a[b", "{field}x y"],
    "Requires-Python": [">=3.8", ">=3.8,<4", "3.8", ">=3.8.*", "^3.8", "", "~=3", "UNKNOWN"],
    "Description-Content-Type": ["text/markdown", "text/markdown; charset=UTF-8; variant=GFM", "text/x-rst", "text/html", "markdown", "text/plain; charset=latin-1"],
    "Provides-Extra": ["dev", "Dev_X", "a b", "", "-x", "test.all"],
    "Dynamic": ["classifier", "Requires-Dist", "name", "Version", "metadata-version", "bogus", "", "dynamic"],
    "License-Expression": ["MIT", "mit or apache-2.0", "MIT AND", "Foo", "LicenseRef-x", "", "(MIT)", "GPL-3.0+"],
    "License-File": ["LICENSE", "licenses/LICENSE.txt", "../LICENSE", "/LICENSE", "LICEN*E", "a\\b", "C:/x", "", "./a"],
    "Import-Name": ["demo", "demo.x", "demo ; private", "demo; public", "class", "1x", "", "demo.None"],
    "Import-Namespace": ["demo", "demo.x; private", "de mo", "if"],
    "Project-URL": ["Home, https://example.org", "Home,https://example.org/2", "https://example.org", "Home", "a,b,c", ""],
    "Keywords": ["a,b", "a b c", "", "a, ,b", "UNKNOWN"],
}
PLAIN = ["x", "a value", "", "UNKNOWN", "caf\u00e9", "\u4e2d", "{field}", "two\n words", "a: b", "  spaced  ", "tab\tbed"]


def generate(rng):
    """A file that is mostly sound, with a few odd things."""
    headers = [("Metadata-Version", rng.choice(["2.1", "2.3", "2.4", "2.5"])), ("Name", "demo"), ("Version", "1.0")]
    for _ in range(rng.randrange(7)):
        header = rng.choice(HEADERS)
        headers.append((header, rng.choice(VALUES.get(header, PLAIN) if rng.random() < 0.9 else PLAIN)))
    if rng.random() < 0.05:
        headers.pop(rng.randrange(3))
    if rng.random() < 0.3:
        rng.shuffle(headers)
    lines = []
    for header, value in headers:
        if rng.random() < 0.04:
            header = rng.choice([header.upper(), header.lower(), header.replace("-", "_"), header + " ", " " + header])
        lines.append(f"{header}{rng.choice([': '] * 40 + [':', ' : ', ':\t', ''])}{value}")
    odd = ["no colon here", "\tcontinued", "  more", ": nothing", "", "From x", "caf\u00e9: x", "A\x0bB: c", "Name: \x1c x", "Summary: a\x0cb"]
    if rng.random() < 0.2:
        lines.insert(rng.randrange(len(lines) + 1), rng.choice(odd))
    body = rng.choice(["", "", "\n\nBody text\n", "\n\n", "\n\n# Title\n\ncaf\u00e9\n", "\n\n\n  \n", "\n\nA: b\n"])
    end = rng.choice(["\n", "\n", "\n", "\r\n", "\r"])
    data = (end.join(lines) + (end if rng.random() < 0.8 else "") + body).encode("utf-8")
    if rng.random() < 0.1:
        at = rng.randrange(len(data) + 1)
        data = data[:at] + rng.choice([b"\xff", b"\0", b"\xc3", b"\r", b"\n", b"\xef\xbb\xbf", b":", b"\x85"]) + data[at + rng.randrange(2) :]
    return data.decode("latin-1")


SENT = """metadata_version name version platforms summary description keywords home_page author author_email license
supported_platforms download_url classifiers requires provides obsoletes maintainer maintainer_email requires_dist provides_dist
obsoletes_dist requires_python requires_external project_urls description_content_type provides_extra dynamic license_expression
license_files""".split()


def clean(texts):
    """What the index makes of the values of one key before it reads them; None where they are dropped."""
    if texts and texts[-1].strip() == "UNKNOWN":
        return None
    if texts and "\0" in texts[-1]:
        texts = [texts[-1].replace("\0", "\\x00")]
    return None if texts in ([], [""]) else texts


def in_order(message):
    """Packaging lists sets: their order is that of the process. Ours is one."""
    fixed = {
        "'description-content-type' must be one of ": "['text/x-rst', 'text/markdown', 'text/plain']",
        "valid Markdown variants for 'description-content-type' are ": "['CommonMark', 'GFM']",
    }
    for start, names in fixed.items():
        if message.startswith(start):
            return re.sub(r"\[.*?\]", lambda _: names, message, count=1)
    return message


def judge(value):
    raw, unparsed = packaging.metadata.parse_email(value.encode("latin-1"))
    try:
        if packaging.version.Version(raw.get("metadata_version", "0")) < packaging.version.Version("2.4"):
            raw.pop("license_files", None)
            unparsed.pop("license-file", None)
    except packaging.version.InvalidVersion:
        return None  # twine ends with a traceback
    if unparsed:
        return {"tool": sorted(map(repr, unparsed))}
    if "name" not in raw or "version" not in raw:
        return None  # likewise
    raw["name"] = re.sub("[^A-Za-z0-9.]+", "-", raw["name"])
    sent = {}
    for key, value in raw.items():
        if key not in SENT:
            continue
        if isinstance(value, str):
            texts = clean([value])
            if texts:
                sent[key] = texts[0]
        elif key == "keywords":
            texts = clean([", ".join(value)])
            if texts:
                sent[key] = packaging.metadata._parse_keywords(texts[0])
        elif key == "project_urls":
            texts = clean([f"{label}, {url}" for label, url in value.items()])
            if texts:
                sent[key] = packaging.metadata._parse_project_urls(texts)
        else:
            texts = clean(list(value))
            if texts:
                sent[key] = texts
    try:
        packaging.metadata.Metadata.from_raw(sent)
    except packaging.metadata.ExceptionGroup as group:
        return {"errors": {error.field: in_order(str(error)) for error in group.exceptions}}
    except Exception:
        return {"crash": True}
    return {"errors": {}}
