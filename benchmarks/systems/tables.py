"""Writes what a compared system finds as the jsonl tables that `zongjie evaluate` reads.

A system is a script `SYSTEM.py TEXTS OUT` that runs in an environment of its own and needs nothing of zongjie.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

Row = dict[str, object]
NARROW = {code: code - 0xFEE0 for code in (0xFF05, 0xFF0E, *range(0xFF10, 0xFF1A))}
"""Full-width digits, points and per cent signs to ASCII: one character for one, so that offsets hold."""


@dataclass
class Found:
    """What a system says of one text: rows with `start` and `end`, half-open offsets, and the fields it can tell."""

    metrics: list[Row] = field(default_factory=list)
    activities: list[Row] = field(default_factory=list)
    problems: list[Row] = field(default_factory=list)


def write(texts: Path, out: Path, find: Callable[[str], Found]) -> None:
    """Run a system on every text of a folder, digits narrowed; each text is taken for one document."""
    tables: dict[str, list[Row]] = {"documents": [], "metrics": [], "activities": [], "problems": []}
    for number, path in enumerate(sorted(texts.glob("*.txt"))):
        text = path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
        key = {"document_id": f"d{number}"}
        tables["documents"].append({**key, "path": path.name, "start": 0, "end": len(text.rstrip())})
        found = find(text.translate(NARROW))
        for kind in ("metrics", "activities", "problems"):
            tables[kind] += [{**key, **row, "text": text[row["start"] : row["end"]]} for row in getattr(found, kind)]
    out.mkdir(parents=True, exist_ok=True)
    for name, rows in tables.items():
        lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        (out / f"{name}.jsonl").write_text(lines, "utf-8", newline="\n")


def main(find: Callable[[str], Found]) -> None:
    """The command of a system."""
    write(Path(sys.argv[1]), Path(sys.argv[2]), find)
