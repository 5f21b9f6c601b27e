"""Cleaning: takes out what is no content and brings signs to one form, with a map back to the decoded source."""

from __future__ import annotations

import re
from array import array
from dataclasses import dataclass

from zongjie.clean.edits import Edits, Step, apply
from zongjie.clean.furniture import furniture
from zongjie.clean.script import script
from zongjie.clean.signs import canonical, invisible, punctuation, stray
from zongjie.clean.wraps import wraps
from zongjie.config import Settings
from zongjie.document import OffsetMap, Span

__all__ = ["STEPS", "Cleaned", "Edits", "Removal", "Step", "clean"]

# Order matters: furniture and wraps are found in text whose signs and script already have one form.
STEPS: tuple[Step, ...] = (
    Step("invisible", invisible),
    Step("canonical", canonical),
    Step("script", script),
    Step("punctuation", punctuation),
    Step("furniture", furniture),
    Step("stray", stray),
    Step("wraps", wraps),
)
HALF = re.compile("[\ud800-\udfff]")  # half a character, which no file holds, but a string of Python may
MOST_PASSES = 40  # a pass can lay bare what the next one takes; ordinary text is stable after two


@dataclass(frozen=True, slots=True)
class Removal:
    """A stretch of the raw text that was deleted, and the rule that did it.

    The span runs from the first to the last deleted character, so it may enclose what another rule deleted before.
    """

    span: Span
    rule: str


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A cleaned text, where each of its characters stands in the raw text, and what was deleted, in raw order."""

    text: str
    offsets: OffsetMap
    removed: tuple[Removal, ...] = ()


def clean(text: str, settings: Settings) -> Cleaned:
    """Run `STEPS` over `text` until nothing changes.

    Only deletions and replacements of one character by one, so the offsets strictly increase. Cleaning a cleaned text
    changes nothing. Any text is accepted; nothing is raised.
    """
    text = HALF.sub("\ufffd", text)
    positions = array("i", range(len(text)))
    removed: list[Removal] = []
    for _ in range(MOST_PASSES):
        before = text
        for step in STEPS:
            edits = step.edit(text, settings)
            for start, end, rule in edits.cuts:
                removed.append(Removal(Span(positions[start], positions[end - 1] + 1), rule))
            text, positions = apply(edits, positions)
        if text == before:
            break
    return Cleaned(text, OffsetMap(positions), tuple(sorted(removed, key=lambda r: r.span)))
