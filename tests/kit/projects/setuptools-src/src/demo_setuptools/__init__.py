"""A sample."""

from importlib.metadata import version

__version__ = version("demo-setuptools")
