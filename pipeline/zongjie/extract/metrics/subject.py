"""What a number measures: the shortest words of the text that name it, with the verb that makes it an indicator."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

from zongjie import lexicon
from zongjie.document import MetricKind, Quantity, Sentence, Span

FOLDER = "extract/metrics/"
NOMINAL = ("n", "vn", "an", "b", "j", "a", "l", "i", "eng", "s", "f", "z", "q", "nz", "m")
WHITE = re.compile(r"\s+")


@lru_cache(maxsize=16)
def frame(use: str) -> re.Pattern[str]:
    """All patterns of one use of frames.tsv as one."""
    return re.compile("|".join(f"(?:{p})" for p in lexicon.words(FOLDER + "frames.tsv", "pattern", use=use)))


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


def subject_of(
    scene: Scene,
    q: Quantity,
    kind: MetricKind,
    clause: Span,
    topic: Span | None,
    neighbours: tuple[Quantity | None, Quantity | None],
) -> tuple[str, Span | None]:
    """The subject of a number and the topic that later clauses may go on about.

    Number first (637名职工): the counted noun behind it. Otherwise the noun phrase before it with its verb (发展工会会员1023人);
    where nothing is left but a comparison (比上年增长7.4%) or a link (达到51.2%), the topic of the clause before.
    """
    text = scene.text
    previous, following = neighbours
    if previous is not None and (previous.span.start < clause.start):
        previous = None
    if following is not None and (following.span.start >= clause.end):
        following = None
    behind = None if kind in ("change", "completion", "rank") else _behind(scene, q, clause, following)
    if behind is not None:
        return _words(text, behind), topic
    before = _before(scene, q, kind, clause, previous)
    if before is None:
        before = _outside_bracket(scene, q, clause) or topic
    if before is None:
        return "", topic
    keeps = kind != "completion" or topic is None
    return _words(text, before), before if keeps else topic


def _words(text: str, span: Span) -> str:
    return WHITE.sub("", text[span.start : span.end])


def _behind(scene: Scene, q: Quantity, clause: Span, following: Quantity | None) -> Span | None:
    """The counted noun behind a number: up to the next verb, preposition or mark; in 280名、201名职工 both count 职工."""
    text, at = scene.text, q.span.end
    while at < clause.end and text[at] in " 　":
        at += 1
    if at >= clause.end:
        return None
    if text[at] in "、和至及" and following is not None and following.span.start <= at + 1 and following.unit == q.unit:
        return _behind(scene, following, clause, None)
    if text[at] in "，。；：、）)）（(的了" or text[at : at + 2] in STOP_BEHIND:
        return None
    first = scene.tags.get(at)
    if first is None or not (first.startswith(NOMINAL) or text[at] in "“《\"" or scene.words[at] in COUNTABLE_VERBS):
        return None
    if first.startswith(("f", "m")) and text[at] not in "“《":
        return None
    end, last_de = at, None
    for start in scene.between(at, clause.end):
        word, tag = scene.words[start], scene.tags[start]
        if word == "的":
            last_de = start
        elif word in BRACKETS or word in ("、", "和", "及", "与", "·", "——", "-"):
            if word in ("、", "和", "及", "与") and _counted_next(scene, start + len(word), clause):
                break
        elif tag.startswith("m") and start > at:
            break
        elif tag.startswith(("v", "p", "d", "c", "r", "u", "t")) and not tag.startswith("vn") and not _noun_later(scene, start, clause):
            break
        end = start + len(word)
    while end > at and text[end - 1] in "、和及与的 　，":
        end -= 1
    if last_de is not None and at < last_de < end - 2:
        at = last_de + 1
    return Span(at, end) if end - at >= 1 else None


def _counted_next(scene: Scene, start: int, clause: Span) -> bool:
    """Whether the next item of a list has a count of its own before it."""
    word = scene.words.get(start)
    return word is not None and scene.tags[start] == "m" and any(c.isdigit() for c in word) and start < clause.end


def _noun_later(scene: Scene, start: int, clause: Span) -> bool:
    """Whether a verb inside a noun phrase is held by quotation marks or led on by 的 to a noun."""
    text = scene.text
    opening = max(text.rfind("“", clause.start, start), text.rfind("《", clause.start, start))
    closing = max(text.rfind("”", clause.start, start), text.rfind("》", clause.start, start))
    return opening > closing


def _before(scene: Scene, q: Quantity, kind: MetricKind, clause: Span, previous: Quantity | None) -> Span | None:
    """The noun phrase before a number, without links, comparisons and changes, with the verb that stands next to it."""
    text = scene.text
    start, end = clause.start, q.span.start
    opening = text.rfind("（", start, end)
    if opening >= 0 and text.find("）", opening, end) < 0:
        start = opening + 1
    if kind in ("completion", "rate"):
        share = _share(text, start, end, kind)
        if share is not None:
            return share
    chained = False
    if previous is not None and previous.span.end > start:
        gap = text[previous.span.end : end]
        if LIST_GAP.fullmatch(gap) or FROM_TO.fullmatch(gap):
            end, chained = previous.span.start, True
        else:
            start = previous.span.end
    end = _without_tail(text, start, end)
    compare = COMPARE.search(text, start, end)
    if compare is not None and compare.start() > start:
        end = _without_tail(text, start, compare.start())
    elif compare is not None:
        return _before_previous(scene, q, kind, clause, previous, chained)
    source = FROM.search(text, start, end) if not chained else FROM.search(text, start, end + 1)
    if source is not None:
        end = _without_tail(text, start, source.start())
    if end <= start:
        return _before_previous(scene, q, kind, clause, previous, chained)
    return _phrase(scene, start, end)


def _before_previous(
    scene: Scene, q: Quantity, kind: MetricKind, clause: Span, previous: Quantity | None, chained: bool
) -> Span | None:
    return None


def _without_tail(text: str, start: int, end: int) -> int:
    """The end without links and words of change at the tail."""
    link, change = frame("link"), frame("change")
    while end > start:
        if text[end - 1] in " 　\n“":
            end -= 1
            continue
        match = TAIL.search(text, max(start, end - 14), end)
        if match is None or match.end() != end or match.start() == match.end():
            break
        end = match.start()
    return end


def _share(text: str, start: int, end: int, kind: MetricKind) -> Span | None:
    """占应建工会数30家的103% → 占应建工会数; 完成全年任务的80% → 完成全年任务."""
    match = SHARE.search(text, start, end)
    if match is None:
        return None
    stop = match.end("of")
    digits = re.search(r"\d", text[match.start("of") : stop])
    if digits:
        stop = match.start("of") + digits.start()
    return Span(match.start(), stop) if stop - match.start() >= 2 else None


def _outside_bracket(scene: Scene, q: Quantity, clause: Span) -> Span | None:
    """新会员人（任务20000人）: the phrase before the bracket."""
    text = scene.text
    opening = text.rfind("（", clause.start, q.span.start)
    if opening <= clause.start:
        return None
    end = opening
    while end > clause.start and text[end - 1] in " 　人家个名户件次":
        end -= 1
    return _phrase(scene, clause.start, _without_tail(text, clause.start, end)) if end > clause.start else None


def _phrase(scene: Scene, start: int, end: int) -> Span | None:
    """The last noun phrase of the range with one verb before it; leading time, place and adverbs are left out."""
    text = scene.text
    places = [s for s in scene.between(start, end) if s < end]
    if not places:
        return Span(start, end) if end > start else None
    begin = places[-1]
    seen_noun = False
    for place in reversed(places):
        word, tag = scene.words[place], scene.tags[place]
        if _inside_quotes(text, start, place, end):
            begin = place
            continue
        if word in STOPPERS or (tag.startswith(("p", "c", "d", "r", "t", "y")) and word not in KEPT and word not in ("、", "和", "及", "与")):
            if seen_noun or place == places[-1]:
                break
            break
        if tag.startswith("v") and not tag.startswith("vn"):
            if seen_noun:
                if word not in LINKING:
                    begin = place
                    before = [p for p in places if p < place]
                    if before and scene.words[before[-1]] in ("新", "单独", "重新", "首次", "累计新", "推荐", "合作"):
                        begin = before[-1]
                break
            begin = place
            continue
        if tag.startswith("m") and any(c.isdigit() for c in word):
            break
        begin = place
        seen_noun = seen_noun or tag.startswith(("n", "vn", "j", "l", "eng", "an", "b", "a", "x")) and word not in "的、，"
    lead = LEAD.match(text[begin:end])
    if lead is not None and begin + lead.end() < end:
        begin += lead.end()
    return Span(begin, end) if end > begin else None


def _inside_quotes(text: str, start: int, place: int, end: int) -> bool:
    opening = max(text.rfind("“", start, place), text.rfind("《", start, place))
    return opening >= 0 and max(text.rfind("”", opening, place), text.rfind("》", opening, place)) < 0


COMPARE = re.compile(
    r"(?:同比|环比|相比|比(?=上|去|前|年|同|往|全|各|计划|预|历|改|税|普通|一般|20|19|二|一九|[^例重率较值赛武]{2,14}(?:增|减|高|低|多|少|快|慢|提|下|上|缩|降|翻))"
    r"|较(?=上|去|前|年|同|往|全|20|19|计划|预)|高于|低于|快于|慢于|高出|可比价|扣除|剔除|实际(?=增长|下降|提高|减少)|名义(?=增)|年均(?=增|递|下|提)|平均每年|连续)"
)
FROM = re.compile(r"(?:由|从)(?=[^，。；]{0,14}$)")
LIST_GAP = re.compile(r"\s*(?:[、和与及至]|以及|，)\s*")
FROM_TO = re.compile(
    r"\s*(?:\S{0,6})?(?:增加|减少|提高|上升|下降|降低|扩大|缩小|发展|回升|提升|增长|缩短|压缩|回落|升|降|增|减|改|变|调整)?(?:到|至|为)(?:了)?(?:\S{0,8}的)?\s*"
)
SHARE = re.compile(r"(?:占|完成|达到|为|超)(?:到|了)?(?P<of>[^，。；：]{1,22}?)(?:的|比重(?:为|达|达到)?|比例(?:为|达)?)?\s*$")
TAIL = re.compile("|".join(f"(?:{p})" for use in ("link", "change") for p in lexicon.words(FOLDER + "frames.tsv", "pattern", use=use)))
LEAD = re.compile(lexicon.words(FOLDER + "frames.tsv", "pattern", use="lead")[0])
STOP_BEHIND = ("以上", "以下", "以内", "左右", "上下", "的增", "不等", "之多")
COUNTABLE_VERBS = frozenset("培训 调研 服务 活动 讲座 检查 演出 宣传 会议 招聘 比赛 竞赛".split())
BRACKETS = frozenset("（ ） ( ) “ ” 《 》 \" 「 」 【 】 ‘ ’".split())
STOPPERS = frozenset("， 。 ； ： : 有 是 为 使 让 把 将 在 由 从 到 至 对 向 给 被 按 以 于 达到 达 实现 共 共有 其中 累计 合计 共计 总计 分别 同时 并 还 已".split())
LINKING = frozenset("有 是 为 达到 达 实现 完成 取得 拥有 下辖 辖 共有 包括 包含 占 使 保持 力争 争取 确保 继续 推进 推动 促进 加快 加强 具有 存在 涉及 获得 突破 超过 控制 覆盖 安排 部署".split())
KEPT = frozenset(("各类", "各种", "各项", "全部", "各级"))
