"""The report in a browser: it opens, filters, shows evidence, downloads, and runs nothing of a hostile corpus."""

from __future__ import annotations

import csv
import io
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from report_dataset import OPENING, rows, themes
from report_dataset import Page as Made

from zongjie.dataset.tables import source_rows
from zongjie.document import Source

BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
playwright = pytest.importorskip("playwright.sync_api", reason="the package playwright is not installed")
pytestmark = pytest.mark.skipif(BROWSER is None, reason="there is no Chromium: apt-get install chromium")

CALM = ("今年培训职工", "40名", "，但经费紧张。")
OTHER = ("去年慰问职工", "70户", "，覆盖面不足。")
HOSTILE = (
    "<script>alert(1)</script><img src=http://127.0.0.1:9/x onerror=alert(1)>",
    "]]><svg onload=alert(2)>",
    "</style></script><a href=javascript:alert(3)>\"'&{{7*7}}<!--",
)
FORMULA = ("=1+2", "40名", "，@SUM(A1)。")


class Watched:
    """A page that notes dialogs, requests beyond its own file, and faults."""

    def __init__(self, page: Any, path: Path) -> None:
        self.page = page
        self.seen: list[str] = []
        page.on("dialog", lambda dialog: (self.seen.append(f"dialog {dialog.message}"), dialog.dismiss()))
        page.on("request", lambda request: self.seen.append(request.url) if request.url != path.as_uri() else None)
        page.on("pageerror", lambda error: self.seen.append(f"error {error}"))
        page.on("console", lambda message: self.seen.append(message.text) if message.type == "error" else None)
        page.goto(path.as_uri())


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with playwright.sync_playwright() as driver:
        # Root, as in a container, may not use the sandbox; the pages are the test's own.
        opened = driver.chromium.launch(executable_path=BROWSER, args=["--no-sandbox"])
        yield opened
        opened.close()


@contextmanager
def shown(browser: Any, path: Path, **options: Any) -> Iterator[Watched]:
    context = browser.new_context(**options)
    try:
        yield Watched(context.new_page(), path)
    finally:
        context.close()


def test_it_opens_and_counts(browser: Any, page: Made) -> None:
    made = rows(CALM)
    with shown(browser, page(made, themed=themes(made, "职工培训"))) as one:
        assert one.page.inner_text("h1") == "总结数据集报告"
        assert one.page.inner_text(".tile:has-text('活动') b") == "1"
        assert one.page.locator("main section").count() == 11
        assert one.page.inner_text("#themes .card .title") == "职工培训"
        assert "选定 3" in one.page.locator(".curve svg").get_attribute("aria-label")
        assert one.seen == []


def test_filters_and_search(browser: Any, page: Made) -> None:
    with shown(browser, page(rows(CALM, count=60), rows(OTHER))) as one:
        tab = one.page
        assert tab.inner_text("#found") == "61 条（共 61 条）"
        assert tab.locator("#rows tbody tr").count() == 50
        tab.click("#rows button[aria-label='下一页']")
        assert tab.locator("#rows tbody tr").count() == 11
        tab.fill("#query", "慰问 职工")
        tab.locator("#found", has_text=re.compile("^1 条")).wait_for()
        assert tab.inner_text("#rows mark") == "70户"
        assert tab.inner_text("#live") == "1 条（共 61 条）", "a screen reader hears it"
        tab.click("text=清除筛选")
        tab.select_option("[data-field=issuer]", "=40名")
        assert tab.inner_text("#found") == "60 条（共 61 条）"


def test_a_number_of_a_chart_leads_to_its_records(browser: Any, page: Made) -> None:
    with shown(browser, page(rows(CALM), rows(OTHER))) as one:
        one.page.click("#problems .bar:has-text('去年慰问职工')")
        assert one.page.inner_text("#kinds [aria-pressed=true]") == "问题 2"
        assert one.page.inner_text("#found") == "1 条（共 2 条）"
        assert one.page.inner_text("#rows mark") == "70户"
        one.page.click(".chip")
        assert one.page.inner_text("#found") == "2 条（共 2 条）"


def test_evidence_stands_marked_at_its_characters(browser: Any, page: Made) -> None:
    with shown(browser, page(rows(CALM))) as one:
        tab = one.page
        tab.focus("#rows .context")
        tab.keyboard.press("Enter")
        assert tab.inner_text("#asked") == "40名"
        assert tab.evaluate("document.activeElement.id") == "asked"
        whole = tab.evaluate("document.querySelector('.source').textContent")
        assert whole == OPENING + "".join(CALM)
        before = tab.evaluate(
            "(() => { const r = document.createRange(); r.setStart(document.querySelector('.source'), 0);"
            " r.setEndBefore(document.getElementById('asked')); return r.toString(); })()"
        )
        assert before == OPENING + CALM[0]
        start = len(before)
        assert f"第 {start}–{start + 3} 字" in tab.inner_text("dialog .cite")
        tab.keyboard.press("Escape")
        assert not tab.evaluate("document.getElementById('evidence').open")
        assert tab.evaluate("document.activeElement.className") == "context", "the focus goes back"


def test_evidence_outside_the_sample_is_there_too(browser: Any, page: Made) -> None:
    made = [rows((f"第{number}次培训职工", "40名", "，但经费紧张。" + "余" * 900)) for number in range(3)]
    with shown(browser, page(*made, most_characters=1000)) as one:
        assert "取自 3 篇文档中的 1 篇" in one.page.inner_text("#records .warn")
        for at in range(3):
            one.page.click(f"#metrics .evidence >> nth={at}")
            assert one.page.inner_text("#asked") == "40名"
            one.page.keyboard.press("Escape")
        assert one.seen == []


def test_the_citation_is_copied(browser: Any, page: Made) -> None:
    with shown(browser, page(rows(CALM)), permissions=["clipboard-read", "clipboard-write"]) as one:
        one.page.click("#rows .context")
        one.page.click("text=复制出处")
        one.page.locator("#live", has_text="已复制").wait_for(state="attached")
        said = one.page.evaluate("navigator.clipboard.readText()")
        start = len(OPENING + CALM[0])
        assert said == f"今年培训职工.txt, 今年培训职工, 40名, 第 {start}–{start + 3} 字"


def test_download_of_the_filtered_rows(browser: Any, page: Made) -> None:
    with shown(browser, page(rows(FORMULA, path="@表.txt"), rows(OTHER))) as one:
        one.page.select_option("[data-field=issuer]", "=40名")
        with one.page.expect_download() as waiting:
            one.page.click("#download")
        content = Path(waiting.value.path()).read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    [row] = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    assert waiting.value.suggested_filename == "zongjie-metrics.csv"
    assert (row["text"], row["value"], row["kind"]) == ("40名", "40", "level")
    assert (row["path"], row["subject"]) == ("'@表.txt", "'=1+2"), "no cell is a formula"
    start = len(OPENING + FORMULA[0])
    assert (int(row["start"]), int(row["end"])) == (start, start + 3)


def test_a_hostile_corpus_is_text(browser: Any, page: Made) -> None:
    made = rows(HOSTILE)
    broken = Source("<img src=x onerror=alert(4)>.pdf", "1" * 64, 1, "<b>", None, "", "failed", HOSTILE[0])
    with shown(browser, page(made, source_rows(broken), themed=themes(made, HOSTILE[2]))) as one:
        tab = one.page
        for kind in range(5):
            tab.click(f"#kinds button >> nth={kind}")
            if tab.locator("#rows .context").count():
                tab.click("#rows .context")
                assert HOSTILE[1] in tab.inner_text("dialog .source")
                tab.keyboard.press("Escape")
        assert HOSTILE[0] in tab.inner_text("#overview")
        assert tab.locator("img, iframe, object, embed, main svg[onload], a[href^=javascript]").count() == 0
        assert tab.locator("script").count() == 2
        assert one.seen == []


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_nothing_overflows(browser: Any, page: Made, width: int, lang: str) -> None:
    long = ("很长的标题" * 30, "40名", "，但" + "x" * 300 + "。")
    made = rows(long, path="a" * 60 + ".txt")
    path = page(made, rows(CALM), rows(OTHER), themed=themes(made, "w" * 90), lang=lang)
    with shown(browser, path, viewport={"width": width, "height": 800}) as one:
        one.page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
        assert one.page.evaluate("document.documentElement.scrollWidth") <= width
        one.page.click("#rows .context")
        dialog = one.page.locator("dialog")
        assert dialog.evaluate("(one) => one.scrollWidth - one.clientWidth") <= 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_stand_out_from_their_ground(browser: Any, page: Made, scheme: str) -> None:
    made = rows(CALM)
    with shown(browser, page(made, themed=themes(made, "职工培训")), color_scheme=scheme) as one:
        one.page.click("#rows .context")
        poor = one.page.evaluate(CONTRAST)
    assert poor == [], "WCAG 2.1 AA asks 4.5"


CONTRAST = """() => {
  const rgb = (text) => text.match(/[\\d.]+/g).map(Number);
  const light = (colour) => colour.slice(0, 3).map((c) => c / 255)
    .map((c) => (c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
    .reduce((s, c, i) => s + c * [0.2126, 0.7152, 0.0722][i], 0);
  const ground = (node) => {
    for (let one = node; one; one = one.parentElement) {
      const colour = getComputedStyle(one).backgroundColor;
      if (/^rgb\\(/.test(colour)) return rgb(colour);
    }
    return [255, 255, 255];
  };
  const made = [];
  for (const node of document.querySelectorAll("body *:not(script):not(style):not(noscript):not(:disabled)")) {
    const said = [...node.childNodes].some((child) => child.nodeType === 3 && child.data.trim());
    if (!said || node.closest("svg")) continue;
    const [a, b] = [light(rgb(getComputedStyle(node).color)), light(ground(node))].sort((x, y) => y - x);
    if ((a + 0.05) / (b + 0.05) < 4.5) made.push(`${node.tagName}.${node.className} ${node.textContent.slice(0, 20)}`);
  }
  return made;
}"""


def test_names_for_those_who_do_not_see(browser: Any, page: Made) -> None:
    made = rows(CALM)
    with shown(browser, page(made, themed=themes(made, "职工培训"))) as one:
        nameless = one.page.evaluate(
            "[...document.querySelectorAll('button, select, input, a')].filter((one) => !(one.textContent.trim()"
            " || one.getAttribute('aria-label') || (one.labels && one.labels.length))).map((one) => one.outerHTML)"
        )
        assert nameless == []
        for landmark in (
            "header",
            "nav[aria-label]",
            "main",
            "[role=search]",
            "[aria-live]",
            "dialog[aria-labelledby]",
        ):
            assert one.page.locator(landmark).count() == 1
        one.page.keyboard.press("Tab")
        assert one.page.evaluate("document.activeElement.className") == "skip"
