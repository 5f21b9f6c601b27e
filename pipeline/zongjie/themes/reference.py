"""A tokenised corpus as the reference for lists of top words: NPMI of our own, and NPMI and C_v of tomotopy.

tomotopy is optional (`zongjie[bench]`); without it `of_tomotopy` gives None.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec
from math import isfinite
from typing import Any, Literal

from zongjie.themes.coherence import npmi
from zongjie.themes.stability import Words

TOP = 10  # words of a theme that are measured
Measure = Literal["c_npmi", "c_v"]
Scores = list[float | None]
"""One score for each list of words; None for a list of which fewer than two words are in the corpus."""


def has_tomotopy() -> bool:
    """Whether tomotopy is installed."""
    return find_spec("tomotopy") is not None


class Reference:
    """Coherence of word lists within `tokens`, the words of each text; texts without words count for nothing."""

    def __init__(self, tokens: Sequence[Sequence[str]]) -> None:
        self._tokens = [list(words) for words in tokens if words]
        self._vocabulary = frozenset(word for words in self._tokens for word in words)
        self._corpus: Any = None

    def of_ours(self, themes: Sequence[Words]) -> Scores:
        """Mean NPMI of the pairs of each list; the window is the text (see `coherence`)."""
        from sklearn.feature_extraction.text import CountVectorizer

        known = self._known(themes)
        columns = {word: at for at, word in enumerate(sorted({word for words in known for word in words}))}
        if not columns:
            return [None] * len(known)
        counter = CountVectorizer(analyzer=list, vocabulary=columns, binary=True)
        occurrences = counter.transform(self._tokens).tocsr()
        return [npmi(occurrences, [columns[word] for word in words]) for words in known]

    def of_tomotopy(self, themes: Sequence[Words], measure: Measure) -> Scores | None:
        """`c_npmi` (NPMI in windows of 10 words) or `c_v` (windows of 110) of each list; None without tomotopy.

        Source: Röder, Both and Hinneburg, Exploring the Space of Topic Coherence Measures, 2015.
        """
        if not has_tomotopy():
            return None
        from tomotopy.coherence import Coherence

        known = self._known(themes)
        targets = sorted({word for words in known for word in words})
        if not targets:
            return [None] * len(known)
        scorer = Coherence(self._words(), coherence=measure, top_n=TOP, targets=targets)
        return [_finite(scorer.get_score(words=words)) if len(words) > 1 else None for words in known]

    def _known(self, themes: Sequence[Words]) -> list[list[str]]:
        return [[word for word in words[:TOP] if word in self._vocabulary] for words in themes]

    def _words(self) -> Any:
        """The corpus in tomotopy's form, made once."""
        if self._corpus is None:
            from tomotopy.utils import Corpus

            self._corpus = Corpus()
            for words in self._tokens:
                self._corpus.add_doc(words)
        return self._corpus


def _finite(score: float) -> float | None:
    return float(score) if isfinite(score) else None
