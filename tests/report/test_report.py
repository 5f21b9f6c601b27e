"""The report on a small dataset: what it shows, that it escapes everything, and that it loads nothing."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Callable
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path

import pytest

from zongjie.config import Settings
from zongjie.dataset.tables import Rows, document_rows, merge, source_rows
from zongjie.dataset.write import Writer
from zongjie.dataset.xlsx import Limits
from zongjie.document import Activity, Document, Metadata, Metric, OffsetMap, Problem, Section, Sentence, Source, Span
from zongjie.report.build import build

CALM = ("今年培训职工", "40名", "，但经费紧张。")
HOSTILE = (
    "<script>alert(1)</script>",
    "]]><img src=x onerror=alert(2)>",
    "</style></script>javascript:alert(3)\"'&{{7*7}}",
)


def rows(parts: tuple[str, str, str], count: int = 1) -> Rows:
    """One source whose one sentence is `parts`; the middle is the evidence, repeated `count` times as metrics."""
    opening = "前言。"
    text = opening + "".join(parts)
    file = Source(f"{parts[0]}.txt", "0" * 64, 9, "text/plain", "utf-8", text, "ok", fields=((parts[2], parts[1]),))
    span = Span(len(opening + parts[0]), len(opening + parts[0] + parts[1]))
    proof = {"span": span, "evidence": parts[1], "rule": parts[2]}
    done = Document(
        source=file,
        index=0,
        span=Span(0, len(text)),
        text=text,
        cleaned=text,
        offsets=OffsetMap.identity(len(text)),
        metadata=Metadata(title=parts[0], issuer=parts[1], region=parts[2]),
        sections=(Section(Span(0, len(text)), 0, parts[1], parts[0], "work"),),
        sentences=(Sentence(Span(len(opening), len(text)), 0, "work", False, parts, parts),),
        metrics=(Metric(**proof, value=40, unit=parts[1], subject=parts[0], audit=parts[2]),) * count,
        activities=(Activity(**proof, predicate=parts[0], object=parts[2], type="training", status="planned"),),
        problems=(Problem(**proof, category="funding", cause=parts[2]),),
    )
    return merge([source_rows(file), document_rows(done)])


def themes(made: Rows, words: str) -> Rows:
    record = made["activities"][0]
    theme = {"theme_id": words, "unit": "activity", "label": words, "keywords": [words], "size": 1, "documents": 1}
    member = {
        "theme_id": words,
        "unit": "activity",
        "record_id": record["activity_id"],
        "document_id": record["document_id"],
        "weight": 1.0,
    }
    return {"themes": [theme], "theme_members": [member]}


@pytest.fixture
def page(tmp_path: Path) -> Callable[..., str]:
    """The report on the given rows, as the writer leaves it in the output folder."""

    def make(*made: Rows, themed: Rows | None = None, lang: str = "zh", **options: Limits) -> str:
        with Writer(tmp_path / "out", Settings(), report=build, lang=lang, **options) as writer:
            for some in made:
                writer.add(some)
            writer.finish(themed or {}, {})
        return (tmp_path / "out" / "report.html").read_text("utf-8")

    return make


class Tags(HTMLParser):
    """Collects tags, attributes and the text inside `mark`."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.marked: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        if self.tags and self.tags[-1] == "mark" and (not self.marked or len(self.marked) < self.tags.count("mark")):
            self.marked.append(data)


def test_everything_of_the_corpus_is_escaped(page: Callable[..., str]) -> None:
    made = rows(HOSTILE)
    broken = Source("<script>x</script>.pdf", "1" * 64, 1, "<b>", None, "", "failed", "<script>y</script>")
    text = page(made, source_rows(broken), themed=themes(made, HOSTILE[2]))
    found = Tags(text)
    assert not {"script", "img", "b>", "iframe", "object", "link", "base", "form"} & set(found.tags)
    assert found.tags.count("style") == 1
    names = {name for name, _ in found.attributes}
    assert not {name for name in names if name.startswith("on")}
    assert not {"style", "src", "srcset", "action"} & names
    assert all(str(value).startswith("#") for name, value in found.attributes if name in ("href", "xlink:href"))
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert "{{7*7}}" in text, "the words of the corpus are no template"
    assert found.marked[0] == HOSTILE[1]


def test_the_page_loads_nothing_and_says_so(page: Callable[..., str]) -> None:
    text = page(rows(CALM))
    assert not re.search(r"https?://|//[a-z]|@import|url\(", text)
    style = re.search(r"<style>(.*?)</style>", text, re.DOTALL)
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', text)
    assert style and policy
    assert "default-src 'none'" in policy[1]
    assert "unsafe" not in policy[1]
    digest = b64encode(sha256(style[1].encode()).digest()).decode()
    assert f"'sha256-{digest}'" in policy[1], "a browser would refuse the style"
    assert "prefers-color-scheme: dark" in style[1]
    assert "@media print" in style[1]


def test_evidence_stands_marked_in_its_sentence(page: Callable[..., str]) -> None:
    text = page(rows(CALM))
    assert text.count("今年培训职工<mark>40名</mark>，但经费紧张。") == 3  # metric, activity, problem


def test_without_a_sentence_the_evidence_stands_alone(page: Callable[..., str]) -> None:
    made = rows(CALM)
    made["metrics"][0]["sentence_id"] = None
    assert '<td class="context"><mark>40名</mark></td>' in page(made)


def test_counts_charts_and_themes(page: Callable[..., str]) -> None:
    made = rows(CALM)
    broken = Source("扫描.pdf", "1" * 64, 1, "application/pdf", None, "", "failed", "没有文字层 | no text layer")
    text = page(made, source_rows(broken), themed=themes(made, "职工培训"))
    assert "输入文件 · 已读 1 · 读取失败 1" in text
    assert "<td>扫描.pdf</td><td>读取失败</td><td>没有文字层 | no text layer</td>" in text
    assert "<title>培训 计划 1</title>" in text
    assert ">经费</text>" in text
    assert ">水平</text>" in text
    assert "<b>职工培训</b>" in text
    assert "<li>40名</li>" in text


def test_english(page: Callable[..., str]) -> None:
    text = page(rows(CALM), lang="en")
    assert '<html lang="en">' in text
    assert "Every file was read." in text
    assert "<title>training planned 1</title>" in text
    assert "No themes" in text
    chrome = re.sub(r"<tbody>.*?</tbody>", "", text, flags=re.DOTALL)
    assert not re.search("[\u4e00-\u9fff]", chrome.replace("职工", ""))


def test_only_the_head_of_a_table_is_shown(page: Callable[..., str]) -> None:
    text = page(rows(CALM, count=60))
    assert "前 50 行，共 60 行" in text
    metrics = text.split('id="table-metrics"')[1].split("<h3")[0]
    assert metrics.count("<mark>") == 50


def test_notes_reach_the_reader(page: Callable[..., str]) -> None:
    assert "metrics_2" in page(rows(CALM, count=5), limits=Limits(rows=4))


def test_an_empty_dataset_has_a_report(page: Callable[..., str]) -> None:
    text = page()
    assert "没有主题" in text
    assert "<tbody>" not in text
