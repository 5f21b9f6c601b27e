"""The dataset of `review_dataset`, made once and copied for each test."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from review_dataset import TEXTS, run


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("review")
    (folder / "texts").mkdir()
    for name, text in TEXTS.items():
        (folder / "texts" / name).write_text(text, "utf-8", newline="\n")
    run(folder / "texts", folder / "out")
    return folder


@pytest.fixture
def place(made: Path, tmp_path: Path) -> Path:
    """A folder with `texts` and the dataset `out`, to be changed at will."""
    shutil.copytree(made, tmp_path / "place")
    return tmp_path / "place"


@pytest.fixture
def out(place: Path) -> Path:
    return place / "out"
