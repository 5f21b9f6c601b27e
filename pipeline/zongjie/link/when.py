"""What period a value is of as the tables tell it: its type and days, from its own words or from the document's."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from itertools import pairwise

from zongjie import timex
from zongjie.document import Document, Metric, MetricKind, Sentence
from zongjie.link.anchor import Standing
from zongjie.link.notes import Days, MetricNote, Said, When
from zongjie.link.words import pattern
from zongjie.numerals import NUMERAL, fold, integer
from zongjie.timex.relative import resolve_from

REACH = 30  # characters before a number in which 累计 and 年均 stand
NEAR = 10  # characters before a number in which 达到 and its like do
MARKS = "，。；：、！？\n,;:"
STOPS = "。；！？\n"
SENTENCE = 80  # characters before a number in which the year that it is counted from stands
CUMULATIVE, AVERAGE, REACHED = pattern("cumulative"), pattern("average"), pattern("reached")
NOW, TURN, REVIEW = pattern("now"), pattern("turn"), pattern("review")
NUMBER = r"\d{1,2}|[一二两三四五六七八九十]{1,2}"
YEARS = re.compile(
    rf"(?<![第近约到前头后\d一二三四五六七八九十])(?P<n>{NUMBER})年(?![初末底前后级期度制份代限]|均[^增递提上下每])"
)
OPENED = re.compile(rf"[\s　]*(?:[^，。；：\n]{{0,6}}[，：])?(?P<n>{NUMBER})年(?:来|间|中|里)?(?:累计|共|总共|合计|净)")
FROM = re.compile(r"(?:比|较|与|由|从|是|为|相当于)(?P<year>(?:19|20)\d\d)年")
AGAINST = re.compile(r"(?:比|较)(?P<year>(?:19|20)\d\d)年")
CLAUSES = "，。；：！？\n,;:"  # 、 joins what one count of years governs: 十年增加近70万亿元、年均增长6.2%
NUMERAL_SIGN = re.compile(rf"[\d０-９{NUMERAL}]")  # 突破1600亿元: the verb is part of the value's own span
TERM, TERM_YEARS = re.compile("(?:过去|这|近)的?五年|五年来|本届政府"), 5  # a government reports on its five years
LONG = 3  # years of a review that holds for a whole section; of fewer the paragraph speaks
TASK_NAMED, TASK_SET = pattern("task_named"), pattern("task_set")
TASK = re.compile("目标|任务|计划|指标|预算的|要求|力争|确保|规划|应|拟|将")
EXPECTED = re.compile("预计|预测|估计")
AIMED = re.compile("拟(?:按|安排|定|定为)?[约为]?$")
POINTS, PERCENT = ("个百分点", "百分点"), ("%", "％", "‰")
TASK_REACH, AIM, CLAUSE_ENDS = (
    30,
    6,
    "，。；：！？\n",
)  # characters before a number in which a task is named or aimed at
HALVES = {((1, 1), (6, 30)), ((7, 1), (12, 31))}
QUARTERS = {((1, 1), (3, 31)), ((4, 1), (6, 30)), ((7, 1), (9, 30)), ((10, 1), (12, 31))}
OPEN = ("half", "quarter", "month", "day", "year")  # grains that tell a type even where the days are masked
RESULTS = ("change", "rate", "level")  # kinds of what was reached
OVER_YEARS = ("span", "average", "cumulative")
ONE = ("level", "rate", "target")  # kinds of values that stand at a moment, where the words say that they came to it


def of_said(text: str, metric: Metric, said: Said, source: str) -> When:
    """The period of a metric that a time is said of; `source` is `sentence` or `passage`."""
    start, end = said.days
    kind = type_of(start, end) or (said.time.grain if said.time.grain in OPEN else "span")
    if said.kind == "until" or NOW.search(said.words) or (said.reached and kind == "year"):
        kind = "as-of"
    return When(said.words, kind, start, end, source)


def type_of(start: date | None, end: date | None) -> str | None:
    """The type of a period by its days; None where it has none."""
    if end is None:
        return None if start is None else "span"
    if start is None:
        return "as-of"
    days = (start.month, start.day), (end.month, end.day)
    if start.year != end.year:
        return "span"
    if start == end:
        return "day"
    if days == ((1, 1), (12, 31)):
        return "year"
    if days in HALVES:
        return "half"
    if days in QUARTERS:
        return "quarter"
    return "month" if start.month == end.month else "span"


def _back_to(text: str, start: int, reach: int, marks: str) -> str:
    """The words right before a number, back to one of the marks."""
    return _any_of(marks).split(text[max(0, start - reach) : start])[-1]


@lru_cache(maxsize=16)
def _any_of(marks: str) -> re.Pattern[str]:
    return re.compile(f"[{re.escape(marks)}]")


@dataclass(slots=True)
class Own:
    """The document's own period as its passages go by: what a value without any time of its own is of."""

    document: Document
    standing: Standing
    turned: bool = False  # to what is planned, in a report to an assembly
    review: Days | None = None  # the years that the passage looks back on or plans for, where they are several
    spans: list[Days] = field(default_factory=list)  # all such years that were named so far
    _seen: int = -1
    _until: int = 0  # where the sentence before ended
    _lasting: bool = False  # whether `review` holds beyond its paragraph
    _of_term: bool = False  # whether an earlier block spoke of a government's term
    opened: Days | None = None  # the years that the sentence opens with as a count: 五年累计，…
    _headings: dict[int, Days | None] = field(default_factory=dict)

    def go_on(self, document: Document) -> None:
        """Go on to the next block of the document: with a new section, or a new paragraph of the last one."""
        self._of_term = self._of_term or TERM.search(self.document.text) is not None
        within = bool(document.sentences) and not document.sentences[0].heading
        if within and not self._lasting:
            self.review = None
        self.document, self._until, self._seen = document, 0, 0 if within else -1
        self._headings.clear()

    def follow(self, sentence: Sentence, said: list[Said]) -> None:
        """Go on to a sentence and its times."""
        text = self.document.text
        if sentence.section != self._seen:
            self._enter(sentence.section)
        elif not self._lasting and text.find("\n", self._until, sentence.span.start + 1) >= 0:
            self.review = None
        self._until = sentence.span.end
        opened = OPENED.match(text, sentence.span.start, sentence.span.end)
        self.opened = self._counted(opened["n"]) if opened else None
        for one in said:
            if one.place == "opening" and not one.local and one.days[0] and one.days[1]:
                self._turn_to(one.days, one.kind == "review" or one.time.grain == "era")
                if one.days[0].year == self.standing.planned and TURN.search(
                    text, one.time.span.end, sentence.span.end
                ):
                    self.turned = self.turned or self.standing.formal
            elif _several(one.days) and not one.local:
                self.spans.append(one.days)

    def _enter(self, section: int) -> None:
        """Go on to another section."""
        self._seen = section
        days, entered = self._heading(section), self.document.sections[section]
        title = entered.title or ""
        if days is not None:
            self._turn_to(days, True)
        elif not self._lasting:
            self.review = None
        if not self.standing.formal or not title or self.turned:
            return
        coming = days is not None and days[0] is not None and days[0].year == self.standing.planned
        self.turned = entered.role == "plan" or (coming and TURN.search(title) is not None)

    def _turn_to(self, days: Days, lasting: bool) -> None:
        several = _several(days)
        self.review = days if several else None
        if several:
            assert days[0] is not None and days[1] is not None
            self._lasting = lasting and days[1].year - days[0].year + 1 >= LONG
            self.spans.append(days)
        else:
            self._lasting = False

    def _counted(self, words: str) -> Days | None:
        """So many years up to the one that is reviewed."""
        last = self.review[1].year if self.review and self.review[1] else self.standing.anchor.year
        count = integer(fold(words)) or 0
        return None if last is None or count < 2 else (date(last - count + 1, 1, 1), date(last, 12, 31))

    def _heading(self, section: int) -> Days | None:
        """The days that the section's heading names; None where it names none or several."""
        if section not in self._headings:
            title = self.document.sections[section].title or ""
            days = [
                resolve_from(title[t.span.start : t.span.end], self.standing.anchor, None)
                for t in timex.find(title)
                if t.grain not in ("day", "clock")
            ]
            found = {one for one in days if one[0] and one[1]}
            self._headings[section] = found.pop() if len(found) == 1 else None
        return self._headings[section]

    def of(self, metric: Metric, sentence: Sentence) -> When | None:
        """The document's own period for a metric; None where it is not plain."""
        days = self._days(metric, sentence)
        if days is None or days[1] is None:
            return None
        return When(None, type_of(*days) or "span", days[0], days[1], "document")

    def _days(self, metric: Metric, sentence: Sentence) -> Days | None:
        standing, meta = self.standing, self.document.metadata
        heading = self._heading(sentence.section)
        planned = self.turned or self.document.sections[sentence.section].role == "plan"
        if self.opened is not None:
            return self.opened
        if planned or (sentence.role == "plan" and metric.kind == "target"):
            if metric.kind != "target" and self.review is None:
                return None
            return self.review or heading or self._planned()
        if self.review is not None:
            return self.review
        if metric.kind == "target" and standing.formal:
            return heading or _whole(standing.anchor.year)
        if heading is not None:
            return heading
        if meta.period_start and meta.period_end and meta.period_start.year == meta.period_end.year:
            if not standing.formal or meta.period_start.year == standing.anchor.year:
                return meta.period_start, meta.period_end
        elif not standing.formal and meta.period_start and meta.period_end:
            return meta.period_start, meta.period_end
        return _whole(standing.anchor.year)

    def _planned(self) -> Days | None:
        """The year that plans are for; of a plan for one month that month, and of another report on one nothing."""
        meta = self.document.metadata
        if type_of(meta.period_start, meta.period_end) != "month":
            return _whole(self.standing.planned)
        return (meta.period_start, meta.period_end) if meta.type == "plan" else None

    def looks_back(self, when: When | None, last: int) -> bool:
        """Whether the words say that the passage looks back: 过去一年, 五年来."""
        if when is None or when.end is None or when.end.year > last:
            return False
        if when.source == "document":
            return self.review is not None and self.review[1] is not None and self.review[1].year <= last
        return when.words is not None and REVIEW.search(when.words) is not None

    def long_span(self, last: int) -> int | None:
        """The first of the years that the document looks back on together up to `last`; None where it does not."""
        firsts = [days[0].year for days in self.spans if days[0] and days[1] and days[1].year == last]
        long = [first for first in firsts if last - first + 1 >= LONG]
        if long:
            return min(long)
        if last == self.standing.anchor.last and (self._of_term or TERM.search(self.document.text, 0, self._until)):
            return last - TERM_YEARS + 1
        return None

    def before(self, when: When) -> When | None:
        """The year before those that the document looks back on up to the year of `when`."""
        first = None if when.end is None or when.type not in ("year", "as-of") else self.long_span(when.end.year)
        return None if first is None else _year(first - 1, when)

    def refined(self, metric: Metric, when: When, sentence: Sentence) -> When:
        """The period with what the words right before the number say: 年均, 累计, 五年, 比2010年, 达到."""
        text, start = self.document.text, metric.span.start
        clause = _back_to(text, start, REACH, CLAUSES)
        near = _back_to(text, start, REACH, MARKS)
        average, summed = AVERAGE.search(near), CUMULATIVE.search(near)
        counted = YEARS.search(clause)
        if (
            counted is not None
            and metric.kind == "rate"
            and not (average or summed)
            and clause[: counted.start()].strip()
        ):
            counted = None  # 五年总体赤字率 is of five years, 职工参加培训三年的占30% is not
        if when.end is None and (average or counted):
            own = self.of(metric, sentence)
            when = when if own is None else replace(when, type=own.type, start=own.start, end=own.end)
        against = AGAINST.search(clause)
        if (
            metric.kind in ("change", "target")
            and against
            and when.type in ("year", "as-of")
            and when.end
            and not average
            and int(against["year"]) < when.end.year - 1
        ):
            first = date(int(against["year"]) + 1, 1, 1)
            return replace(when, type="span", start=first, end=date(when.end.year, 12, 31))
        if average or summed or counted:
            kind = "average" if average else "cumulative" if summed else "span"
            over = average or counted or (summed and metric.kind == "target")
            if summed and when.source == "document" and when.end is not None and self.review is None:
                over = over or self.long_span(when.end.year) is not None
            if average and counted is None and when.source == "document" and when.end is not None:
                return self._over_years(text, start, metric, replace(when, start=None), kind, None)
            if when.type in ("year", "as-of") and when.end is not None and over:
                return self._over_years(text, start, metric, when, kind, counted)
            if counted is not None and when.type == "span" and when.end is not None:
                return self._over_years(text, start, metric, when, kind, counted)
            return replace(when, type=kind) if average or when.type in ("span", "as-of") else when
        number = NUMERAL_SIGN.search(text, start, metric.span.end)
        near = _back_to(text, number.start() if number else start, NEAR, MARKS)
        if when.type == "span" and _years(when) and metric.kind in ONE and REACHED.search(near):
            assert when.end is not None
            return _year(when.end.year, when)
        return when

    def _over_years(
        self, text: str, start: int, metric: Metric, when: When, kind: str, counted: re.Match[str] | None
    ) -> When:
        """The years that a mean or sum is over, ending with the year that is said; without days where nothing tells."""
        assert when.end is not None
        last = when.end.year
        before = FROM.findall(_back_to(text, start, SENTENCE, STOPS))
        if counted is not None:
            first = last - (integer(fold(counted["n"])) or 1) + 1
        elif metric.kind == "target" and self.standing.planned and self.standing.planned < last:
            first = self.standing.planned
        elif when.start is not None and when.start.year < last:
            first = when.start.year
        elif before and int(before[-1]) < last:
            first = int(before[-1]) + 1
        else:
            known = self.long_span(last)
            if known is None:
                return replace(when, type=kind, start=None, end=None)
            first = known
        source = "sentence" if counted is not None else when.source
        return replace(when, type=kind, start=date(first, 1, 1), end=date(last, 12, 31), source=source)


def settle_moves(notes: list[MetricNote], own: Own) -> None:
    """Of a value that went from A to B over several years, B is of the last of them and A of the year before.

    A second such pair in a sentence is of the years of the first:
    A由2012年的1720亿元提高到2017年的2694亿元，B由5万元提高到8万元.
    """
    by_span = {note.metric.span: note for note in notes}
    for note, following in pairwise(notes):
        mean = following.when is not None and following.when.type == "average"
        same = note.metric.kind == "level" and note.metric.subject == following.metric.subject
        if mean and same and note.when is not None and _years(note.when) and note.when.end is not None:
            note.when = _year(note.when.end.year, note.when)  # 财政收入7.9亿元，年均增长22%
    for earlier, note in pairwise(notes):  # 年均增长9.5%，比全国平均增速快1.8个百分点
        mean = earlier.when is not None and earlier.when.type in OVER_YEARS
        if mean and note.metric.unit in POINTS and note.when is not None and note.when.type == "year":
            note.when = earlier.when
    pair: tuple[When, When] | None = None
    for note in notes:
        origin = by_span.get(note.base) if note.base is not None else None
        if origin is None or note.metric.kind in ("change", "target") or origin.when is None or note.when is None:
            continue
        if _years(origin.when) and origin.when.start is not None:
            origin.when = _year(origin.when.start.year - 1, origin.when)
        if _years(note.when) and note.when.end is not None:
            note.when = _year(note.when.end.year, note.when)
        if origin.when != note.when:
            pair = origin.when, note.when
        elif pair is not None:
            origin.when, note.when = pair
        else:
            origin.when = own.before(note.when)  # 由5%降到4%: when it was 5 % is mostly not said


def settle_kinds(text: str, notes: list[MetricNote], own: Own, sentence: Sentence) -> None:
    """Take the kinds that a reader of single clauses gave wrong, because the time of the value tells better.

    In a report to an assembly nothing that is said to be of the years reviewed is a target, unless the words beside it
    name one; what is beside such words is, and so is what the part that plans says of years to come.
    """
    standing, last = own.standing, own.standing.anchor.last
    if last is None:
        return
    planning = sentence.role == "plan" or own.turned
    for note in notes:
        metric, when = note.metric, note.when
        before = _back_to(text, metric.span.start, TASK_REACH, CLAUSE_ENDS)
        near = _back_to(text, metric.span.start, AIM, MARKS)
        tasked = TASK.search(before) is not None
        past = when is not None and when.end is not None and when.end.year <= last
        if metric.kind == "target" and past and not tasked and EXPECTED.search(before):
            note.kind = _plain(metric)
        elif not standing.formal or (standing.planned or 0) <= last:
            continue
        elif metric.kind in RESULTS and (_named(text, metric) or AIMED.search(near)):
            note.kind = "target"
        elif metric.kind == "completion" and metric.unit in PERCENT and TASK_NAMED.match(text, metric.span.end):
            note.kind = "target"  # 完成了年初预定的8%目标
        elif metric.kind == "target" and not (tasked or _named(text, metric)):
            if own.looks_back(when, last) or (not planning and _past(when, last)):
                note.kind = _plain(metric)
        elif metric.kind in RESULTS and planning and _ahead(when, standing):
            note.kind = "target"


def _named(text: str, metric: Metric) -> bool:
    """Whether the words right beside a value name it a task: 年初预定的8%目标, 没有达到增长6%的计划."""
    if metric.unit in POINTS:
        return False
    behind = TASK_NAMED.match(text, metric.span.end)
    if behind is not None and (metric.unit in PERCENT or "的" in behind[0]):
        return True
    return (
        metric.unit in PERCENT
        and metric.kind != "completion"
        and TASK_SET.search(_back_to(text, metric.span.start, REACH, MARKS)) is not None
    )


def _plain(metric: Metric) -> MetricKind:
    """What a value is that is no target."""
    return "change" if metric.direction else "rate" if metric.unit in PERCENT else "level"


def _past(when: When | None, last: int) -> bool:
    """Whether a value is said to be of the years reviewed; the document's own period is no proof."""
    if when is None or when.end is None or when.end.year > last:
        return False
    before_day = when.type == "as-of" and (when.words is None or when.words.endswith("前"))  # 年底前 is mostly to come
    return when.source != "document" and not before_day


def _ahead(when: When | None, standing: Standing) -> bool:
    """Whether a value is of years to come, beyond the one that plans are for or together with it."""
    if when is None or when.end is None or standing.planned is None:
        return False
    if when.source == "document":
        return when.type == "year" and when.end.year >= standing.planned
    if when.type == "as-of" and when.end.year >= standing.planned:
        return True
    if when.end.year > standing.planned:
        return when.start is None or when.start.year >= standing.planned
    return False


def _years(when: When) -> bool:
    """Whether a period is several whole years."""
    return when.type in ("span", "cumulative") and bool(when.start and when.end and when.start.year != when.end.year)


def _year(year: int, when: When) -> When:
    return When(when.words, "year", date(year, 1, 1), date(year, 12, 31), when.source)


def _several(days: Days) -> bool:
    """Whether days are those of several years."""
    return days[0] is not None and days[1] is not None and days[0].year != days[1].year


def _whole(year: int | None) -> Days | None:
    return None if year is None else (date(year, 1, 1), date(year, 12, 31))
