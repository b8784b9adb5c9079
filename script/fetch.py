"""Fetches distributions that a list names by their hashes, from the index that pip is set up with.

    python script/fetch.py tests/artifacts.txt artifacts

`pip download` cannot: for an sdist it runs the build backend, which for native projects needs their compilers. So pip's own
classes are asked only where the files are. A line of the list: name==version, kind (for readers), SHA-256.

    python script/fetch.py --newest NAME…

prints such lines for the newest final release of each: the sdist, and the wheel that is taken on most machines.
"""

import hashlib
import pathlib
import sys

from pip._internal.commands.download import DownloadCommand
from pip._internal.index.collector import parse_links
from pip._vendor.packaging.utils import canonicalize_name, parse_sdist_filename, parse_wheel_filename
from pip._vendor.packaging.version import Version


class Index:
    def __init__(self, command, options):
        self.session = command.get_default_session(options)
        self.finder = command._build_package_finder(options, self.session, ignore_requires_python=True)
        self.pages = {}

    def links(self, name):
        """All files of a project, whatever they run on."""
        if name not in self.pages:
            collector = self.finder._link_collector

            def read(page):
                content = collector.fetch_response(page)
                return list(parse_links(content)) if content else []

            sources = collector.collect_sources(project_name=name, candidates_from_page=read).index_urls
            self.pages[name] = [link for source in sources if source for link in source.page_candidates()]
        return self.pages[name]

    def read(self, link):
        response = self.session.get(link.url_without_fragment, headers={"Accept-Encoding": "identity"})
        response.raise_for_status()
        return response.content


def fetch(index, listed, folder):
    """Fetches what is missing and removes what is not listed; the number of lines for which there is no file."""
    folder.mkdir(exist_ok=True)
    have = {hashlib.sha256(file.read_bytes()).hexdigest(): file for file in folder.iterdir() if file.is_file()}
    lines = [line.split() for line in listed.read_text().splitlines() if line.strip() and not line.startswith("#")]
    for sha256 in have.keys() - {sha256 for _, _, sha256 in lines}:
        have.pop(sha256).unlink()
    missing = 0
    for release, kind, sha256 in lines:
        if sha256 in have:
            continue
        name = canonicalize_name(release.partition("==")[0])
        link = next((link for link in index.links(name) if link.hash == sha256), None)
        content = index.read(link) if link else b""
        if hashlib.sha256(content).hexdigest() != sha256:
            missing += 1
            print(f"no {kind} of {release} has the hash {sha256} of {listed}", file=sys.stderr)
            continue
        print(f"fetched {link.filename}")
        (folder / link.filename).write_bytes(content)
    return missing


def released(link):
    """Version and kind of a file; None for what is neither a wheel nor an sdist, or was withdrawn."""
    try:
        if link.is_yanked or not link.hash:
            return None
        if link.filename.endswith(".whl"):
            return parse_wheel_filename(link.filename)[1], "wheel"
        if link.filename.endswith(".tar.gz"):
            return parse_sdist_filename(link.filename)[1], "sdist"
    except ValueError:
        pass
    return None


def preference(link):
    """Pure wheels first, then those for this kind of machine."""
    tags = {str(tag) for tag in parse_wheel_filename(link.filename)[3]}
    words = ("-any", "cp312-cp312-manylinux", "abi3-manylinux", "none-manylinux", "manylinux")
    rank = next((i for i, word in enumerate(words) if any(word in tag for tag in tags)), len(words))
    return rank, not any("x86_64" in tag for tag in tags), link.filename


def newest(index, name):
    files = [(released(link), link) for link in index.links(canonicalize_name(name))]
    files = [(found, link) for found, link in files if found and not found[0].is_prerelease]
    version = max((found[0] for found, _ in files), default=Version("0"))
    for kind in ("wheel", "sdist"):
        links = [link for found, link in files if found == (version, kind)]
        if links:
            link = min(links, key=preference) if kind == "wheel" else links[0]
            print(f"{name}=={version} {kind} {link.hash}")
        else:
            print(f"# {name}=={version} has no {kind}")


def main(arguments):
    command = DownloadCommand("download", "fetches distributions")
    options, _ = command.parse_args(["--quiet", "."])
    with command.main_context():
        index = Index(command, options)
        if arguments[0] != "--newest":
            return min(fetch(index, pathlib.Path(arguments[0]), pathlib.Path(arguments[1])), 1)
        for name in arguments[1:]:
            newest(index, name)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
