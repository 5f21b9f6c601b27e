"""The panel: periods, choices, conflicts, targets against results and gaps, on texts written for it and on reports."""

import csv
import sys
from pathlib import Path

import pytest

from zongjie.config import load_settings
from zongjie.dataset.tables import document_rows
from zongjie.kpi.codebook import of_settings
from zongjie.kpi.ledger import Ledger
from zongjie.run import Pipeline

ROOT = Path(__file__).resolve().parents[2]
PANEL = ROOT / "corpus" / "panel"
OPENING = "各位代表：\n现在，我代表市人民政府，向大会报告政府工作，请予审议。\n一、{last}年工作回顾\n"


@pytest.fixture(scope="module")
def pipeline():
    return Pipeline(load_settings())


@pytest.fixture
def panel(pipeline):
    def made(*texts):
        ledger = Ledger(of_settings(("macro", "organisation")))
        for name, text in texts:
            for document in pipeline(text, name):
                rows = document_rows(document)
                assert all(row["text"] == text[row["start"] : row["end"]] for row in rows["metrics"])
                ledger.add(rows)
        return ledger.tables()

    return made


def report(year, review, target):
    return (
        f"清河市_{year}.txt",
        OPENING.format(last=year - 1)
        + f"　　{review}\n二、{year}年主要任务\n　　今年经济社会发展的主要预期目标是：{target}\n",
    )


def cell(rows, **wanted):
    found = [row for row in rows if all(row[key] == value for key, value in wanted.items())]
    assert len(found) == 1, (wanted, found)
    return found[0]


def test_review_and_target_are_of_their_own_years(panel):
    tables = panel(
        report(
            2024, "全市地区生产总值增长5.2%，城镇新增就业3.1万人。", "地区生产总值增长5%左右，居民消费价格涨幅3%左右。"
        )
    )
    rows = tables["kpi_panel"]
    result = cell(rows, kpi="gdp_growth", kind="change")
    assert (result["period"], result["period_type"], result["value"], result["region"]) == (
        "2023",
        "year",
        5.2,
        "清河市",
    )
    target = cell(rows, kpi="gdp_growth", kind="target")
    assert (target["period"], target["value"], target["qualifier"]) == ("2024", 5.0, "approx")
    jobs = cell(rows, kpi="new_urban_jobs")
    assert (jobs["value"], jobs["standard_unit"], jobs["period"]) == (31000.0, "人", "2023")


@pytest.mark.parametrize(
    ("words", "period", "kind"),
    [
        ("“十三五”时期，财政收入年均增长7.1%。", "2016-2020", "average"),
        ("五年来，财政收入年均增长7.1%。", "2016-2020", "average"),
        ("2020年财政收入增长7.1%。", "2020", "year"),
        ("上半年财政收入增长7.1%。", "2020H1", "half"),
        ("三季度财政收入增长7.1%。", "2020Q3", "quarter"),
        ("12月份财政收入增长7.1%。", "2020-12", "month"),
        ("截至10月底，财政收入增长7.1%。", "..2020-10-31", "as-of"),
        ("财政收入比2015年增长71%。", "2016-2020", "span"),
    ],
)
def test_periods_are_kept_apart(panel, words, period, kind):
    rows = panel(report(2021, words, "财政收入增长5%。"))["kpi_panel"]
    found = cell([row for row in rows if row["kind"] != "target"], kpi="fiscal_revenue")
    assert (found["period"], found["period_type"]) == (period, kind)


def test_a_target_by_a_later_year_is_no_target_of_the_year(panel):
    rows = panel(report(2021, "财政收入增长5%。", "财政收入增长6%。到2025年，常住人口城镇化率达到70%。"))["kpi_panel"]
    found = cell(rows, kpi="urbanisation_rate")
    assert (found["period"], found["period_type"], found["kind"]) == ("2025", "as-of", "target")


def test_from_to_over_years_are_the_year_before_and_the_last(panel):
    rows = panel(report(2021, "“十三五”时期，城镇化率由51.2%提高到58.6%。", "财政收入增长5%。"))["kpi_panel"]
    assert cell(rows, kpi="urbanisation_rate", period="2015")["value"] == 51.2
    assert cell(rows, kpi="urbanisation_rate", period="2020")["value"] == 58.6


def test_targets_are_held_against_the_next_report(panel):
    tables = panel(
        report(2022, "地区生产总值增长8%。", "地区生产总值增长6%左右，城镇新增就业3万人以上，居民消费价格涨幅3%左右。"),
        report(2023, "地区生产总值增长3.1%，城镇新增就业3.2万人，居民消费价格上涨2.1%。", "地区生产总值增长5%。"),
    )
    found = {row["kpi"]: (row["status"], row["gap"]) for row in tables["kpi_targets"] if row["period"] == "2022"}
    assert found == {
        "gdp_growth": ("missed", pytest.approx(-2.9)),
        "new_urban_jobs": ("achieved", pytest.approx(2000.0)),
        "cpi": ("achieved", pytest.approx(-0.9)),  # less is better
    }
    assert cell(tables["kpi_targets"], kpi="gdp_growth", period="2023")["status"] == "no_result"


def test_a_fall_where_growth_was_aimed_at_is_missed_by_both(panel):
    tables = panel(
        report(2020, "财政收入增长8%。", "财政收入增长5%，单位地区生产总值能耗降低3%。"),
        report(2021, "财政收入下降1.2%，单位地区生产总值能耗下降3.4%。", "财政收入增长4%。"),
    )
    found = {row["kpi"]: (row["status"], row["gap"]) for row in tables["kpi_targets"] if row["period"] == "2020"}
    assert found == {
        "fiscal_revenue": ("missed", pytest.approx(-6.2)),
        "energy_intensity": ("achieved", pytest.approx(0.4)),
    }


def test_a_year_without_a_report_is_missing_with_its_join(panel):
    tables = panel(
        report(2019, "地区生产总值增长8%。", "地区生产总值增长7%左右。"),
        report(2021, "地区生产总值增长3%。", "地区生产总值增长6%以上。"),
    )
    gaps = {
        (row["period"], row["kind"]): row["reason"] for row in tables["panel_missing"] if row["kpi"] == "gdp_growth"
    }
    assert gaps == {("2020", "target"): "no_report", ("2019", "result"): "no_report"}
    assert cell(tables["kpi_targets"], kpi="gdp_growth", period="2019")["status"] == "no_result"


def test_a_report_without_the_figure_is_missing_with_the_nearest_sentence(panel):
    tables = panel(
        report(2021, "地区生产总值增长8%。", "城镇登记失业率控制在4%以内。"),
        report(2022, "地区生产总值增长7%。", "地区生产总值增长6%。城镇登记失业率保持在合理区间，建成200个服务点。"),
        report(2023, "地区生产总值增长6%。", "城镇登记失业率控制在4%以内。"),
    )
    gap = cell(tables["panel_missing"], kpi="unemployment_registered", period="2022")
    assert gap["sentence_id"] is not None and gap["reason"] in ("not_read", "not_stated")


def test_numbers_that_disagree_are_a_conflict_and_all_are_kept(panel):
    tables = panel(report(2022, "地区生产总值增长8.1%。工业发展较快。地区生产总值增长8.6%。", "地区生产总值增长6%。"))
    found = cell(tables["kpi_panel"], kpi="gdp_growth", kind="change")
    assert (found["value"], found["conflict"], found["candidates"]) == (8.1, True, 2)
    assert cell(tables["panel_candidates"], kpi="gdp_growth")["value"] == 8.6


def test_a_figure_rounded_twice_is_no_conflict(panel):
    found = cell(
        panel(report(2022, "地区生产总值达到1246.6亿元。回顾过去，地区生产总值达到1247亿元。", "财政收入增长6%。"))[
            "kpi_panel"
        ],
        kpi="gdp_level",
    )
    assert not found["conflict"]


def test_a_jump_of_unit_between_years_is_told(panel):
    tables = panel(
        report(2021, "一般公共预算收入12.1亿元。", "地区生产总值增长6%。"),
        report(2022, "一般公共预算收入13.4万元。", "地区生产总值增长6%。"),
        report(2023, "一般公共预算收入14.2亿元。", "地区生产总值增长6%。"),
    )
    found = {
        row["period"]: (row["conflict"], row["audit"]) for row in tables["kpi_panel"] if row["kpi"] == "fiscal_revenue"
    }
    assert found["2020"] == found["2022"] == (False, None)
    assert found["2021"][0] and "2020" in found["2021"][1] and "2022" in found["2021"][1]


def monthly(words, rest):
    return f"{words}.txt", f"清水县民政局{words}\n一、救助工作\n{rest}\n"


def test_months_of_one_year_are_cells_of_their_own_and_no_result_of_the_year(panel):
    tables = panel(
        monthly("2022年工作总结", "全县新增就业4800人。2023年计划新增就业5000人。"),
        monthly("2023年1-6月工作总结", "全县新增就业3200人。"),
        monthly("2023年1月至9月工作总结", "全县新增就业4100人。"),
        monthly("2023年4月工作总结", "全县新增就业520人。\n二、下月计划\n新增就业600人。"),
        monthly("2023年6月工作计划", "新增就业700人。"),
    )
    rows = [row for row in tables["kpi_panel"] if row["kpi"] == "new_urban_jobs"]
    assert {(row["period"], row["kind"], row["value"]) for row in rows} == {
        ("2022", "level", 4800.0),
        ("2023", "target", 5000.0),
        ("2023H1", "level", 3200.0),
        ("2023-01-01..2023-09-30", "level", 4100.0),
        ("2023-04", "level", 520.0),
        ("2023-06", "target", 700.0),
    }
    assert not any(row["conflict"] for row in rows)
    assert cell(tables["kpi_targets"], period="2023")["status"] == "no_result"


SALES = (
    ("a.txt", "2022年销售工作总结\n全年完成销售额560万元，回款率95%。\n明年计划销售额达到650万元。\n"),
    ("b.txt", "2023年个人年终总结\n一年来，我完成销售额3400万元，家访36户。再次核对，销售额3500万元。\n"),
    ("c.txt", "2023年教学工作总结\n一年来，我家访18户，听课20节，完成销售额12万元。\n"),
)


def test_documents_without_issuer_and_region_share_no_cell_and_no_verdict(panel):
    tables = panel(*SALES)
    sold = [row for row in tables["kpi_panel"] if row["kpi"] == "sales_amount" and row["kind"] == "level"]
    assert sorted((row["period"], row["value"], row["conflict"], row["candidates"]) for row in sold) == [
        ("2022", 5600000.0, False, 1),
        ("2023", 120000.0, False, 1),
        ("2023", 34000000.0, True, 2),  # within one document they share it
    ]
    assert not any(row["conflict"] for row in tables["kpi_panel"] if row["kpi"] == "home_visits")
    assert [row["document_id"] for row in tables["panel_candidates"]] == [
        row["document_id"] for row in sold if row["conflict"]
    ]
    target = cell(tables["kpi_targets"], kpi="sales_amount")
    assert (target["status"], target["result_metric_id"], target["issuer"]) == ("no_result", None, None)
    assert tables["panel_missing"] == []


def test_a_known_issuer_still_joins_its_documents(panel):
    tables = panel(*((name, text.rstrip() + "\n\n　　　青禾商贸有限公司\n") for name, text in SALES))
    assert {row["issuer"] for row in tables["kpi_panel"]} == {"青禾商贸有限公司"}
    assert cell(tables["kpi_targets"], kpi="sales_amount")["status"] == "achieved"


def test_a_part_and_another_place_are_other_cells(panel):
    rows = panel(report(2022, "地区生产总值增长8.1%。其中青石县地区生产总值增长9.3%。", "地区生产总值增长6%。"))[
        "kpi_panel"
    ]
    assert cell(rows, kpi="gdp_growth", kind="change", region="清河市")["value"] == 8.1
    assert cell(rows, kpi="gdp_growth", kind="change", region="青石县")["value"] == 9.3


def test_full_width_broken_and_chinese_numbers(panel):
    rows = panel(
        report(
            2022,
            "地区生产总值达到74.4\n万亿元，财政收入增长８．５％。",
            "地区生产总值增长百分之八至九，财政收入增长6.5%－7%。",
        )
    )["kpi_panel"]
    assert cell(rows, kpi="gdp_level")["value"] == pytest.approx(74.4e12)
    assert cell(rows, kpi="fiscal_revenue", kind="change")["value"] == 8.5
    target = cell(rows, kpi="gdp_growth", kind="target")
    assert (target["value"], target["value_high"]) == (8.0, 9.0)
    target = cell(rows, kpi="fiscal_revenue", kind="target")
    assert (target["value"], target["value_high"]) == (6.5, 7.0)


def test_masked_numbers_make_no_cell_with_a_value(panel):
    rows = panel(report(2022, "地区生产总值增长xx%。", "地区生产总值增长6%。"))["kpi_panel"]
    assert all(row["value"] is not None or row["qualifier"] == "masked" for row in rows)


FLOORS = {"right": 0.92, "cells": 0.92}
"""Shares of the facts and of the cells of corpus/panel that are right at least."""


def test_the_authored_reports_are_read(tmp_path):
    sys.path.insert(0, str(ROOT / "benchmarks"))
    import kpi_panel as benchmark

    from zongjie.run import run_corpus

    run_corpus([PANEL / "texts"], tmp_path / "out", load_settings(themes=False))
    import pandas as pd

    tables = {
        n: pd.read_parquet(tmp_path / "out" / "tables" / f"{n}.parquet")
        for n in ("kpi_panel", "panel_candidates", "documents")
    }
    path = tables["documents"].set_index("document_id")["path"]
    rows = pd.concat([tables["kpi_panel"], tables["panel_candidates"]])
    rows["file"] = rows["document_id"].map(path)
    records = rows.to_dict("records")
    facts = benchmark.facts_of(PANEL / "facts.tsv")
    right = sum(
        any(
            row["file"] == fact["file"] and row["kpi"] == fact["kpi"] and not benchmark.fits(fact, row)
            for row in records
        )
        for fact in facts
    )
    assert right / len(facts) >= FLOORS["right"]
    assert (
        not tables["kpi_panel"]
        .duplicated(["issuer", "region", "period", "period_type", "kpi", "kind", "dimension"])
        .any()
    )
    assert set(rows["metric_id"]) == set(rows["metric_id"].unique()) and len(rows) == rows["metric_id"].nunique()


def test_every_quote_of_the_facts_stands_in_its_text():
    with (PANEL / "facts.tsv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            text = (PANEL / "texts" / row["file"]).read_text("utf-8")
            assert row["quote"].replace("\\n", "\n") in text, row
