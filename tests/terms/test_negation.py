"""Uses of a word: each row of the cues by its own examples, headings, titles, ceremony, and their order."""

import pytest

from zongjie import lexicon
from zongjie.terms.use import Usage

ROWS = lexicon.table("terms/negation.tsv")
EXAMPLES = [
    (column, example) for row in ROWS for column in ("positive", "negative") for example in row[column].split("|")
]


def use(marked: str, heading: bool = False) -> tuple[str, str]:
    start, end = marked.index("【"), marked.index("】") - 1
    return Usage(marked.replace("【", "").replace("】", ""), heading).of(start, end)


@pytest.mark.parametrize(("column", "example"), EXAMPLES)
def test_an_example_is_what_it_is_an_example_of(column, example):
    found, cue = use(example)
    assert (found == "negated") == (column == "positive"), cue


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["pattern"][:12])
def test_every_cue_has_a_reason_and_examples_of_both_kinds(row):
    assert row["reason"]
    assert row["positive"]
    assert row["negative"]


@pytest.mark.parametrize(
    "marked",
    [
        "不断推进【创新】",
        "不仅重视【创新】，还重视应用",
        "不少单位开展【创新】",
        "非常重视【创新】",
        "未来三年推进【创新】",
        "资金没有到位，【创新】照常进行",
        "群众不满意的问题：【安全】监管",
    ],
)
def test_no_negation(marked):
    assert use(marked) == ("plain", "")


@pytest.mark.parametrize(
    ("marked", "cue"), [("尚未形成【创新】体系", "未"), ("缺乏【创新】", "缺乏"), ("【创新】明显不足", "不足")]
)
def test_the_cue_is_told(marked, cue):
    assert use(marked) == ("negated", cue)


def test_the_other_uses():
    assert use("二、【创新】不足", heading=True)[0] == "heading"
    assert use("印发《关于支持【创新】的意见》，扎实推进") == ("quoted_title", "《关于支持创新的意见》")
    assert use("印发《关于支持创新的意见》，推进【创新】")[0] == "plain"
    assert use("印发《关于支持【创新】的意见")[0] == "plain", "a mark without its partner encloses nothing"
    whole = "《转发〈条例〉和《技术办法》并支持创新的通知》"
    assert use(f"印发{whole.replace('技术', '【技术】')}") == ("quoted_title", whole), "the outermost title"
    assert use(f"印发{whole.replace('创新', '【创新】')}") == ("quoted_title", whole)
    assert use("（见“《【创新】办法》”）")[0] == "quoted_title", "other marks around it change nothing"
    assert use("以【创新】理念为引领，工作平稳")[0] == "ceremony"
    assert use("在上级领导下推进【创新】，工作平稳")[0] == "plain", "an act of its own"
    assert use("在上级领导下，推进【创新】")[0] == "plain", "ceremony is a matter of the clause"
