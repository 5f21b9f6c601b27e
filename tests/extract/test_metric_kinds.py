"""When the learned judge of kinds goes before the rules."""

import extract_examples as examples
import pytest

import zongjie
from zongjie.config import load_settings
from zongjie.extract.metrics.judge import FEW, SURE, SURER, revise
from zongjie.extract.metrics.rules import extract
from zongjie.extract.mood import Mood

OTHERS = "工作正常。" * FEW  # sentences around that tell of no plan


class Tone:
    """Hears neither plan nor report."""

    def of(self, span):
        return 0.0


LOADED = {learned: zongjie.load(load_settings().model_copy(update={"learned": learned})) for learned in (True, False)}


@pytest.mark.parametrize("learned", [True, False])
@pytest.mark.parametrize(
    ("words", "value", "high", "direction"),
    [
        ("财政收入8.3亿元，同比-1.5%。", 1.5, None, "down"),
        ("财政收入8.3亿元，同比+6.2%。", 6.2, None, "up"),
        ("全区用电量同比↓2.1%。", 2.1, None, "down"),
        ("信访总量下降-3%。", 3.0, None, "down"),
        ("工业增加值负增长1.2%。", 1.2, None, "down"),
        ("工业增加值同比增长1.2%。", 1.2, None, "up"),
        ("销售额同比-5%至-3%。", 3.0, 5.0, "down"),
    ],
)
def test_a_change_with_a_sign_has_its_size_and_direction(learned, words, value, high, direction):
    (document,) = LOADED[learned](words)
    change = document.metrics[-1]
    assert (change.kind, change.value, change.value_high, change.direction) == ("change", value, high, direction)
    assert change.canonical_value == value


def test_a_value_below_zero_that_is_no_change_keeps_its_sign():
    (document,) = LOADED[True]("公司利润总额为-412万元。")
    assert [(found.kind, found.value) for found in document.metrics] == [("level", -4_120_000.0)]


def kinds(words: str, kind: str, sure: float) -> list[str]:
    document = extract(examples.document(words))
    revised = revise(document, Mood(document, Tone()), lambda found: [(kind, sure)] * len(found))
    return [metric.kind for metric in revised.metrics]


@pytest.mark.parametrize(
    ("words", "sure", "found"),
    [
        ("新建泵站3座。", SURE, "level"),  # nothing tells of a plan
        ("新建泵站3座。", SURER, "target"),
        ("来年新建泵站3座。", SURE, "target"),  # a word does
        ("来年新建泵站3座。", SURE - 0.01, "level"),
        (f"{OTHERS}新建泵站3座。", SURE, "target"),  # a longer text tells more
        (f"{OTHERS}新建泵站3座。", SURE - 0.01, "level"),
    ],
)
def test_a_target_that_nothing_tells_needs_a_surer_judge(words, sure, found):
    assert kinds(words, "target", sure) == [found]


def test_other_kinds_need_no_more_in_a_short_text():
    assert kinds("群众满意3成。", "change", SURE) == ["change"]
