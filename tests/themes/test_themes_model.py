"""The estimator, the coherence and the names, on matrices small enough to reckon by hand."""

from __future__ import annotations

from math import log

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse
from scipy.sparse import csr_matrix
from sklearn.utils.estimator_checks import check_estimator

from zongjie.themes import label
from zongjie.themes.coherence import npmi
from zongjie.themes.consensus import COLUMNS, MOST_COMPONENTS, _products, around, top_columns
from zongjie.themes.content import Token
from zongjie.themes.model import ThemeModel
from zongjie.themes.units import Unit
from zongjie.themes.vectorize import represent

BLOCKS = np.kron(np.eye(3), np.ones((5, 4)))


def leaders(shares):
    """The leading theme of each row, -1 where all shares are 0."""
    return np.where(shares.max(axis=1, initial=0) > 0, shares.argmax(axis=1), -1)


@pytest.mark.filterwarnings("ignore")
def test_scikit_learn_accepts_the_estimator() -> None:
    checks = check_estimator(ThemeModel(2, minimum=1, bags=2), on_fail=None)
    assert [check["check_name"] for check in checks if check["status"] == "failed"] == []


def test_blocks_become_themes() -> None:
    leading = leaders(ThemeModel(3, minimum=3).fit_transform(csr_matrix(BLOCKS)))
    assert [len(set(leading[at : at + 5])) for at in (0, 5, 10)] == [1, 1, 1]
    assert len(set(leading)) == 3


def test_a_theme_under_the_minimum_gives_its_rows_to_the_next_best() -> None:
    table = np.zeros((12, 6))
    table[:5, :2] = table[5:10, 2:4] = 1
    table[10:, 4:] = 1
    table[10:, 2] = 0.3
    assert len(ThemeModel(3, minimum=2).fit(table).components_) == 3
    model = ThemeModel(3, minimum=3).fit(table)
    leading = leaders(model.transform(table))
    assert len(model.components_) == 2 and model.dropped_ == 1
    assert set(leading[10:]) == set(leading[5:10]) != set(leading[:5])


def test_a_row_without_a_known_column_has_no_theme() -> None:
    table = np.vstack([BLOCKS, np.zeros((1, 12))])
    shares = ThemeModel(3).fit(table).transform(table)
    assert leaders(shares)[-1] == -1
    assert np.allclose(shares[:-1].sum(axis=1), 1, atol=1e-5)


@settings(max_examples=25)
@given(st.integers(0, 2**31 - 1), st.integers(2, 6), st.integers(1, 5))
def test_every_theme_keeps_its_minimum(seed, themes, minimum) -> None:
    table = np.random.default_rng(seed).random((30, 8)) ** 4
    model = ThemeModel(themes, minimum=minimum, bags=2).fit(table)
    sizes = np.bincount(leaders(model.transform(table)), minlength=len(model.components_))
    assert len(model.components_) + model.dropped_ == themes
    assert len(sizes) == 1 or sizes.min() >= minimum


def test_npmi_by_hand() -> None:
    table = csr_matrix(np.array([[1, 1, 0], [1, 1, 0], [1, 0, 1], [0, 0, 1]]))
    together = log((2 / 4) / (3 / 4 * 2 / 4)) / -log(2 / 4)
    assert npmi(table, [0, 1]) == round(together, 6)
    assert npmi(table, [1, 2]) == -1
    assert npmi(table, [0]) is None
    assert npmi(csr_matrix(np.ones((4, 2))), [0, 1]) == 1


def unit(number: int, *words: str, whole: str = "", **more: object) -> Unit:
    run = tuple(Token(word, tail=False, noun=True) for word in words)
    return Unit(f"n{number:02d}", "d1", (run,) if run else (), whole=whole, **more)


def test_the_label_is_the_phrase_that_tells_a_theme_from_others() -> None:
    rows = [unit(n, "消防", "隐患") for n in range(4)] + [unit(n + 4, "电工", "课程") for n in range(4)]
    representation = represent("sentence", rows)
    assert representation is not None
    placed = np.array([0] * 4 + [1] * 4)
    loadings = np.array([representation.occurrences[placed == t].toarray().sum(axis=0) for t in (0, 1)], dtype=float)
    first, second = label.name(rows, representation, placed, loadings)
    assert (first.label, second.label) == ("消防隐患", "电工课程")
    assert set(first.keywords) == {"消防", "隐患"} and set(second.keywords) == {"电工", "课程"}


def test_an_object_that_recurs_may_be_the_label() -> None:
    rows = [unit(n, "职工", "示范点", whole="职工书屋示范点") for n in range(4)]
    rows += [unit(n + 4, "电工", "课程", whole="") for n in range(4)]
    representation = represent("activity", rows)
    assert representation is not None
    placed = np.array([0] * 4 + [1] * 4)
    loadings = np.array([representation.occurrences[placed == t].toarray().sum(axis=0) for t in (0, 1)], dtype=float)
    assert label.name(rows, representation, placed, loadings)[0].label in ("职工示范点", "职工书屋示范点")
    assert "职工书屋示范点" in label.phrases(rows[0])
    assert label.phrases(unit(9, "行政", "事项", whole="一批行政事项")) == {"行政事项"}
    assert label.phrases(unit(9, "民间", "投资", whole="民间投资新")) == {"民间投资"}


def test_themes_that_no_word_holds_together_still_have_names() -> None:
    rows = [unit(n, "消防", "隐患", features=("category=risk",)) for n in range(4)]
    rows += [unit(4 + n, word, features=("category=gap",)) for n, word in enumerate(("台账", "档案", "接口", "门禁"))]
    representation = represent("problem", rows)
    assert representation is not None
    placed = np.array([0] * 4 + [1] * 4)
    loadings = np.zeros((2, representation.matrix.shape[1]))
    names = label.name(rows, representation, placed, loadings)
    assert all(name.label and name.keywords for name in names)
    assert names[0].label != names[1].label


def test_without_a_word_in_two_units_there_is_no_representation() -> None:
    assert represent("sentence", [unit(0, "消防"), unit(1, "电工"), unit(2, "茶叶")]) is None
    assert represent("sentence", [unit(0), unit(1)]) is None


def test_the_components_of_many_themes_are_as_many_as_can_be_compared() -> None:
    assert len(around(20, 12)) == 60
    assert sum(count for _, count in around(90, 12)) <= MOST_COMPONENTS
    for themes in (100, 200, 500):
        plan = around(themes, 12)
        assert len(plan) >= 10
        assert sum(count for _, count in plan) <= max(MOST_COMPONENTS, 2 * 5.5 * themes)


def test_components_are_compared_by_blocks_of_columns_as_by_all() -> None:
    rows = sparse.random(7, COLUMNS + 100, density=0.2, random_state=1, format="csr", dtype=np.float32)
    assert _products(rows) == pytest.approx((rows @ rows.T).toarray(), rel=1e-5)
    assert top_columns(rows) == top_columns(rows.toarray())


def test_a_piece_of_a_longer_phrase_is_no_label() -> None:
    rows = [unit(n, "城镇", "调查", "失业率") for n in range(4)] + [unit(4, "城镇", "调查")]
    rows += [unit(n + 5, "电工", "课程") for n in range(4)]
    representation = represent("sentence", rows)
    assert representation is not None
    placed = np.array([0] * 5 + [1] * 4)
    loadings = np.array([representation.occurrences[placed == t].toarray().sum(axis=0) for t in (0, 1)], dtype=float)
    assert [name.label for name in label.name(rows, representation, placed, loadings)] == ["城镇调查失业率", "电工课程"]
    taken = label.name(rows, representation, placed, loadings, ["城镇调查失业率"])
    assert taken[0].label in ("城镇调查", "调查失业率")
