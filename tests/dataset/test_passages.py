"""Reused passages as the writer takes them: both ends are checked, and documents get their columns at the end."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from zongjie.config import Settings
from zongjie.dataset import write as writing
from zongjie.dataset.schema import arrow
from zongjie.dataset.tables import Row, Rows
from zongjie.dataset.write import Writer
from zongjie.errors import DatasetError

Write = Callable[..., dict[str, int]]


@pytest.fixture
def passage(corpus: list[Rows]) -> Row:
    """The second document of the first file takes its first line from the first document."""
    first, second = corpus[0]["documents"]
    start = int(str(second["start"]))
    return {
        "reuse_id": "u1",
        "unit": "sentence",
        "document_id": second["document_id"],
        "start": start,
        "end": start + 6,
        "text": "河西医院总结",
        "other_document_id": first["document_id"],
        "other_start": 0,
        "other_end": 7,
        "similarity": 0.9,
        "chars": 6,
        "ceremony": False,
    }


def test_a_true_passage_is_written(write: Write, passage: Row, tmp_path: Path) -> None:
    assert write(tmp_path / "out", themed={"reuse": [passage]})["reuse"] == 1
    assert pq.read_table(tmp_path / "out" / "tables" / "reuse.parquet").to_pylist() == [passage]


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"text": "河西医院简介"}, "another text"),
        ({"end": 10_000}, "outside"),
        ({"start": 0}, "outside"),
        ({"other_end": 10_000}, "outside"),
        ({"other_start": 7}, "outside"),
        ({"document_id": "d0"}, "d0"),
        ({"other_document_id": "d0"}, "d0"),
        ({"unit": "clause"}, "clause"),
        ({"similarity": None}, "similarity"),
    ],
)
def test_a_false_one_is_refused(write: Write, passage: Row, change: Row, named: str, tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match=named):
        write(tmp_path / "out", themed={"reuse": [passage | change]})
    assert not (tmp_path / "out").exists()


def test_a_document_does_not_repeat_itself(write: Write, passage: Row, tmp_path: Path) -> None:
    own = passage | {"other_document_id": passage["document_id"], "other_start": passage["start"]}
    with pytest.raises(DatasetError, match="its own"):
        write(tmp_path / "out", themed={"reuse": [own | {"other_end": passage["end"]}]})


@pytest.mark.parametrize("batch", [10_000, 2])
def test_documents_get_what_the_whole_corpus_tells(
    corpus: list[Rows], batch: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "BATCH_ROWS", batch)
    before = [dict(row) for rows in corpus for row in rows.get("documents", [])]
    first, last = before[0]["document_id"], before[-1]["document_id"]
    values: dict[str, Row] = {
        str(first): {"cluster_id": "c1", "reused_share": 0.0},
        str(last): {"cluster_id": "c1", "duplicate_of": first, "reused_share": 0.5},
    }
    with Writer(tmp_path / "out", Settings()) as writer:
        for rows in corpus:
            writer.add(rows)
        writer.finish({}, {}, values)
    path = tmp_path / "out" / "tables" / "documents.parquet"
    assert pq.read_table(path).to_pylist() == [row | values.get(str(row["document_id"]), {}) for row in before]
    assert pq.read_schema(path).equals(arrow("documents"))
    assert sorted(one.name for one in path.parent.iterdir() if one.suffix != ".parquet") == []
    head, *lines = (tmp_path / "out" / "csv" / "documents.csv").read_text("utf-8-sig").splitlines()
    assert "reused_share" in head and any(',"c1",' in line for line in lines)


def test_a_wrong_value_for_documents_is_refused(corpus: list[Rows], tmp_path: Path) -> None:
    wanted = str(corpus[0]["documents"][0]["document_id"])
    for values, named in (
        ({"reused_share": "half"}, "half"),
        ({"colour": 1}, "colour"),
        ({"duplicate_of": "d0"}, "d0"),
    ):
        with pytest.raises(DatasetError, match=named), Writer(tmp_path / "out", Settings()) as writer:
            for rows in corpus:
                writer.add(rows)
            writer.finish({}, {}, {wanted: values})
        assert not (tmp_path / "out").exists()
