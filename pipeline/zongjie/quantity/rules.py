"""The rules of the number grammar: each a name, a pattern over folded text and a production that may decline.

`RULES` lists them in the order they are tried; the first that accepts at a place wins. Two rules that could read the
same characters differently must say which goes first (`over`), or the examples fail.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

from zongjie.lexicon import table
from zongjie.numerals import ARABIC, ARABIC_NUMBER, CHINESE_NUMBER, DIGITS, GAP, NUMERAL
from zongjie.quantity import productions as make
from zongjie.quantity import ranks, shares, signs, stated, units

_DASH = r"(?:[—–~～〜]{1,2}|-{1,2})"  # never ~-: the stroke there is a minus (3%~-5%)
_ANY = units.with_rate(units.pattern())
_CHINESE = units.with_rate(units.pattern(numerals="chinese"))
_MASKED = units.with_rate(units.pattern(mask="yes"))
_UNIT = units.after_gap(_ANY)
_CHINESE_UNIT = units.after_gap(_CHINESE)
_BESIDE = units.after_gap(units.pattern(beside=True))
_STOP = r"(?=[，。；、：）)！？;\s]|,(?!\d)|$)"

Production = Callable[[re.Match[str]], Sequence[make.Draft]]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule by name. `kind` says at which characters it may begin: digit, sign, chinese, mask or word."""

    name: str
    kind: str
    expression: str
    produce: Production
    over: tuple[str, ...] = ()

    @property
    def pattern(self) -> re.Pattern[str]:
        """The expression, compiled when it is first asked for: the units in it take a tenth of a second."""
        return _compiled(self.expression)

    def compile(self) -> None:
        """Compile the expression now."""
        _compiled(self.expression)

    def match(self, text: str, start: int) -> re.Match[str] | None:
        """What the rule reads at `start`; its gate is tried first, where it has one."""
        gate = GATES.get((self.name, self.kind))
        if gate is not None and gate.match(text, start) is None:
            return None
        whole = self.expression in _COMPILED or RATED.match(text, start)
        return _compiled(self.expression if whole else _without_rates(self.expression)).match(text, start)


_COMPILED: dict[str, re.Pattern[str]] = {}


def _compiled(expression: str) -> re.Pattern[str]:
    """The expression as a pattern: an own table, for that of `re` forgets."""
    if expression not in _COMPILED:
        _COMPILED[expression] = re.compile(expression)
    return _COMPILED[expression]


@cache
def _without_rates(expression: str) -> str:
    """The same without units of so much per something: much smaller, and quickly compiled."""
    return expression.replace(units.rate(), "")


def _range_of(number: str, unit: str) -> str:
    """A to B with one unit at the end, or the same unit at both."""
    separator = rf"{GAP}(?P<sep>{_DASH}|至|到){GAP}"
    return rf"(?P<low>{number})(?:{GAP}(?P<below>{unit}))?{separator}(?P<high>{number}){units.after_gap(unit)}"


# 三个半天 are three; 一个半路出家的会计 is one
_HALF_OF = "导体|成品|山|岛|径|决赛|天|路|夜|自动|劳|封建|殖民|文盲|机械|脱产|专业|职业|公开|工半|农半|身|边|程|残"


def _and_more_of(number: str) -> str:
    spans = r"小时|月|钟头|星期|学期|世纪|季度|工作日"
    inner = rf"个(?:(?P<more>半)(?!{_HALF_OF})(?P<inner>{spans})?|(?P<rest>[多余])(?P<span>{spans}))"
    whole = (
        r"(?P<whole>年|岁|倍|天|斤|亩|里|公里|小时|吨|公斤|米|丈|尺|升|公顷|周|头|件|桶|袋|车|箱|筐|担|间|瓶|碗|页)半"
        r"(?!导体|成品|径|地下|价|数|[年月天夜路途截])"
    )
    return rf"(?P<n>{number})(?:{inner}|{whole})"


def _medals() -> str:
    """5金7银4铜: medals of two sorts at least."""
    return r"(?=\d{1,3}[金银]\d{1,3}[银铜])(?:\d{1,3}[金银铜]){2,3}(?![行融属矿色])"


def _bodies() -> str:
    """Bodies that follow the digits themselves."""
    named = "|".join(
        re.escape(row["body"]) + (f"(?!{row['not_before']})" if row["not_before"] else "")
        for row in table("quantity/bodies.tsv", "body")
    )
    return rf"(?P<n>[1-9]\d{{0,2}})(?=(?P<body>{named}))"


def _below_zero_to() -> str:
    separator = rf"{GAP}(?P<sep>[—–~～〜]{{1,2}}|至|到|-){GAP}(?P<minus>-)?"
    low = rf"(?P<low>{ARABIC_NUMBER})(?:{GAP}(?P<below>{_ANY}))?"
    return rf"-{low}{separator}(?P<high>{ARABIC_NUMBER}){_UNIT}"


def _hundred_millions_of(number: str) -> str:
    # 3个亿元企业 are three enterprises
    return rf"(?P<n>{number}){GAP}个(?P<more>多)?亿(?![元级吨人户]|万|美元)"


def _coins_of(number: str) -> str:
    tenths = rf"(?:零?(?P<tenths>[\d{DIGITS}])[角毛])?"
    cents = rf"(?:零?(?P<cents>[\d{DIGITS}])分)?"
    whole = "(?:[整正](?![治修理改顿合编备体套洁训队月]))?"  # 1200元整, not 整治
    return rf"(?P<n>{number})(?P<unit>[元圆块]){tenths}{cents}{whole}(?<=[角毛分整正])"


def _spoken_coins_of(number: str) -> str:
    """两块五 and 一角五分: the last coin without its name, or 角 for the first."""
    # the look ahead is for speed: few numbers are followed by coins
    near = rf"(?=[^块毛角元，。\n]{{1,12}}[块毛角元][\d{DIGITS}])"
    last = rf"(?P<tenths>[\d{DIGITS}])(?:(?<=[角毛].)分|(?<=[块毛元角].)(?={_STOP}|[涨降升跌提调]|一[\u4e00-\u9fff]))"
    return rf"{near}(?P<n>{number})(?P<unit>[块毛角元]){last}"


def _clock_of(number: str) -> str:
    """2小时47分, 3分48秒: one length of time."""
    near = (
        r"(?=[^小钟分，。\n]{1,8}(?:小时|钟头|分钟?)[^，。\n]{0,4}[分秒])"  # for speed: few numbers are followed by it
    )
    hours = rf"(?:(?P<hours>{number}){GAP}个?(?:小时|钟头)零?{GAP})?"
    seconds = rf"(?:零?{GAP}(?P<seconds>{number}){GAP}秒钟?)?"
    return rf"{near}{hours}(?P<minutes>{number}){GAP}分钟?{seconds}"


def _years_of(number: str) -> str:
    """一年零十个月, 3年6个月."""
    return rf"(?=[^年，。\n]{{1,4}}年[^月，。\n]{{1,5}}月)(?P<years>{number})年(?P<zero>零)?(?P<months>{number})个月"


def _measures_of(number: str) -> str:
    """三亩二分, 3斤2两, 两丈四尺: the tenth of a measure behind it."""
    pairs = "|".join(f"(?<={first}.){rest}" for first, rest in _TENTHS)
    firsts = "".join(first for first, _ in _TENTHS)
    near = rf"(?=[^{firsts}，。\n]{{1,12}}[{firsts}][\d{DIGITS}])"
    return rf"{near}(?P<n>{number})(?P<unit>[{firsts}])(?P<tenths>[\d{DIGITS}])(?:{pairs})(?![之钟管布析别])"


def _discount_of(digits: str) -> str:
    """八折, 八五折, 七到八折."""
    return rf"(?P<low>{digits})(?:折?(?:{_DASH}|至|到)(?P<high>{digits}))?折(?![叠射腾磨旧线合返子戏页算])"


# 成 is a tenth unless it begins one of these words (三成员国, 一成不变, 五成套)
_NO_TENTH = "员果功立为本熟长绩效套品才人分都就群把谱"
_NOR = "不(?!到|止|足)"


def _tenth_of(number: str) -> str:
    rest = rf"(?P<rest>半|[一二三四五六七八九](?![{NUMERAL}个名家户人跃举度直路下]))"
    return rf"(?P<n>{number})成{rest}?(?![{_NO_TENTH}]|{_NOR}|新(?![增建型能兴]))"


def _tenths_of(number: str) -> str:
    half = rf"(?:半|[一二三四五六七八九](?![{NUMERAL}个名家户人]))"
    low = rf"(?P<low>{number})(?:(?P<below>成)(?P<lowest>{half})?)?"
    return rf"{low}{GAP}(?P<sep>{_DASH}|至|到){GAP}(?P<high>{number})成(?P<highest>{half})?(?![{_NO_TENTH}]|{_NOR})"


# 提高0.8个点, 5个多百分点; 设立3个点 counts places
_POINT = r"个(?P<more>多)?(?P<full>百分)?点(?!位|名|状|子|评|面|对点)"
_HIGH_PERCENT = rf"(?:{_DASH}|至|到)(?P<again>[百千万]分之)?(?P<high>{CHINESE_NUMBER}|{ARABIC})"
_RATIO_UNIT = r"(?:\n(?=∶))?(?P<unit>(?:[∶:：]\d+(?:\.\d+)?)+|比\d+(?:\.\d+)?)"
_NEXT = rf"(?:{GAP}(?:、|和|与|及){GAP}-?{ARABIC_NUMBER}){{1,19}}"
_HEDGED = r"(?:(?P<about>将近|接近|大约|差不多|近|约)|(?P<more>超过|不止|逾)|(?P<less>不到|不足))?"
_MASK_TAIL = rf"[多余]?{GAP}(?:[十百千][多余]?)?(?:[万亿][多余]?)?{units.after_gap(_MASKED)}"
_MASK = (
    r"(?:[xX×]{1,4}|[*□]{2,4}|(?<=[\u4e00-\u9fff])\*(?=[名个次期批人家场件户项所份条])|某某)(?:\.(?:[xX×]|\*){1,2})?"
)
_MASK_STOP = rf"(?P<unit>{units.pattern(mask='stop')}){_STOP}"
# what a tenth of a measure is called: 三亩二分, 三斤二两
_TENTHS = (("亩", "分"), ("斤", "两"), ("尺", "寸"), ("丈", "尺"), ("石", "斗"))
_HEAD = "(?P<head>(?:[一二三四五六七八九][百千]){0,2}(?:[二三四五六七八九]?十)?)"
_POWER_OF_TEN = r"(?: ?[×xX] ?10(?P<power>[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3}|\^-?\d{1,2})|[eE](?P<exponent>[+-]?\d{1,2}))"
_SIGNS = "|".join(map(re.escape, sorted(units.currencies(), key=len, reverse=True)))
_PLACE = r"(?:\d{1,3}|[一二三四五六七八九十]{1,3})"
_LONG = rf"(?=[{NUMERAL}]{{3}}|[^百千万]{{0,3}}[百千万])"  # 二百零八所: too long for a name or an ordinal
_LARGE = rf"(?=[{NUMERAL}]{{1,3}}[百千]|[{NUMERAL}]{{1,6}}[万亿])"
RATED = re.compile(r"[^，。；]{0,500}?[/每（(]")  # no number is so long: wherever a rate may follow it
_TO = re.compile(r"[^，。；\n]{1,120}?[—–~～〜\-至到]")
GATES: dict[tuple[str, str], re.Pattern[str]] = {
    ("scientific", "digit"): re.compile(r"[\d., ·]+(?:[×xX] ?10|[eE][+\-\d])"),
    ("ratio", "digit"): re.compile(r"[\d., ·]+\n?[∶:：比]"),
    ("range", "digit"): _TO,
    ("list", "digit"): re.compile(rf"[\d.,·+ {NUMERAL}多余几来]+[、和与及]"),
    ("thousands", "digit"): re.compile(r"\d{1,3} \d"),
    ("mask", "digit"): re.compile(r"\d{1,3}[xX×*]"),
    ("mask", "chinese"): re.compile("零零"),
    ("range", "chinese"): _TO,
    ("pair_list", "chinese"): re.compile(rf".{{1,6}}、[{NUMERAL}几数上]"),
    ("long_cardinal", "chinese"): re.compile(_LONG),
}
"""What stands wherever one of the rules with units reads anything. Most numbers never come to such a rule, so that its
expression, with all the units in it, need not be compiled for a sentence (`benchmarks/speed.py --starts`)."""


def _of(name: str, kind: str, pattern: str, produce: Production, *over: str) -> Rule:
    return Rule(name, kind, pattern, produce, over)


RULES: tuple[Rule, ...] = (
    _of("ratio", "digit", rf"(?P<n>{ARABIC}){_RATIO_UNIT}(?![\d.:：%]|{GAP}(?:{_ANY}|[年月日时]))", make.ratio),
    _of(
        "scientific",
        "digit",
        rf"(?P<n>{ARABIC}){_POWER_OF_TEN}{_UNIT}",
        make.scientific,
        "cardinal",
        "magnitude",
        "mask",
    ),
    _of("coins", "digit", _coins_of(ARABIC_NUMBER), make.coins, "cardinal"),
    _of("spoken_coins", "digit", _spoken_coins_of(ARABIC_NUMBER), make.coins, "cardinal"),
    _of("measures", "digit", _measures_of(ARABIC_NUMBER), make.coins, "cardinal"),
    _of("clock", "digit", _clock_of(ARABIC_NUMBER), make.clock, "cardinal"),
    _of("years", "digit", _years_of(ARABIC_NUMBER), make.years_and_months, "cardinal"),
    _of("range", "digit", _range_of(ARABIC_NUMBER, _ANY), make.interval, "cardinal", "tenth", "magnitude"),
    _of("list", "digit", rf"(?P<items>{ARABIC_NUMBER}{_NEXT}){_UNIT}", make.listed, "magnitude", "stated"),
    _of(
        "per_population",
        "digit",
        rf"(?=[\d.]{{1,8}}/)(?P<n>{ARABIC})(?P<unit>/(?:10|十|100|百)万)",
        shares.per_population,
        "fraction",
    ),
    _of("discount", "digit", _discount_of(r"\d(?:\d|\.\d)?"), shares.discount),
    _of("fraction", "digit", r"(?P<over>\d{1,2})/(?P<under>\d{1,3})(?![\d/.A-Za-z月日])", shares.fraction),
    _of(
        "hundred_millions", "digit", _hundred_millions_of(ARABIC_NUMBER), make.hundred_millions, "and_more", "cardinal"
    ),
    _of("points", "digit", rf"(?P<n>{ARABIC_NUMBER}){_POINT}", shares.points, "and_more", "cardinal"),
    _of("tenths", "digit", _tenths_of(ARABIC_NUMBER), shares.tenths, "tenth"),
    _of("and_more", "digit", _and_more_of(ARABIC_NUMBER), make.and_more, "cardinal"),
    _of("tenth", "digit", _tenth_of(ARABIC_NUMBER), shares.tenth),
    _of(
        "thousands",
        "digit",
        rf"(?P<n>[1-9]\d{{0,2}}(?: \d{{3}})+(?:\.\d+)?(?:{GAP}[余多]?[十百千]?[万亿])?)(?![\d.,]| \d){_UNIT}",
        make.spaced,
    ),
    _of("medals", "digit", _medals(), make.medals, "cardinal", "stated"),
    _of("bodies", "digit", _bodies(), make.bodies, "cardinal"),
    _of("mask", "digit", rf"\d{{1,3}}[xX×*]{{1,3}}(?:\.[xX×]+)?{_MASK_TAIL}", make.mask),
    _of("cardinal", "digit", rf"(?P<n>{ARABIC_NUMBER}){_UNIT}", make.cardinal, "magnitude"),
    _of("magnitude", "digit", rf"(?P<n>{ARABIC_NUMBER})", make.magnitude),
    _of("stated", "digit", rf"(?P<n>{ARABIC})(?! ?\.)(?! \d){_STOP}", stated.stated),
    _of("index", "digit", r"(?P<n>\d{1,4}\.\d{1,4})(?![\d.·])", stated.index),
    _of("negative_range", "sign", _below_zero_to(), signs.negative_interval, "negative", "negative_value"),
    _of("negative_list", "sign", rf"(?P<items>-{ARABIC_NUMBER}{_NEXT}){_UNIT}", signs.negative_list, "negative_value"),
    _of("negative", "sign", rf"-(?P<n>{ARABIC_NUMBER}){_UNIT}", signs.negative, "negative_value"),
    _of("negative_value", "sign", rf"-(?P<n>{ARABIC_NUMBER}){_STOP}", signs.negative_value),
    _of(
        "by_place",
        "chinese",
        rf"(?P<n>[{DIGITS}]{{2,4}})(?:点(?P<rest>[{DIGITS}]{{1,3}}))?(?P<unit>[%‰])",
        make.by_place,
        "cardinal",
        "long_cardinal",
    ),
    _of("whole", "chinese", r"百分百(?!分)", shares.whole),
    _of(
        "percent_pair",
        "chinese",
        r"百分之(?P<head>(?:[二三四五六七八九]?十)?)(?P<low>[一二三四五六七八])、(?P<high>[二三四五六七八九]十?)(?![、点百千万])",
        shares.percent_pair,
        "percent",
        "fraction",
    ),
    _of(
        "percent",
        "chinese",
        rf"(?P<base>[十百]万|[百千万])分之(?P<low>{CHINESE_NUMBER}|{ARABIC})(?:{_HIGH_PERCENT})?",
        shares.percent,
        "fraction",
    ),
    _of("fraction", "chinese", rf"(?P<under>{CHINESE_NUMBER})分之(?P<over>{CHINESE_NUMBER})", shares.fraction),
    _of("masked_percent", "chinese", r"百分之(?:[xX×*]{1,4}|零零|某某)", shares.masked_percent),
    _of("mask", "chinese", rf"零{{2,4}}{_MASK_TAIL}", make.mask, "cardinal"),  # ○○户: the circle is folded to zero
    _of("half", "chinese", r"一[大多小少]?半(?![天路生截夜边拉个])", shares.half),
    _of("coins", "chinese", _coins_of(CHINESE_NUMBER), make.coins, "cardinal", "long_cardinal"),
    _of("spoken_coins", "chinese", _spoken_coins_of(CHINESE_NUMBER), make.coins, "cardinal", "beside", "dimes"),
    _of("discount", "chinese", _discount_of("[一二三四五六七八九]{1,2}"), shares.discount),
    _of("measures", "chinese", _measures_of(CHINESE_NUMBER), make.coins, "cardinal", "long_cardinal", "beside"),
    _of("clock", "chinese", _clock_of(CHINESE_NUMBER), make.clock, "cardinal", "long_cardinal", "beside"),
    _of("years", "chinese", _years_of(CHINESE_NUMBER), make.years_and_months, "cardinal"),
    _of(
        "spoken_measures",
        "chinese",
        rf"(?P<n>{CHINESE_NUMBER})(?P<unit>[米吨尺斤])(?P<tenths>[{DIGITS}]{{1,2}})(?:{_STOP}|(?=[的降提升]))",
        make.coins,
        "cardinal",
        "long_cardinal",
        "beside",
    ),
    _of("range", "chinese", _range_of(CHINESE_NUMBER, _CHINESE), make.interval, "cardinal", "magnitude"),
    _of(
        "pair_list",
        "chinese",
        rf"{_HEAD}(?P<low>[一二两三四五六七八])、(?P<high>{CHINESE_NUMBER}){_CHINESE_UNIT}",
        make.pair,
        "spent",
    ),
    _of(
        "hundred_millions",
        "chinese",
        _hundred_millions_of(CHINESE_NUMBER),
        make.hundred_millions,
        "and_more",
        "cardinal",
        "long_cardinal",
    ),
    _of(
        "points", "chinese", rf"(?P<n>{CHINESE_NUMBER}){_POINT}", shares.points, "and_more", "cardinal", "long_cardinal"
    ),
    _of(
        "tenth_pair",
        "chinese",
        rf"(?P<low>[一二三四五六七八])、(?P<high>[二三四五六七八九])成(?![{_NO_TENTH}])",
        shares.tenth_pair,
    ),
    _of("tenths", "chinese", _tenths_of(CHINESE_NUMBER), shares.tenths, "tenth"),
    _of("and_more", "chinese", _and_more_of(CHINESE_NUMBER), make.and_more, "cardinal", "long_cardinal"),
    _of("tenth", "chinese", _tenth_of(CHINESE_NUMBER), shares.tenth),
    _of("cardinal", "chinese", rf"(?P<n>{CHINESE_NUMBER}){_CHINESE_UNIT}", make.cardinal, "long_cardinal", "magnitude"),
    _of("beside", "chinese", rf"(?P<n>{CHINESE_NUMBER}){_BESIDE}", make.beside, "long_cardinal"),
    _of(
        "dimes",
        "chinese",
        rf"(?P<n>{CHINESE_NUMBER})(?P<unit>角|毛(?!钱))(?=[，。；、）,;\s]|$|就|以[内上下]|一[\u4e00-\u9fff])",
        make.dimes,
    ),
    _of("long_cardinal", "chinese", rf"(?P<n>{_LONG}{CHINESE_NUMBER}){_UNIT}", make.cardinal, "magnitude"),
    _of("magnitude", "chinese", rf"(?P<n>{CHINESE_NUMBER})", make.magnitude),
    _of("spent", "chinese", rf"(?P<n>(?=[一二两三四五六七八九][百千]){CHINESE_NUMBER}){_STOP}", make.spent),
    _of("hedged", "chinese", rf"(?P<n>{_LARGE}{CHINESE_NUMBER}){_STOP}", stated.hedged),
    _of("zero", "chinese", rf"(?P<n>零|[{DIGITS}]{{1,3}}点[{DIGITS}]{{1,4}}){_STOP}", stated.zero),
    _of("mask", "mask", rf"{_MASK}{_MASK_TAIL}", make.mask),
    _of(
        "masked_part",
        "mask",
        rf"{_MASK}(?:(?P<tenths>成)(?![{_NO_TENTH}]|{_NOR})|[万亿]{_STOP}|{_MASK_STOP})",
        make.mask,
    ),
    _of("last_rank", "word", rf"倒数第(?P<n>{CHINESE_NUMBER}|\d+)(?P<unit>[名位])?", ranks.last_rank),
    _of("masked_rank", "word", r"第(?:[xX×*]{1,4}|某)(?P<unit>名(?![单称])|位(?!数|于|置|列))", ranks.masked),
    _of(
        "rank_list",
        "word",
        rf"第(?P<items>{_PLACE}(?:[、和]{_PLACE})+)(?P<unit>名(?![单称])|位(?!数|于|置|列))",
        ranks.listed,
        "bare_rank",
    ),
    _of(
        "rank",
        "word",
        rf"第{GAP}(?P<n>{CHINESE_NUMBER}|\d+)(?:(?:{_DASH}|至|到)第?(?P<high>{_PLACE}))?{GAP}(?P<unit>名(?![单称])|位(?!数|于|置|列))",
        ranks.rank,
        "bare_rank",
    ),
    _of("bare_rank", "word", rf"第(?P<n>{CHINESE_NUMBER}|\d+)", ranks.bare_rank),
    _of("top", "word", rf"前(?P<n>{CHINESE_NUMBER}|{ARABIC}){GAP}(?P<unit>名|位|强|%|‰)?", ranks.top),
    _of("first", "word", r"首位(?!度)|榜首", ranks.first),
    _of(
        "doubling",
        "word",
        rf"翻了?{_HEDGED}(?P<n>{CHINESE_NUMBER}|\d+)?(?:番(?P<half>半)?(?!身|茄|薯|天)|(?<=[翻了])倍)",
        shares.doubling,
    ),
    _of("half", "word", r"过半数?|半数|半(?<=[大近]半)(?![年天辈夜生个截月小日数])", shares.half),
    _of(
        "half_unit",
        "word",
        r"半(?:个(?P<more>多)?(?P<inner>小时|钟头|月(?!度|刊|谈)|百分点|学期|工作日)|(?P<unit>小时|年(?![级度报会来内前后终底]|以[来后前])"
        r"|天(?![然候])|亩|公[顷里斤]|吨|平方米|斤|里(?!程)|米(?!粒)))",
        make.half_unit,
    ),
    _of(
        "signed_money",
        "word",
        rf"(?P<sign>{_SIGNS}){GAP}(?P<n>{ARABIC_NUMBER})(?P<unit>{units.pattern(dimension='money')})?(?![A-Za-z])",
        make.signed_money,
    ),
)
