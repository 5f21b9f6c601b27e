"""The tables on planted rows: denominators, groups, clusters of near duplicates, what is missing, what is small."""

import hashlib
import json
import re

import numpy as np
import pandas as pd
import pytest
from stats_dataset import Doc, write

from zongjie import stats
from zongjie.cli import main
from zongjie.errors import UsageError
from zongjie.stats.grouping import POOLED
from zongjie.stats.shares import ALL


def dataset(folder, docs, by, *, numeric=None, **options):
    data = stats.read(write(folder / "out", docs, **options))
    return data, stats.group(data, by, numeric=numeric)


def row(frame, **wanted):
    for name, value in wanted.items():
        frame = frame[frame[name] == value]
    [found] = frame.to_dict("records")
    return found


# --------------------------------------------------------------------------------------------------------------- groups
def test_an_unknown_column_lists_the_known_ones_with_counts(tmp_path):
    data, _ = dataset(tmp_path, [Doc(2021, "青禾县", fields={"人口": "12"}), Doc(2022)], "year")
    with pytest.raises(UsageError, match=r"region \(1\).*") as fault:
        stats.group(data, "部门")
    assert "人口 (1)" in fault.value.message.en
    with pytest.raises(UsageError, match="empty in every document"):
        stats.group(data, "issuer")


def test_documents_without_a_value_are_counted_and_stay_in_the_whole(tmp_path):
    docs = [Doc(2021, "青禾县", ["tA"])] * 6 + [Doc(2021, None, ["tB"])] * 2
    data, by = dataset(tmp_path, docs, "region")
    assert by.missing == 2
    table = stats.prevalence(data, by)
    assert row(table, item="tA", group=ALL, measure="documents")["denominator"] == 8
    assert row(table, item="tA", group="青禾县", measure="documents")["share"] == 1
    assert set(table["group"]) == {ALL, "青禾县"}


def test_small_groups_are_pooled_and_said_to_be(tmp_path):
    docs = [Doc(region="青禾县")] * 6 + [Doc(region="临溪区")] * 2 + [Doc(region="云岭县")]
    _, by = dataset(tmp_path, docs, "region")
    assert by.order == ("青禾县", POOLED)
    assert by.group.tolist().count(POOLED) == 3
    assert "2 groups" in by.notes[0].en


def test_years_stay_years_where_there_are_enough_and_become_decades_else(tmp_path):
    many = [Doc(year) for year in (2021, 2022) for _ in range(5)]
    assert dataset(tmp_path / "a", many, "year")[1].order == ("2021", "2022")
    few = [Doc(year) for year in range(1998, 2012)]
    found = dataset(tmp_path / "b", few, "year")[1]
    assert found.order == ("1990–1999", "2000–2009", "2010–2019")
    assert found.value.iloc[0] == 1998
    assert found.notes


def test_numbers_of_the_users_sheet_are_numeric_and_words_are_not(tmp_path):
    docs = [Doc(fields={"人口": str(at * 1.5), "级别": "甲乙"[at % 2]}) for at in range(40)]
    data, by = dataset(tmp_path, docs, "人口")
    assert by.numeric
    assert len(by.order) == 4
    assert not stats.group(data, "级别").numeric
    assert not stats.group(data, "人口", numeric=False).numeric
    with pytest.raises(UsageError, match="no numbers, such as 甲"):
        stats.group(data, "级别", numeric=True)


# ----------------------------------------------------------------------------------------------------------- prevalence
def test_shares_are_of_documents_records_and_characters(tmp_path):
    docs = [Doc(2021, "青禾县", ["tA", "tA", "tB", None])] * 3 + [Doc(2022, "临溪区", ["tB"])] * 7
    data, by = dataset(tmp_path, docs, "region", numeric=False)
    table = stats.prevalence(data, by)
    documents = row(table, item="tA", group=ALL, measure="documents")
    assert (documents["count"], documents["denominator"], documents["n"]) == (3, 10, 10)
    records = row(table, item="tA", group=ALL, measure="records")
    assert (records["count"], records["denominator"]) == (6, 19)  # the sentence in no theme is in the denominator
    assert row(table, item="tA", group=ALL, measure="characters")["share"] == pytest.approx(60 / 190)
    assert records["low"] < records["share"] < records["high"]
    small = row(table, item="tA", group="青禾县", measure="records")
    assert small["small"]
    assert np.isnan(small["low"])


def test_a_null_theme_is_counted_apart_and_subthemes_have_rows_of_their_own(tmp_path):
    docs = [Doc(2021, "青禾县", ["tA1", "tA2", "tB", None])] * 6
    data, by = dataset(tmp_path, docs, "region", subthemes={"tA1": "tA", "tA2": "tA"})
    table = stats.prevalence(data, by)
    assert row(table, kind="theme_sentence", item="tA", group=ALL, measure="records")["count"] == 12
    assert row(table, kind="subtheme_sentence", item="tA1", group=ALL, measure="records")["count"] == 6
    results = stats.compute(data.folder, "region", tables=["prevalence"])
    assert results.unplaced == 6


def test_near_duplicates_count_once_under_clusters(tmp_path):
    copies = [Doc(2021, "青禾县", ["tA"], cluster="c1")] * 6
    data, by = dataset(tmp_path, [*copies, *[Doc(2021, "青禾县", ["tB", "tB"])] * 4], "region")
    by_document = row(stats.prevalence(data, by), item="tA", group=ALL, measure="documents")
    by_cluster = row(stats.prevalence(data, by, count="clusters"), item="tA", group=ALL, measure="documents")
    assert (by_document["share"], by_cluster["share"]) == (0.6, 0.2)
    records = row(stats.prevalence(data, by, count="clusters"), item="tA", group=ALL, measure="records")
    assert (records["count"], records["denominator"]) == (pytest.approx(1), 9)
    assert stats.compute(data.folder, "region", count="clusters", tables=["cross"]).observations == 5


def test_the_same_seed_gives_the_same_table_and_another_does_not(tmp_path):
    generator = np.random.default_rng(0)
    docs = [Doc(2021, "青禾县", ["tA"] * int(generator.integers(1, 9)) + ["tB"] * 4) for _ in range(20)]
    data, by = dataset(tmp_path, docs, "region")
    one, two, other = (stats.prevalence(data, by, seed=seed)["low"].to_numpy() for seed in (1, 1, 2))
    assert np.array_equal(one, two, equal_nan=True)
    assert not np.array_equal(one, other, equal_nan=True)


# ---------------------------------------------------------------------------------------------------- trend and effects
def planted(seed=0):
    """240 documents of twelve years: theme A grows by .07 a year from .05, theme B is as likely in every year."""
    generator = np.random.default_rng(seed)
    docs = []
    for at in range(240):
        year = 2012 + at % 12
        some = ["tA" if generator.random() < 0.05 + 0.07 * (year - 2012) else None]
        some += ["tB" if generator.random() < 0.5 else None] + [None] * int(generator.integers(2, 5))
        docs.append(Doc(year, ("青禾县", "临溪区")[at % 2], some))
    return docs


def test_a_planted_trend_is_found_and_none_where_none_is(tmp_path):
    data, by = dataset(tmp_path, planted(), "year")
    table = stats.trend(data, by).trend
    for measure in ("documents", "records"):
        assert row(table, item="tA", measure=measure)["q"] < 0.05
        assert row(table, item="tB", measure=measure)["q"] > 0.05
    grown = row(table, item="tA", measure="records")
    assert grown["unit"] == "10 years"
    assert grown["slope"] == pytest.approx(10 * 0.07 / 5, rel=0.3)  # .07 more documents a year, five sentences each
    assert grown["last"] > grown["first"]


def test_the_trend_of_a_categorical_column_is_empty(tmp_path):
    data, by = dataset(tmp_path, planted(), "region")
    assert not len(stats.trend(data, by).trend)


def test_effects_of_year_are_found_whatever_the_order_of_the_documents(tmp_path):
    docs = planted()
    shuffled = [docs[at] for at in np.random.default_rng(1).permutation(len(docs))]
    tables = [stats.effects(*dataset(tmp_path / name, some, "year")) for name, some in (("a", docs), ("b", shuffled))]
    for outcome in ("holds", "share"):
        one, other = (row(table, item="tA", outcome=outcome) for table in tables)
        assert one["odds_ratio"] == pytest.approx(other["odds_ratio"])
        assert one["q"] < 0.05
        assert one["low"] > 0
        assert row(tables[0], item="tB", outcome=outcome)["q"] > 0.05


def test_an_effect_that_cannot_be_estimated_is_null_with_a_reason(tmp_path):
    docs = [Doc(region="青禾县", sentences=["tA", "tB"])] * 15 + [Doc(region="临溪区", sentences=[None, "tB"])] * 15
    docs += [Doc(region="云岭县", sentences=["tA", None])] * 6
    data, by = dataset(tmp_path, docs, "region")
    table = stats.effects(data, by)
    holds = table[table["outcome"] == "holds"]
    assert set(holds["note"]) == {"separation", "held by nearly all", "group too small"}
    assert holds[["odds_ratio", "effect", "p", "q"]].isna().all(axis=None)
    assert holds["small"].all()
    shares = table[(table["outcome"] == "share") & (table["note"] == "")]
    assert set(shares["contrast"]) == {"青禾县", "临溪区"}
    assert shares["effect"].notna().all()


def test_longer_documents_do_not_make_an_effect_on_holding(tmp_path):
    generator = np.random.default_rng(9)

    def doc(region, size):
        return Doc(region=region, sentences=["tA" if generator.random() < 0.05 else "tB" for _ in range(size)])

    docs = [doc("青禾县", int(generator.integers(5, 15))) for _ in range(150)]
    docs += [doc("临溪区", int(generator.integers(20, 60))) for _ in range(150)]
    data, by = dataset(tmp_path, docs, "region")
    found = row(stats.effects(data, by), item="tA", outcome="holds")
    assert abs(found["share_group"] - found["share_rest"]) > 0.25
    assert found["low"] < 0 < found["high"]


# ---------------------------------------------------------------------------------------------- words, crosses, answers
def test_key_words_are_those_of_the_group_and_the_word_of_one_document_is_marked(tmp_path):
    north = [["安全生产", "会议"]] * 4
    south = [["技能竞赛", "会议"]] * 4
    docs = [Doc(region="青禾县", words=north) for _ in range(10)] + [
        Doc(region="临溪区", words=south) for _ in range(10)
    ]
    docs[0] = Doc(region="青禾县", words=[*north, *[["水库"] * 4] * 10])
    docs[1].words = [*north, ["水库"]]
    docs[10].words = [*south, ["水库"]]
    data, by = dataset(tmp_path, docs, "region")
    table = stats.keyness(data, by)
    more = table[table["direction"] == "more"]
    assert set(more[more["group"] == "临溪区"]["word"]) == {"技能竞赛"}
    assert set(more[more["group"] == "青禾县"]["word"]) == {"安全生产", "水库"}
    reservoir = row(table, word="水库", group="青禾县", direction="more")
    assert reservoir["note"] == "carried by few documents"
    assert (reservoir["documents"], reservoir["n"]) == (2, 10)
    safety = row(table, word="安全生产", group="青禾县", direction="more")
    assert (safety["count"], safety["rest"], safety["note"]) == (40, 0, "")
    assert safety["log_likelihood"] == pytest.approx(
        float(stats.log_likelihood(40, 0, safety["denominator"], safety["rest_denominator"]))
    )
    assert safety["bic"] == pytest.approx(
        safety["log_likelihood"] - np.log(safety["denominator"] + safety["rest_denominator"])
    )


def test_cross_tables_count_records_and_mark_small_cells(tmp_path):
    docs = [Doc(region="青禾县", activities=[("training", "done")] * 3 + [("meeting", "planned")])] * 10
    docs += [Doc(region="临溪区", activities=[("meeting", "done")] * 3 + [("survey", "done")] * (at == 0))
             for at in range(10)]  # fmt: skip
    data, by = dataset(tmp_path, docs, "region")
    cells, tests = stats.cross_tables(data, by, seed=1, draws=199)
    training = row(cells, table="activity_type × region", row="training", column="青禾县")
    assert (training["count"], training["row_share"], training["column_share"]) == (30, 1, 0.75)
    assert training["expected"] == pytest.approx(30 * 40 / 71)
    assert row(cells, table="activity_type × region", row="survey", column="临溪区")["small"]
    assert row(tests, table="activity_type × region")["p"] == pytest.approx(1 / 200)
    assert row(tests, table="activity_type × region")["n"] == 20


def test_records_of_one_document_are_no_independent_evidence(tmp_path):
    # each document is all of one type: five a side show nothing, though the chi-square of 200 records says they do
    sides = {"青禾县": ["training"] * 3 + ["meeting"] * 2, "临溪区": ["meeting"] * 3 + ["training"] * 2}
    docs = [Doc(region=region, activities=[(type_, "done")] * 20) for region, types in sides.items() for type_ in types]
    data, _ = dataset(tmp_path, docs, "region")
    found = row(stats.cross_tables(data, stats.group(data, "region"), draws=499).tests, table="activity_type × region")
    assert found["p_chi2"] < 0.01
    assert found["p"] > 0.2


def test_answered_problems_and_the_types_of_their_measures(tmp_path):
    act = [("training", "planned"), ("funding", "planned")]
    docs = [Doc(region="青禾县", activities=act, problems=[("capacity", [0, 1]), ("funding", [])])] * 6
    docs += [Doc(region="临溪区", activities=act, problems=[("capacity", [])])] * 6
    data, by = dataset(tmp_path, docs, "region")
    found = stats.answered(data, by)
    whole = row(found.answered, group=ALL, category="capacity")
    assert (whole["count"], whole["denominator"], whole["share"], whole["n"]) == (6, 12, 0.5, 12)
    assert whole["low"] < 0.5 < whole["high"]
    assert row(found.answered, group="临溪区", category="capacity")["count"] == 0
    training = row(found.measures, category="capacity", type="training")
    assert (training["count"], training["denominator"]) == (6, 6)
    assert training["example_ids"].split(";")[0] == "pd00000>ad00000"
    assert training["examples"].startswith("=问题0 → 活动0")


def test_items_that_go_together_are_linked_and_long_texts_alone_link_nothing(tmp_path):
    generator = np.random.default_rng(3)
    docs = []
    for _ in range(120):
        pair = generator.random() < 0.4
        activities = [("training", "done")] * pair + [("meeting", "done")] * bool(generator.random() < 0.5)
        docs.append(Doc(2021, "青禾县", ["tA"] * pair + ["tB"] * bool(generator.random() < 0.5), activities))
    found = stats.networks(*dataset(tmp_path / "a", docs, "region"))
    edges = found.edges[found.edges["network"] == "records"]
    assert set(zip(edges["source"], edges["target"], strict=True)) == {("theme_sentence:tA", "activity_type:training")}
    lengths = generator.random(200)
    kinds = ("training", "meeting", "survey", "culture", "digital", "service")
    docs = [Doc(2021, "青禾县", ["tA"] * bool(generator.random() < length),
                [(kind, "done") for kind in kinds if generator.random() < length]) for length in lengths]  # fmt: skip
    found = stats.networks(*dataset(tmp_path / "b", docs, "region"))
    assert not len(found.edges[found.edges["network"] == "records"])


def test_a_trend_of_holding_is_marked_where_documents_get_longer(tmp_path):
    generator = np.random.default_rng(6)

    def doc(year, size):
        return Doc(year, "青禾县", ["tA" if generator.random() < 0.1 else "tB" for _ in range(size)] + [None])

    docs = [doc(year, 2 + 2 * (year - 2010)) for year in range(2010, 2022) for _ in range(15)]
    data, by = dataset(tmp_path, docs, "year")
    table = stats.trend(data, by).trend
    held = row(table, item="tA", measure="documents")
    assert held["p"] < 0.001
    assert "see effects" in held["note"]
    assert row(stats.effects(data, by), item="tA", outcome="holds")["p"] > 0.05


# ------------------------------------------------------------------------------------------------------------- clusters
def reprinted(**more):
    """Six texts, each printed in both districts, answered in one print of the two."""
    act = [("training", "done"), ("meeting", "planned")]
    return [
        Doc(region=region, activities=act, problems=[("capacity", [0] if at else []), ("funding", [])],
            cluster=f"c{number}", **more)
        for number in range(6) for at, region in enumerate(("青禾县", "临溪区"))
    ]  # fmt: skip


def test_a_cluster_over_two_groups_is_one_observation_of_the_whole(tmp_path):
    data, by = dataset(tmp_path, reprinted(), "region")
    found = stats.answered(data, by, count="clusters")
    whole = row(found.answered, group=ALL, category="capacity")
    assert (whole["n"], whole["denominator"]) == (6, 6)  # not 12: there are six clusters
    prevalence = stats.prevalence(data, by, count="clusters")
    assert row(prevalence, kind="problem", item="capacity", group=ALL, measure="records")["denominator"] == 12
    for region in ("青禾县", "临溪区"):
        assert row(found.answered, group=region, category="capacity")["n"] == 6
    tests = stats.cross_tables(data, by, count="clusters", draws=19).tests
    types = row(tests, table="activity_type × activity_status")
    assert (types["n"], types["denominator"]) == (6, 12)
    assert row(tests, table="activity_type × region")["denominator"] == 24


def test_prevalence_trend_and_effects_count_the_same_clusters(tmp_path):
    generator = np.random.default_rng(2)
    docs = []
    for at in range(60):
        copies = [["tB"], ["tA", "tB", "tB"]] if generator.random() < 0.5 else [["tB"], ["tB"]]
        docs += [Doc(2012 + at % 6, sentences=some, cluster=f"c{at}") for some in copies]
    data, by = dataset(tmp_path, docs, "year")
    held = row(stats.prevalence(data, by, count="clusters"), item="tA", group=ALL, measure="documents")["count"]
    assert held > 20
    assert row(stats.trend(data, by, count="clusters").trend, item="tA", measure="documents")["count"] == held
    effect = row(stats.effects(data, by, count="clusters"), item="tA", outcome="holds")
    assert (effect["count"], effect["n"]) == (held, 60)


def test_a_share_that_never_changes_has_no_trend_and_says_so(tmp_path):
    data, by = dataset(tmp_path, [Doc(2010 + at % 8, sentences=["tA"]) for at in range(80)], "year")
    found = row(stats.trend(data, by).trend, item="tA", measure="records")
    assert np.isnan(found["p"])
    assert found["note"] == "the same in every step"
    assert np.isnan(found["low"])


def test_a_step_with_few_holders_is_small_however_many_documents_it_has(tmp_path):
    docs = [Doc(year, sentences=["tA" if at < 2 else "tB"]) for year in (2021, 2022) for at in range(10)]
    data, by = dataset(tmp_path, docs, "year")
    series = stats.trend(data, by).series
    assert row(series, item="tA", step=2021)["small"]
    assert not row(series, item="tB", step=2021)["small"]


# --------------------------------------------------------------------------------------------------------------- errors
def of_issuers(years, *, twins=False):
    """Documents of 30 issuers, each with its own share of a theme; with `twins` two of them are near duplicates."""
    generator = np.random.default_rng(4)
    likely = generator.beta(0.5, 0.5, size=30)
    docs = [
        Doc(
            2012 + at % years,
            sentences=["tA" if generator.random() < likely[at // 10] else "tB"],
            issuer=f"{at // 10}局",
        )
        for at in range(300)
    ]
    if twins:
        docs[0].cluster = docs[1].cluster = "c1"
    return docs


def test_a_pair_of_near_duplicates_does_not_make_the_reports_of_an_issuer_independent(tmp_path):
    one, other = (
        row(stats.effects(*dataset(tmp_path / name, of_issuers(10, twins=twins), "year")), item="tA", outcome="share")
        for name, twins in (("a", False), ("b", True))
    )
    assert one["errors"] == other["errors"] == "clustered (30) by issuer"
    assert (one["low"], one["high"]) == pytest.approx((other["low"], other["high"]))


def test_issuers_that_print_the_same_text_are_one_cluster_of_errors(tmp_path):
    docs = of_issuers(10)
    docs[0].cluster = docs[15].cluster = "c1"
    found = row(stats.effects(*dataset(tmp_path, docs, "year")), item="tA", outcome="share")
    assert found["errors"] == "clustered (29) by issuer and cluster_id"


def test_a_pair_of_near_duplicates_does_not_make_a_series_of_years_independent(tmp_path):
    docs = [Doc(1960 + at, sentences=["tA"] if at % 3 else ["tB"]) for at in range(60)]
    docs[0].cluster = docs[1].cluster = "c1"
    found = row(stats.effects(*dataset(tmp_path, docs, "year")), item="tA", outcome="holds")
    assert found["errors"].startswith("HAC")


# --------------------------------------------------------------------------------------------------------------- labels
def test_what_is_counted_is_called_by_its_name_under_clusters(tmp_path, capsys):
    docs = [Doc(region="青禾县", sentences=["tA"])] * 6 + [Doc(sentences=["tB"], cluster="c1")] * 4
    out = write(tmp_path / "out", docs)
    command = ["--lang", "en", "stats", str(out), "--by", "region", "--count", "clusters", "--tables", "prevalence"]
    assert main(command) == 0
    said = capsys.readouterr().out
    assert re.search(r"\(no value\) *│ *1 │", said)  # four prints of one text
    assert "share of clusters of near duplicates" in said
    assert "share of documents" not in said
    results = stats.compute(out, "region", count="clusters", tables=["prevalence"])
    assert sum(results.groups.values()) + results.without == results.observations == 7


def test_findings_on_cross_tables_correct_for_their_number(tmp_path):
    docs = [Doc(region=region, activities=[("training", "done"), ("meeting", "planned")] * 2)
            for region in ("青禾县", "临溪区") for _ in range(6)]  # fmt: skip
    results = stats.compute(write(tmp_path / "out", docs), "region", tables=["cross"])
    said = [finding.en for finding in stats.findings(results)]
    for row_ in results.tables["cross_tests"].to_dict("records"):
        assert any(f"p = {row_['p']:.4f}, q = {row_['q']:.4f}" in one for one in said)


# ------------------------------------------------------------------------------------------------------ older, changed
def without(out, table, *columns):
    """Take columns out of a table, as if an older zongjie had written it."""
    path = out / "tables" / f"{table}.parquet"
    pd.read_parquet(path).drop(columns=list(columns)).to_parquet(path, index=False)


def test_an_older_dataset_that_knows_no_measures_is_not_said_to_answer_no_problem(tmp_path):
    docs = [Doc(region="青禾县", activities=[("training", "done")], problems=[("capacity", [0])])] * 6
    out = write(tmp_path / "out", docs)
    assert row(stats.compute(out, "region").tables["answered"], group=ALL, category="capacity")["share"] == 1
    without(out, "problems", "measure_ids")
    results = stats.compute(out, "region")
    assert not len(results.tables["answered"])
    assert not len(results.tables["measures"])
    assert any("problems.measure_ids" in note.en for note in results.notes)
    whole = row(results.tables["prevalence"], kind="problem", item="capacity", group=ALL, measure="documents")
    assert whole["share"] == 1


def test_tables_that_are_not_those_of_the_run_are_named(tmp_path):
    out = write(tmp_path / "out", [Doc(region="青禾县", problems=[("capacity", [])])] * 6)
    path = out / "tables" / "problems.parquet"
    said = json.loads((out / "run.json").read_text("utf-8"))
    said["digests"] = {"tables/problems.parquet": hashlib.sha256(path.read_bytes()).hexdigest()}
    (out / "run.json").write_text(json.dumps(said), "utf-8")
    assert not any("changed" in note.en for note in stats.compute(out, "region", tables=["cross"]).notes)
    pd.read_parquet(path).iloc[1:].to_parquet(path, index=False)
    results = stats.compute(out, "region", tables=["cross"])
    assert any("problems" in note.en and "changed after the run" in note.en for note in results.notes)
    assert any("problems" in line.zh for line in stats.files.lines(results))


def test_corrected_tables_are_said_not_to_be_counted(tmp_path):
    out = write(tmp_path / "out", [Doc(region="青禾县", problems=[("capacity", [])])] * 6)
    (out / "review" / "tables").mkdir(parents=True)
    (out / "review" / "tables" / "problems.parquet").touch()
    assert any("review" in note.en for note in stats.compute(out, "region", tables=["cross"]).notes)


def test_a_theme_that_no_record_is_in_has_a_share_of_zero_and_not_no_row(tmp_path):
    data, by = dataset(tmp_path, [Doc(2021, "青禾县", ["tA", None])] * 6, "region")
    none = row(stats.prevalence(data, by), item="tB", group=ALL, measure="documents")
    assert (none["count"], none["n"], none["small"]) == (0, 6, True)


def test_numbers_that_are_codes_stay_apart(tmp_path):
    docs = [Doc(2021, fields={"代码": str(4401061 + at // 6)}) for at in range(12)]
    data, _ = dataset(tmp_path, docs, "代码")
    assert stats.group(data, "代码", numeric=False).order == ("4401061", "4401062")
    data.documents["面积"] = [float(4401061 + at // 6) for at in range(12)]
    assert stats.group(data, "面积", numeric=False).order == ("4401061", "4401062")


def test_errors_name_the_clusters_that_are_left_where_documents_have_no_record(tmp_path):
    docs = of_issuers(10)
    for at, doc in enumerate(docs):
        doc.problems = (
            [("capacity" if at % 2 else "funding", [])] if at >= 60 else []
        )  # the first six issuers have none
    table = stats.effects(*dataset(tmp_path, docs, "year"))
    assert row(table, item="capacity", outcome="holds")["errors"] == "clustered (24) by issuer"
    assert row(table, item="tA", outcome="holds")["errors"] == "clustered (30) by issuer"
