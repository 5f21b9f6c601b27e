"""The numbers of the shipped samples once more, from the csv files and with nothing but loops and scipy."""

import json
import re
from collections import Counter, defaultdict
from csv import DictReader
from math import log, log2, sqrt
from pathlib import Path

import pytest
from matplotlib import pyplot
from scipy import stats as reference

from zongjie import figures, stats
from zongjie.cli import main
from zongjie.stats import charts
from zongjie.stats.sampling import COUNTED, Count
from zongjie.stats.shares import ALL
from zongjie.stats.vocabulary import content

SAMPLES = Path(__file__).parents[2] / "corpus" / "samples"


@pytest.fixture(scope="module")
def out(tmp_path_factory):
    folder = tmp_path_factory.mktemp("samples") / "out"
    assert main(["run", str(SAMPLES), "-o", str(folder), "--quiet"]) == 1  # one sample is damaged
    return folder


@pytest.fixture(scope="module")
def csv(out):
    def rows(name):
        with (out / "csv" / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
            return list(DictReader(file))

    return {name: rows(name) for name in ("documents", "sentences", "activities", "problems", "metrics", "themes",
                                          "theme_members")}  # fmt: skip


@pytest.fixture(scope="module")
def tables(out):
    return stats.compute(out, "year").tables


def year(document):
    """The year of the review, else of a period within one year."""
    if document["review_year"]:
        return int(document["review_year"])
    first, last = document["period_start"][:4], document["period_end"][:4]
    return int(first) if first and first == last else None


def row(frame, **wanted):
    for name, value in wanted.items():
        frame = frame[frame[name] == value]
    [found] = frame.to_dict("records")
    return found


def items(csv):
    """(kind, item) → records as (document, characters), and per kind all records of its table, headings left out."""
    length = {}
    every = defaultdict(list)
    for unit, table, key in (("sentence", "sentences", "sentence_id"), ("activity", "activities", "activity_id"),
                             ("problem", "problems", "problem_id")):  # fmt: skip
        for one in csv[table]:
            if one.get("heading") != "true":
                length[one[key]] = int(one["end"]) - int(one["start"])
                every[unit].append((one["document_id"], length[one[key]]))
    held = defaultdict(list)
    whole = {}
    for one in csv["theme_members"]:
        for kind, name in (("theme", "theme_id"), ("subtheme", "subtheme_id")):
            whole[f"{kind}_{one['unit']}"] = every[one["unit"]]
            if one[name]:
                held[f"{kind}_{one['unit']}", one[name]].append((one["document_id"], length[one["record_id"]]))
    for one in csv["activities"]:
        for kind, name in (("activity_type", "type"), ("activity_status", "status")):
            held[kind, one[name]].append((one["document_id"], length[one["activity_id"]]))
            whole[kind] = every["activity"]
        held["activity", f"{one['type']}/{one['status']}"].append((one["document_id"], length[one["activity_id"]]))
        whole["activity"] = every["activity"]
    for one in csv["problems"]:
        held["problem", one["category"]].append((one["document_id"], length[one["problem_id"]]))
        whole["problem"] = every["problem"]
    size = {one["metric_id"]: (one["document_id"], int(one["end"]) - int(one["start"])) for one in csv["metrics"]}
    for one in csv["metrics"]:
        if one["kpi"]:
            held["kpi", one["kpi"]].append(size[one["metric_id"]])
            whole["kpi"] = list(size.values())
    return held, whole


def test_every_prevalence_of_the_whole(csv, tables):
    table = tables["prevalence"]
    held, whole = items(csv)
    documents = {one["document_id"] for one in csv["documents"]}
    told = table[table["group"] == ALL]
    assert set(zip(told["kind"], told["item"], strict=True)) == set(held)
    assert len(held) > 40
    for found in told.to_dict("records"):
        mine, all_ = held[found["kind"], found["item"]], whole[found["kind"]]
        count, of = {
            "documents": (len({document for document, _ in mine}), len(documents)),
            "records": (len(mine), len(all_)),
            "characters": (sum(size for _, size in mine), sum(size for _, size in all_)),
        }[found["measure"]]
        assert (found["count"], found["denominator"], found["n"]) == (count, of, len(documents)), found
        assert found["share"] == pytest.approx(count / of)
        assert found["small"] == (len({document for document, _ in mine}) < 5)
        if found["interval"]:
            assert found["low"] <= found["share"] <= found["high"]


def test_shares_of_types_add_up_to_one_and_those_of_themes_to_what_is_placed(csv, tables):
    table = tables["prevalence"]
    for group in table["group"].unique():
        some = table[(table["group"] == group) & (table["measure"] == "records")]
        for kind in ("activity", "activity_type", "activity_status", "problem"):
            assert some[some["kind"] == kind]["share"].sum() == pytest.approx(1)
    some = table[(table["group"] == ALL) & (table["measure"] == "records")]
    placed = Counter(one["unit"] for one in csv["theme_members"] if one["theme_id"])
    rows_ = Counter(one["unit"] for one in csv["theme_members"])
    for unit in ("sentence", "activity", "problem"):
        share = some[some["kind"] == f"theme_{unit}"]["share"].sum()
        assert share == pytest.approx(placed[unit] / rows_[unit])


def test_every_share_of_a_group_and_of_a_year(csv, tables):
    held, _ = items(csv)
    years = {one["document_id"]: year(one) for one in csv["documents"]}
    assert None in years.values()
    decade = Counter(f"{one // 10 * 10}–{one // 10 * 10 + 9}" for one in years.values() if one)
    table = tables["prevalence"]
    assert set(table["group"]) == {ALL, *decade}
    for (kind, item), records in held.items():
        if kind == "kpi":
            continue
        found = row(table, kind=kind, item=item, measure="documents", group="2020–2029")
        with_year = {document for document, _ in records if years[document]}
        assert (found["count"], found["n"]) == (len(with_year), decade["2020–2029"])
    n = Counter(filter(None, years.values()))
    for found in tables["series"][tables["series"]["kind"] == "activity_type"].to_dict("records"):
        mine = [document for document, _ in held["activity_type", found["item"]] if years[document] == found["step"]]
        every = [one for one in csv["activities"] if years[one["document_id"]] == found["step"]]
        assert (found["n"], found["count"]) == (n[found["step"]], len(set(mine)))
        assert (found["records"], found["denominator"]) == (len(mine), len(every))


def test_the_trend_of_cochran_and_armitage_by_its_formula(csv, tables):
    held, _ = items(csv)
    years = {one["document_id"]: year(one) for one in csv["documents"] if year(one)}
    told = tables["trend"]
    told = told[(told["measure"] == "documents") & told["p"].notna()]
    assert len(told) > 5
    for found in told.to_dict("records"):
        mine = {document for document, _ in held[found["kind"], found["item"]]}
        x = [one for _, one in sorted(years.items())]
        y = [float(document in mine) for document in sorted(years)]
        n, mx, my = len(x), sum(x) / len(x), sum(y) / len(y)
        t = sum((a - mx) * (b - my) for a, b in zip(x, y, strict=True))
        variance = sum((a - mx) ** 2 for a in x) * sum((b - my) ** 2 for b in y) / (n - 1)
        assert found["z"] == pytest.approx(t / sqrt(variance))
        assert found["p"] == pytest.approx(2 * reference.norm.sf(abs(t) / sqrt(variance)))
    by_kind = told[told["kind"] == "activity_type"].sort_values("p")
    m = len(by_kind)
    largest = 1.0
    for rank, found in reversed(list(enumerate(by_kind.to_dict("records"), 1))):
        largest = min(largest, found["p"] * m / rank)
        assert found["q"] == pytest.approx(largest)


def test_cross_tables_and_answers_counted_one_by_one(csv, tables):
    counts = Counter((one["type"], one["status"]) for one in csv["activities"])
    rows_, columns = (
        Counter(one["type"] for one in csv["activities"]),
        Counter(one["status"] for one in csv["activities"]),
    )
    cells = tables["cross_cells"]
    cells = cells[cells["table"] == "activity_type × activity_status"]
    total = len(csv["activities"])
    assert cells["count"].sum() == total
    chi2 = 0.0
    for cell in cells.to_dict("records"):
        found, r, c = counts[cell["row"], cell["column"]], rows_[cell["row"]], columns[cell["column"]]
        assert (cell["count"], cell["row_total"], cell["column_total"]) == (found, r, c)
        assert cell["expected"] == pytest.approx(r * c / total)
        spread = sqrt(r * c / total * (1 - r / total) * (1 - c / total))
        assert cell["residual"] == pytest.approx((found - r * c / total) / spread)
        assert cell["small"] == (found < 5 or r * c / total < 5)
        chi2 += (found - r * c / total) ** 2 / (r * c / total)
    assert row(tables["cross_tests"], table="activity_type × activity_status")["chi2"] == pytest.approx(chi2)
    for found in tables["answered"][tables["answered"]["group"] == ALL].to_dict("records"):
        some = [one for one in csv["problems"] if found["category"] in (ALL, one["category"])]
        assert (found["count"], found["denominator"]) == (sum(bool(one["measure_ids"]) for one in some), len(some))
        assert found["n"] == len({one["document_id"] for one in some})
    types = {one["activity_id"]: one["type"] for one in csv["activities"]}
    measures = Counter(
        (one["category"], type_)
        for one in csv["problems"]
        for type_ in {types[key] for key in one["measure_ids"].split(";") if key}
    )
    assert sum(measures.values()) > 10
    assert {(m["category"], m["type"]): m["count"] for m in tables["measures"].to_dict("records")} == measures


def words_of(out):
    """The content words of every sentence that is no heading, by document."""
    batches = (batch[~batch["heading"]] for batch in stats.read(out).sentences())
    return [pair for batch in batches for pair in zip(batch["document_id"], content(batch), strict=True)]


def test_edges_between_words_counted_one_by_one(out, tables):
    edges, nodes = tables["network_edges"], tables["network_nodes"]
    words = edges[edges["network"] == "words"]
    assert len(words)
    sentences = [set(words) for _, words in words_of(out)]
    n = len(sentences)
    for edge in words.to_dict("records"):
        a, b = (sum(edge[end] in one for one in sentences) for end in ("source", "target"))
        both = sum({edge["source"], edge["target"]} <= one for one in sentences)
        assert (edge["count"], edge["n"]) == (both, n)
        assert edge["expected"] == pytest.approx(a * b / n)
        assert edge["npmi"] == pytest.approx(log(both * n / (a * b)) / -log(both / n))
        table = [[both, a - both], [b - both, n - a - b + both]]
        g = reference.chi2_contingency(table, correction=False, lambda_="log-likelihood").statistic
        assert edge["log_likelihood"] == pytest.approx(g)
        assert edge["source"] != edge["target"]
    assert set(nodes[nodes["network"] == "words"]["node"]) == {*words["source"], *words["target"]}


def test_key_words_counted_one_by_one(out, csv):
    data = stats.read(out)
    label = data.documents["issuer"].map(lambda issuer: "馆" if "图书馆" in str(issuer) else "他")
    by = stats.Grouping("所", label, label.map(lambda _: float("nan")), ("馆", "他"), False, 0, ())
    table = stats.keyness(data, by)
    library = {one["document_id"] for one in csv["documents"] if "图书馆" in one["issuer"]}
    inside = [word for document, words in words_of(out) if document in library for word in words]
    outside = [word for document, words in words_of(out) if document not in library for word in words]
    some = table[table["group"] == "馆"]
    assert set(some["direction"]) == {"more"}
    for found in some.to_dict("records"):
        a, b, c, d = inside.count(found["word"]), outside.count(found["word"]), len(inside), len(outside)
        assert (found["count"], found["rest"], found["denominator"], found["rest_denominator"]) == (a, b, c, d)
        used = {document for document, words in words_of(out) if found["word"] in words}
        assert (found["documents"], found["rest_documents"]) == (len(used & library), len(used - library))
        each = (a + b) / (c + d)
        g = 2 * sum(o * log(o / (size * each)) for o, size in ((a, c), (b, d)) if o)
        assert found["log_likelihood"] == pytest.approx(g)
        assert found["p"] == pytest.approx(reference.chi2.sf(g, 1))
        assert found["bic"] == pytest.approx(g - log(c + d))
        assert found["log_ratio"] == pytest.approx(log2(max(a, 0.5) / c / (max(b, 0.5) / d)))


def test_the_themes_table_the_statistics_and_the_report_say_the_same(out, csv, tables):
    page = (out / "report.html").read_text("utf-8")
    shown = json.loads(re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)[1])
    assert shown["theme_ids"] == [one["theme_id"] for one in csv["themes"]]
    table = tables["prevalence"]
    table = table[table["group"] == ALL]
    years = {one["document_id"]: year(one) for one in csv["documents"]}
    per_year = Counter((one["unit"], years[one["document_id"]]) for one in csv["theme_members"])
    for number, theme in enumerate(csv["themes"]):
        level = "subtheme" if theme["parent_id"] else "theme"
        found = {
            measure: row(table, kind=f"{level}_{theme['unit']}", item=theme["theme_id"], measure=measure)
            for measure in ("documents", "records")
        }
        assert (int(theme["documents"]), int(theme["size"])) == (found["documents"]["count"], found["records"]["count"])
        assert float(theme["prevalence"]) == pytest.approx(found["documents"]["share"], abs=1e-6)
        carried = shown["themes"][number]
        assert (carried["size"], carried["documents"]) == (int(theme["size"]), int(theme["documents"]))
        mine = Counter(years[one["document_id"]] for one in csv["theme_members"]
                       if theme["theme_id"] in (one["theme_id"], one["subtheme_id"]))  # fmt: skip
        for at, share in carried["years"]:
            assert share == pytest.approx(mine[at] / per_year[theme["unit"], at])
    types = Counter((one["type"], one["status"]) for one in csv["activities"])
    assert {(a, b): n for a, b, n in shown["activities"]["types"]} == types
    by = shown["problems"]["by"]
    assert by == "issuer"
    crossed = Counter()
    for category, _, n in shown["problems"]["cross"]:
        crossed[category] += n
    assert crossed == Counter(one["category"] for one in csv["problems"])
    assert dict(shown["overview"]["years"]) == Counter(one for one in years.values() if one)
    for name in csv:
        assert shown["overview"]["counts"][name] == len(csv[name])


def test_a_figure_draws_the_numbers_of_its_table(tables):
    table = tables["prevalence"]
    with figures.style():
        figure = charts.prevalence(table, "problem", "题", Count.documents)
    try:
        [axes] = figure.axes
        some = table[(table["kind"] == "problem") & (table["group"] == ALL)]
        some = some[some["measure"] == charts.measure_of(some)]
        drawn = {
            label.get_text(): share
            for label, share in zip(axes.get_yticklabels(), axes.lines[0].get_xdata(), strict=True)
        }
        assert drawn == {charts.short(one["label"]): one["share"] for one in some.to_dict("records")}
        whiskers = sorted(tuple(line[:, 0]) for line in axes.collections[0].get_segments())
        assert whiskers == sorted(zip(some["low"], some["high"], strict=True))
    finally:
        pyplot.close("all")


def test_figures_call_an_observation_what_the_tables_do(tables):
    table = tables["prevalence"].assign(share=lambda rows: rows["share"] / 2)  # so that documents tell items apart
    with figures.style():
        figure = charts.prevalence(table, "problem", "题", Count.clusters)
    try:
        label = figure.axes[0].get_xlabel()
        assert all(word in label for word in COUNTED[Count.clusters])
    finally:
        pyplot.close("all")
