"""A package index on this machine: pypiserver takes uploads and serves files; in front of it a server answers as PyPI does,
with the JSON of the simple API and a provenance for each file."""

import contextlib
import hashlib
import http.server
import json
import pathlib
import re
import socket
import subprocess
import sys
import threading
import time
import urllib.request


class Index:
    def __init__(self, upload, simple, folder):
        self.upload = upload
        self.simple = simple
        self.folder = folder
        # What the provenance of every file names; nothing leaves the files without.
        self.publisher = None


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextlib.contextmanager
def running(folder):
    """An index that keeps its files in `folder`."""
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    port = free_port()
    command = [sys.executable, "-m", "pypiserver", "run", "--interface", "127.0.0.1", "--port", str(port)]
    # Anybody may upload, and an existing file is refused, as on PyPI.
    command += ["--passwords", ".", "--authenticate", ".", "--disable-fallback", str(folder)]
    index = Index(f"http://127.0.0.1:{port}/", "", folder)
    with open(folder.parent / "pypiserver.log", "w", encoding="utf-8") as log:
        server = subprocess.Popen(command, stdout=log, stderr=log)
        try:
            wait_for(index.upload, server)
            front = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler(index))
            index.simple = f"http://127.0.0.1:{front.server_port}/simple/"
            threading.Thread(target=front.serve_forever, daemon=True).start()
            yield index
            front.shutdown()
        finally:
            server.terminate()
            server.wait()


def wait_for(url, server):
    for _ in range(100):
        if server.poll() is not None:
            raise RuntimeError(f"pypiserver ended with {server.returncode}")
        with contextlib.suppress(OSError), urllib.request.urlopen(url):
            return
        time.sleep(0.1)
    raise RuntimeError(f"pypiserver does not answer at {url}")


def handler(index):
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            kind, _, rest = self.path.lstrip("/").partition("/")
            if kind == "simple":
                self.answer("application/vnd.pypi.simple.v1+json", listing(index, rest.strip("/"), self.headers["Host"]))
            elif kind == "integrity":
                bundle = {"attestations": [], "publisher": index.publisher}
                self.answer("application/vnd.pypi.integrity.v1+json", {"version": 1, "attestation_bundles": [bundle]})
            else:
                self.send_error(404)

        def answer(self, kind, body):
            if body is None:
                return self.send_error(404)
            data = json.dumps(body).encode()
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_):
            pass

    return Handler


def listing(index, project, host):
    """The files of a project as the simple API lists them; none for a project that is not there."""
    files = []
    for path in sorted(index.folder.iterdir()):
        name = re.split(r"-\d", path.name)[0]
        if re.sub(r"[-_.]+", "-", name).lower() != project:
            continue
        files.append(
            {
                "filename": path.name,
                "url": f"{index.upload}packages/{path.name}",
                "hashes": {"sha256": hashlib.sha256(path.read_bytes()).hexdigest()},
                "provenance": f"http://{host}/integrity/{path.name}" if index.publisher else None,
            }
        )
    if not files:
        return None
    versions = sorted({path["filename"].split("-")[1].removesuffix(".tar.gz") for path in files})
    return {"meta": {"api-version": "1.1"}, "name": project, "files": files, "versions": versions}
