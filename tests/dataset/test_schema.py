"""The contract as data: its tables, its types, its keys, and its agreement with the vocabulary."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import fields

import pyarrow as pa
import pytest

from zongjie import document
from zongjie.dataset.schema import MEMBER_TABLES, TABLES, VALUES, arrow, label

CONTRACT = {
    "sources": "source_id path sha256 bytes media_type encoding chars status reason",
    "texts": "source_id text",
    "documents": "document_id source_id path index title type start end chars issuer issuer_source period period_start "
    "period_end region region_source published cluster_id duplicate_of review_year plan_year "
    "ceremony_share reused_share",
    "document_fields": "document_id name value",
    "sections": "section_id document_id level number title role start end",
    "sentences": "sentence_id document_id section_id role start end text words tags heading",
    "metrics": "metric_id document_id sentence_id start end text value value_high unit canonical_value canonical_unit "
    "dimension qualifier kind subject kpi basis target_id base_id period period_type period_start period_end actor "
    "region consistent audit confidence rule period_source direction",
    "rejected": "rejected_id document_id start end text reason rule",
    "activities": "activity_id document_id sentence_id start end text predicate object type status actor participants "
    "time place metric_ids confidence rule",
    "problems": "problem_id document_id sentence_id start end text category aspect cause measure_ids confidence rule",
    "themes": "theme_id parent_id unit label keywords size documents prevalence coherence stability guided",
    "theme_members": "theme_id subtheme_id unit record_id document_id weight margin second_theme_id reason",
    "theme_quotes": "theme_id rank unit record_id document_id start end text",
    "theme_words": "theme_id unit block word loading idf",
    "theme_curve": "unit themes stability coherence score chosen",
    "kpi_panel": "issuer region period period_type kpi kind value value_high unit metric_id rule conflict dimension "
    "period_start period_end standard_value standard_high standard_unit qualifier direction "
    "document_id candidates audit",
    "panel_candidates": "issuer region period period_type kpi kind value value_high unit metric_id rule conflict "
    "dimension "
    "period_start period_end standard_value standard_high standard_unit qualifier direction "
    "document_id candidates audit",
    "kpi_targets": "issuer region period period_type period_start period_end kpi dimension target_value target_high "
    "target_qualifier target_direction result_value result_direction unit gap status target_metric_id result_metric_id",
    "panel_missing": "issuer region period kpi kind dimension reason document_id sentence_id",
    "reuse": "reuse_id unit document_id start end text other_document_id other_start other_end similarity chars "
    "ceremony",
}


def test_tables_and_columns_are_those_of_the_contract_in_its_order() -> None:
    assert {name: " ".join(column.name for column in table.columns) for name, table in TABLES.items()} == CONTRACT
    assert list(TABLES) == list(CONTRACT)


@pytest.mark.parametrize("name", TABLES)
def test_every_column_is_explained_in_both_languages(name: str) -> None:
    for column in TABLES[name].columns:
        for words in (column.label_zh, column.label_en, column.meaning_zh, column.meaning_en, column.example):
            assert words.strip() == words != "", (name, column.name)
    labels = [column.label_zh for column in TABLES[name].columns]
    assert len(labels) == len(set(labels)), "Excel headings must differ"


def test_keys_lead_to_primary_keys() -> None:
    for table in TABLES.values():
        for column in table.columns:
            if column.refers:
                parent, key = column.refers
                assert TABLES[parent].primary == (key,), (table.name, column.name)
                assert list(TABLES).index(parent) <= list(TABLES).index(table.name)
    assert set(MEMBER_TABLES.values()) <= set(TABLES)
    assert set(MEMBER_TABLES) == set(VALUES["theme_unit"])


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("role", document.ROLES),
        ("direction", document.DIRECTIONS),
        ("qualifier", document.QUALIFIERS),
        ("metric_kind", document.METRIC_KINDS),
        ("activity_type", document.ACTIVITY_TYPES),
        ("activity_status", document.ACTIVITY_STATUSES),
        ("problem_category", document.PROBLEM_CATEGORIES),
    ],
)
def test_coded_values_are_those_of_the_vocabulary(name: str, values: tuple[str, ...]) -> None:
    assert tuple(VALUES[name]) == values


def test_every_field_of_a_finding_has_its_column() -> None:
    links = {
        "target": "target_id",
        "base": "base_id",
        "metrics": "metric_ids",
        "measures": "measure_ids",
        "evidence": "text",
    }
    for name, kind in (
        ("metrics", document.Metric),
        ("activities", document.Activity),
        ("problems", document.Problem),
        ("rejected", document.Rejected),
        ("documents", document.Metadata),
    ):
        columns = {column.name for column in TABLES[name].columns}
        # `rejected` has no confidence: nothing is claimed there.
        wanted = (
            {links.get(item.name, item.name) for item in fields(kind)}
            - {"span", "named_year"}
            - ({"confidence"} if name == "rejected" else set())
        )
        assert wanted <= columns, (name, wanted - columns)


def test_arrow_types() -> None:
    metrics = arrow("metrics")
    assert metrics.field("value").type == pa.float64()
    assert metrics.field("start").type == pa.int64()
    assert metrics.field("period_start").type == pa.date32()
    assert metrics.field("consistent").type == pa.bool_()
    assert not metrics.field("metric_id").nullable
    assert metrics.field("value").nullable
    assert arrow("activities").field("metric_ids").type == pa.list_(pa.string())


def test_labels() -> None:
    assert label("activity_type", "training", "zh") == "培训"
    assert label("activity_type", "training", "en") == "training"
    assert label("activity_type", "unheard", "zh") == "unheard"


def test_the_schema_is_light() -> None:
    code = "import sys, zongjie.dataset.schema; sys.exit(bool({'pyarrow', 'pandas', 'spacy'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
