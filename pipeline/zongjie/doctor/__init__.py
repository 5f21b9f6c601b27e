"""Tells whether this machine can do the job, and what to install or set where it cannot."""

from __future__ import annotations

from zongjie.doctor import environment, packages
from zongjie.doctor.check import Check

__all__ = ["Check", "examine"]


def examine(encoding: str | None, lang: str) -> list[Check]:
    """Every check, in the order of a report. `encoding` is that of standard output, `lang` that of messages."""
    return [
        environment.python_version(),
        environment.system(),
        environment.language(lang),
        environment.console_encoding(encoding),
        environment.temporary_folder(),
        environment.fonts(),
        packages.dictionary(),
        *packages.packages(),
        *packages.optional_parts(),
    ]
