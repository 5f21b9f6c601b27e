"""Whether the numbers of a sentence or clause are those of a plan: by its role, its words, or its list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from zongjie.document import Sentence
from zongjie.extract.metrics.scene import FRAMES
from zongjie.extract.rule import frame

OPEN_ENDS = ("；", ";", "：", "，", "、")  # a sentence that ends so goes on in the next
EXPECTED, LOOKING_BACK = frame(FRAMES, "expected"), frame(FRAMES, "looking_back")
PLANNING, FUTURE, AIMS = (frame(FRAMES, use) for use in ("planning", "future", "aims"))


@dataclass(slots=True)
class Plans:
    """Which sentences plan, as the sentences of a document go by: a list of goals lasts until its full stop."""

    carried: bool = False
    section: int = -1

    def holds(self, sentence: Sentence, words: str) -> bool:
        """Whether the next sentence plans; `words` is its text."""
        looking_back = LOOKING_BACK.match(words) is not None
        same_list = self.carried and sentence.section == self.section and not looking_back and words.endswith(OPEN_ENDS)
        goals = same_list or EXPECTED.search(words) is not None
        self.carried, self.section = goals and not words.endswith("。"), sentence.section
        if looking_back:
            return False
        measures = sentence.role == "measures" and PLANNING.search(words) is not None
        return goals or sentence.role == "plan" or measures


def planned_clauses(clauses: Sequence[str]) -> list[bool]:
    """For each clause of a sentence whether it plans: 力争… by itself, 明年… and all that follows it."""
    answers: list[bool] = []
    carried = False
    for words in clauses:
        carried = carried or FUTURE.search(words) is not None
        answers.append(carried or AIMS.match(words) is not None)
    return answers
