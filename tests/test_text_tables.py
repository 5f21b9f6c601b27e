"""Tables that stand in a text as lines: which words head a cell, and what comes of it for the metrics in it."""

from __future__ import annotations

import pytest

import zongjie
from zongjie import clean
from zongjie.config import load_settings
from zongjie.document import Span
from zongjie.text_tables import bare, cell_of, cells

LOADED = zongjie.load()
SETTINGS = load_settings(learned=False)
TITLE = "松山县教育局2023年工作总结\n\n"
TABS = "指标\t2022年\t2023年\n毕业率\t96.5%\t97.2%\n新建学校\t3所\t5所\n"
BLANKS = "　　指标    上年   本年\n毕业率    96.5%    97.2%\n新建学校   3所   5所\n"
BOX = (
    "│指标    │计划数│完成数│完成率│\n├────┼───┼───┼───┤\n"
    "│植树    │500亩 │520亩 │104%  │\n│育苗    │20万株│18万株│90%   │\n"
)
MARKDOWN = "|序号|指标|2022年实际|2023年计划|\n|---|---|---|---|\n|1|新建学校|3所|6所|\n|2|培训教师|30人次|增长5%|\n"
UNDER = "乡镇\t造林面积（亩）\n\t计划\t完成\t完成率\n东乡\t5000亩\t5200亩\t104%\n西乡\t3000亩\t2850亩\t95%\n"


def read(text: str) -> dict[str, tuple[str, str, str]]:
    return {
        m.evidence: (m.subject, m.kind, str(m.period_start)[:4] if m.period_start else "")
        for m in LOADED(TITLE + text)[0].metrics
    }


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (TABS, {"96.5%": ("毕业率", "rate", "2022"), "97.2%": ("毕业率", "rate", "2023"),
                "3所": ("新建学校", "level", "2022"), "5所": ("新建学校", "level", "2023")}),
        (BLANKS, {"96.5%": ("毕业率", "rate", "2022"), "97.2%": ("毕业率", "rate", "2023"),
                  "3所": ("新建学校", "level", "2022"), "5所": ("新建学校", "level", "2023")}),
        (BOX, {"500亩": ("植树", "target", "2023"), "520亩": ("植树", "level", "2023"),
               "104%": ("植树", "completion", "2023"), "20万株": ("育苗", "target", "2023"),
               "18万株": ("育苗", "level", "2023"), "90%": ("育苗", "completion", "2023")}),
        (MARKDOWN, {"3所": ("新建学校", "level", "2022"), "6所": ("新建学校", "target", "2023"),
                    "30人次": ("培训教师", "level", "2022"), "5%": ("培训教师", "change", "2023")}),
        (UNDER, {"5000亩": ("东乡", "target", "2023"), "5200亩": ("东乡", "level", "2023"),
                 "104%": ("东乡", "completion", "2023"), "3000亩": ("西乡", "target", "2023"),
                 "2850亩": ("西乡", "level", "2023"), "95%": ("西乡", "completion", "2023")}),
    ],
)  # fmt: skip
def test_a_metric_is_what_its_row_and_column_say(text, found):
    assert read(text) == found


def test_a_bar_is_no_subject_even_where_no_table_is_known():
    found = read("│植树    │500亩 │520亩 │\n")
    assert {subject for subject, _, _ in found.values()} == {"植树"}
    assert [bare(words) for words in ("│", "│ 植树 ┃", "植树|", "植树│育苗")] == ["", "植树", "植树", ""]


@pytest.mark.parametrize(
    "text",
    [
        "指标\t2022年\t2023年\n毕业率\t96.5%\t97.2%\n",  # one row
        "指标\t2022年\t2023年\n毕业率\t96.5%\n新建学校\t3所\n",  # other numbers of cells
        "指标\t2022年\t2023年\n96.5%\t97.2%\t98%\n3所\t5所\t6所\n",  # no words begin the rows
        "指标\t共12项\t2023年\n毕业率\t96.5%\t97.2%\n新建学校\t3所\t5所\n",  # a number in the header
        "　　2022年工作完成。\n　　毕业率达到96.5%。\n　　新建学校3所，  改建5所。\n",  # prose
        "2022年  2023年\n\n毕业率  97%\n\n学校  5所\n",  # lines apart
    ],
)
def test_what_may_be_no_table_is_left_alone(text):
    assert cells(text) == ()


def test_a_second_header_begins_a_table_of_its_own():
    text = TABS + BOX.replace("│完成率", "").replace("│104%  ", "").replace("│90%   ", "")
    found = [(cell.year, cell.kind) for cell in cells(text)]
    assert found == [("2022年", None), ("2023年", None)] * 2 + [(None, "target"), (None, "level")] * 2
    assert cell_of(cells(text), cells(text)[3].span) == cells(text)[3]
    assert cell_of(cells(text), Span(0, 2)) is None


def test_a_cell_that_names_a_time_of_its_own_keeps_it():
    found = read(TABS.replace("3所", "2021年建3所"))
    assert found["3所"][2] == "2021"


def test_a_plan_in_a_report_to_an_assembly_stays_one():
    title = (
        "政府工作报告\n——2024年1月8日在松山县第十八届人民代表大会第三次会议上\n一、2023年工作回顾\n过去一年平稳运行。\n"
    )
    rows = "指标\t2023年计划\t2023年完成\n新建学校\t6所\t5所\n植树造林\t500亩\t520亩\n"
    assert [metric.kind for metric in LOADED(title + rows)[0].metrics] == ["target", "level"] * 2


def test_rows_of_a_drawn_table_are_not_joined():
    rule = "├────────────┼──────┼──────┼────────┤"
    rows = ["│指标        │2022年│计划数│完成率  │", "│新建改建学校│3所   │6所   │97.2%   │"]
    text = "\n".join([rule, rows[0], rule, rows[1], rule, rows[1], rule])
    assert clean.clean(text, SETTINGS).text == text
