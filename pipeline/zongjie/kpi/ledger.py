"""Collects the metrics of a corpus that are of an indicator, and makes the tables of the panel of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import cast

from zongjie.kpi.cells import Candidate, Key, Report, Row, group, period_code, standard
from zongjie.kpi.choose import Choice, choose
from zongjie.kpi.codebook import Codebook, Indicator
from zongjie.kpi.joins import Join, joined
from zongjie.kpi.jumps import jumps
from zongjie.kpi.missing import Mention, Missing, missing
from zongjie.kpi.prepare import Prepared, Said, prepare

TABLES = ("kpi_panel", "panel_candidates", "kpi_targets", "panel_missing")


@dataclass(slots=True)
class Ledger:
    """Rows go in file by file, the tables come out at the end; what is kept grows with the indicators found."""

    book: Codebook
    reports: dict[str, Report] = field(default_factory=dict)
    candidates: list[Candidate] = field(default_factory=list)
    mentions: dict[tuple[str, str], list[Mention]] = field(default_factory=dict)
    _indicators: dict[str, Indicator] = field(init=False)

    def __post_init__(self) -> None:
        self._indicators = {one.id: one for one in self.book.indicators}

    def add(self, rows: Mapping[str, list[Row]]) -> None:
        """Take the rows of whole documents: `documents`, `sentences` and `metrics`."""
        metrics = [row for row in rows.get("metrics", ()) if row["kpi"] is not None]
        self.take(rows.get("documents", ()), metrics, prepare(self.book, metrics, [rows.get("sentences", [])]))

    def take(self, documents: Iterable[Row], metrics: Sequence[Row], prepared: Prepared) -> None:
        """Take the rows of `documents` and of `metrics` of an indicator, with what was prepared of them."""
        for row in documents:
            self.reports[str(row["document_id"])] = Report.of(row)
        for row, said in zip(metrics, prepared.said, strict=True):
            self._take(row, said)
        for mention in prepared.mentions:
            self.mentions.setdefault((mention.document_id, mention.kpi), []).append(mention)

    def _take(self, row: Row, said: Said) -> None:
        indicator = self._indicators.get(str(row["kpi"]))
        report = self.reports[str(row["document_id"])]
        period = period_code(cast("str | None", row["period_type"]), row["period_start"], row["period_end"])
        if indicator is None:
            return
        kept = {name: row[name] for name in KEPT}
        value, high, unit = standard(row, indicator)
        region = str(row["region"] or report.region)
        key = Key(
            report.issuer, region, str(row["period_type"] or ""), period or "",
            indicator.id, str(row["kind"]), group(str(row["dimension"])),
            "" if report.issuer or region else report.document_id,
        )  # fmt: skip
        falling = row["direction"] == "down" or said.falling
        self.candidates.append(
            Candidate(key, report, kept, value, high, unit, said.role, said.aimed, said.part, falling)
        )

    def tables(self) -> dict[str, list[dict[str, object]]]:
        """The rows of the panel's tables, sorted by cell."""
        cells: dict[Key, list[Candidate]] = {}
        for one in self.candidates:
            if one.key.period:
                cells.setdefault(one.key, []).append(one)
        choices = [(key, choose(cells[key])) for key in sorted(cells)]
        chosen = [choice.chosen for _, choice in choices]
        odd = jumps(chosen)
        return {
            "kpi_panel": [_panel(choice.chosen, choice.rule, choice, odd) for _, choice in choices],
            "panel_candidates": [
                _panel(one, rule, choice, odd) for _, choice in choices for one, rule in choice.others
            ],
            "kpi_targets": [_target(one) for one in joined(chosen, self._indicators)],
            "panel_missing": [_missing(one) for one in missing(chosen, self.reports.values(), self.mentions)],
        }


KEPT = (
    "metric_id", "document_id", "start", "value", "value_high", "unit", "qualifier", "direction", "kind", "dimension",
    "period_source", "period_start", "period_end", "subject",
)  # fmt: skip


def _place(one: Candidate) -> dict[str, object]:
    key, row = one.key, one.row
    return {
        "issuer": key.issuer or None, "region": key.region or None, "period": key.period,
        "period_type": key.period_type, "period_start": row["period_start"], "period_end": row["period_end"],
        "kpi": key.kpi,
    }  # fmt: skip


def _panel(one: Candidate, rule: str, choice: Choice, odd: Mapping[str, str]) -> dict[str, object]:
    row, jump = one.row, odd.get(choice.chosen.metric_id)
    return {
        **_place(one), "kind": one.key.kind, "dimension": one.key.dimension, "value": row["value"],
        "value_high": row["value_high"], "unit": row["unit"], "standard_value": one.value, "standard_high": one.high,
        "standard_unit": one.unit, "qualifier": row["qualifier"], "direction": row["direction"],
        "metric_id": one.metric_id, "document_id": one.report.document_id, "rule": rule,
        "conflict": choice.conflict or jump is not None, "audit": jump,
        "candidates": len(choice.others) + 1,
    }  # fmt: skip


def _target(one: Join) -> dict[str, object]:
    target, result = one.target, one.result
    return {
        **_place(target), "dimension": target.key.dimension, "target_value": target.value, "target_high": target.high,
        "target_qualifier": target.row["qualifier"], "target_direction": target.row["direction"],
        "result_value": result.value if result else None,
        "result_direction": result.row["direction"] if result else None,
        "unit": target.unit, "gap": one.gap, "status": one.status, "target_metric_id": target.metric_id,
        "result_metric_id": result.metric_id if result else None,
    }  # fmt: skip


def _missing(one: Missing) -> dict[str, object]:
    return {
        "issuer": one.issuer or None, "region": one.region or None, "period": one.period, "kpi": one.kpi,
        "kind": one.kind, "dimension": one.dimension, "reason": one.reason, "document_id": one.document_id,
        "sentence_id": one.sentence_id,
    }  # fmt: skip
