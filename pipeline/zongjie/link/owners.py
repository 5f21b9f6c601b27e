"""Whose value a metric is, where that is not the reporting body as a whole."""

from __future__ import annotations

from zongjie.document import Metric
from zongjie.link.bodies import CLAUSE, Body, clause_before, ending, suffixes
from zongjie.link.notes import ActNote
from zongjie.link.passages import Passage
from zongjie.link.words import pattern

NOMINAL = ("n", "vn", "j", "b", "f", "s", "m", "q", "eng", "a", "x", "r", "z")  # tags of words in the name of a body
DOING = ("v", "d", "p", "c")  # tags of words that follow the name of whom the clause is about
LEAD, SEVERAL, GRANTING, HAVING = (pattern(use) for use in ("lead_in", "several", "granting", "having"))


def note_owners(text: str, passage: Passage, body: Body) -> None:
    """Note the actor of the metrics of a passage whose activities have theirs.

    It is that of the act which the number counts, that of its clause, or that of the number before.
    """
    if not passage.metrics:
        return
    sentence = passage.sentence.span
    several = SEVERAL.search(text, sentence.start, sentence.end) is not None
    counted = {span: note for note in passage.acts if note.actor for span in note.act.metrics}
    acted = {span for note in passage.acts for span in note.act.metrics} if several else set()
    if not counted and not several:
        return
    actor, until = None, 0
    for note in passage.metrics:
        span = note.metric.span
        act = counted.get(span)
        own = _of_act(text, act) if act else None
        if several and span not in acted:
            own = _each(text, note.metric, passage, body)
        if own is not None:
            actor, until = own, _second_clause(text, span.end)
        elif span.start > until:
            actor = None
        if actor is not None and _may_own(actor, note.metric):
            note.actor = actor


def _of_act(text: str, note: ActNote) -> str | None:
    """The actor of an act, unless the reporting body had it done: then the count is still its own."""
    actor = note.actor
    if actor is None:
        return None
    at = text.rfind(actor, 0, note.act.span.start)
    return None if HAVING.search(text, max(0, at - 2), at) else actor


def _second_clause(text: str, at: int) -> int:
    """Where the clause behind that of `at` ends: 调处纠纷33起，调解成功率97%."""
    first = CLAUSE.search(text, at)
    second = CLAUSE.search(text, first.end()) if first else None
    return second.start() if second else len(text)


def _may_own(name: str, metric: Metric) -> bool:
    """Whether a value can be a body's: not what it grants to others, nor a number of the bodies themselves."""
    same = metric.subject.endswith(name) or (metric.subject and metric.subject in name)
    return not same and name.endswith(suffixes("body")) and not GRANTING.search(name)


def _each(text: str, metric: Metric, passage: Passage, body: Body) -> str | None:
    """The several bodies that the clause begins with, where a verb or the number follows: 七个乡|累计欠发63万元."""
    begin, end = _clause(text, metric)
    if not SEVERAL.match(text, begin, end):
        return None
    for match in ending("body").finditer(text, begin, end):
        tag = passage.tag_at(match.end())
        if tag is not None and tag.startswith(DOING) and passage.nominal(begin, match.end(), NOMINAL):
            name = text[begin : match.end()]
            return None if body.is_self(name) else name
    return None


def _clause(text: str, metric: Metric) -> tuple[int, int]:
    """Where the words of the metric's clause begin, without a list mark, and where the metric does."""
    end = metric.span.start
    begin = end - len(clause_before(text, end))
    lead = LEAD.match(text, begin, end)
    return (lead.end() if lead else begin), end
