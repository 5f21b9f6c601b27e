"""The report on a small dataset: what it carries, that nothing of it is markup, and that it loads nothing."""

from __future__ import annotations

import re
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from report_dataset import OPENING, Page, data_of, rows, themes

from zongjie.dataset.tables import merge, source_rows
from zongjie.display import KINDS as SHOWN
from zongjie.document import Source
from zongjie.lexicon import table
from zongjie.report.build import SCRIPTS, build
from zongjie.report.embed import source_hash
from zongjie.report.places import KINDS
from zongjie.resources import package_file

CALM = ("今年培训职工", "40名", "，但经费紧张。")
HOSTILE = (
    "<script>alert(1)</script>",
    "]]><img src=x onerror=alert(2)>",
    "</style></script>javascript:alert(3)\"'&{{7*7}}<!--",
)
START = len(OPENING + CALM[0])
END = START + len(CALM[1])


class Tags(HTMLParser):
    """Collects tags and attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs


def test_the_corpus_adds_no_tag_and_no_attribute(page: Page) -> None:
    calm = Tags(page(rows(CALM)).read_text("utf-8"))
    made = rows(HOSTILE)
    broken = Source("<script>x</script>.pdf", "1" * 64, 1, "<b>", None, "", "failed", "<script>y</script>")
    path = page(made, source_rows(broken), themed=themes(made, HOSTILE[2]))
    hostile = Tags(path.read_text("utf-8"))
    assert hostile.tags == calm.tags
    assert [name for name, _ in hostile.attributes] == [name for name, _ in calm.attributes]
    assert not {name for name, _ in hostile.attributes if name.startswith("on") or name in ("style", "src", "action")}
    data = data_of(path)
    assert data["texts"]["0"] == [[0, OPENING + "".join(HOSTILE)]], "every character arrives"
    assert data["overview"]["unread"] == [["<script>x</script>.pdf", "failed", "<script>y</script>"]]


def test_the_page_loads_nothing_and_says_so(page: Page) -> None:
    text = page(rows(CALM)).read_text("utf-8")
    assert not re.search(r"https?://(?!www\.w3\.org/2000/svg)|@import|url\(", text)
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', text)
    style = re.search(r"<style>(.*?)</style>", text, re.DOTALL)
    script = re.search(r"<script>(.*?)</script>", text, re.DOTALL)
    assert policy and style and script
    assert policy[1].startswith("default-src 'none'; ")
    assert "unsafe" not in policy[1]
    assert f"style-src '{source_hash(style[1])}'" in policy[1], "a browser would refuse the style"
    assert f"script-src '{source_hash(script[1])}'" in policy[1], "a browser would refuse the script"


def test_no_script_makes_markup_of_text() -> None:
    for name in SCRIPTS:
        script = package_file(f"report/templates/{name}.js").read_text("utf-8")
        assert not re.search(
            r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function|fetch\(|XMLHttp", script
        )


def test_every_word_that_a_script_asks_for_is_there() -> None:
    known = {row["key"] for row in table("report/labels.tsv")}
    for name in SCRIPTS:
        asked = set(re.findall(r"\bwords\.(\w+)", package_file(f"report/templates/{name}.js").read_text("utf-8")))
        assert asked <= known, f"{name}.js"


def test_colours_are_those_of_the_command_extract() -> None:
    css = package_file("report/templates/report.css").read_text("utf-8")
    assert [name for _, name, _, _ in SHOWN] == list(KINDS[:3])
    for at, (_, _, _, colour) in enumerate(SHOWN):
        assert f"--k{at}: {colour}" in css


def test_records_stand_at_their_characters(page: Page) -> None:
    data = data_of(page(rows(CALM, count=2)))
    [[first, text]] = data["texts"]["0"]
    for name in KINDS[:3]:
        columns = data["records"][name]
        assert len(columns["doc"]) == (2 if name == "metrics" else 1)
        for start, end in zip(columns["start"], columns["end"], strict=True):
            assert text[start - first : end - first] == CALM[1]
    assert data["records"]["sentences"]["role"] == {"v": ["work"], "i": [0]}
    assert data["metrics"]["doubtful"][0] == [[[0, START, END, 0], "40名"], CALM[0], CALM[2]]


def test_counts_and_themes(page: Page) -> None:
    made = rows(CALM)
    broken = Source("扫描.pdf", "1" * 64, 1, "application/pdf", None, "", "failed", "没有文字层 | no text layer")
    data = data_of(page(made, source_rows(broken), themed=themes(made, "职工培训")))
    assert data["overview"]["status"] == [["failed", 1], ["ok", 1]]
    assert data["overview"]["unread"] == [["扫描.pdf", "failed", "没有文字层"]]
    assert data["roles"] == [["work", len("".join(CALM))]]
    assert data["activities"]["types"] == [["training", "planned", 1]]
    assert data["activities"]["objects"] == [[CALM[2], 1, 1]]
    assert data["problems"]["wordings"] == [[CALM[0], 1, 1]]
    [theme] = data["themes"]
    assert (theme["label"], theme["size"], theme["quotes"]) == ("职工培训", 1, [[[0, START, END, 1], "40名"]])
    assert data["records"]["activities"]["theme"] == {"v": ["职工培训"], "i": [0]}
    assert [(row[1], row[5]) for row in data["curve"]] == [(2, False), (3, True)]


def test_english(page: Page) -> None:
    broken = Source("扫描.pdf", "1" * 64, 1, "application/pdf", None, "", "failed", "没有文字层 | no text layer")
    path = page(rows(CALM), source_rows(broken), lang="en")
    text = path.read_text("utf-8")
    assert '<html lang="en">' in text
    data = data_of(path)
    assert data["overview"]["unread"][0][2] == "no text layer"
    assert data["labels"]["activity_type"]["training"] == "training"
    assert not re.search("[\u4e00-\u9fff]", re.sub(r"<(script|style)[^>]*>.*?</\1>", "", text, flags=re.DOTALL))
    assert not any(re.search("[\u4e00-\u9fff]", word) for word in data["words"].values())


def test_a_large_corpus_is_sampled_with_its_evidence_kept(page: Page) -> None:
    made = [rows((f"第{number}次培训职工", "40名", "，但经费紧张。" + "余" * 900)) for number in range(4)]
    path = page(*made, most_characters=2000)
    data = data_of(path)
    assert data["whole"] == 2
    assert data["overview"]["counts"]["metrics"] == 4, "counts are of all"
    assert len(data["records"]["metrics"]["doc"]) == 2
    for pair, _, _ in data["metrics"]["doubtful"]:
        (document, start, end, _), words = pair
        [[first, text]] = data["texts"][str(document)]
        assert text[start - first : end - first] == words == "40名"
        assert (len(text) > 900) == (document < 2)
    assert len(data["metrics"]["doubtful"]) == 4
    assert data_of(page(*made, most_records=5))["whole"] == 1


def test_an_empty_dataset_has_a_report(page: Page) -> None:
    data = data_of(page())
    assert data["whole"] == 0
    assert data["themes"] == data["roles"] == data["metrics"]["kinds"] == []
    assert data["ceremony"]["mean"] is None


def test_a_folder_named_like_a_pattern_is_that_folder(page: Page, tmp_path: Path) -> None:
    own = page(rows(CALM)).parent
    other = page(rows(HOSTILE)).parent.rename(tmp_path / "结果1")
    page(rows(CALM)).parent.rename(own := tmp_path / "结果[1]")
    assert CALM[0] in build(own) and HOSTILE[0] not in build(own) and other.is_dir()


def test_the_same_dataset_has_the_same_page(page: Page) -> None:
    made = rows(CALM, count=3)
    first = page(made, themed=themes(made, "职工培训")).read_bytes()
    assert page(made, themed=themes(made, "职工培训")).read_bytes() == first


def test_a_share_of_an_indicator_is_its_growth_unless_it_is_a_share_itself(page: Page) -> None:
    made = rows(CALM, count=3)
    for metric, kpi in zip(made["metrics"], ("gdp_growth", "people_trained", "own"), strict=True):
        metric |= {"kpi": kpi}
    told = data_of(page(made))["kpis"]
    assert {kpi: grows for kpi, (_, grows) in told.items()} == {"gdp_growth": False, "people_trained": True}


def test_targets_series_links_and_reuse(page: Page) -> None:
    made = merge([rows((f"{year}年培训职工", f"{year - 1980}名", "，但经费紧张。")) for year in (2021, 2022, 2023)])
    metrics = sorted(made["metrics"], key=lambda row: row["text"])
    goal, done, rate = metrics
    goal |= {"kind": "target", "consistent": None}
    done |= {"target_id": goal["metric_id"], "consistent": None}
    rate |= {"target_id": goal["metric_id"], "kind": "completion"}
    problem, activity = made["problems"][0], made["activities"][-1]
    problem |= {"cause": None, "measure_ids": [activity["activity_id"]]}
    cell = {"kpi": "people_trained", "kind": "level", "period_type": "year", "unit": "名", "standard_unit": "名"}
    cell |= {"rule": "only", "conflict": False, "dimension": "count", "qualifier": "exact", "candidates": 1}
    cell |= {"issuer": "青禾县总工会"}
    panel = [
        cell
        | {name: one[name] for name in ("metric_id", "document_id")}
        | {"period": str(year), "period_start": date(year, 1, 1), "standard_value": float(year - 1980)}
        for year, one in zip((2021, 2022, 2023), metrics, strict=True)
    ]
    target = {"period": "2022", "period_type": "year", "kpi": "people_trained", "dimension": "count", "unit": "名"}
    target |= {"target_qualifier": "exact", "gap": 1.0, "status": "achieved"}
    target |= {"target_metric_id": goal["metric_id"], "result_metric_id": done["metric_id"]}
    first, last = made["documents"][0], made["documents"][-1]
    again = {"reuse_id": "u1", "unit": "sentence", "document_id": last["document_id"], "start": 4, "end": 9}
    again |= {"text": made["texts"][-1]["text"][4:9], "other_document_id": first["document_id"], "other_start": 4}
    again |= {"other_end": 9, "similarity": 0.9, "chars": 5, "ceremony": False}
    data = data_of(page(made, themed={"kpi_panel": panel, "kpi_targets": [target], "reuse": [again]}))

    def words(pair: list[Any]) -> str:
        (document, start, end, _), said = pair
        [[first, text]] = data["texts"][str(document)]
        assert text[start - first : end - first] == said
        return str(said)

    [shown] = data["metrics"]["targets"]
    assert shown[:8] == ["people_trained", "count", None, None, "2022", 1.0, "名", "achieved"]
    assert list(map(words, shown[8:])) == ["41名", "43名", "42名"], "target, completion, result"
    [[_, *pair]] = data["metrics"]["pairs"]
    assert list(map(words, pair)) == ["41名", "43名", "42名"]
    nobody = [row | {"issuer": None} for row in panel]
    assert data_of(page(made, themed={"kpi_panel": nobody}))["metrics"]["series"] == [], "three strangers"
    [series] = data["metrics"]["series"]
    assert [point[:3] for point in series["points"]] == [[2021, 41, False], [2022, 42, False], [2023, 43, False]]
    assert data["kpis"] == {}, "no metric names the indicator, so no codebook name is needed"
    linked = next(one for one in data["problems"]["linked"] if one["measures"])
    assert words(linked["measures"][0]) == activity["text"]
    assert words(linked["problem"]) == problem["text"]
    assert data["problems"]["linked_total"] == 3
    [[_, _, text, similarity, chars, formula]] = data["reuse"]["passages"]
    assert (text, similarity, chars, formula) == (again["text"], 0.9, 5, False)
