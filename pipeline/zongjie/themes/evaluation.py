"""The quality of the themes of a dataset: its units are read again, and the model of its settings is fitted anew."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from zongjie.config import Settings
from zongjie.errors import Message, UsageError
from zongjie.themes import notes
from zongjie.themes.fold import FEWEST, KINDS, Kind, theme_count
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
    """One kind of unit: how many can be grouped, how many themes were wanted, their quality, or why there is none."""

    unit: str
    records: int
    wanted: int
    quality: Quality | None
    reason: Message | None = None


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
    manifest = out / "run.json"
    files = {name: out / "tables" / f"{name}.parquet" for name in COLUMNS}
    if not manifest.is_file() or not all(file.is_file() for file in files.values()):
        raise UsageError(
            f"{out} 里没有数据集。请先用 zongjie run 生成，并给出它的输出文件夹。",
            f"there is no dataset in {out}. Make one with zongjie run and give its output folder.",
        )
    import pyarrow.parquet as pq

    stated = json.loads(manifest.read_text("utf-8"))["settings"]
    settings = Settings(**{name: value for name, value in stated.items() if name in Settings.model_fields})
    return {n: pq.read_table(file, columns=list(COLUMNS[n])).to_pylist() for n, file in files.items()}, settings


def _of_kind(kind: Kind, tables: Tables, settings: Settings, themes: int | None, count: int) -> Evaluated:
    usable = [unit for unit in kind.read(tables) if len(set(unit.words)) >= kind.words]
    wanted = themes or theme_count(len(usable), kind.spread, settings)
    least = max(FEWEST, 2 * settings.theme_minimum)
    if len(usable) < least:
        return Evaluated(kind.name, len(usable), wanted, None, notes.too_few(kind.zh, kind.en, len(usable), least))
    quality = _quality(kind.name, usable, wanted, settings, count)
    if quality.themes < 2:
        reason = notes.all_alike(kind.zh, kind.en, len(usable), settings.theme_minimum)
        return Evaluated(kind.name, len(usable), wanted, None, reason)
    return Evaluated(kind.name, len(usable), wanted, quality)


def _quality(kind: str, usable: Sequence[Unit], wanted: int, settings: Settings, count: int) -> Quality:
    from zongjie.themes.quality import Grouping, evaluate_model
    from zongjie.themes.refit import refit

    def fit(rows: Sequence[int]) -> Grouping:
        return refit(kind, [usable[row] for row in rows], wanted, settings).grouping()

    return evaluate_model(fit, [unit.words for unit in usable], count=count, seed=settings.seed)
