"""Activities: concrete acts, each a predicate and its object, found clause by clause."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import accumulate

from zongjie import lexicon
from zongjie.config import Settings
from zongjie.document import Activity, ActivityStatus, Document, Quantity, Sentence, Span
from zongjie.extract.rule import clauses, enclosed, frame
from zongjie.stage import Stage, StageSpec

FOLDER = "extract/activities/"
FRAMES = FOLDER + "frames.tsv"
LONGEST_OBJECT = 70  # characters; the longest gold object is 58
NAME = re.compile(r"[《“\"]")
NAMED_ITEM = re.compile(r"(?:《[^》]+》|“[^”]+”)[^《》“”、]{0,10}")
OBJECT_END = re.compile(r"[，,；;：:。！？!?\n]")
LIST_MARK = re.compile(r"[、]|和(?!谐|平|解)|及(?!时|格|其他)|与(?!会)|以及|并(?!轨|网|购|联)|暨|或")
LEADING_MODIFIER = re.compile(
    r"^(?:了|一?(?:系列|批|些|次|场)(?:的)?|各(?:类|种|项|级)|多(?:种|项|次|场)|有关|相关|全(?:部|年|县|市|区|镇|校|院|省|国)(?=共|累计))"
)


@dataclass(frozen=True, slots=True)
class Verb:
    """A predicate: how concrete its object must be (`A` any, `B` checkable, `C` counted or named) and its act type."""

    word: str
    strength: str
    type: str


@lru_cache(maxsize=1)
def verbs() -> dict[str, Verb]:
    """The predicates of verbs.tsv by word."""
    return {
        r["word"]: Verb(r["word"], r["class"], r["type"]) for r in lexicon.table(FOLDER + "verbs.tsv", unique="word")
    }


@lru_cache(maxsize=1)
def _verb_pattern() -> re.Pattern[str]:
    longest_first = sorted(verbs(), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest_first)))


@lru_cache(maxsize=1)
def _heads() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((r["type"], re.compile(r["pattern"])) for r in lexicon.table(FOLDER + "objects.tsv", unique="type"))


def head_of(text: str) -> tuple[str, int, int] | None:
    """Type, start and end of the checkable head noun that ends last in an object, or None."""
    best: tuple[int, int, str] | None = None
    for kind, pattern in _heads():
        for match in pattern.finditer(text):
            key = (match.end(), match.end() - match.start(), kind)
            if best is None or key[:2] > best[:2]:
                best = key
    return (best[2], best[0] - best[1], best[0]) if best else None


@dataclass(frozen=True, slots=True)
class View:
    """What the rules look at: the text, where words begin, what brackets hold together, and the quantities."""

    text: str
    starts: dict[int, str]  # word start → word
    tags: dict[int, str]  # word start → part of speech
    ends: frozenset[int]
    held: tuple[tuple[int, int], ...]
    quantities: tuple[Quantity, ...]

    def inside(self, index: int) -> bool:
        """Whether brackets or quotation marks hold the character."""
        return any(a < index < b for a, b in self.held)

    def counted(self, start: int, end: int) -> list[Quantity]:
        """The quantities inside."""
        return [q for q in self.quantities if start <= q.span.start and q.span.end <= end]


@dataclass(frozen=True, slots=True)
class Draft:
    """An act before its type and status are known: span, predicate, and where its object stands."""

    span: Span
    predicate: str
    object: Span
    rule: str
    verb: Verb


def _ba(view: View, clause: Span) -> Draft | None:
    """把X纳入Y, 将X上报Y: the act spans from 把; the object is the destination where the verb names one."""
    text = view.text
    for match in BA.finditer(text, clause.start, clause.end):
        if match.start() not in view.starts or view.inside(match.start()):
            continue
        verb = DESTINATION.search(text, match.end() + 2, clause.end)
        if verb is None or view.inside(verb.start()) or verb.end() >= clause.end:
            return None
        goal = verb.group() in GOALS
        end = _object_end(view, verb.end(), clause.end)
        obj = Span(verb.end(), end) if goal else Span(match.end(), verb.start())
        word = verb.group().removesuffix("到").removesuffix("至").removesuffix("给")
        return Draft(Span(match.start(), end), word, obj, "ba", Verb(word, "A", "policy"))
    return None


def _light(view: View, clause: Span) -> Draft | None:
    """对X进行了Y: predicate Y, object X, from 对 to the end of Y."""
    text = view.text
    for match in LIGHT.finditer(text, clause.start, clause.end):
        if match.start() in view.starts and not view.inside(match.start()) and not view.inside(match.start("verb")):
            word = match["verb"]
            known = next((verbs()[w] for w in (word, word[:2], word[-2:]) if w in verbs()), Verb(word, "A", "other"))
            return Draft(
                Span(match.start(), match.end("verb")),
                word,
                Span(match.start() + 1, match.start("light")),
                "light",
                known,
            )
    return None


def _object_end(view: View, start: int, end: int) -> int:
    """Where the object that begins at `start` ends: before a second act, a purpose, a figure's comment, or 等形式."""
    text = view.text
    tail = frame(FRAMES, "tail").search(text, start, end)
    if tail is not None and not view.inside(tail.start()) and not TAKING.search(text, max(0, start - 3), start):
        end = tail.start()
    bracket = text.find("（", start + 1, end)
    if bracket > start and any(a == bracket and b >= end - 1 for a, b in view.held):
        end = bracket
    serial = frame(FRAMES, "serial")
    i = start
    while i < end:
        if view.inside(i):
            i += 1
            continue
        mark = LIST_MARK.match(text, i, end)
        if mark is not None and i > start and _act_follows(view, mark.end(), end, mark.group() not in NOUN_JOINING):
            return i
        if i >= start + 2 and i in view.starts:
            later_de = text.find("的", i, end)
            stop = serial.match(text, i, end) if later_de < 0 or text[i - 1] == "，" else None
            if stop is not None and stop.end() in view.ends and not text[:i].endswith(("、", "的", "和", "及")):
                return i
            second = (
                _verb_pattern().match(text, i, end)
                if text[i - 2 : i] in BETWEEN_ACTS or text[i - 1] in "并再"
                else None
            )
            if second is not None and later_de < 0 and second.end() in view.ends and second.end() + 2 <= end:
                return i - (2 if text[i - 2 : i] in BETWEEN_ACTS else 1)
            if text[i] in PREPOSITIONS and view.starts[i] == text[i] and later_de < 0:
                return i
        i += 1
    return end


def _act_follows(view: View, start: int, end: int, compounding_may: bool) -> bool:
    """Whether a list goes on with a verb that has an object of its own (、发放资料), not with a noun (、培训基地)."""
    text = view.text
    while start < end and text[start] in "并还积极认真先后":
        start += 1
    match = _verb_pattern().match(text, start, end)
    if match is None or start not in view.starts:
        return False
    after = ASPECT.match(text, match.end(), end)
    rest = after.end() if after else match.end()
    if match.end() not in view.ends:
        return False
    next_mark = LIST_MARK.search(text, rest, end)
    rest_end = next_mark.start() if next_mark else end
    if rest_end - rest < 2 or text[rest] in "的等":
        return False
    if match.group() in COMPOUNDING and after is None:
        if not compounding_may:
            return False
        return bool(view.counted(rest, rest_end)) or rest_end - rest >= 5 or NAME.match(text, rest) is not None
    return True


def _plain(view: View, clause: Span, match: re.Match[str]) -> Draft | None:
    """A verb with its object behind it."""
    text, verb = view.text, verbs()[match.group()]
    start, at = match.start(), match.end()
    if start not in view.starts and text[start - 1 : start] not in PREFIXES:
        return None
    if at not in view.ends or view.inside(start) or NEGATED.search(text, max(clause.start, start - 5), start):
        return None
    predicate = verb.word
    chained = _verb_pattern().match(text, at, clause.end)
    if (
        chained is not None
        and chained.end() in view.ends
        and text[chained.end() : chained.end() + 1] not in NOUN_FOLLOWS
    ):
        if verb.word in INTRODUCING and chained.group() not in COMPOUNDING:
            return None  # 组织召开, 推进建立: the second verb is the predicate
        if chained.group() in SECOND_OF_COMPOUND:
            at = chained.end()
    joined = COORDINATED.match(text, at, clause.end)
    if joined is not None and joined["verb"] in verbs() and joined.end() in view.ends and joined.end() < clause.end - 1:
        if text[joined.end()] not in "的、和工任":
            predicate, at = text[start : joined.end()], joined.end()
    aspect = ASPECT.match(text, at, clause.end)
    if aspect is not None and aspect.end() in view.ends | {aspect.end()} and aspect.end() < clause.end:
        at = aspect.end()
    while at < clause.end and text[at] in " 　":
        at += 1
    if (
        at >= clause.end
        or (aspect is None and frame(FRAMES, "generic_object").match(text, at, clause.end))
        or text[at] in "的、和及与等"
    ):
        return None
    if verb.word in ("参加", "参与") and start > clause.start and not CLEAR_BEFORE.search(text, clause.start, start):
        return None  # 637名职工参加比武: what others did
    if aspect is None and _noun_use(view, clause, start, at, verb):
        return None
    end = _object_end(view, at, clause.end)
    while end > at and text[end - 1] in " 　、":
        end -= 1
    if end - at < 2 or end - at > LONGEST_OBJECT:
        return None
    if text[start - 1 : start] == "新" and start - 1 >= clause.start:
        start -= 1
    return Draft(Span(start, end), predicate, Span(at, end), "verb_object", verb)


def _noun_use(view: View, clause: Span, start: int, at: int, verb: Verb) -> bool:
    """Whether the word is part of a noun phrase (堤防加固工程, 会议培训内容): behind a noun that is no actor, uncounted."""
    if verb.word not in COMPOUNDING or start == clause.start:
        return False
    before = text_before(view, clause, start)
    if not before or ACTOR_END.search(before) or FREE_BEFORE.search(before):
        return False
    rest = view.text[at : at + 12]
    return not (view.counted(at, clause.end) or NAME.match(rest))


def text_before(view: View, clause: Span, start: int) -> str:
    """What stands before a verb in its clause."""
    return view.text[clause.start : start]


def _organised(view: View, clause: Span, match: re.Match[str]) -> Draft | None:
    """组织X参加Y: the predicate is the second verb, the span begins at 组织."""
    text = view.text
    if match.start() not in view.starts or match.end() not in view.ends:
        return None
    second = COMPANION.search(text, match.end() + 2, min(clause.end, match.end() + 45))
    if second is None or second.start() not in view.starts or view.inside(second.start()):
        return None
    if LIST_END.search(text, match.end(), second.start()) or "的" in text[second.start() - 1 : second.start()]:
        return None
    at = second.end()
    aspect = ASPECT.match(text, at, clause.end)
    at = aspect.end() if aspect else at
    if at >= clause.end or text[at] in "的、，":
        return None
    end = _object_end(view, at, clause.end)
    if end - at < 2:
        return None
    known = verbs().get(second.group(), Verb(second.group(), "B", "other"))
    return Draft(Span(match.start(), end), second.group(), Span(at, end), "organise", Verb(known.word, "B", known.type))


def _outcome(view: View, clause: Span) -> Draft | None:
    """Subject-first outcomes: 南水北调中线一期工程正式通水."""
    text = view.text
    match = OUTCOME.search(text, clause.start, clause.end)
    if match is None or match.start() not in view.starts:
        return None
    before = text[clause.start : match.start()]
    manner = frame(FRAMES, "manner").search(before)
    subject = before[: manner.start()] if manner else before
    lead = TIME_LEAD.match(subject)
    start = clause.start + (lead.end() if lead else 0)
    obj = Span(start, clause.start + len(subject))
    word = match.group().removesuffix("了").removesuffix("工作")
    weak = word in WEAK_OUTCOMES
    if subject.endswith(("工作", "目标")) or NOT_SUBJECT.search(subject):
        return None
    if len(obj) < 3 or len(obj) > 45 or (weak and manner is None) or frame(FRAMES, "skip").search(subject):
        return None
    if re.search(r"[我们]$|^(?:我|全)[省市县区镇院校局国]?$", subject):
        return None
    return Draft(Span(start, match.end()), word, obj, "outcome", Verb(word, "A", "construction"))


def _counted(view: View, clause: Span) -> Draft | None:
    """Any verb whose object is counted at its end (劝返外来人员四十七人), but for verbs that move or state an indicator."""
    text = view.text
    counts = view.counted(clause.start, clause.end)
    if not counts or counts[-1].span.end < clause.end - 1 or counts[-1].unit in RELATIVE:
        return None
    at = clause.start
    while at < counts[-1].span.start:
        word = view.starts.get(at)
        if word is None:
            return None
        tag = view.tags.get(at, "")
        if tag in VERB_TAGS and len(word) >= 2 and not INDICATOR.fullmatch(word) and not view.inside(at):
            break
        if tag not in BEFORE_VERB and word not in "新共又并还也先后":
            return None
        at += len(word)
    else:
        return None
    start, at = at, at + len(view.starts[at])
    aspect = ASPECT.match(text, at, clause.end)
    at = aspect.end() if aspect else at
    noun = WHITE.sub("", text[at : counts[-1].span.start])
    if len(noun) < 2 or frame(FRAMES, "measure_noun").search(noun) or MOVED.search(noun) or noun[0] in "的率数":
        return None
    if start > clause.start and text[start - 1] == "新":
        start -= 1
    word = text[start:at].removesuffix("了")
    end = _object_end(view, at, clause.end)
    return Draft(Span(start, end), word, Span(at, end), "counted", Verb(word, "C", "other"))


def _shared(view: View, clause: Span, before: list[Draft]) -> Draft | None:
    """A clause without a verb that goes on counting: 建成A 2个，B 22个."""
    if not before or _verb_pattern().search(view.text, clause.start, clause.end):
        return None
    last = before[-1]
    counted = view.counted(clause.start, clause.end)
    earlier = view.counted(last.span.start, last.span.end)
    if not counted or not earlier or len(counted) > 1 or last.rule == "outcome":
        return None
    count, model = counted[0], earlier[-1]
    if count.span.end != clause.end or model.span.end != last.span.end or count.unit != model.unit:
        return None
    obj = Span(clause.start, count.span.start)
    if len(obj) < 2:
        return None
    return Draft(clause, last.predicate, obj, "shared_verb", last.verb)


def _split(view: View, draft: Draft) -> Iterator[Draft]:
    """One draft for each object of a list that has its own name or count; lists without stay whole."""
    text = view.text
    cuts = [m for m in LIST_MARK.finditer(text, draft.object.start, draft.object.end) if not view.inside(m.start())]
    edges = [draft.object.start, *(m.end() for m in cuts)], [*(m.start() for m in cuts), draft.object.end]
    items = [Span(a, b) for a, b in zip(*edges, strict=True) if b > a]
    named = len(items) > 1 and all(NAMED_ITEM.fullmatch(text[s.start : s.end].strip()) for s in items)
    counted = len(items) > 1 and all(len(view.counted(s.start, s.end)) == 1 for s in items)
    if not (named or counted):
        yield draft
        return
    for i, item in enumerate(items):
        span = Span(draft.span.start, item.end) if i == 0 else item
        yield replace(draft, span=span, object=item, rule=draft.rule if i == 0 else "list_item")


def _drafts(view: View, clause: Span, before: list[Draft]) -> Iterator[Draft]:
    text = view.text
    words = text[clause.start : clause.end]
    if MANNER_OF.search(words):
        return
    if frame(FRAMES, "skip").search(words) and not COUNTED_SKIP.search(words):
        return
    at = clause.start
    found = False
    for special in (_ba(view, clause), _light(view, clause)):
        if special is not None and special.span.start >= at:
            for match in _candidates(view, Span(at, special.span.start)):
                if match.start() < at:
                    continue
                draft = _plain(view, Span(at, special.span.start), match)
                if draft is not None and _concrete(view, draft, planned=False):
                    yield from _split(view, draft)
                    at = draft.span.end
            yield special
            found, at = True, special.span.end
    while (match := _verb_pattern().search(text, at, clause.end)) is not None:
        organised = _organised(view, clause, match) if match.group() in ("组织", "邀请", "带领", "安排") else None
        act = organised or _plain(view, clause, match)
        if act is not None and _concrete(view, act, planned=False):
            yield from _split(view, act)
            found, at = True, max(act.span.end, match.end())
        else:
            at = match.end()
    if not found:
        counted = _counted(view, clause)
        if counted is not None:
            yield from _split(view, counted)
            return
        outcome = _outcome(view, clause) or _shared(view, clause, before)
        if outcome is not None:
            yield outcome


def _candidates(view: View, span: Span) -> Iterator[re.Match[str]]:
    yield from _verb_pattern().finditer(view.text, span.start, span.end)


def _concrete(view: View, draft: Draft, planned: bool) -> bool:
    """Whether a reader could check that the act happened: by the verb's class, the object's head, a count or a name."""
    if draft.rule in ("ba", "light", "outcome", "shared_verb", "list_item", "counted"):
        return (
            not planned
            or draft.rule in ("outcome", "shared_verb")
            or bool(view.counted(draft.span.start, draft.span.end))
        )
    text = view.text
    obj = text[draft.object.start : draft.object.end]
    count = bool(view.counted(draft.object.start, draft.object.end))
    counts = view.counted(draft.object.start, draft.object.end)
    if counts and counts[-1].span.end == draft.object.end:
        noun = WHITE.sub("", text[draft.object.start : counts[-1].span.start])
        if counts[-1].unit in RELATIVE or frame(FRAMES, "measure_noun").search(noun) or MOVED.search(noun):
            return False  # 完成年计划的102.4%, 贷款余额13亿元: where an indicator stands, not an act
        if len(noun) < 2:
            return draft.verb.strength == "A" and counts[-1].unit not in MONEY
    name = "《" in obj or NAMED_END.search(obj) is not None
    if frame(FRAMES, "stative").search(obj) and not count:
        return False
    if draft.verb.strength == "C":
        return count or "《" in obj
    head = head_of(obj)
    close = head is not None and len(obj) - head[2] <= HEAD_DISTANCE
    acted = NOMINAL_END.search(obj) is not None
    abstract = ABSTRACT.search(obj) is not None and not (close and head is not None and head[2] == len(obj))
    if draft.verb.strength == "A":
        enough = count or name or close or acted if planned else True
        return enough and (count or name or not abstract or draft.verb.type == "publicity")
    solid = close and head is not None and head[0] in SOLID
    return count or name or ((close or acted) and not abstract and (not planned or solid))


def _slogan(text: str, sentence: Sentence, following: Sentence | None) -> bool:
    """A short first sentence that the next ones carry out (建立预警预测制度。…): a slogan, as a heading is."""
    words = text[sentence.span.start : sentence.span.end]
    same = following is not None and following.section == sentence.section and not following.heading
    return same and len(words) <= LONGEST_SLOGAN and words.endswith("。") and not SAYS_MORE.search(words)


def _status(words: str, role: str) -> ActivityStatus:
    if ONGOING.search(words):
        return "ongoing"
    if role == "plan" or (role == "measures" and "了" not in words and "已" not in words) or PLANNED.search(words):
        return "planned"
    return "done"


def _trim_object(view: View, span: Span) -> Span:
    """The object without a count at either end, generic modifiers and a closing 等."""
    text, start, end = view.text, span.start, span.end
    counts = view.counted(start, end)
    if counts and counts[-1].span.end == end and counts[-1].span.start > start + 1:
        end = counts[-1].span.start
    elif counts and counts[0].span.start <= start + 1 and counts[0].span.end < end - 1:
        start = counts[0].span.end
    while end > start and text[end - 1] in " 　等，、":
        end -= 1
    while start < end and text[start] in " 　（(":
        start += 1
    return Span(start, end) if end > start else span


def _finish(view: View, draft: Draft, sentence: Sentence, clause: Span) -> Activity | None:
    text = view.text
    status = _status(text[clause.start : clause.end], sentence.role)
    if status == "planned" and not _concrete(view, draft, planned=True):
        return None
    obj = _trim_object(view, draft.object)
    words = WHITE.sub("", text[obj.start : obj.end])
    if len(words) < 2:
        return None
    end = draft.span.end
    if text[draft.object.start : draft.object.end].endswith("等") and draft.object.end == end:
        end -= 1
    follows = next((q for q in view.quantities if q.span.start == end and q.span.end <= clause.end), None)
    if follows is not None:
        end = follows.span.end
    span = Span(draft.span.start, end)
    return Activity(
        span=span,
        evidence=text[span.start : span.end],
        rule=f"activities.{draft.rule}",
        confidence=CONFIDENCE[draft.verb.strength],
        predicate=draft.predicate,
        object=words,
        type=type_of(draft.verb, words),
        status=status,
        metrics=tuple(q.span for q in view.counted(span.start, span.end)),
    )


def type_of(verb: Verb, words: str) -> str:
    """The act's type: the verb's where it alone decides, else that of the object's head noun."""
    head = head_of(words)
    if verb.type in DECIDING or head is None:
        return verb.type
    return head[0] if head[0] != "other" else verb.type


def _in_sentence(document: Document, sentence: Sentence, quantities: tuple[Quantity, ...]) -> Iterator[Activity]:
    text, span = document.text, sentence.span
    first = [span.start, *(span.start + n for n in accumulate(map(len, sentence.words)))]
    starts = dict(zip(first, sentence.words, strict=False))
    tags = dict(zip(first, sentence.tags, strict=False))
    view = View(text, starts, tags, frozenset(first), tuple(enclosed(text, span.start, span.end)), quantities)
    before: list[Draft] = []
    parts = list(clauses(text, span))
    if len(parts) > 1 and PURPOSE.match(text, parts[0].start, parts[0].end):
        # 为…，建立…，我会…: everything before the clause that names the actor is purpose
        main = next((i for i, c in enumerate(parts) if i and ACTOR_START.match(text, c.start, c.end)), 0)
        parts = parts[main:]
    for clause in parts:
        made = list(_drafts(view, clause, before))
        before = made or before
        for draft in made:
            activity = _finish(view, draft, sentence, clause)
            if activity is not None:
                yield activity


VERB_TAGS = frozenset(("v", "vn", "vg", "vd"))
BEFORE_VERB = frozenset(("d", "ad", "r", "t", "c", "p", "nt", "ns", "m", "x", "b", "a", "f"))
INDICATOR = frame(FRAMES, "indicator")
NOUN_JOINING = ("和", "及", "与", "或", "以及")
TAKING = re.compile(r"采取了?$")
INTRODUCING = frozenset(
    [
        "组织",
        "推进",
        "推动",
        "部署",
        "指导",
        "帮助",
        "协助",
        "安排",
        "引导",
        "参与",
        "开展",
        "完成",
        "落实",
        "做好",
        "抓好",
        "启动",
        "实施",
        "通过",
        "争取",
        "申请",
        "明确",
    ]
)
SECOND_OF_COMPOUND = frozenset(
    [
        "产生",
        "表彰",
        "落实",
        "完善",
        "实施",
        "启用",
        "充实",
        "更新",
        "改造",
        "命名",
        "评定",
        "汇总",
        "办结",
        "出台",
        "印发",
        "制定",
    ]
)
COORDINATED = re.compile(r"(?:和|并|、|及|与)(?P<verb>[\u4e00-\u9fff]{2})")
NOUN_FOLLOWS = ("", "、", "的", "等", "和", "，", "与", "及", "班", "会", "室", "站", "组", "队", "员", "率")
BETWEEN_ACTS = ("单独", "统一", "集中", "先后", "及时", "同时", "逐一", "共同", "联合", "专门", "免费", "重新")
ACTOR_END = re.compile(
    r"(?:[会局院校镇县市区部办委队组厅司村乡站所科]|社区|公司|中心|党委|政府|单位|部门|支部|干部|法院|学校|医院|企业|机关|各地|我们|银行|支行|分局|大队|街道|协会|团队|人员|领导|主席|书记|年|月|日|季度|累计|共|期间|次)$"
)
FREE_BEFORE = re.compile(
    r"(?:积极|认真|全面|深入|广泛|大力|扎实|切实|先后|共|又|再|并|还|也|及时|定期|首次|成功|顺利|统一|集中|分别|全力|严格|依法|主动|多次|精心|通过|同时|继续|着力|不断|坚持|持续|逐步|有序|重点|免费|统筹|积极稳妥|以及|和|与|、|了|后|来|去|为|前往|赴|人|名|家)$"
)
CLEAR_BEFORE = re.compile(r"(?:积极|认真|组织|选派|派员|派|先后|多次|主动|代表|并|还|也|应邀|本人|我|踊跃)$")
NAMED_END = re.compile(r"[”\"][^，“”\"]{0,8}$")
MANNER_OF = re.compile(r"^(?:我们|通过)?采取.{2,40}等?(?:形式|方式|方法|办法)(?!$)")
PURPOSE = re.compile(r"为(?!期|例|主|止|全)")
ACTOR_START = re.compile(r"(?:我|本|全|各|区|县|市|镇|省|局|院|校|会|公司|他们|党|领导|政府|国务院|中心|社区|村)")
BA = re.compile("[把将]")
PREFIXES = ("新", "再", "重", "首", "续", "已", "共", "先", "曾", "并", "均", "还")
PREPOSITIONS = "对向为在由给从"
COMPOUNDING = frozenset(lexicon.words("extract/compounding.tsv"))
GOALS = frozenset(
    [
        "纳入",
        "列入",
        "编入",
        "定为",
        "列为",
        "确定为",
        "转为",
        "转入",
        "改为",
        "改建为",
        "改造成",
        "改造为",
        "建成",
        "打造成",
        "调整为",
        "划归",
        "划入",
        "量化到",
        "融入",
    ]
)
DECIDING = frozenset(("publicity", "commendation", "agreement", "assistance", "survey"))
WEAK_OUTCOMES = frozenset(
    ["进行", "推进", "实施", "展开", "完成", "启动", "成立", "开放", "发布", "出台", "印发", "颁布", "建成", "开工"]
) - frozenset(("成立", "建成", "开工", "启动"))
CONFIDENCE = {"A": 0.9, "B": 0.8, "C": 0.75}
LONGEST_SLOGAN = 16  # characters with the full stop
SAYS_MORE = re.compile(r"[，；：、了《\d]|[一二三四五六七八九十百]+[名个家次场]")
RELATIVE = frozenset(("%", "个百分点", "‰", "倍", "番", "名次", "位"))
MONEY = frozenset(("元", "美元", "欧元", "港元"))
MOVED = re.compile(r"(?:突破|达到|增长|增加|提高|下降|降低|减少|超过|达|降|升|增|至|到|为|占)$|^(?:到|至|完成)")
SOLID = frozenset(("construction", "establishment", "digital", "meeting", "training", "competition", "agreement"))
HEAD_DISTANCE = 3  # characters behind the head noun: 工作, 任务, a classifier
WHITE = re.compile(r"\s+")
ASPECT = re.compile(lexicon.words(FOLDER + "frames.tsv", "pattern", use="aspect")[0])
DESTINATION = frame(FRAMES, "destination")
COMPANION = frame(FRAMES, "companion")
OUTCOME = frame(FRAMES, "outcome")
NEGATED = frame(FRAMES, "negated")
PLANNED = frame(FRAMES, "plan")
ONGOING = frame(FRAMES, "ongoing")
ABSTRACT = frame(FRAMES, "abstract")
_NOMINAL = lexicon.words(FOLDER + "frames.tsv", "pattern", use="nominal")[0]
NOMINAL_END = re.compile(_NOMINAL + "(?:工作|活动|任务|行动|试点)?$")
LIGHT = re.compile(
    r"(?:对|就|给)(?P<x>[^，；。：]{2,60}?)(?P<light>"
    + lexicon.words(FOLDER + "frames.tsv", "pattern", use="light")[0]
    + r")(?:了|过)?(?P<manner>[^，；。、]{0,10}?)(?P<verb>"
    + _NOMINAL
    + r"{1,3})(?!的|不|中心|基地|学校|机构|能力|人员|工作的)"
)
NOT_SUBJECT = re.compile(r"确保|促进|推动|使得?|保证|加快|力争|争取|各项|方面|情况")
LIST_END = re.compile(r"[，；。]")
TIME_LEAD = re.compile(
    r"^(?:同时|其中|目前|今年|全年|年内|去年|上半年|下半年|截至.{0,8}|\d+月份?|\d{4}年|经.{2,12}努力|经过.{2,14}|此外|还有)[，]?"
)
COUNTED_SKIP = re.compile(
    r"^为[^，。；]{2,20}(?:提供|办理|发放|解决|安装|举办|送|争取|筹集|购买|免费|减免|追回|挽回|建立|开展|配备|捐|办|审)"
)


def extract(document: Document) -> Document:
    """Fill `activities`."""
    begins = [q.span.start for q in document.quantities]
    found: list[Activity] = []
    following = [*document.sentences[1:], None]
    for sentence, after in zip(document.sentences, following, strict=True):
        if sentence.role == "problems" or sentence.heading:
            continue  # a heading is restated by what follows it
        if _slogan(document.text, sentence, after):
            continue
        a, b = bisect_left(begins, sentence.span.start), bisect_left(begins, sentence.span.end)
        found.extend(_in_sentence(document, sentence, document.quantities[a:b]))
    return replace(document, activities=tuple(found))


def build(settings: Settings) -> Stage:
    """The stage `activities`."""
    return extract


SPEC = StageSpec("activities", build, requires=("sentences", "words", "quantities"), provides=("activities",))
