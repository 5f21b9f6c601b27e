"""The files of a corpus: walked in order, named once, rubbish left out."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from zongjie.config import Settings
from zongjie.errors import UsageError
from zongjie.ingest import Item, items, load
from zongjie.ingest.corpus import is_ignored, system_path, visible

posix = pytest.mark.skipif(os.name == "nt", reason="names and links that Windows does not allow without rights")


def write(root: Path, *names: str) -> None:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("完成3项。", "utf-8")


def test_folders_are_walked_in_the_order_of_names(tmp_path: Path) -> None:
    write(
        tmp_path,
        "b.txt",
        "a/二.txt",
        "a/z.txt",
        "B.txt",
        "a.txt",
        ".git/x.txt",
        "~$总结.docx",
        "Thumbs.db",
        "a/.DS_Store",
    )
    assert [item.name for item in items([tmp_path])] == ["B.txt", "a.txt", "a/z.txt", "a/二.txt", "b.txt"]


def test_names_of_several_paths_are_told_apart_by_their_folders(tmp_path: Path) -> None:
    write(tmp_path, "x/2022/总结.txt", "x/2023/总结.txt", "y/2023/总结.txt", "y/2023/别的.txt")
    found = items(
        [tmp_path / "x/2022", tmp_path / "x/2023/总结.txt", tmp_path / "y/2023", tmp_path / "x/2022/总结.txt"]
    )
    assert [item.name for item in found] == ["2022/总结.txt", "x/2023/总结.txt", "y/2023/总结.txt", "别的.txt"]


def test_a_missing_path_and_an_empty_folder_are_told(tmp_path: Path) -> None:
    for path in (tmp_path / "没有", tmp_path):
        with pytest.raises(UsageError) as caught:
            items([path])
        assert str(path) in str(caught.value)


@posix
def test_links_in_a_circle_end_and_links_to_nowhere_are_reported(tmp_path: Path, settings: Settings) -> None:
    write(tmp_path, "a/一.txt")
    (tmp_path / "a" / "loop").symlink_to(tmp_path)
    (tmp_path / "nowhere.txt").symlink_to(tmp_path / "gone.txt")
    found = items([tmp_path])
    assert [item.name for item in found] == ["a/一.txt", "nowhere.txt"]
    assert [load(item, settings)[0].status for item in found] == ["ok", "failed"]


@posix
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    write(tmp_path, "a.txt")
    os.mkfifo(tmp_path / "pipe.txt")
    assert [item.name for item in items([tmp_path])] == ["a.txt"]


@posix
@pytest.mark.skipif(sys.platform == "darwin", reason="macOS refuses names that are no UTF-8")
def test_names_that_are_no_utf8_or_hold_line_breaks_are_shown(tmp_path: Path, settings: Settings) -> None:
    for name in ("总结.txt".encode("gbk"), "一\n二.txt".encode()):
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name)).write_text("完成。", "utf-8")
    found = items([tmp_path])
    assert [item.name for item in found] == ["一\\x0a二.txt", "总结.txt"]
    assert {load(item, settings)[0].status for item in found} == {"ok"}


def test_visible_names_can_be_written_anywhere() -> None:
    assert visible("cafe\u0301") == "café"
    visible("\ud800x\udcff").encode("utf-8")


@pytest.mark.parametrize("name", [".hidden", "~$总结.docx", "THUMBS.DB", "__MACOSX", ".~lock.a.odt#"])
def test_rubbish_is_known_by_name(name: str) -> None:
    assert is_ignored(name)
    assert not is_ignored(name.lstrip(".~_$") + "总结.txt")


def test_long_windows_paths_get_the_prefix_that_lifts_the_limit() -> None:
    long = Path("/" + "长" * 300)
    assert system_path(long, windows=True).startswith("\\\\?\\")
    assert system_path(long, windows=False) == str(long)
    assert not system_path(Path("/短"), windows=True).startswith("\\\\?\\")


def test_a_file_over_the_limit_is_left_out(tmp_path: Path, settings: Settings) -> None:
    write(tmp_path, "a.txt")
    [source] = load(Item(tmp_path / "a.txt", "a.txt"), settings.model_copy(update={"largest_file": 5}))
    assert source.status == "skipped"
    assert "largest_file" in (source.reason or "")


def test_a_file_that_went_away_is_a_row(tmp_path: Path, settings: Settings) -> None:
    [source] = load(Item(tmp_path / "gone.txt", "gone.txt"), settings)
    assert source.status == "failed"


def test_a_dataset_inside_the_corpus_is_no_material(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("全年办文12件。", "utf-8")
    out = tmp_path / "out"
    for name in ("run.json", "tables/sources.parquet", "csv/metrics.csv"):
        (out / name).parent.mkdir(parents=True, exist_ok=True)
        (out / name).write_text("{}", "utf-8")
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "run.json").write_text("{}", "utf-8")
    assert [item.name for item in items([tmp_path])] == ["a.txt", "mine/run.json"]
