"""A web page as lines: the text each block, break and table row shows, and which element it stands in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from lxml import etree

from zongjie.ingest.content import LONGEST_CELL, raised
from zongjie.lexicon import words

CELLS = frozenset(["td", "th"])
HIDDEN = re.compile(
    r"display\s{0,4}:\s{0,4}none|visibility\s{0,4}:\s{0,4}hidden|text-decoration[a-z-]{0,9}\s{0,4}:[^;]{0,99}line-through",
    re.IGNORECASE,
)
RAISED = re.compile(r"vertical-align\s{0,4}:\s{0,4}super", re.IGNORECASE)
SPACE = re.compile(r"[ \t\n\r\f]+")
SPACES = re.compile(" {2,}")
BETWEEN_HAN = re.compile(r"(?<=[\u3000-\u9fff\uff00-\uffef])[ \t]*[\n\r][ \t\n\r\f]*(?=[\u3000-\u9fff\uff00-\uffef])")
NAME_PARTS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")
LARGEST_ROW = 600  # characters from which a table row is taken for page layout, not for data
LINKED = 0.8  # share of linked characters from which a line is a link
SENTENCE_END = re.compile("[。；！？]")
MOST_FURNITURE = 0.5  # share of a page's text from which an element is no furniture, whatever its name


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a page. `is_link`: it is mostly link text and no sentence. `furniture`: its element is named so."""

    text: str
    owner: etree._Element
    is_link: bool
    furniture: bool


def page_lines(root: etree._Element) -> list[Line]:
    """The lines of a page in order. A row of data is one line with tabs; tables for layout are read cell by cell."""
    walk = _Walk(root)
    unseen: etree._Element | None = None
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if unseen is None:
            if event == "end":
                walk.leave(element)
            elif _is_seen(element):
                walk.enter(element)
            else:
                unseen = element
        elif event == "end" and element is unseen:
            unseen = None
            walk.add(element.tail)
    walk.flush(root)
    return walk.lines


class _Walk:
    """Collects text until a line is complete, and knows in what kind of element it stands."""

    def __init__(self, root: etree._Element) -> None:
        self.root = root
        self.size = sum(map(len, root.itertext()))
        self.lines: list[Line] = []
        self.parts: list[str] = []
        self.linked = 0
        self.row: etree._Element | None = None
        self.depth = {"a": 0, "pre": 0, "sup": 0}
        self.furniture: list[etree._Element] = []

    def enter(self, element: etree._Element) -> None:
        tag = element.tag
        if tag in _tags("block") and self.row is None:
            parent = element.getparent()
            self.flush(element if parent is None else parent)
            self.row = element if tag == "tr" and _is_data(element) else None
        elif tag in CELLS:
            self.parts.append("" if element.getprevious() is None else "\t")
        elif tag == "br" or tag in _tags("block"):
            self.parts.append("\n" if self.row is None else " ")
        if (kind := _kind(element)) in self.depth:
            self.depth[kind] += 1
        if not self.furniture and self._is_furniture(element):
            self.furniture.append(element)
        self.add(element.text)

    def leave(self, element: etree._Element) -> None:
        tag = element.tag
        if element is self.row:
            self.row = None
        if tag in _tags("block") and self.row is None:
            self.flush(element)
        if (kind := _kind(element)) in self.depth:
            self.depth[kind] -= 1
        if self.furniture and self.furniture[-1] is element:
            self.furniture.pop()
        if element is not self.root:
            self.add(element.tail)

    def add(self, text: str | None) -> None:
        if not text:
            return
        if self.depth["pre"] == 0 or self.row is not None:
            text = SPACE.sub(" ", BETWEEN_HAN.sub("", text))
        self.parts.append(raised(text) if self.depth["sup"] else text)
        if self.depth["a"]:
            self.linked += len(text.strip())

    def flush(self, owner: etree._Element) -> None:
        linked, self.linked = self.linked, 0
        joined = "".join(self.parts)
        self.parts.clear()
        all_linked = linked >= LINKED * len(joined.strip())
        for text in joined.split("\n"):
            text = SPACES.sub(" ", text).strip(" \t\r")
            if text.strip():
                is_link = all_linked and not SENTENCE_END.search(text)
                self.lines.append(Line(text, owner, is_link, bool(self.furniture)))

    def _is_furniture(self, element: etree._Element) -> bool:
        if element.tag not in _tags("aside"):
            named = f"{element.get('class') or ''} {element.get('id') or ''}"
            if not any(part.lower() in _furniture_words() for part in NAME_PARTS.findall(named)):
                return False
        return sum(map(len, element.itertext())) < MOST_FURNITURE * self.size


def _is_seen(element: etree._Element) -> bool:
    if not isinstance(element.tag, str) or element.tag in _tags("unseen"):
        return False
    return element.get("hidden") is None and not HIDDEN.search(element.get("style") or "")


def _kind(element: etree._Element) -> str:
    """The tag of an element, `sup` for what is raised like one."""
    return "sup" if RAISED.search(element.get("style") or "") else str(element.tag)


def _is_data(row: etree._Element) -> bool:
    """Whether a row holds figures and names, not the article itself."""
    if next(row.iter("table"), None) is not None or _size(row) > LARGEST_ROW:
        return False
    return not any(_size(cell) > LONGEST_CELL and _blocks(cell) > 1 for cell in row.iter(*CELLS))


def _size(element: etree._Element) -> int:
    return sum(len(text.strip()) for text in element.itertext())


def _blocks(cell: etree._Element) -> int:
    return sum(1 for _ in cell.iter("p", "div", "li", "br"))


@cache
def _tags(kind: str) -> frozenset[str]:
    return frozenset(words("ingest/html_tags.tsv", "tag", kind=kind))


@cache
def _furniture_words() -> frozenset[str]:
    return frozenset(words("ingest/furniture.tsv"))
