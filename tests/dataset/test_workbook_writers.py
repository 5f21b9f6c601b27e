"""Every workbook beside dataset.xlsx: types, long texts and bytes, through the functions that commands call."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pytest

from zongjie.dataset.sheets import LONG_SHEET
from zongjie.errors import Message
from zongjie.kpi import export as panel_export
from zongjie.kpi.codebook import SHIPPED, of_settings
from zongjie.reuse import export as reuse_export
from zongjie.stats import workbook
from zongjie.terms.workbook import write_workbook

LONG = "长" * 40_000


def reuse(path: Path) -> str:
    rows = {name: [1, 2] for name in reuse_export.COLUMNS}
    rows |= {"text": ["False", LONG], "other_text": ["nan", None], "ceremony": [np.bool_(True), np.bool_(False)]}
    rows |= {"similarity": [0.5, float("nan")]}
    documents = pd.DataFrame({name: pd.Series([], dtype=object) for name in reuse_export.OF_DOCUMENTS})
    summary = reuse_export.Summary(0, 0, 0, 0, 0, None, None)
    found = reuse_export.Reused(pd.DataFrame(rows), documents, summary)
    reuse_export.write(found, path)
    return "reuse"


def stats(path: Path) -> str:
    frame = pd.DataFrame({"note": ["False", LONG], "test": ["nan", None]})
    frame["observation"], frame["share"] = [np.bool_(True), np.bool_(False)], [0.5, float("nan")]
    workbook.write({"prevalence": frame}, [Message("说明", "about")], path)
    return "prevalence"


def panel(path: Path) -> str:
    frame = pd.DataFrame({"sentence": ["False", LONG], "path": ["nan", None]})
    frame["conflict"], frame["value"] = [True, False], [0.5, float("nan")]
    made = panel_export.Panel(frame, frame[:0], frame[:0], frame[:0], of_settings(SHIPPED))
    panel_export.write(made, path, "xlsx")
    return "panel"


def terms(path: Path) -> str:
    frame = pd.DataFrame({"sentence": ["False", LONG], "path": ["nan", None]})
    frame["heading"], frame["rate"] = [np.bool_(True), np.bool_(False)], [0.5, float("nan")]
    write_workbook(path, {"hits": [frame[:1], frame[1:]]}, [Message("说明", "about")])
    return "hits"


@pytest.mark.parametrize("write", [reuse, stats, panel, terms])
def test_words_numbers_and_truths_stay_what_they_are(tmp_path: Path, write: Callable[[Path], str]) -> None:
    name = write(tmp_path / "a.xlsx")
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    rows = [[cell.value for cell in row] for row in book[name].iter_rows(min_row=2)]
    for value in ("False", "nan", 0.5):
        assert value in rows[0]
    assert any(cell is True for cell in rows[0]) and any(cell is False for cell in rows[1])
    assert sum(cell is None for cell in rows[1]) == 2
    [short] = [cell for cell in rows[1] if isinstance(cell, str) and cell.startswith("长")]
    assert short.endswith(f"cut: {LONG_SHEET}】") and len(short) == 32_767
    parts = [row[4] for row in book[LONG_SHEET].iter_rows(min_row=2, values_only=True)]
    assert "".join(parts) == LONG


@pytest.mark.parametrize("write", [reuse, stats, panel])
def test_equal_data_are_equal_bytes(tmp_path: Path, write: Callable[[Path], str]) -> None:
    write(tmp_path / "a.xlsx")
    write(tmp_path / "b.xlsx")
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
