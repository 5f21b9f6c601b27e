"""The words that are known, with their tags: jieba's dictionary, our terms over it, the user's words over both."""

from __future__ import annotations

from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from sys import intern

from zongjie import lexicon
from zongjie.errors import UsageError, cause

TERMS = "lexicons/terms.tsv"
# Frequency of our own words: above every jieba entry they are made of, so that they stay whole.
FREQUENCY = 200_000
Entry = tuple[str, int, str]
"""A word to add: word, frequency, tag."""


@lru_cache(maxsize=1)
def dictionary() -> dict[str, str]:
    """Part-of-speech tag of each word: jieba's dictionary (ICTCLAS tags), our corrections and terms over it."""
    fields = _file().read_text("utf-8").split()  # three a line; line by line it takes three times as long
    tags = dict(zip(fields[::3], map(intern, fields[2::3]), strict=True))
    tags.update((row["word"], row["tag"]) for row in lexicon.table("lexicons/retagged.tsv", unique="word"))
    tags.update((word, tag) for word, _, tag in terms())
    return tags


def _file() -> Path:
    """Jieba's dictionary, found without importing jieba, which would bring setuptools along."""
    spec = find_spec("jieba")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("No module named 'jieba'", name="jieba")
    return Path(spec.origin).with_name("dict.txt")


@lru_cache(maxsize=1)
def terms() -> tuple[Entry, ...]:
    """The terms of the field, ready to be added to a segmenter."""
    return tuple((row["word"], FREQUENCY, row["tag"]) for row in lexicon.table(TERMS, unique="word"))


def read_userdict(path: Path) -> list[Entry]:
    """Words of a jieba user dictionary: `word [frequency] [tag]` a line, UTF-8.

    Raises:
        UsageError: the file is missing, not UTF-8, or a line has more than three fields; the line is named.
    """
    try:
        lines = path.read_text("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as fault:
        raise UsageError(
            f"用户词典 {path} 读不出来：{cause(fault).zh}。请存为 UTF-8 文本。",
            f"cannot read the user dictionary {path}: {cause(fault).en}. Save it as UTF-8 text.",
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


def tag_of(word: str, tags: dict[str, str]) -> str:
    """The word's tag: from the dictionary, else by its characters (`eng`, `m`, `x`), else `n`."""
    tag = tags.get(word)
    if tag is not None:
        return tag
    first = word[0]
    if first.isascii():
        return "eng" if first.isalpha() else "m" if first.isdigit() else "x"
    if first.isnumeric():
        return "m"
    return "n" if first.isalpha() else "x"
