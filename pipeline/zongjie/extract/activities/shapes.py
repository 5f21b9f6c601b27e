"""The rarer forms of an act: 把X纳入Y, 对X进行检查, 组织X参加Y, any verb with a count, X正式通水, a shared verb.

And what decisions set (税率降至3%) and what a wrong met (一批责任人被追责).
"""

from __future__ import annotations

import re

from zongjie.document import Span
from zongjie.extract.activities.context import circumstance
from zongjie.extract.activities.language import (
    MEASURE_NOUN,
    MOVED,
    RELATIVE,
    WHITE,
    listed,
    pattern,
)
from zongjie.extract.activities.phrases import LONGEST_OBJECT, SHORTEST_OBJECT, TURNING, object_end
from zongjie.extract.activities.verbs import PREFIX, Place, Verb, holds_verb, verbs
from zongjie.extract.activities.view import Draft, View

COMPANY = 45  # characters from 组织 within which the second verb begins
HEAD = 2  # characters of a noun by which two items of a list are of one sort: 种植|基地, 养殖|基地
LONGEST_OUTCOME = 8  # characters: 投入使用, a second word and 了
OUTCOME_SUBJECT = range(3, 46)  # characters
BA = re.compile("[把将]")
PARTICLE = re.compile("[把将对就给]")  # one of them stands in every act of `disposed` and `light`
LIGHT = re.compile(
    r"[对就给](?P<target>[^，；。：]{2,60}?)(?P<light>"
    + pattern("light").pattern
    + r")[了过]?[^，；。、]{0,10}?(?P<verb>"
    + pattern("nominal").pattern
    + r"{1,3}"
    + pattern("no_nominal").pattern
    + r"|(?P<last>[\u4e00-\u9fff]{2}(?=$|[，；。])))"
)
OUTCOME = re.compile(pattern("outcome").pattern + "$")
FROM = re.compile(r"[由从](?=[^，；。]{0,16}[\d一二三四五六七八九十百])")  # 由27家整合为7家
CLAUSE_BREAK = re.compile("[，；。]")
DESTINATION, COMPANION, INDICATOR = pattern("destination"), pattern("companion"), pattern("indicator")
MANNER, TIME_LEAD, NOT_SUBJECT = pattern("manner"), pattern("time_lead"), pattern("not_subject")
DIRECTION_END, OUTCOME_END = pattern("direction_end"), pattern("outcome_end")
INSTRUMENT = pattern("instrument")
SET_END = re.compile(f"(?:{pattern('set_end').pattern})$")
SUFFERED = re.compile(f"(?:{pattern('suffered').pattern})(?P<verb>{pattern('enforced').pattern})$")
NONE_OF = pattern("none_of")
GOAL, WEAK_OUTCOME, INVITING = listed("goal"), listed("weak_outcome"), listed("inviting")
INTRODUCING, NOT_COUNTED_START = listed("introducing"), tuple(listed("plural_start"))
NO_COMPANION_OBJECT, NO_COUNTED_NOUN = listed("no_companion_object"), listed("no_counted_noun")
ADVERB_TAG = ("d", "ad")
SENDING, NO_NOMINAL_WORD = listed("sending"), listed("no_nominal_word")
VERB_TAG, BEFORE_VERB_TAG, BEFORE_COUNTED = listed("verb_tag"), listed("before_verb_tag"), listed("before_counted")


def disposed(view: View, clause: Span) -> Draft | None:
    """把X纳入Y, 将X上报Y: the act spans from 把; the object is the destination where the verb names one."""
    text = view.text
    particle = next((m for m in BA.finditer(text, clause.start, clause.end) if view.opens_word(m.start())), None)
    if particle is None:
        return None
    every = DESTINATION.finditer(text, particle.end() + SHORTEST_OBJECT, clause.end)
    verb = next((match for match in every if match.start() in view.edges), None)
    if verb is None or view.inside(verb.start()) or verb.end() >= clause.end:
        return None
    end = object_end(view, verb.end(), min(clause.end, verb.end() + LONGEST_OBJECT))
    origin = FROM.search(text, particle.end() + SHORTEST_OBJECT, verb.start())
    moved = Span(particle.end(), origin.start() if origin and origin.start() in view.edges else verb.start())
    object_ = Span(verb.end(), end) if verb.group() in GOAL else moved
    word = DIRECTION_END.sub("", verb.group())
    return Draft(Span(particle.start(), end), word, object_, "ba", Verb(word, "A", "policy"))


def light(view: View, clause: Span) -> Draft | None:
    """对X进行了Y: predicate Y, object X, from 对 to the end of Y."""
    for match in LIGHT.finditer(view.text, clause.start, clause.end):
        alone = not view.edges.isdisjoint((match.start() + 1, match.start() + 2))  # 对, 对于; no 对外开放
        if alone and view.opens_word(match.start()) and not view.inside(match.start("verb")):
            if match["last"] and not _is_noun_of_verb(view, match.start("last"), match["last"]):
                continue
            word = match["verb"]
            known = next((verbs()[part] for part in (word, word[:2], word[-2:]) if part in verbs()), None)
            verb = known or Verb(word, "A", "other")
            span = Span(match.start(), match.end("verb"))
            begin, end = match.span("target")
            begin += begin not in view.edges  # 对于: one word
            return Draft(span, word, _without_adverb(view, Span(begin, end)), "light", verb)
    return None


def _without_adverb(view: View, target: Span) -> Span:
    """What is acted on, without an adverb of the verb behind it: 每一宗土地|逐一进行了清查."""
    words = list(view.words_in(target.start, target.end))
    return Span(target.start, words[-1][0]) if len(words) > 1 and words[-1][2] in ADVERB_TAG else target


def _is_noun_of_verb(view: View, at: int, word: str) -> bool:
    """Whether the word there tells an act (进行了清查): no 活动, 关注, 贡献."""
    return any(
        (start, found) == (at, word) and tag in VERB_TAG and word not in NO_NOMINAL_WORD
        for start, found, tag in view.words_in(at, at + 1)
    )


def organised(view: View, clause: Span, place: Place) -> Draft | None:
    """组织X参加Y: the predicate is the second verb, the span begins at 组织."""
    text = view.text
    if place.verb.word not in INVITING or place.start not in view.edges:
        return None
    second = COMPANION.search(text, place.end + SHORTEST_OBJECT, min(clause.end, place.end + COMPANY))
    if second is None or not view.opens_word(second.start()) or text[second.start() - 1] == "的":
        return None
    if CLAUSE_BREAK.search(text, place.end, second.start()):
        return None
    if place.verb.word in SENDING and second.group() in TURNING:
        return None  # 选派骨干赴省林科院学习: the act is to send them
    at = view.past_aspect(second.end(), clause.end)
    if at >= clause.end or text[at] in NO_COMPANION_OBJECT:
        return None
    end = object_end(view, at, min(clause.end, at + LONGEST_OBJECT))
    if end - at < SHORTEST_OBJECT:
        return None
    known = verbs().get(second.group())
    verb = Verb(second.group(), "B", known.type if known else "other")
    return Draft(Span(place.start, end), second.group(), Span(at, end), "organise", verb)


def counted(view: View, clause: Span, earlier: list[Draft]) -> Draft | None:
    """Any verb whose object is counted at its end (劝返外来人员四十七人), but for those of an indicator (增长)."""
    text = view.text
    counts = view.counted(clause.start, clause.end)
    if not counts or counts[-1].span.end < clause.end - 1 or counts[-1].unit in RELATIVE:
        return None
    count = counts[-1].span.start
    place = _first_verb(view, clause.start, count)
    if place is None:
        return None
    at = view.past_aspect(place.end, clause.end)
    noun = WHITE.sub("", text[at:count])
    if len(noun) < SHORTEST_OBJECT or noun[0] in NO_COUNTED_NOUN or MEASURE_NOUN.search(noun) or MOVED.search(noun):
        return None
    start = place.start - (place.start > clause.start and text[place.start - 1] == "新")
    word = text[start:at].removesuffix("了")
    end = object_end(view, at, min(clause.end, at + LONGEST_OBJECT))
    return Draft(Span(start, end), word, Span(at, end), "counted", Verb(word, "C", "other"))


def outcome(view: View, clause: Span, earlier: list[Draft]) -> Draft | None:
    """Subject-first outcomes: 南水北调中线一期工程正式通水."""
    text = view.text
    match = OUTCOME.search(text, max(clause.start, clause.end - LONGEST_OUTCOME), clause.end)
    if match is None or match.start() not in view.edges:
        return None
    before = text[clause.start : match.start()]
    manner = MANNER.search(before)
    subject = before[: manner.start()] if manner else before
    if NOT_SUBJECT.search(subject) or circumstance(text, clause.start, clause.start + len(subject)):
        return None
    word = OUTCOME_END.sub("", match.group())
    lead = TIME_LEAD.match(subject)
    begin, end = clause.start + (lead.end() if lead else 0), clause.start + len(subject)
    object_ = Span(begin, max(begin, view.reading.before_time(end)))  # 水泥厂|九月点火
    if len(object_) not in OUTCOME_SUBJECT or (manner is None and word in WEAK_OUTCOME):
        return None
    return Draft(Span(object_.start, match.end()), word, object_, "outcome", Verb(word, "A", "construction"))


def measure(view: View, clause: Span, earlier: list[Draft]) -> Draft | None:
    """What is set by decision, before how it is set: 工商业电价再降5%, 起征点由8百元提高到1600元."""
    text, end = view.text, clause.end
    counts = view.counted(clause.start, end)
    by = counts[-1].span if counts and counts[-1].span.end == end else Span(end, end)
    verb = SET_END.search(text, max(clause.start, by.start - LONGEST_OUTCOME), by.start)
    if verb is None or not (verb.start() in view.edges or text[verb.start() - 1] in PREFIX):
        return None
    object_ = before_verb(view, clause.start, verb.start())
    if len(object_) < SHORTEST_OBJECT or not INSTRUMENT.search(text, object_.start, object_.end):
        return None  # 粮食产量提高5%: a movement
    if NOT_SUBJECT.search(text, object_.start, object_.end) or circumstance(text, object_.start, object_.end):
        return None
    word = verb["verb"] if len(verb["verb"]) > 1 else verb.group().replace("了", "")
    return Draft(Span(object_.start, by.end), word, object_, "measure", Verb(word, "C", "policy"))


def suffered(view: View, clause: Span, earlier: list[Draft]) -> Draft | None:
    """What a wrong or who did it met: 一批责任人被追责, 乱收费项目予以取消; not 无一名干部受到处分."""
    text = view.text
    match = SUFFERED.search(text, clause.start + SHORTEST_OBJECT, clause.end)
    if match is None or match.start() not in view.edges or match.end() != clause.end:
        return None
    object_ = before_verb(view, clause.start, match.start())
    if len(object_) < SHORTEST_OBJECT or circumstance(text, object_.start, object_.end):
        return None
    if NONE_OF.search(text, object_.start, object_.end):
        return None
    word = match["verb"]
    found = verbs().get(word[:2])
    kind = found.type if found else "inspection"
    return Draft(Span(object_.start, match.end()), word, object_, "suffered", Verb(word, "C", kind))


def before_verb(view: View, start: int, end: int) -> Span:
    """What stands between a clause's start and its verb, without the time before it, the origin and manner behind."""
    text = view.text
    lead = TIME_LEAD.match(text, start, end)
    start = lead.end() if lead else start
    origin = FROM.search(text, start, end)
    end = origin.start() if origin and origin.start() in view.edges else end
    manner = MANNER.search(text[start:end])
    return Span(start, start + manner.start() if manner else end)


def shared(view: View, clause: Span, earlier: list[Draft]) -> Draft | None:
    """A clause without a verb that goes on counting: 建成A 2个，B 22个."""
    counts = view.counted(clause.start, clause.end)
    if not counts or not earlier or earlier[-1].rule == "outcome":
        return None
    last = earlier[-1]
    model = view.counted(last.span.start, last.span.end)[-1:]
    if len(counts) != 1 or not model or counts[0].unit != model[0].unit:
        return None
    object_ = Span(clause.start, counts[0].span.start)
    if counts[0].span.end != clause.end or model[0].span.end != last.span.end or len(object_) < SHORTEST_OBJECT:
        return None
    noun = WHITE.sub("", view.text[object_.start : object_.end])
    if noun.startswith(NOT_COUNTED_START) or MEASURE_NOUN.search(noun) or MOVED.search(noun):
        return None  # 其中…68人, 馆藏总量达到23万册: what is counted is no act of its own
    if not _one_sort(view, last, counts[0].span.start) and holds_verb(view.text[clause.start : clause.end]):
        return None
    return Draft(clause, last.predicate, object_, "shared_verb", last.verb)


def one_sort(view: View, clause: Span, earlier: Draft) -> Draft | None:
    """The same where both things counted are of one sort, so that it is the act that the first one is."""
    draft = shared(view, clause, [earlier])
    return draft if draft is not None and _one_sort(view, earlier, draft.object.end) else None


def _one_sort(view: View, earlier: Draft, end: int) -> bool:
    """Whether a noun that ends there has the last characters of what an earlier act counts."""
    for count in view.counted(earlier.span.start, earlier.span.end)[-1:]:
        return view.text[count.span.start - HEAD : count.span.start] == view.text[end - HEAD : end]
    return False


def _first_verb(view: View, start: int, end: int) -> Span | None:
    """The first verb between, no indicator's, where only adverbs, times and places stand before it."""
    if start not in view.edges:
        return None
    words = list(view.words_in(start, end))
    if words and words[-1][2] == "v":
        return None  # 独居老人送餐7300份: the verb stands behind its object
    helped = False
    for at, word, tag in words:
        if word in INTRODUCING or (helped and tag.startswith("n")):
            helped = True  # 协助公安机关堵截…: the verb behind is the act
            continue
        if tag in VERB_TAG and len(word) > 1 and not INDICATOR.fullmatch(word) and not view.inside(at):
            return Span(at, at + len(word))
        if tag not in BEFORE_VERB_TAG and word not in BEFORE_COUNTED:
            return None
    return None
