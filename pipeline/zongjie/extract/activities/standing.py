"""Whether a passage demands acts (要…, 应当…) though no heading says so: then the acts it names are planned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from zongjie.document import Sentence
from zongjie.extract.activities.context import PLANNING, REPORTED
from zongjie.extract.activities.judge import Setting
from zongjie.extract.activities.language import pattern
from zongjie.extract.activities.view import Draft
from zongjie.extract.course import PAST

DEMANDS = pattern("demands")
LEAST_DEMANDS = 4  # sentences of a section that demand, from which it may demand as a whole
PER_REPORT = 2  # sentences that demand for each that reports: chapters of both, as old reports have, go by paragraph
KEPT = (*PLANNING, "problems", "results", "overview", "closing")  # roles that a heading or paragraph has told


def demanded(text: str, sentences: Sequence[Sentence]) -> frozenset[int]:
    """The numbers of the sentences in passages that demand, but for those that themselves report."""
    said = [_says(text, sentence) for sentence in sentences]
    demanding = _demanding(sentences, said)
    found, carried, before = [], False, 0
    for number, (sentence, says) in enumerate(zip(sentences, said, strict=True)):
        carried = says == "demands" or (
            carried and says != "reports" and "\n" not in text[before : sentence.span.start]
        )
        before = sentence.span.end
        if says != "reports" and (carried or sentence.section in demanding) and sentence.role not in KEPT:
            found.append(number)
    return frozenset(found)


def restated(text: str, draft: Draft, setting: Setting, sure: float) -> tuple[Draft, Setting, float]:
    """An act of such a passage: planned where its clause says no more of it than that it is done."""
    clause = setting.clause
    if setting.status != "done" or REPORTED.search(text, clause.start, clause.end):
        return draft, setting, sure
    return draft, replace(setting, status="planned"), sure


def _says(text: str, sentence: Sentence) -> str:
    """Whether a sentence `demands`, `reports`, or neither."""
    if sentence.heading:
        return ""
    words = text[sentence.span.start : sentence.span.end]
    if REPORTED.search(words) or PAST.search(words):
        return "reports"
    return "demands" if DEMANDS.search(words) else ""


def _demanding(sentences: Sequence[Sentence], said: Sequence[str]) -> frozenset[int]:
    """The sections most of whose sentences demand, and few report."""
    counts: dict[int, list[int]] = {}
    for sentence, says in zip(sentences, said, strict=True):
        if says:
            counts.setdefault(sentence.section, [0, 0])[says == "reports"] += 1
    return frozenset(
        section for section, (demands, reports) in counts.items()
        if demands >= LEAST_DEMANDS and demands >= PER_REPORT * reports
    )  # fmt: skip
