"""The trial of themes against chance: meetings of words reckoned by hand, and texts without themes."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_matrix
from scipy.stats import poisson
from themes_corpus import sentences

from zongjie.themes.bags import OUT, keys_of, left_out, members
from zongjie.themes.chance import by_chance, pairs
from zongjie.themes.level import Rows
from zongjie.themes.model import ThemeModel
from zongjie.themes.units import Unit, sentence_units
from zongjie.themes.vectorize import represent


def test_meetings_and_what_chance_gives_by_hand() -> None:
    # Lengths 2, 2, 1, 1: two words meet by chance in n(a) n(b) (2 + 2) / 6² rows.
    words = csr_matrix(np.array([[1, 1, 0, 0], [1, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]]))
    components = np.array([[3.0, 2, 0, 0, 9], [0, 0, 1, 1, 0]])  # the last column is no word
    assert pairs(components, words) == pytest.approx(np.array([[2, 2 * 2 * 4 / 36], [0, 1 * 1 * 4 / 36]]))


def test_words_without_weight_are_no_pairs() -> None:
    words = csr_matrix(np.ones((3, 4)))
    assert pairs(np.array([[1.0, 0, 0, 0]]), words).tolist() == [[0, 0]]
    assert pairs(np.ones((2, 4)), words[:0]).tolist() == [[0, 0], [0, 0]]


@given(st.integers(1, 60), st.floats(0.01, 60))
def test_the_chance_is_that_of_poisson(seen, expected) -> None:
    assert by_chance(seen, expected) == pytest.approx(poisson.sf(seen - 1, expected), abs=1e-9)
    assert by_chance(0, expected) == 1


@given(st.lists(st.text("安全培训茶", min_size=1, max_size=5), max_size=40), st.integers(0, 90), st.floats(0.1, 0.8))
def test_no_row_is_in_a_bag_and_left_out_of_it(texts, bag, share) -> None:
    keys = keys_of(texts)
    out = set(left_out(keys, bag, share).tolist())
    inside = set(members(keys, bag, share).tolist())
    assert out.isdisjoint(inside) or inside == set(range(len(texts)))
    assert {texts[at] for at in out}.isdisjoint({texts[at] for at in inside - out})


def test_a_fifth_is_left_out() -> None:
    keys = keys_of(map(str, range(5000)))
    assert len(left_out(keys, 3, 0.5)) == pytest.approx(5000 * OUT, rel=0.1)


def dealt(units: list[Unit], seed: int) -> list[Unit]:
    """The units with the words of all dealt anew among them."""
    pool = [token for unit in units for run in unit.runs for token in run]
    order = iter(np.random.default_rng(seed).permutation(len(pool)).tolist())
    return [replace(unit, runs=tuple(tuple(pool[next(order)] for _ in run) for run in unit.runs)) for unit in units]


def fitted(units: list[Unit], *, tried: bool) -> ThemeModel:
    representation = represent("sentence", units)
    assert representation is not None
    rows = Rows(units, representation, wide=True)
    model = ThemeModel(4, bags=4, minimum=0)
    return model.fit(rows.matrix, keys=rows.keys, words=rows.words if tried else None)


def test_words_dealt_anew_make_no_themes() -> None:
    units = sentence_units({"sentences": sentences()})
    assert len(fitted(units, tried=True).components_) == len(fitted(units, tried=False).components_) == 4
    found = [fitted(dealt(units, seed), tried=True) for seed in range(3)]
    assert sum(max(model.stability_) > 0 for model in found) == 0
    assert all(len(fitted(dealt(units, seed), tried=False).components_) > 1 for seed in range(3))


def test_only_records_read_in_windows_are_tried() -> None:
    units = sentence_units({"sentences": sentences()})
    representation = represent("sentence", units)
    assert representation is not None
    assert Rows(units, representation).words is None
    for number in (3, 40):  # one sentence a row, in an order that is not that of their documents; then five
        copies = [(f"{99 - n}", unit) for n in range(number) for unit in units]
        many = [replace(unit, record_id=f"{at}", document_id=name) for at, (name, unit) in enumerate(copies)]
        made = represent("sentence", many)
        assert made is not None
        rows = Rows(many, made, wide=True)
        assert rows.words.shape == (rows.matrix.shape[0], len(made.words))
        assert ((rows.matrix[:, : len(made.words)] > 0) != (rows.words > 0)).nnz == 0
