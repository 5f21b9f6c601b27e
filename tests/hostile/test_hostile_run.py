"""A folder of hostile and broken files through the whole run: each a row with a reason, none harms another."""

from __future__ import annotations

from pathlib import Path

import pytest
from hostile_files import FIGURES, FILES, FORMULAS
from hostile_folder import Written

GOOD = ["3.2万人次", "12%"]


@pytest.mark.parametrize(("name", "status", "word"), [(n, s, w) for n, _, s, w in FILES], ids=[row[0] for row in FILES])
def test_each_file_has_a_row_that_says_what_became_of_it(name: str, status: str, word: str, written: Written) -> None:
    first = written.of(name)[0]
    assert (first["status"], word in str(first["reason"] or "")) == (status, True), first["reason"]
    for row in written.of(name):
        assert row["status"] == "ok" or " | " in str(row["reason"])


def test_the_good_file_among_them_is_read(written: Written) -> None:
    assert written.sources["good.txt"]["status"] == "ok"
    assert written.metrics["good.txt"] == GOOD


@pytest.mark.parametrize(
    "name",
    [
        "text-nul.txt",
        "text-odd-utf16.txt",
        "text-surrogate-utf16.txt",
        "text-mark-lies.txt",
        "text-mark-lies-16.txt",
        "text-zero-width.txt",
        "text-bidi.txt",
        "text-markers.txt",
        "text-no-stop.txt",
        "html-deep.html",
        "html-deep-font.html",
        "html-attributes.html",
        "html-lies.html",
        "docx-traversal.docx",
    ],
)
def test_what_can_be_read_gives_its_figures(name: str, written: Written) -> None:
    found = [text.translate(dict.fromkeys(map(ord, "\u200b\u202d\u202c"))) for text in written.metrics[name]]
    assert found[:2] == GOOD


def test_text_behind_deep_markup_is_not_lost(written: Written) -> None:
    for name in ("html-deep.html", "html-deep-font.html"):
        assert [line for line in written.texts[name].split("\n") if line][-1] == "后文。"


def test_a_text_without_stops_keeps_every_figure(written: Written) -> None:
    assert len(written.metrics["text-no-stop.txt"]) == 2 * 600


def test_an_open_quote_costs_the_rows_it_swallowed_and_says_so(written: Written) -> None:
    good, bad = written.of("csv-quote.csv")
    assert (good["path"], good["status"]) == ("csv-quote.csv#2", "ok")
    assert (bad["path"], bad["status"]) == ("csv-quote.csv#3", "failed")
    assert "引号" in str(bad["reason"])
    assert "csv-quote.csv#3" not in written.metrics


def test_nested_archives_end_at_what_the_outermost_may_hold(written: Written) -> None:
    rows = written.of("zip-nested.zip")
    assert rows[-1]["status"] == "failed"
    assert "压缩比" in str(rows[-1]["reason"])
    assert sum(int(str(row["bytes"])) for row in rows) <= 64_000_000


def test_names_are_told_apart_and_can_be_seen(written: Written) -> None:
    names = sorted(path for path in written.sources if path.startswith("names/"))
    assert len(names) == len(set(names)) == 13
    assert all(name.isprintable() for name in written.sources)
    assert {"names/turned\\u202etxt.exe.txt", "names/new\\x0aline.txt~2", "names/é.txt~2"} <= set(names)
    assert {"names/表.csv#2", "names/表.csv\\x232"} <= set(names)
    assert all(written.sources[name]["status"] == "ok" for name in names)


def test_members_lead_nowhere_and_are_told_apart(written: Written, tmp_path: Path) -> None:
    statuses = {str(row["path"]).removeprefix("names.zip/"): row["status"] for row in written.of("names.zip")}
    assert statuses.pop("好.txt") == "ok"
    assert {name for name, status in statuses.items() if status == "failed"} == {
        "../../out.txt", "abs.txt", "abs.txt~2", "C:/x.txt",
    }  # fmt: skip
    assert statuses["a\\x0ab\\u202e.txt"] == statuses["长" * 5000 + ".txt"] == "ok"
    assert statuses["表.csv#2"] == statuses["表.csv\\x232"] == "ok"
    assert not list(written.out.parent.rglob("out.txt"))


def test_links_in_circles_and_files_too_large_are_rows(written: Written) -> None:
    assert {path for path in written.sources if path.startswith("links/")} == {"links/itself", "links/nowhere.txt"}
    assert written.sources["links/itself"]["status"] == "failed"
    assert written.sources["sparse.txt"]["status"] == "skipped"
    assert "2000000001" in str(written.sources["sparse.txt"]["reason"])


def test_text_of_every_source_can_be_written_and_proves_its_figures(written: Written) -> None:
    for text in written.texts.values():
        text.encode("utf-8")
        assert "\0" not in text
        assert "\r" not in text
    for path, found in written.metrics.items():
        assert all(evidence in written.texts[path] for evidence in found)


def test_formulas_stay_text_in_the_workbook(written: Written) -> None:
    import openpyxl

    book = openpyxl.load_workbook(written.out / "dataset.xlsx", read_only=True)
    kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
    assert "f" not in kinds
    shown = {cell.value for row in book["document_fields"].iter_rows() for cell in row}
    assert set(FORMULAS) <= shown


def test_formulas_are_as_written_in_the_tables(written: Written) -> None:
    assert [written.texts[f"formulas.csv#{at}"] for at in range(2, 6)] == list(FORMULAS)


def test_markup_in_texts_is_text_in_the_report(written: Written) -> None:
    page = (written.out / "report.html").read_text("utf-8")
    assert "<script>alert(" not in page
    assert "7*7" in "".join(written.texts.values())
    assert FIGURES.split("\n")[0] in page
