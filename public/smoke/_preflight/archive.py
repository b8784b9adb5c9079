"""Reads wheels and sdists, and puts their files where an installer would. Runs nothing of what is inside."""

import base64
import csv
import hashlib
import io
import os
import stat
import tarfile
import zipfile

import _preflight_worker as worker

ENV = "/env"
SITE = ENV + "/lib/python3.14/site-packages"

# Bounds: what is larger is not for a browser.
MOST_FILES = 50_000
MOST_BYTES = 512 * 1024 * 1024


class Refused(Exception):
    """An archive that cannot be installed, with the reason."""


class Blob(io.RawIOBase):
    """A dropped file, read by range."""

    def __init__(self, name):
        self.name = name
        self.length = worker.size(name)
        self.position = 0

    def readable(self):
        return True

    def seekable(self):
        return True

    def seek(self, offset, whence=os.SEEK_SET):
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self.position, os.SEEK_END: self.length}[whence]
        self.position = max(0, base + offset)
        return self.position

    def tell(self):
        return self.position

    def readinto(self, buffer):
        stop = min(self.length, self.position + len(buffer))
        if stop <= self.position:
            return 0
        got = worker.read(self.name, self.position, stop).to_bytes()
        buffer[: len(got)] = got
        self.position += len(got)
        return len(got)


def open_blob(name):
    return io.BufferedReader(Blob(name), 256 * 1024)


def open_wheel(name):
    """A dropped wheel, or one of the page's own in `pack:PACK/NAME`."""
    try:
        if name.startswith("pack:"):
            pack, _, member = name[5:].partition("/")
            return zipfile.ZipFile(io.BytesIO(zipfile.ZipFile(f"/preflight/{pack}.zip").read(member)))
        return zipfile.ZipFile(open_blob(name))
    except (zipfile.BadZipFile, OSError, NotImplementedError) as error:
        raise Refused(f"`{name}` is not a zip archive that Python can read: {error}") from None


def packed(pack):
    """Names of the page's own wheels of one pack, as `open_wheel` takes them."""
    path = f"/preflight/{pack}.zip"
    return [f"pack:{pack}/{name}" for name in zipfile.ZipFile(path).namelist()] if os.path.exists(path) else []


def open_pack(pack, target):
    """Installs all wheels of one of the page's own packs."""
    for name in packed(pack):
        install(open_wheel(name), target)


def dist_info(archive):
    """The name of the `.dist-info` directory."""
    names = {name.split("/", 1)[0] for name in archive.namelist() if "/" in name}
    found = sorted(name for name in names if name.endswith(".dist-info"))
    if len(found) != 1:
        raise Refused(f"a wheel has one `.dist-info` directory; here are {len(found)}")
    return found[0]


def destination(name, target, env):
    """Where a member is installed, and whether it is a script; None for what is not installed."""
    parts = name.split("/")
    if name.startswith("/") or "\\" in name or "\0" in name or any(part in ("", ".", "..") for part in parts):
        raise Refused(f"`{name}` is no path inside an environment")
    if not parts[0].endswith(".data"):
        return f"{target}/{name}", False
    if len(parts) < 3:
        return None, False
    kind, rest = parts[1], "/".join(parts[2:])
    places = {"purelib": target, "platlib": target, "scripts": env + "/bin", "data": env, "headers": env + "/include"}
    if kind not in places:
        raise Refused(f"`{name}`: no installer knows `{kind}`")
    return f"{places[kind]}/{rest}", kind == "scripts"


def members(archive):
    """Members that are files, within the bounds."""
    files = [info for info in archive.infolist() if not info.filename.endswith("/")]
    if len(files) > MOST_FILES:
        raise Refused(f"{len(files)} files are more than a browser takes")
    if sum(info.file_size for info in files) > MOST_BYTES:
        raise Refused("it unpacks to more than 512 MiB, more than a browser takes")
    return files


def content(archive, info):
    try:
        with archive.open(info) as member:
            found = member.read(info.file_size + 1)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as error:
        raise Refused(f"`{info.filename}` cannot be unpacked: {error}") from None
    except Exception as error:  # zlib.error, lzma.LZMAError and their like have no common base
        raise Refused(f"`{info.filename}` cannot be unpacked: {error}") from None
    if len(found) != info.file_size:
        raise Refused(f"`{info.filename}` is not as long as the archive says")
    return found


def install(archive, target=SITE, env=ENV, check=False):
    """Puts the files of a wheel in place. Returns how many, and with `check` what contradicts RECORD."""
    record = _record(archive) if check else {}
    problems = []
    files = members(archive)
    made = set()
    for info in files:
        path, script = destination(info.filename, target, env)
        if path is None:
            continue
        data = content(archive, info)
        if check:
            problems += _against_record(info.filename, data, record)
        if script and data.startswith(b"#!python"):
            data = b"#!/env/bin/python" + data[data.find(b"\n") if b"\n" in data else len(data) :]
        folder = path.rpartition("/")[0]
        try:
            if folder not in made:
                os.makedirs(folder, exist_ok=True)
                made.add(folder)
            with open(path, "wb") as file:
                file.write(data)
            if script or stat.S_IMODE(info.external_attr >> 16) & 0o111:
                os.chmod(path, 0o755)
        except OSError as error:
            raise Refused(f"`{info.filename}` cannot be installed: {error}") from None
    if check:
        problems += [f"`{name}` is in RECORD and not in the wheel" for name in record]
    return len(files), problems


def _record(archive):
    """Digests of RECORD by path; the entries are taken out as they are met."""
    try:
        text = archive.read(dist_info(archive) + "/RECORD").decode("utf-8")
    except (KeyError, UnicodeDecodeError):
        raise Refused("RECORD is missing or not UTF-8") from None
    return {row[0]: row[1] for row in csv.reader(io.StringIO(text)) if len(row) == 3}


def _against_record(name, data, record):
    if name.endswith((".dist-info/RECORD", ".dist-info/RECORD.jws", ".dist-info/RECORD.p7s")):
        record.pop(name, None)
        return []
    if name not in record:
        return [f"`{name}` is not in RECORD"]
    algorithm, _, digest = record.pop(name).partition("=")
    if algorithm not in ("sha256", "sha384", "sha512"):
        return []
    found = base64.urlsafe_b64encode(hashlib.new(algorithm, data).digest()).rstrip(b"=").decode()
    return [] if found == digest.rstrip("=") else [f"the digest of `{name}` is not that of RECORD"]


def unpack_sdist(name, target, left_out):
    """Lays out the tar `name` (not compressed any more) below `target`; returns its top-level folder.

    A file's bytes stay in the archive until they are read, so a folder that no build looks at costs nothing. `left_out` are
    the sizes of members whose bytes are not even there, by their place in the archive.
    """
    tops = set()
    count = 0
    with open_tar(name) as tar:
        for member in tar:
            place, count = count, count + 1
            if count > MOST_FILES:
                raise Refused(f"more than {MOST_FILES} members are more than a browser takes")
            # PEP 721: sdists are unpacked with the "data" filter.
            try:
                member = tarfile.data_filter(member, target)
            except tarfile.FilterError as error:
                raise Refused(f"installers refuse to unpack it: {error}") from None
            path = os.path.normpath(os.path.join(target, member.name))
            if path == target:
                continue
            tops.add(os.path.relpath(path, target).split("/", 1)[0])
            if member.isdir():
                os.makedirs(path, exist_ok=True)
                continue
            os.makedirs(os.path.dirname(path), exist_ok=True)
            if member.issym():
                os.symlink(member.linkname, path)
            elif member.islnk():
                with open(os.path.join(target, member.linkname), "rb") as source, open(path, "wb") as copy:
                    copy.write(source.read())
            elif member.isreg() and member.sparse is None:
                mode = 0o755 if member.mode & 0o100 else 0o644
                if str(place) in left_out:
                    worker.leave(path, left_out[str(place)], mode, place)
                else:
                    worker.place(path, name, member.offset_data, member.size, mode)
                os.utime(path, (member.mtime, member.mtime))
    folders = [top for top in tops if os.path.isdir(os.path.join(target, top))]
    if len(folders) != 1:
        raise Refused(f"an sdist has one top-level folder; here are {len(folders)}")
    return os.path.join(target, folders[0])


def open_tar(name):
    try:
        return tarfile.open(fileobj=open_blob(name), mode="r:")
    except (tarfile.TarError, OSError) as error:
        raise Refused(f"it is not a tar archive that Python can read: {error}") from None
