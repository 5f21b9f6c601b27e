"""Drafts where learned models of places say that acts begin, end and have their predicates."""

import shutil

import extract_examples as examples
import numpy as np
import pytest
from extract_examples import Certain, Tone

from zongjie import resources
from zongjie.config import load_settings
from zongjie.document import Span
from zongjie.extract.activities import loose, places, stage
from zongjie.extract.activities.judge import FAINT, ByModel, Setting, features, heard
from zongjie.extract.activities.places import BACKWARD, FORWARD, OUTSIDE, Bounds, Pointer, around
from zongjie.extract.activities.rules import extract
from zongjie.extract.activities.view import Draft, Reading, View
from zongjie.linear import Linear
from zongjie.train.fit import Fit

TEXT = "换下老化插座三十四个。"


def model(weights, bias):
    rows = np.array(list(weights.values()), dtype=np.int32).reshape(len(weights), 1)
    return Linear.of(("no", "yes"), list(weights), rows, [bias], 1.0)


def whole(text):
    document = examples.document(text)
    return document, document.clauses[0][0], View.of(Reading.of(document), Span(0, len(text)))


# ------------------------------------------------------------------------------------------------------- what is read
def test_a_window_reaches_four_characters_to_each_side_and_tells_no_digit_from_another():
    assert set(around("共2018年办班\n完", 7)) >= {"-400年办", "-1办", "0班", "0班¶完¶", "-2年办班¶"}
    assert around("共2018年", 3) == around("共1999年", 3)
    assert around("办", 0)[:4] == [f"{at}{OUTSIDE}" for at in range(-4, 0)]
    assert len(around("", 0)) == len(places.GRAMS)


@pytest.mark.parametrize("text", [TEXT, "2018年办班3期，\n１９户搬迁🙂完成。"])
def test_a_pointer_adds_up_the_weights_of_each_window(text):
    document, *_ = whole(text)
    ends = [0, *np.cumsum([len(word) for word in document.words]).tolist()]
    draw = np.random.default_rng(3)
    known = sorted({gram for at in ends for gram in around(text, at)})
    weights = [dict(zip(known, draw.integers(-3000, 3000, len(known)).tolist(), strict=True)) for _ in range(4)]
    pointer = Pointer.of([model(some, number * 100) for number, some in enumerate(weights)])
    found = pointer.read(document, [Span(0, len(text))])
    assert found.order == ends
    for number, (some, told) in enumerate(zip(weights, (found.begin, found.end, found.verb, found.stop), strict=True)):
        expected = [sum(some.get(gram, 0) for gram in around(text, at)) / 1000 + number / 10 for at in ends]
        assert told == pytest.approx(expected)


def test_only_places_of_the_clauses_asked_for_are_read():
    document = examples.document("今年修路，办班。明年种树。")
    pointer = Pointer.of([model({"0修": 1}, 0)] * 4)
    clauses = [clause for parts in document.clauses for clause in parts]
    assert pointer.read(document, []).order == []
    order = pointer.read(document, clauses[1:]).order
    assert min(order) == clauses[1].start
    assert max(order) == clauses[-1].end
    assert set(order) < set(pointer.read(document, clauses).order)


@pytest.mark.parametrize(("odds", "found"), [(FAINT, 2), (FAINT - 0.01, 0)])
def test_clauses_are_asked_for_that_speak_of_an_act(odds, found):
    assert len(heard(examples.document("今年修路，办班。"), Tone(odds))) == found


# ------------------------------------------------------------------------------------------------------------- drafts
def pointing(at, **likely):
    """Bounds where only those that are named are likely."""
    order = sorted(at)
    odds = {kind: [2.0 if place in likely[kind] else -9.0 for place in order] for kind in likely}
    return Bounds(order, **odds)


@pytest.mark.parametrize(
    ("text", "begin", "verb", "stop", "end", "found"),
    [
        (TEXT, 0, 0, 2, 10, (TEXT[:10], "换下", "老化插座三十四个", FORWARD)),
        ("管子接到了二组。", 0, 2, 4, 7, ("管子接到了二组", "接到", "二组", FORWARD)),
        ("管子接到了二组。", 0, 2, 4, 7, ("管子接到了二组", "接到", "管子", BACKWARD)),
        ("把名册对一对。", 0, 3, 6, 6, ("把名册对一对", "对一对", "名册", BACKWARD)),
    ],
)
def test_an_act_is_drafted_between_likely_places(text, begin, verb, stop, end, found):
    _, clause, view = whole(text)
    pointed = pointing(range(len(text)), begin={begin}, verb={verb}, stop={stop}, end={end})
    drafts = pointed.drafts(view, clause, [])
    spelled = {
        (text[d.span.start : d.span.end], d.predicate, text[d.object.start : d.object.end], d.rule) for d in drafts
    }
    assert found in spelled


@pytest.mark.parametrize(
    ("text", "verb", "stop", "object_"),
    [("全民健身活动广泛开展。", 8, 10, "全民健身活动"), ("推进公租房和廉租房并轨。", 9, 11, None)],
)
def test_an_object_before_its_predicate_is_no_phrase_of_another_verb_and_holds_no_manner(text, verb, stop, object_):
    _, clause, view = whole(text)
    drafts = pointing(range(len(text)), begin={0}, verb={verb}, stop={stop}, end={stop}).drafts(view, clause, [])
    assert [text[d.object.start : d.object.end] for d in drafts if d.rule == BACKWARD] == ([object_] if object_ else [])


@pytest.mark.parametrize("gone", ["begin", "verb", "end"])
def test_none_is_drafted_without_a_likely_place_of_each_kind(gone):
    _, clause, view = whole(TEXT)
    likely = {"begin": {0}, "verb": {0}, "stop": {2}, "end": {10}} | {gone: set()}
    assert pointing(range(11), **likely).drafts(view, clause, []) == []


def test_none_is_drafted_over_what_is_taken_and_the_likeliest_comes_first():
    _, clause, view = whole(TEXT)
    found = pointing(range(11), begin={0}, verb={0, 2}, stop={2, 4}, end={6, 10})
    found.end[6] = 1.0
    drafts = found.drafts(view, clause, [])
    assert [draft.span.end for draft in drafts[:2]] == [10, 10]
    assert {draft.span.end for draft in drafts} == {6, 10}
    assert not found.drafts(view, clause, [Span(5, 7)])


def test_a_clause_has_few_drafts_however_many_places_are_likely():
    text = "修路架桥种树办班发药送书"
    _, _, view = whole(text)
    found = pointing(range(len(text) + 1), begin={0, 2, 4}, verb={0, 2, 4}, stop={1, 3, 5}, end={8, 10, 12})
    assert len(found.drafts(view, Span(0, len(text)), [])) == places.MOST_DRAFTS


# -------------------------------------------------------------------------------------------------------------- judge
def test_the_judge_hears_how_likely_the_ends_of_a_draft_are():
    _, clause, view = whole(TEXT)
    found = pointing(range(11), begin={0}, verb={0}, stop={2}, end={10})
    right = found.drafts(view, clause, [])[0]
    short = Draft(Span(0, 6), right.predicate, Span(2, 6), FORWARD, right.verb)
    loose_end = Draft(Span(0, 12), right.predicate, Span(2, 12), FORWARD, right.verb)
    told = found.features(view, right)
    assert {"begin=3", "end=3", "at=3", "again=-5"} <= set(told)
    assert {"begin=3", "end=-5"} <= set(found.features(view, short))
    assert "end=?" in found.features(view, loose_end), "no place between two words"
    setting = Setting(clause, "work", "done")
    assert set(told) <= set(features(view, right, setting, Tone(0.0), found))
    assert not set(told) & set(features(view, right, setting, Tone(0.0), None))


@pytest.mark.parametrize(("odds", "kept"), [(places.LEAST_LOOSE, True), (places.LEAST_LOOSE - 0.1, False)])
def test_a_loose_draft_is_judged_whose_ends_and_predicate_are_likely_enough(odds, kept):
    text = "家庭病床建了860张。"
    _, clause, view = whole(text)
    order = list(range(len(text)))
    found = Bounds(order, *([odds / 3] * len(order) for _ in range(4)))
    alone = ByModel(Tone(0.0), None).loose(view, clause, [])
    assert alone == list(loose.drafts(view, clause, [])) != []
    rules = {draft.rule for draft in ByModel(Tone(0.0), None, bounds=found).loose(view, clause, [])}
    assert bool(rules & {draft.rule for draft in alone}) == kept


def test_pointed_drafts_stand_beside_the_loose_ones_without_repeating_them():
    text = "家庭病床建了860张。"
    _, clause, view = whole(text)
    found = pointing(range(len(text)), begin={0, 4}, verb={4}, stop={5}, end={10})
    beside = ByModel(Tone(0.0), None, bounds=found).loose(view, clause, [])
    rules = {draft.rule for draft in beside}
    assert {"ended", FORWARD} <= rules
    assert BACKWARD not in rules, "what it would draft is drafted as `ended`"
    keys = [(draft.span, draft.object, draft.predicate) for draft in beside]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize(("sure", "acts"), [(1.0, ["管子接到了二组"]), (0.0, [])])
def test_what_is_pointed_at_is_a_record_if_the_judge_keeps_it(sure, acts):
    text = "管子接到了二组。"
    document, *_ = whole(text)
    found = pointing(range(len(text)), begin={0}, verb={2}, stop={4}, end={7})
    kept = extract(document, ByModel(Tone(0.0), Certain(sure), bounds=found)).activities
    assert [act.evidence for act in kept] == acts


def test_models_without_those_of_places_still_judge(tmp_path):
    for model in resources.models().iterdir():
        if model.name not in places.MODELS and model.is_dir():
            shutil.copytree(model, tmp_path / model.name)
    document, *_ = whole("举办讲座5场。")
    (act,) = stage.build(load_settings(models=str(tmp_path)))(document).activities
    assert (act.predicate, act.object) == ("举办", "讲座")


# ------------------------------------------------------------------------------------------------------------ teaching
def test_what_is_formed_of_a_model_is_formed_once_for_all_bodies_of_its_fold():
    one, other = model({"x": 1}, 0), model({"x": 2}, 0)
    fitted = Fit(one, (), {"甲": other, "乙": other})
    formed = []

    def form(linear):
        formed.append(linear)
        return len(formed)

    assert [fitted.formed(body, form) for body in ("甲", "乙", "丙", "甲")] == [1, 1, 2, 1]
    assert formed == [other, one]
