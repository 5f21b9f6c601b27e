"""When a value holds: the time that its sentence states, or the one that an earlier sentence of the paragraph set."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache

from zongjie import timex
from zongjie.document import Activity, Document, Metric, Sentence, Time
from zongjie.lexicon import table
from zongjie.link.anchor import Standing
from zongjie.link.notes import Days, Said, When
from zongjie.link.passages import Passage
from zongjie.link.when import Own, of_said, type_of
from zongjie.link.words import pattern
from zongjie.text_tables import Cell, cell_of, cells
from zongjie.timex.relative import resolve_from

BEFORE = 8  # characters before a time that tell whether a number is only compared with it
FARTHEST = 14  # characters between a time and the number that alone is of it
ALL = 9  # clauses: as many as the sentence has
LEAD = re.compile(
    r"[\s　]*(?:[（(]?[一二三四五六七八九十\d]{1,2}[）)、.．]|[一二三四五六七八九十]是"
    r"|第[一二三四五六]，?|[①-⑳▲◆★☆●·—-]+)?[\s　]*(?:到|至|从|自|在|于|本届政府(?:任期)?(?:的|以来)?"
    r"|关于|围绕|刚刚过去的|(?:即将|已经|就要)?过去的|回顾|展望)?"
)
MARKS = "，。；、：！？ 　\n"
PRICES = re.compile("的?(?:价格|不变价|可比价|现价)")
BASED = re.compile("[^，。；]{0,14}基础上")
YEAR_SIGN = re.compile("[年五]")  # stands in every time that names a year: 2024年, “十四五”
CLAUSE, STOP = re.compile("[，：,:]"), re.compile("[。！？\n]")
OWN_VALUE = ("level", "rate", "rank", "target")  # kinds that a time right before the number may be of, compared or not
MULTIPLES = ("倍", "番", "成")
MULTIPLIED = pattern("multiplied")
COMPARED, START, ATTACHED = pattern("compared"), pattern("start"), pattern("attached")
INSIDE = ("fine", "part", "until", "whole")  # kinds of time that stand between what was done and its verb
KINDS = ("initial", "repeated", "whole", "review")


@dataclass(frozen=True, slots=True)
class Reach:
    """How many further clauses a time governs, without and with a comma behind it, and what it carries over to."""

    clauses: int
    behind_comma: int
    carry: str


@dataclass(slots=True)
class Periods:
    """The times of a document as its sentences go by."""

    document: Document
    standing: Standing
    carried: Said | None = None
    year: int | None = None
    last: Sentence | None = None
    headings: dict[int, int | None] = field(default_factory=dict)
    own: Own = field(init=False)
    cells: tuple[Cell, ...] = field(init=False)  # of the tables in the text

    def __post_init__(self) -> None:
        self.own = Own(self.document, self.standing)
        self.cells = cells(self.document.text)

    def go_on(self, document: Document) -> None:
        """Go on to the next block of the document, which begins as a paragraph does."""
        self.document, self.last = document, None
        self.cells = cells(document.text)
        self.headings.clear()
        self.own.go_on(document)

    def note(self, passage: Passage) -> None:
        """Note the times of the findings of the next passage."""
        if not (passage.times or passage.metrics or passage.acts):
            return
        text, said = self.document.text, self._read(passage)
        self.own.follow(passage.sentence, said)
        for note in passage.metrics:
            note.when = self._column(note.metric, said) or self._when(text, note.metric, said, passage.sentence)
        for act in passage.acts:
            found = of_activity(text, act.act, said) or self._listed(act.act.span.start)
            act.time = found.words if found else None
        first = next((one for one in said if one.place == "opening" and not one.local), None)
        if first is not None and _reach(first).carry != "-":
            self.carried = first
        elif first is not None and first.days[0] and first.days[1] and first.days[0].year != first.days[1].year:
            self.carried = None  # 过去五年，…: what follows is no longer of the year before

    def heads(self, metric: Metric) -> bool:
        """Whether a metric stands in a column of a table whose header tells its kind."""
        cell = cell_of(self.cells, metric.span)
        return cell is not None and cell.kind is not None

    def _column(self, metric: Metric, said: Sequence[Said]) -> When | None:
        """The year that heads the column of a table in which the metric stands, unless its cell names a time."""
        cell = cell_of(self.cells, metric.span)
        words = cell.year if cell else None
        if cell is None or words is None or any(cell.span.contains(one.time.span) for one in said):
            return None
        start, end = resolve_from(words if "年" in words else words + "年", self.standing.anchor, None)
        if start is None or end is None:
            return None
        return When(words, type_of(start, end) or "span", start, end, "passage")

    def _when(self, text: str, metric: Metric, said: Sequence[Said], sentence: Sentence) -> When | None:
        """The period of a metric: as its sentence says, one before it, or else the document's own."""
        own = of_metric(text, metric, said)
        if metric.kind == "completion" and own is not None and own.kind == "whole":
            own = None  # 完成全年目标的61.8%: the year is that of the target
        if own is not None and own.days == (None, None) and own.kind == "initial" and not own.time.masked:
            default = self.own.of(metric, sentence)
            when = None if default is None else replace(default, words=own.words)
        elif own is not None:
            when = of_said(text, metric, own, "sentence")
        elif self.own.opened is not None:
            when = self.own.of(metric, sentence)
        elif self.carried is not None:
            when = of_said(text, metric, self.carried, "passage")
        else:
            when = self.own.of(metric, sentence)
        return None if when is None else self.own.refined(metric, when, sentence)

    def _read(self, passage: Passage) -> list[Said]:
        """The times of the passage, clock times apart."""
        text, last, sentence = self.document.text, self.last, passage.sentence
        if last is None or sentence.heading or text.find("\n", last.span.end - 1, sentence.span.start) >= 0:
            self.carried, self.year = None, self._heading_year(sentence)
        elif self.carried and not self._carries_on(self.carried, sentence):
            self.carried = None
        self.last = sentence
        return [self._said(time, sentence) for time in passage.times if time.grain != "clock"]

    def _listed(self, at: int) -> Said | None:
        """What is carried on, where the sentence at `at` only goes on with a list: 明年打算：…；…."""
        same = self.carried and not STOP.search(self.document.text, self.carried.time.span.end, at)
        return self.carried if same else None

    def _carries_on(self, said: Said, sentence: Sentence) -> bool:
        if not STOP.search(self.document.text, said.time.span.end, sentence.span.start):
            return True
        start, end = said.days
        if start is not None and end is not None and start.year != end.year:
            return False  # 五年来: the sentences that follow tell of single years as well
        formal = self.standing.formal or sentence.role == "plan"
        return _reach(said).carry == "paragraph" and formal

    def _heading_year(self, sentence: Sentence) -> int | None:
        """The year that times without one are of: that of the heading, the planned or the reported one."""
        if sentence.section not in self.headings:
            title = self.document.sections[sentence.section].title or ""
            anchor = self.standing.anchor
            times = [time for time in timex.find(title) if time.grain != "day"] if YEAR_SIGN.search(title) else []
            days = [resolve_from(title[t.span.start : t.span.end], anchor, None) for t in times]
            self.headings[sentence.section] = next((b.year for a, b in days if a and b and a.year == b.year), None)
        own = self.headings[sentence.section]
        if own is not None:
            return own
        return self.standing.planned if sentence.role == "plan" else self.standing.anchor.year

    def _said(self, time: Time, sentence: Sentence) -> Said:
        text, start = self.document.text, time.span.start
        words = text[start : time.span.end]
        before = text[max(sentence.span.start, start - BEFORE) : start]
        reached = before[-1:] if before.endswith(("到", "至")) else ""
        days = resolve_from(reached + words, self.standing.anchor, self.year)
        free = not before or before[-1] in MARKS  # most times begin a clause: nothing stands before them
        one = Said(
            time,
            words,
            days,
            kind_of(time.grain, words, days),
            _place(text, sentence, start),
            compared=(not free and COMPARED.search(before) is not None) or _of_another(text, time, sentence),
            start=not free and START.search(before) is not None,
            reached=bool(reached),
        )
        single = days[0] is not None and days[1] is not None and days[0].year == days[1].year
        if one.kind in ("year", "range", "fine", "part") and not one.local and single and days[1] is not None:
            self.year = days[1].year
        return one


@lru_cache(maxsize=4096)
def kind_of(grain: str, words: str, days: Days) -> str:
    """The kind of a time as `periods_reach.tsv` tells them apart."""
    named = next((kind for kind in KINDS if pattern(kind).search(words)), None)
    if named is not None:
        return named
    if days[0] is None and days[1] is not None:
        return "until"
    if grain in ("year", "era"):
        return "year"
    if grain in ("half", "quarter"):
        return "part"
    return "fine" if grain in ("month", "day") else "range"


def _of_another(text: str, time: Time, sentence: Sentence) -> bool:
    """Whether a time only belongs to a noun: 1995年价格, 实现了“十二五”的良好开局."""
    if PRICES.match(text, time.span.end, sentence.span.end) or BASED.match(text, time.span.end, sentence.span.end):
        return True
    if MULTIPLIED.match(text, time.span.end, sentence.span.end):
        return True  # 达到去年的2.2倍
    return time.grain == "era" and time.span.start > sentence.span.start and text.startswith("的", time.span.end)


def _place(text: str, sentence: Sentence, start: int) -> str:
    if start == sentence.span.start:
        return "opening"
    lead = LEAD.match(text, sentence.span.start, start)
    if lead is not None and lead.end() == start:
        return "opening"
    return "clause" if text[start - 1] in "，：,:、到至" else "inside"


@cache
def _reaches() -> dict[tuple[str, str], Reach]:
    return {
        (row["kind"], row["place"]): Reach(int(row["clauses"]), int(row["behind_comma"]), row["carry"])
        for row in table("lexicons/periods_reach.tsv")
    }


def _reach(said: Said) -> Reach:
    return _reaches()[said.kind, said.place]


def of_metric(text: str, metric: Metric, said: Sequence[Said]) -> Said | None:
    """The time of its sentence that a metric is of; None where it is left to the sentences before."""
    start = metric.span.start
    if not said:
        return None
    near = next((one for one in reversed(said) if one.time.span.end <= start), None)
    if near is not None and near.local and _own(text, metric, near):
        return near
    return governing(text, start, said)


def of_activity(text: str, act: Activity, said: Sequence[Said]) -> Said | None:
    """The time of its sentence that an activity is of: inside it (大桥5月通车) or before it."""
    if not said:
        return None
    inside = (one for one in said if act.span.start < one.time.span.start < act.span.end and not one.local)
    return next((one for one in inside if one.kind in INSIDE), None) or governing(text, act.span.start, said)


def governing(text: str, start: int, said: Sequence[Said]) -> Said | None:
    """The nearest time that governs what begins at `start` of its sentence."""
    for one in reversed(said):
        if one.time.span.end <= start and not one.compared and not one.start and _governs(text, one, start):
            return one
    return None


def _own(text: str, metric: Metric, said: Said) -> bool:
    """Whether the number stands so close behind a time of comparison that it is the value then: 由2015年的30家."""
    if metric.kind not in OWN_VALUE or metric.unit in MULTIPLES or (metric.unit == "%" and not said.start):
        return False
    gap = text[said.time.span.end : metric.span.start]
    return len(gap) <= FARTHEST and ATTACHED.fullmatch(gap) is not None


def _governs(text: str, said: Said, start: int) -> bool:
    """Whether the time reaches a number that begins at `start` of its sentence."""
    reach, end = _reach(said), said.time.span.end
    most = reach.behind_comma if text[end : end + 1] in ("，", ",") else reach.clauses
    if most >= ALL:
        return True
    begin = end + 1 if text[end : end + 1] in ("，", ",") else end
    return sum(1 for _ in CLAUSE.finditer(text, begin, start)) <= most
