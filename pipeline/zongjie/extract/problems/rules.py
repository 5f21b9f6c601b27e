"""Problems: clauses that state a shortcoming of the body's own work or situation."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace

from zongjie.clauses import clauses
from zongjie.config import Settings
from zongjie.document import Document, Problem, Sentence, Span
from zongjie.extract.problems import judge
from zongjie.extract.problems.cues import FOLDER, Cue, Strength, any_cue, categories_of, category_of
from zongjie.extract.problems.passage import Clause, Listing, Passage, read
from zongjie.extract.rule import frame
from zongjie.linear import load
from zongjie.stage import Stage, StageSpec
from zongjie.tone import tone

FRAMES = FOLDER + "frames.tsv"
SHORTEST, LONGEST = 4, 90  # characters; gold clauses run from 4 (相互推诿) to 61
LONGEST_UNCUED = 40  # characters of a clause that counts by its place alone
SHORTEST_SUBJECT = 4  # characters before 存在 that name what falls short
COLONS = ("：", ":")
AMONG: dict[Strength, float] = {"strong": 0.95, "weak": 0.85, "place": 0.7}  # confidence in a passage of problems
ELSEWHERE = 0.6  # confidence outside, where only strong cues count
GENERAL = Cue("general", "weak", re.compile("问题"))  # 在…方面，还存在…: the topic before it falls short
LISTED = Cue("listed", "place", re.compile(""))

ANNOUNCE, SPECIFIC, UNNAMED = (frame(FRAMES, use) for use in ("announce", "specific", "unnamed"))
OUTSIDE, NEUTRAL, MEASURE = (frame(FRAMES, use) for use in ("outside", "neutral", "measure"))
SOLVED, ANNOUNCING = frame(FRAMES, "solved"), frame(FRAMES, "announcing")
INSIDE, BECAUSE = (frame(FRAMES, use) for use in ("inside", "because"))
TOPIC, ONGOING = (frame(FRAMES, use) for use in ("topic", "ongoing"))
QUOTED, NAMED = (frame(FRAMES, use) for use in ("quoted", "named"))
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


def _in_heading(passage: Passage) -> Iterator[tuple[Span, Cue]]:
    """A heading under problems that states one itself (（一）干部队伍不稳定)."""
    for clause in passage.clauses:
        cue = None if ANNOUNCE.search(clause.words) else clause.cue
        if cue is not None:
            yield clause.span, cue


def _in_sentence(text: str, passage: Passage, listed: bool, numbers: Sequence[int]) -> Iterator[tuple[Span, Cue]]:
    """The clauses of a sentence that count, each with its cue; one that goes on about a topic takes that along."""
    among, topic = passage.among_problems, None
    for clause in passage.clauses:
        span, words = clause.span, clause.words
        if topic is not None and ONGOING.match(words):
            cue: Cue | None = clause.cue or GENERAL
            span = Span(topic.start, span.end)
        elif not SHORTEST <= len(words) <= LONGEST or (among and _opens_list(text, clause)):
            cue = None
        elif among:
            numeric = bisect_left(numbers, span.start) < bisect_left(numbers, span.end)
            cue = _among(clause, listed or passage.dense, numeric)
        else:
            cue = _elsewhere(clause)
        topic = span if among and cue is None and "、" in words and TOPIC.search(words) else None
        if cue is not None:
            yield span, cue


def _quoted(text: str, sentence: Sentence) -> Iterator[tuple[Span, Cue]]:
    """The shortcomings that a heading or clause quotes to answer them: 针对“学习走过场，记录不全”的问题."""
    span = sentence.span
    if text.find(FINDING, span.start, span.end) < 0:
        return
    for match in QUOTED.finditer(text, span.start, span.end):
        for part in clauses(text, Span(*match.span("core"))):
            yield part, any_cue(text[part.start : part.end]) or LISTED
    named = NAMED.match(text[span.start : span.end])
    cue = any_cue(named["core"]) if named else None
    if named is not None and cue is not None:
        yield Span(span.start + named.start("core"), span.start + named.end("core")), cue


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


def _problem(text: str, span: Span, cue: Cue, among: bool) -> Problem:
    span = _core(text[span.start : span.end], span, among)
    evidence = text[span.start : span.end]
    return Problem(
        span=span,
        evidence=evidence,
        rule=f"problems.{cue.name}",
        confidence=AMONG[cue.strength] if among else ELSEWHERE,
        category=category_of(evidence),
    )


def extract(document: Document) -> Document:
    """Fill `problems`."""
    text = document.text
    numbers = [quantity.span.start for quantity in document.quantities]
    roles = [section.role for section in document.sections]
    listing = Listing()
    found: list[Problem] = []
    for sentence, spans in zip(document.sentences, document.clauses, strict=True):
        if sentence.role != "problems":
            listing.leave()
        quoted = list(_quoted(text, sentence))
        found += (_problem(text, span, cue, among=True) for span, cue in quoted)
        passage = None if quoted else read(text, sentence, spans)
        if passage is None:
            continue
        among = passage.among_problems
        listed = sentence.role == "problems" and listing.holds(passage, roles[sentence.section] == "problems")
        stated = _in_heading(passage) if sentence.heading else _in_sentence(text, passage, listed, numbers)
        found += (_problem(text, span, cue, among) for span, cue in stated)
    return replace(document, problems=tuple(found))


def build(settings: Settings) -> Stage:
    """The stage `problems`: the rules, revised by the learned judge where its models are there and wanted."""
    sound = tone(judge.TONE, settings)
    alone, among, category = (load(name, settings) for name in (judge.KEEP, judge.AMONG, judge.CATEGORY))
    if sound is None or alone is None:
        return extract
    weigh = judge.by_models(alone, among)
    sort = judge.category_by_model(category) if category else categories_of

    def learned(document: Document) -> Document:
        return judge.revise(extract(document), sound.read(document.text), weigh, sort)

    return learned


SPEC = StageSpec("problems", build, requires=("sections", "sentences", "clauses", "quantities"), provides=("problems",))
