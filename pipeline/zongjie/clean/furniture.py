"""Page furniture: rules from `furniture.tsv`, each deleting what sites, editors and printers put around a summary."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from zongjie import lexicon
from zongjie.clean.edits import Cut, Edits, disjoint
from zongjie.config import Settings
from zongjie.errors import LexiconError

BY_LINE = ("line", "head", "page", "list")
KINDS = ("line", "head", "page", "inline", "unit", "sentence", "list", "tail", "closing")
LONGEST_LINE = 80  # characters of a line that a whole-line rule is tried on
HEAD_LINES = 8  # lines with text at the top of a file among which publication lines stand
LONGEST_UNIT = (
    400  # an introduction measured up to 250 characters; above this the text is several paragraphs in one line
)
LONGEST_TAIL = 1500  # characters of a licence box or footer
LONGEST_CLOSING = 3000  # characters of all that a site puts below its last summary
LEAST_PLACE = 0.4  # share of the text that stands before a list; nearer the top it is no appendix
SURE_ITEM = re.compile(r"\d{1,2}-\d{1,2}$|^[•●·■◆▲>《]")
BLANK = " \t　"
UNFINISHED = re.compile(r"[^\s。！？；：…”’》）)!?;:.]")
GAP = re.compile(r"[ 　]{2,}")
SENTENCE_END = re.compile(r"[。！？\n]")

FULL_STOPS = tuple("。！？；")
PAGE_LINE = re.compile(r"\s*(?:[—–-]+\s*\d{1,3}\s*[—–-]+|第\s*\d{1,3}\s*页.{0,12}|\d{1,3}/\d{1,3})\s*")


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of `furniture.tsv`, compiled."""

    name: str
    kind: str
    needs: tuple[str, ...]
    pattern: re.Pattern[str]
    items: re.Pattern[str] | None

    def tried(self, text: str) -> bool:
        """Whether the text holds a word without which the rule cannot match."""
        return not self.needs or any(word in text for word in self.needs)


class Line(NamedTuple):
    """A line with text: where it starts and ends, its line break left out, and the text without blanks."""

    start: int
    end: int
    text: str


@lru_cache(maxsize=1)
def rules() -> tuple[Rule, ...]:
    """The rules in the order of the table.

    Raises:
        LexiconError: a row has an unknown kind or a pattern that does not compile.
    """
    made = []
    for row in lexicon.table("lexicons/furniture.tsv", unique="name"):
        try:
            pattern = re.compile(row["pattern"], re.MULTILINE if row["kind"] == "tail" else 0)
            items = re.compile(row["items"]) if row["items"] else None
        except re.error as fault:
            raise _fault(row["name"], f"模式无法编译：{fault}", f"the pattern does not compile: {fault}") from fault
        if row["kind"] not in KINDS:
            raise _fault(
                row["name"], f"未知的 kind {row['kind']}", f"unknown kind {row['kind']}; use {', '.join(KINDS)}"
            )
        made.append(Rule(row["name"], row["kind"], tuple(filter(None, row["needs"].split("|"))), pattern, items))
    return tuple(made)


def _fault(name: str, zh: str, en: str) -> LexiconError:
    return LexiconError(
        f"词表 furniture.tsv 的规则 {name}：{zh}。请改正该行。", f"furniture.tsv, rule {name}: {en}. Correct the row."
    )


def lines(text: str) -> list[Line]:
    """The lines of `text` that hold more than blanks."""
    found = []
    start = 0
    for raw in text.split("\n"):
        end = start + len(raw)
        if raw and (stripped := raw.strip()):
            found.append(Line(start, end, stripped))
        start = end + 1
    return found


def furniture(text: str, settings: Settings) -> Edits:
    """The step `furniture`."""
    return Edits(text, disjoint(find(text, rules())))


def find(text: str, chosen: tuple[Rule, ...]) -> list[Cut]:
    """What the chosen rules would delete; cuts may overlap."""
    cuts: list[Cut] = []
    for rule in chosen:
        if rule.kind in BY_LINE or not rule.tried(text):
            continue
        if rule.kind == "inline":
            cuts += [(m.start(), m.end(), rule.name) for m in rule.pattern.finditer(text)]
        elif rule.kind == "tail":
            cuts += _tail(text, rule)
        elif rule.kind == "closing":
            cuts += _closing(text, rule)
        else:
            cuts += _units(text, rule)
    return [*cuts, *_by_line(text, [rule for rule in chosen if rule.kind in BY_LINE])]


def _by_line(text: str, chosen: list[Rule]) -> Iterator[Cut]:
    every = lines(text)
    short = "\n".join(line.text for line in every if len(line.text) <= LONGEST_LINE)
    tried = [rule for rule in chosen if rule.tried(short)]
    bare = _any_of(tuple(rule.pattern.pattern for rule in tried if not rule.needs))
    words = _any_of(tuple(re.escape(word) for rule in tried for word in rule.needs))
    reached = 0  # where a list ended: its lines are not tried again
    for at, line in enumerate(every):
        if line.start < reached or len(line.text) > LONGEST_LINE:
            continue
        if not words.search(line.text) and not bare.fullmatch(line.text):
            continue
        for rule in tried:
            if (rule.kind == "head" and at >= HEAD_LINES) or not rule.tried(line.text):
                continue
            if not rule.pattern.fullmatch(line.text):
                continue
            if rule.kind == "list":
                start, end = _list(text, every, at, rule)
                reached = end
            elif rule.kind == "page":
                start, end = _page(text, every, at)
            else:
                start, end = _whole(text, line.start, line.end)
            yield start, end, rule.name
            break


@lru_cache(maxsize=256)
def _any_of(patterns: tuple[str, ...]) -> re.Pattern[str]:
    """One pattern for all: nearly every line matches none, which one call tells."""
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns) or r"(?!)")


def _whole(text: str, start: int, end: int) -> tuple[int, int]:
    """Lines with their line break, so that none is left empty."""
    return (start, end + 1) if end < len(text) else (max(0, start - 1), end)


def _page(text: str, every: list[Line], at: int) -> tuple[int, int]:
    """A page number; where it parts a sentence the blank lines around it go too, one line break stays."""
    line = every[at]
    if 0 < at < len(every) - 1:
        above, below = every[at - 1], every[at + 1]
        if UNFINISHED.match(above.text, len(above.text) - 1) and text[below.start] not in BLANK:
            return above.start + len(text[above.start : above.end].rstrip()), below.start - 1
    return _whole(text, line.start, line.end)


def _list(text: str, every: list[Line], at: int, rule: Rule) -> tuple[int, int]:
    """A header and the items below it; where text follows, only items that cannot be its heading. Empty if no list."""
    if every[at].start < len(text) * LEAST_PLACE:
        return 0, 0
    assert rule.items is not None
    last = at
    while last + 1 < len(every) and (
        rule.items.search(every[last + 1].text)
        or _header(every[last + 1], rule)
        or _wrapped(every[last], at < last, rule)
        or PAGE_LINE.fullmatch(every[last + 1].text)
    ):
        last += 1
    if last + 1 < len(every) and rule.name == "related_list":
        while last > at and not SURE_ITEM.search(every[last].text) and not _header(every[last], rule):
            last -= 1
    if last > at or last + 1 == len(every):
        return _whole(text, every[at].start, every[last].end)
    return 0, 0


def _wrapped(line: Line, is_item: bool, rule: Rule) -> bool:
    """Whether an entry of a glossary goes on in the next line: hard-wrapped lines are joined only after this step."""
    if rule.name != "glossary" or not is_item:
        return False
    return line.text.rstrip()[-1:] not in FULL_STOPS


def _header(line: Line, rule: Rule) -> bool:
    return len(line.text) <= LONGEST_LINE and rule.pattern.fullmatch(line.text) is not None


def _tail(text: str, rule: Rule) -> Iterator[Cut]:
    match = rule.pattern.search(text, max(0, len(text.rstrip()) - LONGEST_TAIL))
    if match is not None:
        yield match.start(), len(text), rule.name


def _closing(text: str, rule: Rule) -> Iterator[Cut]:
    """From the first line that the pattern opens and below which every line is one of the site's."""
    assert rule.items is not None
    floor = max(0, len(text) - LONGEST_CLOSING)
    first = None
    for line in reversed(lines(text[floor:])):
        if not rule.items.fullmatch(line.text):
            break
        if rule.pattern.match(line.text):
            first = line
    if first is not None and floor + first.start >= len(text) * LEAST_PLACE:
        yield (*_whole(text, floor + first.start, len(text)), rule.name)


def _units(text: str, rule: Rule) -> Iterator[Cut]:
    for start, end in _paragraphs(text, rule.needs):
        unit = text[start:end]
        if not rule.tried(unit):
            continue
        if rule.kind == "sentence" or end - start > LONGEST_UNIT:
            yield from _sentences(text, start, end, rule)
        elif rule.pattern.search(unit):
            yield (*_alone(text, start, end), rule.name)


def _paragraphs(text: str, needs: tuple[str, ...]) -> Iterator[tuple[int, int]]:
    """The paragraphs of the lines that hold one of the words; parted by line breaks or by two blanks."""
    reached = 0
    for match in re.finditer("|".join(map(re.escape, needs)), text):
        if match.start() < reached:
            continue
        start = text.rfind("\n", 0, match.start()) + 1
        reached = text.find("\n", match.start()) % (len(text) + 1)
        for gap in GAP.finditer(text, start, reached):
            yield start, gap.start()
            start = gap.end()
        yield start, reached


def _alone(text: str, start: int, end: int) -> tuple[int, int]:
    """With its blanks and line break, if nothing else stands on the line."""
    before = text.rfind("\n", 0, start) + 1
    if text[before:start].strip(BLANK) or text[end : end + 1] not in ("", "\n"):
        return start, end
    return _whole(text, before, end)


def _sentences(text: str, start: int, end: int, rule: Rule) -> Iterator[Cut]:
    at = start
    while at < end:
        match = SENTENCE_END.search(text, at, end)
        stop = match.end() if match else end
        if rule.pattern.search(text[at:stop]):
            yield (*(_alone(text, at, stop) if (at, stop) == (start, end) else (at, stop)), rule.name)
        at = stop
