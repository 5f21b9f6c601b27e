"""What is fuzzed, with the strategy that feeds it and the number of cases in a short and in a long run."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from hypothesis import strategies as st

from zongjie import quantity, timex
from zongjie.clean import clean
from zongjie.config import Settings
from zongjie.document import Source, Span
from zongjie.errors import UnreadableError
from zongjie.ingest import read_bytes
from zongjie.ingest.delimited import csv_grid, jsonl_grid
from zongjie.ingest.encoding import decode

if TYPE_CHECKING:
    from zongjie.run import Pipeline

CORPUS = Path(__file__).with_name("corpus")
LEGACY = Path(__file__).parent.parent / "ingest" / "data"  # a .doc and a .xls, which no library here can write
SETTINGS = Settings()
SUFFIXES = ("txt", "csv", "jsonl", "md", "html", "rtf", "xls", "doc", "docx", "xlsx", "pdf", "zip", "bin")
ENCODINGS = ("utf-8", "utf-8-sig", "gb18030", "big5", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "latin-1")
STATUSES = {"ok", "empty", "failed", "skipped"}
PARTS = (
    "一、主要工作", "（二）", "31家", "103%", "xx名", "3至5个", "三分之一", "1,234.5万元", "20xx年",
    "同比增长12%", "由", "提高到", "其中", "分别", "翻一番", "2.1∶1", "９８．６％", "十二万", "两百多人", "近",
    "余", "约", "以上", "不到", "负", "-", "—", "·", "，", "。", "；", "：", "、", "\n", " ", "　", "（", "）",
    "“", "”", "《", "》", "%", "‰", "百分之", "第", "名", "亿元", "万", "千", "０", "٣", "३", "②", "Ⅳ", "½",
    "\u200b", "\u202e", "\ufeff", "\x00", "\ud800", "\udc00", "😀", "e\u0301", "=1+1", "<m>", "{{", "|", "\t",
    "\r\n", "\x1f", "\u2028", "存在问题", "经费不足", "召开会议3次", "計劃", "連續", "2023年1—6月", "12月31日",
    "1/3", "1-2", "5．", "①",
)  # fmt: skip
PLAIN = st.text(max_size=80)
LUMPS = st.lists(st.sampled_from(PARTS), max_size=30).map("".join)
RUNS = st.tuples(st.sampled_from(PARTS), st.integers(1, 400)).map(lambda pair: pair[0] * pair[1])
NUMBERS = st.text(alphabet="0123456789０９一二三十百千万亿.,，．%％‰-—~至到余多约近 元人个家名xX×*/:", max_size=30)
TEXTS = PLAIN | LUMPS | RUNS | st.lists(LUMPS | NUMBERS | PLAIN, max_size=4).map("".join)
ANY_BYTES = st.binary(max_size=400) | st.tuples(TEXTS, st.sampled_from(ENCODINGS)).map(
    lambda pair: pair[0].encode(pair[1], "replace")
)
TABLES = st.lists(
    st.sampled_from([*PARTS, ",", ";", '"', '""', "\n", "正文", "{", "}", ":", '{"text":"x"}\n']), max_size=40
)


@lru_cache(maxsize=1)
def seeds() -> tuple[tuple[str, bytes], ...]:
    """Name and content of each file of the kept corpus."""
    return tuple((path.name, path.read_bytes()) for folder in (CORPUS, LEGACY) for path in sorted(folder.iterdir()))


def mutated(chance: int) -> tuple[str, bytes]:
    """A file of the corpus with faults: bits flipped, parts cut, doubled, moved or taken from another file."""
    draw = random.Random(chance)
    name, data = draw.choice(seeds())
    content = bytearray(data)
    for _ in range(draw.randint(1, 6)):
        at = draw.randrange(len(content) + 1)
        end = min(len(content), at + draw.choice((1, 2, 4, 16, 200, 4096)))
        kind = draw.randrange(6)
        if kind == 0 and content:
            content[min(at, len(content) - 1)] ^= 1 << draw.randrange(8)
        elif kind == 1:
            del content[at:end]
        elif kind == 2:
            content[at:at] = content[at:end]
        elif kind == 3:
            other = draw.choice(seeds())[1]
            begin = draw.randrange(len(other))
            content[at:end] = other[begin : begin + end - at]
        elif kind == 4:
            content[at:end] = draw.choice((b"\0", b"\xff", b"\x7f", b"9", b"<", b"(")) * (end - at)
        else:
            del content[at:]
    return (name if draw.random() < 0.8 else f"a.{draw.choice(SUFFIXES)}"), bytes(content)


def check_source(source: Source) -> None:
    assert source.status in STATUSES
    source.text.encode("utf-8")
    source.path.encode("utf-8")
    assert "\0" not in source.text
    assert "\r" not in source.text
    assert source.status == "ok" or (source.reason and " | " in source.reason)
    assert source.text.strip() or source.status != "ok"


def sniff(data: bytes) -> None:
    try:
        text = decode(data).text
    except UnreadableError as fault:
        assert fault.status == "skipped"
    else:
        text.encode("utf-8")
        assert "\0" not in text
        assert "\r" not in text


def delimited(data: bytes) -> None:
    for read in (csv_grid, jsonl_grid):
        try:
            grid = read(data)
        except UnreadableError:
            continue
        numbers = [row.number for row in grid.rows]
        assert numbers == sorted(set(numbers))
        assert all("\0" not in cell for row in grid.rows for cell in row.cells)


def grammar(text: str) -> None:
    found = quantity.find(text, timex.find(text))
    last = 0
    for one in found:
        assert last <= one.span.start < one.span.end <= len(text)
        last = one.span.end
        assert one.value is None or one.value == one.value
        assert one.value_high is None or one.value is None or one.value <= one.value_high


def offsets(text: str) -> None:
    done = clean(text, SETTINGS)
    places = list(done.offsets.positions)
    assert len(places) == len(done.text)
    assert all(one < two for one, two in pairwise(places))
    assert all(0 <= at < len(text) for at in places)
    removed = sum(len(part.span) for part in done.removed)
    assert len(done.text) + removed >= len(text)
    if done.text:
        span = Span(0, len(done.text))
        assert done.offsets.locate(span) == Span(places[0], places[-1] + 1)


def rows(file: tuple[str, bytes]) -> None:
    name, data = file
    found = read_bytes(data, name, SETTINGS)
    assert found
    paths = [source.path for source in found]
    assert len(paths) == len(set(paths))
    for source in found:
        check_source(source)


@lru_cache(maxsize=1)
def pipeline() -> Pipeline:
    from zongjie.run import Pipeline

    return Pipeline(SETTINGS)


def whole(text: str) -> None:
    """Every stage, and the rows that a dataset would be written of."""
    from zongjie.dataset.tables import document_rows

    documents = pipeline()(text)
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    for document in documents:
        assert document.text == plain
        for found in (*document.findings, *document.rejected):
            assert found.evidence == plain[found.span.start : found.span.end] != ""
        for sentence in document.sentences:
            assert 0 <= sentence.span.start < sentence.span.end <= len(plain)
        for table, made in document_rows(document).items():
            key = {"sections": "section_id", "sentences": "sentence_id", "metrics": "metric_id"}.get(table)
            ids = [row[key] for row in made] if key else []
            assert len(ids) == len(set(ids))
            for row in made:
                if "start" in row and table != "documents":
                    assert 0 <= int(str(row["start"])) <= int(str(row["end"])) <= len(plain)


@dataclass(frozen=True)
class Target:
    """A function that raises on no input of its strategy. `short`, `long`: cases in each suite."""

    name: str
    run: Callable[..., None]
    inputs: st.SearchStrategy[object]
    short: int
    long: int


TARGETS = (
    Target("encoding", sniff, ANY_BYTES, 1_000, 250_000),
    Target(
        "delimited",
        delimited,
        ANY_BYTES | TABLES.map("".join).map(lambda t: t.encode("utf-8", "replace")),
        800,
        150_000,
    ),
    Target("quantity", grammar, LUMPS | NUMBERS | RUNS | PLAIN, 600, 300_000),
    Target("offsets", offsets, TEXTS, 800, 240_000),
    Target("any_bytes", rows, st.tuples(st.sampled_from([f"a.{s}" for s in SUFFIXES]), ANY_BYTES), 800, 45_000),
    Target("mutations", rows, st.integers(0, 2**48).map(mutated), 200, 10_000),
    Target("pipeline", whole, TEXTS, 150, 5_000),
)
