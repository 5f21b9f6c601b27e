"""The counted noun behind a number: 637名职工参加… counts 职工."""

from __future__ import annotations

from zongjie.document import Quantity, Span
from zongjie.extract.metrics.scene import FRAMES, JOINING, Scene, governing, listed
from zongjie.extract.rule import frame

BLANKS = " 　"
NO_NOUN = "，。；：、）)的了"  # directly behind a number: it counts nothing that follows
LIST_MARKS = "、和至及"
LOOSE_END = "、和及与的 　，"  # left over at the end of a noun phrase that was cut
ENDING = ("p", "d", "c", "r", "u", "t", "m")  # tags that end a noun phrase
NOT_COUNTED, FINITE, ACTING = listed("not_counted"), frame(FRAMES, "finite"), frame(FRAMES, "acting")
KINDRED, OF_SHARE = frame(FRAMES, "kindred"), frame(FRAMES, "of_share")
SHARES = ("percent", "fraction")  # forms of a number that is a share of something
DESCRIBING = ("a", "b")  # tags of words that describe a noun


def counted_behind(scene: Scene, q: Quantity, clause: Span, following: Quantity | None) -> Span | None:
    """The counted noun behind a number, up to the next finite verb, preposition or mark; None where no noun follows.

    In 280名、201名职工 both numbers count 职工.
    """
    text, at = scene.text, q.span.end
    while at < clause.end and text[at] in BLANKS:
        at += 1
    if q.form in SHARES and text.startswith("的", at) and not OF_SHARE.match(text, at + 1):
        at += 1  # 50%的县: that of which it is a share
    if at >= clause.end:
        return None
    if following is not None and text[at] in LIST_MARKS and following.span.start <= at + 1 and following.unit == q.unit:
        return counted_behind(scene, following, clause, None)
    if not _nominal_start(scene, at, clause):
        return None
    end, last_de = _noun_phrase(scene, at, clause.end)
    while end > at and text[end - 1] in LOOSE_END:
        end -= 1
    if last_de is not None and at < last_de < end - 2:
        at = last_de + 1  # behind a long attribute only what it modifies
    bracket = text.find("（", at + 1, end)
    if bracket > 0 and not KINDRED.match(text, bracket):
        end = bracket
    return Span(at, end) if end > at else None


def _nominal_start(scene: Scene, at: int, clause: Span) -> bool:
    """Whether a noun phrase begins at the character: a noun, a name, or a verb that a noun follows (参保人员)."""
    text, i = scene.text, scene.beginning(at)
    if i is None or text[at] in NO_NOUN or text[at : at + 2] in NOT_COUNTED:
        return False
    if text[at] in '“《"' or scene.nominal(i):
        return True
    if not scene.tags[i].startswith("v") or FINITE.fullmatch(scene.words[i]):
        return False
    after = scene.beginning(at + len(scene.words[i]))
    return after is not None and scene.starts[after] < clause.end and scene.nominal(after)


def _noun_phrase(scene: Scene, at: int, limit: int) -> tuple[int, int | None]:
    """Where the noun phrase at the character ends, and the last 的 in it."""
    end, last_de = at, None
    places = scene.between(at, limit)
    for i in places:
        word = scene.words[i]
        last = i + 1 == places.stop
        if scene.held(i, at - 1):
            pass
        elif word == "的":
            last_de = scene.starts[i]
        elif word in JOINING:
            if not last and scene.figure(i + 1):
                break
        elif i > places.start and _ends_noun(scene, i, last) and not (last and _described(scene, i)):
            break
        end = scene.starts[i] + len(word)
    return end, last_de


def _described(scene: Scene, i: int) -> bool:
    """Whether word `i` is a verb that closes a noun: 系列大型|演出."""
    return scene.tags[i].startswith("v") and scene.tags[i - 1].startswith(DESCRIBING)


def _ends_noun(scene: Scene, i: int, last: bool) -> bool:
    """Whether word `i` ends the noun phrase before it: no verb inside a compound noun (审批事项)."""
    tag = scene.tags[i]
    if FINITE.fullmatch(scene.words[i]):
        return True
    if not tag.startswith("v"):
        return tag.startswith(ENDING)
    if last or scene.words[i] in governing():
        return True
    if not tag.startswith("vn") and ACTING.search(scene.words[i - 1]):
        return True  # 老人|办理, 乡镇|设立: who can act does
    return not (scene.nominal(i + 1) or scene.tags[i + 1].startswith("v"))
