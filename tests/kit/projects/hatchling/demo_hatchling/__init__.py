"""A sample that needs its dependency."""

from packaging.version import Version


def main():
    print(f"usage: demo-hatchling [--help]\n\nA sample. It knows that 1.10 is newer than 1.9: {Version('1.10') > Version('1.9')}")
