"""Where acts begin and end, and where their predicates do: learned from the characters around each place.

Four linear models, each of the n-grams in a window around a place between two words. They draft acts in wordings that
no form of the rules has (换下来老化插座三十四个), and tell the judge of any draft whether its ends are likely.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from zongjie.document import Document, Span
from zongjie.extract.activities.language import listed
from zongjie.extract.activities.phrases import SHORTEST_OBJECT
from zongjie.extract.activities.shapes import before_verb
from zongjie.extract.activities.verbs import UNLISTED, Verb, known
from zongjie.extract.activities.view import Draft, View
from zongjie.extract.mood import step
from zongjie.linear import STEP, Linear
from zongjie.tone import DIGITS, codes, extents, hashes, points

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from zongjie.weights import Keys, Thousandths, Weights

BEGIN, END, VERB, STOP = MODELS = ("activity-begin", "activity-end", "activity-verb", "activity-verb-end")
BACK, AHEAD = 4, 4  # characters before and behind a place that are read
GRAMS = (
    *((at, 1) for at in range(-4, 4)),
    *((at, 2) for at in range(-4, 3)),
    *((at, 3) for at in range(-3, 1)),
    (-4, 4),
    (-2, 4),
    (0, 4),
)
"""The n-grams of a window: where each begins, counted from the place, and its length."""
OUTSIDE = "¶"  # stands for a line's end and for what lies beyond the text
MIXER = 0x9FB21C651E98DF25  # odd: the same n-gram elsewhere in the window is another feature
LEAST = -2.5  # log odds from which a place is drafted from
LEAST_POINTED, LEAST_LOOSE = -2.0, -4.0
"""Sums of the log odds of both ends and the predicate below which a draft is not worth a judgement."""
MOST = 4  # places of a kind in a clause, the likeliest
MOST_DRAFTS = 8  # of a clause
LONGEST_VERB = 6  # characters
FORWARD, BACKWARD = "pointed", "pointed_back"
"""Forms of drafts: the object behind its verb, and before it."""
UNLIKELY = -4.0  # log odds of an end that is no place between words
UNKNOWN = "?"
PARTICLES = listed("loose_particle")


def around(text: str, at: int) -> list[str]:
    """The n-grams in the window around a place, as named features."""
    window = text[max(0, at - BACK) : at].rjust(BACK, OUTSIDE) + text[at : at + AHEAD].ljust(AHEAD, OUTSIDE)
    window = window.translate(DIGITS).replace("\n", OUTSIDE)
    return [f"{begin}{window[BACK + begin : BACK + begin + length]}" for begin, length in GRAMS]


@dataclass(frozen=True, slots=True)
class Pointer:
    """The four models over hashed n-grams: a feature's key tells its row, a row holds a weight for each model."""

    rows: Weights
    weights: Thousandths
    bias: tuple[float, ...]

    @classmethod
    def of(cls, models: Sequence[Linear]) -> Pointer:
        """The pointer of four models whose features are those of `around`."""
        import numpy as np

        from zongjie.weights import Weights

        each = [_keys_of(model.names) for model in models]
        keys, row = np.unique(np.concatenate(each), return_inverse=True)
        weights = np.zeros((len(keys) + 1, len(models)), dtype=np.int32)  # a first row for what is not known
        ends = np.cumsum([0, *map(len, each)])
        for column, model in enumerate(models):
            weights[row[ends[column] : ends[column + 1]] + 1, column] = model.thousandths[:, 0]
        table = Weights.of(keys, np.arange(1, len(keys) + 1, dtype=np.int32))
        return cls(table, weights, tuple(model.bias[0] for model in models))

    def read(self, document: Document, clauses: Sequence[Span]) -> Bounds:
        """The places between the words of some clauses of a document."""
        import numpy as np

        ends = np.cumsum([0, *map(len, document.words)])
        at = np.unique(np.concatenate([ends[:0], *(_within(ends, clause) for clause in clauses)]))
        padded = codes(OUTSIDE * BACK + document.text.replace("\n", OUTSIDE) + OUTSIDE * AHEAD)
        window = [padded[at + i] for i in range(BACK + AHEAD)]
        total = np.zeros((len(at), len(self.bias)), dtype=np.int64)
        for begin, length in GRAMS:
            total += self.weights[self.rows.weigh(_key(window[BACK + begin : BACK + begin + length], begin))]
        odds = (total / STEP + np.array(self.bias)).T.tolist()
        return Bounds(at.tolist(), *odds)


def _keys_of(names: str) -> Keys:
    """The keys of named features: where each begins in the window, and its n-gram."""
    import numpy as np

    raw, read, (start, size) = points(names), codes(names), extents(names)
    back = raw[start] == ord("-")
    begin = (raw[start + back].astype(np.int64) - ord("0")) * np.where(back, -1, 1)
    gram, length = start + back + 1, size - back - 1
    keys = np.zeros(len(start), dtype=np.uint64)
    for at, n in GRAMS:
        alike = np.flatnonzero((begin == at) & (length == n))
        keys[alike] = _key([read[gram[alike] + i] for i in range(n)], at)
    return keys


def _key(columns: Sequence[Keys], begin: int) -> Keys:
    import numpy as np

    return (hashes(columns) + np.uint64(begin + BACK)) * np.uint64(MIXER)


def _within(ends: NDArray[np.int64], clause: Span) -> NDArray[np.int64]:
    import numpy as np

    return ends[np.searchsorted(ends, clause.start) : np.searchsorted(ends, clause.end, "right")]


class Bounds:
    """Where acts may begin and end in one document: the places that were read, in order, and the log odds of each."""

    def __init__(
        self, order: list[int], begin: list[float], end: list[float], verb: list[float], stop: list[float]
    ) -> None:
        """Of each place in `order`: that an act begins or ends there, that its predicate begins or ends."""
        self.order, self.begin, self.end, self.verb, self.stop = order, begin, end, verb, stop
        self._number = {at: number for number, at in enumerate(order)}

    def drafts(self, view: View, clause: Span, taken: Sequence[Span]) -> list[Draft]:
        """Acts that begin, end and have their predicate at likely places and leave the spans `taken` alone.

        The likeliest come first.
        """
        every = range(bisect_left(self.order, clause.start), bisect_right(self.order, clause.end))
        if not every or sum(max(odds[every.start : every.stop]) for odds in self._ends) < LEAST_POINTED:
            return []
        free = [n for n in every if not any(span.start < self.order[n] < span.end for span in taken)]
        begins, ends, verbs = (_likely(free, odds) for odds in self._ends)
        found: dict[tuple[Span, Span], tuple[float, Draft]] = {}
        for verb in verbs:
            stop = self._stop(verb, every.stop)
            for begin in begins if stop else ():
                for end in ends:
                    odds = self.verb[verb] + self.begin[begin] + self.end[end]
                    if odds < LEAST_POINTED or begin > verb or end < stop:
                        continue
                    span = Span(self.order[begin], self.order[end])
                    if not any(span.overlaps(other) for other in taken):
                        for draft in _forms(view, span, Span(self.order[verb], self.order[stop])):
                            found.setdefault((draft.span, draft.object), (odds, draft))
        best = sorted(found.values(), key=lambda scored: (-scored[0], scored[1].span, scored[1].object))
        return [draft for _, draft in best[:MOST_DRAFTS]]

    @property
    def _ends(self) -> tuple[list[float], ...]:
        return self.begin, self.end, self.verb

    def _stop(self, verb: int, limit: int) -> int:
        """The likeliest place where the predicate ends that begins at a place; 0 where there is none."""
        near = bisect_right(self.order, self.order[verb] + LONGEST_VERB, verb, limit)
        return max(range(verb + 1, near), key=self.stop.__getitem__, default=0)

    def odds(self, view: View, draft: Draft) -> tuple[float | None, float | None, float | None]:
        """The log odds of a draft's begin, end and predicate; None for what is no place that was read."""
        number = self._number
        begin, end = number.get(draft.span.start), number.get(draft.span.end)
        verb = number.get(view.text.find(draft.predicate, draft.span.start, draft.span.end))
        return (
            None if begin is None else self.begin[begin],
            None if end is None else self.end[end],
            None if verb is None else self.verb[verb],
        )

    def likely(self, view: View, draft: Draft) -> bool:
        """Whether a draft in a loose form is worth a judgement."""
        return _sum(self.odds(view, draft)) >= LEAST_LOOSE

    def features(self, view: View, draft: Draft) -> list[str]:
        """What the models say of a draft's ends and predicate, and of the places inside, as named features."""
        odds, form = self.odds(view, draft), draft.rule
        b, e, v = (UNKNOWN if one is None else step(one) for one in odds)
        first, last = bisect_right(self.order, draft.span.start), bisect_left(self.order, draft.span.end)
        again = over = other = UNKNOWN
        if first < last:
            again, over, other = (step(max(some[first:last])) for some in self._ends)
        whole = step(_sum(odds))
        return [
            f"begin={b}", f"end={e}", f"at={v}", f"begin+end={b}/{e}", f"begin+at={b}/{v}", f"at+end={v}/{e}",
            f"again={again}", f"over={over}", f"other={other}", f"begin+again={b}/{again}", f"end+over={e}/{over}",
            f"at+other={v}/{other}", f"whole={whole}", f"form+whole={form}{whole}", f"form+at={form}{v}",
            f"form+end={form}{e}",
        ]  # fmt: skip


def _likely(some: Sequence[int], odds: Sequence[float]) -> list[int]:
    likely = [number for number in some if odds[number] >= LEAST]
    return sorted(likely, key=lambda number: -odds[number])[:MOST]


def _sum(odds: Sequence[float | None]) -> float:
    return sum(UNLIKELY if one is None else one for one in odds)


def _forms(view: View, span: Span, predicate: Span) -> Iterator[Draft]:
    """An act of that span and predicate, with its object behind the predicate, and with its object before it."""
    text = view.text
    word = text[predicate.start : predicate.end]
    verb = known(word) or known(word[:2]) or known(word[-2:]) or Verb(word, UNLISTED, "other")
    behind = view.past_aspect(predicate.end, span.end)
    if span.end - behind >= SHORTEST_OBJECT:
        yield Draft(span, word, Span(behind, span.end), FORWARD, verb)
    before = span.start + (text[span.start] in PARTICLES)
    until = view.reading.before_time(before_verb(view, before, predicate.start).end)
    if until - before >= SHORTEST_OBJECT and (before > span.start or not _governs(view, span)):
        yield Draft(span, word, Span(before, until), BACKWARD, verb)


def _governs(view: View, span: Span) -> bool:
    """Whether a span begins with a verb, which governs what follows: 推进|公租房和廉租房并轨."""
    _, word, tag = next(iter(view.words_in(span.start, span.end)), (0, "", ""))
    return tag == "v" and known(word) is not None
