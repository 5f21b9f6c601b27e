"""Who did it, with or for whom, and where: words of an activity's own clause."""

from __future__ import annotations

import re
from functools import lru_cache

from zongjie.document import Activity
from zongjie.link.bodies import Body, clause_before, ending, suffixes
from zongjie.link.passages import Passage
from zongjie.link.words import pattern

BEHIND = 32  # characters behind an act in which those who attended stand
MOST_ADVERBS = 16  # characters of adverbs right before an act
FURTHER = 4  # characters behind an act that may end the phrase of its place (到县医院|进修)
LONGEST = 24  # characters of a name of participants
GOING_ON = ("n", "j", "u", "b", "vn")  # tags of words that go on with the noun before them
ANY, PEOPLE = ("body", "people"), ("people",)
NAME = r"[A-Za-z\u4e00-\u9fff、“”]{0,14}?"
LEAD, NO_PLACE, PLACE, BOUND = (pattern(use) for use in ("lead_in", "no_place", "place", "bound"))
ADVERBS = re.compile(f"{pattern('adverb').pattern}$")
OF_PEOPLE = pattern("of_people")
JOINT, TOWARD, SENDING, ATTENDING = (pattern(use) for use in ("joint", "toward", "sending", "attending"))
WITH, AT = re.compile("[与同给为]"), re.compile("[在到赴于往进]")  # what JOINT and PLACE need: one quick look
BESIDE, HAVING = pattern("beside"), pattern("having")


def note_parties(text: str, passage: Passage, body: Body) -> None:
    """Note actor, participants and place of the activities of a passage whose times are noted."""
    for note in passage.acts:
        before = _core(clause_before(text, note.act.span.start), note.time)
        note.actor = _actor(before, body) if before else None
        note.participants = _participants(text, note.act, before, passage)
        note.place = _place(text, note.act, before)


def _core(before: str, time: str | None) -> str:
    """The words before an act without its time and the adverbs right before it."""
    before = before.replace(time, "", 1) if time else before
    adverbs = ADVERBS.search(before, max(0, len(before) - MOST_ADVERBS)) if before else None
    return (before[: adverbs.start()] if adverbs else before).rstrip(" 　")


def _actor(before: str, body: Body) -> str | None:
    """The subject of the clause, where it is another body's name and no more; or whom the body had do it."""
    subject, caused = _subjects()
    found = caused.search(before) if HAVING.search(before) else None
    if found is not None:
        return found["who"]
    found = subject.fullmatch(before)
    return found["who"] if found and not body.is_self(found["who"]) else None


@lru_cache(maxsize=1)
def _subjects() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What stands before an act: a subject alone (各支部|组织), or at its end who was made to act (由支部|组织)."""
    who = rf"(?P<who>{NAME}(?:{ending(*ANY).pattern}))(?:{BESIDE.pattern})?"
    return re.compile(LEAD.pattern + who), re.compile(rf"{HAVING.pattern}{who}$")


# ----------------------------------------------------------------------------------------------------- participants
def _participants(text: str, act: Activity, before: str, passage: Passage) -> str | None:
    start, end = act.span.start, act.span.end
    toward = TOWARD.match(text, start, end)
    if toward is not None:
        return _party_at(text, toward.end(), end, passage, PEOPLE if toward["on"] else ANY)
    sending = SENDING.match(text, start, end)
    if sending is not None:
        return _party_at(text, sending.end(), end, passage, PEOPLE)
    joint = JOINT.search(before) if WITH.search(before) else None
    if joint is not None and joint["who"].endswith(suffixes(*ANY)):
        return _counted(joint["who"])
    behind = ATTENDING.match(text, end, min(len(text), end + BEHIND))
    if behind is not None and behind["who"].endswith(suffixes(*PEOPLE)):
        return _counted(behind["who"])
    return None


def _party_at(text: str, start: int, end: int, passage: Passage, kinds: tuple[str, ...]) -> str | None:
    """The first name of a party from `start` on behind which no noun goes on: 小学|毕业生 names no school."""
    for match in ending(*kinds).finditer(text, start, min(end, start + LONGEST)):
        tag = passage.tag_at(match.end())
        if tag is not None and not tag.startswith(GOING_ON) and text[match.end()] not in "（的":
            return _counted(text[start : match.end()])
    return None


def _counted(name: str) -> str | None:
    """The name of people without their count and what stands before it; bodies keep it (与4家企业)."""
    if not name.endswith(suffixes(*PEOPLE)):
        return name or None
    parts = OF_PEOPLE.match(name)
    return name[parts.end() :] or None if parts else name


# ------------------------------------------------------------------------------------------------------------ place
def _place(text: str, act: Activity, before: str) -> str | None:
    """Where the clause says that it took place: 在县礼堂|举行, 选送医生到县医院|进修."""
    found = (PLACE.search(before) if AT.search(before) else None) or BOUND.search(
        text, act.span.start, min(len(text), act.span.end + FURTHER)
    )
    return None if found is None or NO_PLACE.search(found["where"]) else found["where"]
