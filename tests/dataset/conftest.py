"""A small grounded corpus built by hand: two files, one of them with two documents, and one that could not be read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from zongjie.config import Settings
from zongjie.dataset.tables import Rows, document_rows, merge, source_rows
from zongjie.dataset.write import Writer
from zongjie.document import (
    Activity,
    Document,
    Metadata,
    Metric,
    OffsetMap,
    Problem,
    Rejected,
    Section,
    Sentence,
    Source,
    Span,
)

FIRST = "青山镇工会总结\n全年新建工会12家，占应建15家的80%。\n举办合唱比赛3场。\n会员 人，专职人员不足。\n"
SECOND = "河西医院总结\n门诊xx人次。\n召开座谈会。\n"


def at(text: str, words: str) -> Span:
    start = text.index(words)
    return Span(start, start + len(words))


def source(path: str, text: str, **changes: object) -> Source:
    values = {
        "path": path,
        "sha256": f"{len(text):064x}",
        "bytes": len(text.encode()),
        "media_type": "text/plain",
        "encoding": "utf-8",
        "text": text,
        "status": "ok",
    }
    return Source(**(values | changes))  # type: ignore[arg-type]


def sentences(text: str, span: Span, section: int = 0) -> tuple[Sentence, ...]:
    """The lines of `text[span]`, each character a word."""
    found, start = [], span.start
    for line in text[span.start : span.end].splitlines(keepends=True):
        words = tuple(line.strip())
        if words:
            found.append(
                Sentence(Span(start, start + len(line.rstrip())), section, "work", False, words, ("n",) * len(words))
            )
        start += len(line)
    return tuple(found)


def first_document(file: Source) -> Document:
    text = file.text
    span = Span(0, len(FIRST))
    twelve, fifteen, eighty, three = (at(text, words) for words in ("12家", "15家", "80%", "3场"))
    choir = at(text, "举办合唱比赛3场")
    return Document(
        source=file,
        index=0,
        span=span,
        text=text,
        cleaned=FIRST.replace("\n", ""),
        offsets=OffsetMap.identity(len(text)),
        metadata=Metadata(
            title="青山镇工会总结",
            type="工作总结",
            issuer="青山镇工会",
            issuer_source="title",
            period="全年",
            period_start=date(2024, 1, 1),
            period_end=date(2024, 12, 31),
        ),
        sections=(Section(span, 0, None, None, "work"),),
        sentences=sentences(text, span),
        metrics=(
            Metric(span=eighty, evidence="80%", rule="percent", value=80, unit="%", kind="completion", target=fifteen),
            Metric(
                span=twelve, evidence="12家", rule="cardinal", value=12, unit="家", subject="新建工会", consistent=True
            ),
            Metric(span=fifteen, evidence="15家", rule="cardinal", value=15, unit="家", kind="target", subject="应建"),
            Metric(span=three, evidence="3场", rule="cardinal", value=3, unit="场", period_end=date(1899, 5, 1)),
        ),
        activities=(
            Activity(
                span=choir,
                evidence="举办合唱比赛3场",
                rule="verb",
                predicate="举办",
                object="合唱比赛",
                type="culture",
                metrics=(three,),
            ),
        ),
        problems=(
            Problem(
                span=at(text, "专职人员不足"),
                evidence="专职人员不足",
                rule="shortage",
                category="capacity",
                measures=(choir, Span(0, 1)),
            ),
        ),
        rejected=(Rejected(span=at(text, "会员 人"), evidence="会员 人", rule="blank", reason="blank"),),
    )


def second_document(file: Source) -> Document:
    text = file.text
    span = Span(len(FIRST), len(text))
    return Document(
        source=file,
        index=1,
        span=span,
        text=text,
        cleaned=SECOND.replace("\n", ""),
        offsets=OffsetMap.identity(len(text)),
        sentences=sentences(text, span, section=-1),
        metrics=(
            Metric(
                span=at(text, "xx人次"), evidence="xx人次", rule="mask", value=None, unit="人次", qualifier="masked"
            ),
        ),
        activities=(
            Activity(
                span=at(text, "召开座谈会"),
                evidence="召开座谈会",
                rule="verb",
                predicate="召开",
                object="座谈会",
                type="meeting",
            ),
        ),
    )


@pytest.fixture
def documents() -> list[Document]:
    file = source("甲/一.txt", FIRST + SECOND, fields=(("年度", "2024"), ("年度", "二〇二四"), ("备注", "")))
    return [first_document(file), second_document(file)]


@pytest.fixture
def corpus(documents: list[Document]) -> list[Rows]:
    """The rows of each source in order."""
    broken = source("甲/坏.pdf", "", status="failed", reason="读不出 | cannot be read", encoding=None)
    other = source("乙.txt", "无事。\n")
    plain = Document(
        other, 0, Span(0, 4), other.text, "无事。", OffsetMap.identity(4), sentences=sentences(other.text, Span(0, 4))
    )
    return [
        merge([source_rows(documents[0].source), *map(document_rows, documents)]),
        source_rows(broken),
        merge([source_rows(other), document_rows(plain)]),
    ]


@pytest.fixture
def themes(corpus: list[Rows]) -> Rows:
    activity = corpus[0]["activities"][0]
    theme = {
        "theme_id": "t1",
        "unit": "activity",
        "label": "合唱",
        "keywords": ["合唱", "比赛"],
        "size": 1,
        "documents": 1,
        "prevalence": 0.5,
        "guided": False,
    }
    member = {
        "theme_id": "t1",
        "unit": "activity",
        "record_id": activity["activity_id"],
        "document_id": activity["document_id"],
        "weight": 0.9,
    }
    return {"themes": [theme], "theme_members": [member]}


@pytest.fixture
def write(corpus: list[Rows], themes: Rows) -> Callable[..., dict[str, int]]:
    """Writes the corpus, or the rows given, to a folder."""

    def run(out: Path, rows: list[Rows] | None = None, themed: Rows | None = None, **options: object) -> dict[str, int]:
        with Writer(out, Settings(), **options) as writer:  # type: ignore[arg-type]
            for some in corpus if rows is None else rows:
                writer.add(some)
            return writer.finish(themes if themed is None else themed, {"seed": 0})

    return run
