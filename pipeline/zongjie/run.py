"""The pipeline, end to end: which stages there are, in which order, and what a run writes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from zongjie.config import Settings
from zongjie.stage import StageSpec

STAGES: tuple[StageSpec, ...] = ()


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is: files done of all, characters read so far, and the file just finished."""

    done: int
    total: int
    characters: int
    name: str


@dataclass(frozen=True, slots=True)
class RunSummary:
    """What a run did. `tables` counts rows by table; `left_out` lists (path, status, reason) of every source not read."""

    out: Path
    characters: int
    seconds: float
    tables: dict[str, int]
    left_out: tuple[tuple[str, str, str], ...] = ()
    notes: tuple[str, ...] = ()
    seconds_by_stage: dict[str, float] = field(default_factory=dict)


def run_corpus(
    paths: Sequence[Path],
    out: Path,
    settings: Settings,
    *,
    metadata: Path | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> RunSummary:
    """Read `paths`, run every stage and write the dataset to `out`."""
    raise NotImplementedError
