"""Which files beside the corpus a run depends on, and how `run.json` is to name them."""

import hashlib

import pytest

from zongjie.config import Settings, input_files
from zongjie.errors import UsageError


def sha(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_no_file_beside_the_corpus_is_read_by_default():
    assert input_files(Settings()) == {}


def test_every_file_that_the_settings_name_is_told_by_its_content(tmp_path):
    for name in ("words.txt", "seeds.tsv", "own.toml"):
        (tmp_path / name).write_text(name, "utf-8")
    earlier = tmp_path / "earlier" / "tables"
    earlier.mkdir(parents=True)
    for name in ("themes", "theme_words"):
        (earlier / f"{name}.parquet").write_bytes(name.encode())
    settings = Settings(
        userdict=str(tmp_path / "words.txt"),
        theme_seeds=str(tmp_path / "seeds.tsv"),
        themes_from=str(tmp_path / "earlier"),
        codebooks=(str(tmp_path / "own.toml"), "macro"),
    )
    found = input_files(settings)
    assert found == {
        "userdict": sha(tmp_path / "words.txt"),
        "theme_seeds": sha(tmp_path / "seeds.tsv"),
        "themes_from/tables/themes.parquet": sha(earlier / "themes.parquet"),
        "themes_from/tables/theme_words.parquet": sha(earlier / "theme_words.parquet"),
        "codebooks/own.toml": sha(tmp_path / "own.toml"),
    }
    (tmp_path / "seeds.tsv").write_text("changed", "utf-8")
    assert input_files(settings)["theme_seeds"] != found["theme_seeds"]


def test_two_codebooks_of_one_name_are_two_files(tmp_path):
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "own.toml").write_text(folder, "utf-8")
    found = input_files(Settings(codebooks=tuple(str(tmp_path / one / "own.toml") for one in "ab")))
    assert found == {
        "codebooks/own.toml": sha(tmp_path / "a" / "own.toml"),
        "codebooks/own.toml#2": sha(tmp_path / "b" / "own.toml"),
    }


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(UsageError, match=r"theme_seeds.*missing\.tsv"):
        input_files(Settings(theme_seeds=str(tmp_path / "missing.tsv")))
