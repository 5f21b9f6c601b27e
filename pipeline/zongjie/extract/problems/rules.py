"""Problems: clauses that state a shortcoming of the body's own work or situation."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace

from zongjie.config import Settings
from zongjie.document import Document, Problem, Sentence, Span
from zongjie.extract.problems.cues import FOLDER, Cue, any_cue, category_of
from zongjie.extract.problems.judge import (
    CATEGORY,
    KEEP,
    LEAST,
    Judge,
    Sorter,
    Stated,
    by_model,
    by_rules,
    category_by_model,
)
from zongjie.extract.problems.passage import Clause, Listing, Passage, read
from zongjie.extract.rule import clauses, frame
from zongjie.linear import load
from zongjie.stage import Stage, StageSpec

FRAMES = FOLDER + "frames.tsv"
SHORTEST, LONGEST = 4, 90  # characters; gold clauses run from 4 (相互推诿) to 61
LONGEST_UNCUED = 40  # characters of a clause that counts by its place alone
SHORTEST_SUBJECT = 4  # characters before 存在 that name what falls short
COLONS = ("：", ":")
GENERAL = Cue("general", "weak", re.compile("问题"))  # 在…方面，还存在…: the topic before it falls short
LISTED = Cue("listed", "place", re.compile(""))

ANNOUNCE, SPECIFIC, UNNAMED = (frame(FRAMES, use) for use in ("announce", "specific", "unnamed"))
OUTSIDE, NEUTRAL, MEASURE = (frame(FRAMES, use) for use in ("outside", "neutral", "measure"))
SOLVED, ANNOUNCING = frame(FRAMES, "solved"), frame(FRAMES, "announcing")
INSIDE, BECAUSE = (frame(FRAMES, use) for use in ("inside", "because"))
TOPIC, ONGOING = (frame(FRAMES, use) for use in ("topic", "ongoing"))
QUOTED, NAMED = (frame(FRAMES, use) for use in ("quoted", "named"))
IN_QUOTES = 0.9  # confidence where a text quotes a shortcoming
FINDING = "问题"  # stands in every `quoted` and `named`


def _announces(words: str) -> bool:
    """An announcement (还存在不少问题); one that names what falls short is a record: 公共服务仍有不少短板."""
    if not ANNOUNCE.search(words):
        return False
    match = SPECIFIC.search(words)
    if match is None or UNNAMED.search(words):
        return True
    subject = words[: match.start()]
    return len(subject) < SHORTEST_SUBJECT or TOPIC.search(subject) is not None


def _elsewhere(clause: Clause) -> Cue | None:
    """The cue of a clause outside passages of problems: a strong one, no plan, measure or thing solved around it."""
    if clause.strong is None or _announces(clause.words) or OUTSIDE.search(clause.words):
        return None
    return clause.strong


def _among(clause: Clause, listed: bool, numeric: bool) -> Cue | None:
    """The cue of a clause in a passage of problems.

    Such a passage is a list of them, in any wording: where it is `listed`, a clause counts unless it is background, a
    conclusion or a measure. Elsewhere it needs a cue, and a `numeric` clause a strong one.
    """
    words = clause.words
    if _announces(words) or NEUTRAL.search(words):
        return None
    cue = clause.cue
    if cue is not None and not (numeric and cue.strength == "weak" and not listed):
        return cue
    if not listed or len(words) > LONGEST_UNCUED or SOLVED.match(words) or MEASURE.match(words):
        return None
    return LISTED


Found = tuple[Span, Cue, float]
"""Where a shortcoming stands, the cue that found it, and how sure the judge is."""


def _in_heading(text: str, passage: Passage, judge: Judge) -> Iterator[Found]:
    """A heading under problems that states one itself (（一）干部队伍不稳定)."""
    for clause in passage.clauses:
        cue = None if ANNOUNCE.search(clause.words) else clause.cue
        if clause.words:
            sure = judge(_stated(text, passage, clause, cue, listed=True, numeric=False))
            if sure >= LEAST:
                yield clause.span, cue or LISTED, sure


def _in_sentence(text: str, passage: Passage, listed: bool, numbers: Sequence[int], judge: Judge) -> Iterator[Found]:
    """The clauses of a sentence that count, each with its cue; one that goes on about a topic takes that along."""
    among, topic = passage.among_problems, None
    for clause in passage.clauses:
        span, words = clause.span, clause.words
        numeric = bisect_left(numbers, span.start) < bisect_left(numbers, span.end)
        asked = True
        if topic is not None and ONGOING.match(words):
            cue: Cue | None = clause.cue or GENERAL
            span = Span(topic.start, span.end)
        elif not SHORTEST <= len(words) <= LONGEST or (among and _opens_list(text, clause)):
            cue, asked = None, False
        elif among:
            cue = _among(clause, listed or passage.dense, numeric)
        else:
            cue = _elsewhere(clause)
            asked = clause.strong is not None
        sure = judge(_stated(text, passage, clause, cue, listed or passage.dense, numeric)) if asked else 0.0
        kept = sure >= LEAST
        topic = span if among and not kept and "、" in words and TOPIC.search(words) else None
        if kept:
            yield span, cue or clause.cue or LISTED, sure


def _stated(text: str, passage: Passage, clause: Clause, cue: Cue | None, listed: bool, numeric: bool) -> Stated:
    """The clause as the judge sees it."""
    span, sentence = clause.span, passage.sentence
    return Stated(
        span=span,
        words=clause.words,
        cue=clause.cue,
        ruled=cue,
        among=passage.among_problems,
        listed=listed,
        numeric=numeric,
        role=sentence.role,
        first=clause is passage.clauses[0],
        before=text[max(sentence.span.start, span.start - 1) : span.start].replace("\n", "¶"),
        behind=text[span.end : span.end + 1].replace("\n", "¶"),
    )


def _quoted(text: str, sentence: Sentence) -> Iterator[Found]:
    """The shortcomings that a heading or clause quotes to answer them: 针对“学习走过场，记录不全”的问题."""
    span = sentence.span
    if text.find(FINDING, span.start, span.end) < 0:
        return
    for match in QUOTED.finditer(text, span.start, span.end):
        for part in clauses(text, Span(*match.span("core"))):
            yield part, any_cue(text[part.start : part.end]) or LISTED, IN_QUOTES
    named = NAMED.match(text[span.start : span.end])
    cue = any_cue(named["core"]) if named else None
    if named is not None and cue is not None:
        yield Span(span.start + named.start("core"), span.start + named.end("core")), cue, IN_QUOTES


def _opens_list(text: str, clause: Clause) -> bool:
    """Whether a colon follows the clause and the clause only announces what stands behind it."""
    end = clause.span.end
    return text[end : end + 1] in COLONS and ANNOUNCING.search(clause.words) is not None


def _core(words: str, span: Span, among: bool) -> Span:
    """The shortcoming itself where a phrase holds it: 在…的情况下, …因资金不到位."""
    holder = (None if among else INSIDE.match(words)) or BECAUSE.match(words)
    if holder is None or any_cue(holder["core"]) is None:
        return span
    return Span(span.start + holder.start("core"), span.start + holder.end("core"))


def _problem(text: str, found: Found, among: bool, sort: Sorter) -> Problem:
    span, cue, sure = found
    span = _core(text[span.start : span.end], span, among)
    evidence = text[span.start : span.end]
    return Problem(
        span=span,
        evidence=evidence,
        rule=f"problems.{cue.name}",
        confidence=round(sure, 3),
        category=sort(evidence),
    )


def extract(document: Document, judge: Judge = by_rules, sort: Sorter = category_of) -> Document:
    """Fill `problems`."""
    text = document.text
    numbers = [quantity.span.start for quantity in document.quantities]
    roles = [section.role for section in document.sections]
    listing = Listing()
    found: list[Problem] = []
    for sentence in document.sentences:
        if sentence.role != "problems":
            listing.leave()
        quoted = list(_quoted(text, sentence))
        found += (_problem(text, one, among=True, sort=sort) for one in quoted)
        passage = None if quoted else read(text, sentence)
        if passage is None:
            continue
        listed = sentence.role == "problems" and listing.holds(passage, roles[sentence.section] == "problems")
        if sentence.heading:
            stated = _in_heading(text, passage, judge)
        else:
            stated = _in_sentence(text, passage, listed, numbers, judge)
        found += (_problem(text, one, passage.among_problems, sort) for one in stated)
    return replace(document, problems=tuple(found))


def build(settings: Settings) -> Stage:
    """The stage `problems`."""
    keep, category = (load(KEEP), load(CATEGORY)) if settings.learned else (None, None)
    judge = by_model(keep) if keep else by_rules
    sort = category_by_model(category) if category else category_of
    return lambda document: extract(document, judge, sort)


SPEC = StageSpec("problems", build, requires=("sections", "sentences", "quantities"), provides=("problems",))
