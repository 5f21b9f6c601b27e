"""What the links say of each finding while they are worked out, and the findings with all of it written in at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from zongjie.document import Activity, Metric, MetricKind, Problem, Span, Time, altered

Days = tuple[date | None, date | None]


@dataclass(frozen=True, slots=True)
class Said:
    """A time as its passage means it: its words and days, its kind and place (`periods_reach.tsv`).

    `compared`: a number is held against it (比2015年); `start`: a value came from it (由2015年的30家增至…);
    `reached`: it is the end of what is aimed at (到2025年).
    """

    time: Time
    words: str
    days: Days
    kind: str
    place: str
    compared: bool = False
    start: bool = False
    reached: bool = False

    @property
    def local(self) -> bool:
        """Whether it is only the time of the number right behind it, if of any."""
        return self.compared or self.start


@dataclass(frozen=True, slots=True)
class When:
    """The period of a value: its words (None where the document's own stands in), type, days, and where it is said.

    `source` is `sentence`, `passage` (a sentence before) or `document`.
    """

    words: str | None
    type: str
    start: date | None
    end: date | None
    source: str


@dataclass(slots=True)
class MetricNote:
    """A metric and what is found out about it; the fields are those of `Metric`."""

    metric: Metric
    when: When | None = None
    basis: str | None = None
    target: Span | None = None
    base: Span | None = None
    actor: str | None = None
    region: str | None = None
    kind: MetricKind | None = None

    def written(self) -> Metric:
        """The metric with the notes in its fields; itself where there are none."""
        return self._written() if self.kind is None else altered(self._written(), kind=self.kind)

    def _written(self) -> Metric:
        when = self.when
        if when is None:
            if not (self.basis or self.metric.basis or self.target or self.base or self.actor or self.region):
                return self.metric
            return altered(
                self.metric, basis=self.basis, target=self.target, base=self.base, actor=self.actor, region=self.region
            )  # fmt: skip
        return altered(
            self.metric, basis=self.basis, target=self.target, base=self.base, actor=self.actor, region=self.region,
            period=when.words, period_type=when.type,
            period_start=when.start, period_end=when.end, period_source=when.source,
        )  # fmt: skip


@dataclass(slots=True)
class ActNote:
    """An activity and what is found out about it."""

    act: Activity
    time: str | None = None
    actor: str | None = None
    participants: str | None = None
    place: str | None = None

    def written(self, known: frozenset[Span]) -> Activity:
        """The activity with the notes in its fields; of its numbers those that are metrics (`known`)."""
        act = self.act
        metrics = act.metrics if known.issuperset(act.metrics) else tuple(span for span in act.metrics if span in known)
        if metrics == act.metrics and not (self.time or self.actor or self.participants or self.place):
            return act
        return altered(
            act, time=self.time, actor=self.actor, participants=self.participants, place=self.place, metrics=metrics
        )


@dataclass(slots=True)
class ProblemNote:
    """A problem and what is found out about it."""

    problem: Problem
    aspect: str | None = None
    cause: str | None = None
    measures: tuple[Span, ...] = ()

    def written(self) -> Problem:
        """The problem with the notes in its fields."""
        if not (self.aspect or self.cause or self.measures):
            return self.problem
        return altered(self.problem, aspect=self.aspect, cause=self.cause, measures=self.measures)
