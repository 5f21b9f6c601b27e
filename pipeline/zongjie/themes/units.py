"""What is grouped: sentences, activities and problems as units of content words, read from the rows of their tables."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import attrgetter
from typing import TYPE_CHECKING

from zongjie import lexicon
from zongjie.themes.content import Run, of_problem, runs

if TYPE_CHECKING:
    import rjieba

Row = Mapping[str, object]
Tables = Mapping[str, Sequence[Row]]
Words = tuple[list[str], list[str]]

FREQUENCY = 200_000  # of our own words: above the jieba entries that they are made of
# Cleaning may have deleted characters between two words: stray marks, a line break, never more than a few.
SLACK = 8


@dataclass(frozen=True, slots=True)
class Unit:
    """One record to be placed: its content words in runs, and for short records what else tells them apart.

    `text` is the record as it stands from `start` to `end` of its source. `whole` is a phrase of it that could be a
    label (an activity's object), or empty. `core` are the content words of the field that says what it is about,
    `features` coded values.
    """

    record_id: str
    document_id: str
    runs: tuple[Run, ...]
    text: str = ""
    start: int = 0
    end: int = 0
    whole: str = ""
    core: tuple[str, ...] = ()
    features: tuple[str, ...] = ()

    @property
    def words(self) -> list[str]:
        """The content words that may become keywords, in the order of the text."""
        return [token.word for run in self.runs for token in run if not token.tail]

    @property
    def grams(self) -> list[str]:
        """The character 2-grams of the runs: 培训班 and 技能培训 share one."""
        texts = ["".join(token.word for token in run) for run in self.runs]
        return [text[at : at + 2] for text in texts for at in range(len(text) - 1)]


def sentence_units(tables: Tables) -> list[Unit]:
    """The sentences in the order of their ids; headings repeat what their sections say and are left out."""
    return _ordered(
        Unit(
            _string(row, "sentence_id"),
            _string(row, "document_id"),
            runs(_list(row, "words"), _list(row, "tags")),
            *_where(row),
        )
        for row in tables.get("sentences", ())
        if not row.get("heading")
    )


def activity_units(tables: Tables) -> list[Unit]:
    """The activities in the order of their ids."""
    find = _WordsOf(tables)
    return _ordered(
        Unit(
            _string(row, "activity_id"),
            _string(row, "document_id"),
            told,
            *_where(row),
            whole=_string(row, "object"),
            core=_core(told, _string(row, "object")),
            features=(f"type={_string(row, 'type')}", f"predicate={_string(row, 'predicate')}"),
        )
        for row, told in ((row, runs(*find(row))) for row in tables.get("activities", ()))
    )


def problem_units(tables: Tables) -> list[Unit]:
    """The problems in the order of their ids."""
    find = _WordsOf(tables)
    return _ordered(
        Unit(
            _string(row, "problem_id"),
            _string(row, "document_id"),
            told,
            *_where(row),
            core=_core(told, _string(row, "aspect")),
            features=(f"category={_string(row, 'category')}",),
        )
        for row, told in ((row, of_problem(runs(*find(row)))) for row in tables.get("problems", ()))
    )


def _ordered(units: Iterable[Unit]) -> list[Unit]:
    return sorted(units, key=attrgetter("record_id"))


def _core(told: Iterable[Run], field: str) -> tuple[str, ...]:
    """The content words of the record that occur in one of its fields."""
    return tuple(token.word for run in told for token in run if not token.tail and token.word in field)


class _WordsOf:
    """Finds the words and tags of a record in the sentences that it stands in; cuts its text where there are none."""

    def __init__(self, tables: Tables) -> None:
        self._sentences: dict[str, list[Row]] = {}
        for row in tables.get("sentences", ()):
            if row.get("words") and _place(row) is not None:
                self._sentences.setdefault(_string(row, "document_id"), []).append(row)
        self._starts: dict[str, list[int]] = {}
        for document_id, rows in self._sentences.items():
            rows.sort(key=_start)
            self._starts[document_id] = [_start(row) for row in rows]

    def __call__(self, record: Row) -> Words:
        place = _place(record)
        words, tags = self._inside(_string(record, "document_id"), *place) if place else ([], [])
        return (words, tags) if words else cut(_string(record, "text"))

    def _inside(self, document_id: str, start: int, end: int) -> Words:
        words: list[str] = []
        tags: list[str] = []
        rows = self._sentences.get(document_id, [])
        first = max(bisect_right(self._starts.get(document_id, []), start) - 1, 0)
        for row in rows[first:]:
            if _start(row) >= end:
                break
            for word, tag, at in zip(_list(row, "words"), _list(row, "tags"), word_starts(row), strict=False):
                if start <= at < end:
                    words.append(word)
                    tags.append(tag)
        return words, tags


def word_starts(sentence: Row) -> list[int]:
    """Where each word of a sentence begins in the source text.

    The words are of the cleaned text, the sentence's own text is the source: where cleaning replaced characters, the
    place is reckoned from the word before.
    """
    text, base = _string(sentence, "text"), _start(sentence)
    starts: list[int] = []
    at = 0
    for word in _list(sentence, "words"):
        found = text.find(word, at, at + len(word) + SLACK)
        begin = at if found < 0 else found
        starts.append(base + begin)
        at = begin + len(word)
    return starts


def cut(text: str) -> Words:
    """Words and tags of a text that came without: jieba's dictionary and our terms."""
    pairs = _segmenter().tag(text)
    return [word for word, _ in pairs], [tag for _, tag in pairs]


@lru_cache(maxsize=1)
def _segmenter() -> rjieba.Jieba:
    import rjieba

    segmenter = rjieba.Jieba()
    for row in lexicon.table("lexicons/terms.tsv", unique="word"):
        segmenter.add_word(row["word"], FREQUENCY, row["tag"])
    return segmenter


def _string(row: Row, name: str) -> str:
    value = row.get(name)
    return "" if value is None else str(value)


def _list(row: Row, name: str) -> list[str]:
    value = row.get(name)
    return [str(item) for item in value] if isinstance(value, (list, tuple)) else []


def _start(row: Row) -> int:
    value = row.get("start")
    return value if isinstance(value, int) else 0


def _where(row: Row) -> tuple[str, int, int]:
    return (_string(row, "text"), *(_place(row) or (0, 0)))


def _place(row: Row) -> tuple[int, int] | None:
    start, end = row.get("start"), row.get("end")
    return (start, end) if isinstance(start, int) and isinstance(end, int) else None
