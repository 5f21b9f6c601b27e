"""Which indicator of a codebook a metric is of: by its subject, the words around it, and what its unit measures."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from zongjie import lexicon
from zongjie.kpi.codebook import Codebook, Indicator, normal
from zongjie.kpi.literals import Screen

if TYPE_CHECKING:
    from ahocorasick_rs import AhoCorasick

FILE = "kpi/words.tsv"
COUNTS = frozenset(("count", "person", "person-time", "household", "lesson", "none"))
SHARES = frozenset(("share", "points", "multiple"))
MONEY = frozenset(("money", "money-foreign"))
WHOLE, GROWTH = 2, 1  # how a value may be of an indicator: its level, or the growth, share or rank of it
LISTED = re.compile("[、和与及]|以及")
CLAUSE = re.compile("[，。；：！？,;:]")
YIELD = re.compile("亩产|单产")  # no total
LONG = 4  # characters of a subject that may be the end of a wording begun earlier (财政赤字…，占国内生产总值比重)
SHORTEST = 2  # characters that parts of a list may share with its first or last one
CONTINUED = 30  # characters before a subject in which the rest of its wording stands
DIGITS = re.compile(r".*\d[^、，]*[、，]")
FEW = 2  # parts that make a list


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked about: a metric's subject, the sentence before its number, unit dimension and kind.

    `order` is the metric's number among those behind 分别, None where none stands before it.
    """

    subject: str
    before: str
    dimension: str
    kind: str
    order: int | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """An indicator whose wording stands in the words of a metric, at `[start, end)` of what stands before it."""

    indicator: Indicator
    start: int
    end: int
    fit: int
    alias: bool = True


@lru_cache(maxsize=2)
def _around(use: str) -> re.Pattern[str]:
    """What may stand `before` or `behind` a wording without making another indicator of it."""
    return re.compile("(?:" + "|".join(lexicon.words(FILE, "pattern", use=use)) + ")*")


@lru_cache(maxsize=1)
def _empty() -> re.Pattern[str]:
    """A subject that names nothing by itself (其中去年, 增速, 上半年增长)."""
    return re.compile(f"(?:{_around('before').pattern}|{_around('behind').pattern})*")


def fit(indicator: Indicator, dimension: str, kind: str) -> int:
    """Whether a value of that dimension and kind can be of an indicator: `WHOLE`, `GROWTH` or 0."""
    own = indicator.dimension
    if kind == "rank" or dimension == "rank":
        return GROWTH
    if kind == "completion":
        return GROWTH if dimension in SHARES else 0
    for family in (COUNTS, MONEY):
        if own in family and dimension in family:
            return WHOLE
    if own == "share":
        return WHOLE if dimension in ("share", "points") else GROWTH if dimension == "multiple" else 0
    if own == dimension:
        return WHOLE
    return GROWTH if dimension in SHARES else 0


@dataclass(frozen=True, slots=True)
class Matcher:
    """Finds the indicators of one codebook; built once, it keeps nothing of what it is asked."""

    book: Codebook
    _owners: dict[str, tuple[Indicator, ...]]
    _wordings: tuple[str, ...]
    _automaton: AhoCorasick | None
    _patterns: tuple[tuple[re.Pattern[str], Indicator], ...]
    _screen: Screen
    _excluded: dict[str, tuple[str, ...]]
    _mirrored: tuple[str, ...]  # the wordings back to front, in order: those with one ending stand together

    @classmethod
    def of(cls, book: Codebook) -> Matcher:
        """The matcher of a codebook."""
        from ahocorasick_rs import AhoCorasick

        owners: dict[str, list[Indicator]] = {}
        for one in book.indicators:
            for alias in one.aliases:
                owners.setdefault(normal(alias), []).append(one)
        patterns = tuple((re.compile(wording), one) for one in book.indicators for wording in one.patterns)
        return cls(
            book,
            {wording: tuple(some) for wording, some in owners.items()},
            tuple(owners),
            AhoCorasick(list(owners)) if owners else None,
            patterns,
            Screen([wording for wording, _ in patterns]),
            {one.id: tuple(map(normal, one.exclude)) for one in book.indicators},
            tuple(sorted(wording[::-1] for wording in owners)),
        )

    def __call__(self, asked: Asked) -> Indicator | None:
        """The indicator of a metric; None where none is named, or two are equally well."""
        subject, before = _last_item(normal(asked.subject)), normal(asked.before)
        clause = before[max((mark.end() for mark in CLAUSE.finditer(before)), default=0) :]
        if subject not in clause:
            nearest = self._nearest(clause, before, asked)  # 优良天数比例提高，PM2.5浓度|下降28%
            if nearest is not None:
                return nearest
        behind = clause.rpartition(subject)[2] if subject else clause
        if YIELD.search(behind) and not YIELD.search(subject):
            return self._nearest(behind.rpartition("、")[2], before, asked)  # 粮食产量跃上新台阶、亩产提升|10.1斤
        if self.empty(subject):
            return self._nearest(before, before, asked) or self._continued(subject, before, asked)
        listed = self._listed(subject, asked)
        if listed is not None:
            return listed[asked.order or 0] if (asked.order or 0) < len(listed) else None
        found = _best(self._hits(subject, before, asked))
        if found is None and len(subject) >= LONG:
            found = self._continued(subject, before, asked)
        return found or (self._nearest(clause, before, asked) if subject in clause else None)

    def empty(self, subject: str) -> bool:
        """Whether a subject names nothing by itself, so that what the sentence spoke of before goes on."""
        return not subject or _empty().fullmatch(normal(subject)) is not None

    def _continued(self, subject: str, before: str, asked: Asked) -> Indicator | None:
        """The indicator whose wording ends with the subject and begins earlier: 粮食连年增产，总产量|10570亿斤."""
        if len(subject) < SHORTEST:
            return None
        near, ending = before[-CONTINUED:], subject[::-1]
        hits = []
        for number in range(bisect_left(self._mirrored, ending), len(self._mirrored)):
            if not self._mirrored[number].startswith(ending):
                break
            wording = self._mirrored[number][::-1]
            if wording != subject and wording[: -len(subject)] in near:
                hits += [
                    Hit(one, 0, len(wording), fit(one, asked.dimension, asked.kind)) for one in self._owners[wording]
                ]
        return _best([hit for hit in hits if hit.fit])

    def _hits(self, subject: str, before: str, asked: Asked) -> Iterator[Hit]:
        """Every indicator that the subject names and the value fits."""
        begin = before.rfind(subject)
        if begin < 0:
            before, begin = subject, 0
        end = begin + len(subject)
        for start, stop, indicator in self._named(subject):
            found = Hit(indicator, begin + start, begin + stop, fit(indicator, asked.dimension, asked.kind))
            if found.fit and _apart(subject, start, stop) and not self._void(found, before):
                yield found
        since = max(0, begin - len(subject))
        for number in self._screen.possible(before[since:]):
            wording, indicator = self._patterns[number]
            match = wording.search(before, since)
            if match is None or match.start() >= end or match.end() <= begin:
                continue
            level = fit(indicator, asked.dimension, asked.kind)
            if level:
                found = Hit(indicator, max(match.start(), begin), min(match.end(), end), level, alias=False)
                if not self._void(found, before):
                    yield found

    def _named(self, words: str) -> Iterator[tuple[int, int, Indicator]]:
        """Every wording in the words, with its place and each indicator that has it."""
        if self._automaton is None:
            return
        for index, start, stop in lexicon.matches(self._automaton, words):
            for indicator in self._owners[self._wordings[index]]:
                yield start, stop, indicator

    def _nearest(self, words: str, before: str, asked: Asked) -> Indicator | None:
        """The indicator that is named last in the words, with nothing but its size or growth behind."""
        shift = len(before) - len(words)
        found = []
        for start, stop, indicator in self._named(words):
            level = fit(indicator, asked.dimension, asked.kind)
            hit = Hit(indicator, shift + start, shift + stop, level)
            opening = max((mark.end() for mark in CLAUSE.finditer(words, 0, start)), default=0)
            if level and _apart(words[opening:], start - opening, stop - opening) and not self._void(hit, before):
                found.append(hit)
        return _best(found)

    def _listed(self, subject: str, asked: Asked) -> list[Indicator | None] | None:
        """The indicators of a subject that lists them (城镇、农村居民收入), by part; None where it does not."""
        parts = [part for part in LISTED.split(subject) if part]
        if len(parts) < FEW:
            return None
        found = [_best(self._hits(part, part, asked)) for part in parts]
        for at, part in enumerate(parts):
            if found[at] is None:
                found[at] = self._completed(part, parts[0], parts[-1], asked)
        return found if sum(one is not None for one in found) >= FEW else None

    def _completed(self, part: str, first: str, last: str, asked: Asked) -> Indicator | None:
        """A part with what the first or the last one has in common with it: 单位国内生产总值|能耗, 城镇|居民收入."""
        joined = [first[:n] + part for n in range(len(first), SHORTEST - 1, -1)]
        joined += [part + last[-n:] for n in range(len(last), SHORTEST - 1, -1)]
        for words in joined:
            some = [
                Hit(one, 0, len(words), fit(one, asked.dimension, asked.kind)) for one in self._owners.get(words, ())
            ]
            best = _best([hit for hit in some if hit.fit])
            if best is not None:
                return best
        return None

    def _void(self, hit: Hit, before: str) -> bool:
        """Whether a wording that looks alike overlaps the hit."""
        for wording in self._excluded[hit.indicator.id]:
            at = before.find(wording)
            while at >= 0:
                if at < hit.end and at + len(wording) > hit.start:
                    return True
                at = before.find(wording, at + 1)
        return False


def _last_item(subject: str) -> str:
    """The subject without the items and their numbers before it: 城镇新增就业1361万人、调查失业率."""
    found = DIGITS.search(subject)
    return subject[found.end() :] if found else subject


def _apart(words: str, start: int, stop: int) -> bool:
    """Whether the words around a wording leave the indicator what it is."""
    return bool(_around("before").fullmatch(words, 0, start) and _around("behind").fullmatch(words, stop))


def _best(hits: Iterator[Hit] | Sequence[Hit]) -> Indicator | None:
    """The indicator of the best hit; None where two are equally good."""
    some = list(hits)
    if not some:
        return None
    best = max(map(_worth, some))
    rivals = {hit.indicator.id: hit.indicator for hit in some if _worth(hit) == best}
    return rivals.popitem()[1] if len(rivals) == 1 else None


def _worth(hit: Hit) -> tuple[int, bool, int, int]:
    """An exact wording goes before a pattern, a longer one before a shorter, a later one before an earlier."""
    return hit.fit, hit.alias, hit.end - hit.start, hit.end


@lru_cache(maxsize=4)
def matcher(paths: tuple[str, ...]) -> Matcher:
    """The matcher of the codebooks of the settings.

    Raises:
        CodebookError: one of them is wrong or cannot be read.
    """
    from zongjie.kpi.codebook import of_settings

    return Matcher.of(of_settings(paths))
