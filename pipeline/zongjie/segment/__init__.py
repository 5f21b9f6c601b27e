"""Words: quantities, times and titles are single tokens, jieba cuts the rest, tags come from its dictionary."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import accumulate
from pathlib import Path
from sys import intern

from zongjie import quantity, timex
from zongjie.config import Settings
from zongjie.document import Document, Sentence
from zongjie.segment.dictionary import FREQUENCY, dictionary, read_userdict, tag_of, terms
from zongjie.segment.repair import Parts, endings
from zongjie.segment.wholes import NAME, Whole, apart, wholes
from zongjie.stage import Stage, StageSpec

__all__ = [
    "FREQUENCY",
    "SPEC",
    "Parts",
    "Segmenter",
    "build",
    "dictionary",
    "endings",
    "read_userdict",
    "segmenter",
    "tag_of",
    "wholes",
]

Words = tuple[list[str], list[str]]
"""The words of a text, which joined are the text, and their tags."""
BLOCK = re.compile(r"[\u4e00-\u9fd5A-Za-z0-9+#&._%-]+")
"""What jieba can make one word of; a word with other signs (AI·助手) is looked for before it cuts."""


@dataclass(frozen=True, slots=True)
class Segmenter:
    """Cuts texts into words: `raw` is jieba's own cut, `tags` those of the words it knows, `parts` the repairs.

    `users` are the user's words with their tags; `signed` finds those of them that jieba cannot cut whole because of a
    sign in them, None where there are none.
    """

    raw: Callable[[str], list[str]]
    tags: dict[str, str]
    parts: Parts
    users: dict[str, str]
    signed: re.Pattern[str] | None = None

    def __call__(self, text: str) -> Words:
        """Words and tags of a text that is no document: its times and quantities are found first."""
        times = timex.find(text)
        return self.cut(text, wholes(text, quantity.find(text, times), times))

    def cut(self, text: str, whole: Sequence[Whole] = ()) -> Words:
        """Words and tags of a text with the stretches that stay whole; joined the words are the text."""
        words: list[str] = []
        kinds: list[str] = []
        at = 0
        if self.signed is not None:
            whole = apart([(*found.span(), NAME) for found in self.signed.finditer(text)], whole)
        for start, end, tag in whole:
            if start > at:
                self._add(words, kinds, text[at:start])
            word = intern(text[start:end])
            words.append(word)
            kinds.append(self.users.get(word) or tag or tag_of(word, self.tags))
            at = end
        if at < len(text):
            self._add(words, kinds, text[at:])
        return words, kinds

    def _add(self, words: list[str], kinds: list[str], piece: str) -> None:
        """Add the words of a piece, repaired; an ending joins only a word of the same piece, and none of the user's."""
        tags, parts, bound, users, first = self.tags, self.parts, endings(), self.users, len(words)
        for word in self.raw(piece):
            joins = word in bound and len(words) > first and words[-1] not in users
            if joins and bound[word].joins(words[-1], kinds[-1]):
                joined = intern(words[-1] + word)
                words[-1], kinds[-1] = joined, tags.get(joined) or bound[word].tag
                continue
            for part in parts[word]:
                words.append(part)
                kinds.append(tags.get(part) or tag_of(part, tags))


@lru_cache(maxsize=4)
def segmenter(engine: str = "rjieba", userdict: str | None = None) -> Segmenter:
    """The segmenter of an engine, with our terms and the user's words; their words are whole and bring their tags.

    Raises:
        UsageError: the user dictionary cannot be read.
    """
    added = read_userdict(Path(userdict)) if userdict else []
    raw: Callable[[str], list[str]]
    if engine == "rjieba":
        import rjieba

        fast = rjieba.Jieba()
        add, raw = fast.add_word, fast.cut
    else:
        import jieba

        jieba.setLogLevel("WARNING")  # or it tells on standard error how it reads its dictionary
        slow = jieba.Tokenizer()
        add, raw = slow.add_word, slow.lcut
    for word, frequency, tag in (*terms(), *added):
        add(word, frequency, tag)
    users = {word: tag for word, _, tag in added}
    tags = {**dictionary(), **users} if users else dictionary()
    signed = sorted((word for word in users if not BLOCK.fullmatch(word)), key=len, reverse=True)
    pattern = re.compile("|".join(map(re.escape, signed))) if signed else None
    return Segmenter(raw, tags, Parts(tags, [*users, *(word for word, _, _ in terms())]), users, pattern)


def _with_words(document: Document) -> Iterator[Sentence]:
    """Each sentence with the words that begin inside it."""
    words, tags = document.words, document.tags
    starts = list(accumulate(map(len, words), initial=0))
    for s in document.sentences:
        first, last = bisect_left(starts, s.span.start), bisect_left(starts, s.span.end)
        yield Sentence(s.span, s.section, s.role, s.heading, words[first:last], tags[first:last])


def build(settings: Settings) -> Stage:
    """The stage `segment`: fills `words` and `tags`, and each sentence's `words` and `tags`.

    Raises:
        UsageError: the user dictionary cannot be read.
    """
    cut = segmenter(settings.segmenter, settings.userdict).cut

    def segment(document: Document) -> Document:
        words, kinds = cut(document.text, wholes(document.text, document.quantities, document.times))
        done = replace(document, words=tuple(words), tags=tuple(kinds))
        return replace(done, sentences=tuple(_with_words(done)))

    return segment


SPEC = StageSpec("segment", build, requires=("times", "quantities", "sentences"), provides=("words", "tags"))
