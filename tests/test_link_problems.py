"""What a problem is about, why it is, and which acts answer it: given where the wording is plain, else null."""

from __future__ import annotations

import pytest

import zongjie
from zongjie.document import Document, Problem

LOADED = zongjie.load()
HEAD = "临川县林业局2023年工作总结\n一、存在的问题\n"


def read(text: str) -> Document:
    (document,) = LOADED(HEAD + text)
    return document


def problem(document: Document, evidence: str) -> Problem:
    return next(p for p in document.problems if p.evidence == evidence)


@pytest.mark.parametrize(
    ("evidence", "aspect"),
    [
        ("管护经费不足", "管护经费"),
        ("护林员队伍老化", "护林员队伍"),
        ("部分职工防火意识淡薄", "职工防火意识"),
        ("缺乏专业技术人才", "专业技术人才"),
        ("苗木成活率只有六成", "苗木成活率"),
        ("宣传不够深入", "宣传"),
        ("林区道路至今没有硬化", "林区道路"),
        ("重造轻管", None),
    ],
)
def test_an_aspect_is_what_is_deficient(evidence: str, aspect: str | None) -> None:
    assert problem(read(f"{evidence}。"), evidence).aspect == aspect


@pytest.mark.parametrize(
    ("text", "evidence", "cause"),
    [
        ("由于编制紧张，专职护林员不足。", "专职护林员不足", "编制紧张"),
        ("因林道未通，防火物资运输困难。", "防火物资运输困难", "林道未通"),
        ("苗木成活率偏低，根子在管护跟不上。", "苗木成活率偏低", "管护跟不上"),
        ("两个林场重复报账，说到底是权责没写清楚。", "两个林场重复报账", "权责没写清楚"),
        ("因此管护经费不足。", "管护经费不足", None),
        ("管护经费不足。", "管护经费不足", None),
    ],
)
def test_a_cause_is_what_the_words_state(text: str, evidence: str, cause: str | None) -> None:
    document = read(text)
    found = next((p for p in document.problems if evidence in p.evidence), None)
    assert found is not None
    assert found.cause == cause


def test_acts_that_answer_problems_are_their_measures() -> None:
    (document,) = LOADED("存在的问题：专职人员不足，宣传方式单一。针对上述问题，我局举办培训班3期。")
    (act,) = document.activities
    assert {p.evidence for p in document.problems} == {"专职人员不足", "宣传方式单一"}
    assert all(p.measures == (act.span,) for p in document.problems)


def test_a_planned_act_on_the_same_thing_answers_a_problem() -> None:
    document = read("苗圃年久失修。管护经费不足。\n二、下一步打算\n计划翻修苗圃3座，举办培训班6期。")
    repair = next(a for a in document.activities if "苗圃" in a.object)
    assert problem(document, "苗圃年久失修").measures == (repair.span,)
    assert problem(document, "管护经费不足").measures == ()


def test_an_act_before_the_problem_answers_nothing() -> None:
    (document,) = LOADED("计划翻修苗圃3座。\n二、存在的问题\n苗圃年久失修。")
    assert all(p.measures == () for p in document.problems)


def test_measures_are_activities_of_the_document() -> None:
    document = read("苗圃年久失修。\n二、下一步打算\n计划翻修苗圃3座。")
    spans = {a.span for a in document.activities}
    assert all(set(p.measures) <= spans for p in document.problems)
