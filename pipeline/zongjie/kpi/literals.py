"""Which strings a match of a pattern holds in any case: what an automaton looks for before the pattern is tried."""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from zongjie import lexicon

if TYPE_CHECKING:
    from ahocorasick_rs import AhoCorasick

Needed = frozenset[str]
MOST = 64  # strings of one pattern; of a wider choice nothing is gained
CASELESS = re.IGNORECASE | re.VERBOSE  # flags under which the strings of a pattern are not those of the text


class Screen:
    """Tells in one pass over some words which of many patterns can match in them.

    Most patterns need a string that most phrases lack, so that few of them are left to be tried one after the other.
    """

    def __init__(self, patterns: Sequence[re.Pattern[str]]) -> None:
        """The screen of these patterns, which it knows by their number."""
        from ahocorasick_rs import AhoCorasick

        owners: dict[str, list[int]] = {}
        self._always: list[int] = []
        for number, pattern in enumerate(patterns):
            needed = needed_by(pattern)
            if needed is None:
                self._always.append(number)
            for string in sorted(needed or ()):
                owners.setdefault(string, []).append(number)
        self._owners = tuple(owners.values())
        self._automaton: AhoCorasick | None = AhoCorasick(list(owners)) if owners else None

    def possible(self, words: str) -> list[int]:
        """The numbers of the patterns that may match somewhere in the words, in order."""
        if self._automaton is None:
            return self._always
        found = {index for index, _, _ in lexicon.matches(self._automaton, words)}
        return sorted({number for index in found for number in self._owners[index]}.union(self._always))


def needed_by(pattern: re.Pattern[str]) -> Needed | None:
    """Strings of which every match of the pattern holds at least one; None where none can be told."""
    parse = _parser()
    if parse is None or pattern.flags & CASELESS:
        return None
    return _of_sequence(parse(pattern.pattern, pattern.flags))


@lru_cache(maxsize=1)
def _parser() -> Any | None:
    """The parser of `re`, which is not public: without it every pattern is tried."""
    try:
        return importlib.import_module("re._parser").parse
    except (ImportError, AttributeError):
        return None


def _of_sequence(parts: Iterable[tuple[Any, Any]]) -> Needed | None:
    """The most telling of what the parts need: the longest strings, then the fewest."""
    needs: list[Needed] = []
    run = ""
    for name, value in parts:
        if str(name) == "LITERAL":
            run += chr(value)
            continue
        found = _of_part(str(name), value)
        needs += [frozenset((run,))] * bool(run) + ([found] if found else [])
        run = ""
    needs += [frozenset((run,))] * bool(run)
    return max(needs, key=lambda some: (min(map(len, some)), -len(some)), default=None)


def _of_part(name: str, value: Any) -> Needed | None:
    """What one part needs."""
    if name == "SUBPATTERN":
        return None if value[1] & CASELESS else _of_sequence(value[3])
    if name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
        return _of_sequence(value[2]) if value[0] > 0 else None
    if name == "BRANCH":
        return _together([_of_sequence(branch) for branch in value[1]])
    if name == "IN":
        return _together([frozenset((chr(one),)) if str(kind) == "LITERAL" else None for kind, one in value])
    return None


def _together(choices: Sequence[Needed | None]) -> Needed | None:
    """What one of several choices needs; None where one of them needs nothing, or they are too many."""
    told = [choice for choice in choices if choice is not None]
    some: Needed = frozenset().union(*told)
    return some if len(told) == len(choices) and len(some) <= MOST else None
