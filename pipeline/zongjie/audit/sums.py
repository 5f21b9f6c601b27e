"""Sums and differences: parts behind 其中 or 分别为, totals behind 共, income and outlay, a stock and its flows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from zongjie.audit.figures import Figure, Interval, pattern
from zongjie.audit.verdict import Verdict, shown, verdict

TOTAL, WHOLE, COMPLETE, CROSSING = (pattern(use) for use in ("total", "whole", "complete", "crossing"))
MEAN_OF, GAP, ENTERING, LEAVING = (pattern(use) for use in ("mean_of", "gap", "entering", "leaving"))
OPENING, CLOSING, SHORT, TASK = (pattern(use) for use in ("opening", "closing", "short", "task"))
LISTED = re.compile(r"^[、和与及](?:(?:19|20)\d\d年)?[^，。；：\d]{0,16}$")
COMMA = re.compile(r"^[，,][^，。；：、\d]{1,16}$")
NEXT = re.compile(r"^[^，。；：\d]{0,10}[，,。；]?[^，。；：\d]{0,16}$")
COMPLEMENTS = (("男", "女"), ("出口", "进口"), ("城镇", "农村"), ("城市", "农村"), ("国内", "国外"))
FEWEST = 2
COMPOSED = re.compile("^(?:部分)?(?:组成|构成)[：:，]")
CARRIED = re.compile("结转|上年结余|年初结余|滚存")
MIXED = ("count", "money")  # what is summed over units: 名 and 人, 万元 and 元
MOVED = re.compile("^[^，。；：]{0,12}(?:到|至|为)")
AFTER_LIST = re.compile(r"^[^，。；：\d]{0,10}[，,；]?[^，。；：\d]{0,12}$")
REST = re.compile("其余|剩余|余下")
STRUCTURE, STRUCTURE_PARTS = (
    re.compile(
        "(?:三次产业|第一、二、三产业|[一1]、[二2]、[三3](?:次)?产业|一二三产业|第一、第二、第三产业|三产)[^，。；]{0,10}分别(?:为|占)?$"
    ),
    3,
)
LIST_MARK = re.compile("^[、和与及:：∶]$")
SAVED = re.compile("(?:提前|节约|节省|超支|缩短|推迟|超期)[^，。；：\\d]{0,4}$")
PAST = re.compile("超(?:过|出|额)?(?:完成)?(?:计划|目标|任务|预算)(?:任务|数)?$")
TIED = re.compile("合计|共计|总计|(?<![中公])共(?!党|青|产|和|同|建|享)")


def sums(text: str, figures: Sequence[Figure]) -> Iterator[Verdict]:
    """Check every total, balance and stock that the wording ties to its parts."""
    for rule in (_parts, _rests, _totals, _balances, _stocks, _structures):
        yield from rule(text, figures)


def _parts(text: str, figures: Sequence[Figure]) -> Iterator[Verdict]:
    """T，其中a、b、c: the parts are no more than T, and just T where they are said to be all."""
    for at, total in enumerate(figures):
        rest = figures[at + 1 :]
        if not rest or total.is_share or not WHOLE.match(rest[0].gap) or total.metric.kind == "change":
            continue
        if COMPOSED.match(rest[0].gap) and at and not total.metric.unit.endswith("元"):
            total = figures[at - 1]  # 投资3680万元，由三部分|组成
        parts = _run(rest, total)
        if len(parts) == 1 and "其中" in rest[0].gap and parts[0].interval.low > total.wide.high:
            yield from _some(verdict(parts[0], total.interval, f"{shown(total)} ≥ {shown(parts[0])}"))
        if len(parts) < FEWEST or any(part.metric.qualifier in ("over", "under") for part in parts):
            continue
        exclusive = all("、" in part.gap or part.gap.startswith(("和", "与", "及")) for part in parts[1:])
        behind = text[text.find(parts[-1].metric.evidence) + len(parts[-1].metric.evidence) :]
        complete = COMPLETE.search(rest[0].gap + behind[:6]) is not None or _complementary(parts)
        if not exclusive and not _one_kind(parts):
            continue
        if MEAN_OF.search(total.before):
            continue
        crossing = CROSSING.search("".join(part.gap for part in parts)) is not None
        if crossing and not (exclusive or _complementary(parts) or "不重复" in text):
            continue
        sum_ = parts[0].interval
        for part in parts[1:]:
            sum_ = sum_ + part.interval
        words = " + ".join(map(shown, parts))
        if complete or sum_.low > total.wide.high or sum_.meets(total.wide):
            others = [f for f in figures[:at] if f.alike(total) and sum_.meets(f.wide)]
            if others:
                yield from _some(verdict(others[-1], sum_, words))  # 演戏214场，比去年多31场，其中…
            else:
                yield from _some(verdict(total, sum_, words))


def _some(found: Verdict | None) -> Iterator[Verdict]:
    if found is not None:
        yield found


def _run(rest: Sequence[Figure], total: Figure) -> list[Figure]:
    """The parts that follow each other in the unit of the total; a figure of another unit is passed over."""
    found: list[Figure] = []
    for number, figure in enumerate(rest):
        if number and not (LISTED.match(figure.gap) or COMMA.match(figure.gap)):
            break
        if figure.alike(total) and figure.metric.kind != "change":
            found.append(figure)
        elif figure.is_share:
            break
    return found


def _one_kind(parts: Sequence[Figure]) -> bool:
    """Whether two parts are of one kind by the ends of their names: 基干民兵, 普通民兵."""
    names = [part.metric.subject for part in parts]
    return len(parts) == FEWEST and all(names) and names[0][-1:] == names[1][-1:] and names[0] != names[1]


def _complementary(parts: Sequence[Figure]) -> bool:
    """Whether two parts are all there can be: 男 and 女, 出口 and 进口."""
    if len(parts) != FEWEST:
        return False
    one, other = (part.before + part.metric.subject for part in parts)
    return any((a in one and b in other) or (b in one and a in other) for a, b in COMPLEMENTS)


def _rests(text: str, figures: Sequence[Figure]) -> Iterator[Verdict]:
    """6个项目中，已竣工4个，其余2个: the rest is what the parts leave of the whole."""
    for at, rest in enumerate(figures):
        if at < FEWEST or rest.is_share or not REST.search(rest.gap):
            continue
        same = [f for f in figures[:at] if f.alike(rest) and f.metric.kind in ("level", "target")]
        if len(same) < FEWEST or same[0].value < sum(f.value for f in same[1:]) or "共" in rest.gap:
            continue
        left = same[0].interval
        for part in same[1:]:
            left = left - part.interval
        yield from _some(verdict(rest, left, " − ".join(map(shown, same))))


def _structures(text: str, figures: Sequence[Figure]) -> Iterator[Verdict]:
    """三次产业比重分别为18%、52%和35%: shares of all there is add up to 100 %."""
    for at, first in enumerate(figures):
        if first.group != "share" or not STRUCTURE.search(first.before):
            continue
        group = [first]
        for figure in figures[at + 1 :]:
            if figure.group != "share" or not LIST_MARK.match(figure.gap):
                break
            group.append(figure)
        if len(group) != STRUCTURE_PARTS:
            continue
        sum_ = Interval(sum(f.wide.low for f in group), sum(f.wide.high for f in group))
        if not sum_.meets(Interval(100.0, 100.0)):
            words = " + ".join(map(shown, group))
            yield Verdict(first.number, False, f"{words} = {sum(f.value for f in group):.6g}% ≠ 100%")


def _totals(text: str, figures: Sequence[Figure]) -> Iterator[Verdict]:
    """a、b、c，共T: the total is the sum of what stands right before it."""
    for at, total in enumerate(figures):
        if at < FEWEST or total.is_share or not TOTAL.search(total.before) or MEAN_OF.search(total.before):
            continue
        if total.metric.kind in ("change", "target") or not AFTER_LIST.match(total.gap) or "其中" in total.before:
            continue
        before = [
            f for f in figures[:at] if f.alike(total) and (f.metric.unit == total.metric.unit or f.group in MIXED)
        ]
        parts: list[Figure] = []
        for figure in reversed(before):
            if TIED.search(figure.before):
                break  # a total itself
            parts.insert(0, figure)
            if (
                MOVED.match(figure.gap)
                or "。" in figure.gap
                or "加上" in figure.gap
                or "其中" in figure.gap
                or "分别" in figure.gap
            ):
                break
        parts = [part for part in parts if part.metric.kind == "level" and not MEAN_OF.search(part.before)]
        if len(parts) < FEWEST or not _tied(text, parts, total):
            continue
        if any(LEAVING.search(part.gap) or OPENING.search(part.gap) for part in parts):
            continue  # a stock and its flows
        tried = [found for begin in range(len(parts) - 1) if (found := _sum(total, parts[begin:])) is not None]
        yield from _first(tried)


def _first(tried: Sequence[Verdict]) -> Iterator[Verdict]:
    """The verdict that holds, else the first one."""
    if tried:
        yield next((one for one in tried if one.consistent), tried[0])


def _sum(total: Figure, parts: Sequence[Figure]) -> Verdict | None:
    sum_ = parts[0].interval
    for part in parts[1:]:
        sum_ = sum_ + part.interval
    return verdict(total, sum_, " + ".join(map(shown, parts)))


def _tied(text: str, parts: Sequence[Figure], total: Figure) -> bool:
    """Whether a total is that of the figures before it: a list, parallel clauses, or a word that says so."""
    if TIED.search(total.before):
        gaps = "".join(part.gap for part in parts[1:])
        return "。" not in gaps
    if "分别" in parts[0].gap and re.search("全年|全长|总长|年共|总数", total.before):
        return True
    return "月" in parts[0].before and "月" in parts[-1].before and "全年" in total.before


def _balances(text: str, figures: Sequence[Figure]) -> Iterator[Verdict]:
    """收入A，支出B，缺口D; 新登记A，注销B，净增D; 计划A，完成B，欠计划D."""
    for at in range(FEWEST, len(figures)):
        figure, first, second = figures[at], figures[at - 2], figures[at - 1]
        owed = (
            SHORT.search(figure.before) is not None
            or PAST.search(figure.before) is not None
            or SAVED.search(figure.before) is not None
        )
        if owed:
            values = [f for f in figures[:at] if f.alike(figure)]
            if len(values) != FEWEST or not TASK.search(values[0].before + values[1].before):
                continue
            first, second = values
        elif (
            not GAP.search(figure.before)
            or not (first.alike(second) and second.alike(figure))
            or not (LEAVING.search(second.before) or LEAVING.search(first.before) or "差" in figure.before)
            or not (NEXT.match(second.gap) and NEXT.match(figure.gap))
            or ("净增" in figure.before and not LEAVING.search(second.before))
        ):
            continue
        if not first.alike(figure):
            continue
        if any(CARRIED.search(f.before) for f in figures[: at + 1] if f.alike(figure)):
            continue
        more, less = (first, second) if first.value >= second.value else (second, first)
        yield from _some(verdict(figure, more.interval - less.interval, f"{shown(more)} − {shown(less)}"))


def _stocks(text: str, figures: Sequence[Figure]) -> Iterator[Verdict]:
    """年初A，新增B，退出C，年末D: D is A + B − C."""
    for begin, opening in enumerate(figures):
        if not OPENING.search(opening.before) or opening.is_share:
            continue
        entered: list[Figure] = []
        left: list[Figure] = []
        for figure in figures[begin + 1 :]:
            if not figure.alike(opening) or re.search("[。]", figure.gap):
                break
            if CLOSING.search(figure.before):
                if entered and left:
                    flow = opening.interval
                    for one in entered:
                        flow = flow + one.interval
                    for one in left:
                        flow = flow - one.interval
                    words = shown(opening) + "".join(f" + {shown(f)}" for f in entered)
                    yield from _some(verdict(figure, flow, words + "".join(f" − {shown(f)}" for f in left)))
                break
            if LEAVING.search(figure.gap):
                left.append(figure)
            elif ENTERING.search(figure.gap):
                entered.append(figure)
            elif left and re.match(r"^[、，,]", figure.gap):
                left.append(figure)
            else:
                break
