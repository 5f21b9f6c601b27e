"""Plain text and Markdown: what is written, with the marks of Markdown taken off."""

from __future__ import annotations

import re
from dataclasses import replace

from zongjie.config import Settings
from zongjie.ingest.content import Content
from zongjie.ingest.encoding import decode

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
CODE = re.compile(r"`([^`\n]{1,2000})`")
ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+.!|>-])")


def read_text(data: bytes, name: str, settings: Settings) -> Content:
    """Plain text, nothing changed but line breaks."""
    return decode(data)


def read_markdown(data: bytes, name: str, settings: Settings) -> Content:
    """Markdown as plain lines: one line for each line of the file, tables with tabs between cells."""
    content = decode(data)
    return replace(content, text=strip_markdown(content.text))


def strip_markdown(text: str) -> str:
    """The text without marks of Markdown; numbers of ordered lists stay, they are the author's numbering."""
    return "\n".join(_plain_line(line) for line in text.split("\n"))


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
    line = CODE.sub(r"\1", EMPHASIS.sub(r"\1", STRONG.sub(r"\1", line)))
    return ESCAPED.sub(r"\1", line)


def _is_table_rule(line: str) -> bool:
    return set(line) <= set("|:- \t") and "-" in line
