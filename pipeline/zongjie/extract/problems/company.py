"""What the judge says of the clauses around a clause: shortcomings are told together.

The second step of a stacked judge (Wolpert 1992): the first judges each clause by itself, the second reads those
judgements beside the clause's own features. It was taught by judgements of models that had not seen the clause's body.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import accumulate
from math import log

from zongjie.document import Span
from zongjie.extract.mood import step

NEXT, NEAR = 80, 150  # characters from a clause's start to that of its neighbour, and of the others near it
MOST_NEAR, MOST_IN_SECTION = 6, 12  # shortcomings, from which more tell no more
SHARES = 5  # steps of a share
EVEN = 1e-6  # no probability is told as nearer to 0 or 1 than this


def company(spans: Sequence[Span], sections: Sequence[int], sure: Sequence[float]) -> list[list[str]]:
    """For each clause what the clauses around it are judged to be, as named features.

    `spans` are the clauses in the order of the text, `sections` the numbers of theirs, `sure` the probabilities that
    they state a shortcoming.
    """
    starts = [span.start for span in spans]
    odds = [step(log(max(EVEN, p) / max(EVEN, 1 - p))) for p in sure]
    sums = list(accumulate(sure, initial=0.0))
    total: dict[int, float] = {}
    number: dict[int, int] = {}
    for section, p in zip(sections, sure, strict=True):
        total[section] = total.get(section, 0.0) + p
        number[section] = number.get(section, 0) + 1
    found = []
    for at, (start, section) in enumerate(zip(starts, sections, strict=True)):
        near = sums[bisect_right(starts, start + NEAR)] - sums[bisect_left(starts, start - NEAR)] - sure[at]
        others = total[section] - sure[at]
        share = others / max(1, number[section] - 1)
        before = odds[at - 1] if at and start - starts[at - 1] <= NEXT else "-"
        behind = odds[at + 1] if at + 1 < len(starts) and starts[at + 1] - start <= NEXT else "-"
        many = round(min(near, MOST_NEAR))
        found.append(
            [
                f"sure={odds[at]}",
                f"sure.before={before}",
                f"sure.behind={behind}",
                f"sure.near={many}",
                f"sure.section={round(min(others, MOST_IN_SECTION) / 2)}",
                f"sure.share={round(share * SHARES)}",
                f"sure+near={odds[at]}/{many}",
                f"sure+share={odds[at]}/{round(share * SHARES)}",
            ]
        )
    return found
