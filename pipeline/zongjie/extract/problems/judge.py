"""The learned judge of problems: reads every clause in view of its neighbours, beside what the rules say of it.

The tone (character n-grams) tells how much a clause speaks of a shortcoming; the judge weighs the tone of the clause,
of its sentence and of its neighbours with the rules' verdict and the place, and then once more with what it said of the
clauses around (`company`). So a clause without any cue counts where those around it complain, and one with a cue does
not where they boast.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from statistics import fmean

from zongjie.concepts import concepts
from zongjie.document import Document, Problem, Sentence, Span, altered
from zongjie.extract.mood import step
from zongjie.extract.problems.company import company
from zongjie.extract.problems.cues import FOLDER, STRONG, any_cue, category_of
from zongjie.extract.problems.passage import behind_lead
from zongjie.extract.rule import frame
from zongjie.linear import Linear
from zongjie.tone import Scores

TONE, KEEP, AMONG, CATEGORY = "problem-tone", "problem-keep", "problem-among", "problem-category"
LEAST, LEAST_TOLD, LEAST_STRONG = 0.4, 0.25, 0.15
"""Probability from which a clause in a passage of problems is a record: less where the rules tell one, least where a
strong cue does."""
LEAST_APART, LEAST_TOLD_APART, LEAST_STRONG_APART = 0.5, 0.35, 0.2
"""The same elsewhere. Calibrated on passages of real reports and web summaries, as those above."""
LONG = 150  # sentences; the texts that the judge has learned from have 20 to 100, and complain more often
LEAST_ALONE = 0.97
"""The same in a long text for a clause that no rule tells, in a sentence where they tell none: of such clauses in
annotated passages of real reports most stated no shortcoming below, and most did from here on."""
LEAST_TOLD_LONG, LEAST_STRONG_LONG = 0.7, 0.5  # elsewhere in a long text, told by the same passages
SHORTEST, LONGEST = 2, 90  # characters of a clause that is read
SILENT = -3.0  # log odds where there is no clause
FAINT, FAINTEST = -2.0, -3.0
"""Log odds from which a clause is judged that no rule tells, outside and inside sections of problems."""
NEVER = 2.0  # background, a purpose or a conclusion (对于规模较小的企业) is no shortcoming, whatever its characters say
NEUTRAL, AGAINST, GOING_ON = (frame(FOLDER + "frames.tsv", use) for use in ("neutral", "against", "going_on"))
STRONG_RULES = frozenset(f"problems.{cue.name}" for cue in STRONG)
LENGTHS = (4, 6, 10, 16, 24, 40)  # characters
ABOUT = re.compile("问题|困难|不足|差距|短板|薄弱|困惑|教训|难点|隐患|原因")
LONGEST_READ = 60  # characters of a clause that tell its category


@dataclass(frozen=True, slots=True)
class Stated:
    """A clause that may state a shortcoming, and what is around it; `told` are the rules' records it overlaps."""

    span: Span  # without list number and leading connectives
    words: str
    whole: str  # with the standard that the clause before sets, where this one only goes on about it
    sentence: Sentence
    told: tuple[Problem, ...]
    number: int  # of the clause in its sentence
    tones: tuple[float, ...]  # of all clauses of the sentence
    before: tuple[float, ...]  # of the clauses of the sentence before
    behind: tuple[float, ...]
    section: float  # mean tone of the section's clauses
    title: str
    lead: str
    mark: str  # the punctuation behind the clause
    numeric: bool
    long: bool  # the text
    company: bool  # the rules tell a shortcoming in the sentence

    def widened(self, problem: Problem) -> Problem:
        """The record of the clause with the standard that it does not meet: 与群众期盼相比，还有差距."""
        if len(self.whole) == len(self.words) or problem.span != self.span:
            return problem
        return altered(problem, span=Span(self.span.end - len(self.whole), self.span.end), evidence=self.whole)


Judge = Callable[[Sequence[Stated]], list[float]]
"""The probability that each of a document's clauses states a shortcoming; below `LEAST` it is no record."""
Sorter = Callable[[list[str]], list[str]]
"""The category of each shortcoming, from its words."""


def revise(document: Document, scores: Scores, judge: Judge, sort: Sorter) -> Document:
    """The document with the problems that the judge keeps: of the rules' records and of all other clauses."""
    kept: dict[tuple[int, int], Problem] = {}
    many = list(candidates(document, scores))
    for stated, probability in zip(many, judge(many), strict=True):
        sure = round(probability, 3)
        if sure < _needed(stated):
            continue
        for problem in map(stated.widened, stated.told or (_record(stated),)):
            place = problem.span.start, problem.span.end
            if place not in kept or kept[place].confidence < sure:
                kept[place] = altered(problem, confidence=sure)
    found = [kept[place] for place in sorted(kept)]
    categories = sort([problem.evidence for problem in found])
    sorted_out = (altered(problem, category=category) for problem, category in zip(found, categories, strict=True))
    return altered(document, problems=tuple(sorted_out))


def _needed(stated: Stated) -> float:
    """The probability that a clause needs: more where no passage of problems is announced."""
    told, among = stated.told, stated.sentence.role == "problems"
    if (stated.mark == "：" and ABOUT.search(stated.words)) or AGAINST.fullmatch(stated.words):
        return NEVER  # 工作中还有差距：…, 与群众期盼相比，…
    if not told:
        if NEUTRAL.search(stated.words):
            return NEVER
        return LEAST_ALONE if stated.long and not stated.company else LEAST if among else LEAST_APART
    strong = any(problem.rule in STRONG_RULES for problem in told)
    if not among and stated.long:
        return LEAST_STRONG_LONG if strong else LEAST_TOLD_LONG
    if not among:
        return LEAST_STRONG_APART if strong else LEAST_TOLD_APART
    return LEAST_STRONG if strong else LEAST_TOLD


def _record(stated: Stated) -> Problem:
    cue = any_cue(stated.words)
    rule = f"problems.{cue.name}" if cue else "problems.learned"
    return Problem(span=stated.span, evidence=stated.words, rule=rule)


def candidates(document: Document, scores: Scores) -> Iterator[Stated]:
    """The clauses worth a judgement, in the order of the text."""
    text, told = document.text, document.problems
    starts = [problem.span.start for problem in told]
    numbers = [quantity.span.start for quantity in document.quantities]
    cores = [[behind_lead(text, span) for span in some] for some in document.clauses]
    tones = [tuple(map(scores.of, some)) for some in cores]
    sections = _by_section(document, tones)
    for at, sentence in enumerate(document.sentences):
        first, last = bisect_left(starts, sentence.span.start), bisect_left(starts, sentence.span.end)
        least = FAINT if sentence.role != "problems" else FAINTEST
        if first == last and max(tones[at], default=SILENT) < least:
            continue  # most sentences
        for number, (span, own) in enumerate(zip(cores[at], tones[at], strict=True)):
            stated = tuple(problem for problem in told[first:last] if problem.span.overlaps(span))
            if not SHORTEST <= len(span) <= LONGEST or not (stated or own >= least):
                continue
            yield Stated(
                span,
                text[span.start : span.end],
                text[_standard(text, cores[at], number).start : span.end],
                sentence,
                stated,
                number,
                tones[at],
                tones[at - 1] if at else (),
                tones[at + 1] if at + 1 < len(tones) else (),
                sections[sentence.section],
                document.sections[sentence.section].title or "",
                text[document.clauses[at][number].start : span.start],
                text[span.end : span.end + 1],
                bisect_left(numbers, span.start) < bisect_left(numbers, span.end),
                len(document.sentences) > LONG,
                first < last,
            )


def _standard(text: str, clauses: list[Span], number: int) -> Span:
    """The clause before that sets the standard which this one falls short of; itself where none does."""
    own, before = clauses[number], clauses[number - 1]
    if number and AGAINST.fullmatch(text, before.start, before.end) and GOING_ON.match(text, own.start, own.end):
        return before
    return own


def _by_section(document: Document, tones: list[tuple[float, ...]]) -> dict[int, float]:
    """The mean tone of the clauses of each section."""
    found: dict[int, list[float]] = {}
    for sentence, some in zip(document.sentences, tones, strict=True):
        found.setdefault(sentence.section, []).extend(some)
    return {section: fmean(some) if some else SILENT for section, some in found.items()}


def by_models(alone: Linear, among: Linear | None) -> Judge:
    """A judge that asks one model of each clause by itself, and another one, if any, in view of what that one says."""

    def judge(many: Sequence[Stated]) -> list[float]:
        read = [features(stated) for stated in many]
        sure = [alone.likelihood(seen) for seen in read]
        if among is None:
            return sure
        around = with_company(many, sure)
        return [among.likelihood(seen + more) for seen, more in zip(read, around, strict=True)]

    return judge


def with_company(many: Sequence[Stated], sure: Sequence[float]) -> list[list[str]]:
    """For each clause of a document what the others are judged to be, as named features."""
    return company([stated.span for stated in many], [stated.sentence.section for stated in many], sure)


def features(stated: Stated) -> list[str]:
    """What a clause tells, as named features: its tone and that of its neighbours, the rules' verdict, its place."""
    words, tones, number = stated.words, stated.tones, stated.number
    own, before = step(tones[number]), "^"
    if number or stated.before:
        before = step(tones[number - 1] if number else stated.before[-1])
    rest = tones[:number] + tones[number + 1 :]
    around, best = (step(fmean(rest)), step(max(rest))) if rest else ("", "")
    named = stated.told[0].rule if stated.told else "no"
    heading = stated.sentence.heading
    earlier, later = step(fmean(stated.before or (SILENT,))), step(fmean(stated.behind or (SILENT,)))
    length = next((n for n in LENGTHS if len(words) <= n), 99)
    found = [
        f"ruled={named}", f"own={own}", f"before={before}", f"around={around}", f"best={best}", f"earlier={earlier}",
        f"later={later}", f"section={step(stated.section)}", f"heading={heading}", f"alone={len(tones) == 1}",
        f"mark={stated.mark}", f"lead={stated.lead[:3]}", f"numeric={stated.numeric}", f"first={number == 0}",
        f"start={words[:2]}", f"start1={words[:1]}", f"end={words[-2:]}", f"own+length={own}/{length}",
        f"own+role={own}{stated.sentence.role}", f"own+about={own}{ABOUT.search(stated.title) is not None}",
    ]  # fmt: skip
    return [feature.replace("\n", "¶") for feature in found] if "\n" in words + stated.mark + stated.lead else found


def category_by_model(model: Linear) -> Sorter:
    """A sorter that asks the model."""
    return lambda many: [category for category, _ in model.choices(map(category_features, many))]


def category_features(words: str) -> list[str]:
    """What tells the category of a shortcoming, as named features: the keyword list's verdict and its characters."""
    words = "".join(words[:LONGEST_READ].split())
    found = [f"rule={category_of(words)}", f"start={words[:2]}", f"start4={words[:4]}", f"end={words[-3:]}"]
    found += [*words, *(words[at : at + 2] for at in range(len(words) - 1))]
    found += [words[at : at + 3] for at in range(len(words) - 2)]
    return found + [f"concept={name}" for name in concepts(words).every]
