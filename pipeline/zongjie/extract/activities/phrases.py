"""Where the object of a verb ends, which of its items are objects of their own, and which of its words name it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from zongjie.document import Span
from zongjie.extract.activities.language import COMPOUNDING, listed, pattern
from zongjie.extract.activities.verbs import known
from zongjie.extract.activities.view import Draft, View

LONG_OBJECT = 5  # characters from which on what follows a compounding verb in a list is its object (、宣传普法知识)
SHORTEST_OBJECT, LONGEST_OBJECT = 2, 70  # characters; the longest gold object is 58
LONGEST_LIST, LEAST_MARKS = 160, 3  # characters of a list of objects, and its marks
NAME = re.compile(r"[《“\"]")
NEIGHBOURS = re.compile(r"(?<=[》”])(?=[《“])")  # 《手册》《守则》: names of a list without a mark between them
NAME_END = re.compile(r"”[^”]{0,2}$")
NAMED_ITEM = re.compile(r"[^《》“”、，\d]{0,6}(?:《[^》]+》|“[^”]+”)[^《》“”、]{0,10}")
LONGEST_NAME = 12  # characters from a verb inside the name of a policy to its end
OTHERS = re.compile("(?<![高中初平同优均])等(?!级)[^、]{0,8}$")
WENT_ON = pattern("went_on")
EVENT, COMPARED = pattern("event"), pattern("compared")
LIST_MARK, ACT_LEAD = pattern("list_mark"), pattern("act_lead")
DECIDED = pattern("decided")
SERIAL, TAIL, TAKING = pattern("serial"), pattern("tail"), pattern("taking")
TURNING = listed("turning")
BETWEEN_ACTS, AGAIN = listed("between_acts"), listed("again")
PREPOSITION, OPEN_PHRASE = listed("preposition"), listed("open_phrase")
PARTING = re.compile("|".join(sorted(PREPOSITION | BETWEEN_ACTS | AGAIN)))
ATTRIBUTIVE = listed("attributive")
NOUN_JOINING, NO_LISTED_OBJECT = listed("noun_joining"), listed("no_listed_object")


def object_end(view: View, start: int, limit: int) -> int:
    """Where the object that begins at `start` ends: before a second act, a purpose, a comment, a comparison, 等形式."""
    compared = COMPARED.search(view.text, start, limit)
    limit = compared.start() if compared and not view.inside(compared.start()) else limit
    went = WENT_ON.search(view.text, start + SHORTEST_OBJECT, limit)
    limit = went.start() if went else limit
    end = _before_comment(view, start, _before_tail(view, start, _before_new_subject(view, start, limit)))
    listed_act = _listed_act(view, start, end)
    return _before_second_act(view, start, end, end if listed_act is None else listed_act)


def longest(text: str, start: int) -> int:
    """How many characters the object that begins at `start` may have."""
    listed_ = text.count("、", start, start + LONGEST_OBJECT) >= LEAST_MARKS
    return LONGEST_LIST if listed_ else LONGEST_OBJECT


def items(view: View, draft: Draft) -> Iterator[Draft]:
    """One draft for each object of a list that has its own name or count; lists without stay whole."""
    whole = draft.object
    parts = [] if whole.end < draft.span.end else _listed_objects(view, whole)  # it stands before its verb or count
    if len(parts) < 2:
        yield draft
        return
    yield replace(draft, span=Span(draft.span.start, parts[0].end), object=parts[0])
    for part in parts[1:]:
        at, word, tag = next(iter(view.words_in(part.start, part.end)), (part.start, "", ""))
        verb = known(word) if tag == "v" and part.end - at - len(word) > SHORTEST_OBJECT else None
        if verb is None:
            yield replace(draft, span=part, object=part, rule="list_item")
        else:  # 引进硕士2名、招护士20名
            object_ = Span(at + len(word), part.end)
            yield replace(draft, span=part, object=object_, predicate=word, verb=verb, rule="list_item")


def _listed_objects(view: View, whole: Span) -> list[Span]:
    """The objects of a list that are acts of their own: all of them named, events, or counted; none otherwise."""
    text = view.text
    marks = [m.span() for m in LIST_MARK.finditer(text, whole.start, whole.end) if not view.inside(m.start())]
    together = [m.span() for m in NEIGHBOURS.finditer(text, whole.start, whole.end)]
    parts = _parted(whole, sorted(marks + together))
    if len(parts) < 2:
        return []
    if together and text[parts[-1].start] == "“" and NAME_END.search(text, parts[-1].start, whole.end) is None:
        return []  # “甲”“乙”进基层宣讲活动 is one
    if _all_named(text, parts):
        return parts
    if all(EVENT.match(text, p.start, p.end) for p in parts):
        others = OTHERS.search(text, parts[-1].start, parts[-1].end)
        last = Span(parts[-1].start, others.start()) if others else parts[-1]
        return [*parts[:-1], last] if EVENT.match(text, last.start, last.end) else parts
    if all(len(view.counted(p.start, p.end)) == 1 for p in parts):
        return parts
    counted = {q.span.end for q in view.counted(whole.start, whole.end)}
    parts = _parted(whole, [mark for mark in marks if mark[0] in counted])  # 城中村和危旧房6000套、老旧小区200个
    return parts if whole.end in counted else []


def _parted(whole: Span, marks: list[tuple[int, int]]) -> list[Span]:
    """The parts of a span between the marks."""
    begins, ends = [whole.start, *(end for _, end in marks)], [*(start for start, _ in marks), whole.end]
    return [Span(start, end) for start, end in zip(begins, ends, strict=True) if end > start]


def named(view: View, span: Span) -> Span:
    """The words of an object that name it: without a count at either end, blanks, an opening bracket, a closing 等."""
    start, end = span.start, span.end
    for figure in view.damaged:  # 善款12 5万元: without its blank it would read as a number that nobody wrote
        if start < figure.start < end:
            end = figure.start
    counts = view.counted(start, end)
    if counts and counts[-1].span.end == end and counts[-1].span.start > start + 1:
        end = counts[-1].span.start
    elif counts and counts[0].span.start <= start + 1 and counts[0].span.end < end - 1:
        start = counts[0].span.end
    words = view.text[start:end].rstrip(" 　等，、")
    end = start + len(words)
    start = end - len(words.lstrip(" 　（("))
    return Span(start, end) if end > start else span


def _before_new_subject(view: View, start: int, limit: int) -> int:
    """Where a counted object turns subject of the next verb: 抽调干部64人|组成工作组."""
    for quantity in view.counted(start + SHORTEST_OBJECT, limit):
        at = quantity.span.end
        word = next(view.words_in(at, at + 1), None) if at < limit else None
        if word is not None and (word[2] == "v" or word[1] in TURNING) and word[1] not in ATTRIBUTIVE:
            return at
    return limit


def _before_tail(view: View, start: int, end: int) -> int:
    """Where a closing 等形式 begins, unless 采取 governs it."""
    tail = TAIL.search(view.text, start, end)
    if tail is None or view.inside(tail.start()) or TAKING.search(view.text, max(0, start - 3), start):
        return end
    return tail.start()


def _before_comment(view: View, start: int, end: int) -> int:
    """Where a closing bracket part begins."""
    bracket = view.text.find("（", start + 1, end)
    closing = next((b for a, b in view.held if a == bracket), None)
    return end if closing is None or closing < end - 1 else bracket


def _listed_act(view: View, start: int, end: int) -> int | None:
    """The place of a list mark behind which another act stands: 发放资料、解答咨询."""
    for mark in LIST_MARK.finditer(view.text, start + 1, end):
        if not view.inside(mark.start()) and _act_follows(view, mark.end(), end, mark.group() not in NOUN_JOINING):
            return mark.start()
    return None


def _act_follows(view: View, start: int, end: int, compounding_may: bool) -> bool:
    """Whether a list goes on with a verb that has an object of its own (、发放资料), not with a noun (、培训基地)."""
    text = view.text
    lead = ACT_LEAD.match(text, start, end)
    start = lead.end() if lead else start
    verb = view.verbs.at(start, end)
    if verb is None or start not in view.edges:
        return False
    rest = view.past_aspect(verb.end, end)
    mark = LIST_MARK.search(text, rest, end)
    rest_end = mark.start() if mark else end
    if rest_end - rest < SHORTEST_OBJECT or text[rest] in NO_LISTED_OBJECT:
        return False
    if rest > verb.end or verb.verb.word not in COMPOUNDING:
        return True
    told = bool(view.counted(rest, rest_end)) or rest_end - rest >= LONG_OBJECT or NAME.match(text, rest) is not None
    return compounding_may and told


def _before_second_act(view: View, start: int, end: int, limit: int) -> int:
    """Where words before `limit`, else `limit`, begin a second act or its circumstances.

    They do not where 的 follows before `end`, the end of the whole phrase: it makes them attributes.
    """
    text = view.text
    free = text.rfind("的", start, end) + 1
    if not (SERIAL.search(text, free or start, limit) or PARTING.search(text, max(start, free - 3), limit)):
        return limit  # one scan each for what most objects do not hold
    for at, word, _ in view.words_in(max(start + SHORTEST_OBJECT, free), limit):
        if view.inside(at):
            continue
        serial = SERIAL.match(text, at, end)
        if serial is not None and serial.end() < end and serial.end() in view.edges and text[at - 1] not in OPEN_PHRASE:
            if at > end - LONGEST_NAME and not view.counted(at, end) and DECIDED.search(text, serial.end() + 1, end):
                return limit  # 实施失业保险|保障扩围政策: the verb is part of a name
            return at
        parting = 2 if text[at - 2 : at] in BETWEEN_ACTS else 1 if text[at - 1] in AGAIN else 0
        act = view.verbs.at(at, end) if parting else None
        if act is not None and act.end + SHORTEST_OBJECT <= end and at - parting >= start + SHORTEST_OBJECT:
            return at - parting
        if word in PREPOSITION:
            return at
    return limit


def _all_named(text: str, parts: list[Span]) -> bool:
    return all(NAMED_ITEM.fullmatch(text[part.start : part.end].strip()) for part in parts)
