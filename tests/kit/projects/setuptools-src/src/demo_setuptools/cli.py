"""The command of the sample, which knows its version."""

import argparse

from demo_setuptools import __version__


def main():
    parser = argparse.ArgumentParser(description="A sample")
    parser.add_argument("--version", action="version", version=f"demo-setuptools {__version__}")
    parser.parse_args()
