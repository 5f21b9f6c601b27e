"""What the words around an act say: that there is none (a purpose, a condition, a slogan), or that it is planned."""

from __future__ import annotations

import re
from collections.abc import Sequence

from zongjie.document import ActivityStatus, Sentence, Span
from zongjie.extract.activities.language import pattern

LONGEST_SLOGAN = 16  # characters with the full stop
OPENING_REACH = 12  # characters before a first sentence that hold its list mark
OPENING = re.compile(r"(?:^|\n)\W{0,4}(?:第?[\d一二三四五六七八九十]+[是、．.，）)]?\W{0,3})?\Z")
SLOGAN_TAGS = ("v", "d", "a", "i", "l")  # a slogan calls for something: it opens with a verb or its adverb
CLOSING_REACH = 5  # characters at the end of a clause that skip_end reads: 没有 and two more, or three
SKIP, SKIP_END, SKIP_UNLESS = pattern("skip"), pattern("skip_end"), pattern("skip_unless")
ADOPTING, SAYS_MORE = pattern("adopting"), pattern("says_more")
PURPOSE, ACTOR_START = pattern("purpose"), pattern("actor_start")
PLANNED, ONGOING, REPORTED = pattern("plan"), pattern("ongoing"), pattern("reported")
PLANNED_ON = pattern("plan_on")
PLANNING = ("plan", "measures")  # roles of sections whose acts are planned


def skipped(text: str, start: int, end: int) -> bool:
    """Whether a clause is a purpose, a condition or a time, not an act."""
    return circumstance(text, start, end) and not SKIP_UNLESS.match(text, start, end)


def adopting(text: str, start: int, end: int) -> bool:
    """Whether the words are a way of doing that something else follows: 采取集中授课等形式提高素质."""
    return ADOPTING.match(text, start, end) is not None


def circumstance(text: str, start: int, end: int) -> bool:
    """Whether the words are a purpose, a condition or a time, or end in a negation."""
    if SKIP.match(text, start, end):
        return True
    return SKIP_END.search(text, max(start, end - CLOSING_REACH), end) is not None


def stating(text: str, clauses: Sequence[Span]) -> int:
    """The first clause that is no purpose: in 为…，建立…，我会… all before the clause that names the actor is."""
    if len(clauses) < 2 or not PURPOSE.match(text, clauses[0].start, clauses[0].end):
        return 0
    return next((i for i, c in enumerate(clauses) if i and ACTOR_START.match(text, c.start, c.end)), 0)


def slogan(text: str, sentence: Sentence, following: Sentence | None) -> bool:
    """A short first sentence of a paragraph that the next ones carry out (建立预警预测制度。…)."""
    span = sentence.span
    if span.end - span.start > LONGEST_SLOGAN or following is None or following.heading:
        return False
    if not (sentence.tags and sentence.tags[0].startswith(SLOGAN_TAGS)):
        return False
    if following.section != sentence.section or not text.endswith("。", span.start, span.end):
        return False
    if not OPENING.search(text, max(0, span.start - OPENING_REACH), span.start):
        return False
    return SAYS_MORE.search(text, span.start, span.end) is None


def plans_on(words: str) -> bool:
    """Whether a clause is one from which on its sentence plans: 我们将继续…，对员工进行培训."""
    return PLANNED_ON.search(words) is not None


def status_of(words: str, role: str) -> ActivityStatus:
    """Whether the acts of a clause are done, under way or planned, by its words and the role of its section."""
    if ONGOING.search(words):
        return "ongoing"
    if PLANNED.search(words) or (role in PLANNING and not REPORTED.search(words)):
        return "planned"
    return "done"
