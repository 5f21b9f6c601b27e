"""`zongjie.read`: types, laziness, gaps of older datasets, clear refusals; `zongjie.run` as the command's equal."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import get_type_hints

import pandas as pd
import pyarrow as pa
import pytest
from pyarrow import parquet

import zongjie
from zongjie.config import Changes, Settings
from zongjie.dataset.schema import TABLES
from zongjie.errors import UsageError

TEXT = (
    "青禾县总工会2023年工作总结\n2024年1月5日\n一、主要工作\n全年新建基层工会31家，完成计划30家的103.3%。"
    "举办职工技能培训班4期。\n二、存在的问题\n部分乡镇对工会工作重视不够。\n"
)


@pytest.fixture(scope="module")
def out(tmp_path_factory):
    folder = tmp_path_factory.mktemp("read")
    (folder / "青禾县.txt").write_text(TEXT, "utf-8")
    (folder / "空.txt").write_text("", "utf-8")
    done = zongjie.run(folder, folder / "out", themes=False, learned=False)
    assert [name for name, status, _ in done.left_out] == ["空.txt"]
    assert done.out == folder / "out"
    return done.out


@pytest.fixture
def copy(out, tmp_path):
    return Path(shutil.copytree(out, tmp_path / "copy"))


def test_it_is_a_mapping_of_all_tables(out):
    tables = zongjie.read(str(out))
    assert isinstance(tables, Mapping)
    assert list(tables) == list(TABLES)
    assert len(tables) == len(TABLES)
    assert "metrics" in tables and "nothing" not in tables and 3 not in tables
    assert tables.manifest["generator"] == "zongjie"
    assert "metrics" in repr(tables)


@pytest.mark.parametrize("name", TABLES)
def test_every_column_has_its_type_also_without_rows(out, name):
    frame = zongjie.read(out)[name]
    assert list(frame.columns) == [column.name for column in TABLES[name].columns]
    for column in TABLES[name].columns:
        kind = str(frame[column.name].dtype)
        nullable = {"string": "string", "int64": "Int64", "float64": "float64", "bool": "boolean",
                    "date": "datetime64[ms]", "list<string>": "object"}[column.type]  # fmt: skip
        whole = column.type if column.type in ("int64", "bool") and not column.nullable else nullable
        assert kind == ("category" if column.values else whole), column.name


def test_the_values_are_those_of_the_files(out):
    tables = zongjie.read(out)
    metric = tables["metrics"].set_index("text").loc["31家"]
    assert (metric["value"], metric["unit"], metric["kind"]) == (31.0, "家", "level")
    assert metric["period_start"] == pd.Timestamp("2023-01-01")
    assert tables["documents"]["published"].notna().tolist() == [
        row is not None for row in parquet.read_table(out / "tables" / "documents.parquet")["published"].to_pylist()
    ]
    assert tables["activities"]["metric_ids"].map(type).eq(list).all()
    assert tables["metrics"]["target_id"].isna().any()
    assert list(tables["metrics"]["kind"].cat.categories) == list(TABLES["metrics"]["kind"].values)
    assert tables["sources"].set_index("path").loc["空.txt", "status"] == "empty"


def test_a_table_is_read_when_asked_for_and_once(copy):
    tables = zongjie.read(copy)
    (copy / "tables" / "problems.parquet").write_bytes(b"no parquet")
    assert tables["metrics"] is tables["metrics"]
    with pytest.raises(pa.ArrowInvalid):
        tables["problems"]


def test_what_an_older_dataset_lacks_is_empty_or_named(copy):
    path = copy / "tables" / "metrics.parquet"
    parquet.write_table(parquet.read_table(path).drop_columns(["start", "kind", "period_start", "kpi"]), path)
    (copy / "tables" / "reuse.parquet").unlink()
    tables = zongjie.read(copy)
    frame = tables["metrics"]
    assert [str(frame[name].dtype) for name in ("start", "period_start")] == ["Int64", "datetime64[ms]"]
    assert frame[["start", "kind", "kpi"]].isna().all(axis=None)
    assert "reuse" not in tables and tables.get("reuse") is None
    with pytest.raises(KeyError, match="metrics"):
        tables["reuse"]


def test_an_unknown_code_is_no_gap(copy):
    path = copy / "tables" / "metrics.parquet"
    table = parquet.read_table(path)
    at = table.column_names.index("kind")
    parquet.write_table(table.set_column(at, table.schema.field(at), pa.array(["strange"] * table.num_rows)), path)
    assert set(zongjie.read(copy)["metrics"]["kind"]) == {"strange"}


@pytest.mark.parametrize("content", [None, "", "[]", '{"generator": "other"}', '{"files": []}'])
def test_a_folder_without_dataset_is_refused(tmp_path, content):
    if content is not None:
        (tmp_path / "tables").mkdir()
        (tmp_path / "run.json").write_text(content, "utf-8")
    with pytest.raises(UsageError, match="no dataset in"):
        zongjie.read(tmp_path)


@pytest.mark.parametrize(("version", "refused"), [("99.0.0", True), ("0.0.1", False), (None, False), ("odd", False)])
def test_a_dataset_of_a_newer_zongjie_is_refused(copy, version, refused):
    manifest = json.loads((copy / "run.json").read_text("utf-8"))
    manifest["versions"]["zongjie"] = version
    (copy / "run.json").write_text(json.dumps(manifest), "utf-8")
    if refused:
        with pytest.raises(UsageError, match="newer than this one"):
            zongjie.read(copy)
    else:
        assert "metrics" in zongjie.read(copy)


# ---------------------------------------------------------------------------------------------------------------- run
def test_the_keywords_of_run_are_the_settings():
    assert set(Changes.__annotations__) == set(Settings.model_fields)
    hints = get_type_hints(Changes)
    assert hints["split"] is bool
    assert hints["seed"] is int


def test_run_takes_paths_settings_and_a_file_of_settings(tmp_path, out):
    (tmp_path / "甲.txt").write_text(TEXT, "utf-8")
    (tmp_path / "词典.txt").write_text("青禾县 10 ns\n", "utf-8")
    (tmp_path / "my.toml").write_text("seed = 7\nlearned = false\nthemes = false\n", "utf-8")
    done = zongjie.run(
        [str(tmp_path / "甲.txt")], str(tmp_path / "out"), config=tmp_path / "my.toml", seed=8,
        userdict=tmp_path / "词典.txt",
    )  # fmt: skip
    settings = zongjie.read(done.out).manifest["settings"]
    assert (settings["seed"], settings["learned"], settings["userdict"]) == (8, False, str(tmp_path / "词典.txt"))
    with pytest.raises(UsageError, match="sede"):
        zongjie.run(tmp_path, tmp_path / "other", sede=1)


def test_run_is_the_module_and_the_function():
    import zongjie.run as module
    from zongjie.run import STAGES, run_corpus

    assert zongjie.run is module
    assert (zongjie.run.STAGES, zongjie.run.run_corpus) == (STAGES, run_corpus)
    assert {"read", "run"} <= set(dir(zongjie))
