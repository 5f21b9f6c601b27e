"""What a number measures, read backwards: the noun phrase before it, with the verb that makes it an indicator."""

from __future__ import annotations

import re
from collections.abc import Sequence

from zongjie.document import MetricKind, Quantity, Span
from zongjie.extract.metrics.scene import FRAMES, JOINING, Scene, governing, listed
from zongjie.extract.rule import frame

FARTHEST = 200  # characters before a number in which its subject stands, whatever a clause runs to
LONGEST_TOPIC = 24  # characters
LONGEST_SHARE = 64  # characters from 占 or 完成 to the percentage
LONGEST_LINK = 14  # characters that one link or word of change takes at most
EACH = "分别"
BLANK_OR_OPENING = " 　\n“（"
QUOTES = {"“": "”", "「": "」"}
CLASSIFIERS = " 人家个名户件次"  # left before a bracket where the number was lost: 会员 人（任务20000人）
STOPPING = ("p", "c", "d", "r", "t", "y", "x", "u")  # tags that end a noun phrase read backwards
OUTSIDE = ("p", "r", "t")  # tags that end it even before its noun is seen
STOP, KEPT, PREFIXED = listed("stop"), listed("kept"), listed("prefixed")
TAIL, LEAD, PLACE = frame(FRAMES, "link", "change"), frame(FRAMES, "lead"), frame(FRAMES, "place")
COMPARE, SOURCE, FROM_TO = (frame(FRAMES, use) for use in ("compare", "source", "from_to"))
SELF_NAMED = frame(FRAMES, "self_named")
SHARE, COMPLETED = frame(FRAMES, "share"), frame(FRAMES, "completed")
DIGIT, WHITE = re.compile(r"\d"), re.compile(r"\s+")


def named_before(scene: Scene, q: Quantity, kind: MetricKind, clause: Span, previous: Quantity | None) -> Span | None:
    """The noun phrase before a number without links, comparisons and words of change, with the verb next to it.

    None where nothing else is left: then the number goes on about what the clause before named.
    """
    text = scene.text
    end = q.span.start
    start = max(_inside_bracket(text, clause.start, end), end - FARTHEST)
    if kind in ("completion", "rate"):
        share = _share(text, start, end, kind)
        if share is not None:
            return share
    if previous is not None and previous.span.end > start:
        if FROM_TO.fullmatch(text[previous.span.end : end]):
            end = previous.span.start
        else:
            start = previous.span.end
    named = SELF_NAMED.search(text, max(start, end - LONGEST_LINK), end)
    if named is not None and kind not in ("rank", "rate"):
        return Span(named.start("name"), named.end("name"))
    if kind == "rank":
        place = PLACE.search(text, start, end)
        end = place.start() if place else end
    for pattern in (COMPARE, SOURCE):  # 是上年的3倍: sought before 的 is taken for a link
        found = pattern.search(text, start, end)
        end = _without_tail(text, start, found.start() if found is not None else end)
    return _phrase(scene, start, end) if end > start else None


def before_bracket(scene: Scene, q: Quantity, clause: Span) -> Span | None:
    """新发展会员 人（任务20000人）: the phrase before the bracket that holds the number."""
    text = scene.text
    end = text.rfind("（", clause.start, q.span.start)
    while end > clause.start and text[end - 1] in CLASSIFIERS:
        end -= 1
    return _phrase(scene, clause.start, _without_tail(text, clause.start, end)) if end > clause.start else None


def respectively(
    text: str, q: Quantity, clause: Span, numbers: Sequence[Quantity], told: Sequence[tuple[int, Span]]
) -> Span | None:
    """门诊5万人次，住院3千人次，分别增长8%、3%: the 8% is that of 门诊; None where no such list fits.

    `numbers` are those of the sentence, `told` the starts and subjects of its metrics so far.
    """
    at = text.rfind(EACH, clause.start, q.span.start)
    if at < 0:
        return None
    before = max((n.span.end for n in numbers if n.span.end <= at), default=0)
    begin = max(clause.start, before)
    here = [n.span.start for n in numbers if at < n.span.start < clause.end]
    if len(here) < 2 or _without_tail(text, begin, at) > begin:
        return None
    named = list(dict.fromkeys(subject for start, subject in told if start < at))
    return named[len(here) * -1 :][here.index(q.span.start)] if len(named) >= len(here) else None


def opening_phrase(scene: Scene, parts: tuple[Span, ...]) -> tuple[int, Span | None]:
    """The number of the first clause that is a bare noun phrase, and that phrase; past the last and None without one.

    农村居民人均纯收入，考虑价格因素，比上年增长4.3%: the first clause names what grew.
    """
    for at, part in enumerate(parts):
        if len(part) <= LONGEST_TOPIC and not any(scene.verbal(i) for i in scene.between(part.start, part.end)):
            return at, _phrase(scene, part.start, part.end)
    return len(parts), None


def spelled(text: str, span: Span | None) -> str:
    """The subject as a string without white space."""
    return WHITE.sub("", text[span.start : span.end]) if span is not None else ""


def _inside_bracket(text: str, start: int, end: int) -> int:
    """Behind the bracket that is open at `end`, else `start`."""
    opening = text.rfind("（", start, end)
    return opening + 1 if opening >= 0 and text.find("）", opening, end) < 0 else start


def _without_tail(text: str, start: int, end: int) -> int:
    """The end without blanks, links and words of change at the tail."""
    while end > start:
        if text[end - 1] in BLANK_OR_OPENING:
            end -= 1
            continue
        match = TAIL.search(text, max(start, end - LONGEST_LINK), end)
        if match is None or match.start() == match.end():
            break
        end = match.start()
    return end


def _share(text: str, start: int, end: int, kind: MetricKind) -> Span | None:
    """占应建工会数30家的103% → 占应建工会数; 完成全年任务的80% → 完成全年任务; 占出口的60% → 占出口."""
    match = (COMPLETED if kind == "completion" else SHARE).search(text, max(start, end - LONGEST_SHARE), end)
    if match is None:
        return None
    digit = DIGIT.search(text, match.start("of"), match.end("of"))
    stop = digit.start() if digit else match.end("of")
    return Span(match.start(), stop) if stop - match.start() >= 2 else None


def _phrase(scene: Scene, start: int, end: int) -> Span | None:
    """The last noun phrase of the range, from its governing verb; leading time, place and adverbs are left out."""
    places = scene.between(start, end)
    if not places:
        return Span(start, end)
    begin = _without_lead(scene, scene.between(scene.starts[_first_word(scene, places, start)], end), end)
    return Span(begin, end) if end > begin else None


def _without_lead(scene: Scene, places: range, end: int) -> int:
    """Where a phrase begins without words of what stands before it; whole words only, not the 经 of 经济."""
    at = places.start
    while at + 1 < places.stop:
        one, two = scene.words[at], scene.words[at] + scene.words[at + 1]
        if one in QUOTES and QUOTES[one] in scene.text[scene.starts[at] : end]:
            break  # “清洁庭院”260户: the marks belong to the name
        if LEAD.fullmatch(one):
            at += 1
        elif at + 2 < places.stop and LEAD.fullmatch(two):
            at += 2
        else:
            break
    return min(scene.starts[at], end)


def _first_word(scene: Scene, places: range, start: int) -> int:
    """The number of the phrase's first word, read backwards from the last one of `places`."""
    first, seen_noun = places[-1], False
    for i in reversed(places):
        word, tag = scene.words[i], scene.tags[i]
        if not (scene.held(i, start) or word in JOINING or word == "的"):
            if _stops(scene, i) and (seen_noun or i == places[-1] or tag.startswith(OUTSIDE)):
                break
            if seen_noun and scene.verbal(i) and word in governing():
                return i - 1 if i > places.start and scene.words[i - 1] in PREFIXED else i
            seen_noun = seen_noun or scene.nominal(i) or tag.startswith("v")
        first = i
    return first


def _stops(scene: Scene, i: int) -> bool:
    """Whether word `i` stands outside the noun phrase behind it."""
    word = scene.words[i]
    return word in STOP or scene.figure(i) or (scene.tags[i].startswith(STOPPING) and word not in KEPT)
