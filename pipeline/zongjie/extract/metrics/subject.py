"""What a number measures: the shortest words of the text that name it, with the verb that makes it an indicator."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import accumulate

from zongjie import lexicon
from zongjie.document import MetricKind, Quantity, Sentence, Span
from zongjie.extract.rule import frame

FRAMES = "extract/metrics/frames.tsv"
NOMINAL = ("n", "vn", "an", "b", "j", "a", "l", "i", "eng", "s", "z", "q")
JOINING = ("、", "和", "及", "与", "以及", "或")
WHITE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Scene:
    """A sentence's text with the places and tags of its words."""

    text: str
    starts: tuple[int, ...]
    words: dict[int, str]
    tags: dict[int, str]

    @classmethod
    def of(cls, text: str, sentence: Sentence) -> Scene:
        """The scene of one sentence of `text`."""
        first = [sentence.span.start, *(sentence.span.start + n for n in accumulate(map(len, sentence.words)))]
        return cls(
            text,
            tuple(first[:-1]),
            dict(zip(first, sentence.words, strict=False)),
            dict(zip(first, sentence.tags, strict=False)),
        )

    def between(self, start: int, end: int) -> list[int]:
        """The places of the words that begin in the range."""
        return [s for s in self.starts if start <= s < end]

    def verbal(self, place: int) -> bool:
        """Whether the word is a verb that is not as often a noun."""
        tag = self.tags[place]
        return tag.startswith("v") and not tag.startswith("vn")

    def quoted(self, start: int, place: int) -> bool:
        """Whether quotation marks opened after `start` hold the place."""
        opening = max(self.text.rfind("“", start, place), self.text.rfind("《", start, place))
        return opening >= 0 and max(self.text.rfind("”", opening, place), self.text.rfind("》", opening, place)) < 0


def counted_behind(scene: Scene, q: Quantity, clause: Span, following: Quantity | None) -> Span | None:
    """The counted noun behind a number (637名职工), up to the next finite verb, preposition or mark.

    In 280名、201名职工 both numbers count 职工. None where no noun follows.
    """
    text, at = scene.text, q.span.end
    while at < clause.end and text[at] in " 　":
        at += 1
    if at >= clause.end:
        return None
    if following is not None and text[at] in "、和至及" and following.span.start <= at + 1 and following.unit == q.unit:
        return counted_behind(scene, following, clause, None)
    if not _nominal_start(scene, at, clause):
        return None
    end, last_de = at, None
    places = scene.between(at, clause.end)
    for index, start in enumerate(places):
        word, tag = scene.words[start], scene.tags[start]
        after = places[index + 1] if index + 1 < len(places) else None
        if scene.quoted(at - 1, start) or word in BRACKETS:
            pass
        elif word == "的":
            last_de = start
        elif word in JOINING:
            if after is not None and _counts(scene, after):
                break
        elif _ends_noun(scene, start, after, tag, word) and start > at:
            break
        end = start + len(word)
    while end > at and text[end - 1] in "、和及与的 　，":
        end -= 1
    if last_de is not None and at < last_de < end - 2:
        at = last_de + 1
    bracket = text.find("（", at + 1, end)
    if bracket > 0:
        end = bracket
    return Span(at, end) if end > at else None


def _nominal_start(scene: Scene, at: int, clause: Span) -> bool:
    text, word, tag = scene.text, scene.words.get(at), scene.tags.get(at, "")
    if word is None or text[at] in "，。；：、）)的了" or text[at : at + 2] in NOT_COUNTED:
        return False
    if text[at] in '“《"' or tag.startswith(NOMINAL):
        return True
    if not tag.startswith("v") or FINITE.fullmatch(word):
        return False
    after = at + len(word)
    return after < clause.end and scene.tags.get(after, "").startswith(NOMINAL)


def _counts(scene: Scene, place: int) -> bool:
    return scene.tags[place] == "m" and any(c.isdigit() for c in scene.words[place])


def _ends_noun(scene: Scene, start: int, after: int | None, tag: str, word: str) -> bool:
    if tag.startswith(("p", "d", "c", "r", "u", "t", "m")):
        return True
    if not tag.startswith("v"):
        return False
    if FINITE.fullmatch(word):
        return True
    return after is None or not (scene.tags[after].startswith(NOMINAL) or scene.tags[after].startswith("v"))


def named_before(scene: Scene, q: Quantity, kind: MetricKind, clause: Span, previous: Quantity | None) -> Span | None:
    """The noun phrase before a number without links, comparisons and words of change, with the verb next to it.

    None where nothing else is left: then the number goes on about what the clause before named.
    """
    text = scene.text
    start, end = clause.start, q.span.start
    opening = text.rfind("（", start, end)
    if opening >= 0 and text.find("）", opening, end) < 0:
        start = opening + 1
    if kind in ("completion", "rate"):
        share = _share(text, start, end, kind)
        if share is not None:
            return share
    if previous is not None and previous.span.end > start:
        if FROM_TO.fullmatch(text[previous.span.end : end]):
            end = previous.span.start
        else:
            start = previous.span.end
    if kind == "rank":
        place = PLACE.search(text, start, end)
        end = place.start() if place else end
    end = _without_tail(text, start, end)
    compare = COMPARE.search(text, start, end)
    if compare is not None:
        end = _without_tail(text, start, compare.start())
    source = FROM.search(text, start, end)
    if source is not None:
        end = _without_tail(text, start, source.start())
    return _phrase(scene, start, end) if end > start else None


def before_bracket(scene: Scene, q: Quantity, clause: Span) -> Span | None:
    """新发展会员 人（任务20000人）: the phrase before the bracket that holds the number."""
    text = scene.text
    opening = text.rfind("（", clause.start, q.span.start)
    if opening <= clause.start:
        return None
    end = opening
    while end > clause.start and text[end - 1] in " 　人家个名户件次":
        end -= 1
    return _phrase(scene, clause.start, _without_tail(text, clause.start, end)) if end > clause.start else None


def opening_phrase(scene: Scene, parts: tuple[Span, ...], at: int) -> Span | None:
    """A clause before this one that is a bare noun phrase: 农村居民人均纯收入，考虑价格因素，比上年增长4.3%."""
    for part in parts[:at]:
        if len(part) <= LONGEST_TOPIC and not any(scene.verbal(p) for p in scene.between(part.start, part.end)):
            return _phrase(scene, part.start, part.end)
    return None


def spelled(text: str, span: Span | None) -> str:
    """The subject as a string without white space."""
    return WHITE.sub("", text[span.start : span.end]) if span is not None else ""


def _without_tail(text: str, start: int, end: int) -> int:
    """The end without blanks, links and words of change at the tail."""
    while end > start:
        if text[end - 1] in " 　\n“（":
            end -= 1
            continue
        match = TAIL.search(text, max(start, end - 14), end)
        if match is None or match.start() == match.end():
            break
        end = match.start()
    return end


def _share(text: str, start: int, end: int, kind: MetricKind) -> Span | None:
    """占应建工会数30家的103% → 占应建工会数; 完成全年任务的80% → 完成全年任务; 占出口的60% → 占出口."""
    match = (COMPLETED if kind == "completion" else SHARE).search(text, start, end)
    if match is None:
        return None
    stop = match.end("of")
    digits = re.search(r"\d", text[match.start("of") : stop])
    if digits:
        stop = match.start("of") + digits.start()
    return Span(match.start(), stop) if stop - match.start() >= 2 else None


def _phrase(scene: Scene, start: int, end: int) -> Span | None:
    """The last noun phrase of the range, from its governing verb; leading time, place and adverbs are left out."""
    text = scene.text
    places = scene.between(start, end)
    if not places:
        return Span(start, end)
    begin, seen_noun = places[-1], False
    for index in range(len(places) - 1, -1, -1):
        place = places[index]
        word, tag = scene.words[place], scene.tags[place]
        if scene.quoted(start, place) or word in BRACKETS or word in JOINING or word == "的":
            begin = place
            continue
        if _stops(word, tag) and (seen_noun or place == places[-1] or tag.startswith(("p", "r", "t"))):
            break
        if scene.verbal(place) and seen_noun and _governs(word):
            begin = place
            if index and scene.words[places[index - 1]] in PREFIXED:
                begin = places[index - 1]
            break
        begin = place
        seen_noun = seen_noun or tag.startswith(NOMINAL) or tag.startswith("v")
    lead = LEAD.match(text[begin:end])
    if lead is not None and begin + lead.end() < end:
        begin += lead.end()
    return Span(begin, end) if end > begin else None


def _stops(word: str, tag: str) -> bool:
    if word in STOPPERS or word in LINKING:
        return True
    if tag.startswith("m") and any(c.isdigit() for c in word):
        return True
    return tag.startswith(("p", "c", "d", "r", "t", "y", "x", "u")) and word not in KEPT


def _governs(word: str) -> bool:
    """Whether a verb inside the phrase is its predicate and not part of a compound noun (审批事项, 登记失业率)."""
    return word in _predicates() and word not in _compounding()


def _predicates() -> frozenset[str]:
    return frozenset(lexicon.words("extract/activities/verbs.tsv"))


def _compounding() -> frozenset[str]:
    return frozenset(lexicon.words("extract/compounding.tsv"))


LONGEST_TOPIC = 24  # characters
COMPARE = re.compile(
    r"(?:同比|环比|相比|比(?=上|去|前|年|同|往|全|各|计划|预|历|改|税|普通|一般|20|19|一九|[^例重率较值赛武]{2,14}(?:增|减|高|低|多|少|快|慢|提|下|上|缩|降|翻|平均))"
    r"|较(?=上|去|前|年|同|往|全|20|19|计划|预)|高于|低于|快于|慢于|高出|按?可比价|同口径|扣除|剔除|实际(?=增长|下降|提高|减少)|名义(?=增)|年均(?=增|递|下|提)|平均每年|连续|以(?=每年|年均))"
)
FROM = re.compile(r"(?:由|从)(?=[^，。；]{0,14}$)")
FROM_TO = re.compile(
    r"\s*(?:\S{0,6})?(?:增加|减少|提高|上升|下降|降低|扩大|缩小|发展|回升|提升|增长|缩短|压缩|回落|压减|调整|[升降增减改变调])?(?:到|至|为)(?:了)?(?:\S{0,8}的)?\s*"
)
SHARE = re.compile(r"占(?!比)(?:到|了)?(?P<of>[^，。；：]{1,22}?)的\s*$")
COMPLETED = re.compile(r"(?:占|完成|达到|为|超额?|超过)(?:到|了)?(?P<of>[^，。；：]{1,22}?)(?:的)?\s*$")
TAIL = re.compile("|".join(f"(?:{p})" for use in ("link", "change") for p in lexicon.words(FRAMES, "pattern", use=use)))
LEAD = frame(FRAMES, "lead")
PLACE = frame(FRAMES, "place")
FINITE = frame(FRAMES, "finite")
NOT_COUNTED = frozenset(("以上", "以下", "以内", "左右", "上下", "的增", "不等", "之多", "以来"))
BRACKETS = frozenset(["（", "）", "(", ")", "“", "”", "《", "》", '"', "「", "」", "【", "】", "‘", "’", "·", "-", "—"])
STOPPERS = frozenset(
    [
        "，",
        "。",
        "；",
        "：",
        ":",
        "有",
        "是",
        "为",
        "使",
        "让",
        "把",
        "将",
        "在",
        "由",
        "从",
        "到",
        "至",
        "对",
        "向",
        "给",
        "被",
        "按",
        "以",
        "于",
        "达到",
        "达",
        "实现",
        "共",
        "共有",
        "其中",
        "累计",
        "合计",
        "共计",
        "总计",
        "分别",
        "同时",
        "并",
        "还",
        "已",
        "了",
        "过",
        "等",
        "均",
        "都",
        "全部",
        "一共",
    ]
)
LINKING = frozenset(
    [
        "有",
        "是",
        "为",
        "达到",
        "达",
        "实现",
        "完成",
        "取得",
        "拥有",
        "下辖",
        "辖",
        "共有",
        "包括",
        "包含",
        "使",
        "保持",
        "力争",
        "争取",
        "确保",
        "继续",
        "推进",
        "推动",
        "促进",
        "加快",
        "加强",
        "具有",
        "存在",
        "涉及",
        "突破",
        "超过",
        "控制",
        "覆盖",
        "安排",
        "部署",
        "进一步",
    ]
)
KEPT = frozenset(("各类", "各种", "各项", "各级", "多", "可", "总", "最低", "最高", "新"))
PREFIXED = frozenset(("新", "单独", "重新", "首次", "联合", "合作"))
