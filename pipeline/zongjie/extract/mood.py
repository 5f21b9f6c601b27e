"""Whether a passage plans or reports, by the learned tone of its characters, its section and what stands around it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from functools import lru_cache

from zongjie.config import Settings
from zongjie.document import Document, Span
from zongjie.extract.course import COURSE, EXACT, FILE, Courses, Turn, courses, digits_of, turns
from zongjie.extract.rule import frame
from zongjie.linear import Linear, load
from zongjie.tone import Scores, Tone, tone

TONE = "plan-tone"
STEP, FARTHEST = 0.75, 5  # log odds are read in steps, so that a linear model can follow any curve
STEPS = {number: str(number) for number in range(-FARTHEST, FARTHEST + 1)}
DENSITY = 12  # characters to which the tone of a longer part is scaled: those of a usual clause
TITLE, REVIEW, DOCUMENT = (frame(FILE, use) for use in ("title", "review", "document"))
MANY = 0.25  # share from which many of a section's numbers are exact
NEAR = 30  # characters within which a word of future or past is near


@dataclass(slots=True)
class Mood:
    """The tones of one document; `of` a clause gives named features that any judge may read."""

    document: Document
    scores: Scores
    model: Linear | None = None
    """That of `courses`; models from before it judge without."""
    _sections: dict[int, float] = field(default_factory=dict)
    _exactness: dict[int, str] = field(default_factory=dict)
    _turns: list[Turn] | None = None
    _courses: Courses | None = None
    _quantities: list[int] | None = None

    def of(self, clause: Span, at: int) -> list[str]:
        """The mood of a clause in sentence number `at`."""
        document, scores = self.document, self.scores
        sentence = document.sentences[at]
        own = step(scores.of(clause))
        whole = step(self._density(sentence.span))
        head = step(self._density(Span(sentence.span.start, max(clause.start, sentence.span.start + 1))))
        section = step(self._section(sentence.section))
        exact = self._exact(document.sections[sentence.section].span)
        role = sentence.role
        heading = document.sections[sentence.section].title or ""
        title = "plan" if TITLE.search(heading) else "review" if REVIEW.search(heading) else "none"
        whole_title = document.metadata.title or ""
        planned = f"{DOCUMENT.search(whole_title) is not None}{'总结' in whole_title or '报告' in whole_title}"
        turn, recent = self._turn(clause, document.sections[sentence.section].span)
        return [
            f"mood={own}", f"mood.sentence={whole}", f"mood.head={head}",
             f"mood.section={section}", f"role={role}", f"title={title}", f"title+mood={title}{own}",
            f"mood+section={own}/{section}", f"mood+sentence={own}/{whole}", f"section+role={section}{role}",
            f"mood+role={own}{role}",
            f"exact={exact}", f"exact+section={exact}{section}", f"exact+turn={exact}{turn}",
            f"exact+role={exact}{role}",
            f"title+section={title}{section}",
            f"document={planned}", f"document+role={planned}{role}", f"document+mood={planned}{own}",
            f"document+section={planned}{section}", f"document+turn={planned}{turn}", f"turn={turn}",
            f"turn+recent={turn}{recent}", f"turn+mood={turn}{own}", f"turn+section={turn}{section}",
            f"turn+role={turn}{role}", f"turn+title={turn}{title}",
            *self._course(at, own, turn),
        ]  # fmt: skip

    def _course(self, at: int, own: str, turn: str) -> list[str]:
        """Whether a plan runs where the sentence stands."""
        if self.model is None:
            return []
        if self._courses is None:
            self._courses = courses(self.document, self.scores, self.model, self._turned())
        around, course = map(step, self._courses[at])
        return [f"around={around}", f"course={course}", f"course+mood={course}/{own}", f"course+turn={course}{turn}"]

    def _turned(self) -> list[Turn]:
        if self._turns is None:
            self._turns = turns(self.document.text)
        return self._turns

    def _turn(self, clause: Span, section: Span) -> tuple[str, str]:
        """Whether the section's last turn before the clause's end is to the future or the past, and how near."""
        words = self._turned()
        at = bisect_right(words, (clause.end, "")) - 1
        if at < 0 or words[at][0] < section.start:
            return "none", ""
        place, turn = words[at]
        recent = "here" if place >= clause.start else "near" if place >= clause.start - NEAR else "far"
        return turn, recent

    def _exact(self, section: Span) -> str:
        """How many of the section's numbers are given exactly, as what was counted is and what is planned is not."""
        if section.start not in self._exactness:
            begins = self._begins()
            within = self.document.quantities[bisect_left(begins, section.start) : bisect_left(begins, section.end)]
            digits = [digits_of(quantity) for quantity in within if quantity.value is not None]
            exact = sum(count >= EXACT for count in digits)
            told = "many" if exact >= MANY * len(digits) else "some" if exact else "no"
            self._exactness[section.start] = told if digits else "none"
        return self._exactness[section.start]

    def _begins(self) -> list[int]:
        """Where the quantities begin: listed once, for a long text has many sections."""
        if self._quantities is None:
            self._quantities = [quantity.span.start for quantity in self.document.quantities]
        return self._quantities

    def _density(self, span: Span) -> float:
        return self.scores.of(span) * DENSITY / max(DENSITY, len(span))

    def _section(self, number: int) -> float:
        if number not in self._sections:
            self._sections[number] = self._density(self.document.sections[number].span)
        return self._sections[number]


def step(tone: float) -> str:
    """The step of a tone, as a word."""
    return STEPS[max(-FARTHEST, min(FARTHEST, round(tone / STEP)))]


@dataclass(frozen=True, slots=True)
class Moods:
    """Makes the moods of documents, by the tone of plans and the model of how they run."""

    tone: Tone
    course: Linear | None
    _last: list[Mood] = field(default_factory=list)  # two stages ask for the mood of each document

    def of(self, document: Document) -> Mood:
        """The mood of a document."""
        for known in self._last:
            if document.sentences and known.document.sentences is document.sentences:
                return known
        made = Mood(document, self.tone.read(document.text), self.course)
        self._last[:] = [made]
        return made


@lru_cache(maxsize=4)
def moods(settings: Settings) -> Moods | None:
    """The maker of moods; None where there is no tone, or the settings ask for rules alone."""
    plan = tone(TONE, settings)
    return None if plan is None else Moods(plan, load(COURSE, settings))
