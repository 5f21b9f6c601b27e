"""Whether a drafted act is one that the guide calls an activity, and of which type: by rules, or by a learned model.

A learned judge reads what the rules say beside the words of the act, so that it departs from them only where annotated
texts show that it should.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol, cast

from zongjie.concepts import NONE, concepts
from zongjie.document import ActivityStatus, Document, Span
from zongjie.extract.activities import loose
from zongjie.extract.activities.concrete import JUDGED, Object, concrete
from zongjie.extract.activities.heads import head_of, type_of
from zongjie.extract.activities.language import WHITE, pattern
from zongjie.extract.activities.places import BACKWARD, FORWARD, Bounds
from zongjie.extract.activities.shapes import PARTICLE
from zongjie.extract.activities.verbs import LISTED, SHORT, UNLISTED, Verb, known
from zongjie.extract.activities.view import Draft, Reading, View
from zongjie.extract.mood import Mood, step
from zongjie.linear import Linear
from zongjie.tone import Scores

TONE, KEEP, TYPE, STATUS = "activity-tone", "activity-keep", "activity-type", "activity-status"
FAINT, FAINTEST = -1.0, -2.5
"""Log odds of a clause below which it is not read, where the rules find no hint of an act and where they find one."""
LOOSE = frozenset(("governed", "ended", "toward", FORWARD, BACKWARD))  # forms that the rules alone do not trust
LEAST = 0.5
"""Probability from which a draft is a record."""
STATED_BY_GUIDE = "publicity"  # 宣传 with stated content counts by the guide, however general it sounds
RULED, LEAST_RULED = "rule=True", 0.3  # a draft that the rules keep, and the probability that it needs at least
OFTEN = 4  # times in a thousand characters from which a verb is what the text is about (工会组建)
LENGTHS = (2, 4, 8, 16, 30)  # characters of an object, by which the model tells short from long
WORDS_READ = 12  # of an object: later ones tell nothing more
CERTAIN = {"A": 0.9, "B": 0.8, "C": 0.75, LISTED: 0.7, SHORT: 0.65}  # confidence of the rules, by the verb's class
REACH = 3  # characters before and behind an act
SURE = 0.7  # probability from which the model's status goes before the rules', as for the kinds of metrics
SURER = 0.9  # the same where the rules say ongoing, of which there are few examples
STATUS_REACH = 12  # characters before an act that tell its status
LONGEST_READ = 40  # characters of an object that tell its type
OUTCOME = pattern("outcome")
ASPECTS = ("了", "过", "已", "正在", "将", "拟")


@dataclass(frozen=True, slots=True)
class Setting:
    """Where an act is drafted: its clause, the role of the section, what the words say of its status."""

    clause: Span
    role: str
    status: ActivityStatus
    sentence: int = 0  # its number in the document
    first: bool = True  # of the clauses of its sentence


class Judge(Protocol):
    """Who decides which drafts are activities."""

    def worth(self, reading: Reading, clause: Span, role: str) -> bool:
        """Whether a clause in a section of that role may state an act; asked of every clause, so it must be quick."""
        ...

    def loosely(self, clause: Span) -> bool:
        """Whether drafts in forms that the rules do not trust are asked for in a clause."""
        ...

    def loose(self, view: View, clause: Span, taken: Sequence[Span]) -> list[Draft]:
        """These drafts, none in the spans `taken`."""
        ...

    def sure(self, view: View, draft: Draft, setting: Setting) -> float:
        """The probability that a draft is an activity; below `LEAST` it is none."""
        ...


@dataclass(frozen=True, slots=True)
class ByRules:
    """The judgement of the rules alone."""

    def worth(self, reading: Reading, clause: Span, role: str) -> bool:
        """Whether there is a count, or a word that a form of an act without one begins with; never among problems."""
        return role != "problems" and self.hinted(reading, clause)

    def hinted(self, reading: Reading, clause: Span) -> bool:
        """The same wherever the clause stands."""
        text, start, end = reading.text, clause.start, clause.end
        if reading.verbs.first(start, end) is not None or reading.counted(clause):
            return True
        return bool(PARTICLE.search(text, start, end) or OUTCOME.search(text, start, end))

    def loosely(self, clause: Span) -> bool:
        """Never."""
        return False

    def loose(self, view: View, clause: Span, taken: Sequence[Span]) -> list[Draft]:
        """None."""
        return []

    def sure(self, view: View, draft: Draft, setting: Setting) -> float:
        """The confidence of the verb's class."""
        read = Object.of(view, draft)
        if draft.rule in LOOSE or (draft.rule in JUDGED and not concrete(view, draft, False, read)):
            return 0.0
        if setting.status == "planned" and not concrete(view, draft, True, read):
            return 0.0
        return CERTAIN[draft.verb.strength]


BY_RULES = ByRules()


@dataclass(frozen=True, slots=True)
class Listener:
    """Picks the clauses of one document that are judged, by how much their characters speak of an act."""

    scores: Scores
    bounds: Bounds | None = field(default=None, kw_only=True)

    def worth(self, reading: Reading, clause: Span, role: str) -> bool:
        """Whether the characters of a clause speak of an act, or faintly where a rule may find one."""
        heard = self.scores.of(clause)
        return heard >= FAINT or (heard >= FAINTEST and BY_RULES.hinted(reading, clause))

    def loosely(self, clause: Span) -> bool:
        """Whether the characters of a clause speak of an act."""
        return self.scores.of(clause) >= FAINT

    def loose(self, view: View, clause: Span, taken: Sequence[Span]) -> list[Draft]:
        """The loose drafts of a clause that are likely by the models of places, and those that these point at."""
        drafts, bounds = list(loose.drafts(view, clause, taken)), self.bounds
        if bounds is None:
            return drafts
        drafts = [draft for draft in drafts if bounds.likely(view, draft)]
        same = {(draft.span, draft.object, draft.predicate) for draft in drafts}
        pointed = bounds.drafts(view, clause, taken)
        return drafts + [draft for draft in pointed if (draft.span, draft.object, draft.predicate) not in same]


@dataclass(frozen=True, slots=True)
class ByModel(Listener):
    """A judge of one document that asks the models: its tones, and the model of drafts."""

    model: Linear

    def sure(self, view: View, draft: Draft, setting: Setting) -> float:
        """The probability that the model gives; a draft that the rules keep needs less."""
        read = features(view, draft, setting, self.scores, self.bounds)
        sure = self.model.likelihood(read)
        if sure < LEAST and RULED in read and (sure >= LEAST_RULED or draft.verb.type == STATED_BY_GUIDE):
            return LEAST
        return sure


def heard(document: Document, scores: Scores) -> list[Span]:
    """The clauses whose characters speak of an act."""
    return [clause for parts in document.clauses for clause in parts if scores.of(clause) >= FAINT]


def features(view: View, draft: Draft, setting: Setting, scores: Scores, bounds: Bounds | None) -> list[str]:
    """What a draft tells, as named features: its words, what the rules say of it, and what stands around it.

    `scores` tell how much the characters of the clause speak of an act.
    """
    verb, predicate, form = draft.verb, draft.predicate, draft.rule
    read = Object.of(view, draft)
    head = read.head
    words = WHITE.sub("", read.words)
    length = next((n for n in LENGTHS if len(words) <= n), 99)
    status = setting.status
    plain = form not in LOOSE and (form not in JUDGED or concrete(view, draft, False, read))
    ruled = plain and (status != "planned" or concrete(view, draft, True, read))
    counted = "end" if read.ends_counted else "in" if read.counts else "no"
    told = "none" if head is None else "close" if read.close else "far"
    v1, v9 = predicate[:1], predicate[-1:]
    found = [
        f"tone={step(scores.of(setting.clause))}", f"form={form}{ruled}", f"rule={ruled}", f"role={setting.role}",
        f"class={verb.strength}", f"class+form={verb.strength}{form}{counted}", f"form+counted={form}{counted}",
        f"counted={counted}", f"length={length}{ruled}", f"verb={predicate}", f"verb+told={predicate}{told}",
        f"verb+counted={predicate}{counted}", f"verb+status={predicate}{status}", f"v1={v1}", f"v9={v9}",
        f"v1+counted={v1}{counted}", f"v9+counted={v9}{counted}", f"first={words[:2]}",
        f"noun={read.noun[-1:]}{counted}", f"noun2={read.noun[-2:]}",
    ]  # fmt: skip
    often = int(view.reading.often(predicate) + 0.5)
    found += [f"often={min(OFTEN, often)}", f"verb+often={predicate}{min(OFTEN - 1, often)}"]
    if read.stative:
        found.append("stative")
    if read.abstract:
        found.append("abstract")
    object_ = draft.object
    found += [word for _, word, _ in view.words_in(object_.start, object_.end)][:WORDS_READ]
    if bounds is not None:
        found += bounds.features(view, draft)
    return found + _around(view.text, draft, setting) + _among(view, draft, setting.clause)


def _around(text: str, draft: Draft, setting: Setting) -> list[str]:
    """What stands before and behind the act."""
    clause, start, end = setting.clause, draft.span.start, draft.span.end
    before = text[max(clause.start, start - REACH) : start]
    behind = text[end : end + 2].replace("\n", "¶")
    found = [
        f"before={before[-2:] or '^'}", f"before1={before[-1:] or '^'}", f"behind={behind[:1]}", f"behind2={behind}",
        f"opens={start == clause.start}{setting.first}", f"ends={end == clause.end}",
        f"verb+before={draft.predicate}{before[-1:]}",
    ]  # fmt: skip
    if draft.object.start > start and text[draft.object.start - 1] in "了过":
        found.append("aspect")
    return found


def _among(view: View, draft: Draft, clause: Span) -> list[str]:
    """Where in its clause the act stands, and among how many figures."""
    before, behind = draft.span.start - clause.start, clause.end - draft.span.end
    told = len(view.counted(clause.start, clause.end))
    return [
        f"figures={min(3, len(view.quantities))}", f"own={min(2, told)}", f"clause={min(6, len(clause) // 8)}",
        f"offset={min(5, before // 4)}", f"rest={min(4, behind // 4)}",
    ]  # fmt: skip


class Named(NamedTuple):
    """An act that the judge keeps: how sure that is, where it was drafted, its span and the words of its object."""

    view: View
    draft: Draft
    setting: Setting
    sure: float
    span: Span
    words: str


@dataclass(frozen=True, slots=True)
class Naming:
    """How the type and the status of an act are told: by models, or by rules where there is none."""

    type: Linear | None = None
    status: Linear | None = None
    mood: Mood | None = None

    def types(self, acts: Sequence[Named]) -> list[str]:
        """The type of each act."""
        if self.type is None:
            return [type_by_rules(act.draft, act.words) for act in acts]
        return [kind for kind, _ in self.type.choices(type_features(act.view, act.draft, act.words) for act in acts)]

    def statuses(self, acts: Sequence[Named]) -> list[ActivityStatus]:
        """Whether each act is done, ongoing or planned."""
        told = [act.setting.status for act in acts]
        if self.status is None or self.mood is None:
            return told
        mood = self.mood
        read = self.status.choices(status_features(act.view, act.draft, act.setting, mood) for act in acts)
        return [
            cast("ActivityStatus", status) if sure >= (SURER if ruled == "ongoing" else SURE) else ruled
            for (status, sure), ruled in zip(read, told, strict=True)
        ]


RULES = Naming()
"""Type and status as the rules tell them."""


def type_by_rules(draft: Draft, words: str) -> str:
    """The type that the verb and the head noun tell."""
    return draft.verb.type if draft.rule == "light" else type_of(draft.verb, words)


def type_features(view: View, draft: Draft, words: str) -> list[str]:
    """What tells the type of an act, as named features."""
    counts = view.counted(draft.span.start, draft.span.end)
    found = _wording(draft.predicate, draft.verb, words, counts[-1].unit if counts else "", type_by_rules(draft, words))
    found.append(f"form={draft.rule}")
    return found


def phrase_features(predicate: str, words: str, count: str) -> list[str]:
    """The same of a phrase without its text: predicate, object and count (`3期`, or empty)."""
    verb = known(predicate) or known(predicate[-2:]) or Verb(predicate, UNLISTED, "other")
    return _wording(predicate, verb, words, count.lstrip("0123456789.余多万千百xX约近"), type_of(verb, words))


def _wording(predicate: str, verb: Verb, words: str, unit: str, ruled: str) -> list[str]:
    head = head_of(words)
    found = [
        f"rule={ruled}", f"verb={predicate}", f"vtype={verb.type}", f"verb1={predicate[:1]}",
        f"verb9={predicate[-1:]}", f"tail1={words[-1:]}", f"tail2={words[-2:]}", f"tail3={words[-3:]}",
        f"tail4={words[-4:]}", f"first2={words[:2]}", f"verb+tail={predicate}{words[-2:]}", f"unit={unit}",
    ]  # fmt: skip
    if head is not None:
        found += (
            f"head={words[head.start : head.end]}", f"headtype={head.type}", f"verb+headtype={predicate}{head.type}",
            f"vtype+headtype={verb.type}{head.type}",
        )  # fmt: skip
    meant, done = concepts(words), concepts(predicate).last
    listed = known(predicate) or known(predicate[-2:]) or known(predicate[:2])
    found += (
        f"listed={listed.type if listed else NONE}", f"meant={meant.last}", f"done={done}",
        f"done+meant={done}/{meant.last}", f"verb+meant={predicate}/{meant.last}",
    )  # fmt: skip
    found += [f"concept={name}" for name in meant.every]
    return found + [words[at : at + 2] for at in range(min(len(words) - 1, LONGEST_READ))]


def status_features(view: View, draft: Draft, setting: Setting, mood: Mood) -> list[str]:
    """What tells whether an act is done, ongoing or planned, as named features."""
    text, clause, start = view.text, setting.clause, draft.span.start
    before = text[max(clause.start, start - STATUS_REACH) : start]
    behind = text[draft.span.end : draft.span.end + 4]
    ruled = setting.status
    moods = mood.of(clause, setting.sentence)
    opening = text[mood.document.sentences[setting.sentence].span.start :][:3]
    found = [
        f"rule={ruled}", f"verb={draft.predicate}", f"before1={before[-1:]}", f"before2={before[-2:]}",
        f"before3={before[-3:]}", f"behind={behind[:2]}", f"opening={opening}", f"form={draft.rule}",
        *moods, f"{moods[0]}{ruled}", f"{moods[5]}{ruled}", f"{moods[6]}{ruled}", f"{moods[1]}{ruled}",
    ]  # fmt: skip
    found += [f"in={before[i : i + 2]}" for i in range(len(before) - 1)]
    words = text[start : draft.span.end]
    found += [f"act={word}" for word in ASPECTS if word in words]
    return [feature.replace("\n", "¶") for feature in found]
