"""Samples, agreement and offsets: known values, properties, and the same figures by another way."""

from __future__ import annotations

import json

import numpy as np
import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from zongjie.cli import main
from zongjie.review import agreement, export, sample
from zongjie.review.chance import alpha, counted, kappa, pooled
from zongjie.review.formats import read_sample
from zongjie.review.offsets import Counting, utf16_to_points
from zongjie.review.sampling import allot

LABELS = st.sampled_from("abc")
PAIRS = st.lists(st.tuples(LABELS, LABELS), min_size=2, max_size=30)


# ------------------------------------------------------------------------------------------------------------- samples
@given(
    st.dictionaries(st.text(max_size=3), st.integers(1, 40), min_size=1, max_size=8), st.integers(1, 120), st.booleans()
)
def test_shares_add_up_and_never_exceed_a_stratum(sizes, n, equal):
    shares = allot(sizes, n, equal=equal)
    assert sum(shares.values()) == min(n, sum(sizes.values()))
    assert all(0 <= shares[key] <= size for key, size in sizes.items())
    if n >= len(sizes):
        assert all(shares.values())


def test_proportional_and_equal_shares():
    assert allot({"a": 90, "b": 10}, 10) == {"a": 9, "b": 1}
    assert allot({"a": 90, "b": 10}, 10, equal=True) == {"a": 5, "b": 5}
    assert allot({"a": 90, "b": 2}, 10, equal=True) == {"a": 8, "b": 2}
    assert allot({"a": 5, "b": 5}, 1) in ({"a": 1, "b": 0}, {"a": 0, "b": 1})


@pytest.mark.parametrize("ending", ["xlsx", "jsonl"])
@pytest.mark.parametrize("by", ["kind", "path"])
def test_a_seed_gives_one_sample(out, tmp_path, ending, by):
    files = [tmp_path / f"{name}.{ending}" for name in "abcdef"]
    for file, seed in zip(files, (1, 1, 2, 3, 4, 5), strict=True):
        strata = sample(out, file, of="metrics", n=4, by=by, seed=seed)
        assert sum(one.drawn for one in strata) == 4
    assert files[0].read_bytes() == files[1].read_bytes()
    assert len({frozenset(read_sample(file)) for file in files}) > 1
    assert set(read_sample(files[0]).values()) == {one.value for one in strata if one.drawn}


def test_a_sample_is_exported_alone_or_with_its_documents(out, tmp_path):
    sample(out, tmp_path / "s.jsonl", of="problems", n=1, by="category", seed=3)
    [row] = [json.loads(line) for line in (tmp_path / "s.jsonl").read_text("utf-8").splitlines()]
    assert row["text"] in row["sentence"]
    assert export(out, "xlsx", tmp_path / "e.xlsx", sample=tmp_path / "s.jsonl") == (1, 1)
    documents, records = export(out, "doccano", tmp_path / "e.jsonl", sample=tmp_path / "s.jsonl")
    assert documents == 1 and records > 3
    assert export(out, "doccano", tmp_path / "p.jsonl", tables=["problems"]) == (2, 3)


# ------------------------------------------------------------------------------------------------------------- offsets
@given(st.text())
def test_utf16_offsets_become_code_points(text):
    units = 0
    for at, character in enumerate(text):
        assert utf16_to_points(text, units) == at
        if character > "\uffff":
            assert utf16_to_points(text, units + 1) is None
        units += 1 + (character > "\uffff")
    assert utf16_to_points(text, units) == len(text)
    assert utf16_to_points(text, units + 1) is None


def test_places_in_a_text_with_windows_line_breaks():
    original = "甲\n乙🚀\n丙丁"
    counting = Counting("\ufeff" + original.replace("\n", "\r\n"), original)
    assert counting.same
    assert counting.place(8, 10, "丙丁") == (5, 7)
    assert counting.place(5, 7, "丙丁") == (5, 7)  # a program that has already dropped them
    assert counting.place(8, 10, "甲乙") is None
    assert not Counting("甲\n乙", original).same


# ----------------------------------------------------------------------------------------------------------- agreement
def test_kappa_and_alpha_of_a_textbook():
    # Krippendorff, Computing Krippendorff's Alpha-Reliability (2011), part A: two coders, ten units, binary data
    one, other = "0100000000", "1110010100"
    pairs = list(zip(one, other, strict=True))
    assert pooled(counted([pairs]), alpha) == pytest.approx(0.095, abs=5e-4)
    # Cohen's kappa of 50 decisions: 20 yes by both, 15 no by both, 5 and 10 apart
    pairs = [("y", "y")] * 20 + [("n", "n")] * 15 + [("y", "n")] * 5 + [("n", "y")] * 10
    assert pooled(counted([pairs[:30], pairs[30:]]), kappa) == pytest.approx(0.4)


@given(PAIRS)
def test_the_formulas_are_those_of_the_libraries(pairs):
    from nltk.metrics.agreement import AnnotationTask
    from sklearn.metrics import cohen_kappa_score

    matrices = counted([pairs])
    if len({label for pair in pairs for label in pair}) < 2:
        assert pooled(matrices, kappa) is None and pooled(matrices, alpha) is None
        return
    data = [(who, n, label) for n, pair in enumerate(pairs) for who, label in zip("ab", pair, strict=True)]
    assert pooled(matrices, alpha) == pytest.approx(AnnotationTask(data).alpha())
    expected = cohen_kappa_score([x for x, _ in pairs], [y for _, y in pairs])
    assert pooled(matrices, kappa) == pytest.approx(expected, nan_ok=True)


def files(out, tmp_path):
    """Two readings: the second lacks one problem and codes another differently."""
    paths = [tmp_path / "甲.jsonl", tmp_path / "乙.jsonl"]
    for path in paths:
        export(out, "doccano", path)
    rows = [json.loads(line) for line in paths[1].read_text("utf-8").splitlines()]
    for row in rows:
        kept = []
        for entity in row["entities"]:
            text = row["text"][entity["start_offset"] : entity["end_offset"]]
            if text == "经费保障不足":
                continue
            if text == "部分街道对工会工作重视不够":
                entity["label"] = "problem/capacity"
                entity["end_offset"] -= 1
            kept.append(entity)
        row["entities"] = kept
    paths[1].write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), "utf-8")
    return paths


def test_agreement_of_two_files(out, tmp_path):
    one, other = files(out, tmp_path)
    found = agreement(one, other)
    figures = {(row.table, row.measure): row for row in found.measures}
    assert figures["problems", "f1_exact"].value == pytest.approx(2 * 1 / 5)
    assert figures["problems", "f1_overlap"].value == pytest.approx(2 * 2 / 5)
    assert figures["problems", "category_agreement"].value == 0.5
    assert figures["problems", "category_kappa"].n == 2
    assert figures["problems", "characters_kappa"].value < 1
    assert figures["metrics", "f1_exact"].value == 1
    assert found.documents == 2
    assert "n = 5" in found.sentence.zh and "n = 5 records" in found.sentence.en
    assert agreement(one, other, of=["problems"]).measures == tuple(m for m in found.measures if m.table == "problems")
    assert found == agreement(one, other)


def test_agreement_with_the_machine_is_that_with_its_export(out, tmp_path):
    one, other = files(out, tmp_path)
    with_file = agreement(other, one)
    with_machine = agreement(other, out)
    assert with_machine.measures == with_file.measures
    assert with_machine.names == ("乙", "zongjie")


def test_two_annotators_in_one_file_of_label_studio(out, tmp_path, capsys):
    file = tmp_path / "t.json"
    export(out, "labelstudio", file)
    tasks = json.loads(file.read_text("utf-8"))
    for task in tasks:
        result = task["predictions"][0]["result"]
        task["annotations"] = [{"id": who, "completed_by": who, "result": result} for who in (1, 2)]
    file.write_text(json.dumps(tasks, ensure_ascii=False), "utf-8")
    assert main(["review", "agreement", str(file), str(file), "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["names"] == ["1", "2"]
    assert {row["value"] for row in said["measures"] if row["measure"].startswith("f1")} == {1.0}
    assert main(["--lang", "en", "review", "agreement", str(file), str(out)]) == 2
    assert "2 people" in capsys.readouterr().err


def test_sheets_compare_the_records_that_both_looked_at(out, tmp_path):
    file = tmp_path / "甲.xlsx"
    export(out, "xlsx", file)
    book = openpyxl.load_workbook(file)
    sheet = book["metrics"]
    for row, decision in ((2, "keep"), (3, "keep"), (4, "delete")):
        sheet.cell(row, 1, decision)
    book.save(file)
    found = {row.measure: row for row in agreement(file, out, of=["metrics"]).measures}
    assert found["f1_exact"].n == 5  # two of the person, three of the machine
    assert found["f1_exact"].value == pytest.approx(2 * 2 / 5)
    assert "characters_kappa" not in found


def test_no_interval_without_two_documents(out, tmp_path):
    one, other = files(out, tmp_path)
    for path in (one, other):
        path.write_text(path.read_text("utf-8").splitlines()[0], "utf-8")
    assert {(row.low, row.high) for row in agreement(one, other).measures} == {(None, None)}


def test_figures_of_nothing_are_not_defined():
    assert pooled(np.array([[[3.0, 0.0], [0.0, 0.0]]]), kappa) is None
    assert pooled(counted([[], []]), kappa) is None
