"""What a cleaning step may do to a text, and how it is applied to the text and its offsets alike."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from zongjie.config import Settings

Cut = tuple[int, int, str]
"""Start and end of a stretch to delete, and the rule that wants it gone."""


@dataclass(frozen=True, slots=True)
class Edits:
    """The text with characters replaced one by one (same length), and the stretches of it to delete, in order."""

    text: str
    cuts: tuple[Cut, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """A cleaning step by name."""

    name: str
    edit: Callable[[str, Settings], Edits]


def disjoint(cuts: Iterable[Cut]) -> tuple[Cut, ...]:
    """The cuts in order, empty ones left out; where two overlap the later one keeps only its rest."""
    out: list[Cut] = []
    reached = 0
    for start, end, rule in sorted(cuts):
        start = max(start, reached)
        if start < end:
            out.append((start, end, rule))
            reached = end
    return tuple(out)


def replaced(text: str, places: Sequence[int], sign: str) -> str:
    """The text with the characters at these places, in order, replaced by `sign`: one list of characters would take
    80 bytes for each."""
    ends = [-1, *places, len(text)]
    return sign.join(text[before + 1 : at] for before, at in pairwise(ends))


def apply(edits: Edits, positions: array[int]) -> tuple[str, array[int]]:
    """The text after the edits, and the positions of its characters."""
    if not edits.cuts:
        return edits.text, positions
    kept: list[str] = []
    places = array("i")
    at = 0
    for start, end, _ in edits.cuts:
        kept.append(edits.text[at:start])
        places.extend(positions[at:start])
        at = end
    kept.append(edits.text[at:])
    places.extend(positions[at:])
    return "".join(kept), places
