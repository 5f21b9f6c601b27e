"""The quality of the themes of a dataset: its units are read again, and the model of its settings is fitted anew."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from zongjie.config import Settings
from zongjie.dataset.reading import manifest
from zongjie.errors import Message, UsageError
from zongjie.themes import notes, seeds
from zongjie.themes.fold import FEWEST, KINDS, Kind, fitted_units
from zongjie.themes.seeds import Seed
from zongjie.themes.source import RECORDS, Source
from zongjie.themes.units import Unit

if TYPE_CHECKING:
    from zongjie.themes.quality import Quality


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

    `themes` is how many to fit instead of what the settings of the run say, `count` how many samples are drawn. Guided
    themes are fitted with their seeds; of more records than a run fits the same part is measured.

    Raises:
        UsageError: the folder holds no dataset, its themes are those of an earlier one, or the file of the seed words
            is no longer there.
    """
    stated = manifest(out, *RECORDS)["settings"]
    settings = Settings(**{name: value for name, value in stated.items() if name in Settings.model_fields})
    if settings.themes_from:
        raise UsageError(
            f"{out} 的主题取自 {settings.themes_from}，没有重新归纳，无从在此衡量；"
            f"请衡量原来的：zongjie themes evaluate {settings.themes_from}",
            f"the themes of {out} are those of {settings.themes_from}: none were fitted here that could be measured. "
            f"Measure the former: zongjie themes evaluate {settings.themes_from}",
        )
    guides = seeds.read(Path(settings.theme_seeds)) if settings.theme_seeds else ()
    held = fitted_units(
        Source({name: out / "tables" / f"{name}.parquet" for name in ("documents", *RECORDS)}), settings
    )
    for kind in KINDS:
        if not units or kind.name in units:
            yield _of_kind(kind, held[kind.name], guides, settings, themes, count)


def _of_kind(
    kind: Kind, units: Sequence[Unit], guides: Sequence[Seed], settings: Settings, themes: int | None, count: int
) -> Evaluated:
    usable = [unit for unit in units if len(set(unit.words)) >= kind.words]
    wanted = themes or settings.theme_count
    least = max(FEWEST, 2 * settings.theme_minimum)
    quality, reason = None, notes.too_few(kind.zh, kind.en, len(usable), least)
    if len(usable) >= least:
        quality = _quality(kind, usable, guides, wanted, settings, count)
        wanted = wanted or (quality.themes if quality else 0)
        reason = notes.all_alike(kind.zh, kind.en, len(usable), settings.theme_minimum)
    if quality is None or quality.themes < 2:
        return Evaluated(kind.name, len(units), len(usable), wanted, None, reason)
    return Evaluated(kind.name, len(units), len(usable), wanted, quality)


def _quality(
    kind: Kind, usable: Sequence[Unit], guides: Sequence[Seed], wanted: int, settings: Settings, count: int
) -> Quality:
    """The quality of a fit; where the number of themes was chosen, samples are asked for as many as the whole has."""
    from zongjie.themes.neighbours import encoded
    from zongjie.themes.quality import Grouping, evaluate_model
    from zongjie.themes.refit import refit

    chosen = wanted
    made = encoded(usable, settings)  # once: every sample takes its vectors from here

    def fit(rows: Sequence[int]) -> Grouping:
        nonlocal chosen
        vectors = None if made is None else made[list(rows)]
        found = refit(kind.name, [usable[row] for row in rows], chosen, settings, guides, vectors).grouping()
        chosen = chosen or len(found.words)  # the whole is fitted first
        return found

    return evaluate_model(fit, [unit.words for unit in usable], count=count, seed=settings.seed)
