"""From one source to its summaries: a collection is cut at its headings, everything else is one document."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import PurePosixPath
from typing import NamedTuple, Protocol

from zongjie import lexicon
from zongjie.config import Settings
from zongjie.document import Document, Metadata, OffsetMap, Source, Span

LONGEST_LINE = 200  # characters of a paragraph without wide blanks inside
LONGEST_HEADING = 70  # characters of a heading or title line
LEAST_BODY = 30  # characters below a heading; less is a table of contents
LEAST_LEADING = 200  # characters before a 篇二 that make an unnumbered first summary; an introduction is shorter
LEAST_BEFORE = 200  # characters before a resolution or a second title: the document that ends there
TITLE_LINES = 5  # lines at the top of a text among which its title stands
FEWEST_TITLED = 3  # titles of reports that make a page of several
LEAST_EVIDENCE = 0.5  # share of the parts that must look like summaries of their own
NUM = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"
DIGITS = {sign: value for value, sign in enumerate("一二三四五六七八九十", 1)}

ANNOUNCED, SECTION = "announced", "section_part"
ONE_OF_MANY = frozenset(
    ("titled_part", "part_first", "part_bracket", "part_after", "sample_first", "sample_after", "item_first")
)
ALWAYS = frozenset(("part_bracket", "part_after"))  # no long report calls its parts so
# what a page of several says
SEVERAL = re.compile(rf"{NUM}[ 　]*(?:[篇则例](?!章)|个版本)|大全|汇编|汇总|集锦|合集|选编|精选|范文|短篇")
ASPECT = re.compile(  # titles of the parts of one long report
    r"(?:回顾|问题|不足|打算|计划|安排|成效|成绩|展望|措施|思路)$"
    r"|(?:成绩|成效|工作|问题|不足|打算|计划|展望|经验|亮点|措施|回顾|体会|荣誉|目标)篇$"
)
MARK = re.compile(rf"(?P<mark>[①-⑳]|[★☆◆■●▲▼◎※]|[（(]{NUM}[)）]|{NUM}[、.．]|)[ 　]*")
BODY = re.compile(
    r"(?:局|所|站|队|馆|院|校|[大中小]学|中心|公司|厂|行|社区|村|镇|乡|街道|妇联|妇委会|委员会|部|科|室|办|超市|店|网点|处|段|园|班|联社|支部|综合办)"
    r"(?:[^，。；：]{0,28})$"
)  # of a title before its kind: whose report it is
HEAD_LINES = 8  # lines among which a report's own title stands below what a site says
OF_SITE = re.compile(
    r"小编|范文|来源|栏目|浏览|点击|阅读|发布|更新|作者|编辑|收藏|首页|会员|导语|摘要|提示|推荐|推送|文秘|借鉴|关注|发表于|转发|正文$|[>→]"
)
EACH = re.compile(r"各(?![位项级类方种])[^，。；：]{1,12}|(?:[一二三四五六七八九十]|\d{1,2})[站所镇乡村县局]")
COMPILED = re.compile("汇编|汇总|合集|集锦|选编")
POSTS = re.compile("成员|干部|同志|班子|各位|人员")
QUARTER = re.compile(r"(?:\d{4}年)?第?[一二三四1-4]季度(?:工作)?(?:小结|总结|情况)?")
PERSON = re.compile(
    r"[^，。；：]{0,24}(?:书记|主任|局长|经理|院长|校长|主席|委员|部长|科长|队长|站长|所长|厂长|[乡镇县区]长|员|师)"
    r"[ 　]+[\u4e00-\u9fff](?:[ 　]?[\u4e00-\u9fff]){1,2}"
)
NAMED_BODY = re.compile(
    r"[（(]?(?:[一二三四五六七八九十]{1,3}[）)、])?[\u4e00-\u9fff]{1,10}"
    r"(?:镇|乡|街道|村|社区|区|县|局|[站所]|[总支分]队|院|校|[中小]学|公司|支部|车间|办事处|中心|委员会|[厂馆])"
)
AND_PLANS = "(?:及|和|与|暨)[^，。；：《》]{0,20}(?:计划|打算|安排|思路|要点|设想)"  # 2022年工作总结及2023年工作打算
FEWEST_GLUED = 2  # headings that may have their text behind them, from which lines are cut at them
PHASE = re.compile("阶段")  # reports of the phases of one work
ALIKE = 4  # last characters that the titles of several bodies' reports have in common
LEAST_OWN = 100  # characters below the title of a report of its own
ANNOUNCES = re.compile(
    rf"(?<![第\d])(?P<no>{NUM}|两)[ 　]*(?:篇(?!章)|则|份(?=总结|报告|述职|$)|个版本|位(?!一体)(?=[^，。]{{0,12}}述职))"
)
GLUED = re.compile(  # a heading inside a line into which its text, or a whole page, was run together
    rf"(?:^|(?<=[。！？!?.… 　]))(?:[【（(]?(?:范文|例文|样本|样?例|篇){NUM}[】）)]?[：:]|第{NUM}[篇则][：:]"
    rf"|其{NUM}[（(][^（）()\n]{{1,16}}[)）][：:])"
    r"[ 　]?(?:[^\s，。；！？]{2,30}(?=[ 　])|[^\s，。；！？]{2,24}?(?:总结|报告|汇报|小结))?",
    re.MULTILINE,
)
WIDE_BLANK = re.compile(r"\n|[ 　]{2,}")
NUMBERED = re.compile(
    r"[一二三四五六七八九十]{1,3}[、.．]|[（(][一二三四五六七八九十]{1,3}[)）]|\d{1,2}[、.．]|第[一二三四五六七八九十]{1,3}[章节条，、]"
)
RESTART = re.compile(r"^[ 　]*(?:一[、.．]|[（(]一[)）]|1[、.．]|第一[，、])", re.MULTILINE)
TOP_NUMBER = re.compile(r"^[ 　]*([一二三四五六七八九十]{1,3})[、.．]", re.MULTILINE)
CHAPTER = re.compile(r"^[ 　]*第[一二三四五六七八九十]{1,3}章", re.MULTILINE)
OPENING = re.compile(
    r"(?:今年|去年|一年|本年|近年|上半年|下半年|过去|年初|本学期|一学期|半年|[12]\d{3}年|20[xX×]{2}年|[xX×]{2,4}年|.{0,20}现将|为了?|在.{2,20}领导下|根据)"
)
RESOLUTION = re.compile(r"[^《》。；！？]{0,40}关于[^《》。；！？]{2,60}的(?:决议|决定)")
RESOLVES = re.compile(r"通过|会议|大会|批准|审议|决定")
BODY_ORGAN = re.compile(r"[^，。：；]{4,40}(?:会议|委员会|代表大会|大会)")
SENTENCE_END = "。！？；…，"
SALUTATION = re.compile(r"(?:尊敬的)?(?:各位|同志们|领导)")
DATED = re.compile(
    r"[（(]?(?:\d{4}|[二一][〇○零一二三四五六七八九]{3}|20[xX×]{2})[年\-/.][\d一二三四五六七八九十xX×]{1,3}[月\-/.].{0,6}"
)

DAY = re.compile(r"[月\-/.][\d一二三四五六七八九十xX×]{1,3}(?![\d月])")  # 2023年1-6月 and 2023年4月 have none
FIELD = re.compile(
    r"[^：:]{0,4}(?:时间|日期|人|单位|部门|对象|地点|电话)[ 　]*[：:]"
)  # of a form: 汇报时间：2023年7月5日


class CleanText(Protocol):
    """What splitting needs of a cleaned text."""

    @property
    def text(self) -> str:
        """The cleaned text."""

    @property
    def offsets(self) -> OffsetMap:
        """Where each of its characters stands in the source."""


class Line(NamedTuple):
    """A line with text, without its blanks."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Heading:
    """A line that may head a summary of a collection."""

    line: Line
    rule: str
    number: int
    title: str
    same: bool


@dataclass(frozen=True, slots=True)
class Part:
    """A document to be: its place in the cleaned text and its own title."""

    start: int
    end: int
    title: str | None


@lru_cache(maxsize=1)
def _schemes() -> tuple[tuple[str, bool, re.Pattern[str]], ...]:
    rows = lexicon.table("lexicons/collections.tsv", unique="name")
    return tuple((row["name"], row["same"] == "yes", re.compile(row["pattern"].replace("NUM", NUM))) for row in rows)


@lru_cache(maxsize=1)
def _genres() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Words that name a kind of report anywhere; and lines that end with one that opens another document."""
    rows = lexicon.table("lexicons/genres.tsv", unique="word")
    every = "|".join(re.escape(row["word"]) for row in rows)
    opens = "|".join(re.escape(row["word"]) for row in rows if row["opens"])
    return re.compile(every), re.compile(
        rf"[^，。；：《》]{{2,36}}(?:{opens})(?:[（(][^（）()]{{1,12}}[)）]|{AND_PLANS})?"
    )


def split(source: Source, cleaned: CleanText, settings: Settings) -> tuple[Document, ...]:
    """The documents of `source`, in order; at least one where it holds any text.

    Text of the site before, between and behind the summaries of a collection belongs to none of them.
    """
    text = cleaned.text
    offsets = cleaned.offsets
    if not text.strip() and source.text.strip():
        text, offsets = source.text, OffsetMap.identity(len(source.text))
    every = _lines(text)
    if not every:
        return ()
    parts: list[Part] = []
    if settings.split:
        ways = (_collection, _titled, _named, _one_of_many, _sequence)
        parts = next(filter(None, (way(text, every) for way in ways)), [])
    if not parts:
        start = _own_start(every)
        whole = Part(start, every[-1].end, title_of(text[start:]) or _name(source.path))
        parts = [whole]
    return tuple(_document(source, text, offsets, index, part) for index, part in enumerate(parts))


def _document(source: Source, text: str, offsets: OffsetMap, index: int, part: Part) -> Document:
    span = Span(part.start, part.end)
    own = text[part.start : part.end]
    return Document(source, index, offsets.locate(span), own, own, offsets.cut(span), Metadata(title=part.title))


def _lines(text: str) -> list[Line]:
    """The lines of `text`; a long one is several run together: it is cut at its wide blanks and headings too."""
    found: list[Line] = []
    start = 0
    glued = [place for match in GLUED.finditer(text) for place in match.span()]
    if len(glued) < 2 * FEWEST_GLUED:
        glued = []
    for raw in text.split("\n"):
        pieces = [(0, len(raw))]
        first, last = bisect_right(glued, start), bisect_left(glued, start + len(raw))
        inner = [place - start for place in glued[first:last]]
        blanks = [m.end() for m in WIDE_BLANK.finditer(raw)] if len(raw) > LONGEST_LINE else []
        if (inner and len(raw) > LONGEST_HEADING) or blanks:
            pieces = list(pairwise(sorted({0, *blanks, *inner, len(raw)})))
        for a, b in pieces:
            if stripped := raw[a:b].strip():
                at = start + raw.index(stripped[0], a)
                found.append(Line(at, at + len(stripped), stripped))
        start += len(raw) + 1
    return found


# ---------------------------------------------------------------- titles
def title_of(text: str) -> str | None:
    """The title that opens `text`: a line near its top that names a kind of report; None where there is none."""
    for number, piece in enumerate(_top(text)):
        if number == TITLE_LINES or len(piece) > LONGEST_HEADING or piece[-1] in SENTENCE_END:
            return None
        if NUMBERED.match(piece) or SALUTATION.match(piece):
            return None
        dated = DATED.fullmatch(piece) and DAY.search(piece)
        if _genres()[0].search(piece) and not dated and not FIELD.match(piece):
            return piece
    return None


def _top(text: str) -> Iterator[str]:
    start = 0
    for match in WIDE_BLANK.finditer(text):
        if piece := text[start : match.start()].strip():
            yield piece
        start = match.end()
    if piece := text[start:].strip():
        yield piece


def _name(path: str) -> str | None:
    """The file's name, where it reads like a title."""
    stem = PurePosixPath(path.partition("#")[0]).stem
    return stem if _genres()[0].search(stem) and len(stem) <= LONGEST_HEADING else None


# ---------------------------------------------------------------- collections
def _collection(text: str, every: list[Line]) -> list[Part]:
    """The parts of a collection with numbered headings; none where no scheme runs through the text."""
    page_title = every[0].text
    said = _announced(every)
    told = [run for group in _groups(every, page_title) if (run := _run(text, group)) and _evidence(text, run, said)]
    runs = [run for run in told if run[0].rule != ANNOUNCED or len(run) == said]
    if not runs:
        return []
    best = max(runs, key=lambda run: (len(run), -run[0].line.start))
    parts = []
    if best[0].number == 2:
        parts += _leading(text, every, best[0])
    ends = [*(heading.line.start for heading in best[1:]), len(text)]
    for heading, end in zip(best, ends, strict=True):
        stop = len(text[:end].rstrip())
        parts.append(Part(heading.line.start, stop, _own_title(text, heading, stop)))
    return parts


def _announced(every: list[Line]) -> int:
    """How many summaries a page says it has (年度总结范文四篇); 0 where it does not."""
    said = (ANNOUNCES.search(line) for line in _heads(every))
    return next((_number(found["no"].replace("两", "二")) for found in said if found), 0)


def _groups(every: list[Line], page_title: str) -> list[list[Heading]]:
    """The candidate headings by scheme and, where it must be the same, by title."""
    groups: dict[tuple[str, str], list[Heading]] = {}
    for line in every:
        if len(line.text) > LONGEST_HEADING or line.text[-1] in SENTENCE_END:
            continue
        for name, same, pattern in _schemes():
            match = pattern.fullmatch(line.text)
            if match is None:
                continue
            found = match.groupdict()
            title = found["title"].strip()
            if same and not (_genres()[0].search(title) or title == page_title):
                continue
            number = _number(found["no"] or found.get("no2") or "")
            key = "".join(title.split()) if same else ""
            groups.setdefault((name, key), []).append(Heading(line, name, number, title, same))
    return [group for group in groups.values() if len(group) > 1]


def _number(numeral: str) -> int:
    if numeral.isdigit():
        return int(numeral)
    tens, found, ones = numeral.rpartition("十")
    if not found:
        return DIGITS.get(numeral, 0) if len(numeral) == 1 else 0
    return DIGITS.get(tens, 1) * 10 + DIGITS.get(ones, 0)


def _run(text: str, group: list[Heading]) -> list[Heading]:
    """The headings of a group that count up and have text below them; none where fewer than two do."""
    ends = [*(heading.line.start for heading in group[1:]), len(text)]
    filled = [h for h, end in zip(group, ends, strict=True) if len(text[h.line.end : end].strip()) >= LEAST_BODY]
    run: list[Heading] = []
    for heading in filled:
        last = run[-1].number if run else 0
        if last < heading.number <= last + 2 or (heading.same and heading.number == last > 1):
            run.append(heading)
        elif len(run) == 1 and heading.number == 1:
            run = [heading]
    return run if len(run) > 1 else []


def _evidence(text: str, run: list[Heading], said: int) -> bool:
    """Whether the parts are summaries of their own, and not the parts (第一篇, 成绩篇) of one long text."""
    if run[0].same:
        return True
    if run[0].rule in ALWAYS or (said == len(run) and run[0].rule in ONE_OF_MANY):
        return True
    if all(_aspect(heading.title) for heading in run):
        return False  # 第一篇 成绩篇, 第二篇 问题篇
    if run[0].rule == SECTION:
        return all(_genres()[1].fullmatch(next(_top(text[heading.line.end :]), "")) for heading in run)
    seen = 0
    for heading, end in zip(run, [*(h.line.start for h in run[1:]), len(text)], strict=True):
        body = text[heading.line.end : end]
        if CHAPTER.search(body):
            return False
        opening = next(_top(body), "")
        seen += bool(
            _genres()[0].search(heading.title)
            or RESTART.search(body)
            or OPENING.match(opening)
            or (len(opening) <= LONGEST_HEADING and _genres()[0].search(opening))
        )
    return seen >= LEAST_EVIDENCE * len(run)


def _aspect(title: str) -> bool:
    """Whether a title names a part of a report (2023年工作打算) and no report (工作总结及打算)."""
    part = ASPECT.search(title)
    return part is not None and _genres()[0].search(title[: part.start()]) is None


def _titled(text: str, every: list[Line]) -> list[Part]:
    """The reports of a page of several, each under its title with the body's name.

    The titles are marked or not where the page says that it has several; else they all end alike (…站年终工作总结), or
    begin with the title of the page (销售部工作总结：建材).
    """
    top = _heads(every)
    several = any(SEVERAL.search(line.text) for line in every[:TITLE_LINES])
    said = several or any(EACH.search(line) and _genres()[0].search(line) for line in top)
    groups: dict[str, list[Line]] = {}
    for line in every[1:]:
        marked = MARK.match(line.text)
        assert marked is not None  # it matches anywhere
        title = line.text[marked.end() :]
        if len(title) <= LONGEST_HEADING and _genres()[1].fullmatch(title) and BODY.search(title):
            if said:
                groups.setdefault(_sort_of(marked["mark"]), []).append(line)
            elif not marked["mark"] and not PHASE.search(title):
                groups.setdefault(title[-ALIKE:], []).append(line)
        elif "：" in title and len(title) <= LONGEST_HEADING and title.partition("：")[0] in top:
            groups.setdefault("：", []).append(line)
    return _under(text, every, groups.values())


def _named(text: str, every: list[Line]) -> list[Part]:
    """The reports of a page on all of a kind (各乡镇工作小结), each under the bare name of body, person or quarter."""
    top, genre = _heads(every), _genres()[0]
    of_all = any(EACH.search(line) and genre.search(line) for line in top)
    of_several = of_all or any(COMPILED.search(line) and genre.search(line) for line in top)
    persons = any(POSTS.search(line) and genre.search(line) for line in top)
    kinds = [kind for kind, may in ((NAMED_BODY, of_several), (QUARTER, of_all), (PERSON, persons)) if may]
    groups = [[line for line in every[1:] if kind.fullmatch(line.text)] for kind in kinds]
    return _under(text, every, filter(None, groups))


def _heads(every: list[Line]) -> list[str]:
    """The lines at the top that may be a page's title: short ones that end no sentence."""
    return [
        line.text for line in every[:TITLE_LINES]
        if len(line.text) <= LONGEST_HEADING and line.text[-1] not in SENTENCE_END + "："
    ]  # fmt: skip


def _under(text: str, every: list[Line], groups: Iterable[list[Line]]) -> list[Part]:
    """The parts under the lines of the largest group, none where these are few; one with little below is none."""
    best: list[Line] = []
    for group in groups:
        ends = [*(line.start for line in group[1:]), len(text)]
        filled = [a for a, end in zip(group, ends, strict=True) if len(text[a.end : end].strip()) >= LEAST_OWN]
        best = max(best, filled, key=len)
    if len(best) < (2 if _announced(every) == 2 else FEWEST_TITLED):  # the page says that it has two
        return []
    ends = [*(len(text[: line.start].rstrip()) for line in best[1:]), every[-1].end]
    return [Part(line.start, end, MARK.sub("", line.text, count=1)) for line, end in zip(best, ends, strict=True)]


def _sort_of(mark: str) -> str:
    """Marks of one sort together: (一) and (二), ① and ②."""
    return re.sub(r"[\d一二三四五六七八九十]+", "1", "①" if "①" <= mark <= "⑳" else mark)


def _one_of_many(text: str, every: list[Line]) -> list[Part]:
    """The one summary of a page of several of which the rest is missing: what is above its heading is the site's."""
    if not any(SEVERAL.search(line.text) for line in every[:TITLE_LINES]):
        return []
    found = []
    for line in every[1:]:
        if len(line.text) > LONGEST_HEADING or line.text[-1] in SENTENCE_END:
            continue
        for name, _, pattern in _schemes():
            match = pattern.fullmatch(line.text) if name in ONE_OF_MANY else None
            if match is not None and not ASPECT.search(line.text):
                groups = match.groupdict()
                number = _number(groups["no"] or groups.get("no2") or "")
                found.append(Heading(line, name, number, groups["title"].strip(), same=False))
                break
    if len(found) != 1 or found[0].number != 1 or not _genres()[0].search(found[0].title):
        return []
    return [Part(found[0].line.start, every[-1].end, found[0].line.text)]


def _own_start(every: list[Line]) -> int:
    """Where a text of its own begins: at its title, where above that stands only what a site says."""
    told, own = False, None
    for line in every[:HEAD_LINES]:
        long = line.text[-1] in SENTENCE_END or len(line.text) > LONGEST_HEADING
        if own is not None and long:
            break
        if OF_SITE.search(line.text):
            told, own = True, None  # what looked like a title above it is the page's
        elif told and own is None and _is_title(line.text) and (BODY.search(line.text) or _addressed(every, line)):
            own = line.start
        elif long:
            break
    return every[0].start if own is None else own


def _addressed(every: list[Line], title: Line) -> bool:
    """Whether someone is addressed below a title (尊敬的领导：)."""
    below = next((line.text for line in every if line.start > title.start), "")
    return SALUTATION.match(below) is not None and len(below) <= LONGEST_HEADING


def _leading(text: str, every: list[Line], second: Heading) -> list[Part]:
    """The first summary of a page that numbers its headings only from the second on."""
    end = len(text[: second.line.start].rstrip())
    start = every[0].start
    return [Part(start, end, title_of(text[start:end]))] if end - start >= LEAST_LEADING else []


def _own_title(text: str, heading: Heading, end: int) -> str:
    """The heading as the title; of 篇一：… and the like what follows the number, or the title line below."""
    if heading.same or heading.rule in ("titled_part", "sample_after"):
        return heading.line.text
    if len(heading.title) >= 4:
        return heading.title
    return title_of(text[heading.line.end : end]) or heading.line.text


# ---------------------------------------------------------------- several texts in one file
def _sequence(text: str, every: list[Line]) -> list[Part]:
    """Reports one after the other, or a report and the resolution on it; none where there is only one text."""
    starts = [every[0].start]
    first = next((i for i, line in enumerate(every[:TITLE_LINES]) if _is_title(line.text)), None)
    for i, line in enumerate(every[1:], 1):
        if len(line.text) > LONGEST_HEADING or line.start - starts[-1] < LEAST_BEFORE:
            continue
        if RESOLUTION.fullmatch(line.text) and not NUMBERED.match(line.text):
            if RESOLVES.search(text[line.end : line.end + 300]):
                organ = every[i - 1]
                starts.append(organ.start if BODY_ORGAN.fullmatch(organ.text) else line.start)
        elif (
            first is not None and i > first and _is_title(line.text) and _restarts(text, starts[-1], line, every[i - 1])
        ):
            starts.append(line.start)
    if len(starts) == 1:
        return []
    ends = [len(text[:start].rstrip()) for start in starts[1:]] + [every[-1].end]
    return [
        Part(a, b, title_of(text[a:b]) or _resolution_title(text[a:b]))
        for a, b in zip(starts, ends, strict=True)
        if b > a
    ]


def _is_title(line: str) -> bool:
    return len(line) <= LONGEST_HEADING and not NUMBERED.match(line) and _genres()[1].fullmatch(line) is not None


def _resolution_title(part: str) -> str | None:
    return next((line.text for line in _lines(part)[:2] if RESOLUTION.fullmatch(line.text)), None)


def _restarts(text: str, start: int, line: Line, before: Line) -> bool:
    """Whether numbering begins anew below a second title, or a date or signature closes the text above it."""
    above = [_number(m[1]) for m in TOP_NUMBER.finditer(text, start, line.start)]
    below = TOP_NUMBER.search(text, line.end)
    if above:
        return below is not None and _number(below[1]) == 1 and max(above) > 1
    return len(before.text) <= LONGEST_HEADING and DATED.fullmatch(before.text) is not None
