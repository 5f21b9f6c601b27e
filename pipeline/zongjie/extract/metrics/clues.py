"""What tells where the subjects of numbers end and begin, as keys: whole numbers that stand for named clues.

A clue is a name with what was seen (`next`, the zone, the word behind the candidate). Its key is a hash of all that,
so that the clues of every candidate of a document are formed and weighed at once.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache

import numpy as np
from numpy.typing import NDArray

from zongjie.extract.metrics.spots import KINDS, Candidates, Picks, Spots
from zongjie.extract.metrics.vocabulary import MOST_TAGS, TAGS, Flags, Ints, Keys, number
from zongjie.extract.metrics.words import Words
from zongjie.tone import extents, points

NAMING = 0x9E3779B97F4A7C15
MIXERS = np.array(
    [
        0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0xD6E8FEB86659FD93, 0xA0761D6478BD642F, 0xE7037ED1A0B428DB,
        0x8EBC6AF09C88C6E3, 0x589965CC75374CC3, 0x1D8E4E27C47D124F,
    ],
    dtype=np.uint64,
)  # fmt: skip
"""Odd numbers, one for the name and one for each part of a clue."""
BEHIND, HERE = 4, 0  # zones: behind the number, before it in its clause; 1–3 are clauses before
FAR, NEAR = 10, 3  # words from which on distances are alike
SHORT_GAP = 3  # words between subject and number that are read as one

Column = NDArray[np.int64] | NDArray[np.uint64] | NDArray[np.bool_] | int


@dataclass(slots=True)
class Clues:
    """The keys of some candidates: `single` hold one key each (0: none).

    `spread` hold those of every word of a range: the keys of the different forms, which form each word of the document
    is, and for each candidate the first word and the one behind the last.
    """

    size: int
    single: list[Keys] = field(default_factory=list)
    _mixed: dict[tuple[int, int], tuple[Column, Keys]] = field(default_factory=dict)
    spread: list[tuple[Keys, Ints, Ints, Ints]] = field(default_factory=list)

    def add(self, name: str, *parts: Column, where: Flags | None = None) -> None:
        """One key for each candidate, or where the flags hold."""
        keys = _named(name)
        for place, part in enumerate(parts):
            keys = keys + self._mix(part, place)
        self.single.append(keys if where is None else np.where(where, keys, np.uint64(0)))

    def _mix(self, part: Column, place: int) -> Keys:
        """A part times the mixer of its place; most clues begin with the same few columns."""
        known = self._mixed.get((id(part), place))
        if known is None:
            known = part, np.asarray(part).astype(np.uint64, copy=False) * MIXERS[place]
            self._mixed[id(part), place] = known  # with the column itself, or its id might become another's
        return known[1]

    def add_range(self, name: str, forms: Column, form: Ints, low: Ints, high: Ints) -> None:
        """The keys of the words from `low` up to `high`, by the form of each word of the document."""
        self.spread.append((key(name, forms), form, low, np.maximum(low, high)))


def key(name: str, *parts: Column) -> Keys:
    """The key of a clue, elementwise; never 0 but by a chance of one in 2⁶⁴."""
    total: Keys = _named(name)
    for part, mixer in zip(parts, MIXERS, strict=False):
        total = total + np.asarray(part).astype(np.uint64, copy=False) * mixer
    return total


@cache
def _named(name: str) -> Keys:
    return np.array([(number(name) * NAMING) % 2**64], dtype=np.uint64)


def end_clues(spots: Spots, found: Candidates, taken: Picks) -> Clues:
    """The clues of ends. `taken` are the subjects chosen so far, for what the metric before was about."""
    words, spot, word = spots.words, found.spot, found.word
    clues = Clues(len(spot))
    zone = _zones(spots, spot, word)
    kind, unit = spots.kind[spot], spots.unit[spot]
    first, behind = spots.first[spot], spots.behind[spot]
    after = word + 1
    ended = words.has("break")[after]
    after_tag = np.where(ended, TAGS["，"], words.tag[after])
    tag, ahead = words.tag[word], words.tag[word - 1]
    low = np.where(zone == BEHIND, behind, after)
    high = np.where(zone == BEHIND, word, first)
    distance, near = np.minimum(FAR, high - low), np.minimum(NEAR, high - low)
    left, left_tag = words.word[first - 1], words.tag[first - 1]
    related = _relation(spots, spot, word) * 8 + zone
    ending = words.last[word]
    clues.add("rule distance", related, distance)
    clues.add("rule after", related, words.word[after])
    clues.add("rule word", related, words.word[word])
    clues.add("rule tag", related, tag, after_tag)
    clues.add("rule kind", related, kind)
    clues.add("rule left", related, left)
    clues.add("word", zone, words.word[word])
    clues.add("next", zone, words.word[after])
    clues.add("tags", zone, tag, after_tag)
    clues.add("three tags", zone, ahead, tag, after_tag)
    clues.add("distance", zone, distance, kind)
    clues.add("suffix", zone, ending)
    clues.add("suffix two", zone, words.last_two[word])
    clues.add("suffix unit", zone, ending, unit)
    clues.add("word unit", zone, words.word[word], unit)
    clues.add("unit near", zone, unit, near)
    clues.add("left near", zone, left, near)
    clues.add("left tag near", zone, left_tag, near)
    _number(clues, spots, spot, zone)
    _gap(clues, spots, found, zone, low, high)
    _heading(clues, spots, found, zone, ended)
    verb = words.verb[word]
    clues.add("verb", zone, words.word[verb], where=verb >= 0)
    clues.add("verb near", zone, tag, np.minimum(NEAR, word - verb), where=verb >= 0)
    _same(clues, spots, found, zone, taken, left)
    return clues


def _zones(spots: Spots, spot: Ints, word: Ints) -> Ints:
    clause = spots.words.clause
    zone: Ints = np.where(word >= spots.behind[spot], BEHIND, np.minimum(3, clause[spots.first[spot]] - clause[word]))
    return zone


def _relation(spots: Spots, spot: Ints, word: Ints) -> Ints:
    """How a word stands to the rules' subject: none, its end, inside, behind or before it; and where that stands."""
    first, last = spots.rule.first[spot], spots.rule.last[spot]
    side: Ints = np.select([last < 0, word == last, word > last, word < first], [0, 1, 2, 3], 4)
    return side + 5 * (first > spots.first[spot])


def _number(clues: Clues, spots: Spots, spot: Ints, zone: Ints) -> None:
    """The words next to the number and the clause it stands in, alike for all candidates of a zone."""
    words, first, behind, kind = spots.words, spots.first[spot], spots.behind[spot], spots.kind[spot]
    opening = words.opening[first]
    floor = np.maximum(opening, words.newest("numeral", first) + 1)
    amount = np.minimum(NEAR, words.count("content", floor, first))
    nouns = np.minimum(NEAR, words.count("noun", floor, first))
    newest = words.newest("content", first)
    left = words.word[first - 1]
    some = newest >= floor
    clues.add("left", zone, left)
    clues.add("left kind", zone, left, kind)
    clues.add("left two", zone, words.word[np.maximum(0, first - 2)], left)
    clues.add("right", zone, words.word[behind])
    clues.add("right tag", zone, words.tag[behind])
    clues.add("unit", zone, spots.unit[spot])
    clues.add("own", zone, amount, kind)
    clues.add("own last", zone, words.word[newest], where=some)
    clues.add("own nouns", zone, nouns, where=some)
    back = (zone > HERE) & (zone < BEHIND)
    clues.add("opening", zone, words.word[opening], where=back)
    clues.add("opening tag", zone, words.tag[opening], np.minimum(NEAR + 1, first - opening), where=back)
    before = spots.before[spot]
    clues.add("after", zone, np.where(before >= 0, spots.kind[before], len(KINDS)), kind)


def _gap(clues: Clues, spots: Spots, found: Candidates, zone: Ints, low: Ints, high: Ints) -> None:
    """What stands between a candidate and the number; from clauses before, the words of the number's own."""
    words, spot, word = spots.words, found.spot, found.word
    size, kind = high - low, spots.kind[spot]
    short = (size > 0) & (size <= SHORT_GAP)
    gap = _sequence(words, low, np.minimum(size, SHORT_GAP), SHORT_GAP)
    clues.add("gap", zone, size, *gap, where=short)
    here, back = zone == HERE, (zone > HERE) & (zone < BEHIND)
    opening = words.opening[spots.first[spot]]
    for name, flags in (("here", here), ("back", back), ("behind", zone == BEHIND)):
        begin = np.where(flags, np.where(back, opening, low), 0)
        end = np.where(flags, np.where(back, spots.first[spot], high), 0)
        clues.add_range(f"gap word {name}", words.forms, words.form, begin, end)
        clues.add_range(f"gap tag {name}", np.arange(MOST_TAGS), words.tag, begin, end)
    tag = words.tag[word]
    clues.add("gap verbs", np.minimum(NEAR, words.count("verb", low, high)), tag, kind, where=here)
    clues.add("gap nouns", np.minimum(NEAR, words.count("noun", low, high)), tag, kind, where=here)
    own = words.opening[spots.first[spot]]
    clues.add("each", _relation(spots, spot, word), zone, where=words.count("each", own, spots.first[spot]) > 0)


def _heading(clues: Clues, spots: Spots, found: Candidates, zone: Ints, ended: Flags) -> None:
    """Whether the candidate ends its clause, and whether that is a bare noun phrase which the number goes on about."""
    words, word = spots.words, found.word
    opening = words.opening[word]
    verbs = words.count("verb", opening, word + 1) > 0
    numbers = words.count("numeral", opening, word + 1) > 0
    bare = verbs * 2 + numbers
    far = (zone > HERE) & (zone < BEHIND) & ended
    top = words.line[opening - 1] < 0
    clues.add("closing", zone, ended)
    clues.add("closing left", words.word[spots.first[found.spot] - 1], ended, where=zone == BEHIND)
    clues.add("heading", zone, bare, where=far)
    clues.add("heading mark", bare, words.word[word + 1], top, where=far)
    clues.add("heading kind", bare, spots.kind[found.spot], where=far)


def _same(clues: Clues, spots: Spots, found: Candidates, zone: Ints, taken: Picks, left: Keys) -> None:
    """Whether the metric before has the same end."""
    spot, before = found.spot, spots.before[found.spot]
    some = before >= 0
    same = some & (taken.last[before] == found.word)
    kind = spots.kind[spot]
    clues.add("same", same, zone, where=some)
    clues.add("same kind", same, kind, spots.kind[before], where=some)
    clues.add("same left", same, left, zone, where=some)
    clues.add("same unit", same, spots.unit[spot] == spots.unit[before], where=some)
    low = spots.behind[before]
    size = np.minimum(SHORT_GAP + 1, spots.first[spot] - low)
    clues.add("same gap", size, *_sequence(spots.words, low, size, SHORT_GAP), where=same)
    clues.add("same next", spots.words.word[low], where=same)


def begin_clues(spots: Spots, spot: Ints, found: Candidates, taken: Picks) -> Clues:
    """The clues of beginnings; `spot` is that of each candidate."""
    words, first, last = spots.words, found.word, found.last
    clues = Clues(len(first))
    kind = spots.kind[spot]
    zone = _zones(spots, spot, last)
    tag, word = words.tag[first], words.word[first]
    cut = words.has("break")[first - 1]
    ahead = np.where(cut, np.uint64(0), words.word[first - 1])
    ahead_tag = np.where(cut, TAGS["，"], words.tag[first - 1])
    alone = first == last
    following = np.where(alone, np.uint64(0), words.word[np.minimum(first + 1, last)])
    following_tag = np.where(alone, 0, words.tag[np.minimum(first + 1, last)])
    long = np.minimum(6, last - first)
    characters = np.minimum(20, words.end[last] - words.start[first])
    verbs = np.minimum(NEAR, words.count("verb", first, last + 1))
    governs, stop = words.has("governs"), words.has("stop")
    deep = np.minimum(NEAR, first - words.opening[last])
    listing = words.count("etc", np.maximum(0, last - 3), last + 1) > 0
    related = _beginning(spots, spot, first, last)
    listed = np.minimum(9, words.count("lists", first, last + 1)) * 2 + words.has("lists")[first - 1]
    clues.add("begin rule", related, kind)
    clues.add("begin rule tags", related, ahead_tag, tag)
    clues.add("begin rule word", related, word)
    clues.add("begin word", word)
    clues.add("begin ahead", ahead)
    clues.add("begin tags", ahead_tag, tag)
    clues.add("begin pair", tag, following_tag)
    clues.add("begin three", ahead_tag, tag, following_tag)
    clues.add("begin words", word, following)
    clues.add("begin long", long, tag)
    clues.add("begin characters", zone, characters)
    clues.add("begin head", words.word[last], np.minimum(NEAR, long))
    clues.add("begin verb", governs[first], kind, long)
    clues.add("begin ahead verb", governs[first - 1], tag)
    clues.add("begin stopped", stop[first - 1], ahead_tag, tag)
    clues.add("begin ahead head", ahead_tag, words.word[last])
    clues.add("begin verbs", zone, verbs)
    clues.add("begin verbs tag", verbs, tag, kind)
    clues.add("begin deep", deep, ahead_tag, tag)
    clues.add("begin listing", listing, tag, governs[first])
    clues.add("begin unit", zone, tag, spots.unit[spot])
    clues.add("begin list", listed)
    shape = [np.where(last - first > at, words.tag[np.minimum(first + at, last)], 0) for at in range(6)]
    clues.add("begin shape", *shape, words.tag[last])
    clues.add("begin joint", words.last[first], following)
    clues.add("begin opening", zone, tag, where=cut)
    unpaired = words.count("opens", first, last + 1) != words.count("closes", first, last + 1)
    clues.add("begin unpaired", unpaired)
    clues.add_range("begin inside", words.forms, np.where(words.has("inside"), words.form, 0), first + 1, last + 1)
    clues.add_range("begin inner", np.arange(MOST_TAGS), words.tag, first + 1, last + 1)
    before = spots.before[spot]
    same_last = (before >= 0) & (taken.last[before] == last)
    same = same_last & (taken.first[before] == first)
    clues.add("begin same", same, same_last, where=before >= 0)
    return clues


def _beginning(spots: Spots, spot: Ints, first: Ints, last: Ints) -> Ints:
    """How a beginning stands to that of the rules' subject, and whether the ends are the same."""
    rule = spots.rule.first[spot]
    side: Ints = np.select([rule < 0, first == rule, first < rule], [0, 1, 2], 3)
    found: Ints = side * 2 + (spots.rule.last[spot] == last)
    return found


def _sequence(words: Words, low: Ints, size: Ints, most: int) -> list[Keys]:
    """The first `most` words from `low`, 0 from `size` on."""
    limit = len(words.word) - 1
    return [np.where(size > at, words.word[np.minimum(low + at, limit)], np.uint64(0)) for at in range(most)]


def columns(clues: Clues) -> tuple[Ints, Keys]:
    """All keys of the candidates as (candidate, key), each once for a candidate: what a model is fitted on."""
    rows: list[Ints] = [np.arange(clues.size)] * len(clues.single)
    keys: list[Keys] = list(clues.single)
    for forms, form, low, high in clues.spread:
        size = high - low
        row = np.repeat(np.arange(clues.size), size)
        offset = np.arange(len(row)) - np.repeat(np.append(0, np.cumsum(size))[:-1], size)
        rows.append(row)
        keys.append(forms[form[low[row] + offset]])
    return np.concatenate(rows), np.concatenate(keys)


def known(names: str) -> Keys:
    """The keys that the feature names of a model spell, a line each, in hexadecimal."""
    read, (start, size) = points(names), extents(names)
    digits = np.where(read < ord("a"), read - np.uint64(ord("0")), read - np.uint64(ord("a") - 10))
    keys = np.zeros(len(start), dtype=np.uint64)
    for i in range(int(size.max(initial=0))):
        longer = np.flatnonzero(size > i)
        keys[longer] = keys[longer] << np.uint64(4) | digits[start[longer] + i]
    return keys
