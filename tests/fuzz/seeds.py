"""Takes seeds for the fuzzer out of distributions: python seeds.py OUT FOLDER…"""

import gzip
import io
import pathlib
import sys
import tarfile
import zipfile
import zlib

LARGEST = 65536  # what the fuzzer takes


def main(out, folders):
    def keep(target, name, content):
        if 0 < len(content) <= LARGEST:
            folder = out / target
            folder.mkdir(parents=True, exist_ok=True)
            (folder / name.replace("/", "_")[-200:]).write_bytes(content)

    def take(name, content):
        keep("filename", f"{zlib.crc32(name.encode()):08x}", name.encode())
        if name.endswith((".whl", ".zip")):
            keep("zip", name, content)
        elif name.endswith(".tar.gz"):
            keep("tar", name, content)
        try:
            if name.endswith(".tar.gz"):
                unpacked = gzip.decompress(content)
                keep("tar", name + ".tar", unpacked)
                with tarfile.open(fileobj=io.BytesIO(unpacked)) as tar:
                    for member in tar:
                        if member.name.endswith("PKG-INFO"):
                            keep("metadata", f"{name}.PKG-INFO", tar.extractfile(member).read())
            else:
                with zipfile.ZipFile(io.BytesIO(content)) as archive:
                    for member in archive.namelist():
                        if member.endswith("/METADATA"):
                            keep("metadata", f"{name}.METADATA", archive.read(member))
                        elif member.endswith((".whl", ".tar.gz")):
                            take(pathlib.PurePath(member).name, archive.read(member))
        except Exception:
            pass  # broken on purpose

    for folder in folders:
        for file in sorted(folder.rglob("*")):
            if file.is_file() and file.name.endswith((".whl", ".tar.gz", ".zip")):
                take(file.name, file.read_bytes())


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]), [pathlib.Path(folder) for folder in sys.argv[2:]])
