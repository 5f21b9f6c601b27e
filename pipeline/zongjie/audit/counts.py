"""Numbers against what they count: names before 3个单位 or 分别, items behind 四项工作，即."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from zongjie.audit.figures import Figure
from zongjie.audit.verdict import Verdict

HELD = re.compile("《[^》]*》|“[^”]*”|（[^）]*）|\\([^)]*\\)")
COMMA, JOIN = re.compile("、"), re.compile("[和与及]|以及")
ORDINALS = "一二三四五六七八九十"
MARK = re.compile(r"(?P<n>[一二三四五六七八九十])是")
LONGEST_ITEM = 14  # characters of a name in a list
SLIPPED = 2  # by how many a count is off at most; more are other things
BODIES = ("县", "市", "区", "镇", "乡", "村", "省", "州", "社区", "街道", "级")
BODY = re.compile(
    "单位|部门|县|市|区|镇|乡|村|街道|社区|学校|企业|公司|车间|班组|同志|领导|省|局|支行|分行|方面|环节|科室|支部|地区|国家|城市|站所|议案|工程|措施|任务|技术|制度"
)
MOST = 20
RESPECTIVELY = "分别"
CLAUSE = re.compile("[，。；：\n]")
TITLES = re.compile("(?:《[^》]*》){2,}$")
LIST_GOES_ON = re.compile("[、和与及]|[^、]{0,4}以及")  # from a figure before: 省级3期、市级|8期
NUMBERED = re.compile(r"\d|[xX×*]{1,}")


def counts(text: str, figures: Sequence[Figure], start: int = 0) -> Iterator[Verdict]:
    """Check the numbers that count a list of names beside them."""
    for figure in figures:
        metric = figure.metric
        if metric.value is None or metric.qualifier != "exact" or metric.value != int(metric.value) or figure.is_share:
            continue
        if not 2 <= metric.value <= MOST or figure.unit not in ("", metric.unit, "人"):
            continue
        found = _names(text, figure, start) or _items(text, figure, start)
        if found is not None:
            yield found
    yield from _respectively(figures)


def _names(text: str, figure: Figure, start: int) -> Verdict | None:
    """公安局、教育局等5个单位: the names right before a number."""
    raw = CLAUSE.split(figure.gap)[-1]
    if raw != figure.before:
        return None  # a number stands in the clause before it: 5个沿江城市、18个省会城市
    titles = TITLES.search(raw)
    if titles is not None:
        return _verdict(figure, titles[0].count("》"), titles[0].count("》"), False)
    words = HELD.sub("书", raw)
    for total in ("共计", "共"):
        words = words.removesuffix(total)
    if LIST_GOES_ON.match(words) or RESPECTIVELY in words:
        return None
    open_ended = "等" in COMMA.split(words)[-1]
    words = words.removesuffix("等")
    if (
        not COMMA.search(words)
        or NUMBERED.search(words)
        or words.endswith(("在", "到", "给", "由", "向", "从", "对", "与", "了", "的", "为", "达", "有", "各"))
    ):
        return None
    parts = COMMA.split(words)
    if any(len(part) > LONGEST_ITEM for part in parts[1:]):
        return None
    least = len(parts)
    most = least + len(JOIN.findall(words))
    unit, behind = figure.metric.unit, text[figure.metric.span.end - start :]
    if not (unit in BODIES or BODY.match(behind) or raw.endswith("共")):
        return None  # 举办归类、估价和系统操作培训班11期: the number counts something else
    if abs(int(figure.metric.value or 0) - (least if open_ended else most)) > SLIPPED:
        return None
    return _verdict(figure, least, most, open_ended)


def _verdict(figure: Figure, least: int, most: int, open_ended: bool) -> Verdict | None:
    value = int(figure.metric.value or 0)
    listed = str(least) if least == most else f"{least}–{most}"
    if least <= value <= most or (open_ended and value >= least):
        return Verdict(figure.number, True, f"列举 listed: {listed}")
    if open_ended or value > most or value < least:
        return Verdict(figure.number, False, f"列举 listed: {listed} ≠ {value}")
    return None


def _items(text: str, figure: Figure, start: int) -> Verdict | None:
    """四项工作，即抓学习、抓制度…; 三项措施：一是…二是…."""
    value = int(figure.metric.value or 0)
    behind = text[figure.metric.span.end - start :]
    lead = re.match(r"[^，。；：\d]{0,10}(?:[，：:]?(?:即|具体为[：:]|分别是|包括[：:]?)|[：:])", behind)
    if lead is None:
        return None
    rest = behind[lead.end() :]
    marks = [ORDINALS.index(match["n"]) + 1 for match in MARK.finditer(rest)]
    if marks and marks[0] == 1:
        count = 0
        for mark in marks:
            count = mark if mark == count + 1 else count
        if count < 2 or abs(count - value) > SLIPPED:
            return None
        return Verdict(figure.number, count == value, f"列举 listed: {count} {'=' if count == value else '≠'} {value}")
    if "即" not in lead[0]:
        return None
    words = HELD.sub("书", re.split("[，。；：\n]", rest)[0])
    if not COMMA.search(words) or NUMBERED.search(words) or "等" in words:
        return None
    parts = COMMA.split(words)
    return _verdict(figure, len(parts), len(parts) + len(JOIN.findall(words)), False)


def _is_count(figure: Figure) -> bool:
    """Whether a figure counts a few things or bodies: 五个乡镇, 三条河流."""
    value = figure.metric.value
    return (
        not figure.is_share
        and value is not None
        and value == int(value)
        and 2 <= value <= MOST
        and len(figure.metric.unit) == 1
    )


def _respectively(figures: Sequence[Figure]) -> Iterator[Verdict]:
    """甲、乙、丙三县分别增长5%和6%: as many numbers as names."""
    for at, first in enumerate(figures):
        if RESPECTIVELY not in CLAUSE.split(first.gap)[-1]:
            continue
        group = [first]
        for figure in figures[at + 1 :]:
            if figure.gap not in ("、", "和", "与", "及"):
                break
            group.append(figure)
        number = figures[at - 1] if at and first.before.startswith(figures[at - 1].before) else None
        if number is not None and len(group) > 1 and _is_count(number):
            if number.metric.value != len(group):
                words = f"列举 listed: {number.metric.evidence}，数值 figures: {len(group)}"
                yield Verdict(first.number, False, words)
            continue
        names = HELD.sub("书", CLAUSE.split(first.gap)[-1].split(RESPECTIVELY)[0])
        parts = COMMA.split(names)
        if (
            len(parts) < 2
            or len(group) < 2
            or any(len(part) > LONGEST_ITEM for part in parts[:-1])
            or NUMBERED.search(names)
        ):
            continue
        least, most = len(parts), len(parts) + len(JOIN.findall(names))
        if not least <= len(group) <= most:
            listed = str(least) if least == most else f"{least}–{most}"
            yield Verdict(first.number, False, f"列举 listed: {listed}，数值 figures: {len(group)}")
