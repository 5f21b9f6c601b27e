"""Headings, section roles and sentences of one document."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise

from zongjie import lexicon
from zongjie.clauses import clauses, trimmed
from zongjie.config import Settings
from zongjie.document import Document, Section, Sentence, Span
from zongjie.stage import Stage, StageSpec

NUMBERING = "lexicons/numbering.tsv"
FIRST_LISTED, LIST_DASH, UNNUMBERED = 3, 7, 8  # levels of （一） and below, of list items, of headings without number
HALF = 0.5  # how far a heading without number stands above the list of headings that it opens
LONGEST_HEADING = 45  # characters; headings of four-character parallels run to about 40
LONGEST_GLUED = 40  # characters of a heading that goes on as its paragraph
SHORTEST_SPACED, LONGEST_SPACED = 4, 24  # characters of a heading that only a blank parts from its paragraph
LONGEST_UNNUMBERED = 30  # characters of a line that is a heading by its shortness alone
# Characters: several times the longest sentence of 52 government reports, which has 365 (the largest `end` - `start` in
# their table `sentences`). The stages metrics, activities, problems and link compare what stands in one sentence, so a
# text that is one (a cell without a full stop) would take time by the square of its length (tests/test_growth.py). The
# audit has sentences and a bound of its own (audit/stage.py).
LONGEST_SENTENCE = 2_000
SHORTEST_ONE_LINE = 200  # a line above this that holds inner ideographic indents is several paragraphs run together
LEAD = 60  # characters of a paragraph in which its opening words are looked for
HOLDING = ("problems", "plan", "measures", "causes")  # roles that sub-headings do not change
REVIEW = "回顾"  # ends the heading of a chapter that does nothing but look back
ENDING = ("plan", "measures")  # roles of headings that end a list which only a paragraph above it announced

STOPS = "。！？!?；;"
OPENING, CLOSING = "“《（〈「『【", "”》）〉」』】"
PAIR = dict(zip(CLOSING, OPENING, strict=True))
NO_HEADING_END = STOPS + "…，,"
NO_SHORT_HEADING_END = NO_HEADING_END + "：:、"
BRACKET = re.compile(f"[{OPENING}{CLOSING}]")
MARK = re.compile(f"[{STOPS}{OPENING}{CLOSING}]")
SPEECH_END = re.compile(f"[。！？!?][”』」](?![，、,{STOPS}{OPENING}{CLOSING}])")
HEADING_END = re.compile("[ 　。：:；;！!？?]")
FIRST = re.compile(r"[（(第]?(?:一|1|①)(?![\d十百])")  # the number with which a list of headings begins
PAUSE = re.compile("[、 　\t）》”]")
NO_FIGURE = re.compile(
    r"[一-鿿](?<![零〇一二两三四五六七八九十百千万亿几数多余])(?![\d零〇一二两三四五六七八九十百千万亿几数多余.%％])"
)
INNER_INDENT = re.compile(r"(?<=\S)[　 ]*+(?<=　　)(?=\S)|(?<=[。！？；”）]) {2,}(?=\S)")


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph or heading: its span without surrounding blanks, and what stands at its head."""

    span: Span
    level: int  # 0: body text
    number: str | None
    title: Span | None
    body: Span | None


@cache
def _numbering() -> tuple[tuple[int, re.Pattern[str]], ...]:
    rows = lexicon.table(NUMBERING)
    return tuple((int(row["level"]), re.compile(row["pattern"])) for row in rows if row["level"] != "item")


@cache
def _enumerator() -> re.Pattern[str]:
    return re.compile("|".join(lexicon.words(NUMBERING, "pattern", level="item")))


@cache
def _roles(scope: str) -> tuple[tuple[str, re.Pattern[str], re.Pattern[str] | None], ...]:
    return tuple(
        (row["role"], re.compile(row["pattern"]), re.compile(row["unless"]) if row["unless"] else None)
        for row in lexicon.table("lexicons/roles.tsv")
        if row["scope"] == scope
    )


def role_of(text: str, scope: str) -> str | None:
    """The role that the words of a heading (`heading`) or of a paragraph's first sentences (`lead`) tell, or None."""
    for role, pattern, unless in _roles(scope):
        if pattern.search(text) and not (unless and unless.search(text)):
            return role
    return None


def paragraphs(text: str) -> Iterator[Span]:
    """The lines of `text` without their blanks; a one-line text is cut at inner ideographic indents."""
    at = 0
    for line in text.split("\n"):
        run_together = len(line) > SHORTEST_ONE_LINE and ("　　" in line or "  " in line)
        indents = INNER_INDENT.finditer(line) if run_together else ()
        for start, end in pairwise((0, *(indent.end() for indent in indents), len(line))):
            yield from trimmed(text, at + start, at + end)
        at += len(line) + 1


def _glued(text: str, title: Span) -> int | None:
    """Where a numbered heading ends that goes on as a paragraph: behind its first 。, ： or blank, if soon."""
    for match in HEADING_END.finditer(text, title.start, min(title.end, title.start + LONGEST_GLUED)):
        at, mark = match.start(), match.group()
        if mark in " 　":
            if SHORTEST_SPACED <= at - title.start <= LONGEST_SPACED < title.end - at:
                return at + 1
        elif mark not in "。：:":
            return None
        elif title.start < at < title.end - 1:
            return at + 1
    return None


def _line(text: str, span: Span, may_be_heading: bool) -> Line:
    last = text[span.end - 1]
    for level, pattern in _numbering():
        match = pattern.match(text, span.start, span.end)
        if match is None:
            continue
        number, rest = match.group().strip(), Span(match.end(), span.end)
        if not len(rest):
            break
        if len(rest) <= LONGEST_HEADING and last not in NO_HEADING_END:
            return Line(span, level, number, rest, None)
        cut = _glued(text, rest) if level < LIST_DASH else None
        if cut is not None:
            return Line(span, level, number, Span(rest.start, cut - 1), Span(cut, span.end))
        return Line(span, level, number, None, rest)
    if may_be_heading and len(span) <= LONGEST_UNNUMBERED and last not in NO_SHORT_HEADING_END:
        return Line(span, UNNUMBERED, None, span, None)
    return Line(span, 0, None, None, span)


def _lines(text: str) -> list[Line]:
    """The lines of a text; a short one is a heading unless it is the last or a page number."""
    spans = list(paragraphs(text))
    return [
        _line(text, span, may_be_heading=i < len(spans) and not text[span.start : span.end].isdigit())
        for i, span in enumerate(spans, 1)
    ]


def sentences(text: str, span: Span) -> Iterator[Span]:
    """The sentences of a paragraph: cut at 。！？； outside 《》, “”, （）; closing marks stay with what they close.

    Brackets that are never closed in the paragraph (stray or lost marks) do not hold a sentence together. A quotation
    that ends with a stop of its own ends the sentence. What is longer than `LONGEST_SENTENCE` is cut between clauses.
    """
    for sentence in _by_stops(text, span):
        if len(sentence) <= LONGEST_SENTENCE:
            yield sentence
        else:
            yield from _by_length(text, sentence)


def _by_length(text: str, sentence: Span) -> Iterator[Span]:
    """Parts of a sentence no longer than `LONGEST_SENTENCE`: of whole clauses, or of pieces of a longer clause."""
    start = end = sentence.start
    for clause in clauses(text, sentence):
        if clause.end - start > LONGEST_SENTENCE and end > start:
            yield from trimmed(text, start, clause.start)
            start = clause.start
        while clause.end - start > LONGEST_SENTENCE:
            cut = _cut(text, start)
            yield from trimmed(text, start, cut)
            start = cut
        end = clause.end
    yield from trimmed(text, start, sentence.end)


def _cut(text: str, start: int) -> int:
    """Where a clause that is too long is cut: behind the last sign of a pause, else anywhere but before a figure."""
    end = start + LONGEST_SENTENCE
    for pattern in (PAUSE, NO_FIGURE):
        at = max((match.end() for match in pattern.finditer(text, start + LONGEST_SENTENCE // 2, end)), default=0)
        if at:
            return at
    return end


def _by_stops(text: str, span: Span) -> Iterator[Span]:
    partners = _partners(text, span)
    closings = frozenset(partners.values())
    start, held_until = span.start, -1
    for match in MARK.finditer(text, span.start, span.end):
        at = match.start()
        if at < start or at < held_until:
            continue
        if at == held_until:
            stop = at + 1 if SPEECH_END.match(text, at - 1, span.end) else start
        elif at in partners:
            held_until, stop = partners[at], start
        else:
            stop = _stop(text, at, span.end, closings) if match.group() in STOPS else start
        if stop > start:
            yield from trimmed(text, start, stop)
            start = stop
    yield from trimmed(text, start, span.end)


def _stop(text: str, at: int, end: int, closings: frozenset[int]) -> int:
    """Behind the stop at `at` and the stops, dots and stray closing marks that follow it."""
    at += 1
    while at < end and (text[at] in STOPS or text[at] == "…" or (text[at] in CLOSING and at not in closings)):
        at += 1
    return at


def _partners(text: str, span: Span) -> dict[int, int]:
    """For each opening mark the place of its closing mark, unclosed ones left out; only outermost pairs matter."""
    stack: list[int] = []
    waiting = dict.fromkeys(OPENING, 0)  # how many of each mark are on the stack
    pairs: dict[int, int] = {}
    for match in BRACKET.finditer(text, span.start, span.end):
        mark = match.group()
        if mark in waiting:
            stack.append(match.start())
            waiting[mark] += 1
        elif waiting[PAIR[mark]]:
            opening = stack.pop()
            waiting[text[opening]] -= 1
            while text[opening] != PAIR[mark]:
                opening = stack.pop()
                waiting[text[opening]] -= 1
            pairs[opening] = match.start()
    return pairs


@dataclass(slots=True)
class _Roles:
    """Which role holds as the lines of a document go by."""

    headings: list[tuple[float, str]]  # the headings that hold, outermost first
    usual: str = "work"  # of a section whose heading tells no role
    carried: str | None = None  # a paragraph's own role that the list below it keeps
    reviewing: bool = False  # the chapter is the review of what has been
    planning: bool = False  # so was the chapter before, or it was a plan
    begun: bool = False  # a paragraph has been read
    chapter: bool = False  # the last heading has no number and tells a role, and is no title

    def heading(self, line: Line, title: str) -> str:
        """The role of a section; a sub-heading inside problems or plans keeps to its parent."""
        own = role_of(title, "heading")
        level = self._above(line, own)
        parent = self.headings[-1][1] if self.headings else None
        if not self.headings and line.level < LIST_DASH:
            own = own or ("plan" if self.planning else None)
            self.planning = own == "plan" or role_of(title, "review") is not None
            self.reviewing = self.planning and title.endswith(REVIEW)
        if parent in HOLDING:
            role = parent
        elif self.carried and own not in ENDING and FIRST_LISTED <= line.level < UNNUMBERED:
            return self.carried  # not pushed: the list ends with the next heading above it
        else:
            role = own or parent or self.usual
        self.carried = None
        self.headings.append((level, role))
        self.chapter = own is not None and line.level == UNNUMBERED and self.begun
        return role

    def _above(self, line: Line, own: str | None) -> float:
        """Leave only the headings above a line's, whose words tell the role `own` or none; the line's level.

        A heading without number that tells a role stands above the list of headings which it opens (明年安排,
        1. 水利, 2. 道路) and beside the next one of its sort. What stands before all text may be a title.
        """
        opened, self.chapter = self.chapter, False  # by the heading right above only
        begins = line.level < UNNUMBERED and line.number is not None and FIRST.match(line.number) is not None
        if opened and begins and own in (None, self.headings[-1][1]):
            self.headings[-1] = (line.level - HALF, self.headings[-1][1])
            return line.level
        promoted = (at for at, (level, _) in enumerate(self.headings) if level % 1)
        chapter = next(promoted, None) if own is not None and line.level == UNNUMBERED else None
        if chapter is not None:
            level = self.headings[chapter][0]
            del self.headings[chapter:]
            return level
        while self.headings and self.headings[-1][0] >= line.level:
            self.headings.pop()
        return line.level

    def lead(self, words: str) -> str | None:
        """The role that opening words tell; a review keeps to the past, whatever its paragraphs begin with."""
        told = role_of(words, "lead")
        return None if told == "plan" and self.reviewing else told

    def paragraph(self, text: str, line: Line, body: Span, section_role: str) -> str:
        """The role of a paragraph: its opening words may leave the section's (今后我们将…, 我们清醒地看到…)."""
        self.begun = True
        opening = text[body.start : min(body.end, body.start + LEAD)]
        if section_role == "plan" and role_of(opening, "retrospect") is not None:
            return "work"
        if section_role in HOLDING:
            return "plan" if section_role == "problems" and role_of(opening, "lead") == "plan" else section_role
        if line.level == LIST_DASH or _enumerator().match(text, body.start):
            return self.carried or section_role
        lead = self.lead(opening)
        if lead is None and self.carried == "plan" and role_of(opening, "retrospect") is None:
            return "plan"  # what follows the paragraph that sets the goals says how to reach them
        self.carried = lead if lead in ("problems", "plan") else None
        return lead if lead in ("problems", "plan", "closing", "measures") else section_role


def structure(document: Document) -> Document:
    """Fill `sections` and `sentences`; every sentence lies in exactly one section, and none overlap."""
    text = document.text
    sections: list[Section] = []
    found: list[Sentence] = []
    roles = _Roles([], "plan" if document.metadata.type == "plan" else "work")  # 2025年工作要点 plans throughout
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
            found += _paragraph(text, line, line.body, roles, len(sections) - 1, sections[-1].role)
    parts = tuple(tuple(clauses(text, sentence.span)) for sentence in found)
    return replace(document, sections=_closed(sections, len(text)), sentences=tuple(found), clauses=parts)


def _paragraph(text: str, line: Line, body: Span, roles: _Roles, section: int, section_role: str) -> Iterator[Sentence]:
    """The sentences of a paragraph with their roles, which may change within it."""
    role = roles.paragraph(text, line, body, section_role)
    for span in sentences(text, body):
        role = role if section_role in HOLDING else _sentence_role(roles.lead(text[span.start : span.end]), role)
        yield Sentence(span, section, role)
    if role == "problems":
        roles.carried = role


def _sentence_role(lead: str | None, role: str) -> str:
    """A sentence that announces problems or plans turns the rest of its paragraph to them (今年我们将办好十件实事)."""
    if lead in ("problems", "plan") or (role == "problems" and lead == "measures"):
        return lead
    return role


def _closed(sections: list[Section], end: int) -> tuple[Section, ...]:
    """The sections, each up to the next; one for a text without lines."""
    if not sections:
        return (Section(Span(0, end), 0, None, None, "other"),)
    ends = [*(section.span.start for section in sections[1:]), end]
    return tuple(
        replace(section, span=Span(section.span.start, stop)) for section, stop in zip(sections, ends, strict=True)
    )


def build(settings: Settings) -> Stage:
    """The stage `structure`."""
    return structure


SPEC = StageSpec("structure", build, requires=("metadata",), provides=("sections", "sentences", "clauses"), whole=True)
