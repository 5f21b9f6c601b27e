"""Whether a clause states a shortcoming, and of which category: by rules, or by a learned model that reads them too."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from zongjie.document import Span
from zongjie.extract.problems.cues import Cue, category_of
from zongjie.linear import Linear

KEEP, CATEGORY = "problem-keep", "problem-category"
LEAST = 0.5  # probability from which a clause is a record
LENGTHS = (6, 10, 16, 24, 40)  # characters
AMONG = {"strong": 0.95, "weak": 0.85, "place": 0.7}  # confidence of the rules alone in a passage of problems
ELSEWHERE = 0.6  # and outside, where only strong cues count
LONGEST_READ = 60  # characters of a clause that are read


@dataclass(frozen=True, slots=True)
class Stated:
    """A clause that may state a shortcoming: its words, its cue, the cue by which the rules keep it, and its place."""

    span: Span
    words: str
    cue: Cue | None
    ruled: Cue | None
    among: bool
    listed: bool
    numeric: bool
    role: str
    first: bool
    before: str
    behind: str


Judge = Callable[[Stated], float]
"""The probability that a clause states a shortcoming; below `LEAST` it is no record."""
Sorter = Callable[[str], str]
"""The category of a shortcoming, from its words."""


def by_rules(clause: Stated) -> float:
    """The judgement of the rules alone."""
    if clause.ruled is None:
        return 0.0
    return AMONG[clause.ruled.strength] if clause.among else ELSEWHERE


def by_model(model: Linear) -> Judge:
    """A judge that asks the model."""
    return lambda clause: model.likelihood(features(clause))


def features(clause: Stated) -> Iterator[str]:
    """What a clause tells, as named features: the rules' verdict, its cue, its place and its characters."""
    words, cue = clause.words[:LONGEST_READ], clause.cue
    ruled = clause.ruled.name if clause.ruled else "no"
    length = next((n for n in LENGTHS if len(words) <= n), 99)
    named = cue.name if cue else "no"
    yield from (
        f"rule={clause.ruled is not None}", f"ruled={ruled}", f"cue={named}", f"among={clause.among}",
        f"listed={clause.listed}", f"numeric={clause.numeric}", f"role={clause.role}", f"length={length}",
        f"first={clause.first}", f"before={clause.before}", f"behind={clause.behind}", f"start={words[:2]}",
        f"start1={words[:1]}", f"end={words[-2:]}", f"end1={words[-1:]}", f"cue+role={named}{clause.role}",
        f"rule+listed={clause.ruled is not None}{clause.listed}", f"rule+role={clause.ruled is not None}{clause.role}",
        f"cue+numeric={named}{clause.numeric}",
    )  # fmt: skip
    for at in range(len(words) - 1):
        yield words[at : at + 2]


def category_by_model(model: Linear) -> Sorter:
    """A sorter that asks the model."""
    return lambda words: model.choice(category_features(words))[0]


def category_features(words: str) -> Iterator[str]:
    """What tells the category of a shortcoming, as named features: the keyword list's verdict and its characters."""
    words = words[:LONGEST_READ]
    yield f"rule={category_of(words)}"
    yield f"start={words[:2]}"
    yield f"start4={words[:4]}"
    yield f"end={words[-3:]}"
    for at in range(len(words) - 1):
        yield words[at : at + 2]
        if at < len(words) - 2:
            yield words[at : at + 3]
