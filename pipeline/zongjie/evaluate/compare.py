"""How alike two values or two records are: the measures that decide whether a finding answers a gold record."""

from __future__ import annotations

import unicodedata
from collections import Counter
from math import isnan

from zongjie.evaluate.records import Record

LEAST_OVERLAP = {"metrics": 0.5, "activities": 0.3, "problems": 0.5}
"""Intersection over union from which two spans may be one record; looser for activities, whose ends are debatable."""
OPTIONAL_OVERLAP = 0.3
"""Intersection over union from which a finding stands for an optional gold record and is not counted against."""
LEAST_LIKENESS = 0.5
"""Subsequence ratio from which two objects of an activity are the same."""
SAME_SUBJECT = 0.6
"""Character F1 from which two subjects of a metric are the same."""
VALUE_TOLERANCE = 2e-5
"""Relative difference of values that are the same: a third is written 33.333."""


def normal(value: object) -> str:
    """The value as text without width, case and blanks; None and NaN are empty."""
    if value is None or (isinstance(value, float) and isnan(value)):
        return ""
    return unicodedata.normalize("NFKC", str(value)).replace(" ", "").lower()


def number(value: object) -> float | None:
    """The value as a number, or None where it is none (None, NaN, text)."""
    try:
        out = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return None
    return None if isnan(out) else out


def same_number(one: object, other: object) -> bool:
    """Whether both are absent, or equal within `VALUE_TOLERANCE`."""
    a, b = number(one), number(other)
    if a is None or b is None:
        return a is b
    return abs(a - b) <= VALUE_TOLERANCE * max(abs(a), abs(b))


def same_text(one: object, other: object) -> bool:
    """Whether both are the same after `normal`."""
    return normal(one) == normal(other)


def character_f1(one: object, other: object) -> float:
    """F1 over the characters of both, order aside; two empty ones agree."""
    a, b = normal(one), normal(other)
    if not a or not b:
        return float(a == b)
    return 2 * sum((Counter(a) & Counter(b)).values()) / (len(a) + len(b))


def same_subject(one: object, other: object) -> bool:
    """Whether two subjects of a metric name the same thing."""
    return character_f1(one, other) >= SAME_SUBJECT


def subsequence_ratio(one: object, other: object) -> float:
    """Twice the longest common subsequence over the total length; time grows with the product of the lengths."""
    a, b = normal(one), normal(other)
    if not a or not b:
        return float(a == b)
    row = [0] * (len(b) + 1)
    for x in a:
        last = 0
        for j, y in enumerate(b, 1):
            last, row[j] = row[j], last + 1 if x == y else max(row[j], row[j - 1])
    return 2 * row[-1] / (len(a) + len(b))


def same_predicate(one: object, other: object) -> bool:
    """Whether two verbs are equal or share their first or last two characters."""
    a, b = normal(one), normal(other)
    if not a or not b:
        return False
    return a == b or (min(len(a), len(b)) >= 2 and (a[:2] == b[:2] or a[-2:] == b[-2:]))


def shared(one: Record, other: Record) -> int:
    """How many characters both records cover."""
    return max(0, min(one.end, other.end) - max(one.start, other.start))


def overlap(one: Record, other: Record) -> float:
    """Intersection over union of the two spans."""
    both = shared(one, other)
    return both / (one.end - one.start + other.end - other.start - both) if both else 0.0


def answers(kind: str, gold: Record, found: Record) -> float:
    """How well a finding answers a gold record of the same kind; 0 where it does not."""
    ratio = overlap(gold, found)
    if ratio < LEAST_OVERLAP[kind]:
        return 0.0
    if kind != "activities":
        return ratio
    if not same_predicate(gold.get("predicate"), found.get("predicate")):
        return 0.0
    likeness = subsequence_ratio(gold.get("object"), found.get("object"))
    return likeness if likeness >= LEAST_LIKENESS else 0.0


def pair(kind: str, gold: list[Record], found: list[Record]) -> list[tuple[int, int]]:
    """Indices of gold and found records that answer each other, best first, each used once."""
    candidates = sorted(
        (
            (answers(kind, g, f), -abs(g.start - f.start), i, j)
            for i, g in enumerate(gold)
            for j, f in enumerate(found)
            if shared(g, f)
        ),
        reverse=True,
    )
    pairs: list[tuple[int, int]] = []
    used_gold: set[int] = set()
    used_found: set[int] = set()
    for score, _, i, j in candidates:
        if score > 0 and i not in used_gold and j not in used_found:
            pairs.append((i, j))
            used_gold.add(i)
            used_found.add(j)
    return pairs


def stands_for(optional: list[Record], found: Record) -> bool:
    """Whether a finding mostly overlaps an optional gold record or lies inside one."""
    return any(
        overlap(g, found) >= OPTIONAL_OVERLAP or (g.start <= found.start and found.end <= g.end) for g in optional
    )
