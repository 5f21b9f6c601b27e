"""Whether a passage plans or reports, by the learned tone of its characters, its section and what stands around it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from zongjie.document import Document, Span
from zongjie.tone import Scores

TONE = "plan-tone"
STEP, FARTHEST = 0.75, 5  # log odds are read in steps, so that a linear model can follow any curve
DENSITY = 12  # characters to which the tone of a longer part is scaled: those of a usual clause
SILENT = -9.0  # where there is no sentence
FUTURE = re.compile("计划|打算|要点|安排|思路|目标|规划|任务|展望|下一步|设想|今后|努力方向|明年")


@dataclass(slots=True)
class Mood:
    """The tones of one document; `of` a clause gives named features that any judge may read."""

    document: Document
    scores: Scores
    _sections: dict[int, float] = field(default_factory=dict)

    def of(self, clause: Span, at: int) -> list[str]:
        """The mood of a clause in sentence number `at`."""
        document, scores = self.document, self.scores
        sentence = document.sentences[at]
        own = step(scores.of(clause))
        whole = step(self._density(sentence.span))
        head = step(self._density(Span(sentence.span.start, max(clause.start, sentence.span.start + 1))))
        before = step(self._near(at - 1, sentence.section))
        behind = step(self._near(at + 1, sentence.section))
        section = step(self._section(sentence.section))
        role = sentence.role
        title = FUTURE.search(document.sections[sentence.section].title or "") is not None
        return [
            f"mood={own}", f"mood.sentence={whole}", f"mood.head={head}", f"mood.before={before}",
            f"mood.behind={behind}", f"mood.section={section}", f"role={role}", f"title={title}",
            f"mood+section={own}/{section}", f"mood+sentence={own}/{whole}", f"section+role={section}{role}",
            f"mood+role={own}{role}", f"before+own={before}/{own}",
            f"title+section={title}{section}",
        ]  # fmt: skip

    def _density(self, span: Span) -> float:
        return self.scores.of(span) * DENSITY / max(DENSITY, len(span))

    def _near(self, at: int, section: int) -> float:
        sentences = self.document.sentences
        if not 0 <= at < len(sentences) or sentences[at].section != section:
            return SILENT
        return self._density(sentences[at].span)

    def _section(self, number: int) -> float:
        if number not in self._sections:
            self._sections[number] = self._density(self.document.sections[number].span)
        return self._sections[number]


def step(tone: float) -> str:
    """The step of a tone, as a word."""
    return str(max(-FARTHEST, min(FARTHEST, round(tone / STEP))))
