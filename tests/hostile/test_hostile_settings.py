"""Settings and codebooks that are wrong or hostile: a `UsageError` in both languages that names what is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from zongjie.config import load_settings
from zongjie.errors import UsageError
from zongjie.kpi.codebook import of_settings

SETTINGS = {
    "unknown key": ("themen = true", "themen"),
    "wrong type": ('themes = "vielleicht"', "themes"),
    "beyond its bounds": ("theme_count = 501", "theme_count"),
    "endless number": (f"seed = {'9' * 5000}", ""),
    "not a number": ("largest_file = nan", "largest_file"),
    "a table for a value": ("[seed]\nx = 1", "seed"),
    "twice": ("seed = 1\nseed = 2", ""),
    "no TOML": ("themes: true", ""),
    "deep": ("seed = " + "[" * 100_000, ""),
    "nul": ("seed = 1\0", ""),
}


@pytest.mark.parametrize(("text", "word"), SETTINGS.values(), ids=SETTINGS)
def test_wrong_settings_are_named(text: str, word: str, tmp_path: Path) -> None:
    path = tmp_path / "my.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(UsageError) as found:
        load_settings(path)
    for said in (found.value.message.zh, found.value.message.en):
        assert word in said
        assert word or "my.toml" in said


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"\x00" * 100, "seed = 1".encode("utf-16")], ids=str)
def test_settings_that_are_no_utf8_are_named(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "my.toml"
    path.write_bytes(content)
    with pytest.raises(UsageError, match=r"my\.toml"):
        load_settings(path)


CODEBOOKS = {
    "unknown key": '[[indicator]]\nname = "甲"\nwörter = ["甲"]\n',
    "no TOML": "indicator: 甲",
    "deep": "a = " + "[" * 100_000,
    "a number for a list": "indicator = 3",
    "nul": "\0",
}


@pytest.mark.parametrize("text", CODEBOOKS.values(), ids=CODEBOOKS)
def test_wrong_codebooks_are_named(text: str, tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(UsageError) as found:
        of_settings([str(path)])
    assert "mine" in found.value.message.zh
    assert "mine" in found.value.message.en
