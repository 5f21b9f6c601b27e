"""Web pages no tree can be made of (too deep, too many tags or attributes): their text read straight through."""

from __future__ import annotations

import html
import re
from functools import cache

from zongjie.errors import Message
from zongjie.ingest.content import raised
from zongjie.ingest.html_lines import BETWEEN_HAN, CELLS, SPACE, SPACES
from zongjie.lexicon import words

# A choice, above what articles and long statistical tables have: the tree and the choice of the article in it, which no
# bound of bytes holds, take seconds of a page of so many.
MOST_TAGS = 100_000
LONG_TAG = 4_000  # characters from which the attributes of a tag are counted; a picture inside one has no blanks
MOST_ATTRIBUTES = 1_000  # libxml2's time grows with their square
NOTE = Message(
    "网页的标记嵌套过深或过多，按顺序读出全部文字，可能带有菜单，请核对",
    "the page has too many tags or too deep ones: all its text was read in order, perhaps with menus; check it",
)
# Nothing here scans past the next `<`, so that a page of `<` alone is read in linear time.
TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]{0,30})(?=[\s/>])[^<>]*>|<!--|<[!?][^<>]*>")
LONG = re.compile(rf"<[a-zA-Z][^<>]{{{LONG_TAG},}}")


def is_beyond_a_tree(page: str) -> bool:
    """Whether a parser of trees would take too long for the page."""
    return page.count("<") > MOST_TAGS or any(len(tag[0].split()) > MOST_ATTRIBUTES for tag in LONG.finditer(page))


def flat_text(page: str) -> str:
    """All text of a page in order, a line for each block and table row, cells parted by tabs."""
    parts: list[str] = []
    unclosed: set[str] = set()
    at = 0
    is_raised = False
    while (match := TAG.search(page, at)) is not None:
        shown = _shown(page[at : match.start()])
        parts.append(raised(shown) if is_raised else shown)
        tag = "!--" if match[0] == "<!--" else (match[2] or "").lower()
        at = match.end()
        if tag == "sup" or tag in _breaks():  # one that is never closed ends with its line
            is_raised = tag == "sup" and not match[1]
        if tag in _breaks() and not (tag in CELLS and match[1]):
            parts.append("\t" if tag in CELLS else "\n")
        elif not match[1] and tag in _unseen() and tag not in unclosed:
            end = _end(tag).search(page, at)
            if end is None:
                unclosed.add(tag)
            else:
                at = end.end()
    parts.append(_shown(page[at:]))
    lines = (SPACES.sub(" ", line).strip(" \t") for line in "".join(parts).split("\n"))
    return "\n".join(line for line in lines if line)


def _shown(text: str) -> str:
    return html.unescape(SPACE.sub(" ", BETWEEN_HAN.sub("", text))) if text else ""


@cache
def _end(tag: str) -> re.Pattern[str]:
    return re.compile("-->" if tag == "!--" else rf"</{tag}(?=[\s/>])[^<>]*>", re.IGNORECASE)


@cache
def _breaks() -> frozenset[str]:
    return frozenset([*words("ingest/html_tags.tsv", "tag", kind="block"), "br"])


@cache
def _unseen() -> frozenset[str]:
    """Elements that show nothing and have an end tag, and comments."""
    return frozenset(words("ingest/html_tags.tsv", "tag", kind="unseen")) - {"embed", "input"} | {"!--"}
