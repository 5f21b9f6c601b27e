"""Subjects of metrics: what the rules align, and the learned chooser from clues to the phrase taken."""

from functools import lru_cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zongjie import clean, split
from zongjie.config import load_settings
from zongjie.document import Document, Source
from zongjie.extract.metrics.chooser import Chooser, softmax
from zongjie.extract.metrics.clues import Clues, begin_clues, columns, end_clues, key
from zongjie.extract.metrics.scale import Scale
from zongjie.extract.metrics.spots import begins, ends, find, spots
from zongjie.extract.metrics.vocabulary import Vocabulary, number
from zongjie.linear import Linear
from zongjie.run import STAGES
from zongjie.train.ranking import Choices, fit_ranking

RULES = load_settings(learned=False)
TEXT = "全年新建口袋公园18个，绿化覆盖率由41.2%提高到43%。为560名老人建立健康档案。"


@lru_cache(maxsize=1)
def stages():
    names = [spec.name for spec in STAGES]
    return [spec.build(RULES) for spec in STAGES[: names.index("metrics") + 1]]


def read(text: str) -> Document:
    source = Source("一.txt", "0", 0, "text/plain", "utf-8", text, "ok")
    (document,) = split.split(source, clean.clean(text, RULES), RULES)
    for stage in stages():
        document = stage(document)
    return document


def subjects(text: str) -> dict[str, str]:
    return {metric.evidence: metric.subject for metric in read(text).metrics}


def model(weights: dict[int, float]) -> Linear:
    names = [f"{at:x}" for at in weights]
    rows = np.rint(np.array(list(weights.values())) * 1000).astype(np.int32).reshape(-1, 1)
    return Linear.of(("no", "yes"), names, rows, [0], 1.0)


def clue(name: str, *parts: int) -> int:
    return int(key(name, *(np.array([part]) for part in parts))[0])


NOTHING = model({1: 0.01})


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("客运量82万人次，货运量36万吨，同比分别增长7.2%、3.9%。", {"7.2%": "客运量", "3.9%": "货运量"}),
        ("借阅图书6万册，办理读者证3千个，分别是上年的1.5倍和1.2倍。", {"1.5倍": "借阅图书", "1.2倍": "办理读者证"}),
        ("客运量82万人次，货运量36万吨，去年收入、支出分别增长8%、9%。", {"8%": "收入、支出", "9%": "收入、支出"}),
        ("客运量82万人次，同比分别增长7.2%。", {"7.2%": "客运量"}),
        ("粮食产量是前年的2.4倍。", {"2.4倍": "粮食产量"}),
        ("先后走访了9个县（市、区）和2个开发区。", {"9个": "县（市、区）", "2个": "开发区"}),
        ("全镇共有14个村（含两个林场）。", {"14个": "村"}),
    ],
)
def test_rules(text, told):
    found = subjects(text)
    assert {evidence: found[evidence] for evidence in told} == told


def words_of(found, places):
    return [found.document.text[found.words.start[i] : found.words.end[i]] for i in places.tolist()]


def test_ends_and_begins():
    found = spots(read(TEXT), Vocabulary())
    assert [found.document.metrics[n].evidence for n in found.number] == ["18个", "41.2%", "43%", "560名"]
    last = ends(found, np.array([0, 3]))
    assert "公园" in words_of(found, last.word[last.spot == 0])
    assert not {"，", "18个", "。"} & set(words_of(found, last.word))
    assert words_of(found, last.word[last.spot == 3])[:2] == ["为", "老人"], "before the number first, then behind it"
    behind = last.word[(last.spot == 3) & (last.word > found.first[3])][:1]
    first = begins(found, np.array([3]), behind)
    assert words_of(found, first.word) == ["老人"], "what stands behind a number begins behind it"


def test_find():
    document = read("职工参加培训，培训职工30人，另有15名职工外出培训。")
    found = spots(document, Vocabulary())
    metrics = list(document.metrics)
    picks = find(document, found.words, metrics, ["职工", "职工"])
    assert document.text[found.words.start[picks.first[0]] - 2 :].startswith("培训职工30人"), "the nearest before"
    assert picks.first[1] == found.behind[1], "behind the number rather than in another clause"
    assert find(document, found.words, metrics, ["干部", ""]).last.tolist() == [-1, -1]


def test_before_is_of_the_same_sentence():
    found = spots(read(TEXT), Vocabulary())
    assert found.before.tolist() == [-1, 0, 1, -1]


def test_sums_are_those_of_the_columns():
    found = spots(read(TEXT), Vocabulary())
    every = ends(found, np.arange(len(found)))
    first = begins(found, every.spot, every.word)
    for clues in (end_clues(found, every, found.rule), begin_clues(found, every.spot[first.spot], first, found.rule)):
        rows, keys = columns(clues)
        weights = {int(at): (int(at) % 2001 - 1000) / 1000 for at in np.unique(keys) if at}
        weights[7] = 0.0
        wanted = np.zeros(clues.size)
        for row, at in zip(rows.tolist(), keys.tolist(), strict=True):
            wanted[row] += weights.get(at, 0.0)
        assert np.abs(wanted).max() > 1
        assert np.allclose(Scale.of(model(weights)).sum(clues), wanted)


def test_clue_keys_tell_names_and_parts_apart():
    keys = {
        clue("next", 0, number("达到")),
        clue("next", 1, number("达到")),
        clue("next", 0, number("增至")),
        clue("word", 0, number("达到")),
        clue("next", number("达到"), 0),
    }
    assert len(keys) == 5
    assert clue("next", 0, number("达到")) in keys


def test_clues_where():
    clues = Clues(3)
    clues.add("a", np.array([1, 2, 3]), where=np.array([True, False, True]))
    assert [bool(at) for at in clues.single[0]] == [True, False, True]


@given(st.lists(st.tuples(st.integers(0, 4), st.floats(-30, 30)), min_size=1, max_size=30))
def test_softmax(pairs):
    pairs.sort()
    group, sums = (np.array(column) for column in zip(*pairs, strict=True))
    shares = softmax(sums, group)
    for one in set(group.tolist()):
        assert shares[group == one].sum() == pytest.approx(1)
        assert shares[group == one][sums[group == one].argmax()] == shares[group == one].max()


def test_chooser_takes_the_likelier_phrase():
    text = "绿化工程投资两年达到1200万元。"
    document = read(text)
    taken = model({clue("word", 0, number("投资")): 9.0, clue("word", 0, number("两年")): 1.0})
    start = model({clue("begin word", number("绿化")): 9.0})
    chosen = Chooser.of(taken, start)(document)
    (metric,) = chosen.metrics
    assert metric.subject == "绿化工程投资"
    (other,) = Chooser.of(model({clue("word", 0, number("工程")): 9.0}), start)(document).metrics
    assert other.subject == "绿化工程"


def test_chooser_weighs_what_phrases_share():
    document = read("改造老旧管网总长9.6公里。")
    words = spots(document, Vocabulary()).words
    assert [document.text[a:b] for a, b in zip(words.start, words.end, strict=True)][1:4] == ["改造", "老旧", "管网"]
    ending = model({clue("word", 0, number("管网")): 8.4, clue("word", 0, number("总长")): 8.0})
    begin = {"总长": 9.0, "改造": 5.0, "老旧": 5.0}
    start = model({clue("begin word", number(word)): weight for word, weight in begin.items()})
    (metric,) = Chooser.of(ending, start)(document).metrics
    assert metric.subject.endswith("老旧管网"), "two phrases of .3 that name much the same before one of .4"


def test_chooser_goes_on_about_what_it_chose_before():
    document = read("绿化工程投资两年达到1200万元，增长8%。")
    same = {clue("same", 1, zone): 9.0 for zone in (0, 1)}
    ends_ = model({clue("word", 0, number("投资")): 9.0, **same})
    start = model({clue("begin word", number("绿化")): 9.0})
    assert [metric.subject for metric in Chooser.of(ends_, start)(document).metrics] == ["绿化工程投资"] * 2


def test_nothing_to_choose():
    document = read("本月召开例会，部署防汛工作。")
    assert Chooser.of(NOTHING, NOTHING)(document) is document


@settings(max_examples=40, deadline=None)
@given(st.text("全县完成投资2.5亿元，增长1%。第三名 5\n家企业（其中“A”）分别、的由至占3", max_size=60))
def test_any_text(text):
    for document in split.split(
        Source("一.txt", "0", 0, "text/plain", "utf-8", text, "ok"), clean.clean(text, RULES), RULES
    ):
        for stage in stages():
            document = stage(document)
        chosen = Chooser.of(NOTHING, NOTHING)(document)
        spelled = "".join(document.text.split())
        assert [metric.span for metric in chosen.metrics] == [metric.span for metric in document.metrics]
        assert all(metric.subject in spelled for metric in chosen.metrics)
        assert Chooser.of(NOTHING, NOTHING)(document) == chosen


def choice(body: str, right: int) -> Choices:
    """One choice between candidates 0 (key 5) and 1 (key 6); key 9 stands at both."""
    rows = np.array([0, 0, 1, 1])
    keys = np.array([5, 9, 6, 9], dtype=np.uint64)
    return Choices(body, rows, keys, np.array([0]), 2, np.array([right]), np.array([0]))


def test_ranking_learns_which_key_is_right():
    fitted = fit_ranking([choice(f"body {n}", 1) for n in range(12)], 1.0)
    assert fitted.model.flat["6"] > 0.2 > -0.2 > fitted.model.flat["5"]
    assert "9" not in fitted.model.flat, "what stands at all candidates tells nothing"
    assert all(held.label == "yes" and held.probability > 0.6 for held in fitted.held)
    assert {held.example.features for held in fitted.held} == {("rule=False",)}
    assert set(fitted.unseen) == {f"body {n}" for n in range(12)}
