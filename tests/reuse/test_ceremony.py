"""Ceremony: every formula on its own examples, what keeps a clause from being one, and what recurs."""

from __future__ import annotations

import re

import pytest
from planted import ACTS, BODIES, ENDS

from zongjie import lexicon
from zongjie.ceremony import CONTENT, FORMULAS, is_ceremony, spans
from zongjie.reuse.recurring import GENERAL, LEAST, MODIFIERS, NOTHING, Clause, Recurring, bare, taken

PARTED = " | "
ROWS = lexicon.table(FORMULAS)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["positive"])
def test_a_formula_holds_on_its_examples_and_not_on_the_others(row: dict[str, str]) -> None:
    assert row["reason"] and row["positive"] and row["negative"]
    for clause in row["positive"].split(PARTED):
        assert row["cue"] in clause, "the cue stands in what it leads to"
        assert is_ceremony(clause), clause
    assert any(row["cue"] in clause for clause in row["negative"].split(PARTED)), "a negative that tests the pattern"
    for clause in row["negative"].split(PARTED):
        assert not is_ceremony(clause), clause


@pytest.mark.parametrize("row", lexicon.table(CONTENT), ids=lambda row: row["positive"])
def test_content_speaks_against_a_formula_on_its_examples_and_not_on_the_others(row: dict[str, str]) -> None:
    assert row["reason"] and row["positive"] and row["negative"]
    for clause in row["positive"].split(PARTED):
        assert any(re.search(formula["pattern"], clause) for formula in ROWS), f"no formula to speak against: {clause}"
        assert re.search(row["pattern"], clause) and not is_ceremony(clause), clause
    for clause in row["negative"].split(PARTED):
        assert is_ceremony(clause), clause


@pytest.mark.parametrize(
    "text",
    [
        "深入贯彻落实《安全生产条例》，检查企业31家",
        "举办科学发展观知识竞赛",
        "组织党员学习党的二十大精神4次",
        "召开会议传达上级会议精神",
        "开展“不忘初心、牢记使命”主题教育",
        "在县总工会的指导下举办技能培训班",
        "在新的一年里新建卫生室三家",
        *ACTS,
        *ENDS,
        *BODIES,
    ],
)
def test_what_has_content_is_none(text: str) -> None:
    assert spans(text) == []


def test_spans_are_the_clauses_that_are_ceremony() -> None:
    text = "各位代表：\n一年来，在县委的正确领导下，我局修路12公里。在新的一年里，我们将再接再厉，争取再创佳绩！"
    assert [text[start:end] for start, end in spans(text)] == [
        "各位代表", "在县委的正确领导下", "在新的一年里", "我们将再接再厉", "争取再创佳绩",
    ]  # fmt: skip
    assert spans("") == []


def test_a_figure_speaks_against_most_formulas_and_a_year_of_a_report_against_none() -> None:
    assert is_ceremony("现将2023年工作情况汇报如下")
    assert is_ceremony("表示衷心的感谢") and not is_ceremony("向3家企业表示衷心的感谢")


def test_the_lists_are_whole() -> None:
    assert {row["kind"] for row in lexicon.table(CONTENT)} == {"figure", "text", "event", "act"}
    general = lexicon.table(GENERAL, unique="word")
    assert all(row["reason"] for row in general)
    assert {row["kind"] for row in general} >= set(MODIFIERS)


# ---------------------------------------------------------------------------------------------------------- recurring
def recurring(*documents: list[str]) -> list[bool]:
    """Of each clause taken from `documents` whether it recurs."""
    found = Recurring()
    for number, clauses in enumerate(documents):
        own = [Clause(clause, False, number, number) for clause in clauses]
        found.add(taken([NOTHING, *own, NOTHING]), 0, 0)
    return found.recur().tolist()


FORMULA = ["我们一定努力做好各项工作", "今后要进一步做好各项工作", "继续扎扎实实努力做好各项工作"]


def company(number: int, clause: str) -> list[str]:
    return [f"{ACTS[number]}的甲{number}", clause, f"{ENDS[number]}的乙{number}"]


def test_what_stands_nearly_alike_in_many_documents_recurs() -> None:
    clauses = [FORMULA[number % 2] for number in range(LEAST)]
    assert recurring(*(company(n, clause) for n, clause in enumerate(clauses))) == [True] * LEAST
    assert recurring(*(company(n, clause) for n, clause in enumerate(clauses[1:]))) == [False] * (LEAST - 1)


def test_a_copied_passage_does_not_recur() -> None:
    assert recurring(*([["甲村修路", FORMULA[0], "乙村架桥"]] * 30)) == [False] * 30


def test_one_document_alone_makes_no_ceremony() -> None:
    assert recurring([part for n in range(8) for part in company(n, FORMULA[0])]) == [False] * 8


def test_a_clause_that_names_an_object_never_recurs() -> None:
    assert bare(["切实加快农村饮水工程建设", "认真做好各项工作"]) == [None, "做好各项工作"]
    assert recurring(*(company(n, "切实加快农村饮水工程建设") for n in range(9))) == []


def test_modifiers_do_not_tell_clauses_apart() -> None:
    assert bare(["取得了较好的成绩", "取得一定成绩", "", "坚持不懈", "第9次工作"]) == [
        "取得成绩", "取得成绩", None, "坚持不懈", None,
    ]  # fmt: skip
