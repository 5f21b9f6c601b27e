"""How findings are shown: rows, JSON lines, and the text with marks."""

from __future__ import annotations

import json
from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from zongjie.display import COLUMNS, cells, evidence, page, pieces, record, records, table_of
from zongjie.document import Activity, Document, Metric, OffsetMap, Problem, Source, Span

TEXT = "封面\n今年新建工会<12家>，培训3期。\n专干不足。"


def document(text: str = TEXT, span: Span | None = None, **findings: tuple[object, ...]) -> Document:
    source = Source("a.txt", "0" * 64, len(text), "text/plain", "utf-8", text, "ok")
    whole = span or Span(0, len(text))
    return Document(source, 0, whole, text, text, OffsetMap.identity(len(text)), **findings)  # type: ignore[arg-type]


def at(quote: str) -> Span:
    return Span(TEXT.index(quote), TEXT.index(quote) + len(quote))


METRIC = Metric(span=at("12家"), rule="r", value=12.0, unit="家", subject="新建工会", target=Span(1, 2))
ACTIVITY = Activity(span=at("新建工会<12家"), rule="r", predicate="新建", object="工会", metrics=(METRIC.span,))
PROBLEM = Problem(span=at("专干不足"), rule="r", category="capacity")
FOUND = document(metrics=(METRIC,), activities=(ACTIVITY,), problems=(PROBLEM,))


class Reading(HTMLParser):
    """The text of a page, and of each mark without its label."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.text = ""
        self.details: list[str] = []
        self._muted = 0
        self.feed(html.partition("</p>")[2])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._muted += tag in ("span", "h2")
        if tag == "br":
            self.text += "\n"
        self.details += [value or "" for name, value in attrs if name == "title"]

    def handle_endtag(self, tag: str) -> None:
        self._muted -= tag in ("span", "h2")

    def handle_data(self, data: str) -> None:
        self.text += "" if self._muted else data


def test_a_row_has_the_place_the_evidence_and_the_fields_of_its_kind() -> None:
    row = cells(FOUND, METRIC)
    assert row == [f"{METRIC.span.start}–{METRIC.span.end}", "12家", "12", "", "家", "exact", "level", "新建工会"]
    assert len(cells(FOUND, PROBLEM)) == 2 + len(COLUMNS["problems"])


def test_a_json_line_holds_every_field_and_its_evidence() -> None:
    lines = [json.loads(json.dumps(row, ensure_ascii=False)) for row in records([FOUND])]
    assert [line["table"] for line in lines] == ["activities", "metrics", "problems"]
    metric = lines[1]
    assert TEXT[metric["start"] : metric["end"]] == metric["text"] == "12家"
    assert (metric["value"], metric["kind"], metric["target"]) == (12.0, "level", [1, 2])
    assert lines[0]["metrics"] == [[METRIC.span.start, METRIC.span.end]]
    assert "span" not in metric


def test_a_page_shows_every_character_escaped_and_says_its_encoding() -> None:
    html = page([FOUND])
    assert '<meta charset="utf-8">' in html
    assert "&lt;" in html
    assert "<12家" not in html
    reading = Reading(html)
    assert reading.text.strip() == TEXT
    assert "value=12, unit=家, qualifier=exact, kind=level, subject=新建工会" in "".join(reading.details)
    assert "活动·指标" in html


def test_a_page_shows_only_the_documents_own_part() -> None:
    start = TEXT.index("今年")
    html = page([document(span=Span(start, len(TEXT)), metrics=(METRIC,))], "en")
    assert "封面" not in html
    assert Reading(html).text.strip() == TEXT[start:]
    assert "metrics" in html


def test_titles_and_values_are_escaped() -> None:
    evil = Metric(span=Span(0, 2), rule="r", value=None, unit='"><script>')
    assert "<script>" not in page([document(metrics=(evil,))])


def test_nothing_found_is_a_page_without_marks() -> None:
    assert Reading(page([document()])).text.strip() == TEXT
    assert Reading(page([])).text.strip() == ""


spans = st.lists(st.tuples(st.integers(0, 20), st.integers(1, 9)), max_size=6)


@given(spans)
def test_pieces_cover_what_findings_cover_once(places: list[tuple[int, int]]) -> None:
    text = "甲" * 30
    found = tuple(Problem(span=Span(start, start + length), rule="r") for start, length in places)
    whole = document(text, problems=found)
    cut = list(pieces(whole))
    covered = [index for span, _ in cut for index in range(span.start, span.end)]
    assert covered == sorted({index for finding in found for index in range(finding.span.start, finding.span.end)})
    for span, over in cut:
        assert set(over) == {finding for finding in found if finding.span.contains(span)}


def test_the_evidence_is_the_text_of_the_span() -> None:
    for finding in FOUND.findings:
        assert record(FOUND, finding)["text"] == evidence(FOUND, finding)
        assert table_of(finding) in COLUMNS
