"""Headings, section roles and sentences of one document."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from zongjie import lexicon
from zongjie.config import Settings
from zongjie.document import Document, Section, Sentence, Span
from zongjie.stage import Stage, StageSpec

# Five schemes, outermost first; a document may mix and skip them, so a level is relative to those in use.
NUMBERING: tuple[tuple[int, re.Pattern[str]], ...] = (
    (1, re.compile(r"第[一二三四五六七八九十百]{1,3}[章篇编部](?:分)?[、：\s　]*")),
    (2, re.compile(r"[一二三四五六七八九十]{1,3}[、．.：]\s*")),
    (3, re.compile(r"[（(][一二三四五六七八九十]{1,3}[)）][、.．]?\s*")),
    (4, re.compile(r"\d{1,2}(?:[、．]|\.(?!\d))\s*")),
    (5, re.compile(r"(?:[（(]\d{1,2}[)）]|\d{1,2}[)）])[、.．]?\s*")),
    (6, re.compile(r"[①-⑳][、.．]?\s*")),
    (7, re.compile(r"(?:——|--+|●|•|◆|■|★)\s*")),
)
ENUMERATOR = re.compile(
    r"(?:[一二三四五六七八九十]{1,2}(?:是|要|则)|第[一二三四五六七八九十][，,、]|其[一二三四五六][，,是]|首先[，,]|其次[，,]|再次[，,]|最后[，,])"
)
UNNUMBERED = 8
LONGEST_HEADING = 45  # characters; headings of four-character parallels run to about 40
LONGEST_GLUED = 40
LONGEST_SPACED = 24  # a heading that only a blank parts from its paragraph
SHORTEST_ONE_LINE = 200  # a line above this that holds inner ideographic indents is several paragraphs run together
INNER_INDENT = re.compile(r"(?<=\S)[　 ]*　　+(?=\S)|(?<=[。！？；”）]) {2,}(?=\S)")
HOLDING = ("problems", "plan", "measures", "causes")  # roles that sub-headings do not change
RETROSPECT = re.compile(r"(?:过去|去年|上年|一年来|五年来|回顾|[一二两三四五]年来|总之)")
LIST_DASH = 7
LEAD = 60  # characters of a paragraph in which its opening words are looked for
TERMINAL = "。！？；…!?;"
OPENING, CLOSING = "“《（〈「『【", "”》）〉」』】"
BREAKS = re.compile(r"[。！？!?；;“”《》（）〈〉「」『』【】]+")
PAIR = dict(zip(CLOSING, OPENING, strict=True))


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph or heading: its span without surrounding blanks, and what stands at its head."""

    span: Span
    level: int  # 0: body text
    number: str | None
    title: Span | None
    body: Span | None


@lru_cache(maxsize=1)
def _roles() -> dict[str, tuple[tuple[str, re.Pattern[str], re.Pattern[str] | None], ...]]:
    rows = lexicon.table("lexicons/roles.tsv")
    return {
        scope: tuple(
            (row["role"], re.compile(row["pattern"]), re.compile(row["unless"]) if row["unless"] else None)
            for row in rows
            if row["scope"] == scope
        )
        for scope in ("heading", "lead")
    }


def role_of(text: str, scope: str) -> str | None:
    """The role that the words of a heading (`heading`) or of a paragraph's first sentences (`lead`) tell, or None."""
    for role, pattern, unless in _roles()[scope]:
        if pattern.search(text) and not (unless and unless.search(text)):
            return role
    return None


def paragraphs(text: str) -> Iterator[Span]:
    """The lines of `text` without their blanks; a one-line text is cut at inner ideographic indents."""
    at = 0
    for line in text.split("\n"):
        cuts = [0]
        if len(line) > SHORTEST_ONE_LINE:
            cuts += [m.end() for m in INNER_INDENT.finditer(line)]
        cuts.append(len(line))
        for a, b in pairwise(cuts):
            piece = line[a:b]
            stripped = piece.strip()
            if stripped:
                start = at + a + piece.index(stripped[0])
                yield Span(start, start + len(stripped))
        at += len(line) + 1


def _glued(text: str, start: int, end: int) -> int | None:
    """Where a numbered heading ends that goes on as a paragraph: behind its first 。, ： or blank, if soon."""
    for i in range(start, min(end, start + LONGEST_GLUED)):
        if text[i] in " 　" and 4 <= i - start <= LONGEST_SPACED and end - i > LONGEST_SPACED:
            return i + 1
        if text[i] in "。：:" and i + 1 < end:
            return i + 1
        if text[i] in "；;！!？?":
            return None
    return None


def _line(text: str, span: Span, short_lines_are_headings: bool) -> Line:
    for level, pattern in NUMBERING:
        match = pattern.match(text, span.start, span.end)
        if match is None:
            continue
        number = match.group().strip()
        rest = Span(match.end(), span.end)
        if not len(rest):
            break
        if len(rest) <= LONGEST_HEADING and text[span.end - 1] not in TERMINAL + "，,":
            return Line(span, level, number, rest, None)
        cut = _glued(text, rest.start, rest.end)
        if cut is not None and level < 7:
            return Line(span, level, number, Span(rest.start, cut - 1), Span(cut, span.end))
        return Line(span, level, number, None, rest)
    if short_lines_are_headings and len(span) <= 30 and text[span.end - 1] not in TERMINAL + "，,：:、":
        return Line(span, UNNUMBERED, None, span, None)
    return Line(span, 0, None, None, span)


def _lines(text: str) -> list[Line]:
    spans = list(paragraphs(text))
    return [
        _line(text, span, short_lines_are_headings=i + 1 < len(spans) and not text[span.start : span.end].isdigit())
        for i, span in enumerate(spans)
    ]


def sentences(text: str, span: Span) -> Iterator[Span]:
    """The sentences of a paragraph: cut at 。！？； outside 《》, “”, （）; closing marks stay with what they close.

    Brackets that are never closed in the paragraph (stray or lost marks) do not hold a sentence together.
    """
    end = span.end
    partners = _partners(text, span)
    start = span.start
    depth_until = -1
    for match in BREAKS.finditer(text, span.start, end):
        for i in range(match.start(), match.end()):
            if i <= depth_until:
                continue
            char = text[i]
            if char in OPENING and i in partners:
                depth_until = partners[i]
            elif char in "。！？!?；;":
                stop = i + 1
                while stop < end and (
                    text[stop] in "。！？!?；;…" or (text[stop] in CLOSING and stop not in partners.values())
                ):
                    stop += 1
                if stop > start:
                    yield from _trimmed(text, start, stop)
                    start = stop
        if depth_until == match.end() - 1 and text[depth_until - 1] in "。！？!?" and text[depth_until] in "”』」":
            yield from _trimmed(text, start, depth_until + 1)
            start = depth_until + 1
    yield from _trimmed(text, start, end)


def _partners(text: str, span: Span) -> dict[int, int]:
    """For each opening mark the place of its closing mark, unclosed ones left out; only outermost pairs matter."""
    stack: list[int] = []
    pairs: dict[int, int] = {}
    for match in BREAKS.finditer(text, span.start, span.end):
        for i in range(match.start(), match.end()):
            char = text[i]
            if char in OPENING:
                stack.append(i)
            elif char in CLOSING:
                for back in range(len(stack) - 1, -1, -1):
                    if text[stack[back]] == PAIR[char]:
                        pairs[stack[back]] = i
                        del stack[back:]
                        break
    return pairs


def _trimmed(text: str, start: int, end: int) -> Iterator[Span]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if end > start:
        yield Span(start, end)


@dataclass(slots=True)
class _Roles:
    """Which role holds as the lines of a document go by."""

    headings: list[tuple[int, str]]  # the headings that hold, outermost first
    carried: str | None = None  # a paragraph's own role that the list below it keeps

    def heading(self, line: Line, title: str) -> str:
        """The role of a section; a sub-heading inside problems or plans keeps to its parent."""
        while self.headings and self.headings[-1][0] >= line.level:
            self.headings.pop()
        parent = self.headings[-1][1] if self.headings else None
        if parent in HOLDING:
            role = parent
        elif self.carried and line.level >= 3 and (not self.headings or self.headings[-1][0] < line.level):
            return self.carried  # not pushed: the list ends with the next heading above it
        else:
            role = role_of(title, "heading") or parent or "work"
        self.carried = None
        self.headings.append((line.level, role))
        return role

    def paragraph(self, text: str, line: Line, section_role: str) -> str:
        """The role of a paragraph: its opening words may leave the section's (今后我们将…, 我们清醒地看到…)."""
        if section_role in HOLDING:
            return section_role
        body = line.body or line.span
        if line.level == LIST_DASH or ENUMERATOR.match(text, body.start):
            return self.carried or section_role
        lead = role_of(text[body.start : body.start + LEAD], "lead")
        if lead is None and self.carried == "plan" and not RETROSPECT.match(text, body.start):
            return "plan"  # what follows the paragraph that sets the goals says how to reach them
        self.carried = lead if lead in ("problems", "plan") else None
        return lead if lead in ("problems", "plan", "closing", "measures") else section_role


def structure(document: Document) -> Document:
    """Fill `sections` and `sentences`; every sentence lies in exactly one section, and none overlap."""
    text = document.text
    sections: list[Section] = []
    found: list[Sentence] = []
    roles = _Roles([])
    for line in _lines(text):
        is_title = not found and document.title is not None and text[line.span.start : line.span.end] == document.title
        if line.title is not None and not is_title:
            title = text[line.title.start : line.title.end].strip()
            role = roles.heading(line, title)
            sections.append(Section(line.span, line.level, line.number, title, role))
            found.append(Sentence(line.title, len(sections) - 1, role, heading=True))
        elif not sections:
            sections.append(Section(line.span, 0, None, None, "overview"))
        if is_title:
            found.append(Sentence(line.span, 0, "overview", heading=True))
        elif line.body is not None:
            role = roles.paragraph(text, line, sections[-1].role)
            for span in sentences(text, line.body):
                role = _sentence_role(text[span.start : span.end], role, sections[-1].role)
                found.append(Sentence(span, len(sections) - 1, role))
            if role == "problems":
                roles.carried = role
    if not sections:
        sections.append(Section(Span(0, len(text)), 0, None, None, "other"))
    ends = [*(s.span.start for s in sections[1:]), len(text)]
    closed = tuple(replace(s, span=Span(s.span.start, end)) for s, end in zip(sections, ends, strict=True))
    return replace(document, sections=closed, sentences=tuple(found))


def _sentence_role(sentence: str, role: str, section_role: str) -> str:
    """A sentence that announces problems turns the rest of its paragraph to them; one that answers them turns back."""
    if section_role in HOLDING:
        return role
    lead = role_of(sentence, "lead")
    if lead == "problems" or (role == "problems" and lead in ("measures", "plan")):
        return lead
    return role


def build(settings: Settings) -> Stage:
    """The stage `structure`."""
    return structure


SPEC = StageSpec("structure", build, requires=("metadata",), provides=("sections", "sentences"))
