"""Mutates small wheels and sdists and asks CPython and Warehouse's own helpers what they make of each.

    python3.13 tests/differential/archives.py WAREHOUSE OUT [COUNT [SEED]]

WAREHOUSE is a checkout of pypi/warehouse, OUT a folder for the files and `cases.jsonl`. Then:

    PREFLIGHT_ARCHIVE_CASES=OUT/cases.jsonl cargo test --lib upload::zip_archive -- --nocapture

With a CPython before 3.14.1, the newer rules of zipfile are put in its place below.
"""

import bz2, configparser, csv, gzip, io, json, lzma, os, pathlib, random, re, struct, sys, tarfile, types, warnings, zipfile, zlib

warnings.simplefilter("ignore")


def load(path):
    """A module of Warehouse; the `except A, B:` of 3.14 is written as before."""
    text = pathlib.Path(path).read_text()
    text = re.sub(r"except ([\w.]+(?:, [\w.]+)+):", r"except (\1):", text)
    text = re.sub(r"^import packaging.*$", "", text, flags=re.M)
    text = text.replace("packaging.tags.Tag", "object")
    module = types.ModuleType(pathlib.Path(path).stem)
    exec(compile(text, str(path), "exec"), module.__dict__)
    return module


def end_record_64(fpin, offset, endrec):
    offset = endrec[9] - 20
    if offset < 0:
        return endrec
    fpin.seek(offset)
    sig, disk, reloff, disks = struct.unpack("<4sLQL", fpin.read(20))
    if sig != b"PK\6\7":
        return endrec
    if disk != 0 or disks > 1:
        raise zipfile.BadZipFile("multiple disks")
    offset -= 56
    if reloff > offset:
        raise zipfile.BadZipFile("Corrupt zip64 end of central directory locator")
    fpin.seek(reloff)
    extra = offset - reloff
    data = fpin.read(56)
    if not data.startswith(b"PK\6\6") and reloff != offset:
        fpin.seek(offset)
        extra = 0
        data = fpin.read(56)
    if not data.startswith(b"PK\6\6"):
        raise zipfile.BadZipFile("Zip64 end of central directory record not found")
    sig, size, _, _, disk, disk_dir, count, total, dirsize, diroffset = struct.unpack("<4sQ2H2L4Q", data)
    if diroffset + dirsize != reloff or size + 12 != 56 + extra:
        raise zipfile.BadZipFile("Corrupt zip64 end of central directory record")
    endrec[0:7] = [sig, disk, disk_dir, count, total, dirsize, diroffset]
    endrec[9] = offset - extra
    return endrec


def real_end(fpin):
    """3.13 adds the length of the zip64 records itself when the signature says so: keep it from doing that."""
    endrec = old_end(fpin)
    if endrec and endrec[0] == b"PK\6\6":
        endrec[0] = b"PK\5\6"
    return endrec


def is_zipfile(path):
    try:
        with open(path, "rb") as fp:
            end = zipfile._EndRecData(fp)
            if not end:
                return False
            if end[4] == 0 and end[5] == 0 and end[6] == 0:
                return True
            if end[1] != end[2]:
                return False
            fp.seek(end[9] - end[5])
            return end[5] >= 46 and fp.read(46)[:4] == b"PK\1\2"
    except (OSError, zipfile.BadZipFile):
        return False


if sys.version_info < (3, 14, 1):
    zipfile._EndRecData64 = end_record_64
    old_end = zipfile._EndRecData
    zipfile._EndRecData = real_end
else:
    is_zipfile = zipfile.is_zipfile

old_block = tarfile.TarInfo._block


def block(self, count):
    if count < 0:
        raise tarfile.InvalidHeaderError("invalid offset")
    return old_block(self, count)


tarfile.TarInfo._block = block

NEEDLES = [b"__pyarmor__(__name__, __file__,", b"__pyarmor_enter__", b"__pyarmor_exit__", b"__pyarmor_assert__"]


class Refused(Exception):
    pass


def scan(members):
    found = None
    for data in list(members):
        if any(needle in data for needle in NEEDLES) and found is None:
            found = "PyArmor"
    if found:
        raise Refused(f"{found}-encrypted content is not allowed. "
                      "See https://pypi.org/policy/acceptable-use-policy/ for more information.")


def common(names):
    return os.path.commonpath(names) if names else ""


def check(path, name):
    """Warehouse's steps for an archive, in its order; raises what it does not catch."""
    archive = None
    try:
        archive = zipfile.ZipFile(path) if name.endswith(".whl") else tarfile.open(path, "r:gz")
    except (zipfile.BadZipFile, tarfile.ReadError, EOFError):
        pass
    is_zip, is_tar = is_zipfile(path), tarfile.is_tarfile(path)
    if is_zip and is_tar:
        raise Refused("File is both a zip and a tar file")
    if name.endswith(".whl"):
        if not is_zip:
            raise Refused("File is not a zipfile")
        try:
            archive = archive or zipfile.ZipFile(path)
            total = sum(e.file_size for e in archive.infolist())
            if total > 64 << 20 and total / os.stat(path).st_size > 50:
                raise Refused("File exceeds compression ratio of 50")
            if any(e.compress_type not in (0, 8) for e in archive.infolist()):
                raise Refused("File does not use a supported compression type")
            target = "demo-1.0.dist-info/WHEEL"
            try:
                archive.read(target)
            except KeyError:
                raise Refused(f"WHEEL not found at {target}") from None
            scan(archive.read(e.filename) for e in archive.infolist() if not e.is_dir()
                 and os.path.splitext(pathlib.PurePosixPath(e.filename).name)[1].lower() in (".py", ".pye"))
            ok, error = zipfiles.validate_zipfile(archive)
            if not ok:
                raise Refused(f"ZIP archive not accepted: {error}. See https://docs.pypi.org/archives for more information")
        except zipfile.BadZipFile:
            raise Refused("None") from None
        archive.filename = name
        try:
            wheel._validate_record(archive)
        except wheel.MissingWheelRecordError:
            raise Refused("!RECORD file: demo-1.0.dist-info/RECORD") from None
        except wheel.InvalidWheelRecordError:
            pass
        try:
            wheel._validate_entrypoints(archive)
        except wheel.InvalidWheelEntryPointsError:
            raise Refused("!entry_points.txt file") from None
        try:
            archive.read("demo-1.0.dist-info/METADATA")
        except KeyError:
            raise Refused("!METADATA file: demo-1.0.dist-info/METADATA") from None
        return
    if not is_tar:
        raise Refused("File is not a tarfile")
    try:
        archive = archive or tarfile.open(path, "r:gz")
        top = common(archive.getnames())
        if any(member.issparse() for member in archive.getmembers()):
            raise Refused("tar archive not accepted: Sparse members are not allowed. "
                          "See https://docs.pypi.org/archives for more information")
        if top in (".", "/", ""):
            raise Refused("Incorrect number of top-level directories in sdist")
        target = os.path.join(top, "PKG-INFO")
        try:
            archive.getmember(target)
        except KeyError:
            raise Refused(f"PKG-INFO not found at {target}") from None
        scan(archive.extractfile(m).read() for m in archive.getmembers() if m.isfile()
             and os.path.splitext(pathlib.PurePosixPath(m.name).name)[1].lower() in (".py", ".pye"))
    except (tarfile.ReadError, EOFError, zlib.error):
        raise Refused("None") from None


def a_wheel(rng):
    out = io.BytesIO()
    names = ["demo/__init__.py", "demo/é.py", "demo/data.bin", "demo-1.0.dist-info/WHEEL",
             "demo-1.0.dist-info/METADATA", "demo-1.0.dist-info/entry_points.txt", "demo-1.0.dist-info/RECORD"]
    text = {"entry_points.txt": rng.choice(["[console_scripts]\na = b:c\n", "[a]\nb=c\n d\n", "[console_scripts]\na b=c\n"]),
            "RECORD": "".join(f"{n},,\n" for n in names), "METADATA": "Name: demo\n", "WHEEL": "Wheel-Version: 1.0\n"}
    with zipfile.ZipFile(out, "w", rng.choice([0, 8])) as z:
        if rng.random() < .3:
            z.comment = b"comment"
        for n in names:
            info = zipfile.ZipInfo(n)
            if rng.random() < .1:
                info.extra = struct.pack("<HHBL", 0x7075, 5 + len(n), 1, zlib.crc32(n.encode())) + n.encode()[::-1][:len(n)]
            info.compress_type = z.compression
            with z.open(info, "w", force_zip64=rng.random() < .1) as f:
                f.write(text.get(n.rsplit("/")[-1], "x = 1\n" * rng.randrange(1, 60)).encode())
    return bytearray(out.getvalue())


def a_tar(rng):
    out = io.BytesIO()
    fmt = rng.choice([tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
    long = "demo-1.0/" + "x" * (rng.choice([5, 60, 120]) if fmt else 60)
    with tarfile.open(fileobj=out, mode="w", format=fmt) as t:
        for n in ["demo-1.0", "demo-1.0/PKG-INFO", "demo-1.0/a.py", long + ".py", "demo-1.0/é"]:
            info = tarfile.TarInfo(n)
            info.type = b"5" if n == "demo-1.0" else b"0"
            info.size = 0 if n == "demo-1.0" else rng.choice([0, 10, 512, 700])
            if fmt == tarfile.PAX_FORMAT and rng.random() < .3:
                info.pax_headers = rng.choice([{"size": str(info.size)}, {"GNU.sparse.map": "0,1"}, {"path": "demo-1.0/p"},
                                               {"GNU.sparse.size": "x"}, {"GNU.sparse.major": "1", "GNU.sparse.minor": "0"},
                                               {"mtime": "z"}, {"comment": "c"}])
            t.addfile(info, io.BytesIO(b"__pyarmor_enter__ = 1\n" * 40 if rng.random() < .03 else b"x" * info.size))
    data = bytearray(out.getvalue())
    if rng.random() < .3:
        del data[-rng.randrange(1, 9000):]
    if rng.random() < .6:
        for _ in range(rng.choice([1, 1, 2, 3])):
            at = rng.randrange(0, min(len(data), 6000))
            start = at // 512 * 512
            if rng.random() < .6:  # a field that decides
                at = start + rng.choice([0, 1, 99, 124, 130, 134, 135, 148, 156, 156, 156, 156, 329, 345, 482, 483])
            if at >= len(data):
                continue
            data[at] = rng.choice([0, 32, 0x2f, 0x2d, 0x80, 0xff, *b"0123567LKSxgX_8oZ", rng.randrange(256)])
            if rng.random() < .85:  # keep the sum right
                block = data[start:start + 512]
                if len(block) == 512:
                    data[start + 148:start + 156] = b"%06o\0 " % (256 + sum(block[:148]) + sum(block[156:]))
    return data


MARKS = [b"PK\1\2", b"PK\3\4", b"PK\5\6", b"PK\6\6", b"PK\6\7"]


def mutate(data, rng):
    for _ in range(rng.choice([0, 1, 1, 2])):
        kind = rng.randrange(8)
        at = rng.randrange(len(data))
        if kind <= 4:  # near a record's head, where fields are
            hits = [m.start() for mark in MARKS for m in re.finditer(re.escape(mark), data)]
            at = min(rng.choice(hits or [0]) + rng.randrange(0, 60), len(data) - 1)
            data[at] = rng.choice([0, 1, 8, 9, 0x2f, 0x80, 0xff, data[at] ^ 1 << rng.randrange(8), rng.randrange(256)])
        elif kind == 5:
            data[at] = rng.randrange(256)
        elif kind == 6:
            data[at:at] = rng.randbytes(rng.randrange(1, 5))
        else:
            del data[at:at + rng.choice([1, 1, 20, 1000])]
        if not data:
            data += b"x"
    return data


zipfiles = load(pathlib.Path(sys.argv[1], "warehouse/utils/zipfiles.py"))
wheel = load(pathlib.Path(sys.argv[1], "warehouse/utils/wheel.py"))
out = pathlib.Path(sys.argv[2])
out.mkdir(parents=True, exist_ok=True)
rng = random.Random(int(sys.argv[4]) if len(sys.argv) > 4 else 1)
with open(out / "cases.jsonl", "w") as cases:
    for i in range(int(sys.argv[3]) if len(sys.argv) > 3 else 2000):
        if rng.random() < .6:
            name, data = "demo-1.0-py3-none-any.whl", mutate(a_wheel(rng), rng)
        else:
            tar = bytes(a_tar(rng))
            cut = rng.choice([0, 0, 0, 512, 700, 1024, len(tar)])
            parts = [gzip.compress(part, rng.choice([0, 1, 9]), mtime=0) for part in (tar[:cut], tar[cut:]) if part]
            name, data = "demo-1.0.tar.gz", bytearray(rng.choice([b"", b"", b"", b"\0" * 7]).join(parts))
            match rng.randrange(8):
                case 0 | 1:
                    data = mutate(data, rng)
                case 2:
                    del data[-rng.randrange(1, 200):]
                case 3:
                    data += rng.choice([b"\0", b"x", b"\x1f\x8b", gzip.compress(b"y" * 600)])
                case 4 if rng.random() < .3:
                    # Inside bzip2 and xz the engine does not look.
                    sound = b"".join(tarfile.TarInfo("a").tobuf() for _ in range(9))
                    data = bytearray(rng.choice([tar, bz2.compress(sound), lzma.compress(sound)]))
            data = data or bytearray(b"x")
        path = out / f"{i}{'.whl' if name.endswith('.whl') else '.tar.gz'}"
        path.write_bytes(data)
        try:
            check(str(path), name)
            status, message = 200, "OK"
        except Refused as refused:
            status, message = 400, str(refused)
        except Exception as error:
            status, message = 500, repr(error)
        message = message.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
        cases.write(json.dumps({"path": str(path.resolve()), "name": name, "status": status, "message": message}) + "\n")
