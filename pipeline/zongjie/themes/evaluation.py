"""The quality of the themes of a dataset: its units are read again, and the model of its settings is fitted anew."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from zongjie.config import Settings
from zongjie.dataset.reading import manifest
from zongjie.errors import Message
from zongjie.themes import notes
from zongjie.themes.fold import FEWEST, KINDS, Kind
from zongjie.themes.units import Tables, Unit

if TYPE_CHECKING:
    from zongjie.themes.quality import Quality

COLUMNS = {
    "sentences": ("sentence_id", "document_id", "start", "end", "text", "words", "tags", "heading"),
    "activities": ("activity_id", "document_id", "start", "end", "text", "predicate", "object", "type"),
    "problems": ("problem_id", "document_id", "start", "end", "text", "category", "aspect"),
}
"""The columns of a dataset that units are made of."""


@dataclass(frozen=True, slots=True)
class Evaluated:
    """One kind of unit: its themes' quality, or why there is none.

    Of `records` those with enough content words, `usable`, are grouped; `wanted` is how many themes were asked for, or
    chosen.
    """

    unit: str
    records: int
    usable: int
    wanted: int
    quality: Quality | None
    reason: Message | None = None

    @property
    def left_out(self) -> float | None:
        """The share of all records that are in no theme: not usable, or without a theme; None without themes."""
        if self.quality is None:
            return None
        return 1 - self.usable * (1 - self.quality.unassigned) / self.records


def evaluate(
    out: Path, units: Sequence[str] = (), *, themes: int | None = None, count: int = 20
) -> Iterator[Evaluated]:
    """The quality for each kind of unit of the dataset in `out`, or for those named, one after the other.

    `themes` is how many to fit instead of what the settings of the run say, `count` how many samples are drawn.

    Raises:
        UsageError: the folder holds no dataset.
    """
    tables, settings = read(out)
    for kind in KINDS:
        if not units or kind.name in units:
            yield _of_kind(kind, tables, settings, themes, count)


def read(out: Path) -> tuple[Tables, Settings]:
    """The rows that units are made of, and the settings of the run.

    Raises:
        UsageError: the folder holds no dataset.
    """
    import pyarrow.parquet as pq

    stated = manifest(out, *COLUMNS)["settings"]
    files = {name: out / "tables" / f"{name}.parquet" for name in COLUMNS}
    settings = Settings(**{name: value for name, value in stated.items() if name in Settings.model_fields})
    return {n: pq.read_table(file, columns=list(COLUMNS[n])).to_pylist() for n, file in files.items()}, settings


def _of_kind(kind: Kind, tables: Tables, settings: Settings, themes: int | None, count: int) -> Evaluated:
    units = kind.read(tables)
    usable = [unit for unit in units if len(set(unit.words)) >= kind.words]
    wanted = themes or settings.theme_count
    least = max(FEWEST, 2 * settings.theme_minimum)
    quality, reason = None, notes.too_few(kind.zh, kind.en, len(usable), least)
    if len(usable) >= least:
        quality = _quality(kind, usable, wanted, settings, count)
        wanted = wanted or (quality.themes if quality else 0)
        reason = notes.all_alike(kind.zh, kind.en, len(usable), settings.theme_minimum)
    if quality is None or quality.themes < 2:
        return Evaluated(kind.name, len(units), len(usable), wanted, None, reason)
    return Evaluated(kind.name, len(units), len(usable), wanted, quality)


def _quality(kind: Kind, usable: Sequence[Unit], wanted: int, settings: Settings, count: int) -> Quality:
    """The quality of a fit; where the number of themes was chosen, samples are asked for as many as the whole has."""
    from zongjie.themes.quality import Grouping, evaluate_model
    from zongjie.themes.refit import refit

    chosen = wanted

    def fit(rows: Sequence[int]) -> Grouping:
        nonlocal chosen
        found = refit(kind.name, [usable[row] for row in rows], chosen, settings).grouping()
        chosen = chosen or len(found.words)  # the whole is fitted first
        return found

    return evaluate_model(fit, [unit.words for unit in usable], count=count, seed=settings.seed)
