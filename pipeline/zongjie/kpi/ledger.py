"""Collects the metrics of a corpus that are of an indicator, and makes the tables of the panel of them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, cast

from zongjie import lexicon
from zongjie.kpi.cells import Candidate, Key, Report, Row, group, period_code, standard
from zongjie.kpi.choose import Choice, choose
from zongjie.kpi.codebook import Codebook, Indicator, normal
from zongjie.kpi.joins import Join, joined
from zongjie.kpi.jumps import jumps
from zongjie.kpi.missing import Mention, Missing, missing

if TYPE_CHECKING:
    from ahocorasick_rs import AhoCorasick

FILE = "kpi/words.tsv"
REACH = 24  # characters of the sentence before a subject that tell whether it is a part
DIGIT = re.compile(r"[\d０-９一二三四五六七八九十百千万亿％%]")
TABLES = ("kpi_panel", "panel_candidates", "kpi_targets", "panel_missing")


@lru_cache(maxsize=8)
def _words(use: str) -> re.Pattern[str]:
    return re.compile("|".join(lexicon.words(FILE, "pattern", use=use)))


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

    def add(self, rows: Mapping[str, list[dict[str, object]]]) -> None:
        """Take the rows of whole documents: `documents`, `sentences` and `metrics`."""
        for row in rows.get("documents", ()):
            self.reports[str(row["document_id"])] = Report.of(row)
        sentences = {str(row["sentence_id"]): row for row in rows.get("sentences", ())}
        read: set[tuple[str, str]] = set()
        for row in rows.get("metrics", ()):
            if row["kpi"] is not None:
                self._take(row, sentences.get(str(row["sentence_id"])))
                read.add((str(row["sentence_id"]), str(row["kpi"])))
        self._mention(sentences, read)

    def _take(self, row: Row, sentence: Row | None) -> None:
        indicator = self._indicators.get(str(row["kpi"]))
        report = self.reports[str(row["document_id"])]
        period = period_code(cast("str | None", row["period_type"]), row["period_start"], row["period_end"])
        if indicator is None:
            return
        text = str(sentence["text"]) if sentence else ""
        before = text[: cast("int", row["start"]) - cast("int", sentence["start"])] if sentence else ""
        subject = str(row["subject"])
        at = before.rfind(subject)
        lead = before[max(0, at - REACH) : at] if at >= 0 else ""
        clause = re.split("[，。；：,;:]", lead)[-1] + subject
        kept = {name: row[name] for name in KEPT}
        value, high, unit = standard(row, indicator)
        key = Key(
            report.issuer, str(row["region"] or report.region), str(row["period_type"] or ""), period or "",
            indicator.id, str(row["kind"]), group(str(row["dimension"])),
        )  # fmt: skip
        self.candidates.append(
            Candidate(
                key,
                report,
                kept,
                value,
                high,
                unit,
                str(sentence["role"]) if sentence else "",
                _words("target_passage").search(text) is not None,
                _words("part").search(clause) is not None,
                row["direction"] == "down" or _words("falling").search(before[-REACH:]) is not None,
            )
        )

    def _mention(self, sentences: Mapping[str, Row], read: set[tuple[str, str]]) -> None:
        automaton, owners = _automaton(self.book)
        if automaton is None:
            return
        for sentence_id, row in sentences.items():
            text = str(row["text"])
            if not DIGIT.search(text):
                continue
            found = {owner for index, _, _ in lexicon.matches(automaton, normal(text)) for owner in owners[index]}
            planned = row["role"] == "plan"
            for kpi in sorted(found):
                if (sentence_id, kpi) not in read:
                    key = str(row["document_id"]), kpi
                    self.mentions.setdefault(key, []).append(Mention(key[0], sentence_id, kpi, planned))

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


@lru_cache(maxsize=2)
def _automaton(book: Codebook) -> tuple[AhoCorasick | None, tuple[tuple[str, ...], ...]]:
    from ahocorasick_rs import AhoCorasick

    owners: dict[str, list[str]] = {}
    for one in book.indicators:
        for alias in one.aliases:
            owners.setdefault(normal(alias), []).append(one.id)
    return (AhoCorasick(list(owners)) if owners else None), tuple(map(tuple, owners.values()))


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
