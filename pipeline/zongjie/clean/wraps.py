"""Hard-wrapped lines joined: the break (and the indent behind it) goes where a sentence is cut, never at a heading."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from zongjie import lexicon
from zongjie.clean.edits import Cut, Edits, replaced
from zongjie.config import Settings

# A text is wrapped at a fixed width when most of its lines that matter are about equally long and end in mid-sentence.
NARROWEST, WIDEST = 18, 90  # Chinese characters in a wrapped line: two columns of print, and a wide mail window
SLACK = 3  # characters by which a full line may be shorter than the longest: no line begins with a closing mark
LOST_INDENT = 3  # characters by which the first line of a paragraph is shorter where its indent is lost, as in a PDF
LEAST_FULL = 3  # full lines needed before widths tell anything
LEAST_FULL_SHARE = 0.25  # of the lines with text; short paragraphs end many lines early
LEAST_CUT_SHARE = 0.4  # of the full lines, those that end in mid-sentence: chance alone gives more, paragraphs none
LEAST_RAGGED_SHARE = 0.35  # of the lines of running text; paragraphs end so once or never
LEAST_FRAGMENTS = 3  # lines that begin with a closing mark: links and bold words were put on lines of their own
LONG_PARAGRAPH = 40  # characters from which a line without full stop is an unfinished paragraph and not a heading
LONGEST_HEADING = 45
FULL_STOPS = "。！？；!?;"
TERMINAL = "。！？；：…”’!?;:"
KEPT_WHOLE = re.compile(r"[\dA-Za-z.,%]{2,12}")  # a number or Latin word is not broken: the line before it ends early
ORPHAN = re.compile("[㐀-䶿一-鿿](?<![一二三四五六七八九十])")  # a line of one character is the rest of a word

DRAWN = re.compile(r"[─-╿|¦｜].*[─-╿|¦｜]$")  # a row or a rule of a drawn table


class Line(NamedTuple):
    """A line with text: its place, its text without blanks, its width, its indent, and whether blank lines precede."""

    start: int
    end: int
    text: str
    width: int
    indent: bool
    apart: bool


@dataclass(frozen=True, slots=True)
class Layout:
    """How a text is wrapped: the width of its full lines (0: not at a fixed width), and whether links were cut out."""

    full: int
    fragmented: bool
    indented: bool


@lru_cache(maxsize=1)
def _patterns() -> dict[str, re.Pattern[str]]:
    return {row["name"]: re.compile(row["value"]) for row in lexicon.table("lexicons/wraps.tsv", unique="name")}


def _lines(text: str) -> list[Line]:
    found: list[Line] = []
    start = 0
    apart = False
    for raw in text.split("\n"):
        if stripped := raw.strip():
            lead = raw.index(stripped[0])
            indent = lead >= 2 or raw[0] == "　"
            end = start + lead + len(stripped)
            found.append(Line(start + lead, end, stripped, _width(stripped), indent, apart))
            apart = False
        else:
            apart = True
        start += len(raw) + 1
    return found


def _width(line: str) -> int:
    """Width in Chinese characters; two half-width signs count as one (in UTF-8 one byte, a Chinese one three)."""
    wide = (len(line.encode("utf-8", "surrogatepass")) - len(line)) // 2
    return (len(line) + wide + 1) // 2


def _layout(lines: list[Line]) -> Layout:
    starts = _patterns()["goes_on"]
    fragments = sum(1 for line in lines[1:] if starts.match(line.text))
    indented = sum(1 for line in lines if line.indent) * 4 >= len(lines)
    return Layout(_full_width(lines), fragments >= LEAST_FRAGMENTS or _ragged(lines), indented)


def _ragged(lines: list[Line]) -> bool:
    """Whether lines are broken at no fixed width: many lines of running text end in mid-sentence."""
    running = [line for line in lines if any(sign in line.text for sign in "，。；")]
    cut = sum(1 for line in running if line.text[-1] not in TERMINAL + "，、")
    return cut >= LEAST_FULL and cut >= LEAST_RAGGED_SHARE * len(running)


def _full_width(lines: list[Line]) -> int:
    longest = max((line.width for line in lines), default=0)
    if not NARROWEST <= longest <= WIDEST:
        return 0
    full = [line for line in lines if line.width >= longest - SLACK]
    cut = sum(1 for line in full if line.text[-1] not in TERMINAL)
    enough = len(full) >= LEAST_FULL and len(full) >= LEAST_FULL_SHARE * len(lines)
    return longest - SLACK if enough and cut >= LEAST_CUT_SHARE * len(full) else 0


def wraps(text: str, settings: Settings) -> Edits:
    """The step `wraps`. Between two Latin words the break becomes a blank instead."""
    lines = _lines(text)
    if len(lines) < 2:
        return Edits(text)
    layout = _layout(lines)
    signs: list[int] = []
    cuts: list[Cut] = []
    begun = lines[0]  # the first line of what has been joined so far
    for above, below in pairwise(lines):
        if not _joins(above, below, begun, layout, text):
            begun = below
            continue
        first = above.end
        if (
            above.text[-1].isascii()
            and above.text[-1].isalpha()
            and below.text[0].isascii()
            and below.text[0].isalpha()
        ):
            signs.append(first)
            first += 1
        if first < below.start:
            cuts.append((first, below.start, "wrap"))
    return Edits(_blanked(text, signs), tuple(cuts))


def _blanked(text: str, signs: list[int]) -> str:
    if not signs:
        return text
    return replaced(text, signs, " ")


def _joins(above: Line, below: Line, begun: Line, layout: Layout, text: str) -> bool:
    """Whether the sentence of `above` goes on in `below`; `begun` is the line where its paragraph began."""
    known = _patterns()
    if "\t" in above.text or "\t" in below.text or DRAWN.match(above.text) or DRAWN.match(below.text):
        return False
    if known["goes_on"].match(below.text) or known["opens"].search(above.text):
        return not below.apart or above.text[-1] not in TERMINAL
    last = above.text[-1]
    if last in FULL_STOPS and not (layout.full and layout.indented):
        return False
    if known["heading_start"].match(below.text):
        return False
    if last in "，、,":
        return not known["salutation"].fullmatch(above.text) and not known["dated"].fullmatch(below.text)
    if _heading(begun, above):
        return False
    if below.apart or (below.indent and not above.indent and above.width < LONG_PARAGRAPH):
        return _cut_paragraph(above, below, text)
    if known["bare_label"].fullmatch(above.text):
        return not below.indent
    if last.isdigit() and known["unit_start"].match(below.text) and not below.indent:
        return True
    if ORPHAN.fullmatch(below.text) and not below.indent and last not in TERMINAL:
        return True
    if below.indent or known["dated"].fullmatch(below.text) or known["dated"].fullmatch(above.text):
        return False
    lost = (
        LOST_INDENT if begun is above and not layout.indented and any(sign in above.text for sign in "，。；、") else 0
    )
    kept_whole = KEPT_WHOLE.match(below.text)
    if kept_whole and any(sign in above.text for sign in "，。；、"):
        lost += _width(kept_whole[0])
    if layout.full and above.width >= layout.full - lost:
        return last not in TERMINAL or layout.indented
    return layout.fragmented and last not in TERMINAL + "）)"


def _heading(begun: Line, above: Line) -> bool:
    """Whether the paragraph so far is a numbered heading: short, without a comma or full stop."""
    if begun is not above or above.width > LONGEST_HEADING:
        return False
    known = _patterns()
    numbered = known["heading_start"].match(above.text) and not known["bare_label"].fullmatch(above.text)
    return bool(numbered) and not any(sign in above.text for sign in "，。；")


def _cut_paragraph(above: Line, below: Line, text: str) -> bool:
    """A long paragraph without its full stop, and below it what can only be the rest of its sentence."""
    unfinished = above.width >= LONG_PARAGRAPH and above.text[-1] not in TERMINAL + "）)》.%"
    return unfinished and _patterns()["continues"].match(below.text) is not None
