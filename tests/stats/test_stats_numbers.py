"""The statistics against independent references: hand-made tables, published examples, planted effects."""

import numpy as np
import pandas as pd
import pytest
from scipy import sparse
from scipy import stats as reference
from scipy.stats.contingency import association

from zongjie import stats
from zongjie.stats.cooccurrence import _Items, configuration, pairs
from zongjie.stats.crossing import _chi_square
from zongjie.stats.regression import Errors, logistic


# -------------------------------------------------------------------------------------------------------------- keyness
def test_log_likelihood_of_a_table_reckoned_by_hand():
    # 10 of 1,000 against 5 of 2,000: 5 and 10 are expected, so G² = 2 (10 ln 2 + 5 ln ½) = 10 ln 2
    assert stats.log_likelihood(10, 5, 1000, 2000) == pytest.approx(10 * np.log(2))
    assert stats.log_likelihood(0, 6, 1000, 2000) == pytest.approx(2 * 6 * np.log(6 / 4))
    assert stats.log_ratio(10, 5, 1000, 2000) == pytest.approx(2)
    assert stats.log_ratio(0, 4, 1000, 1000) == pytest.approx(np.log2(0.5 / 4))


# ---------------------------------------------------------------------------------------------------------------- trend
def test_cochran_armitage_of_a_published_example():
    # Agresti (2002), table 3.7: malformations by alcohol consumption of the mother; z² = 6.57, p = .010
    malformed, n = [48, 38, 5, 1, 1], [17114, 14502, 793, 127, 38]
    z, p = stats.cochran_armitage(malformed, n, [0, 0.5, 1.5, 4, 7])
    assert z**2 == pytest.approx(6.57, abs=0.005)
    assert p == pytest.approx(0.0104, abs=0.0002)
    assert stats.cochran_armitage([3, 5, 9], [10, 10, 10], [1, 2, 3])[0] > 0


def test_mann_kendall_is_kendalls_tau_where_neighbours_are_independent():
    values = np.tile([0.2, 0.9, 0.4], 10) + np.linspace(0, 0.5, 30)
    found = stats.mann_kendall(list(range(30)), list(values))
    assert found.autocorrelation < 0
    assert not found.corrected
    assert found.p == pytest.approx(reference.kendalltau(range(30), values).pvalue)
    line = stats.mann_kendall(range(2000, 2010), [0.1 + 0.02 * at for at in range(10)])
    assert (line.tau, line.slope) == (pytest.approx(1), pytest.approx(0.02))
    with pytest.raises(ValueError, match="needs 5"):
        stats.mann_kendall([1, 2, 3, 4], [1, 2, 3, 4])


@pytest.mark.parametrize("slope", [0, 0.2])
def test_a_series_that_drifts_is_seldom_taken_for_a_trend(slope):
    plain = corrected = covered = 0
    for seed in range(200):
        noise = np.random.default_rng(seed).normal(size=80)
        series = np.zeros(80)
        for at in range(1, 80):
            series[at] = 0.6 * series[at - 1] + noise[at]
        values = series[30:] + slope * np.arange(50)
        plain += reference.kendalltau(range(50), values).pvalue < 0.05
        found = stats.mann_kendall(range(50), values)
        corrected += found.p < 0.05
        covered += found.low <= slope <= found.high
    assert covered > 180
    if slope:
        assert corrected > 180
    else:
        assert plain > 50
        assert corrected <= 16


def test_q_is_benjamini_and_hochberg_within_its_family():
    frame = pd.DataFrame({"p": [0.01, 0.02, 0.03, 0.04, np.nan, 0.04], "family": [1, 1, 1, 1, 1, 2]})
    q = stats.adjusted(frame, ["family"])["q"]
    assert q.iloc[:4].tolist() == pytest.approx([0.04] * 4)  # 4 p / rank
    assert np.isnan(q.iloc[4])
    assert q.iloc[5] == pytest.approx(0.04)  # alone in its family
    other = reference.false_discovery_control([0.001, 0.2, 0.03, 0.5, 0.04])
    mine = stats.adjusted(pd.DataFrame({"p": [0.001, 0.2, 0.03, 0.5, 0.04], "f": 0}), ["f"])["q"]
    assert mine.to_numpy() == pytest.approx(other)


# ------------------------------------------------------------------------------------------------------------ intervals
def test_the_exact_interval_of_a_share_is_that_of_many_resamples():
    held, n = 18, 60
    values = np.random.default_rng(0).binomial(n, held / n, size=200_000) / n
    low, high, how = stats.share_intervals(np.array([held]), n)
    assert [low[0], high[0]] == pytest.approx(np.quantile(values, [0.025, 0.975]), abs=1 / n + 1e-9)
    assert how == ["bootstrap"]


def test_the_interval_of_a_share_covers_the_truth():
    truth, n = 0.3, 80
    held = np.random.default_rng(1).binomial(n, truth, size=4000)
    low, high, _ = stats.share_intervals(held.astype(float), n)
    assert 0.92 < ((low <= truth) & (truth <= high)).mean() < 0.97


def test_where_the_bootstrap_has_no_width_wilson_stands_in():
    low, high, how = stats.share_intervals(np.array([0.0, 20.0, 3.0]), 20)
    assert how == ["wilson", "wilson", "bootstrap"]
    assert (low[0], high[1]) == (0, pytest.approx(1))
    wilson = reference.binomtest(20, 20).proportion_ci(method="wilson")
    assert (low[1], high[1]) == pytest.approx((wilson.low, wilson.high))
    assert stats.share_intervals(np.array([2.0]), 4)[2] == ["wilson"]


def test_the_interval_of_a_ratio_covers_the_truth_though_records_come_in_documents():
    generator, truth, hits, naive = np.random.default_rng(5), 0.3, 0, 0
    for seed in range(300):
        totals = generator.integers(5, 60, size=60).astype(float)
        own = generator.beta(3, 7, size=60)  # documents differ in their share: mean .3
        parts = generator.binomial(totals.astype(int), own).astype(float)
        low, high = stats.ratio_intervals(sparse.csr_matrix(parts[:, None]), totals, seed, 400)
        hits += low[0] <= truth <= high[0]
        bounds = reference.binomtest(int(parts.sum()), int(totals.sum())).proportion_ci(method="wilson")
        naive += bounds.low <= truth <= bounds.high
    assert 0.90 < hits / 300 < 0.98
    assert naive / 300 < 0.75  # what drawing records would give


# -------------------------------------------------------------------------------------------------------------- effects
def test_logistic_recovers_a_planted_odds_ratio():
    generator = np.random.default_rng(7)
    x = (generator.random(6000) < 0.4).astype(float)
    length = generator.normal(size=6000)
    y = (generator.random(6000) < 1 / (1 + np.exp(-(-1 + np.log(2.5) * x + 0.8 * length)))).astype(float)
    found = logistic(y, x, length[:, None], Errors(), dummy=True)
    assert found.odds_ratio == pytest.approx(2.5, rel=0.12)
    assert found.or_low < 2.5 < found.or_high
    p1, p0 = (1 / (1 + np.exp(-(-1 + np.log(2.5) * one + 0.8 * length))) for one in (1, 0))
    assert found.effect == pytest.approx((p1 - p0).mean(), abs=0.03)
    assert found.low < (p1 - p0).mean() < found.high


def test_the_marginal_effect_of_a_number_is_the_slope_of_the_probability():
    generator = np.random.default_rng(11)
    x = generator.normal(size=4000)
    y = (generator.random(4000) < 1 / (1 + np.exp(-(0.3 + 0.7 * x)))).astype(float)
    found = logistic(y, x, np.empty((4000, 0)), Errors(), dummy=False)
    step = 1e-4
    higher, lower = (1 / (1 + np.exp(-(0.3 + 0.7 * (x + d)))) for d in (step, -step))
    assert found.effect == pytest.approx(((higher - lower) / (2 * step)).mean(), abs=0.015)


def test_errors_by_cluster_are_wider_where_texts_are_copied():
    generator = np.random.default_rng(2)
    x = (generator.random(150) < 0.5).astype(float)
    y = (generator.random(150) < 0.3 + 0.2 * x).astype(float)
    copies = np.repeat(np.arange(150), 6)
    one = logistic(y, x, np.empty((150, 0)), Errors(), dummy=True)
    plain = logistic(y[copies], x[copies], np.empty((900, 0)), Errors(), dummy=True)
    clustered = logistic(y[copies], x[copies], np.empty((900, 0)), Errors(copies), dummy=True)
    assert plain.or_high - plain.or_low < 0.6 * (clustered.or_high - clustered.or_low)
    assert clustered.or_high == pytest.approx(one.or_high, rel=0.05)


@pytest.mark.parametrize(
    ("y", "x", "note"),
    [
        ([0] * 20 + [1] * 20, [0] * 20 + [1] * 20, "separation"),
        ([0, 1] * 20, [1] * 40, "collinear"),
    ],
)
def test_no_wild_number_comes_of_a_model_that_cannot_be_fitted(y, x, note):
    found = logistic(np.array(y, float), np.array(x, float), np.empty((40, 0)), Errors(), dummy=True)
    assert np.isnan([found.odds_ratio, found.effect, found.p]).all()
    assert found.note in (note, "no convergence", "not estimable")


# --------------------------------------------------------------------------------------------------------- cross tables
def test_cramers_v_is_that_of_scipy_but_for_the_correction():
    table = np.array([[30, 12, 8], [14, 25, 11], [6, 13, 31]], float)
    n = table.sum()
    plain = association(table.astype(int), method="cramer")
    phi = max(0, plain**2 * 2 - 4 / (n - 1))
    side = 3 - 4 / (n - 1)
    assert stats.cramers_v(table) == pytest.approx(np.sqrt(phi / (side - 1)))
    assert 0.9 * plain < stats.cramers_v(table) < plain
    assert stats.cramers_v(np.array([[20.0, 20], [20, 20]])) == 0
    assert _chi_square(table) == pytest.approx(reference.chi2_contingency(table, correction=False).statistic)


def test_the_configuration_model_keeps_both_margins():
    present = (np.random.default_rng(4).random((40, 12)) < np.linspace(0.1, 0.9, 12)).astype(float)
    present[0] = 1  # one document that holds everything
    chance = configuration(sparse.csr_matrix(present))
    assert chance.sum(axis=0) == pytest.approx(present.sum(axis=0), abs=0.05)
    assert chance.sum(axis=1) == pytest.approx(present.sum(axis=1), abs=0.05)


def tail(chances, least):
    """The chance of at least `least` of independent events, each with its own chance, one after the other."""
    held = np.array([1.0])
    for chance in chances:
        held = np.append(held * (1 - chance), 0) + np.append(0, held * chance)
    return held[least:].sum()


def test_the_p_of_an_edge_between_rare_items_is_that_of_the_sum_of_its_documents():
    generator = np.random.default_rng(8)
    present = (generator.random((150, 12)) < np.linspace(0.05, 0.6, 12)).astype(float)
    present[:13, 0] = present[:13, 1] = 1  # two rare items that meet more often than chance has it
    held = sparse.csr_matrix(present)
    names = [f"i{at}" for at in range(12)]
    edges = pairs("records", held, _Items(names, names, names, ["problem"] * 12), margins=True).edges
    assert len(edges)
    chance = configuration(held)
    for edge in edges.to_dict("records"):
        a, b = names.index(edge["source"]), names.index(edge["target"])
        assert edge["expected"] == pytest.approx((chance[:, a] * chance[:, b]).sum())
        assert edge["p"] == pytest.approx(tail(chance[:, a] * chance[:, b], int(edge["count"])), rel=1e-6)
