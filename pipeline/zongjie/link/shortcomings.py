"""What a problem is about and why it is: the words that name what is deficient, and those that state the cause."""

from __future__ import annotations

import re
from collections.abc import Iterator

from zongjie.document import Sentence, Span
from zongjie.link.bodies import suffixes
from zongjie.link.passages import Passage
from zongjie.link.words import pattern, patterns

MANY = 7  # words of a problem in which an unlisted verb may come long before what is deficient
LONGEST = 9  # characters of an aspect; the longer a phrase, the less it is the shortest that names it
SHORTEST, GLUED = 2, 4  # characters of an aspect, and of a word that holds its predicate as well
REACH, LONGEST_CAUSE = 48, 30  # characters around a problem in which its cause stands, and of a cause
CLAUSE = re.compile("[，。；：,;:！？!?\n]")
LEADING, STOPPING, LACKING = pattern("leading"), pattern("stopping"), pattern("lacking")
NOMINAL = ("n", "vn", "an", "j", "b", "l", "i", "eng", "s", "x", "q", "nz", "f")
PREDICATE = ("v", "d", "a", "c", "p", "y", "z", "u", "zg")
FINITE = ("v", "a", "i", "l", "z")  # tags of a last word that finds fault (数据|对不上)
NO_SUBJECT = ("p", "f", "d", "i", "c", "y")  # tags of a first word that begins no name
UNSURE, MEASURED, MISSING = pattern("unsure"), pattern("measured"), pattern("missing")
MARKED, BECAUSE = pattern("marked"), pattern("because")
INSIDE, REASON = patterns("because_inside"), patterns("reason")

Word = tuple[str, str]
"""A word and its part of speech."""


def note_shortcomings(text: str, passage: Passage) -> None:
    """Note aspect and cause of the problems of a passage."""
    for note in passage.problems:
        span = note.problem.span
        words = list(_parted(passage.words(span.start, span.end)))
        note.aspect = _aspect(words) if words else None
        note.cause = _cause(text, span, passage.sentence)


def _parted(words: list[Word]) -> Iterator[Word]:
    """The words, those cut in two that glue a noun to what is said of it: 经费|不足."""
    for word, tag in words:
        if len(word) == GLUED and STOPPING.match(word, GLUED // 2) and tag.startswith(("l", "i", "n")):
            yield word[: GLUED // 2], "n"
            yield word[GLUED // 2 :], "a"
        else:
            yield word, tag


def _aspect(words: list[Word]) -> str | None:
    """The object of 缺乏 and its like, else the noun phrase before the predicate that finds fault."""
    at = _without_lead(words, 0)
    end = _end(words, at)
    if end < len(words) and MISSING.fullmatch(words[end][0]):
        missing = _without_lead(words, end + 1)
        until = _end(words, missing)
        if until > missing and (until == len(words) or CLAUSE.match(words[until][0])):
            return _name(words[missing:until])
    if end == len(words) or CLAUSE.match(words[end][0]):
        end = end - 1 if end - at > 1 and words[end - 1][1].startswith(FINITE) else at
    if end == at or not _names(words, at, end):
        return None
    return _name(words[at:end])


def _names(words: list[Word], at: int, end: int) -> bool:
    """Whether the words up to `end` are likely to be the subject of what is said behind them, and the shortest one."""
    (first, tag), (stop, stop_tag) = words[at], words[end] if end < len(words) else ("", "")
    if tag.startswith(NO_SUBJECT) or UNSURE.fullmatch(stop) or stop_tag.startswith("u"):
        return False
    if words[end - 1][1].startswith(("f", "u")) or (end - at == 1 and first.endswith(suffixes("body", "people"))):
        return False  # 工作中|存在…, 学校|没有…: who or where, not what
    if LACKING.fullmatch(stop) and (end + 1 == len(words) or not words[end + 1][1].startswith("v")):
        return False
    if not STOPPING.match(stop) and stop_tag.startswith(("v", "d")) and len(words) > MANY:
        return False
    if tag.startswith("v") and not tag.startswith("vn") and end - at == 1:
        return STOPPING.match(stop) is not None
    if tag.startswith("ns") and end - at == 1:
        return False  # 山区|有三个乡没有派出所: where, not what
    return not stop_tag.startswith("m") or MEASURED.search(words[end - 1][0]) is not None


def _name(words: list[Word]) -> str | None:
    name = "".join(word for word, _ in words).strip(" 　、的·\n")
    return name if SHORTEST <= len(name) <= LONGEST else None


def _without_lead(words: list[Word], at: int) -> int:
    while at < len(words) and (LEADING.fullmatch(words[at][0]) or words[at][1].startswith(("m", "r", "t"))):
        at += 1
    return at


def _end(words: list[Word], at: int) -> int:
    """Where the first predicate behind `at` begins."""
    end = at
    while end < len(words) and not CLAUSE.match(words[end][0]):
        word, tag = words[end]
        if STOPPING.match(word) or LACKING.fullmatch(word) or (tag.startswith("m") and end > at):
            break
        if end > at and tag.startswith(PREDICATE) and not tag.startswith(("vn", "an")) and not _goes_on(words, end):
            break
        end += 1
    return end


def _goes_on(words: list[Word], at: int) -> bool:
    """Whether a noun phrase goes on behind a verb or adjective: 团员|管理|办法, 发展|的|后劲."""
    if words[at][0] in ("的", "、", "和", "与", "及"):
        return at + 1 < len(words) and not STOPPING.match(words[at + 1][0])
    follows = words[at + 1] if at + 1 < len(words) else None
    return follows is not None and (follows[0] == "的" or follows[1].startswith(NOMINAL))


# ------------------------------------------------------------------------------------------------------------ cause
def _cause(text: str, problem: Span, sentence: Sentence) -> str | None:
    """The words that state the cause: behind 由于 before the problem or in it, or behind 原因是."""
    start, end = problem.start, problem.end
    if not MARKED.search(text, sentence.span.start, min(len(text), end + REACH)):
        return None
    before = text[max(sentence.span.start, start - REACH) : start]
    behind = text[end : min(len(text), end + REACH)]
    found = (
        BECAUSE.search(before)
        or next((match for one in INSIDE if (match := one.search(text[start:end]))), None)
        or next((match for one in REASON if (match := one.match(behind))), None)
    )
    if found is None:
        return None
    words = found["why"].strip(" 　，、\n")
    return words if SHORTEST < len(words) <= LONGEST_CAUSE else None
