"""Ceremony (套话): which clauses of a text are formulas that say nothing of their own."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from zongjie import lexicon
from zongjie.clauses import clauses
from zongjie.document import Span

if TYPE_CHECKING:
    from ahocorasick_rs import AhoCorasick

FORMULAS = "lexicons/ceremony.tsv"
CONTENT = "lexicons/ceremony_content.tsv"
FIGURE = "figure"


class Formula(NamedTuple):
    """One formula: what a clause must hold, and whether a figure in it speaks against it."""

    pattern: re.Pattern[str]
    figures: bool


def is_ceremony(clause: str) -> bool:
    """Whether a clause is a formula (套话) and says nothing of its own.

    A formula beside a figure, a named text, event or act is none: 深入贯彻落实《安全生产条例》, 举办科学发展观知识竞赛.
    """
    automaton, formulas = _formulas()
    found = lexicon.matches(automaton, clause)
    if not found:
        return False  # most clauses
    tried = {index for index, _, _ in found}
    fitting = [one for index in sorted(tried) for one in formulas[index] if one.pattern.search(clause)]
    if not fitting or (_content(FIGURE).search(clause) and not any(one.figures for one in fitting)):
        return False
    return _content("").search(clause) is None


def spans(text: str) -> list[tuple[int, int]]:
    """The clauses of `text` that are ceremony, as (start, end), in their order."""
    found = clauses(text, Span(0, len(text)))
    return [(one.start, one.end) for one in found if is_ceremony(text[one.start : one.end])]


@lru_cache(maxsize=1)
def _formulas() -> tuple[AhoCorasick, tuple[tuple[Formula, ...], ...]]:
    """The automaton over the cues, and the formulas of each."""
    from ahocorasick_rs import AhoCorasick

    by_cue: dict[str, list[Formula]] = {}
    for row in lexicon.table(FORMULAS):
        by_cue.setdefault(row["cue"], []).append(Formula(re.compile(row["pattern"]), row["figures"] == "1"))
    return AhoCorasick(list(by_cue)), tuple(map(tuple, by_cue.values()))


@lru_cache(maxsize=2)
def _content(kind: str) -> re.Pattern[str]:
    """What a clause names of its own: figures, or all else."""
    rows = lexicon.table(CONTENT)
    return re.compile("|".join(row["pattern"] for row in rows if (row["kind"] == FIGURE) == (kind == FIGURE)))
