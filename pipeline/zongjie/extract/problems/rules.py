"""Problems: clauses that state a shortcoming of the body's own work or situation."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from zongjie import lexicon
from zongjie.config import Settings
from zongjie.document import Document, Problem, Sentence, Span
from zongjie.extract.rule import clauses, frame
from zongjie.stage import Stage, StageSpec

FOLDER = "extract/problems/"
FRAMES = FOLDER + "frames.tsv"
SHORTEST, LONGEST = 4, 90  # characters; gold clauses run from 4 (相互推诿) to 61
CONFIDENCE = {
    ("problems", "strong"): 0.95,
    ("problems", "weak"): 0.85,
    ("problems", "place"): 0.7,
    ("other", "strong"): 0.6,
}
COLONS = ("：", ":")
ANNOUNCING = re.compile(r"存在|问题|不足|短板|有|看到|归结|差距|困难|方面|是$|为$|在$")
DENSE = 2  # clauses
PATIENCE, LISTED_SHARE = 8, 0.25  # clauses read before the share with a cue is asked for, and that share
LISTED_LENGTH = 16  # mean characters of the clauses of a list; arguments run longer
PLANNING = ("plan", "measures")
ONGOING = re.compile(r"(?:也|还|仍|都|均|依然)?(?:存在|有|需)")
# 在结构性矛盾突出的情况下: the shortcoming stands inside a phrase
INSIDE = re.compile(
    r"(?:在|面对|面临|由于|因|鉴于)(?P<core>[^，；。]{4,40}?)的?(?:情况下|形势下|背景下|条件下|局面|态势|现状|实际|情况|原因|困难)"
)
LONGEST_UNCUED = 40  # characters of a clause that counts by its place alone
SCANT = re.compile(r"仅|仍|还(?!原)|不足|只有|长达|不到|无一|降至|升至|下降|亏损|烂|欠|平均一")
BECAUSE = re.compile(r"[^，；。]*?(?:因为|由于|因(?![此素地而]))(?P<core>[^，；。]{4,})$")
TOPIC_END = re.compile(r"(?:方面|过程中|工作中|领域|上|中)$")


@dataclass(frozen=True, slots=True)
class Cue:
    """One way to state a shortcoming."""

    name: str
    strength: str
    pattern: re.Pattern[str]
    unless: re.Pattern[str] | None

    def states(self, clause: str) -> bool:
        """Whether the clause states a shortcoming in this way."""
        return self.pattern.search(clause) is not None and not (self.unless and self.unless.search(clause))


GENERAL = Cue("general", "weak", re.compile("问题"), None)
UNCUED = Cue("listed", "place", re.compile(""), None)


@lru_cache(maxsize=1)
def cues() -> tuple[Cue, ...]:
    """The cues of cues.tsv, strong ones first."""
    rows = lexicon.table(FOLDER + "cues.tsv", unique="name")
    made = [
        Cue(r["name"], r["strength"], re.compile(r["pattern"]), re.compile(r["unless"]) if r["unless"] else None)
        for r in rows
    ]
    return tuple(sorted(made, key=lambda cue: cue.strength != "strong"))


@lru_cache(maxsize=1)
def _categories() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((r["category"], re.compile(r["pattern"])) for r in lexicon.table(FOLDER + "categories.tsv"))


def category_of(clause: str) -> str:
    """The category of a shortcoming by its topic words, `other` where none is known."""
    for category, pattern in _categories():
        if pattern.search(clause):
            return category
    return "other"


def without_lead(text: str, span: Span) -> Span:
    """The clause without list numbers and leading connectives."""
    lead = frame(FRAMES, "lead")
    start = span.start
    while (match := lead.match(text, start, span.end)) is not None and match.end() > start:
        start = match.end()
        while start < span.end and text[start] in " 　，,、：:":
            start += 1
    return Span(start, span.end)


def _cue(clause: str, in_problems: bool) -> Cue | None:
    """The first cue by which the clause states a shortcoming, or None."""
    for cue in cues():
        if cue.strength == "weak" and not in_problems:
            return None
        match = cue.pattern.search(clause)
        if match is None or (cue.unless and cue.unless.search(clause)):
            continue
        solved = frame(FRAMES, "solved").search(clause)
        if solved and solved.start() < match.start() and cue.name not in ("pending", "hard", "not_yet"):
            continue
        return cue
    return None


def _stated(clause: str, in_problems: bool, listing: bool, numeric: bool) -> Cue | None:
    """The cue by which the clause counts where it stands, or None.

    A passage of problems is a list of them, in any wording: there a clause counts unless it is background, a
    conclusion, a measure or a bare figure. Elsewhere only a strong cue outside plans, measures and things solved
    counts.
    """
    if frame(FRAMES, "announce").search(clause) and not _specific(clause):
        return None
    if not in_problems:
        return None if frame(FRAMES, "outside").search(clause) else _cue(clause, in_problems)
    if frame(FRAMES, "neutral").search(clause):
        return None
    cue = _cue(clause, in_problems)
    if cue is not None and not (numeric and cue.strength == "weak"):
        return cue
    if not listing:
        return None
    answered = frame(FRAMES, "solved").match(clause) or frame(FRAMES, "measure").match(clause)
    if answered or len(clause) > LONGEST_UNCUED or (numeric and not SCANT.search(clause)):
        return None
    return UNCUED


def _specific(clause: str) -> bool:
    """An announcement that names what falls short is a record: 公共服务仍有不少短板, 与要求还有一定差距."""
    match = re.search(r"(?:仍|还|也|尚|依然|仍然)*(?:存在|存有|有|面临)", clause)
    if match is None or clause.endswith(("困难", "问题", "挑战", "问题和不足", "困难和问题", "不足之处")):
        return False
    subject = clause[: match.start()]
    return len(subject) >= 4 and not TOPIC_END.search(subject)


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence in view of its neighbours: its clauses, how it speaks of problems, how many of them show a cue."""

    sentence: Sentence
    parts: tuple[Span, ...]
    stated: int
    strong: int

    @property
    def dense(self) -> bool:
        """Whether the sentence is a passage of problems by itself: most of its clauses, two at least, fall short."""
        return self.stated >= DENSE and self.stated * 2 > len(self.parts) and self.strong > 0


def _passage(text: str, sentence: Sentence) -> Passage:
    if sentence.heading:
        return Passage(sentence, (without_lead(text, sentence.span),), 0, 0)
    parts = tuple(without_lead(text, clause) for clause in clauses(text, sentence.span))
    if sentence.role in PLANNING:
        return Passage(sentence, parts, 0, 0)
    bare = [text[s.start : s.end] for s in parts]
    in_problems = sentence.role == "problems"
    found = [_cue(c, True) for c in bare if in_problems or not frame(FRAMES, "outside").search(c)]
    strengths = [cue.strength for cue in found if cue is not None]
    return Passage(sentence, parts, len(strengths), strengths.count("strong"))


def _listings(passages: list[Passage], roles: list[str]) -> list[bool]:
    """For each sentence whether it stands in a list of problems, so that a clause counts by its place alone.

    Under a heading that announces problems it does. A passage that only opening words announce counts while it looks
    like a list: short clauses, and enough of those read so far with a cue, for such words open long arguments too.
    """
    answers: list[bool] = []
    read = stated = 0
    for passage in passages:
        role = passage.sentence.role
        if role != "problems":
            read = stated = 0
        elif not passage.sentence.heading:
            read += len(passage.parts)
            stated += passage.stated
        under_heading = roles[passage.sentence.section] == "problems"
        brief = sum(map(len, passage.parts)) <= LISTED_LENGTH * len(passage.parts)
        going_on = read <= PATIENCE or stated >= LISTED_SHARE * read
        answers.append(role == "problems" and (going_on if under_heading else brief and going_on))
    return answers


def _core(clause: str, span: Span, in_problems: bool) -> Span:
    """The shortcoming itself where a phrase holds it: 在…的情况下, …因资金不到位."""
    inside = None if in_problems else INSIDE.match(clause)
    inside = inside or BECAUSE.match(clause)
    if inside is None or _cue(inside["core"], in_problems=True) is None:
        return span
    return Span(span.start + inside.start("core"), span.start + inside.end("core"))


def _in_passage(text: str, passage: Passage, listing: bool, numbers: list[int]) -> Iterator[Problem]:
    sentence = passage.sentence
    in_problems = sentence.role == "problems" or passage.dense
    topic: Span | None = None
    for span in passage.parts:
        words = text[span.start : span.end]
        numeric = bisect_left(numbers, span.start) < bisect_left(numbers, span.end)
        if sentence.heading:
            cue = _cue(words, in_problems) if in_problems and not frame(FRAMES, "announce").search(words) else None
        elif topic is not None and ONGOING.match(words):
            span = Span(topic.start, span.end)
            cue = _cue(words, in_problems) or GENERAL
        else:
            announced = in_problems and text[span.end : span.end + 1] in COLONS and ANNOUNCING.search(words)
            fits = SHORTEST <= len(words) <= LONGEST and not announced
            cue = _stated(words, in_problems, listing or passage.dense, numeric) if fits else None
        topic = span if in_problems and cue is None and TOPIC_END.search(words) and "、" in words else None
        if cue is None:
            continue
        span = _core(words, span, in_problems)
        evidence = text[span.start : span.end]
        yield Problem(
            span=span,
            evidence=evidence,
            rule=f"problems.{cue.name}",
            confidence=CONFIDENCE["problems" if in_problems else "other", cue.strength],
            category=category_of(evidence),
        )


def extract(document: Document) -> Document:
    """Fill `problems`."""
    numbers = [quantity.span.start for quantity in document.quantities]
    roles = [section.role for section in document.sections]
    passages = [_passage(document.text, sentence) for sentence in document.sentences]
    found = [
        problem
        for passage, listing in zip(passages, _listings(passages, roles), strict=True)
        for problem in _in_passage(document.text, passage, listing, numbers)
    ]
    return replace(document, problems=tuple(found))


def build(settings: Settings) -> Stage:
    """The stage `problems`."""
    return extract


SPEC = StageSpec("problems", build, requires=("sentences",), provides=("problems",))
