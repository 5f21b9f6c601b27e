"""Plain text and Markdown: what is written, with the marks of Markdown taken off."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

from zongjie.config import Settings
from zongjie.ingest.content import Content, raised
from zongjie.ingest.encoding import decode
from zongjie.quantity import units

HEADING = re.compile(r"^ {0,3}#{1,6}[ \t]+")
HEADING_END = re.compile(r"[ \t]+#+[ \t]*$")
QUOTE = re.compile(r"^ {0,3}(?:> ?)+")
BULLET = re.compile(r"^([ \t]*)[-*+][ \t]+")
RULE = re.compile(r"^ {0,3}(?:-[ \t]*){3,}$|^ {0,3}(?:\*[ \t]*){3,}$|^ {0,3}(?:_[ \t]*){3,}$")
UNDERLINE = re.compile(r"^ {0,3}(?:=+|-{2,})[ \t]*$")
FENCE = re.compile(r"^ {0,3}(?:```|~~~)")
IMAGE = re.compile(r"!\[([^\[\]\n]{0,500})\]\([^()\n]{0,2000}\)")
LINK = re.compile(r"\[([^\[\]\n]{1,500})\]\([^()\n]{0,2000}\)")
# Not after a digit, where ** masks a figure (20**年), and never __, which stands for a blank to be filled in.
STRONG = re.compile(r"(?<![\d*])\*\*(?=[^\s*])([^*\n]{1,2000}?)(?<=[^\s*])\*\*(?!\*)")
EMPHASIS = re.compile(r"(?<![\w*])\*(?=[^\s*])([^*\n]{1,2000}?)(?<=[^\s*])\*(?![\w*])")
# Within words too, where 户*4,210*户 and 走访_320_户 mark a figure; *00万元* and 附件_3_汇总表 are a mask and a name.
FIGURE = re.compile(
    r"(?<![A-Za-z0-9*_.\\])(\*{1,3}|_{1,3})"
    r"([+-]?(?!0\d)\d{1,15}(?:,\d{3}){0,5}(?:\.\d{1,9})?)([%％‰]|[百千]?[万亿]?[一-鿿]{0,3})\1(?![A-Za-z0-9*_])"
)
LAST_OF_NAME = re.compile(r"[^\s，。；：、（）]{0,40}\.[A-Za-z]{2,5}(?![A-Za-z])")
CLAUSE_END = re.compile(r"[，。；、,;]\Z")
# 10~~20%，下降5~~8% are ranges; a struck figure has its correction beside it.
STRUCK = re.compile(r"(?<![~\\])~~(?=[^\s~])((?:[^~\n]|~(?!~)){1,2000}?)(?<=[^\s~])~~(?!~)[ \t]*")
STRUCK_TAG = re.compile(
    r"<(del|s|strike)(?:[ \t][^<>\n]{0,200})?>(?:[^<\n]|<(?!/?(?:del|s|strike)[ \t>])){0,2000}</\1>", re.IGNORECASE
)
RAISED = re.compile(
    r"<sup(?:[ \t][^<>\n]{0,200})?>([^<>\n]{1,40})</sup>|(?<=[0-9A-Za-z一-鿿])\^([-+−]?[0-9]{1,3})\^", re.IGNORECASE
)
CODE = re.compile(r"`([^`\n]{1,2000})`")
ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+.!|>~-])")
MATTER = re.compile(r"---[ \t]*\n((?:[^\n]*\n){1,300}?)(?:---|\.\.\.)[ \t]*(?:\n|\Z)")
# A key, what goes on with the value of one, a comment or nothing. A report has no line of its own with `完成: 3件` in
# it between two rules at the very beginning.
MATTER_LINE = re.compile(r"[^\s:#\-][^:\n]{0,60}:(?:[ \t]|$)|[ \t]+\S|- |-$|[\]}]|#|[ \t]*$")
MATTER_TITLE = re.compile(r"title:[ \t]+(?![|>&*!\[{])(\"?)('?)([^\n]{1,200}?)\2\1(?:[ \t]+#[^\n]*)?[ \t]*$")
FIRST_LINES = 5  # with anything in them, among which a document's title stands


def read_text(data: bytes, name: str, settings: Settings) -> Content:
    """Plain text, nothing changed but line breaks."""
    return decode(data)


def read_markdown(data: bytes, name: str, settings: Settings) -> Content:
    """Markdown as plain lines: one line for each line of the file, tables with tabs between cells."""
    content = decode(data)
    return replace(content, text=strip_markdown(content.text))


def strip_markdown(text: str) -> str:
    """The text without marks of Markdown; numbers of ordered lists stay, they are the author's numbering."""
    matter = _front_matter(text)
    lines = [_plain_line(line) for line in text.split("\n")[len(matter) :]]
    return "\n".join([*_titled(matter, lines), *lines])


def _front_matter(text: str) -> list[str]:
    """The lines of what a program is told at the beginning of a file (YAML), none if it begins with its text."""
    match = MATTER.match(text)
    if match is None:
        return []
    inner = match[1].split("\n")[:-1]
    if not any(line.strip() for line in inner) or not all(MATTER_LINE.match(line) for line in inner):
        return []
    return ["", *inner, ""]


def _titled(matter: list[str], lines: list[str]) -> list[str]:
    """Blank lines in place of the front matter, with its title where the text below does not begin with it."""
    first = [line for line in lines if line.strip()][:FIRST_LINES]
    out = [""] * len(matter)
    for at, line in enumerate(matter):
        title = MATTER_TITLE.match(line)
        if title and not any(title[3] in line for line in first):
            out[at] = title[3]
            break
    return out


def _plain_line(line: str) -> str:
    if RULE.match(line) or UNDERLINE.match(line) or FENCE.match(line):
        return ""
    if "|" in line and _is_table_rule(line):
        return ""
    line = QUOTE.sub("", line)
    if HEADING.match(line):
        line = HEADING_END.sub("", HEADING.sub("", line))
    line = BULLET.sub(r"\1", line)
    if line.lstrip().startswith("|"):
        line = "\t".join(cell.strip() for cell in line.strip().strip("|").split("|"))
    for mark in (IMAGE, LINK):
        line = mark.sub(r"\1", line)
    line = STRUCK_TAG.sub("", STRUCK.sub(_without, line))
    line = RAISED.sub(lambda match: raised(match[1] or match[2]), line)
    line = _unmarked(EMPHASIS, _unmarked(STRONG, line))
    return ESCAPED.sub(r"\1", CODE.sub(r"\1", FIGURE.sub(_figure, line)))


def _without(struck: re.Match[str]) -> str:
    """What is left of struck text: the blank behind it where it parts words, all of it if it is no struck text."""
    line, (start, end), inner = struck.string, struck.span(), struck[1]
    before, after = line[start - 1 : start], line[end : end + 1]
    is_range = before.isdecimal() and inner[0].isdecimal() and inner[-1].isdecimal() and after.isdecimal()
    if is_range and not struck[0].endswith((" ", "\t")):
        return struck[0]
    return " " if struck[0][-1] in " \t" and before.isascii() and before.isalnum() else ""


def _figure(match: re.Match[str]) -> str:
    """A figure without its marks, unless they are part of the name of a file or of no count."""
    line, end = match.string, match.end()
    behind = line[end : end + 1]
    counts = bool(match[3]) or not ("一" <= behind <= "鿿") or _counted().match(line, end)
    if match[1][0] == "_" and (not counts or LAST_OF_NAME.match(line, end)):
        return match[0]
    return f"{match[2]}{match[3]}"


def _unmarked(marks: re.Pattern[str], line: str) -> str:
    """The line without these marks of emphasis; those that mask figures (走访**家，培训**人) stay."""
    parts: list[str] = []
    at = 0
    while (match := marks.search(line, at)) is not None:
        masks = _counted().match(line, match.start(1)) and (
            _counted().match(line, match.end()) or CLAUSE_END.search(match[1])
        )
        end = match.start(1) if masks else match.end()
        parts.append(line[at:end] if masks else line[at : match.start()] + match[1])
        at = end
    return "".join([*parts, line[at:]])


@lru_cache(maxsize=1)
def _counted() -> re.Pattern[str]:
    """What stands behind a masked number: a unit that counts something."""
    return re.compile(rf"[ \t]*[十百千]?[万亿]?(?:{units.pattern(mask='yes')})")


def _is_table_rule(line: str) -> bool:
    return set(line) <= set("|:- \t") and "-" in line
