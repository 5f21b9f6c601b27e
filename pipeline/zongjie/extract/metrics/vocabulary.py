"""What is known of a word by itself, for the chooser of subjects: numbers for its characters, and marks."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from struct import Struct

import numpy as np
from numpy.typing import NDArray

from zongjie.extract.metrics.scene import JOINING, governing, listed
from zongjie.extract.metrics.subject import EACH

Ints = NDArray[np.int64]
Keys = NDArray[np.uint64]
Flags = NDArray[np.bool_]

FULL = 50_000  # words after which a vocabulary is begun anew, so that a long run does not fill the memory
ROW = Struct("=4Q")  # what is kept of a word
FIGURES = "0123456789"
EDGE = "\n"  # stands between the words of two sentences
BREAKS = frozenset("，。；：！？;:!?" + EDGE)  # words that end a clause
NO_END = BREAKS | JOINING | listed("no_end") | frozenset("、,. 　（）()“”《》\"'的")  # no subject ends with one
NO_BEGIN = frozenset("、的和，）)”》 　" + EDGE)  # none begins with one
INSIDE = frozenset("的、和与了在为对“《（")  # words that tell something where they stand inside a subject
OPENING, CLOSING = frozenset("“《（("), frozenset("”》）)")
STOP = listed("stop")
TWO = frozenset(("vn", "an", "nr", "ns", "nt", "nz"))  # tags read by two letters; of the others one tells enough
TAGS = {name: number for number, name in enumerate(("^", "，", "v", "m", "n", *sorted(TWO), *"ajlibptdrfuxsczqekhgyo"))}
MOST_TAGS = len(TAGS) + 128
CLASSES = {
    "noun": np.array([name[:1] == "n" for name in TAGS] + [False] * 128),
    "content": np.array([name[:1] in tuple("nvajlib") for name in TAGS] + [False] * 128),
    "verb": np.array([name == "v" for name in TAGS] + [False] * 128),
    "numeral": np.array([name == "m" for name in TAGS] + [False] * 128),
}
"""Classes of tags: of each tag by its number whether it belongs."""
MARKS: dict[str, Callable[[str], bool]] = {
    "break": BREAKS.__contains__,
    "end": lambda word: not (word in NO_END or any(map(str.isdigit, word))),
    "begin": lambda word: word not in NO_BEGIN,
    "governs": lambda word: word in governing(),
    "stop": STOP.__contains__,
    "inside": INSIDE.__contains__,
    "opens": OPENING.__contains__,
    "closes": CLOSING.__contains__,
    "lists": lambda word: word == "、",
    "etc": lambda word: word == "等",
    "each": lambda word: word == EACH,
}
"""What may hold of a word, by name: bits in this order."""
BIT = {name: 1 << number for number, name in enumerate(MARKS)}


def number(word: str) -> int:
    """A number for a word, the same in every run."""
    return zlib.crc32(word.encode("utf-8", "surrogatepass"))


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What is known of each word once seen: its number, those of its last one and two characters, and its marks."""

    rows: dict[str, bytes] = field(default_factory=dict)

    def read(self, words: list[str]) -> tuple[Keys, Ints]:
        """A row for each of the different words, and which of these each word is."""
        if len(self.rows) > FULL:
            self.rows.clear()
        different = {word: place for place, word in enumerate(dict.fromkeys(words))}
        get = self.rows.get
        rows = b"".join([get(word) or self._add(word) for word in different])
        return np.frombuffer(rows, dtype=np.uint64).reshape(-1, 4), np.array([different[word] for word in words])

    def _add(self, word: str) -> bytes:
        """2009年 tells no more than 2010年: leading digits read as one 0."""
        shown = "0" + word.lstrip(FIGURES) if word[:1] in FIGURES else word
        marks = sum(BIT[name] for name, holds in MARKS.items() if holds(word))
        self.rows[word] = ROW.pack(number(shown), number(shown[-1:]), number(shown[-2:]), marks)
        return self.rows[word]


def tag_number(name: str) -> int:
    """The number of a tag, read by its first two letters or by its first."""
    short = name[:2] if name[:2] in TWO else name[:1]
    found = TAGS.get(short)
    return found if found is not None else len(TAGS) + ord(short or "^") % 128
