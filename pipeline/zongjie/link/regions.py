"""Which place a value holds for, where its clause names another than the reporting body's own: 其中某市…, 同期全国…."""

from __future__ import annotations

import re

from zongjie.document import Document
from zongjie.link.bodies import clause_before
from zongjie.link.notes import MetricNote
from zongjie.link.words import pattern

HAN = "\u4e00-\u9fff"
AFTER = (
    "[场级长委属政直民镇乡域外内]|(?:以上|以下|各|共|和|、|所有|住房|改造)"  # 市场, 县级, 市区, 城镇: the word goes on
)
NATION = re.compile(r"(?:[，。；]|^)(?:同期|其中|而|这期间|去年|上年|今年)?(?P<name>全国|我国)")
PLACE = re.compile(
    rf"(?:其中[，,：:]?|省会)?(?P<name>[{HAN}]{{1,4}}?(?:自治州|自治县|高新区|省|市|州|县|区|旗))(?!{AFTER})"
)
NO_NAME = pattern("no_region")
OWN = pattern("own_region")


def note_regions(document: Document, text: str, notes: list[MetricNote], formal: bool) -> None:
    """Note the place of the metrics of a passage of a report to an assembly; later clauses go on with it."""
    if not formal:
        return  # elsewhere a word before 市 or 县 is mostly none of its name (完成县, 聘请区)
    own = document.metadata.region or ""
    national = own == "全国"
    last: str | None = None
    until = -1
    for note in notes:
        start = note.metric.span.start
        words = clause_before(text, start).strip()
        if until >= 0 and any(mark in text[until:start] for mark in "。；\n"):
            last = None
        name = _named(words, national)
        if OWN.search(words):
            last = None
        elif name is not None:
            last = None if own.endswith(name) or name in own else name
        note.region = last
        until = note.metric.span.end


def _named(words: str, national: bool) -> str | None:
    """The place that a clause opens with; None where it opens with none."""
    if not national and (found := NATION.match(words)):
        return "全国"
    found = PLACE.match(words)
    if found is None or NO_NAME.search(found["name"]):
        return None
    return found["name"]
