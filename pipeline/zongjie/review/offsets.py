"""Places in a text as other programs count them, turned into code points: UTF-16 units, CRLF, byte order marks.

zongjie, Label Studio (for `Text`, since label-studio-frontend #308), doccano (since #99) and the REFI-QDA standard
count Unicode code points. Older versions of Label Studio and some QDA programs count UTF-16 code units, of which a
character beyond U+FFFF has two; some write line breaks as CRLF and begin a file with a byte order mark.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

BOM = "\ufeff"


def utf16_to_points(text: str, offset: int) -> int | None:
    """The code point that starts at a UTF-16 offset; None inside a surrogate pair or behind the end."""
    units = 0
    for at, character in enumerate(text):
        if units >= offset:
            return at if units == offset else None
        units += 1 + (character > "\uffff")
    return len(text) if units == offset else None


def plain(text: str) -> str:
    """The text without byte order mark, every line break one `\\n`."""
    return text.removeprefix(BOM).replace("\r\n", "\n").replace("\r", "\n")


class Counting:
    """Turns places in `returned`, a document's text as a file holds it, into places in `original`.

    `same` tells whether both are one text but for line breaks and a byte order mark.
    """

    def __init__(self, returned: str | None, original: str) -> None:
        self.original = original
        self.returned = original if returned is None else returned
        self.same = returned is None or returned == original or plain(returned) == plain(original)
        self._wide = any(character > "\uffff" for character in original)
        self._dropped = [] if self.returned == original else _dropped(self.returned)

    def place(self, start: int, end: int, text: str | None) -> tuple[int, int] | None:
        """Start and end in code points of the original; None where the span is outside, or does not read `text`.

        Places are taken for code points; where that does not give `text`, for UTF-16 units, and where the text has
        lost its line breaks' second character already, as they stand.
        """
        if not self.same or not 0 <= start < end:
            return None
        for points in self._candidates(start, end):
            if text is None or _alike(self.original[points[0] : points[1]], text):
                return points
        return None

    def _candidates(self, start: int, end: int) -> list[tuple[int, int]]:
        found = [(self._shift(start), self._shift(end))]
        if self._wide:
            low, high = utf16_to_points(self.returned, start), utf16_to_points(self.returned, end)
            if low is not None and high is not None:
                found.append((self._shift(low), self._shift(high)))
        if self._dropped:
            found.append((start, end))
        return [(low, high) for low, high in found if 0 <= low < high <= len(self.original)]

    def votes(self, places: Sequence[tuple[int, int]], known: set[tuple[int, int]]) -> bool:
        """Whether the places must be UTF-16 units: so more of them are where the machine's records are known to be."""
        if not self._wide:
            return False
        points = units = 0
        for start, end in places:
            points += (self._shift(start), self._shift(end)) in known
            low, high = utf16_to_points(self.returned, start), utf16_to_points(self.returned, end)
            units += low is not None and high is not None and (self._shift(low), self._shift(high)) in known
        return units > points

    def from_utf16(self, start: int, end: int) -> tuple[int, int] | None:
        """Places in UTF-16 units as code points of the returned text."""
        low, high = utf16_to_points(self.returned, start), utf16_to_points(self.returned, end)
        return None if low is None or high is None else (low, high)

    def _shift(self, offset: int) -> int:
        return offset - bisect_left(self._dropped, offset)


def _dropped(returned: str) -> list[int]:
    """The places of characters that the original has not: a byte order mark, the CR of each CRLF."""
    found = [0] if returned.startswith(BOM) else []
    return found + [at for at in range(len(returned) - 1) if returned[at] == "\r" and returned[at + 1] == "\n"]


def occurrences(text: str, wanted: str) -> list[int]:
    """Where `wanted` begins in `text`, overlapping places too; none where it is empty."""
    found, at = list[int](), text.find(wanted) if wanted else -1
    while at >= 0:
        found.append(at)
        at = text.find(wanted, at + 1)
    return found


def _alike(one: str, other: str) -> bool:
    """Whether two readings of a span are one: line breaks, ends and characters that XML cannot hold aside."""
    return one == other or squeezed(one) == squeezed(other)


def squeezed(text: str) -> str:
    """A text without white space and control characters, to compare what went through other programs."""
    return "".join(c for c in text if not c.isspace() and c.isprintable())
