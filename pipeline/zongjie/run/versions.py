"""The versions of what a dataset is made with."""

from __future__ import annotations

import platform
from functools import cache
from importlib.metadata import PackageNotFoundError, version

PACKAGES = ("zongjie", "jieba", "rjieba", "spacy", "scikit-learn", "pandas", "pyarrow", "duckdb", "numpy", "rensa")


@cache
def versions() -> dict[str, str | None]:
    """Version by package, Python among them; None where one is not installed."""
    return {"python": platform.python_version(), **{name: _version(name) for name in PACKAGES}}


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None
