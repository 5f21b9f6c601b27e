"""Counts and rates, by hand: rectangular tables, denominators, groups, clusters, intervals."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zongjie.errors import UsageError
from zongjie.terms import Dictionary, Entry, concordance, count

SENTENCES = {"sentence_id": [], "document_id": [], "section_id": [], "role": [], "start": [], "text": [], "words": [],
             "heading": []}  # fmt: skip


def tables(*documents: list[str], years: list[int | None] | None = None, clusters: list[str | None] | None = None):
    """Tables of documents given as lists of sentences; one that begins with # is a heading."""
    count = len(documents)
    frame = pd.DataFrame({
        "document_id": [f"d{number}" for number in range(count)],
        "source_id": [f"s{number}" for number in range(count)],
        "path": [f"{number}.txt" for number in range(count)],
        "title": ["总结"] * count,
        "start": [0] * count,
        "end": [sum(map(len, one)) for one in documents],
        "period": [None] * count,
        "period_start": [None] * count,
        "period_end": [None] * count,
        "review_year": years or [None] * count,
        "region": ["青禾县" if number % 2 else None for number in range(count)],
        "cluster_id": clusters or [None] * count,
    })  # fmt: skip
    rows, texts = [], []
    for number, sentences in enumerate(documents):
        start = 0
        for at, text in enumerate(sentences):
            bare = text.removeprefix("#")
            rows.append((f"n{number}.{at}", f"d{number}", f"h{number}", "work", start, bare, list(bare), text != bare))
            start += len(bare)
        texts.append("".join(text.removeprefix("#") for text in sentences))
    return {
        "documents": frame,
        "sentences": pd.DataFrame(rows, columns=list(SENTENCES)),
        "sections": pd.DataFrame({"section_id": [f"h{n}" for n in range(count)], "role": ["work"] * count}),
        "texts": pd.DataFrame({"source_id": [f"s{n}" for n in range(count)], "text": texts}),
    }


def dictionary(*entries: tuple[str, str]) -> Dictionary:
    return Dictionary("test", tuple(Entry(concept, word) for concept, word in entries))


INNOVATION = dictionary(("创新", "创新"), ("安全", "安全"))
TWO = tables(["#创新工作", "全县推进创新。", "创 新不足。"], ["群众满意。"], years=[2022, 2023])


def test_counts_and_rates_by_hand():
    rows = count(TWO, INNOVATION).by_document.set_index(["document_id", "concept"])
    row = rows.loc[("d0", "创新")]
    # 创新工作 4, 全县推进创新。 7, 创新不足。 5 characters without the blank
    assert (row["count"], row["chars"], row["chars_body"], row["sentences"]) == (3, 16, 12, 3)
    assert (row["heading"], row["plain"], row["negated"], row["sentences_with"]) == (1, 1, 1, 3)
    assert row["per_1000"] == pytest.approx(3 / 16 * 1000, abs=1e-6)
    assert row["per_1000_body"] == pytest.approx(2 / 12 * 1000, abs=1e-6)
    assert row["per_sentence"] == 1
    assert rows.loc[("d1", "创新"), ["count", "chars"]].tolist() == [0, 5]


def test_the_table_is_rectangular_and_every_table_has_its_n():
    found = count(TWO, INNOVATION, by=["region"])
    assert len(found.by_document) == 2 * 2
    assert len(found.by_year) == 2 * 2
    assert found.by_year["year"].tolist() == [2022, 2022, 2023, 2023]
    assert found.by_group["value"].isna().sum() == 2, "documents without a value are a group of their own, last"
    for name in ("by_concept", "by_year", "by_group"):
        assert {"documents", "observations", "chars"} <= set(getattr(found, name).columns)
    assert found.coverage.set_index("word").loc["安全", ["count", "found"]].tolist() == [0, False]
    whole = found.by_concept.set_index("concept").loc["创新"]
    assert (whole["count"], whole["documents_with"], whole["share_with"]) == (3, 1, 0.5)
    assert whole["per_1000"] == pytest.approx(3 / 21 * 1000, abs=1e-6)
    assert whole["per_1000_body"] == pytest.approx(2 / 17 * 1000, abs=1e-6)
    assert whole["mean_per_1000"] == pytest.approx(3 / 16 * 1000 / 2, abs=1e-6)
    assert whole["low"] is None or pd.isna(whole["low"]), "two documents carry no interval"


def test_only_the_chosen_uses_count():
    row = count(TWO, INNOVATION, uses=["plain"]).by_document.iloc[0]
    assert (row["count"], row["heading"], row["negated"], row["sentences_with"]) == (1, 1, 1, 1)
    assert row["per_1000_body"] == pytest.approx(1 / 12 * 1000, abs=1e-6), "headings were not in the count"
    with pytest.raises(UsageError):
        count(TWO, INNOVATION, uses=["blue"])  # type: ignore[list-item]
    with pytest.raises(UsageError, match="没有给出计入的用法"):
        count(TWO, INNOVATION, uses=[])


def test_hits_are_proved_by_the_source():
    found = count(TWO, INNOVATION)
    texts = TWO["texts"].set_index("source_id")["text"]
    sources = TWO["documents"].set_index("document_id")["source_id"]
    assert len(found.hits) == 3
    for row in found.hits.itertuples():
        assert texts[sources[row.document_id]][row.start : row.end] == row.text
    assert found.hits["text"].tolist() == ["创新", "创新", "创 新"]
    assert found.hits["cue"].tolist()[2] == "不足"


def test_a_cluster_is_one_observation():
    made = tables(["创新。"], ["创新。"], ["服务。"], clusters=["c1", "c1", None])
    by_documents = count(made, INNOVATION).by_concept.iloc[0]
    assert (by_documents["count"], by_documents["observations"], by_documents["chars"]) == (2, 3, 9)
    found = count(made, INNOVATION, unit="clusters")
    by_clusters = found.by_concept.iloc[0]
    assert (by_clusters["count"], by_clusters["observations"], by_clusters["chars"]) == (1, 2, 6)
    assert by_clusters["documents"] == 3
    assert by_clusters["share_with"] == 0.5
    assert found.by_document.drop_duplicates("document_id")["document_weight"].tolist() == [0.5, 0.5, 1]
    assert count(tables(["创新。"]), INNOVATION, unit="clusters").by_concept.iloc[0]["observations"] == 1


def test_the_interval_is_seeded_and_holds_the_rate():
    made = tables(*(["创新。" * (number % 3), "安全生产平稳。"] for number in range(30)))
    one, same, other = (count(made, INNOVATION, seed=seed).by_concept for seed in (1, 1, 2))
    pd.testing.assert_frame_equal(one, same)
    assert not one[["low", "high"]].equals(other[["low", "high"]])
    assert (one["low"] <= one["per_1000"]).all()
    assert (one["per_1000"] <= one["high"]).all()
    assert count(made, INNOVATION, draws=0).by_concept["low"].isna().all()


def test_without_a_hit_there_is_no_interval():
    made = tables(*(["创新。"] for _ in range(8)), years=[2020] * 8)
    found = count(made, INNOVATION)
    for name in ("by_concept", "by_year"):
        rows = getattr(found, name).set_index("concept")
        assert rows.loc["创新", ["low", "high"]].notna().all()
        assert rows.loc["安全", "per_1000"] == 0
        assert rows.loc["安全", ["low", "high"]].isna().all(), "0 to 0 would say that there is none anywhere"


def test_the_interval_is_that_of_the_statistics():
    made = tables(*(["创新。" * (number % 3), "工作。" * (number % 5)] for number in range(30)))
    row = count(made, INNOVATION, seed=3, draws=4000).by_concept.set_index("concept").loc["创新"]
    counts, chars = (
        count(made, INNOVATION).by_document.set_index("concept").loc["创新", ["count", "chars"]].to_numpy().T
    )
    lots = np.random.default_rng(9).integers(0, 30, (4000, 30))
    drawn = 1000 * counts[lots].sum(axis=1) / chars[lots].sum(axis=1)
    assert [row["low"], row["high"]] == pytest.approx(np.percentile(drawn, [2.5, 97.5]), rel=0.05)


def test_the_coverage_keeps_to_the_uses_and_the_observations():
    headed = tables(["#创新工作", "创新不足。"], ["推进创新。"], ["推进创新。"], clusters=[None, "c1", "c1"])
    row = count(headed, INNOVATION).coverage.iloc[0]
    assert (row["count"], row["hits"], row["documents"]) == (4, 4, 3)
    row = count(headed, INNOVATION, uses=["plain"], unit="clusters").coverage.iloc[0]
    assert (row["count"], row["hits"], row["documents"], row["found"]) == (1, 4, 2, True)
    found = count(tables(["#创新工作"]), INNOVATION, uses=["plain"])
    row = found.coverage.iloc[0]
    assert (row["count"], row["documents"], row["found"]) == (0, 0, True), "it does occur, only not so"
    assert found.by_concept["words_found"].tolist() == [1, 0]


def test_documents_that_were_left_out_are_not_counted():
    chosen = {**TWO, "documents": TWO["documents"].iloc[1:]}
    found = count({**chosen, "documents": TWO["documents"].iloc[:1]}, INNOVATION)
    assert found.summary["documents"] == 1
    assert found.by_concept["count"].tolist() == [3, 0]
    assert found.summary["sentences"] == 3
    other = count(chosen, dictionary(("群众", "群众"), ("创新", "创新")))
    assert other.by_concept["count"].tolist() == [1, 0]
    assert other.hits["document_id"].tolist() == ["d1"]
    assert concordance(chosen, "群众").attrs == {"hits": 1, "documents": 1, "documents_total": 1}
    assert concordance(chosen, "创新").attrs["hits"] == 0


def test_the_size_of_a_batch_changes_nothing(monkeypatch):
    made = tables(["创新。", "创新。", "安全。"], ["创新。", "安全。", "创新创新。"])
    expected = count(made, INNOVATION)
    monkeypatch.setattr("zongjie.terms.tables.ROWS", 1)
    for name, frame in count(made, INNOVATION).frames().items():
        pd.testing.assert_frame_equal(frame, expected.frames()[name])
    assert expected.coverage["documents"].tolist() == [2, 2]


def test_weights_and_overlapping_concepts():
    entries = (Entry("A", "数字", weight=0.5), Entry("A", "数字经济", weight=2.0), Entry("B", "经济"))
    row = count(tables(["数字经济和数字技术。"]), Dictionary("test", entries)).by_document.set_index("concept")
    assert (row.loc["A", "count"], row.loc["A", "weighted"], row.loc["B", "count"]) == (2, 2.5, 1)


def test_documents_without_text_and_datasets_without_documents():
    empty = tables(["创新。"], [])
    row = count(empty, INNOVATION).by_document.set_index(["document_id", "concept"]).loc[("d1", "创新")]
    assert row["chars"] == 0
    assert pd.isna(row["per_1000"])
    none = {name: frame.iloc[:0] for name, frame in TWO.items()}
    found = count(none, INNOVATION)
    assert found.summary["documents"] == 0
    assert [len(frame) for frame in found.frames().values()] == [0, 0, 0, 0, 0, 2]


def test_an_unknown_column_is_refused_with_those_there_are():
    with pytest.raises(UsageError) as caught:
        count(TWO, INNOVATION, by=["部门"])
    assert "region" in caught.value.message.zh


def test_fields_of_the_user_are_groups():
    fields = pd.DataFrame({"document_id": ["d0", "d1"], "name": ["部门", "部门"], "value": ["水务", "农业"]})
    found = count({**TWO, "document_fields": fields}, INNOVATION, by=["部门"]).by_group
    assert found[found["concept"] == "创新"].set_index("value")["count"].to_dict() == {"农业": 0, "水务": 3}


SIGNS = st.text("创新安全不足没有，《》 ", min_size=1, max_size=25)


@given(st.lists(st.lists(SIGNS, min_size=0, max_size=4), min_size=1, max_size=5))
@settings(max_examples=60, deadline=None)
def test_the_tables_agree_with_the_hits(documents):
    made = tables(*documents)
    found = count(made, INNOVATION, draws=0)
    uses = ["plain", "negated", "ceremony", "heading", "quoted_title"]
    by_document = found.by_document
    assert by_document["count"].sum() == len(found.hits) == found.summary["hits"]
    assert (by_document[uses].sum(axis=1) == by_document["count"]).all()
    assert found.coverage["count"].sum() == len(found.hits)
    assert found.by_concept["count"].sum() == len(found.hits)
    per = found.hits.groupby(["document_id", "concept"]).size()
    for key, number in per.items():
        assert by_document.set_index(["document_id", "concept"]).loc[key, "count"] == number
    documents_with = found.hits.groupby("word")["document_id"].nunique()
    for word, number in documents_with.items():
        assert found.coverage.set_index("word").loc[word, "documents"] == number
