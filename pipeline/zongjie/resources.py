"""The one place that finds packaged data: word lists, samples and models, in a checkout or installed."""

from __future__ import annotations

from pathlib import Path

PACKAGE = Path(__file__).parent
CHECKOUT = PACKAGE.parent.parent


def package_file(name: str) -> Path:
    """A file inside the package, by its path relative to `zongjie/`."""
    return PACKAGE / name


def samples() -> Path:
    """The folder of sample summaries: `corpus/samples` in a checkout, packaged data when installed.

    Raises:
        FileNotFoundError: neither is there, so the installation is incomplete.
    """
    for place in (PACKAGE / "_data" / "samples", CHECKOUT / "corpus" / "samples"):
        if place.is_dir():
            return place
    raise FileNotFoundError("zongjie/_data/samples")


def models() -> Path:
    """The folder of learned models: `models` in a checkout, packaged data when installed; it may be missing."""
    packaged = PACKAGE / "_data" / "models"
    return packaged if packaged.is_dir() else CHECKOUT / "models"


def benchmark() -> Path:
    """The folder of benchmark texts and gold: `corpus/benchmark` in a checkout, packaged data when installed.

    Raises:
        FileNotFoundError: neither is there, so the installation is incomplete.
    """
    for place in (PACKAGE / "_data" / "benchmark", CHECKOUT / "corpus" / "benchmark"):
        if place.is_dir():
            return place
    raise FileNotFoundError("zongjie/_data/benchmark")
