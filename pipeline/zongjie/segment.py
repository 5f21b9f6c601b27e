"""Words: quantities are single tokens, jieba cuts the rest, tags come from its dictionary."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import accumulate
from pathlib import Path
from sys import intern

from zongjie import lexicon
from zongjie.config import Settings
from zongjie.document import Document, Quantity, Sentence
from zongjie.errors import UsageError
from zongjie.stage import Stage, StageSpec

Cut = Callable[[str], list[str]]
QUANTITY_TAG = "m"
# Frequency of our own words: above every jieba entry they are made of, so that they stay whole.
FREQUENCY = 200_000
GLUED = 4  # characters of a word that may glue two


@lru_cache(maxsize=1)
def dictionary() -> dict[str, str]:
    """Part-of-speech tag of each word: jieba's dictionary (ICTCLAS tags), our terms over it."""
    import jieba

    tags: dict[str, str] = {}
    with jieba.get_dict_file() as handle:
        for line in handle:
            word, _, tag = line.decode("utf-8").rstrip("\n").split(" ")
            tags[word] = tag
    tags.update((row["word"], row["tag"]) for row in lexicon.table("lexicons/terms.tsv", unique="word"))
    return tags


def read_userdict(path: Path) -> list[tuple[str, int, str]]:
    """Words of a jieba user dictionary: `word [frequency] [tag]` a line, UTF-8.

    Raises:
        UsageError: the file is missing, not UTF-8, or a line has more than three fields; the line is named.
    """
    try:
        lines = path.read_text("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as fault:
        raise UsageError(
            f"用户词典 {path} 读不出来：{fault}。请存为 UTF-8 文本。",
            f"cannot read the user dictionary {path}: {fault}. Save it as UTF-8 text.",
        ) from fault
    found = []
    for number, line in enumerate(lines, 1):
        word, *fields = line.split() or [""]
        frequencies = [field for field in fields if field.isdigit()]
        tags = [field for field in fields if not field.isdigit()]
        if len(frequencies) > 1 or len(tags) > 1:
            raise UsageError(
                f"用户词典 {path} 第 {number} 行应为“词 词频 词性”：{line!r}。",
                f"user dictionary {path}, line {number}: expected 'word frequency tag', found {line!r}.",
            )
        if word:
            found.append((word, int(frequencies[0]) if frequencies else FREQUENCY, tags[0] if tags else "n"))
    return found


@lru_cache(maxsize=4)
def cutter(engine: str, userdict: str | None) -> tuple[Cut, dict[str, str]]:
    """The function that cuts a text into words, and the tags of the words it knows."""
    own = [(row["word"], FREQUENCY, row["tag"]) for row in lexicon.table("lexicons/terms.tsv", unique="word")]
    own += read_userdict(Path(userdict)) if userdict else []
    tags = {**dictionary(), **{word: tag for word, _, tag in own}}
    cut: Cut
    if engine == "rjieba":
        import rjieba

        fast = rjieba.Jieba()
        for word, frequency, tag in own:
            fast.add_word(word, frequency, tag)
        cut = fast.cut
    else:
        import jieba

        slow = jieba.Tokenizer()
        for word, frequency, tag in own:
            slow.add_word(word, frequency, tag)
        cut = slow.lcut
    return cut, tags


def tag_of(word: str, tags: dict[str, str]) -> str:
    """The word's tag: from the dictionary, else by its characters (`eng`, `m`, `x`), else `n`."""
    tag = tags.get(word)
    if tag is not None:
        return tag
    first = word[0]
    if first.isascii():
        return "eng" if first.isalpha() else "m" if first.isdigit() else "x"
    return "n" if first.isalpha() else "x"


def words_of(text: str, quantities: Sequence[Quantity], cut: Cut, tags: dict[str, str]) -> tuple[list[str], list[str]]:
    """Words and tags of a text; joined the words are the text, white space included."""
    words: list[str] = []
    at = 0
    for quantity in quantities:
        start, end = quantity.span.start, quantity.span.end
        if start > at:
            words += _parted(cut(text[at:start]))
        words.append(text[start:end])
        at = end
    if at < len(text):
        words += _parted(cut(text[at:]))
    counted = {text[q.span.start : q.span.end] for q in quantities}
    return words, [QUANTITY_TAG if word in counted else tags.get(word) or tag_of(word, tags) for word in words]


def _parted(words: list[str]) -> Iterator[str]:
    """The words, those cut in two that glue a verb to its adverb or object; one string object for each word.

    Without `intern` a corpus would hold each word as often as it occurs.
    """
    verbs = _glued()
    for word in words:
        if len(word) == GLUED and (word[:2] in verbs or word[2:] in verbs):
            yield intern(word[:2])
            yield intern(word[2:])
        else:
            yield intern(word)


@lru_cache(maxsize=1)
def _glued() -> frozenset[str]:
    return frozenset(lexicon.words("lexicons/parted.tsv", "verb"))


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
    cut, tags = cutter(settings.engine, settings.userdict)

    def segment(document: Document) -> Document:
        words, kinds = words_of(document.text, document.quantities, cut, tags)
        done = replace(document, words=tuple(words), tags=tuple(kinds))
        return replace(done, sentences=tuple(_with_words(done)))

    return segment


SPEC = StageSpec("segment", build, requires=("quantities", "sentences"), provides=("words", "tags"))
