"""The measures of themes, reckoned by hand; `zongjie themes evaluate` and benchmarks/themes.py end to end."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import fields
from itertools import combinations
from math import log
from pathlib import Path
from random import Random

import numpy as np
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st
from themes_corpus import PROBLEMS, TOPICS, WHO, sentences

from zongjie.cli import main
from zongjie.config import load_settings
from zongjie.themes import reference as referring
from zongjie.themes.bootstrap import mean, mean_of_pairs
from zongjie.themes.quality import Grouping, Quality, evaluate_model, uniqueness
from zongjie.themes.reference import Reference, has_tomotopy
from zongjie.themes.refit import refit
from zongjie.themes.stability import agreement, agreements, jaccard, samples
from zongjie.themes.units import sentence_units

ROOT = Path(__file__).parents[2]
THEMES = [["安全", "隐患", "消防"], ["培训", "技能", "学员"], ["茶叶", "种苗", "化肥"]]
tomotopy = pytest.mark.skipif(not has_tomotopy(), reason="tomotopy is not installed (zongjie[bench])")
lists = st.lists(
    st.lists(st.sampled_from("甲乙丙丁戊己庚辛"), min_size=1, max_size=4, unique=True), min_size=1, max_size=5
)


# -------------------------------------------------------------------------------------------------- lists of words
def test_jaccard_is_the_shared_words_over_all() -> None:
    assert jaccard(["安全", "消防"], ["消防", "安全"]) == 1
    assert jaccard(["安全", "消防", "隐患"], ["消防", "培训"]) == 1 / 4
    assert jaccard(["安全"], ["培训"]) == 0
    assert jaccard([], []) == 0


def test_themes_in_another_order_agree_wholly_and_others_not_at_all() -> None:
    assert agreement(THEMES, [THEMES[2], THEMES[0][::-1], THEMES[1]]) == 1
    assert agreement(THEMES, [["河道", "清淤"], ["图书", "借阅"], ["税收", "征管"]]) == 0
    assert agreement(THEMES, []) == 0


def test_the_best_matching_is_that_of_all_themes_and_not_of_the_likest_pair() -> None:
    """The likest pair (4/5) would leave nothing to the second theme; the others are 3/4 and 2/5."""
    assert agreement(["abcd", "de"], ["abcde", "abc"]) == pytest.approx((3 / 4 + 2 / 5) / 2)


def test_a_theme_without_a_partner_counts_nothing() -> None:
    assert agreement(THEMES, THEMES[:2]) == pytest.approx(2 / 3)
    assert agreement(THEMES[:1], THEMES) == pytest.approx(1 / 3)


@given(lists, lists)
def test_agreement_is_symmetric_and_a_share(first: list[list[str]], second: list[list[str]]) -> None:
    assert 0 <= agreement(first, second) <= 1
    assert agreement(first, second) == pytest.approx(agreement(second, first))
    assert agreement(first, first) == pytest.approx(1)


def diversity(themes: Sequence[Sequence[str]]) -> float:
    """The share of distinct words among all top words, which is what `Quality.diversity` estimates."""
    words = [word for some in themes for word in some]
    return len(set(words)) / len(words)


def test_a_word_of_two_themes_counts_half_in_each() -> None:
    assert uniqueness(THEMES) == [1] * len(THEMES)
    assert uniqueness([["安全", "消防"], ["消防", "培训"], []]) == [3 / 4, 3 / 4, None]


@given(lists)
def test_diversity_is_the_mean_of_what_each_theme_adds(themes: list[list[str]]) -> None:
    found = mean(uniqueness(themes), 0, [len(words) for words in themes])
    assert found is not None
    assert found.value == pytest.approx(diversity(themes))
    assert 0 <= found.low <= found.high <= 1 + 1e-9


# --------------------------------------------------------------------------------------------- samples and intervals
def test_samples_are_of_their_size_without_repetition_and_by_seed() -> None:
    drawn = samples(50, 4, 0.8, 7)
    assert [len(some) for some in drawn] == [40] * 4
    assert all(some == sorted(set(some)) for some in drawn)
    assert len({tuple(some) for some in drawn}) == 4
    assert drawn == samples(50, 4, 0.8, 7) != samples(50, 4, 0.8, 8)
    assert samples(1, 1, 0.8, 0) == [[0]]


@given(st.lists(st.floats(-1, 1), min_size=1, max_size=30))
def test_an_interval_holds_its_mean(scores: list[float]) -> None:
    found = mean(scores)
    assert found is not None
    assert found.value == pytest.approx(float(np.mean(scores)))
    assert found.low <= found.value <= found.high
    assert min(scores) - 1e-9 <= found.low <= found.high <= max(scores) + 1e-9
    assert found == mean(scores)


def test_scores_that_are_missing_do_not_count() -> None:
    found = mean([None, 0.5, 0.5])
    assert found is not None
    assert (found.value, found.low, found.high) == (0.5, 0.5, 0.5)
    assert mean([None]) is None and mean([]) is None


def test_the_interval_narrows_with_more_scores() -> None:
    few, many = mean([0.0, 1.0] * 5), mean([0.0, 1.0] * 500)
    assert few is not None and many is not None
    assert few.low < 0.3 < many.low < 0.5 < many.high < 0.7 < few.high


def test_pairs_are_those_outside_the_diagonal() -> None:
    table = agreements([THEMES, THEMES, THEMES[:2]])
    assert table[0][0] == table[0][1] == table[1][0] == 1
    assert table[0][2] == pytest.approx(2 / 3)
    found = mean_of_pairs(table)
    assert found is not None
    assert found.value == pytest.approx((1 + 2 / 3 + 2 / 3) / 3)
    # two draws of one fit are no pair that agrees: no interval reaches beyond the pairs there are
    assert 2 / 3 - 1e-9 <= found.low <= found.value <= found.high <= 1 + 1e-9
    assert mean_of_pairs(agreements([THEMES])) is None


# ------------------------------------------------------------------------------------------------------- coherence
TEXTS = [["安全", "隐患"], ["安全", "隐患", "消防"], ["培训", "学员"], ["培训", "安全"], [], ["学员", "茶叶"]]


def by_hand(words: Sequence[str], texts: Sequence[Sequence[str]], never: float) -> float:
    """Mean NPMI with the text as window; `never` is what a pair that never meets counts."""
    total = len(texts)
    scores = []
    for one, other in combinations(words, 2):
        alone = [sum(word in text for text in texts) / total for word in (one, other)]
        both = sum(one in text and other in text for text in texts) / total
        scores.append(log(both / (alone[0] * alone[1])) / -log(both) if both else never)
    return sum(scores) / len(scores)


def test_our_coherence_is_that_of_the_formula() -> None:
    scores = Reference(TEXTS).of_ours([["安全", "隐患"], ["安全", "茶叶"], ["安全", "河道"], []])
    assert scores[0] == pytest.approx(by_hand(["安全", "隐患"], TEXTS[:4] + TEXTS[5:], -1), abs=1e-6)
    assert scores[1:] == [-1.0, None, None], "河道 is in no text, so that one word is left"
    assert Reference(TEXTS).of_ours([["河道", "清淤"]]) == [None]


@tomotopy
def test_coherence_of_tomotopy_is_our_formula_where_a_text_is_one_window() -> None:
    """Texts of at most 10 words, all pairs meet. Apart from that two things differ: windows of 10 words slide over
    longer texts, and a pair that never meets counts a little over -1, since tomotopy adds 1e-12 to each share."""
    texts = [text for text in TEXTS if text] + [
        ["消防", "培训"],
        ["消防", "学员"],
        ["隐患", "学员", "培训"],
        ["安全", "学员"],
    ]
    words = ["安全", "隐患", "培训", "学员"]
    found = Reference(texts).of_tomotopy([words], "c_npmi")
    assert found is not None and found[0] is not None
    assert found[0] == pytest.approx(by_hand(words, texts, -1), abs=1e-6)
    assert found[0] == pytest.approx(Reference(texts).of_ours([words])[0] or 0, abs=2e-6)
    apart = Reference(TEXTS).of_tomotopy([["消防", "茶叶"]], "c_npmi")
    assert apart is not None and apart[0] == pytest.approx(-1, abs=0.15)


@tomotopy
def test_words_that_belong_together_are_more_coherent_than_words_drawn_at_random() -> None:
    tokens = [unit.words for unit in sentence_units({"sentences": sentences()})]
    texts = Reference(tokens)
    vocabulary = sorted({word for words in tokens for word in words})
    planted = [["查出", "专项", "销号"], ["技能", "证书", "学员"], ["贫困户", "种苗", "化肥"]]
    mixed = [Random(seed).sample(vocabulary, 3) for seed in range(5)]
    for measure in ("c_npmi", "c_v"):
        good, bad = texts.of_tomotopy(planted, measure), texts.of_tomotopy(mixed, measure)  # type: ignore[arg-type]
        assert good is not None and bad is not None
        assert np.mean(np.array(good, float)) > np.mean(np.array(bad, float)) + 0.1, measure


# ------------------------------------------------------------------------------------------------------- whole models
def tokens_of(themes: Sequence[Sequence[str]], each: int = 12) -> list[list[str]]:
    return [list(words) for words in themes for _ in range(each)]


def test_a_model_that_always_finds_the_same_is_stable() -> None:
    seen: list[int] = []

    def fit(rows: Sequence[int]) -> Grouping:
        seen.append(len(rows))
        return Grouping(Random(len(seen)).sample(THEMES, 3), 0.25)

    found = evaluate_model(fit, tokens_of(THEMES), count=5)
    assert seen == [36, *[29] * 5]
    assert found.stability is not None and found.pairs is not None and found.diversity is not None
    assert (found.stability.value, found.pairs.value, found.diversity.value) == (1, 1, 1)
    assert (found.themes, found.unassigned) == (3, 0.25)
    assert found.npmi is not None and found.npmi.value == 1


def test_the_measures_are_those_of_the_lists_and_the_corpus() -> None:
    uneven = [["安全", "隐患", "消防"], ["消防", "培训"]]
    tokens = [*tokens_of(THEMES), ["消防", "培训"]]
    found = evaluate_model(lambda rows: Grouping(uneven), tokens, count=2)
    assert found.diversity is not None and found.diversity.value == pytest.approx(diversity(uneven)) == 4 / 5
    for name in ("c_npmi", "c_v"):
        scores = Reference(tokens).of_tomotopy(uneven, name)  # type: ignore[arg-type]
        assert getattr(found, name) == (None if scores is None else mean(scores))


def test_a_model_that_finds_something_else_each_time_is_not() -> None:
    number = iter(range(100))

    def fit(rows: Sequence[int]) -> Grouping:
        return Grouping([[f"词{next(number)}"]])

    found = evaluate_model(fit, tokens_of(THEMES), count=4)
    assert found.stability is not None and found.stability.value == 0
    assert found.pairs is not None and found.pairs.value == 0
    assert found.npmi is None


def test_nothing_found_has_no_measures() -> None:
    found = evaluate_model(lambda rows: Grouping([], 1.0), [["安全"], []], count=2)
    assert (found.themes, found.npmi, found.c_v, found.diversity) == (0, None, None, None)
    assert json.loads(json.dumps(found.value()))["unassigned"] == 1.0


def test_without_tomotopy_the_rest_is_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(referring, "has_tomotopy", lambda: False)
    found = evaluate_model(lambda rows: Grouping(THEMES), tokens_of(THEMES), count=2)
    assert found.c_v is None and found.c_npmi is None
    assert found.npmi is not None and found.stability is not None


def test_the_package_finds_planted_themes_again() -> None:
    units = sentence_units({"sentences": sentences()})
    settings = load_settings()

    def fit(rows: Sequence[int]) -> Grouping:
        return refit("sentence", [units[row] for row in rows], 3, settings).grouping()

    found = evaluate_model(fit, [unit.words for unit in units], count=4)
    assert found.themes == 3 and found.unassigned == 0
    assert found.stability is not None and found.stability.value > 0.5
    assert refit("sentence", [], 3, settings).words == []


# ----------------------------------------------------------------------------------------------------------- command
@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("quality")
    forms = [form for some in TOPICS.values() for form in some]
    (folder / "texts").mkdir()
    for number, who in enumerate(WHO):
        body = "\n".join(form.format(who=who) for form in forms)
        lacks = "\n".join(f"{text}。" for text, _, _ in PROBLEMS)
        text = f"{who}202{number}年工作总结\n一、主要工作\n{body}\n二、存在问题\n{lacks}\n"
        (folder / "texts" / f"{number}.txt").write_text(text, "utf-8")
    assert main(["run", str(folder / "texts"), "-o", str(folder / "out"), "--quiet"]) == 0
    return folder / "out"


def test_the_command_measures_a_dataset(out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["themes", "evaluate", str(out), "--samples", "3", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert [row["unit"] for row in rows] == ["sentence", "activity", "problem"]
    measured = rows[0]
    assert {field.name for field in fields(Quality)} <= set(measured)
    assert measured["reason"] is None and measured["themes"] >= 2
    for name in ("npmi", "diversity", "stability", "pairs"):
        assert measured[name]["low"] <= measured[name]["value"] <= measured[name]["high"]
    assert (measured["c_v"] is None) == (not has_tomotopy())
    placed = pq.read_table(out / "tables" / "theme_members.parquet").to_pylist()
    members = sum(row["unit"] == "sentence" and row["theme_id"] is not None for row in placed)
    assert measured["left_out"] == pytest.approx(1 - members / measured["records"], abs=1e-4)
    assert 0 < measured["left_out"] < 0.5, "a sentence of one content word is in no theme"


def test_the_command_takes_a_unit_and_a_number(out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["themes", "evaluate", str(out), "--unit", "sentence", "--k", "3", "--samples", "2"]
    assert main([*words, "--json"]) == 0
    [row] = json.loads(capsys.readouterr().out)
    assert (row["unit"], row["wanted"], row["themes"]) == ("sentence", 3, 3)
    assert main(["--lang", "zh", *words]) == 0
    shown = capsys.readouterr().out
    assert "稳定性" in shown and "多样性" in shown and "3 个主题" in shown


def test_the_command_gives_the_same_again(out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def once() -> object:
        assert main(["themes", "evaluate", str(out), "--unit", "problem", "--samples", "2", "--json"]) == 0
        return [{**row, "seconds": 0} for row in json.loads(capsys.readouterr().out)]

    assert once() == once()


def test_without_tomotopy_the_command_says_what_to_install(
    out: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(referring, "has_tomotopy", lambda: False)
    assert main(["themes", "evaluate", str(out), "--unit", "sentence", "--samples", "2"]) == 0
    shown = capsys.readouterr()
    assert "zongjie[bench]" in shown.err
    assert "stability" in shown.out and "–" in shown.out


def test_too_few_records_are_named_and_no_fault(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.txt").write_text("青禾县2023年工作总结\n全年新建图书室3个。\n", "utf-8")
    assert main(["run", str(tmp_path / "a.txt"), "-o", str(tmp_path / "out"), "--quiet", "--no-themes"]) == 0
    capsys.readouterr()
    assert main(["themes", "evaluate", str(tmp_path / "out"), "--json"]) == 0
    shown = capsys.readouterr()
    assert all(row["reason"] and "stability" not in row for row in json.loads(shown.out))
    assert "at least" in shown.err or "至少" in shown.err


def test_a_folder_without_a_dataset_is_a_wrong_call(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["themes", "evaluate", str(tmp_path)]) == 2
    assert "zongjie run" in capsys.readouterr().err


# ---------------------------------------------------------------------------------------------------- the comparison
def compare(*words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / "benchmarks" / "themes.py"), *words]
    return subprocess.run(command, capture_output=True, encoding="utf-8", check=False)


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    folder.mkdir()
    forms = [form for some in TOPICS.values() for form in some]
    for year, who in zip((1960, 1980, 1990, 2000, 2010), WHO, strict=True):
        # a paragraph holds two sentences of one topic, to be long enough
        lines = [form.format(who=who) + forms[at ^ 1].format(who=who) for at, form in enumerate(forms)]
        (folder / f"{year}.txt").write_text("\n".join([*lines, "太短。"]), "utf-8")
    return folder


def test_the_comparison_runs_and_names_what_is_missing(corpus: Path, tmp_path: Path) -> None:
    file = tmp_path / "found.json"
    parts = ["--part", "words", "--part", "speed", "--corpus", str(corpus), "--python", str(tmp_path / "none")]
    done = compare(*parts, "--themes", "3", "--samples", "2", "--sizes", "100", "--json", str(file))
    assert done.returncode == 0, done.stderr
    found = json.loads(file.read_text("utf-8"))
    assert found["words"]["texts"] == 48, "48 paragraphs from 1978 on, those of 1960 and the short ones left out"
    assert {"zongjie", "NMF (nndsvd)", "NMF (random)", "LDA (scikit-learn)"} <= set(found["words"]["systems"])
    assert "none" in found["words"]["skipped"]["BERTopic"] and "skipped: BERTopic" in done.stdout
    assert ("LDA (tomotopy)" in found["words"]["skipped"]) == (not has_tomotopy())
    assert "reached: stability" in done.stdout
    assert [(one["units"], one["levels"]) for one in found["speed"]] == [(100, 1), (100, 2), (100, 2)]
    assert all(one["seconds"] > 0 and one["jieba_seconds"] > 0 for one in found["speed"])


def test_a_system_can_be_compared_alone(corpus: Path) -> None:
    done = compare("--part", "words", "--corpus", str(corpus), "--themes", "3", "--samples", "2", "--only", "nndsvd")
    rows = [line.split(" | ")[0] for line in done.stdout.splitlines() if line.startswith("| ")]
    assert rows == ["| system", "| ---", "| zongjie", "| NMF (nndsvd)"]
    assert "skipped" not in done.stdout


def test_without_its_corpus_the_comparison_says_so(tmp_path: Path) -> None:
    done = compare("--part", "words", "--corpus", str(tmp_path / "nowhere"))
    assert done.returncode == 0
    assert "skipped" in done.stdout and "nowhere" in done.stdout


def test_problems_are_compared_by_predicted_categories(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "benchmarks"))
    import theme_problems

    problems, missed = theme_problems.problems_of(["dev"])
    agreeing = sum(one.unit.features == (f"category={one.category}",) for one in problems)
    assert missed == sum(not one.unit.features for one in problems) > 0
    assert 0.3 * len(problems) < agreeing < len(problems) - missed, "predicted, and so sometimes wrong"
