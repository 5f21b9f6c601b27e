"""Automatic numbers of a Word document (一、 （一） 1.), which its text does not hold, counted as Word counts them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
PLACEHOLDER = re.compile(r"%([1-9])")
DIGITS = "〇一二三四五六七八九"
CIRCLED = 0x2460  # ①; Unicode has twenty in a row
NO_GAP = "、）)．】》"  # marks after which no space is shown between number and text
LONGEST_PATTERN = 100  # characters; 第%1章 and the like have ten, and each paragraph of the list repeats it
MOST_LETTERS = 30  # by which Word writes 780 as zz…z; beyond it begins anew
DEEPEST_STYLE = 20  # steps from a style to the ones it is based on; a chain in a circle ends here


@dataclass(frozen=True, slots=True)
class Level:
    """How one level of a list is numbered: first number, Word's name of the format, text with %1 for level 1."""

    start: int
    format: str
    text: str
    legal: bool = False


@dataclass(slots=True)
class Numbering:
    """The lists of a document and how far each has been counted."""

    levels: dict[str, dict[int, Level]]
    lists: dict[str, str]
    restarts: dict[str, dict[int, int]]
    styles: dict[str, tuple[str, int]]
    counters: dict[str, dict[int, int]] = field(default_factory=dict)
    begun: set[str] = field(default_factory=set)

    def label(self, paragraph: etree._Element) -> str:
        """The number Word shows before this paragraph, with the space after it; empty for bullets and plain text.

        Call it for every paragraph in order: it counts.
        """
        place = self._place(paragraph)
        if place is None:
            return ""
        number, depth = place
        abstract = self.lists.get(number)
        levels = self.levels.get(abstract or "", {})
        if abstract is None or depth not in levels:
            return ""
        counter = self._count(number, abstract, levels, depth)
        level = levels[depth]
        if level.format in ("bullet", "none"):
            return ""
        label = PLACEHOLDER.sub(lambda match: _shown(levels, counter, int(match[1]) - 1, level.legal), level.text)
        return label if not label or label[-1] in NO_GAP else label + " "

    def _place(self, paragraph: etree._Element) -> tuple[str, int] | None:
        own = paragraph.find(f"{W}pPr/{W}numPr")
        style = paragraph.find(f"{W}pPr/{W}pStyle")
        inherited = self.styles.get(style.get(f"{W}val") or "") if style is not None else None
        if own is None:
            return inherited
        number = _value(own, "numId") or (inherited[0] if inherited else None)
        return None if number in (None, "0") else (str(number), _whole(_value(own, "ilvl")))

    def _count(self, number: str, abstract: str, levels: dict[int, Level], depth: int) -> dict[int, int]:
        counter = self.counters.setdefault(abstract, {})
        if number not in self.begun:
            self.begun.add(number)
            for level, start in self.restarts.get(number, {}).items():
                counter[level] = start - 1
        counter[depth] = counter.get(depth, levels[depth].start - 1) + 1
        for deeper in [level for level in counter if level > depth]:
            del counter[deeper]
        return counter


def numbering(definitions: etree._Element | None, styles: etree._Element | None) -> Numbering:
    """The lists that `numbering.xml` defines and the styles that use them."""
    found = Numbering({}, {}, {}, {})
    if definitions is None:
        return found
    for abstract in definitions.iter(f"{W}abstractNum"):
        found.levels[abstract.get(f"{W}abstractNumId")] = {
            _whole(level.get(f"{W}ilvl")): _level(level) for level in abstract.iter(f"{W}lvl")
        }
    for number in definitions.iter(f"{W}num"):
        name = number.get(f"{W}numId")
        found.lists[name] = _value(number, "abstractNumId") or ""
        found.restarts[name] = {
            _whole(change.get(f"{W}ilvl")): _whole(start, 1)
            for change in number.iter(f"{W}lvlOverride")
            if (start := _value(change, "startOverride")) is not None
        }
    if styles is not None:
        found.styles.update(_numbered_styles(styles))
    return found


def _level(level: etree._Element) -> Level:
    return Level(
        start=_whole(_value(level, "start"), 1),
        format=_value(level, "numFmt") or "decimal",
        text=(_value(level, "lvlText") or "")[:LONGEST_PATTERN],
        legal=level.find(f"{W}isLgl") is not None,
    )


def _numbered_styles(styles: etree._Element) -> dict[str, tuple[str, int]]:
    own: dict[str, tuple[str | None, str | None]] = {}
    parents: dict[str, str | None] = {}
    for style in styles.iter(f"{W}style"):
        name = style.get(f"{W}styleId")
        properties = style.find(f"{W}pPr/{W}numPr")
        parents[name] = _value(style, "basedOn")
        own[name] = (None, None) if properties is None else (_value(properties, "numId"), _value(properties, "ilvl"))
    out = {}
    for name in own:
        at: str | None = name
        depth = own[name][1]
        for _ in range(DEEPEST_STYLE):
            if at is None or at not in own:
                break
            number, level = own[at]
            depth = depth or level
            if number is not None:
                if number != "0":
                    out[name] = (number, _whole(depth))
                break
            at = parents[at]
    return out


def _shown(levels: dict[int, Level], counter: dict[int, int], depth: int, legal: bool) -> str:
    level = levels.get(depth)
    if level is None:
        return ""
    number = counter.get(depth, level.start)
    return str(number) if legal else format_number(number, level.format)


def format_number(number: int, name: str) -> str:
    """A number in one of Word's formats; an unknown one as Arabic digits."""
    if name.startswith("decimalEnclosedCircle") and 1 <= number <= 20:
        return chr(CIRCLED + number - 1)
    if "chinese" in name.lower() or name in ("japaneseCounting", "taiwaneseCounting", "taiwaneseCountingThousand"):
        return str(number) if "Circle" in name else _counted(number)
    if name == "ideographDigital":
        return "".join(DIGITS[int(digit)] for digit in str(number))
    if name == "decimalFullWidth":
        return str(number).translate({ord("0") + i: 0xFF10 + i for i in range(10)})
    if name in ("lowerLetter", "upperLetter") and number >= 1:
        letter = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 % MOST_LETTERS + 1)
        return letter if name == "lowerLetter" else letter.upper()
    if name in ("lowerRoman", "upperRoman"):
        roman = _roman(number)
        return roman if name == "upperRoman" else roman.lower()
    return str(number)


def _counted(number: int) -> str:
    """一, 十, 十二, 二十, 一百零五; beyond 9999 the digits."""
    if not 0 < number < 10_000:
        return str(number)
    out, zero = "", False
    for power, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // power % 10
        if not digit:
            zero = bool(out)
            continue
        out += ("零" if zero else "") + DIGITS[digit] + unit
        zero = False
    return out.removeprefix("一") if out.startswith("一十") else out


def _roman(number: int) -> str:
    if not 0 < number < 4000:
        return str(number)
    out = ""
    for value, sign in (
        (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"),
        (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
    ):  # fmt: skip
        while number >= value:
            out, number = out + sign, number - value
    return out


def _value(element: etree._Element, name: str) -> str | None:
    child = element.find(f"{W}{name}")
    value = None if child is None else child.get(f"{W}val")
    return None if value is None else str(value)


def _whole(value: str | None, otherwise: int = 0) -> int:
    return int(value) if value is not None and value.isdecimal() and len(value) < 6 else otherwise
