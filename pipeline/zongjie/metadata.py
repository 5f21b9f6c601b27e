"""What is known of a document as a whole: kind, issuer, period, region and date, each None rather than guessed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from zongjie import file_names, lexicon
from zongjie.config import Settings
from zongjie.document import Document, Metadata
from zongjie.stage import Stage, StageSpec

HEAD = 300  # characters at the opening of a text in which it says who speaks and of when
TAIL_LINES = 4  # lines at the end among which a signature stands
PAGE_HEAD = 400  # characters of the page above a document in which its publication line stands
LONGEST_NAME = 25  # characters of a body's name
LEAST_SELF = 2  # times a body must speak of itself where its opening does not
NATION = "全国"  # region of what the nation's own bodies issue
FIRST_PLAN, FIRST_PLAN_YEAR = 6, 1981  # plans run five calendar years since the sixth

HAN = "㐀-䶿一-鿿"
MASK = "xX×＊*"
YEAR = r"(?:[12]\d{3}|20[xX×*]{2}|[xX×]{4}|[xX×]{2}(?=年)|[一二][〇○零0一二三四五六七八九]{3})"
NUMERALS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
QUARTERS = str.maketrans("一二三四", "1234")
MONTH = r"(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])"
TO = r" ?(?:-|—|－|–|~|～|〜|至|到){1,2} ?"
SPOKEN_FOR = re.compile(
    rf"我(?:现在)?(?:受(?P<by>[{HAN}{MASK}]{{2,20}}?)(?:的?委托)|代表(?P<org>[{HAN}{MASK}]{{2,20}}?)(?=[，,向作]))"
)
OPENING = rf"(?:(?:{YEAR})年[度来]?[，,]?|今年(?:以来|上半年)?[，,]|一年来[，,]|上半年[，,]|近年来[，,])?"
ACTS = (
    "在|以|坚持|认真|按照|根据|紧紧|深入|积极|全面|始终|切实|位于|坐落|成立|现有|共有|围绕|贯彻|立足|是|于|严格|高度|"
    "不断|充分|着力|大力"
)
TITLE_HEAD = re.compile(rf"^(?:关于|中共)?(?:{YEAR})?(?:年度?)?(?:(?:上|下)半年|第?[一二三四]季度)?")
TITLE_BREAK = re.compile(
    rf"(?:{YEAR})年?|关于|[“《（(【\s]|工作|年度|上半年|下半年|第?[一二三四]季度|述职|总结|汇报|报告|计划"
)
REGION_STEP = re.compile(
    rf"(?:[{HAN}]{{1,7}}?|[{MASK}]{{1,4}}|某)(?:自治区|自治州|自治县|特别行政区|新区|开发区|省|市|地区|县|区|旗|镇|乡|街道)"
)
NO_REGION = re.compile(
    r"^(?:自治[区州县旗]|本届|[全我各本该辖社园景校片小老灾厂院矿库牧林山地专特军战][省市县区镇乡]"
    r"|.{0,3}(?:社区|园区|辖区|校区|院区|景区|城乡|乡镇|镇街))"
)
# a hyphen parts month and day only where it parts year and month too: 2023年1-6月 is half a year
DAY = (
    r"(?P<y>[12]\d{3}|二[〇○零0][〇○零0一二三四五六七八九]{2})(?:(?P<hyphen>-)|[/.年])"
    r"(?P<m>\d{1,2}|[一二三四五六七八九十]{1,2})(?(hyphen)[-/.月]|[/.月])"
    r"(?P<d>\d{1,2}|[一二三四五六七八九十]{1,3})(?!\d?月|\d\d[-./年])日?"
)
DAY_LINE = re.compile(rf"[（(]?\s{{0,4}}{DAY}\s{{0,4}}[)）]?")
SIGNATURE = re.compile(rf"[^，。；：！？\d]{{0,{LONGEST_NAME}}}")
SPOKEN_ON = re.compile(rf"^[　 ]{{0,20}}(?:——|--|[（(])?\s{{0,4}}{DAY}(?:在|于|[)）])", re.MULTILINE)
PUBLISHED = re.compile(rf"(?:发布|发表|更新|成文|发文|印发)(?:时间|日期)[：:]?\s{{0,4}}{DAY}")
PAGE_DAY = re.compile(rf"^[　 ]{{0,20}}{DAY}(?:[ 　].{{0,30}})?$", re.MULTILINE)
GOVERNMENT = re.compile(
    r"作政府工作(?:的)?报告|政府工作报告|报告(?:过去五年|五年来)?(?:的)?政府(?:的)?工作|报告本届政府.{0,8}工作"
)
NATIONAL_ASSEMBLY = re.compile(r"[在向].{0,6}全国人民代表大会|请全国政协")
ANNOUNCED = re.compile(r"现将[^。]{0,60}?(?P<word>总结|汇报|报告|述职)[^。]{0,8}如下")
FIELD = re.compile(
    r"^[　 ]{0,20}(?P<label>(?:报告|填报|汇报|填表|报送|编报|申报)单位(?:名称)?|单位(?:名称|全称)?)[　 ]{0,4}[：:]"
    rf"[　 ]{{0,4}}(?P<org>[{HAN}{MASK}]{{2,{LONGEST_NAME}}})(?=[　 （(|]|$)",
    re.MULTILINE,
)
REVIEW = re.compile(
    rf"^[　 ]{{0,20}}(?:[一二三四五六七八九十][、.]\s{{0,4}}|首先报告)?(?P<year>{YEAR})年(?:国内|政府|主要)?的?工作",
    re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Found:
    """A value and where it was found: `metadata`, `title`, `signature`, `text` or `filename`."""

    value: str
    source: str


@lru_cache(maxsize=1)
def _suffixes() -> str:
    found = sorted(lexicon.words("lexicons/issuers.tsv", kind="suffix"), key=len, reverse=True)
    return "|".join(map(re.escape, found))


@lru_cache(maxsize=1)
def _patterns() -> dict[str, re.Pattern[str]]:
    ends = _suffixes()
    own = "|".join(sorted(map(re.escape, lexicon.words("lexicons/issuers.tsv", kind="self")), key=len, reverse=True))
    name = rf"[{HAN}{MASK}]{{1,{LONGEST_NAME}}}"
    generic = "|".join(
        sorted(map(re.escape, lexicon.words("lexicons/issuers.tsv", kind="generic")), key=len, reverse=True)
    )
    return {
        "title": re.compile(rf"{name}(?:{ends})"),
        "line": re.compile(
            rf"(?:单位|报告单位|填报单位|汇报单位)?[：:]?(?P<org>{name}(?:{ends})(?:（[^（）]{{1,10}}）)?)"
        ),
        "opening": re.compile(rf"{OPENING}(?P<org>[{HAN}{MASK}]{{1,{LONGEST_NAME}}}?(?:{ends}))(?={ACTS})"),
        "self": re.compile(rf"我(?:省|市|县|区|镇|乡|街道|村)?(?:{own})(?![员议])"),
        "generic": re.compile(rf"(?:{generic})*"),
        "national": re.compile("|".join(lexicon.words("lexicons/issuers.tsv", kind="national"))),
    }


@lru_cache(maxsize=1)
def _provinces() -> re.Pattern[str]:
    rows = lexicon.table("lexicons/regions.tsv", unique="name")
    return re.compile("(?:" + "|".join(f"{row['name']}(?:{row['rank']})?" for row in rows) + ")")


@lru_cache(maxsize=1)
def _periods() -> tuple[tuple[re.Pattern[str], str, str], ...]:
    rows = lexicon.table("lexicons/periods.tsv", unique="name")
    named = {"YEAR": YEAR, "MONTH": MONTH, "TO": TO}
    made = (re.sub("|".join(named), lambda found: named[found[0]], row["pattern"]) for row in rows)
    return tuple((re.compile(pattern), row["code"], row["says"]) for pattern, row in zip(made, rows, strict=True))


def metadata(document: Document) -> Document:
    """Fill `metadata`; what the user's own columns say wins over the text."""
    given = _given(document)
    title = given.get("title") or document.metadata.title
    period = _period(given.get("period"), title, document)
    start, end = _dates(period)
    path = document.source.path
    issuer = Found(given["issuer"], "metadata") if "issuer" in given else _issuer(title, document.text, path)
    region = Found(given["region"], "metadata") if "region" in given else _region(title, issuer, document.text, path)
    return replace(
        document,
        metadata=Metadata(
            title=title,
            type=kind_of(title, document.text),
            issuer=issuer.value if issuer else None,
            issuer_source=issuer.source if issuer else None,
            period=period[0] if period else None,
            period_start=start,
            period_end=end,
            region=region.value if region else None,
            region_source=region.source if region else None,
            published=_day(given.get("published", "")) or _published(document),
            named_year=file_names.year(path),
        ),
    )


def _given(document: Document) -> Mapping[str, str]:
    names = {row["name"]: row["field"] for row in lexicon.table("lexicons/fields.tsv", unique="name")}
    given: dict[str, str] = {}
    for name, value in document.source.fields:
        field = names.get(name.strip().lower())
        if field and value.strip():
            given.setdefault(field, value.strip())
    return given


# ---------------------------------------------------------------- kind
def kind_of(title: str | None, text: str) -> str | None:
    """The kind of report, from its title or else from how it announces itself; `other` for a title of no known kind."""
    rows = lexicon.table("lexicons/genres.tsv", unique="word")
    for row in rows:
        if title and row["word"] in title:
            return row["type"]
    head = text[:HEAD]
    if GOVERNMENT.search(head):
        return "government_report"
    if announced := ANNOUNCED.search(text[: 3 * HEAD]):
        return {"总结": "work_summary", "述职": "duty_report"}.get(announced["word"], "work_report")
    return "other" if title else None


# ---------------------------------------------------------------- issuer
def _issuer(title: str | None, text: str, path: str) -> Found | None:
    if title and (name := _title_issuer(title)):
        return Found(name, "title")
    if name := _form(text):
        return Found(name, "text")
    if name := _signature(text):
        return Found(name, "signature")
    if name := _speaker(text):
        return Found(name, "text")
    named = (_title_issuer(part) for part in file_names.parts(path))
    return next((Found(name, "filename") for name in named if name), None)


def _title_issuer(title: str) -> str | None:
    """The body that a title opens with: what stands before the year or the word for the report."""
    rest = TITLE_HEAD.sub("", title, count=1)
    stop = TITLE_BREAK.search(rest)
    match = _patterns()["title"].match(rest[: stop.start()] if stop else rest)
    return match[0] if match and _names(match[0]) else None


def _names(name: str) -> bool:
    """Whether more than generic words is left of a name."""
    return not _patterns()["generic"].fullmatch(name)


def _form(text: str) -> str | None:
    """The body that a line of a form at the head gives as its own: 单位名称：石桥镇敬老院.

    单位 alone may tell the unit of figures as well: there the name must end as a body's does.
    """
    for match in FIELD.finditer(text[:HEAD]):
        name = match["org"]
        if _names(name) and (match["label"] != "单位" or _patterns()["title"].fullmatch(name)):
            return name
    return None


def _signature(text: str) -> str | None:
    """A line at the end, or under the title, that is nothing but a body's name."""
    every = [line.strip() for line in text.rstrip().rsplit("\n", 2 * TAIL_LINES)[1:] if line.strip()]
    for line in reversed(every[-TAIL_LINES:]):
        match = _patterns()["line"].fullmatch(DAY_LINE.sub("", line).strip())
        if match and _names(match["org"]):
            return match["org"]
    return None


def _speaker(text: str) -> str | None:
    """Who speaks: whom the opening says it speaks for, the subject of its first sentence, or 我 and the body's word."""
    head = text[:HEAD]
    if match := SPOKEN_FOR.search(head):
        return match["org"] or match["by"]
    for line in head.split("\n")[:8]:
        match = _patterns()["opening"].match(line.strip())
        if match and _names(match["org"]) and not match["org"].startswith(("我", "全", "各")):
            return match["org"]
    counts = Counter(m[0] for m in _patterns()["self"].finditer(text))
    if not counts:
        return None
    name, times = max(counts.items(), key=lambda pair: (pair[1], len(pair[0])))
    return name if times >= LEAST_SELF or name in head else None


# ---------------------------------------------------------------- region
def _region(title: str | None, issuer: Found | None, text: str, path: str) -> Found | None:
    if title and (name := region_of(TITLE_HEAD.sub("", title, count=1))):
        return Found(name, "title")
    if issuer and (name := region_of(issuer.value)):
        return Found(name, issuer.source)
    if issuer and _patterns()["national"].match(issuer.value):
        return Found(NATION, issuer.source)
    if NATIONAL_ASSEMBLY.search(text[:HEAD]):
        return Found(NATION, "text")
    named = (region_of(part) for part in file_names.parts(path))
    return next((Found(name, "filename") for name in named if name), None)


BODY_BEFORE_PLACE = re.compile(r"^在?(?:中国?共产主义青年团|中国共产党|共青团|中共|国家税务总局|国网)?")
"""What stands before the place in a body's name: 共青团南浦镇委员会, 中共xx县委."""


def region_of(name: str) -> str | None:
    """The places that `name` opens with, as written (广东省增城市, xx区); None where it opens with none."""
    name = BODY_BEFORE_PLACE.sub("", name)
    at = 0
    province = _provinces().match(name)
    if province:
        at = province.end()
    while at < len(name) and not NO_REGION.match(name[at:]):
        step = REGION_STEP.match(name, at)
        if step is None or "工会" in step[0] or name.startswith("区", step.end()):
            break
        at = step.end()
    return name[:at] or None


# ---------------------------------------------------------------- period
def _period(given: str | None, title: str | None, document: Document) -> tuple[str, str] | None:
    """The period as it is written into the tables, and as the time grammar is asked about it."""
    if given:
        return period_of(given if not given.isdigit() else given + "年") or (given, given)
    if title and (found := period_of(title)):
        return found
    text = document.text
    head = text[:HEAD]
    review = REVIEW.search(text[: 3 * HEAD])
    if review:
        return period_of(review["year"] + "年")
    lines = [line.strip() for line in head.split("\n") if line.strip() and line.strip() != title]
    for line in lines[:2]:
        match = re.match(rf"(?:{YEAR})年(?:度|(?:上|下)半年|第?[一二三四]季度)?(?=[，,来]|[{HAN}]{{0,8}}在)", line)
        if match:
            return period_of(match[0])
    return None


def period_of(words: str) -> tuple[str, str] | None:
    """The period that `words` name, as code (`2023H1`, `2018-2022`, `20xx`) and as an expression of time.

    Several years go before one, and of the rest what stands first: 2023年工作总结及2024年1-3月计划 is of 2023.
    """
    told: list[tuple[int, str, str]] = []
    for pattern, code, says in _periods():
        match = pattern.search(words)
        found = _filled(match) if match else None
        if match and found is not None:
            at = match.start() if "year" in found else -1
            told.append((at, code.format(**found), says.format(**found)))
    return min(told, key=lambda one: one[0])[1:] if told else None


def _filled(match: re.Match[str]) -> dict[str, str] | None:
    """What a period's code is filled with; None where its months run backwards."""
    found = {name: value for name, value in match.groupdict().items() if value}
    if plan := found.pop("plan", None):
        found |= _plan_years(plan)
    months = {name: f"{_numeral(found.pop(name)):02}" for name in ("month", "until") if name in found}
    found = {name: value.translate(NUMERALS if name != "number" else QUARTERS) for name, value in found.items()}
    first, last = found.get("year", ""), found.get("last") or found.get("year", "")
    backwards = "until" in months and (first, months["month"]) > (last, months["until"])
    return None if backwards else found | months


def _plan_years(plan: str) -> dict[str, str]:
    """`十三` of 十三五 as its first and last year."""
    signs = "零一二三四五六七八九"
    number = 10 + signs.index(plan[1]) if len(plan) == 2 else 10 if plan == "十" else signs.index(plan)
    first = FIRST_PLAN_YEAR + 5 * (number - FIRST_PLAN)
    return {"first": str(first), "last": str(first + 4)}


def _dates(period: tuple[str, str] | None) -> tuple[date | None, date | None]:
    if period is None:
        return None, None
    from zongjie import timex

    start, end, masked = timex.period(period[1])
    return (None, None) if masked else (start, end)


# ---------------------------------------------------------------- date
def _published(document: Document) -> date | None:
    """The date under the text, under the title, or in the publication line of the page."""
    for line in reversed(document.text.rstrip().rsplit("\n", TAIL_LINES)[-TAIL_LINES:]):
        signed = DAY_LINE.search(line.strip())
        if signed and SIGNATURE.fullmatch(DAY_LINE.sub("", line, count=1).strip()):
            return _made(signed)
    if match := SPOKEN_ON.search(document.text[:HEAD]):
        return _made(match)
    raw, start = document.source.text, document.span.start
    for place in (raw[start : start + HEAD], raw[:PAGE_HEAD]):
        if match := PUBLISHED.search(place) or PAGE_DAY.search(place):
            return _made(match)
    return None


def _day(words: str) -> date | None:
    match = re.match(DAY, words)
    return _made(match) if match else None


def _made(match: re.Match[str]) -> date | None:
    try:
        return date(int(match["y"].translate(NUMERALS)), _numeral(match["m"]), _numeral(match["d"]))
    except ValueError:
        return None


def _numeral(words: str) -> int:
    """1 to 31, in digits or Chinese numerals."""
    if words.isdigit():
        return int(words)
    tens, found, ones = words.rpartition("十")
    signs = "零一二三四五六七八九"
    if not found:
        return signs.index(words) if len(words) == 1 else 0
    return (signs.index(tens) if tens else 1) * 10 + (signs.index(ones) if ones else 0)


def build(settings: Settings) -> Stage:
    """The stage `metadata`."""
    return metadata


SPEC = StageSpec("metadata", build, requires=(), provides=("metadata",), whole=True)
