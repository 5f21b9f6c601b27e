"""Known themes: those of an earlier dataset, read from its tables, in which new records are placed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from zongjie.errors import UsageError

if TYPE_CHECKING:
    from zongjie.themes.placing import Placement
    from zongjie.themes.units import Unit
    from zongjie.themes.vectorize import Space

Row = Mapping[str, Any]
TABLES = ("themes", "theme_words")
COLUMNS = ("block", "word", "loading", "idf")


@dataclass(frozen=True, slots=True)
class KnownLevel:
    """Themes that divide the same records: their ids, the space that they live in, and themes × columns."""

    ids: tuple[str, ...]
    space: Space
    components: Any

    def place(self, units: Sequence[Unit]) -> Placement:
        """Where each unit belongs."""
        from zongjie.themes.placing import place

        return place(self.space.rows(units), self.components)


@dataclass(frozen=True, slots=True)
class KnownThemes:
    """The themes of one kind of unit: their rows, those above, and by the id of each that is divided those below."""

    rows: tuple[Row, ...]
    words: tuple[Row, ...]
    top: KnownLevel
    below: Mapping[str, KnownLevel]


def read(out: Path) -> dict[str, KnownThemes]:
    """The themes of the dataset in `out`, by kind of unit.

    Raises:
        UsageError: the folder holds no dataset with themes.
    """
    from pyarrow import parquet

    try:
        themes, words = (parquet.read_table(out / "tables" / f"{name}.parquet").to_pylist() for name in TABLES)
    except OSError as fault:
        raise UsageError(
            f"{out} 里没有带主题的数据集：{fault}。请给出 zongjie run 的输出文件夹，且运行时没有用 --no-themes。",
            f"there is no dataset with themes in {out}: {fault}. Give the output folder of zongjie run, one that was "
            "made without --no-themes.",
        ) from fault
    if not themes:
        raise UsageError(
            f"{out} 的数据集没有主题。请先对足够多的文本归纳主题。",
            f"the dataset in {out} has no themes. Fit some on enough texts first.",
        )
    return {unit: of_rows(themes, words, unit) for unit in dict.fromkeys(row["unit"] for row in themes)}


def of_rows(themes: Sequence[Row], words: Sequence[Row], unit: str) -> KnownThemes:
    """The themes of one kind of unit that rows of `themes` and `theme_words` tell."""
    mine = [row for row in themes if row["unit"] == unit]
    ids = {row["theme_id"] for row in mine}
    held: dict[str, list[Row]] = {theme: [] for theme in ids}
    for row in words:
        if row["theme_id"] in ids:
            held[row["theme_id"]].append(row)
    parts: dict[str, list[str]] = {}
    for row in mine:
        if row["parent_id"]:
            parts.setdefault(row["parent_id"], []).append(row["theme_id"])
    top = [row["theme_id"] for row in mine if not row["parent_id"]]
    return KnownThemes(
        tuple(mine),
        tuple(row for row in words if row["theme_id"] in ids),
        _level(unit, top, held),
        {parent: _level(unit, children, held) for parent, children in parts.items()},
    )


def _level(unit: str, ids: Sequence[str], words: Mapping[str, Sequence[Row]]) -> KnownLevel:
    import numpy as np

    from zongjie.themes.vectorize import BLOCKS, Space

    weights: dict[str, dict[str, float]] = {block: {} for block in BLOCKS[unit]}
    for row in _all(ids, words):
        weights[row["block"]][row["word"]] = row["idf"]
    space = Space.of(unit, {block: dict(sorted(known.items())) for block, known in weights.items() if known})
    column = {pair: at for at, pair in enumerate(space.columns)}
    components = np.zeros((len(ids), len(column)))
    for theme, name in enumerate(ids):
        for row in words[name]:
            components[theme, column[row["block"], row["word"]]] = row["loading"]
    return KnownLevel(tuple(ids), space, components)


def _all(ids: Iterable[str], words: Mapping[str, Sequence[Row]]) -> Iterable[Row]:
    return (row for name in ids for row in words[name])
