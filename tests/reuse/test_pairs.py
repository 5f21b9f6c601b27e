"""Near duplicates: all of them are found, none is wrong, and the work does not grow with the square."""

from __future__ import annotations

import random
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from planted import ENDS, normal, planted, sentence

from zongjie.errors import UsageError
from zongjie.reuse import Pair, near_duplicates
from zongjie.reuse.bands import Shape, shape
from zongjie.reuse.grams import LEVELS, codes, grams, jaccard, text_hashes
from zongjie.reuse.normal import normals
from zongjie.reuse.pairs import LEADERS, LOWEST, WHOLE, Finder, Texts

# sentences of a text, families, copies of each, most edits: so that indices lie on both sides of .8
PLANTED = {"sentence": (1, 150, 7, 7), "paragraph": (4, 90, 7, 16), "document": (25, 45, 12, 45)}


def exact(texts: list[str], size: int) -> dict[tuple[int, int], float]:
    """The index of every pair, by brute force."""
    sets = [grams(normal(text), size) for text in texts]
    return {(a, b): jaccard(sets[a], sets[b]) for a, b in combinations(range(len(texts)), 2)}


@pytest.mark.parametrize("unit", LEVELS)
def test_planted_pairs_are_found_and_no_others(unit: str) -> None:
    texts, size = planted(*PLANTED[unit]), LEVELS[unit].size
    every = exact(texts, size)
    wanted = {pair for pair, like in every.items() if like >= 0.8}
    below = sum(0.75 <= like < 0.8 for like in every.values())
    near = sum(0.8 <= like < 0.85 for like in every.values())
    assert len(wanted) > 300 and below > 80 and near > 80, (len(wanted), below, near)

    found = near_duplicates(texts, 0.8, size)
    assert all(every[one.first, one.second] == one.similarity for one in found)
    got = {(one.first, one.second) for one in found}
    assert got <= wanted, "precision 1.0"
    assert len(got) / len(wanted) >= 0.99, (len(wanted), sorted(wanted - got)[:5])


def test_the_bands_find_what_lies_at_the_threshold() -> None:
    form = shape(0.8)
    assert form == Shape(16, 5)
    assert form.recall(0.8) == pytest.approx(1 - (1 - 0.8**5) ** 16)
    assert form.recall(0.8) >= 0.99 and form.recall(0.3) < 0.05
    for threshold in (0.3, 0.5, 0.6, 0.7, 0.9, 0.95, 1.0):
        assert shape(threshold).recall(threshold) >= 0.99


def test_the_order_of_the_texts_changes_nothing() -> None:
    texts = planted(1, 40, 5, 5)
    twice = {frozenset((texts[one.first], texts[one.second])): one.similarity for one in near_duplicates(texts)}
    other = texts[:]
    random.Random(3).shuffle(other)
    again = near_duplicates(other)
    assert {frozenset((other[one.first], other[one.second])): one.similarity for one in again} == twice
    assert again == sorted(near_duplicates(other)), "sorted, and the same every time"


def test_equal_texts_make_a_star() -> None:
    text = sentence(random.Random(1))
    texts = [text, "另一句话与它毫不相干。", text + " ", text.replace("，", ","), text]
    assert near_duplicates(texts) == [Pair(0, at, 1.0) for at in (2, 3, 4)]


def finder(texts: list[str]) -> Finder:
    plain = normals(texts)
    offsets = np.concatenate([[0], np.cumsum([len(text) for text in plain])])
    return Finder(Texts(codes("".join(plain)), offsets[:-1], offsets[1:]), LEVELS["sentence"].size)


def test_five_thousand_equal_sentences_are_not_compared_at_all() -> None:
    pairs = near_duplicates([ENDS[0]] * 5000)
    assert len(pairs) == 4999 and {one.first for one in pairs} == {0}


def test_five_thousand_nearly_equal_sentences_are_not_compared_with_each_other() -> None:
    long = "".join(ENDS)
    texts = [f"{long}{number:04d}" for number in range(5000)]
    search = finder(texts)
    edges = search.find()
    linked = {number for pair in edges for number in pair}
    assert linked == set(range(5000)), "each is linked"
    assert search.checks < 5000 * (LEADERS + WHOLE) / 2 < 5000 * 4999 / 2 / 50


def test_a_small_bucket_is_compared_in_full() -> None:
    texts = [f"{ENDS[0]}{ENDS[1]}{ENDS[2]}甲{number}" for number in range(WHOLE - 1)]
    assert len(finder(texts).find()) == (WHOLE - 1) * (WHOLE - 2) // 2


@given(
    st.lists(st.text("甲乙丙丁 ，。１1", max_size=12), max_size=12), st.sampled_from([0.4, 0.8, 1.0]), st.integers(1, 4)
)
def test_whatever_is_given_is_exact(texts: list[str], threshold: float, size: int) -> None:
    plain = [normal(text) for text in texts]
    firsts = {text: at for at, text in reversed(list(enumerate(plain)))}
    every = {
        (a, b): like
        for (a, b), like in exact(texts, size).items()
        if like >= threshold and plain[a] and firsts[plain[a]] == a and (plain[a] == plain[b] or firsts[plain[b]] == b)
    }
    found = near_duplicates(texts, threshold, size)
    assert found == sorted(set(found))
    for one in found:
        assert every[one.first, one.second] == one.similarity
    same = {(a, b) for a, b in every if plain[a] == plain[b]}
    assert same <= {(one.first, one.second) for one in found}


def test_signs_and_white_space_do_not_count_and_digits_do() -> None:
    assert normal(" 新建 基层_工会３１家，\n完成１１０％。①") == "新建基层工会31家完成1101"
    assert normals([]) == [] and normals(["，", "a\nb"]) == ["", "ab"]
    assert near_duplicates(["", "。", "，"]) == []


def test_hashes_tell_texts_apart_by_their_characters_and_order() -> None:
    texts = ["甲乙", "乙甲", "甲乙", "甲", "", "", "甲乙甲"]
    offsets = np.concatenate([[0], np.cumsum([len(text) for text in texts])])
    hashes = text_hashes(codes("".join(texts)), offsets).tolist()
    assert hashes[0] == hashes[2] and hashes[4] == hashes[5]
    assert len(set(hashes)) == len(set(texts))


@pytest.mark.parametrize(("threshold", "n"), [(0.0, 2), (1e-20, 2), (0.09, 2), (1.1, 2), (-1.0, 2), (0.8, 0)])
def test_a_wrong_call_is_refused(threshold: float, n: int) -> None:
    with pytest.raises(UsageError, match="threshold"):
        near_duplicates(["甲"], threshold, n)


def test_the_lowest_threshold_finds_what_shares_little() -> None:
    assert near_duplicates(["甲乙丙丁戊己庚辛", "甲乙子丑寅卯辰巳"], LOWEST, 1) == [Pair(0, 1, 2 / 14)]
