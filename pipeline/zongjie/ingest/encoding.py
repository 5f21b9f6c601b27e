"""Which encoding a file is in, and its text: BOM, UTF-8, then Chinese encodings by the characters they give."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, replace
from functools import lru_cache

from zongjie.errors import Message, UnreadableError
from zongjie.ingest.content import NUL_NOTE, Content, normalize_newlines
from zongjie.lexicon import words

# Longest first: the mark of UTF-32 begins with that of UTF-16.
MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (b"\x841\x953", "gb18030"),
)
# GB18030 before Big5: where two explain a file equally well, it is what Chinese Windows writes.
CHINESE = ("gb18030", "big5", "cp950", "big5hkscs")
WIDE = ("utf-16-le", "utf-16-be")
ALIASES = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "cp936": "gb18030",
    "big5": "cp950",
    "utf8": "utf-8",
    "ascii": "utf-8",
}

SAMPLE = 6_000  # characters judged; the share of common characters is stable long before
# Chinese prose has .7–.95 common characters beyond ASCII, a wrong decoding .0–.25 (GB18030 against Big5, both ways).
SURE = 0.6
ENOUGH = 0.35
ASCII_WEIGHT = 0.05  # every candidate agrees on ASCII, so it may hardly speak
SHOWN = re.compile(r"[\t\n\r\f\x20-\x7e]")
BAD = re.compile("[\0-\x08\x0b\x0e-\x1f\x7f-\x9f\ufffd\ufffe\uffff\ue000-\uf8ff]")
CONTROLS = re.compile(rb"[\0-\x08\x0e-\x1a\x1c-\x1f\x7f]")
STRAY = 0.1  # share of NUL up to which they are stray; UTF-16 read as bytes has far more, or fits no Chinese encoding
BEYOND_ASCII = re.compile(rb"[\x80-\xff]")
LONG_UTF8 = re.compile(rb"[\xe0-\xf4]")
FIRST_WIDE = re.compile(r"[^\x00-\x7f]")


@dataclass(frozen=True, slots=True)
class Candidate:
    """One decoding of a file: its text, how plausible that is (at most 1), and how many byte sequences were wrong."""

    encoding: str
    text: str
    score: float = 1.0
    wrong: int = 0


@lru_cache(maxsize=1)
def common_characters() -> frozenset[str]:
    """The characters ordinary Chinese text is made of."""
    return frozenset("".join(words("ingest/common_characters.tsv", "characters")))


def plausibility(text: str) -> float:
    """How much a text looks like Chinese or ASCII, from -1 (control characters) to 1; judged on a sample."""
    sample = _sample(text)
    shown = len(SHOWN.findall(sample)) * ASCII_WEIGHT
    common = common_characters()
    good = sum(character in common for character in sample)
    bad = len(BAD.findall(sample))
    total = len(sample) - len(SHOWN.findall(sample)) + shown
    return (good + shown - bad) / total if total else 1.0


def decode(data: bytes, declared: str | None = None) -> Content:
    """The text of `data` with its encoding; `declared` is what the file says of itself, believed if it fits.

    The text is exactly what `data.decode(encoding)` gives without BOM and with line breaks as `\\n`. Bytes that are
    wrong in an otherwise plausible encoding become U+FFFD and are counted in a note; NUL characters are removed and
    noted.

    Raises:
        UnreadableError: no encoding gives plausible text.
    """
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return _content(_marked(data, mark, encoding))
    quick = _strict(data, "utf-8") if 0 not in data else None
    if quick is not None and (LONG_UTF8.search(data) or not BEYOND_ASCII.search(data)):
        return Content(normalize_newlines(quick.text), "utf-8")
    best = _best(data, _known(declared))
    if best is None:
        raise UnreadableError(
            "认不出文件的编码，可能不是文本；如果是文本，请用记事本另存为 UTF-8 编码",
            "the encoding is not recognised, and it may not be text at all; if it is, save it as UTF-8",
            status="skipped",
        )
    return _content(best)


def _known(declared: str | None) -> str | None:
    try:
        name = codecs.lookup(declared).name if declared else None
    except LookupError:
        return None
    return ALIASES.get(name, name) if name else None


def _marked(data: bytes, mark: bytes, encoding: str) -> Candidate:
    """What the mark says, unless it gives no text and the bytes behind it are plausible in another encoding."""
    chosen = _judged(_strict(data, encoding) or _tolerant(data, encoding))
    if chosen.score >= ENOUGH:
        return chosen
    other = _most_plausible(data[len(mark) :], None)
    return other if other.score >= ENOUGH else chosen


def _best(data: bytes, declared: str | None) -> Candidate | None:
    """The most plausible decoding, or charset-normalizer's where none is."""
    best = _most_plausible(data, declared)
    return best if best.score >= ENOUGH else _by_library(data)


def _most_plausible(data: bytes, declared: str | None) -> Candidate:
    """The most plausible decoding: strict ones first, then those with wrong bytes."""
    names = tuple(dict.fromkeys(name for name in (declared, "utf-8", *CHINESE, *WIDE) if name))
    found: list[Candidate] = []
    for name in names:
        candidate = _strict(data, name)
        if candidate is None:
            continue
        found.append(_judged(candidate))
        if found[-1].score > SURE:
            break
    if not found or max(c.score for c in found) < ENOUGH:
        found += [_judged(_tolerant(data, name)) for name in names]
    return max(found, key=lambda candidate: candidate.score)  # of equals the first


def _judged(candidate: Candidate) -> Candidate:
    text = candidate.text
    nul = text.count("\0")
    if nul and nul < len(text) * STRAY:
        text = text.replace("\0", "")
    return replace(candidate, score=plausibility(text) - candidate.wrong / max(1, len(text)))


def _strict(data: bytes, encoding: str) -> Candidate | None:
    try:
        return Candidate(encoding, data.decode(encoding))
    except (UnicodeDecodeError, LookupError):
        return None


def _tolerant(data: bytes, encoding: str) -> Candidate:
    text = data.decode(encoding, "replace")
    return Candidate(encoding, text, wrong=text.count("\ufffd"))


def _by_library(data: bytes) -> Candidate | None:
    from charset_normalizer import from_bytes

    if CONTROLS.search(data[:SAMPLE]):
        return None  # a binary file, for which the library would still name a code page
    match = from_bytes(data[: 1 << 18]).best()
    return _strict(data, match.encoding) if match else None


def _content(chosen: Candidate) -> Content:
    text = normalize_newlines(chosen.text.removeprefix("\ufeff").replace("\0", ""))
    content = Content(text, chosen.encoding)
    if "\0" in chosen.text:
        content = content.note(NUL_NOTE)
    if chosen.wrong:
        content = content.note(
            Message(
                f"按 {chosen.encoding} 读取时有 {chosen.wrong} 处字节有误，显示为 �，请核对原文件",
                f"{chosen.wrong} wrong byte sequences read as {chosen.encoding} show as �: compare with the original",
            )
        )
    return content


def _sample(text: str) -> str:
    """Characters from the first that is not ASCII on, half of them from the middle of a long text."""
    if len(text) <= SAMPLE:
        return text
    first = FIRST_WIDE.search(text)
    start = first.start() if first else 0
    middle = max(start + SAMPLE // 2, len(text) // 2)
    return text[start : start + SAMPLE // 2] + text[middle : middle + SAMPLE // 2]
