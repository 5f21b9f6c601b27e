"""Numbers that the text has lost or visibly damaged: found, named and never guessed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from zongjie.document import Span
from zongjie.errors import Message
from zongjie.lexicon import words
from zongjie.numerals import GAP, NUMERAL, fold
from zongjie.quantity import marks

_BLANK = Message(
    "数字缺失：此处应有数值，原文空白；请查对原件后补录。",
    "a number is missing: the text is blank where it should stand; look it up in the original.",
)
_BROKEN = Message(
    "数字残损：小数点、空格或千分位有误，无法确定数值；请查对原件后补录。",
    "a damaged figure: point, blank or thousands mark is wrong, so its value is unsure; look it up in the original.",
)
_STOP = r"(?=[（(，。；、,;！]|\n|$)"


@dataclass(frozen=True, slots=True)
class Damage:
    """One kind of damage: what it is called, what is said of it, and how it looks.

    `near` is what stands wherever it does; few texts hold any of it, so that the expression with all the units in it,
    which takes a while, is seldom compiled. None: no unit in it.
    """

    name: str
    message: Message
    near: re.Pattern[str] | None
    expression: str

    def find(self, folded: str) -> Iterator[tuple[Span, Message, str]]:
        """Every place of the folded text."""
        if self.near is None or self.near.search(folded):
            for match in _compiled(self.expression).finditer(folded):
                yield Span(*match.span("span")), self.message, self.name


@lru_cache(maxsize=32)
def _compiled(expression: str) -> re.Pattern[str]:
    return re.compile(expression)


@lru_cache(maxsize=1)
def _rules() -> tuple[Damage, ...]:
    from zongjie.quantity import units
    from zongjie.quantity.productions import BEFORE_NUMBERS

    nouns, verbs, lost = ("|".join(words("quantity/damaged.tsv", side=side)) for side in ("noun", "verb", "unit"))
    unit = rf"(?:[十百千]?[万亿]?(?:{units.pattern()}))"
    apart = r"(?!(?: \d)+(?: ?\.(?: ?\d)+)? )"
    figure = rf"{GAP}[百千]?[万亿]?{units.pattern()}"
    grouped = (
        rf"(?!(?<=[1-9])(?<![{BEFORE_NUMBERS}].)\d{{0,2}}(?: \d{{3}})+(?:\.\d+)?{GAP}[十百千]?[万亿]?{units.pattern()})"
    )
    no_whole_part = r"\.(?<![\d.A-Za-z]\.)(?<!\d \.)\d"
    wrong_thousands = r"\d(?<![\d.,].)\d{0,2},(?:\d{1,2}|\d{4,7})(?![\d,])"
    return (
        # 单位家（任务…: noun and classifier meet where a number stood
        Damage("blank_after_noun", _BLANK, None, rf"(?:{nouns})(?P<span>(?:{lost})){_STOP}"),
        # 会员 人，: only the blank is left
        Damage("blank_space", _BLANK, None, rf"(?P<span>[ _](?<=[\u4e00-\u9fff].)[ _]{{0,7}}(?:{lost}|%)){_STOP}"),
        # 共有 名职工, 完成 %
        Damage(
            "blank_after_verb",
            _BLANK,
            re.compile(rf"(?:{verbs})[ _]"),
            rf"(?:{verbs})(?P<span>(?: {{1,6}}|_{{2,8}}){unit})",
        ),
        # 补贴（  ）万元, 慰问（）人
        Damage(
            "blank_brackets",
            _BLANK,
            re.compile(r"[（(][ _]{0,12}[）)]"),
            rf"(?P<span>[（(](?<=[\u4e00-\u9fff].)[ _]{{0,12}}[）)]{GAP}{unit})",
        ),
        # 投入万元, 完成万人次: only the magnitude is left; 产值达亿元, 万元产值 and 亿元企业 say about
        Damage(
            "blank_before_magnitude",
            _BLANK,
            None,
            rf"(?:{verbs})(?<![达到])(?P<span>[万亿]{{1,2}}(?:(?:{lost}){_STOP}|元(?!产值|企业|户|村|乡|镇|工程|项目|级|大关)))",
        ),
        Damage("blank_percent", _BLANK, None, rf"(?P<span>%(?<=[\u4e00-\u9fff]%)(?<![{NUMERAL}]%))(?!\w)"),
        # .52亿元: the whole part is lost
        Damage("no_whole_part", _BROKEN, re.compile(no_whole_part), rf"(?P<span>{no_whole_part}\d{{0,11}}{figure})"),
        # 3..5%, 3.5.2万元
        Damage(
            "two_points",
            _BROKEN,
            re.compile(r"\d\.(?:\.|\d{1,12}\.)"),
            rf"(?P<span>\d(?<![\d.].)\d{{0,11}}(?:\.{{2,4}}\d{{1,12}}|\.\d{{1,12}}\.\d{{1,12}}){figure})",
        ),
        # 12 5亿元: a blank inside the figure; single digits all apart (1 2 5 亿元) and thousands
        # (3 000人) are only set so
        Damage(
            "split_digits",
            _BROKEN,
            re.compile(r"[\d.] \d"),
            rf"(?P<span>\d(?<![\d.].)(?<!\d .){apart}{grouped}[\d.]{{0,12}}+(?: \d[\d.]{{0,12}}+){{1,6}}{figure})",
        ),
        # 1，5 万元: a comma stands for the point
        Damage(
            "comma_for_point",
            _BROKEN,
            re.compile(r"\d，\d"),
            rf"(?P<span>\d(?<![\d.,，].)\d{{0,2}}，\d{{1,2}}"
            rf"(?: {{1,2}}[百千]?[万亿]?|{GAP}[万亿]){units.pattern()})",
        ),
        # 1,23万元: no group of three
        Damage("wrong_thousands", _BROKEN, re.compile(wrong_thousands), rf"(?P<span>{wrong_thousands}{figure})"),
    )


def damaged(text: str) -> list[tuple[Span, str, str]]:
    """Blanks and damaged figures in order, without overlap: span, reason in Chinese and English, rule."""
    return [(span, message.both(), name) for span, message, name in places(fold(text))]


@lru_cache(maxsize=2)
def places(folded: str) -> tuple[tuple[Span, Message, str], ...]:
    """The same for folded text, the messages still in parts."""
    folded, doubtful = marks.items(folded)
    found = [(Span(*span), _BROKEN, "mark_or_decimal") for span in doubtful]
    for rule in _rules():
        found += rule.find(folded)
    found.sort(key=lambda item: (item[0].start, -item[0].end))
    kept: list[tuple[Span, Message, str]] = []
    for item in found:
        if not kept or not kept[-1][0].overlaps(item[0]):
            kept.append(item)
    return tuple(kept)
