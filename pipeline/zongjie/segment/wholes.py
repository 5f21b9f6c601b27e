"""Stretches of a text that are one word whatever jieba makes of them: quantities, times, titles, short quoted names."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from zongjie.document import Quantity, Time

Whole = tuple[int, int, str]
"""A stretch of text that is one word: start, end, tag."""

QUANTITY, NUMBER, TIME, TITLE, NAME = "mq", "m", "t", "nz", ""
LONGEST_TITLE = 60  # characters between 《》; beyond it a closing mark was lost
TITLED = re.compile(f"《([^《》\n]{{1,{LONGEST_TITLE}}})》")
QUOTED = re.compile('[“‘「『"]([一-\u9fff]{2,3})[”’」』"]')
WIDE_NUMBER = re.compile("[０-９]+(?:[．，][０-９]+)*")
NUMERAL = "[0-9０-９〇○零一二三四五六七八九十两xX×ＸｘΧХ*＊]"
PART_OF_TIME = re.compile(f"近?{NUMERAL}+(?:[-—–~～－]+{NUMERAL}+)?(?:年度|年|月份|月|日|号|季度)")


def wholes(text: str, quantities: Sequence[Quantity], times: Sequence[Time]) -> list[Whole]:
    """The stretches in order and apart; the tag is empty where the dictionary decides.

    Quantities; the parts of a time (2023年, 8月, 3日); what stands in 《》; two or three characters in quotation marks;
    numbers in full-width digits. A title goes before what it holds, and of others the one that begins first.
    """
    found: list[Whole] = [
        (quantity.span.start, quantity.span.end, NUMBER if quantity.form == "bare" else QUANTITY)
        for quantity in quantities
    ]
    for time in times:
        start, end = time.span.start, time.span.end
        found += ((*part.span(), TIME) for part in PART_OF_TIME.finditer(text, start, end))
    found += ((*name.span(1), NAME) for name in QUOTED.finditer(text))
    found += ((*number.span(), NUMBER) for number in WIDE_NUMBER.finditer(text))
    titles = [(*title.span(1), TITLE) for title in TITLED.finditer(text)] if "《" in text else []
    return apart(titles, sorted(found, key=lambda whole: (whole[0], -whole[1])))


def apart(first: Sequence[Whole], others: Sequence[Whole]) -> list[Whole]:
    """All of `first`, and the others that overlap neither one of them nor the one before; each in order, so the whole.

    Those of `first` do not overlap each other.
    """
    kept: list[Whole] = []
    starts = [whole[0] for whole in first]
    at = 0
    for whole in others:
        after = bisect_left(starts, whole[1])  # those of `first` that begin before this one ends
        clear = after == 0 or first[after - 1][1] <= whole[0]
        if clear and whole[0] >= at:
            kept.append(whole)
            at = whole[1]
    return sorted([*kept, *first]) if first else kept
