"""What the learned parts stand on: weights by hash, tones, linear models on disk, and their training."""

import random
import shutil
from math import exp
from pathlib import Path

import numpy as np
import pytest

from zongjie import lexicon, linear, tone
from zongjie.concepts import FILE, NONE, concepts
from zongjie.config import load_settings
from zongjie.document import Span
from zongjie.evaluate.records import Record
from zongjie.linear import Linear
from zongjie.train import problems, train
from zongjie.train.texts import Annotated, Corpus, Reading
from zongjie.weights import Weights

BENCHMARK = Path(__file__).resolve().parent.parent / "corpus" / "benchmark"


def model(labels, weights, bias):
    rows = np.array(list(weights.values()), dtype=np.int32).reshape(len(weights), -1)
    return Linear.of(labels, list(weights), rows, bias, 1.0)


# ----------------------------------------------------------------------------------------------------------- weights
def test_weights_are_those_of_their_keys_however_crowded_their_places():
    draw = random.Random(3)
    crowd = [(7 << 44) + (n << 32) + n for n in range(200)]  # one place of any table for all of them
    keys = list(dict.fromkeys([*crowd, *(draw.getrandbits(64) for _ in range(3000))]))
    weights = {key: draw.randrange(-30000, 30000) for key in keys}
    found = Weights.of(np.array(keys, dtype=np.uint64), np.array(list(weights.values()), dtype=np.int32))
    asked = keys[::-1] + [draw.getrandbits(64) for _ in range(3000)] + [0]
    expected = [weights.get(key, 0) for key in asked]
    assert found.weigh(np.array(asked, dtype=np.uint64)).tolist() == expected


def test_no_key_has_a_weight_where_there_are_none():
    found = Weights.of(np.zeros(0, dtype=np.uint64), np.zeros(0, dtype=np.int32))
    assert found.weigh(np.array([0, 1, 2**64 - 1], dtype=np.uint64)).tolist() == [0, 0, 0]


# -------------------------------------------------------------------------------------------------------------- tone
GRAMS = {"不足": 900, "不": -100, "0": 30, "00年": 250, "经费不足": 1500, "足": 7}


@pytest.mark.parametrize("text", ["经费不足", "不足不足", "2019年", "１９年经费", "", "不", "\ud800不足", "🙂不足🙂"])
@pytest.mark.parametrize("block", [1, 3, tone.BLOCK])
def test_a_tone_adds_up_the_weights_of_all_n_grams(text, block, monkeypatch):
    monkeypatch.setattr(tone, "BLOCK", block)
    sums = tone.Tone.of(model(("no", "yes"), GRAMS, [-200])).read(text)
    for start in range(len(text) + 1):
        for end in range(start, len(text) + 1):
            shown = text.translate(tone.DIGITS)
            begun = sum(
                GRAMS.get(shown[at : at + n], 0)
                for at in range(start, end)
                for n in range(1, 5)
                if at + n <= len(shown)
            )
            assert sums.of(Span(start, end)) == pytest.approx((begun - 200) / 1000)


def test_the_n_grams_of_a_clause_are_those_that_a_tone_reads():
    text = "2018年经费不足"
    weights = dict.fromkeys(tone.grams(text), 1)
    assert tone.Tone.of(model(("no", "yes"), weights, [0])).read(text).of(Span(0, len(text))) * 1000 == pytest.approx(
        len(tone.grams(text))
    )


# ------------------------------------------------------------------------------------------------------------ linear
def test_the_likeliest_label_and_its_probability():
    three = model(("a", "b", "c"), {"x": [1000, 0, -1000], "y": [0, 2000, 0]}, [0, -500, 0])
    (x, sure), (none, _), (both, _) = three.choices([["x", "unknown"], [], ["x", "y"]])
    assert (x, none, both) == ("a", "a", "b"), "of labels that are alike, the first"
    assert sure == pytest.approx(exp(1) / (exp(1) + exp(-0.5) + exp(-1)))
    assert three.choices([]) == []


def test_the_likelihood_of_two_labels_is_logistic_and_never_overflows():
    two = model(("no", "yes"), {"x": [1500], "huge": [30000]}, [-500])
    assert two.likelihood(["x", "?"]) == pytest.approx(1 / (1 + exp(-1)))
    assert two.likelihood(["huge"] * 9) == pytest.approx(1.0)


def test_a_model_on_disk_is_the_same_model_and_the_same_bytes(tmp_path):
    made = model(("a", "b", "c"), {"标签=值": [1, -2, 3], "y z": [-32000, 0, 32000]}, [5, 6, 7])
    linear.save(made, tmp_path / "one")
    again = linear.read(tmp_path / "one")
    assert again.choices([["标签=值"], ["y z"]]) == made.choices([["标签=值"], ["y z"]])
    linear.save(again, tmp_path / "two")
    for name in linear.FILES:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


# ------------------------------------------------------------------------------------------------------------- train
@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    """Two trainings on the same few texts of several bodies."""
    folder = tmp_path_factory.mktemp("train")
    for part in ("texts", "gold"):
        (folder / "corpus" / "train" / part).mkdir(parents=True)
    texts = sorted((BENCHMARK / "train" / "texts").glob("*.txt"))[::40]
    for text in texts:
        shutil.copy(text, folder / "corpus" / "train" / "texts")
        shutil.copy(BENCHMARK / "train" / "gold" / f"{text.name}.json", folder / "corpus" / "train" / "gold")
    return [(folder / name, train(folder / "corpus", folder / name)) for name in ("one", "two")]


def test_training_again_gives_the_same_bytes(trained):
    (one, made), (two, _) = trained
    files = sorted(path.relative_to(one) for path in one.rglob("*") if path.is_file())
    assert {path.parts[0] for path in files} == {part.name for part in made} >= {"activity-keep", "problem-tone"}
    for path in files:
        assert (one / path).read_bytes() == (two / path).read_bytes(), path


def test_what_was_trained_is_what_a_run_uses_and_names(trained):
    (one, made), _ = trained
    settings = load_settings(models=str(one))
    assert set(linear.digests(settings)) == {part.name for part in made}
    assert linear.digests(settings) != linear.digests(load_settings())
    assert linear.digests(load_settings(learned=False)) == {}


def test_a_card_says_that_the_corpus_is_synthetic(trained):
    (one, made), _ = trained
    for part in made:
        assert "synthetic" in (one / part.name / "README.md").read_text("utf-8"), part.name


# ---------------------------------------------------------------------------------------------------------- concepts
def test_every_word_has_one_class_of_meaning():
    words = [word for row in lexicon.table(FILE, unique="class") for word in row["words"].split(" ")]
    assert len(words) == len(set(words)) > 10_000
    assert not [word for word in words if not word or word != word.strip()]


def test_a_phrase_has_the_classes_of_its_words_and_ends_with_one():
    found = concepts("购置医疗设备")
    assert found.last == "equipment"
    assert {"medical", "equipment"} <= set(found.every)
    assert concepts("\ud800") == concepts("") == ((), NONE)


def test_the_problems_of_a_collection_are_taught_once():
    gold = {"problems": [Record(0, 4, {"category": "funding"}), Record(5, 9, {"category": "risk"}, optional=True)]}
    collection, other = (Annotated(name, name, "经费不足。隐患较多。", gold) for name in ("a.txt", "b.txt"))
    corpus = Corpus((Reading(collection, None), Reading(collection, None), Reading(other, None)), {})
    taught = list(problems._categories(corpus))
    assert [(example.label, example.body) for example in taught] == [("funding", "a.txt"), ("funding", "b.txt")]
