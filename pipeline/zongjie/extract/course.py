"""Where a text turns from report to plan and back: its sentences in order, each read in view of all others.

A hidden Markov model of two states that seldom change (forward-backward algorithm, Rabiner 1989). A sentence without a
word of either (全年安排贷款六十亿元) so goes with those around it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from math import copysign, exp, log

from zongjie.document import Document, Quantity, Sentence
from zongjie.extract.rule import frame
from zongjie.linear import Linear
from zongjie.tone import Scores

COURSE = "plan-course"
FILE = "extract/mood.tsv"
FUTURE, PAST = frame(FILE, "future"), frame(FILE, "past")
ANNOUNCED = frame(FILE, "announced")
STEP, FARTHEST = 0.5, 8  # the tone of a sentence is read in steps
EXACT, COUNTED = 3, 3  # significant digits of an exact number; more such numbers than that say nothing more
WEIGHT, NEUTRAL, FAINT, MOST = 0.6, -0.8, 0.8, 2.0
"""What the log odds of a sentence count for among the others, from which on, and how far: words that stand together say
the same, and the general efforts of a long review (加快推进…), faintly like plans each, must not add up to one."""
PLANS = 0.24  # share of plans among the sentences that the models learn from
SECTION, PARAGRAPH, SENTENCE, TOLD = 0.1, 0.05, 0.03, 0.003
"""How likely report turns to plan, or back, where a section begins, a paragraph, or just another sentence; and in the
account that a sentence announces (主要做了以下工作), until a word of the future."""

Turn = tuple[int, str]
"""Where a word turns to what is to come (`future`) or to what has been (`past`), and to which."""
Courses = list[tuple[float, float]]
"""For each sentence the log odds that a plan runs there: by the other sentences alone, and by its own words too."""


def turns(text: str) -> list[Turn]:
    """The words of future and past of a text, in order."""
    future = [(match.start(), "future") for match in FUTURE.finditer(text)]
    return sorted(future + [(match.start(), "past") for match in PAST.finditer(text)])


def courses(document: Document, scores: Scores, model: Linear, words: Sequence[Turn]) -> Courses:
    """How the plans of a document run; `scores` are those of the tone of plans, `words` the turns of its text."""
    prior = log(PLANS / (1 - PLANS))
    told = signs(document, scores, words)
    tones = [_told(WEIGHT * (model.odds(seen) - NEUTRAL)) for seen in told]
    chances = _chances(document.text, document.sentences)
    for at, announces in _announced(document.text, document.sentences, told):
        if announces:
            tones[at] = -MOST
        else:
            tones[at], chances[at] = min(tones[at], 0.0), TOLD
    ahead = _passed(tones, chances, prior)
    back = _passed(tones[::-1], [SENTENCE, *chances[:0:-1]], 0.0)[::-1]
    return [(a + b, a + b + tone) for a, b, tone in zip(ahead, back, tones, strict=True)]


def _told(odds: float) -> float:
    return copysign(max(0.0, min(MOST, abs(odds) - FAINT)), odds)


def signs(document: Document, scores: Scores, words: Sequence[Turn]) -> list[list[str]]:
    """What tells of each sentence by itself whether it plans, as named features."""
    starts = [quantity.span.start for quantity in document.quantities]
    digits = list(map(digits_of, document.quantities))
    found = []
    for sentence in document.sentences:
        span = sentence.span
        own = digits[bisect_left(starts, span.start) : bisect_left(starts, span.end)]
        said = {word for _, word in words[bisect_left(words, (span.start, "")) : bisect_left(words, (span.end, ""))]}
        tone = max(-FARTHEST, min(FARTHEST, round(scores.of(span) / STEP)))
        found.append(
            [
                f"tone={tone}",
                f"future={'future' in said}",
                f"past={'past' in said}",
                f"exact={min(COUNTED, sum(count >= EXACT for count in own))}",
                f"round={min(COUNTED, own.count(1))}",
            ]
        )
    return found


def digits_of(quantity: Quantity) -> int:
    """The significant digits of a quantity: 5557 has four, 4000000 one, a masked number none."""
    return 0 if quantity.value is None else significant(quantity.value)


def significant(value: float) -> int:
    """The significant digits of a number."""
    return len(f"{abs(value):.6e}".partition("e")[0].replace(".", "").rstrip("0")) or 1


def _announced(text: str, sentences: Sequence[Sentence], told: list[list[str]]) -> Iterator[tuple[int, bool]]:
    """The sentences of announced accounts, and whether each announces one.

    An account goes on up to a sentence with a word of the future and none of the past.
    """
    within = False
    for at, (sentence, seen) in enumerate(zip(sentences, told, strict=True)):
        if "future=True" in seen and "past=False" in seen:
            within = False
        elif ANNOUNCED.search(text, sentence.span.start, sentence.span.end):
            within = True
            yield at, True
        elif within:
            yield at, False


def _chances(text: str, sentences: Sequence[Sentence]) -> list[float]:
    """The chance of a turn right before each sentence."""
    found = [SENTENCE] * len(sentences)
    for at in range(1, len(sentences)):
        one, other = sentences[at - 1], sentences[at]
        if one.section != other.section:
            found[at] = SECTION
        elif text.find("\n", one.span.end - 1, other.span.start + 1) >= 0:
            found[at] = PARAGRAPH
    return found


def _passed(tones: Sequence[float], chances: Sequence[float], first: float) -> list[float]:
    """The log odds that reach each sentence from those before it."""
    found = [first] * bool(tones)
    for at in range(1, len(tones)):
        share = 1 / (1 + exp(-found[-1] - tones[at - 1]))
        share += (1 - 2 * share) * chances[at]
        found.append(log(share / (1 - share)))
    return found
