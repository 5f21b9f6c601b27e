"""The report on rows of a test."""

from __future__ import annotations

from pathlib import Path

import pytest
from report_dataset import Page

from zongjie.config import Settings
from zongjie.dataset.tables import Rows
from zongjie.dataset.write import Writer
from zongjie.report.build import build


@pytest.fixture
def page(tmp_path: Path) -> Page:
    """The report on the given rows, as the writer leaves it in the output folder; its path."""

    def make(*made: Rows, themed: Rows | None = None, lang: str = "zh", **bounds: int) -> Path:
        def report(out: Path, lang: str) -> str:
            return build(out, lang, **bounds)

        with Writer(tmp_path / "out", Settings(), report=report, lang=lang) as writer:
            for some in made:
                writer.add(some)
            writer.finish(themed or {}, {})
        return tmp_path / "out" / "report.html"

    return make
