"""The scanner: finds the places where a number may begin and lets the rules read on from there."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from decimal import Decimal

from zongjie.document import Qualifier, Quantity, Span
from zongjie.numerals import NUMERAL, parse
from zongjie.quantity import qualify, units
from zongjie.quantity.productions import Draft
from zongjie.quantity.rules import RULES, Production, Rule
from zongjie.quantity.signs import joins, minus

# Where a number may begin. A digit must not continue a word (A4, PM2.5), a decimal or a damaged figure (.52, 1,23,
# 12 5, 3万5人) nor begin an account number (15 digits); a Chinese numeral must be followed by something that a rule
# could use, or the scan would stop at every 一.
# The expression consumes its first character, so that the search runs on a character set; conditions look back over it.
_FIRST = re.escape("".join(sorted({unit[0] for unit in units.rows()})))
_DIGIT = r"(?<=\d)(?<![\dA-Za-z.·/×]\d)(?<![A-Za-z]-\d)(?<!\d,\d)(?<!\d \d)(?<!\d[百千万亿]\d)(?!\d{14})"
_FOLLOWS = rf"(?=[{NUMERAL}点分成折半多余几来把、至到—–\-~～\n {_FIRST}]|$)"
# GDP356.8亿元, LNG350吨: capitals right before a figure that a magnitude or a measure makes sure are no model number
_NAMED = r"(?<=[A-Z]{2}\d)(?=\d{0,5}(?:\.\d+)?(?:[十百千]?[万亿]|[元吨款台%]))"
_NOT_COUNTED = "人总户次件基系指分整少多倍位岁票股约读参函招个单双奇偶点字款额"  # 总数百分之…, 人数十万: no 数十
# 队伍层层, 退伍人, 登陆点: a word that ends like a numeral of contracts
_MILITARY, _FORMAL = "队入退落行大登着内水", "伍陆"
_PLACE = "以会网线路船场面身地海晚早手台车基"  # 会上百余人, 网上千家: no 上百
_CHINESE = (
    rf"(?<=[{NUMERAL}])(?<![{_MILITARY}][{_FORMAL}])(?:(?<![\d{NUMERAL}].)|(?<=[{_MILITARY}][{_FORMAL}].))"
    rf"(?<![{NUMERAL}]点.)(?<!\d .)"
    rf"(?:{_FOLLOWS}|(?=[小少]半)|(?<=零)(?=[，。；）]))"
    rf"|(?<=[几数])(?<![{_NOT_COUNTED}]数)(?=[十百千万亿])|(?<=上)(?<![{_PLACE}]上)(?=[百千万亿])"
)
_WORD = (
    rf"(?<=第)|(?<=首)位|(?<=榜)首|(?<=倒)数第|(?<=前)(?=[\d{NUMERAL}])|(?<=翻)"
    r"|(?<=过)半(?![年月天夜日小个])|(?<=半)(?=[数个年天亩吨斤里米]|小时|公[里顷斤]|平方)|(?<=[大近]半)(?<!一大半)"
    r"|(?<=[¥￥$€£])(?<![A-Za-z].)(?=[ \d])|(?<=[RCUEGH])(?=(?:MB|NY|SD|UR|BP|KD|[SK]\$) ?\d)(?<![A-Za-z].)"
)
_MASK = (
    r"(?<=[xX×*□])(?<![A-Za-z\d×*□].)(?:(?<=[^*□])|[*□])"
    r"|(?<=[\u4e00-\u9fff]\*)(?=[名个次期批人家场件户项所份条])|(?<=某)某"
)
# a minus stands directly before its digit and behind a Chinese character, a mark or nothing: no 5%-5.5%, A-3, 2019-2021
_SIGN = r"(?<=-)(?=\d)(?:(?<=[\u4e00-\u9fff，,。；;：:、（(“|~～—–\s]-)|(?<![\s\S]-))"
_BEGIN = re.compile(
    rf"[\d{NUMERAL}几数上第首榜倒前翻过半¥￥$€£RCUEGHxX×*□某-](?:{_DIGIT}|{_NAMED}|{_CHINESE}|{_WORD}|{_MASK}|{_SIGN})"
)
_KINDS = {
    **dict.fromkeys(NUMERAL + "几数上", "chinese"),
    **dict.fromkeys("第首榜倒前翻过半¥￥$€£RCUEGH", "word"),
    **dict.fromkeys("xX×*□某", "mask"),
    "-": "sign",
}
_ORDINAL = re.compile(rf"第 ?[\d{NUMERAL}]+(?:(?:、|至|到|[—–\-~～]{{1,2}})第?[\d{NUMERAL}]+)*个?")
_BARE_CHINESE = re.compile(rf"[{NUMERAL}]{{1,30}}(?:点[{NUMERAL}]+)?")
_BARE_DIGITS = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?(?![\d.])|\d+(?:\.\d+)?(?![\d.xX×*])")
_HAN = re.compile(r"[\u4e00-\u9fff]")
SMALL = 5_000  # characters of an expression without the units, which is compiled at once


def _matcher(rule: Rule) -> Callable[[str, int], re.Match[str] | None]:
    """What matches a rule: its expression itself where it is small."""
    return rule.match if len(rule.expression) > SMALL else rule.pattern.match


BY_KIND: dict[str, tuple[Rule, ...]] = {
    kind: tuple(rule for rule in RULES if rule.kind == kind) for kind in ("digit", "sign", "chinese", "word", "mask")
}


_Tries = tuple[tuple[Callable[[str, int], re.Match[str] | None], Production, str], ...]


class _Tried(dict[str, _Tries]):
    """The same, taken apart: this is the innermost loop. A kind is compiled when it is first met."""

    def __missing__(self, kind: str) -> _Tries:
        self[kind] = tuple((_matcher(rule), rule.produce, rule.name) for rule in BY_KIND[kind])
        return self[kind]


_TRIED = _Tried()


def places(text: str) -> Iterator[tuple[int, str]]:
    """Every place of the folded `text` where a number may begin, and the kind of rule to try there."""
    for found in _BEGIN.finditer(text):
        yield found.start(), _KINDS.get(text[found.start()], "digit")


def scan(text: str, blocks: list[tuple[int, int]], *, bare: bool = False) -> Iterator[Quantity]:
    """Every quantity of the folded `text` outside `blocks` (sorted), in order."""
    position = floor = at = 0
    while begin := _BEGIN.search(text, position):
        start = begin.start()
        while at < len(blocks) and blocks[at][1] <= start:
            at += 1
        if at < len(blocks) and blocks[at][0] <= start:
            position = blocks[at][1]
            continue
        kind = _KINDS.get(text[start], "digit")
        if kind == "sign" and joins(text, floor, start):
            position = start + 1
            continue
        drafts, rule = read(text, start, kind)
        if drafts and drafts[0].start >= floor:  # 0大半: the last character of a number is no word before the next
            quantities = list(_finish(text, drafts, rule, floor))
            yield from quantities
            position = floor = quantities[-1].span.end
            continue
        if kind == "word" and (ordinal := _ORDINAL.match(text, start)):
            position = ordinal.end()
            continue
        if bare and (found := _bare(text, start, kind)):
            yield found
            position = floor = found.span.end
            continue
        position = start + 1


def read(text: str, start: int, kind: str) -> tuple[list[Draft], str]:
    """What the first rule that accepts at `start` makes of it, and that rule's name."""
    for match, produce, name in _TRIED[kind]:
        if (found := match(text, start)) and (drafts := produce(found)):
            return list(drafts), name
    return [], ""


def _finish(text: str, drafts: list[Draft], rule: str, floor: int) -> Iterator[Quantity]:
    """The drafts of one place with their qualifiers; a word before the first holds for all of a list."""
    prefix = None if drafts[0].form == "rank" else qualify.before(text, drafts[0].start, floor)
    for number, draft in enumerate(drafts):
        start, end, qualifier = draft.start, draft.end, draft.qualifier
        if number == len(drafts) - 1 and qualifier != "masked" and (suffix := qualify.after(text, end)):
            end, qualifier = suffix
        elif number == len(drafts) - 1 and qualifier == "masked" and (suffix := qualify.after(text, end)):
            end = suffix[0]
        if prefix:
            qualifier = prefix[1] if qualifier != "masked" else qualifier
            start = prefix[0] if number == 0 else start
        yield _quantity(Span(start, end), draft.value, draft, qualifier, draft.rule or rule)


def _quantity(span: Span, value: Decimal | None, draft: Draft, qualifier: Qualifier, rule: str) -> Quantity:
    low = None if value is None else float(value)
    high = None if draft.high is None else float(draft.high)
    return Quantity(span, low, high, draft.unit, qualifier, draft.form, rule)


def _bare(text: str, start: int, kind: str) -> Quantity | None:
    """A numeral without unit; a single Chinese digit only where it stands alone."""
    if kind == "sign":
        found = _BARE_DIGITS.match(text, start + 1) if minus(text, start, "") else None
        number = parse(found[0]) if found else None
        if found is None or number is None:
            return None
        return _quantity(
            Span(start, found.end()), -number.value, Draft(start, found.end(), None, "", "bare"), "exact", "bare"
        )
    if kind not in ("digit", "chinese"):
        return None
    found = (_BARE_DIGITS if kind == "digit" else _BARE_CHINESE).match(text, start)
    number = parse(found[0]) if found else None
    if found is None or number is None:
        return None
    end = found.end()
    if kind == "chinese" and len(found[0]) == 1 and (_HAN.match(text, end) or (start and _HAN.match(text, start - 1))):
        return None
    draft = Draft(start, end, number.value, "", "bare", number.high)
    return _quantity(Span(start, end), number.value, draft, "approx" if number.hedge else "exact", "bare")
