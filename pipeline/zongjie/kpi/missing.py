"""Cells that a series should have and has not: years without a report, and reports that do not state the figure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from zongjie.kpi.cells import TARGET, Candidate, Report

LEAST = 2  # years and reports in which a series states an indicator, from which its other years are looked for
YEARLY = ("year", "as-of")


@dataclass(frozen=True, slots=True)
class Missing:
    """A cell without a value: why, which report should state it, and the sentence there that comes nearest."""

    issuer: str
    region: str
    period: str
    kpi: str
    kind: str  # target or result
    dimension: str
    reason: str  # no_report, not_stated, not_read
    document_id: str | None
    sentence_id: str | None


@dataclass(frozen=True, slots=True)
class Mention:
    """A sentence that names an indicator without a figure of it having been read there."""

    document_id: str
    sentence_id: str
    kpi: str
    planned: bool


def missing(
    chosen: Sequence[Candidate], reports: Iterable[Report], mentions: Mapping[tuple[str, str], Sequence[Mention]]
) -> list[Missing]:
    """The gaps of every yearly series between its first and its last year, in order.

    A series is an indicator's targets, or its results, of one place. `mentions` are by document and indicator.
    """
    by_place: dict[str, list[Report]] = {}
    for report in reports:
        by_place.setdefault(report.place, []).append(report)
    found: list[Missing] = []
    for (place, kpi, kind, dimension), some in sorted(_series(chosen).items()):
        years = {int(one.key.period) for one in some}
        if len(years) < LEAST or len({one.report.document_id for one in some}) < LEAST:
            continue
        stated = _reports_by_year(by_place.get(place, ()), kind)
        for year in range(min(years), max(years) + 1):
            if year not in years:
                found.append(_gap(some[0], year, kpi, kind, dimension, stated.get(year), mentions))
    return found


def _series(chosen: Sequence[Candidate]) -> dict[tuple[str, str, str, str], list[Candidate]]:
    found: dict[tuple[str, str, str, str], list[Candidate]] = {}
    for one in chosen:
        key = one.key
        if key.period_type in YEARLY and key.period.isdigit():
            kind = TARGET if key.kind == TARGET else "result"
            found.setdefault((key.place, key.kpi, kind, key.dimension), []).append(one)
    return found


def _reports_by_year(reports: Iterable[Report], kind: str) -> dict[int, Report]:
    found: dict[int, Report] = {}
    for report in sorted(reports, key=lambda one: one.path):
        year = report.plan_year if kind == TARGET else report.review_year
        if year is not None:
            found.setdefault(year, report)
    return found


def _gap(
    like: Candidate,
    year: int,
    kpi: str,
    kind: str,
    dimension: str,
    report: Report | None,
    mentions: Mapping[tuple[str, str], Sequence[Mention]],
) -> Missing:
    issuer = report.issuer if report else like.key.issuer
    if report is None:
        return Missing(issuer, like.key.region, str(year), kpi, kind, dimension, "no_report", None, None)
    near = sorted(mentions.get((report.document_id, kpi), ()), key=lambda one: one.planned != (kind == TARGET))
    nearest = near[0].sentence_id if near else None
    reason = "not_read" if near and near[0].planned == (kind == TARGET) else "not_stated"
    return Missing(issuer, like.key.region, str(year), kpi, kind, dimension, reason, report.document_id, nearest)
