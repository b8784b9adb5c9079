#!/usr/bin/env bash
# Verifies a release as its users meet it: what the index lists, what it serves, what an installation does.
#
#   verify_install.sh [OPTION…] NAME VERSION
#
#   --index URL       the index to install from (https://pypi.org/simple/)
#   --dist FOLDER     compare these files with what the index lists: both there, the same bytes, with provenance
#   --publisher OWNER/NAME WORKFLOW ENVIRONMENT
#                     what the provenance of each file must name
#   --python VERSION  the Python to install into
#   --smoke-test FILE the test to run (tests/smoke_test.py)
#   --attempts N      how often to look (20); an index shows a new file after some seconds, at times minutes
#   --wait SECONDS    the time between two looks (15)
#
# It needs uv and Bash, changes nothing, and leaves nothing behind.
set -euo pipefail

index=https://pypi.org/simple/
dist=
publisher=()
python=()
smoke_test=tests/smoke_test.py
attempts=20
wait=15
while [ $# -gt 2 ]; do
  case $1 in
    --index) index=$2 && shift 2 ;;
    --dist) dist=$2 && shift 2 ;;
    --publisher) publisher=("$2" "$3" "$4") && shift 4 ;;
    --python) python=(--python "$2") && shift 2 ;;
    --smoke-test) smoke_test=$2 && shift 2 ;;
    --attempts) attempts=$2 && shift 2 ;;
    --wait) wait=$2 && shift 2 ;;
    *) break ;;
  esac
done
if [ $# -ne 2 ]; then
  sed -n '2,/^set /{s/^# \{0,1\}//p}' "$0" >&2
  exit 2
fi
name=$1
version=$2

fail() {
  if [ "${GITHUB_ACTIONS:-}" = true ]; then echo "::error::$*"; else echo "error: $*"; fi
  exit 1
}

# Runs a command until it succeeds.
retry() { # what to say, command…
  local what=$1 attempt
  shift
  for ((attempt = 1; attempt <= attempts; attempt++)); do
    if "$@"; then return 0; fi
    if [ "$attempt" -lt "$attempts" ]; then
      echo "attempt $attempt of $attempts: $what; the next one in $wait seconds"
      sleep "$wait"
    fi
  done
  fail "$what after $attempts attempts"
}

# What the index lists against the files that were built: prints what differs. Waits for nothing itself.
compare() {
  uv run --no-project --quiet ${python[@]+"${python[@]}"} - "$index" "$name" "$dist" ${publisher[@]+"${publisher[@]}"} <<'PY'
import hashlib
import json
import pathlib
import re
import sys
import urllib.request

index, name, dist, *publisher = sys.argv[1:]


def get(url, kind):
    request = urllib.request.Request(url, headers={"Accept": kind, "Cache-Control": "no-cache"})
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)


def differs():
    project = re.sub(r"[-_.]+", "-", name).lower()
    listed = get(f"{index.rstrip('/')}/{project}/", "application/vnd.pypi.simple.v1+json")
    files = {file["filename"]: file for file in listed["files"]}
    for path in sorted(pathlib.Path(dist).glob("*")):
        if not path.name.endswith((".whl", ".tar.gz")):
            continue
        file = files.get(path.name)
        if file is None:
            yield f"{path.name} is not listed"
            continue
        if file["hashes"].get("sha256") != hashlib.sha256(path.read_bytes()).hexdigest():
            yield f"{path.name} on the index has other bytes than the file that was built here"
        if not file.get("provenance"):
            yield f"{path.name} has no provenance"
        elif publisher:
            bundles = get(file["provenance"], "application/vnd.pypi.integrity.v1+json")["attestation_bundles"]
            named = [bundle["publisher"] for bundle in bundles]
            keys = ("repository", "workflow", "environment")
            said = [tuple(str(who.get(key) or "") for key in keys) for who in named]
            if tuple(publisher) not in said:
                yield f"the provenance of {path.name} names {said}, and not {tuple(publisher)}"


try:
    found = list(differs())
except Exception as error:
    found = [f"{index} does not answer: {error}"]
print("\n".join(found) if found else f"{name}: listed, the same bytes, with provenance")
sys.exit(1 if found else 0)
PY
}

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
venv=$folder/venv

# Only the package itself comes from this index: on TestPyPI anybody may own the names of its dependencies.
install() {
  uv pip install --quiet --python "$venv" --refresh --no-deps --default-index "$index" "$name==$version"
}

# Installed already, so this adds what it requires, from PyPI or the index that uv is set to.
install_dependencies() {
  uv pip install --quiet --python "$venv" "$name==$version"
}

if [ -n "$dist" ]; then
  retry "the index does not show the release as it was built" compare
fi
uv venv --quiet ${python[@]+"${python[@]}"} "$venv"
retry "$name $version cannot be installed from $index" install
install_dependencies || fail "the dependencies of $name $version cannot be installed"

# In an empty folder, so that nothing but the installation can be imported.
program=$venv/bin
[ -d "$program" ] || program=$venv/Scripts
test=$(cd "$(dirname "$smoke_test")" && pwd)/$(basename "$smoke_test")
cd "$folder"
PATH=$program:$PATH "$program/python" "$test" "$version"
