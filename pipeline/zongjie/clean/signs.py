"""One form for signs: invisible ones go, full-width ones become half-width, punctuation beside Chinese full-width."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from zongjie import lexicon
from zongjie.clean.edits import Cut, Edits, disjoint, replaced
from zongjie.config import Settings

HAN = "〇々㐀-䶿一-鿿豈-﫿𠀀-𳍏"
BEFORE = f"{HAN}、。〈-】〔-〙，；：？！（）“‘"  # signs after which ASCII punctuation is Chinese punctuation
AFTER = f"{HAN}、。〈-】〔-〙，；：？！（）“”‘’"
HALF, FULL = ",;:?!()", "，；：？！（）"
TO_FULL = str.maketrans(HALF, FULL)
SHORTEST_SENTENCE = 10  # characters a line needs before a dot at its end is read as a full stop, not as a stray one
LONG_LINE = 40  # characters from which a line without full stop is an unfinished paragraph and not a heading
LONGEST_QUOTED = 20  # characters between two straight single quotes that quote something

ASCII_RUN = re.compile(r"[,;:?!()]{2,}")
# A fixed replacement for each sign: several times faster than one pattern with a function that decides.
ALONE = {
    half: (full, rf"{re.escape(half)}(?:(?<=[{BEFORE}].)|(?=[{AFTER}]))") for half, full in zip(HALF, FULL, strict=True)
}
PAIR = re.compile(r"\(([^()\n]{0,80})\)")
IS_HAN = re.compile(f"[{HAN}]")
IS_BEFORE = re.compile(f"[{BEFORE}]")
IS_AFTER = re.compile(f"[{AFTER}]")
NUMBERED = re.compile(r"[一二三四五六七八九十]{1,3}、|第[一二三四五六七八九十]{1,3}[章节条]")  # how a heading begins
PAGE_END = re.compile(rf"[^\n]{{{LONG_LINE - 1}}}[{HAN}]\Z")  # a line with which a printed page ended
# Lookbehinds stand behind the sign they are about: a pattern that opens with a sign is found several times faster.
LINE_END_DOT = re.compile(rf"\.(?<=[{HAN}]\.)(?=[ 　]{{0,3}}(?:\n|\Z))")
INNER_DOT = re.compile(rf"\.(?<=[{HAN}]\.)(?=[{HAN}])")
LONE_QUOTE = re.compile(rf"['`](?<=[{HAN}”》）].)(?=[{HAN}0-9《“])|[‘’](?<=的.)(?=[{HAN}])")
QUOTED = re.compile(rf"(['`])[^'`\n，。；！？]{{1,{LONGEST_QUOTED}}}\1")
DECIMAL_DOT = re.compile(r"[·•](?<=[0-9].)(?=[0-9]{1,6}(?:[%‰万亿千百倍元吨亩个公平斤米]))")
RATIO = re.compile(r"[／：](?<=[0-9].)(?=[0-9])")
GROUPED = re.compile(r"，(?<=[0-9].)[0-9]{3}(?:，[0-9]{3})*(?![0-9，])")
LONG_HEAD = re.compile(r"(?:[0-9]{4}|，[0-9]{1,3})\Z")
NUMERALS = "〇零一二三四五六七八九十百千两"


def _sign(code: int) -> str:
    return chr(code)


def _codes(cell: str) -> range:
    first, _, last = cell.partition("-")
    return range(int(first, 16), int(last or first, 16) + 1)


@lru_cache(maxsize=1)
def _invisible() -> re.Pattern[str]:
    rows = lexicon.table("lexicons/signs.tsv")
    signs = [_sign(code) for row in rows if row["becomes"] == "nothing" for code in _codes(row["codes"])]
    return re.compile("[" + "".join(map(re.escape, signs)) + "]+")


@lru_cache(maxsize=1)
def _replacements() -> tuple[re.Pattern[str], dict[str, str]]:
    pairs: dict[str, str] = {}
    for row in lexicon.table("lexicons/signs.tsv"):
        if row["becomes"] == "nothing":
            continue
        codes = _codes(row["codes"])
        for code in codes:
            if row["becomes"] == "compatible":
                other = unicodedata.normalize("NFKC", _sign(code))
            else:
                other = _sign(int(row["becomes"], 16) + code - codes.start)
            if len(other) == 1 and other != _sign(code):
                pairs[_sign(code)] = other
    return re.compile("[" + "".join(map(re.escape, pairs)) + "]"), pairs


def invisible(text: str, settings: Settings) -> Edits:
    """The step `invisible`: a line that holds nothing else goes with its line break, so that it parts no sentence.

    Where the line above is long and has no full stop, a page began there in the printed text: both breaks go.
    """
    cuts: list[Cut] = []
    for match in _invisible().finditer(text):
        start, end = match.span()
        if start and text[start - 1] == "\n" and text[end : end + 1] == "\n":
            start -= 1
            cut = PAGE_END.search(text, max(0, start - LONG_LINE), start)
            if cut and "，" in cut[0] and _is(IS_HAN, text, end + 1) and not NUMBERED.match(text, end + 1):
                end += 1
        cuts.append((start, end, "invisible"))
    return Edits(text, disjoint(cuts))


def canonical(text: str, settings: Settings) -> Edits:
    """The step `canonical`: digits, letters and signs in half width, radicals of PDF fonts as ideographs."""
    pattern, pairs = _replacements()
    text = pattern.sub(lambda m: pairs[m[0]], text)
    if "·" in text or "•" in text:
        text = DECIMAL_DOT.sub(".", text)
    if "／" in text or "：" in text:
        text = RATIO.sub(lambda m: "/" if m[0] == "／" else ":", text)
    if "，" in text:
        text = GROUPED.sub(lambda m: _grouped(m, text), text)
    return Edits(text)


def _grouped(match: re.Match[str], text: str) -> str:
    """`1，234，567` is one number; `100，200人` may be two, so one comma joins only before round thousands."""
    number = match[0]
    if LONG_HEAD.search(text, max(0, match.start() - 5), match.start()):
        return number
    return number.replace("，", ",") if number.count("，") > 1 or number.endswith("000") else number


def punctuation(text: str, settings: Settings) -> Edits:
    """The step `punctuation`: ASCII signs beside Chinese become full-width; numbers, times and English keep theirs."""
    if not any(sign in text for sign in HALF + "."):
        return Edits(text)
    if "(" in text:
        text = PAIR.sub(lambda m: _pair(m, text), text)
    text = ASCII_RUN.sub(lambda m: _run(m, text), text)
    for half, (full, pattern) in ALONE.items():
        if half in text:
            text = re.sub(pattern, full, text)
    return Edits(LINE_END_DOT.sub(lambda m: _full_stop(m, text), text))


def _is(pattern: re.Pattern[str], text: str, at: int) -> bool:
    return 0 <= at < len(text) and pattern.match(text, at) is not None


def _pair(match: re.Match[str], text: str) -> str:
    start, end = match.span()
    if IS_HAN.search(match[1]) or _is(IS_BEFORE, text, start - 1) or _is(IS_AFTER, text, end):
        return f"（{match[1]}）"
    return match[0]


def _run(match: re.Match[str], text: str) -> str:
    start, end = match.span()
    if _is(IS_BEFORE, text, start - 1) or _is(IS_AFTER, text, end):
        return match[0].translate(TO_FULL)
    return match[0]


def _full_stop(match: re.Match[str], text: str) -> str:
    at = match.start()
    return "。" if at - text.rfind("\n", max(0, at - SHORTEST_SENTENCE - 1), at) > SHORTEST_SENTENCE else match[0]


def stray(text: str, settings: Settings) -> Edits:
    """The step `stray`: quote marks and dots that copy-protected pages put inside words are deleted.

    Where a text writes its full stops as dots between Chinese characters, they become `。` instead.
    """
    cuts: list[Cut] = []
    if "." in text:
        dots = [m.start() for m in INNER_DOT.finditer(text) if not _numbering(text, m.start())]
        if len(dots) > 2 and len(dots) > text.count("。"):
            text = replaced(text, dots, "。")
        else:
            cuts += [(at, at + 1, "stray_dot") for at in dots]
    if any(mark in text for mark in "'`‘’"):
        cuts += [(at, at + 1, "stray_quote") for at in _lone_quotes(text)]
    return Edits(text, disjoint(cuts))


def _numbering(text: str, at: int) -> bool:
    """Whether the dot at `at` follows a list number (`二.主要做法`) or stands in a decimal (`三.五倍`)."""
    if text[at - 1] not in NUMERALS:
        return False
    if text[at + 1] in NUMERALS:
        return True
    before = at - 1
    while before >= 0 and at - before < 5 and text[before] in NUMERALS:
        before -= 1
    return before < 0 or not _is(IS_HAN, text, before)


def _lone_quotes(text: str) -> Iterator[int]:
    """Quote marks inside words that are not half of a pair that quotes something."""
    quoting: set[int] = set()
    for match in QUOTED.finditer(text):
        start, end = match.start(), match.end() - 1
        if not (text[start - 1 : start] == "的" and text[end - 1] == "的"):
            quoting |= {start, end}
    for match in LONE_QUOTE.finditer(text):
        at = match.start()
        if at in quoting:
            continue
        if match[0] in "‘’" and _balanced(text, at):
            continue
        yield at


def _balanced(text: str, at: int) -> bool:
    """Whether a curly quote at `at` has its partner within reach in its line."""
    if text[at] == "‘":
        ahead = text[at + 1 : at + 1 + 3 * LONGEST_QUOTED].partition("\n")[0]
        return "’" in ahead
    behind = text[max(0, at - 3 * LONGEST_QUOTED) : at].rpartition("\n")[2]
    return behind.rfind("‘") > behind.rfind("’")
