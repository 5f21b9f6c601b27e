"""Web pages: the main text as lines, found with trafilatura and taken from the page itself, without menus."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace

from lxml import etree

from zongjie.config import Settings
from zongjie.errors import UnreadableError
from zongjie.ingest.content import Content, is_blank, tidy
from zongjie.ingest.encoding import decode
from zongjie.ingest.html_flat import NOTE, flat_text, is_beyond_a_tree
from zongjie.ingest.html_lines import Line, page_lines

CHARSET = re.compile(rb"""charset\s{0,9}=\s{0,9}["']?\s{0,9}([a-z0-9_:.-]{2,40})""")
XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]{0,300}\?>")
HEAD = 4096
LONG = 20  # characters from which a line counts as a paragraph; menus and captions are shorter
SENTENCE = re.compile("[。！？；]")
KEY = 6  # characters by which a line is found again
COVERED = 0.9  # share of the main text that the chosen element must hold
TITLE_AND_INFO = 80  # characters beyond links that an enclosing element may add: title, date and source of an article
SHORT_LINES = 0.2  # or this share of the article: lists and headings between its paragraphs
# One line of an article, never all of it.
LEAVES = frozenset(["p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "td", "th", "tr", "span"])
TOO_LITTLE = 1 / 3  # share of the long paragraphs below which trafilatura's answer is set aside


class TooDeepError(Exception):
    """The parser left out what lies deeper than it goes (256 elements)."""


def read_html(data: bytes, name: str, settings: Settings) -> Content:
    """The main text of a page: headings and paragraphs a line each, table rows with tabs between the cells.

    Raises:
        UnreadableError: the page holds no text (status `empty`).
    """
    declared = CHARSET.search(data[:HEAD].replace(b"\0", b"").lower())
    content = decode(data, declared[1].decode("ascii") if declared else None)
    text, is_whole = _article(content.text)
    text = tidy(text)
    if is_blank(text):
        raise UnreadableError(
            "网页里没有正文（可能由脚本生成，或标记损坏），请在浏览器里打开后把正文另存为文本",
            "the page holds no text (made by scripts, or damaged markup): open it in a browser and save its text",
            status="empty",
        )
    content = replace(content, text=text)
    return content if is_whole else content.note(NOTE)


def _article(page: str) -> tuple[str, bool]:
    """The lines of a page that are its article, and whether it could be read as a tree; else it is all its text."""
    page = XML_DECLARATION.sub("", page.replace("\0", ""))
    if is_beyond_a_tree(page):
        return flat_text(page), False
    try:
        root = _parse(page)
    except TooDeepError:
        return flat_text(page), False
    return ("" if root is None else _chosen(page, root)), True


def _chosen(page: str, root: etree._Element) -> str:
    lines = page_lines(root)
    weights = _weights(lines, _found_by_trafilatura(page))
    chosen = _container(root, lines, weights)
    inside = set(chosen.iter())
    texts = [line.text for line in lines if line.owner in inside and not line.is_link and not line.furniture]
    heading = _heading(root)
    if heading and not any(heading in text for text in texts[:5]):
        texts.insert(0, heading)
    return "\n".join(texts)


def _parse(page: str) -> etree._Element | None:
    parser = etree.HTMLParser(encoding="utf-8", recover=True, no_network=True, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(page.encode("utf-8", "replace"), parser)
    except etree.LxmlError:
        root = None
    if any(entry.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT for entry in parser.error_log):
        raise TooDeepError
    return root


def _found_by_trafilatura(page: str) -> frozenset[str]:
    """The lines trafilatura takes for the article; it drops tables, lists and headings among them at times."""
    import logging

    import trafilatura

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    try:
        found = trafilatura.extract(page, favor_recall=True, include_comments=False, include_tables=True)
    except Exception:  # whatever it fails on, the long paragraphs still tell where the article is
        return frozenset()
    return frozenset(_key(line) for line in (found or "").split("\n"))


def _key(text: str) -> str:
    """The beginning of a line: trafilatura breaks some lines at bold words."""
    return "".join(text[: 4 * KEY].split())[:KEY]


def _weights(lines: list[Line], found: frozenset[str]) -> dict[int, int]:
    """By index of line, the characters of each that is a paragraph of the article; all lines if none looks like one."""
    prose = {i: len(line.text) for i, line in enumerate(lines) if _is_prose(line)}
    agreed = {i: length for i, length in prose.items() if _key(lines[i].text) in found}
    if sum(agreed.values()) > TOO_LITTLE * sum(prose.values()):
        return agreed
    return prose or {i: len(line.text) for i, line in enumerate(lines) if not line.is_link}


def _is_prose(line: Line) -> bool:
    return not line.is_link and not line.furniture and (len(line.text) >= LONG or bool(SENTENCE.search(line.text)))


def _container(root: etree._Element, lines: list[Line], weights: dict[int, int]) -> etree._Element:
    """The deepest element that holds nearly all of the article, widened as long as that adds no more than a title."""
    total = sum(weights.values())
    held: dict[etree._Element, int] = defaultdict(int)
    plain: dict[etree._Element, int] = defaultdict(int)
    for index, line in enumerate(lines):
        for element in (line.owner, *line.owner.iterancestors()):
            held[element] += weights.get(index, 0)
            plain[element] += 0 if line.is_link or line.furniture else len(line.text)
    chosen = root
    while True:
        inner = [child for child in chosen if held.get(child, 0) >= COVERED * total and total]
        if not inner:
            break
        chosen = inner[0]
    if chosen.tag in LEAVES and chosen.getparent() is not None:
        chosen = chosen.getparent()
    allowed = max(TITLE_AND_INFO, SHORT_LINES * total)
    parent = chosen.getparent()
    while parent is not None and plain[parent] - plain[chosen] <= allowed:
        chosen, parent = parent, parent.getparent()
    return chosen


def _heading(root: etree._Element) -> str | None:
    """The article's title: the ArticleTitle that government sites must give, or the page's only h1."""
    for meta in root.iter("meta"):
        if (meta.get("name") or "").lower() == "articletitle":
            return " ".join((meta.get("content") or "").split()) or None
    headings = list(root.iter("h1"))
    if len(headings) != 1:
        return None
    return " ".join("".join(line.text for line in page_lines(headings[0])).split()) or None
