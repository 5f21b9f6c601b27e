"""Files that would fill the memory: each read in a process of its own, whose peak stays far below the bound."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from hostile_files import FIGURES, FILES, SHOW, docx_body, pdf, pdf_page, shared_text_bomb, stream, xlsx_rows

# The process alone takes 40 MB. A zip bomb that was opened, or a page of millions of texts, takes 2 GB and more.
BOUND = 1_000_000_000
CHILD = """
import json, resource, sys
from pathlib import Path
from zongjie.config import load_settings
from zongjie.ingest import read_bytes
path, memory, seconds = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
resource.setrlimit(resource.RLIMIT_AS, (3 * memory, 3 * memory))
resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
sources = read_bytes(path.read_bytes(), path.name, load_settings())
[peak] = [int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmHWM:")]
print(json.dumps({"peak": peak * 1024, "status": sources[0].status, "characters": sum(len(s.text) for s in sources)}))
"""
SMALL = [
    "docx-bomb.docx", "docx-tags.docx", "xlsx-shared.xlsx", "xlsx-unplaced.xlsx", "xlsx-far.xlsx", "zip-nested.zip",
    "csv-cell.csv", "jsonl-keys.jsonl", "html-deep.html", "html-brackets.html", "pdf-texts.pdf", "pdf-spaces.pdf",
    "pdf-forms.pdf",
]  # fmt: skip
LARGE = {
    "objects.pdf": lambda: pdf_page(stream(SHOW), more=[b"<</A 1>>"] * 1_000_000),
    "at-the-bound.docx": lambda: docx_body(b"<w:p/>" * 2_990_000),
    "cells.xlsx": lambda: xlsx_rows(b"<row>" + b"</row><row>".join([b"<c><v>1</v></c>" * 100] * 40_000) + b"</row>"),
    "shared.xlsx": lambda: shared_text_bomb(cells=1_000_000, size=8_000_000),
    "nul.txt": lambda: b"\0" * 100_000_000,
    "cell.csv": lambda: b"x\n" + b"y" * 50_000_000,
    "tags.html": lambda: b"<html><body>" + f"<p>{FIGURES}</p>".encode() * 300_000,
    "objects.arrays.pdf": lambda: pdf([b"<</Type/Catalog/Pages 2 0 R>>", b"[1 0 R]" * 5_000_000]),
}


def read(path: Path, content: bytes, seconds: int) -> dict[str, object]:
    """Status, characters and peak memory in bytes of reading a file in a process of its own."""
    if not Path("/proc/self/status").exists():
        pytest.skip("peak memory is read from /proc")
    path.write_bytes(content)
    command = [sys.executable, "-c", CHILD, str(path), str(BOUND), str(seconds)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    found: dict[str, object] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("name", SMALL)
def test_small_bombs_take_little(name: str, tmp_path: Path) -> None:
    make, status = next((make, status) for file, make, status, _ in FILES if file == name)
    found = read(tmp_path / name, make(), seconds=60)
    assert found["status"] == status
    assert int(str(found["peak"])) < BOUND


@pytest.mark.long
@pytest.mark.parametrize("name", LARGE)
def test_large_files_stay_below_the_bound(name: str, tmp_path: Path) -> None:
    found = read(tmp_path / name, LARGE[name](), seconds=300)
    assert int(str(found["peak"])) < 2 * BOUND
