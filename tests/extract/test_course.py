"""How plans run through a text: each sentence in view of all others, and what it says by itself."""

from dataclasses import replace
from itertools import product
from math import exp, log

import extract_examples as examples
import numpy as np
import pytest

from zongjie.extract import course
from zongjie.extract.course import courses, signs, turns
from zongjie.extract.mood import Mood
from zongjie.linear import Linear

WORDS = {"将": 4.0, "已": -4.0}


class Heard:
    """The tone of a text of whose words a few tell."""

    def __init__(self, text):
        self.text = text

    def of(self, span):
        return sum(odds for word, odds in WORDS.items() if word in self.text[span.start : span.end])


def model():
    """Hears the tone alone, step by step."""
    names = [f"tone={step}" for step in range(-course.FARTHEST, course.FARTHEST + 1)]
    weights = np.array([[500 * step] for step in range(-course.FARTHEST, course.FARTHEST + 1)], dtype=np.int32)
    return Linear.of(("no", "yes"), names, weights, [round(course.NEUTRAL * 1000)], 1.0)


def run(document):
    """The courses of a document by that model."""
    return courses(document, Heard(document.text), model(), turns(document.text))


def told(*sentences, sections=()):
    """The courses of a text of these sentences; `sections` are the numbers of those that begin a section."""
    document = examples.document("".join(sentences))
    assert len(document.sentences) == len(sentences)
    number, parted = 0, []
    for at, sentence in enumerate(document.sentences):
        number += at in sections
        parted.append(replace(sentence, section=number))
    document = replace(document, sentences=tuple(parted))
    return document, run(document)


PLAN, REPORT, NEITHER = "将建桥。", "已建桥。", "安排资金。"


def test_a_sentence_that_tells_nothing_goes_with_those_around_it():
    _, planned = told(PLAN, PLAN, NEITHER, PLAN)
    _, reported = told(REPORT, REPORT, NEITHER, REPORT)
    assert planned[2][0] > 1 and reported[2][0] < -1
    assert planned[2][0] == planned[2][1], "it adds nothing of its own"


def test_what_a_sentence_says_counts_beside_those_around_it():
    _, found = told(REPORT, REPORT, PLAN, REPORT)
    around, every = found[2]
    assert around < every and around < 0


def test_a_text_turns_sooner_where_a_section_begins():
    _, within = told(PLAN, PLAN, NEITHER, NEITHER)
    _, parted = told(PLAN, PLAN, NEITHER, NEITHER, sections=(2,))
    assert within[3][0] > parted[3][0]


def test_a_text_turns_sooner_where_a_paragraph_begins():
    _, within = told(PLAN, PLAN, NEITHER)
    document = examples.document(f"{PLAN}{PLAN}\n{NEITHER}")
    parted = run(document)
    assert within[2][0] > parted[-1][0]


def test_faint_signs_do_not_add_up(monkeypatch):
    monkeypatch.setitem(WORDS, "安排", course.FAINT / course.WEIGHT - 0.3)
    _, found = told(*[NEITHER] * 40)
    assert max(around for around, _ in found) < 0.1


@pytest.mark.parametrize("chosen", list(product((PLAN, REPORT, NEITHER), repeat=4))[::5])
def test_courses_are_the_sums_over_every_way_that_plans_may_run(chosen):
    document, found = told(*chosen, sections=(3,))
    heard, prior = Heard(document.text), log(course.PLANS / (1 - course.PLANS))
    raw = [
        course.WEIGHT * (model().odds(seen) - course.NEUTRAL) for seen in signs(document, heard, turns(document.text))
    ]
    tones = [max(0.0, min(course.MOST, abs(one) - course.FAINT)) * (1 if one > 0 else -1) for one in raw]
    chances = [0.0, course.SENTENCE, course.SENTENCE, course.SECTION]
    for at in range(4):
        sums = [0.0, 0.0]
        for states in product((0, 1), repeat=4):
            weight = exp(prior) if states[0] else 1.0
            for n, state in enumerate(states):
                weight *= exp(tones[n]) if state else 1.0
                if n:
                    weight *= chances[n] if state != states[n - 1] else 1 - chances[n]
            sums[states[at]] += weight
        assert found[at][1] == pytest.approx(log(sums[1] / sums[0]))
        assert found[at][0] == pytest.approx(log(sums[1] / sums[0]) - tones[at])


def test_an_announced_account_does_not_turn_to_a_plan_by_its_tone():
    announced = "我们主要做了以下工作。"
    _, without = told(REPORT, NEITHER, PLAN, PLAN, PLAN, NEITHER)
    _, found = told(REPORT, announced, PLAN, PLAN, PLAN, NEITHER)
    assert min(whole for _, whole in without[2:]) > 0 > max(whole for _, whole in found[1:])


def test_an_announced_account_ends_with_a_word_of_the_future():
    _, found = told(REPORT, "我们主要做了以下工作。", PLAN, "明年将建桥。", PLAN, PLAN, NEITHER)
    assert found[2][1] < 0 < min(whole for _, whole in found[4:])
    _, both = told(REPORT, "我们主要做了以下工作。", PLAN, "去年按计划修路。", PLAN, PLAN, PLAN)
    assert max(whole for _, whole in both) < 0, "a word of the past beside it"


@pytest.mark.parametrize("words", ["今年要做好以下工作。", "会上做了讲话。", "收到以下来信。"])
def test_no_account_of_what_was_done_is_announced(words):
    assert course.ANNOUNCED.search(words) is None


def test_signs_of_a_sentence():
    document = examples.document("去年建桥12座、路123.4公里、站5个。明年建桥5座。")
    (first, second) = signs(document, Heard(document.text), turns(document.text))
    assert first == ["tone=0", "future=False", "past=True", "exact=1", "round=1"]
    assert second == ["tone=0", "future=True", "past=False", "exact=0", "round=1"]


def test_models_from_before_judge_without():
    document = examples.document(PLAN)
    heard, clause = Heard(document.text), document.clauses[0][0]
    without = Mood(document, heard).of(clause, 0)
    more = Mood(document, heard, model()).of(clause, 0)
    assert more[: len(without)] == without
    assert {one.split("=")[0] for one in more[len(without) :]} == {"around", "course", "course+mood", "course+turn"}


def test_a_text_without_sentences_has_no_course():
    document = replace(examples.document(PLAN), sentences=())
    assert run(document) == []
