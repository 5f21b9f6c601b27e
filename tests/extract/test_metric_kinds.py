"""When the learned judge of kinds goes before the rules."""

import extract_examples as examples
import pytest

from zongjie.extract.metrics.judge import FEW, SURE, SURER, revise
from zongjie.extract.metrics.rules import extract
from zongjie.extract.mood import Mood

OTHERS = "工作正常。" * FEW  # sentences around that tell of no plan


class Tone:
    """Hears neither plan nor report."""

    def of(self, span):
        return 0.0


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
