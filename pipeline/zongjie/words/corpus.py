"""A folder of texts as arrays of characters, with the ends of words as the segmenter cuts them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING

from zongjie import clean, ingest, quantity, segment, timex
from zongjie.config import Settings
from zongjie.errors import UsageError
from zongjie.words.counting import Characters

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

FIRST, LAST = 0x4E00, 0x9FFF
"""The block CJK Unified Ideographs; strings of terms hold nothing else."""
BETWEEN = "\n"


@dataclass(frozen=True, slots=True)
class Corpus:
    """All texts one after another, a line break between; `characters` are its arrays, `left_out` what was not read.

    Characters of quantities, times and signs have code 0: no term runs across them. A row of `left_out` is path,
    status, reason.
    """

    text: str
    characters: Characters
    left_out: tuple[tuple[str, str, str], ...]


def read(paths: Sequence[Path], settings: Settings) -> Corpus:
    """The cleaned texts of `paths`, counted by source.

    Raises:
        UsageError: a path does not exist, holds no file, or nothing could be read.
    """
    import numpy as np

    texts: list[str] = []
    left_out: list[tuple[str, str, str]] = []
    for item in ingest.items(paths):
        for source in ingest.load(item, settings):
            if source.status == "ok":
                texts.append(clean.clean(source.text, settings).text)
            else:
                left_out.append((source.path, source.status, source.reason or ""))
    if not any(texts):
        raise UsageError(
            "没有读到任何文字，找不出新词。请给出有正文的文件或文件夹。",
            "no text was read, so there are no terms to find. Give files or folders that hold some.",
        )
    sizes = [len(text) + len(BETWEEN) for text in texts]
    whole = "".join(text + BETWEEN for text in texts)
    masked = np.zeros(len(whole), dtype=bool)
    bounds = np.zeros(len(whole) + 1, dtype=bool)
    cut = segment.segmenter(settings.segmenter, settings.userdict).cut
    for text, start in zip(texts, accumulate(sizes, initial=0), strict=False):
        times = timex.find(text)
        quantities = quantity.find(text, times)
        for span in (*(time.span for time in times), *(one.span for one in quantities)):
            masked[start + span.start : start + span.end] = True
        words, _ = cut(text, segment.wholes(text, quantities, times))
        bounds[[start + at for at in accumulate(map(len, words), initial=0)]] = True
    document = np.repeat(np.arange(len(texts)), sizes)
    return Corpus(whole, Characters(_codes(whole, masked), document, bounds), tuple(left_out))


def _codes(text: str, masked: NDArray[np.bool_]) -> NDArray[np.int64]:
    """A number for each character: 0 for what parts runs, else its code point."""
    import numpy as np

    points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4").astype(np.int64)
    inside = (points >= FIRST) & (points <= LAST) & ~masked
    return np.where(inside, points - FIRST + 1, 0)
