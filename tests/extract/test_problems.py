"""The examples beside the problems extractor: every mark is found as marked, and nothing else is."""

from dataclasses import replace

import extract_examples as examples
import numpy as np
import pytest

from zongjie.document import Problem, Span
from zongjie.extract.problems import judge
from zongjie.extract.problems.rules import extract
from zongjie.linear import Linear

KIND = "problems"
EXAMPLES = examples.read(KIND)


@pytest.mark.parametrize("example", EXAMPLES, ids=examples.names(EXAMPLES))
def test_example(example):
    examples.check(example, KIND, extract)


class Tone:
    """Speaks of a shortcoming in every clause."""

    def of(self, span):
        return 3.0


STRONG = sorted(judge.STRONG_RULES)[0]


def always(sure):
    return lambda many: [sure] * len(many)


def others(many):
    return ["other"] * len(many)


@pytest.mark.parametrize(
    ("rules", "among", "apart"),
    [
        ((), judge.LEAST, judge.LEAST_APART),
        (("problems.listed",), judge.LEAST_TOLD, judge.LEAST_TOLD_APART),
        (("problems.listed", STRONG), judge.LEAST_STRONG, judge.LEAST_STRONG_APART),
    ],
)
def test_a_clause_needs_less_where_problems_are_announced_and_where_rules_tell_one(rules, among, apart):
    words = "车间里总有人串岗"
    for role, least in (("problems", among), ("work", apart)):
        told = tuple(Problem(span=Span(0, len(words)), evidence=words, rule=rule) for rule in rules)
        document = replace(examples.document(f"{words}。", role), problems=told)
        for sure, found in ((least, 1), (least - 0.01, 0)):
            revised = judge.revise(document, Tone(), always(sure), others)
            assert len(revised.problems) == found, (role, sure)


def test_an_announcement_is_no_problem():
    document = examples.document("工作中还有差距：车间里总有人串岗。")
    revised = judge.revise(document, Tone(), always(1.0), others)
    assert [problem.evidence for problem in revised.problems] == ["车间里总有人串岗"]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("与群众期盼相比，还有不小差距", ["与群众期盼相比，还有不小差距"]),
        ("与群众期盼相比，窗口服务差距不小", ["窗口服务差距不小"]),
        ("对基层群众不了解情况，还有不小差距", ["对基层群众不了解情况", "还有不小差距"]),
    ],
)
def test_a_shortcoming_is_told_with_the_standard_it_falls_short_of(words, found):
    document = examples.document(f"{words}。")
    revised = judge.revise(document, Tone(), always(1.0), others)
    assert [problem.evidence for problem in revised.problems] == found
    assert [document.text[problem.span.start : problem.span.end] for problem in revised.problems] == found


def long_document(words, told=()):
    """A document of many sentences whose last one states `words`; `told` are rules that tell its first clause."""
    filler = "站里一切照常。" * judge.LONG
    text = f"{filler}{words}。"
    span = Span(len(filler), len(filler) + words.index("，"))
    problems = tuple(Problem(span=span, evidence=text[span.start : span.end], rule=rule) for rule in told)
    return replace(examples.document(text), problems=problems)


@pytest.mark.parametrize(("told", "least"), [((), judge.LEAST_ALONE), (("problems.listed",), judge.LEAST_APART)])
def test_in_a_long_text_a_clause_that_no_rule_tells_needs_company_or_certainty(told, least):
    document = long_document("车间里没有人打扫，工人串岗", told)
    for sure, found in ((least, True), (least - 0.01, False)):
        revised = judge.revise(document, Tone(), always(sure), others)
        assert ("工人串岗" in [problem.evidence for problem in revised.problems]) is found


@pytest.mark.parametrize(
    ("rule", "least"), [("problems.listed", judge.LEAST_TOLD_LONG), (STRONG, judge.LEAST_STRONG_LONG)]
)
def test_so_does_one_that_a_rule_tells(rule, least):
    document = long_document("工人串岗，班长不管", (rule,))
    for sure, found in ((least, True), (least - 0.01, False)):
        revised = judge.revise(document, Tone(), always(sure), others)
        assert ("工人串岗" in [problem.evidence for problem in revised.problems]) is found


def test_background_is_no_shortcoming_however_sure_the_model_is():
    told = extract(examples.document("对于规模较小的企业。", "problems", "problems"))
    assert not told.problems
    assert not judge.revise(told, Tone(), always(1.0), others).problems


def test_a_folder_of_models_from_before_the_second_judgement_still_judges():
    words = "车间里总有人串岗"
    document = examples.document(f"{words}。", "problems")
    sure = Linear.of(("no", "yes"), ["own=4"], np.array([[5000]], dtype=np.int32), [0], 1.0)
    doubt = Linear.of(("no", "yes"), ["sure=5"], np.array([[-9000]], dtype=np.int32), [0], 1.0)
    for among, found in ((None, 1), (doubt, 0)):
        assert len(judge.revise(document, Tone(), judge.by_models(sure, among), others).problems) == found
