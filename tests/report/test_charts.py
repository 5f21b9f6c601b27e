"""The geometry of the bars."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from zongjie.report.charts import BAR_WIDTH, LABEL_WIDTH, simple, stacked

COUNTS = {"会议": {"已做": 2, "计划": 2}, "培训": {"已做": 8}, "调研": {}}


def test_bars_are_stacked_and_the_longest_comes_first() -> None:
    chart = stacked("活动", COUNTS, ["已做", "在做", "计划"])
    assert [(bar.label, bar.total) for bar in chart.bars] == [("培训", 8), ("会议", 4)]
    done, planned = chart.bars[1].pieces
    assert (done.series, planned.series) == (0, 2)
    assert (done.x, done.width) == (LABEL_WIDTH, BAR_WIDTH / 4)
    assert planned.x == done.x + done.width
    assert planned.tip == "会议 计划 2"
    assert chart.bars[0].end == LABEL_WIDTH + BAR_WIDTH
    assert chart.height > chart.bars[1].y > chart.bars[0].y


def test_one_colour_needs_no_key() -> None:
    assert simple("问题", {"队伍": 3}).series == ()
    assert stacked("活动", COUNTS, ["已做", "计划"]).series == ("已做", "计划")


def test_nothing_to_draw() -> None:
    assert simple("问题", {}).bars == simple("问题", {"队伍": 0}).bars == ()


@given(st.dictionaries(st.text(), st.integers(0, 10**9), max_size=8))
def test_bars_stay_inside_the_chart(counts: dict[str, int]) -> None:
    chart = simple("x", counts)
    assert sum(bar.total for bar in chart.bars) == sum(counts.values())
    assert all(LABEL_WIDTH <= bar.end <= LABEL_WIDTH + BAR_WIDTH + 0.2 for bar in chart.bars)
